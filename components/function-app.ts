import * as pulumi from "@pulumi/pulumi";
import { nodeRuntimes } from "../azure/web.ts";
import { checkedName, resourceId, storageAccountName, uniqueName } from "../topology/names.ts";
import { checkedPlacement, type Placement } from "../topology/placement.ts";
import { makeSite, makeSiteSettings, packageSettings, type SiteIdentity } from "./app-site.ts";
import { assignRole, builtInRoleId } from "./role-assignment.ts";
import { makeStorageAccount } from "./storage-account.ts";
import { after, childOf, type ChildOptions } from "./support.ts";

/** A function app's plan, package and identity. */
export interface FunctionAppArgs {
    placement: Placement;
    /** A Linux plan of Basic tier or larger. */
    planId: pulumi.Input<string>;
    /** Address of the zip package in blob storage; see AppPackages. */
    packageUrl: pulumi.Input<string>;
    /** The storage account of the package. */
    packageStorageAccountId: pulumi.Input<string>;
    /** A user-assigned identity: it can be granted everything before the first start. */
    identity: SiteIdentity;
    /** Application settings. @default none */
    appSettings?: Record<string, pulumi.Input<string>>;
    /** Subnet delegated to Microsoft.Web/serverFarms, with the service endpoint Microsoft.Storage. @default none */
    subnetId?: pulumi.Input<string>;
    /** Unique in the cloud. @default `app-<component's name>-functions-<short hash>` */
    siteName?: string;
}

/** A Linux function app on Node whose runtime keeps its state in storage without keys. */
export class FunctionApp extends pulumi.ComponentResource {
    /** Known before deployment; whoever uses it waits for the code and its settings. */
    readonly siteId: pulumi.Output<string>;

    /** @throws InputError for names that Azure refuses; nothing is registered then */
    constructor(name: string, args: FunctionAppArgs, opts?: pulumi.ComponentResourceOptions) {
        const { siteName, accountName } = checkFunctionApp(name, args);
        super("keyvault-blueprint:index:FunctionApp", name, {}, opts);
        const child = childOf(this, opts);
        const { placement, identity } = args;

        const runtime = makeRuntimeStorage(name, accountName, args, child);
        const grants = makeGrants(name, args, runtime, child);
        const site = makeSite(
            `${name}-functions`,
            {
                placement,
                siteName,
                kind: "functionapp,linux",
                planId: args.planId,
                identity,
                subnetId: args.subnetId,
                linuxFxVersion: `NODE|${nodeRuntimes.node24.functionsVersion}`,
                siteConfig: { alwaysOn: true },
            },
            child,
        );
        const settings = makeSiteSettings(
            `${name}-functions-settings`,
            site,
            siteName,
            placement,
            {
                FUNCTIONS_EXTENSION_VERSION: "~4",
                FUNCTIONS_WORKER_RUNTIME: "node",
                AzureWebJobsStorage__accountName: accountName,
                AzureWebJobsStorage__credential: "managedidentity",
                AzureWebJobsStorage__clientId: identity.clientId,
                ...packageSettings(args.packageUrl, identity),
                ...args.appSettings,
            },
            grants,
            child,
        );
        this.siteId = after([site, settings], resourceId(placement, "web:WebApp", siteName));
        this.registerOutputs({ siteId: this.siteId });
    }
}

function checkFunctionApp(
    name: string,
    args: Pick<FunctionAppArgs, "placement" | "siteName">,
): { siteName: string; accountName: string } {
    const placement = checkedPlacement(args.placement);
    const parts = { placement, stack: pulumi.getStack(), name };
    return {
        accountName: storageAccountName({ ...parts, name: `${name}func` }),
        siteName:
            args.siteName === undefined
                ? uniqueName("web:WebApp", { ...parts, name: `${name}-functions` })
                : checkedName("web:WebApp", args.siteName, "functionApp.siteName"),
    };
}

function makeRuntimeStorage(
    name: string,
    accountName: string,
    { placement, subnetId }: FunctionAppArgs,
    child: ChildOptions,
): pulumi.Output<string> {
    const account = makeStorageAccount(
        `${name}-functions-storage`,
        {
            placement,
            accountName,
            sku: "Standard_LRS",
            allowedAddresses: [],
            allowedSubnetIds: subnetId === undefined ? [] : [subnetId],
            // Without a network of its own the app reaches its storage over the public endpoint, with a role and no key.
            ...(subnetId === undefined && {
                more: {
                    publicNetworkAccess: "Enabled",
                    networkRuleSet: { bypass: "AzureServices", defaultAction: "Allow" },
                },
            }),
        },
        child,
    );
    return after([account], resourceId(placement, "storage:StorageAccount", accountName));
}

/** What the Functions runtime needs of its storage (learn.microsoft.com/azure/azure-functions/functions-reference). */
function makeGrants(
    name: string,
    args: FunctionAppArgs,
    runtime: pulumi.Output<string>,
    child: ChildOptions,
): pulumi.Resource[] {
    const { subscriptionId } = args.placement;
    const { principalId, identityId } = args.identity;
    const common = { principalId, principalType: "ServicePrincipal", identityId };
    const owner = builtInRoleId(subscriptionId, "Storage Blob Data Owner");
    const reader = builtInRoleId(subscriptionId, "Storage Blob Data Reader");
    return [
        assignRole(`${name}-functions-runtime`, { scope: runtime, roleDefinitionId: owner, ...common }, child),
        assignRole(
            `${name}-functions-package`,
            { scope: args.packageStorageAccountId, roleDefinitionId: reader, ...common },
            child,
        ),
    ];
}
