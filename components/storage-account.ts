import type * as pulumi from "@pulumi/pulumi";
import { StorageAccount } from "@pulumi/azure-native/storage/storageAccount.js";
import type { StorageAccountArgs as ResourceArgs } from "@pulumi/azure-native/storage/storageAccount.js";
import type { Placement } from "../topology/placement.ts";

/** What differs between the accounts that the components make. */
export interface StorageAccountSettings {
    readonly placement: Placement;
    readonly accountName: string;
    /** As `Standard_LRS` or `Standard_ZRS`. */
    readonly sku: string;
    /** Public addresses that may reach it; private endpoints and trusted services always may. */
    readonly allowedAddresses: readonly string[];
    readonly allowedSubnetIds: readonly pulumi.Input<string>[];
    readonly more?: Partial<ResourceArgs>;
}

/** A storage account that answers nobody by key, nobody anonymously, and no network but the ones given. */
export function makeStorageAccount(
    name: string,
    settings: StorageAccountSettings,
    child: pulumi.CustomResourceOptions,
): StorageAccount {
    const { placement, allowedAddresses, allowedSubnetIds } = settings;
    const reachable = allowedAddresses.length + allowedSubnetIds.length > 0;
    return new StorageAccount(
        name,
        {
            accountName: settings.accountName,
            resourceGroupName: placement.resourceGroupName,
            location: placement.location,
            tags: placement.tags ?? {},
            kind: "StorageV2",
            sku: { name: settings.sku },
            accessTier: "Hot",
            allowBlobPublicAccess: false,
            allowCrossTenantReplication: false,
            allowSharedKeyAccess: false,
            defaultToOAuthAuthentication: true,
            enableHttpsTrafficOnly: true,
            minimumTlsVersion: "TLS1_2",
            publicNetworkAccess: reachable ? "Enabled" : "Disabled",
            networkRuleSet: {
                bypass: "AzureServices",
                defaultAction: "Deny",
                ipRules: allowedAddresses.map((address) => ({ iPAddressOrRange: address, action: "Allow" })),
                virtualNetworkRules: allowedSubnetIds.map((id) => ({ virtualNetworkResourceId: id, action: "Allow" })),
            },
            ...settings.more,
        },
        child,
    );
}
