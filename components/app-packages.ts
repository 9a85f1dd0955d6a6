import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { Blob } from "@pulumi/azure-native/storage/blob.js";
import { BlobContainer } from "@pulumi/azure-native/storage/blobContainer.js";
import { InputError } from "../input/error.ts";
import { checkedName, resourceId, storageAccountName } from "../topology/names.ts";
import { checkedPlacement, cloudOf, type Placement } from "../topology/placement.ts";
import { checkWord } from "../topology/vault.ts";
import { makeStorageAccount } from "./storage-account.ts";
import { after, childOf } from "./support.ts";

/** Which packages are uploaded, and where to. */
/** From where the packages' storage account may be reached. */
export const PackageExposure = { Open: "open", Firewall: "firewall" } as const;
export type PackageExposure = (typeof PackageExposure)[keyof typeof PackageExposure];

/** Which code is uploaded, and who reaches it. */
export interface AppPackagesArgs {
    placement: Placement;
    /** Zip files by app, as absolute paths: the engine starts programs in the folder of their entry module. */
    packages: Record<string, string>;
    /** `open` to every network (reading still needs a role), or `firewall`: the addresses and subnets given. */
    exposure: PackageExposure;
    /** Public addresses that `firewall` admits, above all the one from which `pulumi up` uploads. @default none */
    allowedAddresses?: string[];
    /** Subnets with the service endpoint Microsoft.Storage from which the apps read their packages. @default none */
    allowedSubnetIds?: pulumi.Input<string>[];
    /** @default `st<component's name>pkg<short hash>` */
    storageAccountName?: string;
}

/**
 * The code of the apps, uploaded by the deployment. Blob names carry the content's hash: new code is a new address, and
 * the app that runs from it restarts.
 */
export class AppPackages extends pulumi.ComponentResource {
    readonly storageAccountId: pulumi.Output<string>;
    /** Addresses by app; known before deployment. */
    readonly urls: pulumi.Output<Record<string, string>>;

    /** @throws InputError when a package is missing at a deployment (a preview goes on with a warning) */
    constructor(name: string, args: AppPackagesArgs, opts?: pulumi.ComponentResourceOptions) {
        const accountName = checkAppPackages(name, args);
        super("keyvault-blueprint:index:AppPackages", name, {}, opts);
        const child = childOf(this, opts);
        const { placement } = args;
        const missing = unbuilt(args.packages);
        if (missing.length > 0)
            void pulumi.log.warn(`Not packaged yet: ${missing.join(", ")}. A deployment needs them: ${howTo}.`, this);
        const open = args.exposure === PackageExposure.Open;

        const account = makeStorageAccount(
            `${name}-packages`,
            {
                placement,
                accountName,
                sku: "Standard_LRS",
                allowedAddresses: args.allowedAddresses ?? [],
                allowedSubnetIds: args.allowedSubnetIds ?? [],
                more: {
                    // The provider uploads blobs with the account's key; apps read with their identities.
                    allowSharedKeyAccess: true,
                    ...(open && {
                        publicNetworkAccess: "Enabled",
                        networkRuleSet: { bypass: "AzureServices", defaultAction: "Allow" },
                    }),
                },
            },
            child,
        );
        const container = new BlobContainer(
            `${name}-packages-container`,
            {
                containerName,
                accountName: after([account], accountName),
                resourceGroupName: placement.resourceGroupName,
                publicAccess: "None",
            },
            child,
        );
        const host = `https://${accountName}.blob.${cloudOf(placement.cloud).storageSuffix}`;
        const blobs = Object.entries(args.packages).map(([app, file]) => {
            const blobName = `${app}-${contentHash(file)}.zip`;
            const blob = new Blob(
                `${name}-package-${app}`,
                {
                    blobName,
                    containerName: after([container], containerName),
                    accountName,
                    resourceGroupName: placement.resourceGroupName,
                    type: "Block",
                    contentType: "application/zip",
                    source: sourceOf(file),
                },
                child,
            );
            return { app, blob, url: `${host}/${containerName}/${blobName}` };
        });
        this.storageAccountId = after([account], resourceId(placement, "storage:StorageAccount", accountName));
        this.urls = after(
            blobs.map(({ blob }) => blob),
            Object.fromEntries(blobs.map(({ app, url }) => [app, url])),
        );
        this.registerOutputs({ storageAccountId: this.storageAccountId, urls: this.urls });
    }
}

const containerName = "packages";
const howTo = "make the zip files first, as npm run package:apps does in this project's repository";

export function checkAppPackages(name: string, args: AppPackagesArgs): string {
    const placement = checkedPlacement(args.placement);
    checkWord(PackageExposure, args.exposure, "appPackages.exposure");
    const missing = unbuilt(args.packages);
    if (missing.length > 0 && !pulumi.runtime.isDryRun()) {
        throw new InputError({
            what: "appPackages.packages",
            got: missing.join(", "),
            expected: "zip files that exist",
            fix: howTo,
        });
    }
    return args.storageAccountName === undefined
        ? storageAccountName({ placement, stack: pulumi.getStack(), name: `${name}pkg` })
        : checkedName("storage:StorageAccount", args.storageAccountName, "appPackages.storageAccountName");
}

/** The engine opens a package in previews too; one that is not built yet is stood in for. */
function sourceOf(file: string): pulumi.asset.Asset {
    return existsSync(file) ? new pulumi.asset.FileAsset(file) : new pulumi.asset.StringAsset("not packaged yet");
}

function unbuilt(packages: Readonly<Record<string, string>>): string[] {
    return Object.values(packages).filter((file) => !existsSync(file));
}

/** The first digits of a file's SHA-256; a package that is not built yet has none. */
function contentHash(file: string): string {
    return existsSync(file) ? createHash("sha256").update(readFileSync(file)).digest("hex").slice(0, 12) : "unbuilt";
}
