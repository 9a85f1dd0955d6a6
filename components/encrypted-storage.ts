import * as pulumi from "@pulumi/pulumi";
import { UserAssignedIdentity } from "@pulumi/azure-native/managedidentity/userAssignedIdentity.js";
import { checkedName, resourceId, resourceName, storageAccountName } from "../topology/names.ts";
import { checkedPlacement, type Placement } from "../topology/placement.ts";
import { checkPrincipals, type PrincipalType } from "../topology/principals.ts";
import { checkStorageAccount } from "../topology/storage.ts";
import { AccessModel, checkWord } from "../topology/vault.ts";
import { AccessPolicy } from "./keyvault-api.ts";
import { assignRole, builtInRoleId } from "./role-assignment.ts";
import { makeStorageAccount } from "./storage-account.ts";
import { after, childOf, type ChildOptions } from "./support.ts";

/** The key that encrypts, who may use it for the account, and who reaches the account. */
export interface EncryptedStorageArgs {
    placement: Placement;
    vaultId: pulumi.Input<string>;
    vaultName: pulumi.Input<string>;
    vaultUri: pulumi.Input<string>;
    /** The vault's access model, in which an own identity is granted the key. */
    accessModel: AccessModel;
    /** An RSA key of 2048, 3072 or 4096 bits in a vault with purge protection; its newest version is followed. */
    keyName: string;
    /**
     * A user-assigned identity that may get, wrap and unwrap with the key. A storage account cannot start with its own.
     * @default a new identity, granted just that key (RBAC) or all keys of the vault (access policies)
     */
    identityId?: pulumi.Input<string>;
    /** @default `st<component's name><short hash>` */
    storageAccountName?: string;
    /** @default "Standard_ZRS" */
    sku?: string;
    /** Subnets with the service endpoint Microsoft.Storage that reach it. @default none */
    allowedSubnetIds?: pulumi.Input<string>[];
    /** Public addresses that reach it: bare addresses, or blocks up to /30. @default none */
    allowedAddresses?: string[];
    /** Who reads and writes its blobs, by a label that names their resources; shared keys are off. @default nobody */
    dataUsers?: Record<string, DataUserArgs>;
}

/** An identity that becomes Storage Blob Data Contributor of the account. */
export interface DataUserArgs {
    /** Object id; of a managed identity its `principalId`. */
    principalId: pulumi.Input<string>;
    /** `User`, `Group` or `ServicePrincipal`. */
    principalType: PrincipalType;
    /** Resource id of the identity, when the object id is not a setting. */
    identityId?: pulumi.Input<string>;
}

/** A storage account encrypted with a key of a vault: without the key nobody, Microsoft included, reads its data. */
export class EncryptedStorage extends pulumi.ComponentResource {
    /** Known before deployment. */
    readonly storageAccountId: pulumi.Output<string>;

    /** @throws InputError for names that Azure refuses; nothing is registered then */
    constructor(name: string, args: EncryptedStorageArgs, opts?: pulumi.ComponentResourceOptions) {
        const accountName = checkEncryptedStorage(name, args);
        super("keyvault-blueprint:index:EncryptedStorage", name, {}, opts);
        const child = childOf(this, opts);
        const { placement } = args;

        const own = args.identityId === undefined ? makeIdentity(name, args, child) : undefined;
        const identityId = own?.id ?? args.identityId ?? "";
        const account = makeStorageAccount(
            `${name}-account`,
            {
                placement,
                accountName,
                sku: args.sku ?? defaultSku,
                allowedAddresses: args.allowedAddresses ?? [],
                allowedSubnetIds: args.allowedSubnetIds ?? [],
                more: {
                    identity: { type: "UserAssigned", userAssignedIdentities: [identityId] },
                    encryption: {
                        keySource: "Microsoft.Keyvault",
                        requireInfrastructureEncryption: true,
                        // Without a version the account follows the newest one.
                        keyVaultProperties: { keyVaultUri: args.vaultUri, keyName: args.keyName },
                        encryptionIdentity: { encryptionUserAssignedIdentity: identityId },
                        services: {
                            blob: { enabled: true, keyType: "Account" },
                            file: { enabled: true, keyType: "Account" },
                        },
                    },
                },
            },
            own === undefined ? child : { ...child, dependsOn: own.grant },
        );
        this.storageAccountId = after([account], resourceId(placement, "storage:StorageAccount", accountName));
        for (const [label, { principalId, principalType, identityId: userId }] of Object.entries(
            args.dataUsers ?? {},
        )) {
            const roleDefinitionId = builtInRoleId(placement.subscriptionId, "Storage Blob Data Contributor");
            const scope = this.storageAccountId;
            assignRole(
                `${name}-data-${label}`,
                { scope, roleDefinitionId, principalId, principalType, identityId: userId },
                child,
            );
        }
        this.registerOutputs({ storageAccountId: this.storageAccountId });
    }
}

const defaultSku = "Standard_ZRS";

export function checkEncryptedStorage(name: string, args: EncryptedStorageArgs): string {
    const placement = checkedPlacement(args.placement);
    checkWord(AccessModel, args.accessModel, "encryptedStorage.accessModel");
    checkedName("keyvault:Key", args.keyName, "encryptedStorage.keyName");
    checkStorageAccount(args.sku ?? defaultSku, args.allowedAddresses ?? [], "encryptedStorage");
    checkPrincipals(args.dataUsers ?? {}, "encryptedStorage.dataUsers");
    if (args.identityId === undefined) identityNameOf(name);
    return args.storageAccountName === undefined
        ? storageAccountName({ placement, stack: pulumi.getStack(), name })
        : checkedName("storage:StorageAccount", args.storageAccountName, "encryptedStorage.storageAccountName");
}

function identityNameOf(name: string): string {
    return resourceName("managedidentity:UserAssignedIdentity", name, "encryption");
}

interface EncryptionIdentity {
    readonly id: pulumi.Output<string>;
    /** What the account must wait for: it reads the key when it is made. */
    readonly grant: pulumi.Resource;
}

function makeIdentity(name: string, args: EncryptedStorageArgs, child: ChildOptions): EncryptionIdentity {
    const { placement } = args;
    const identityName = identityNameOf(name);
    const identity = new UserAssignedIdentity(
        `${name}-identity`,
        {
            resourceName: identityName,
            resourceGroupName: placement.resourceGroupName,
            location: placement.location,
            tags: placement.tags ?? {},
        },
        child,
    );
    const id = after([identity], resourceId(placement, "managedidentity:UserAssignedIdentity", identityName));
    return { id, grant: grantKey(name, identity.principalId, id, args, child) };
}

function grantKey(
    name: string,
    principalId: pulumi.Output<string>,
    identityId: pulumi.Output<string>,
    args: EncryptedStorageArgs,
    child: ChildOptions,
): pulumi.Resource {
    const { subscriptionId, tenantId, resourceGroupName } = args.placement;
    if (args.accessModel === AccessModel.Rbac) {
        return assignRole(
            `${name}-key-grant`,
            {
                scope: pulumi.interpolate`${args.vaultId}/keys/${args.keyName}`,
                roleDefinitionId: builtInRoleId(subscriptionId, "Key Vault Crypto Service Encryption User"),
                principalId,
                principalType: "ServicePrincipal",
                identityId,
            },
            child,
        );
    }
    const permissions = { keys: ["get", "wrapKey", "unwrapKey"], secrets: [], certificates: [] };
    return new AccessPolicy(
        `${name}-key-grant`,
        { vaultName: args.vaultName, resourceGroupName, policy: { tenantId, objectId: principalId, permissions } },
        child,
    );
}
