import * as pulumi from "@pulumi/pulumi";
import { DiagnosticSetting } from "@pulumi/azure-native/monitor/diagnosticSetting.js";
import { Workspace } from "@pulumi/azure-native/operationalinsights/workspace.js";
import { limits } from "../azure/limits.ts";
import { vaultLogs } from "../azure/monitoring.ts";
import { InputError } from "../input/error.ts";
import { checkExisting } from "../topology/existing.ts";
import { checkedName, resourceId, resourceName, storageAccountName } from "../topology/names.ts";
import { checkedPlacement, type Placement } from "../topology/placement.ts";
import { checkStorageAccount } from "../topology/storage.ts";
import { makeStorageAccount } from "./storage-account.ts";
import { saveQueries } from "./saved-queries.ts";
import { after, childOf, type ChildOptions } from "./support.ts";

/** Whose logs are kept, where and for how long. */
export interface MonitoringArgs {
    placement: Placement;
    /** Vaults whose every log is kept, by a label that names their settings. */
    vaultIds: Record<string, pulumi.Input<string>>;
    /** Write to this workspace instead of a new one, in any subscription. It is left as it is: no queries are saved in it. */
    existingWorkspaceId?: pulumi.Input<string>;
    /** @default `log-<component's name>` */
    workspaceName?: string;
    /** Days for which a new workspace keeps logs, 30 to 730. @default 90 */
    retentionInDays?: number;
    /** Keep a copy in a storage account, for auditors who read years back. @default none */
    archive?: ArchiveArgs;
}

/** A storage account that keeps a copy of the logs. */
export interface ArchiveArgs {
    /** Use this account instead of a new one; it must be in the vaults' region. */
    existingStorageAccountId?: pulumi.Input<string>;
    /** @default `st<component's name>logs<short hash>` */
    storageAccountName?: string;
    /** @default "Standard_LRS" */
    sku?: string;
    /** Public addresses from which auditors read it; bare addresses or blocks up to /30. @default none */
    allowedAddresses?: string[];
}

/** A Log Analytics workspace that receives every log of the vaults, with saved queries, and an archive on demand. */
export class Monitoring extends pulumi.ComponentResource {
    readonly workspaceId: pulumi.Output<string>;
    readonly archiveStorageAccountId: pulumi.Output<string | undefined>;

    /** @throws InputError for names and retentions that Azure refuses; nothing is registered then */
    constructor(name: string, args: MonitoringArgs, opts?: pulumi.ComponentResourceOptions) {
        const { workspaceName, archiveName } = checkMonitoring(name, args);
        super("keyvault-blueprint:index:Monitoring", name, {}, opts);
        const child = childOf(this, opts);

        this.workspaceId =
            args.existingWorkspaceId === undefined
                ? makeWorkspace(name, workspaceName, args, child)
                : pulumi.output(args.existingWorkspaceId);
        const archiveId =
            args.archive === undefined
                ? undefined
                : makeArchive(name, archiveName, args.placement, args.archive, child);
        for (const [label, vaultId] of Object.entries(args.vaultIds)) {
            new DiagnosticSetting(
                `${name}-diagnostics-${label}`,
                {
                    name: `${name}-all-logs`,
                    resourceUri: vaultId,
                    workspaceId: this.workspaceId,
                    ...(archiveId !== undefined && { storageAccountId: archiveId }),
                    logAnalyticsDestinationType: "Dedicated",
                    logs: [{ categoryGroup: vaultLogs.everything, enabled: true }],
                    metrics: [{ category: vaultLogs.metrics, enabled: true }],
                },
                child,
            );
        }
        this.archiveStorageAccountId = pulumi.output(archiveId);
        this.registerOutputs({ workspaceId: this.workspaceId, archiveStorageAccountId: this.archiveStorageAccountId });
    }
}

interface CheckedMonitoring {
    readonly workspaceName: string;
    /** Of a new storage account. */
    readonly archiveName: string;
}

export function checkMonitoring(name: string, args: MonitoringArgs): CheckedMonitoring {
    const placement = checkedPlacement(args.placement);
    const days = args.retentionInDays ?? defaultRetention;
    const { minimum, maximum } = limits.workspaceRetentionDays.value;
    if (!Number.isInteger(days) || days < minimum || days > maximum) {
        throw new InputError({
            what: "monitoring.retentionInDays",
            got: days,
            expected: `a whole number of days from ${minimum} to ${maximum}`,
            fix: "keep longer in the archive",
        });
    }
    checkExisting("operationalinsights:Workspace", args.existingWorkspaceId, "monitoring.existingWorkspaceId");
    checkExisting(
        "storage:StorageAccount",
        args.archive?.existingStorageAccountId,
        "monitoring.archive.existingStorageAccountId",
    );
    const { storageAccountName: accountName, sku = defaultSku, allowedAddresses = [] } = args.archive ?? {};
    checkStorageAccount(sku, allowedAddresses, "monitoring.archive");
    return {
        workspaceName:
            args.workspaceName === undefined
                ? resourceName("operationalinsights:Workspace", name)
                : checkedName("operationalinsights:Workspace", args.workspaceName, "monitoring.workspaceName"),
        archiveName:
            accountName === undefined
                ? storageAccountName({ placement, stack: pulumi.getStack(), name: `${name}logs` })
                : checkedName("storage:StorageAccount", accountName, "monitoring.archive.storageAccountName"),
    };
}

const defaultRetention = 90;
const defaultSku = "Standard_LRS";

function makeWorkspace(
    name: string,
    workspaceName: string,
    { placement, retentionInDays }: MonitoringArgs,
    child: ChildOptions,
): pulumi.Output<string> {
    const workspace = new Workspace(
        `${name}-workspace`,
        {
            workspaceName,
            resourceGroupName: placement.resourceGroupName,
            location: placement.location,
            tags: placement.tags ?? {},
            sku: { name: "PerGB2018" },
            retentionInDays: retentionInDays ?? defaultRetention,
            features: { disableLocalAuth: true, enableLogAccessUsingOnlyResourcePermissions: true },
            publicNetworkAccessForIngestion: "Enabled",
            publicNetworkAccessForQuery: "Enabled",
        },
        child,
    );
    saveQueries(name, after([workspace], workspaceName), placement.resourceGroupName, child);
    return after([workspace], resourceId(placement, "operationalinsights:Workspace", workspaceName));
}

function makeArchive(
    name: string,
    accountName: string,
    placement: Placement,
    archive: ArchiveArgs,
    child: ChildOptions,
): pulumi.Output<string> {
    if (archive.existingStorageAccountId !== undefined) return pulumi.output(archive.existingStorageAccountId);
    const account = makeStorageAccount(
        `${name}-archive`,
        {
            placement,
            accountName,
            sku: archive.sku ?? defaultSku,
            allowedAddresses: archive.allowedAddresses ?? [],
            allowedSubnetIds: [],
        },
        child,
    );
    return after([account], resourceId(placement, "storage:StorageAccount", accountName));
}
