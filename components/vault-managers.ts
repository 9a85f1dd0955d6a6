import * as pulumi from "@pulumi/pulumi";
import { managementTemplate } from "../topology/personas.ts";
import { checkedPlacement, type Placement } from "../topology/placement.ts";
import { checkPrincipals, type PrincipalType } from "../topology/principals.ts";
import { AccessModel, checkWord } from "../topology/vault.ts";
import { AccessPolicy } from "./keyvault-api.ts";
import { assignRole, builtInRoleId } from "./role-assignment.ts";
import { childOf } from "./support.ts";

/** Who may manage everything in the vault. */
export interface VaultManagerArgs {
    /** Object id; of a managed identity its `principalId`. */
    principalId: pulumi.Input<string>;
    /** `User`, `Group` or `ServicePrincipal`. */
    principalType: PrincipalType;
    /** Resource id of the identity, when the object id is not a setting. */
    identityId?: pulumi.Input<string>;
}

/** The vault and its managers. */
export interface VaultManagersArgs {
    placement: Placement;
    vaultId: pulumi.Input<string>;
    vaultName: pulumi.Input<string>;
    /** The vault's access model. */
    accessModel: AccessModel;
    /** By a label that names their resources. */
    principals: Record<string, VaultManagerArgs>;
}

/**
 * Key, secret and certificate management: the portal's access-policy template of that name, or the role that Microsoft
 * maps it to, Key Vault Administrator. For labs; everything else wants less.
 */
export class VaultManagers extends pulumi.ComponentResource {
    /** @throws InputError for principals that are no GUIDs; nothing is registered then */
    constructor(name: string, args: VaultManagersArgs, opts?: pulumi.ComponentResourceOptions) {
        checkVaultManagers(args);
        super("keyvault-blueprint:index:VaultManagers", name, {}, opts);
        const child = childOf(this, opts);
        const { subscriptionId, tenantId, resourceGroupName } = args.placement;

        for (const [label, { principalId, principalType, identityId }] of Object.entries(args.principals)) {
            if (args.accessModel === AccessModel.Rbac) {
                const roleDefinitionId = builtInRoleId(subscriptionId, "Key Vault Administrator");
                const scope = args.vaultId;
                assignRole(
                    `${name}-${label}-administrator`,
                    { scope, roleDefinitionId, principalId, principalType, identityId },
                    child,
                );
            } else {
                const policy = { tenantId, objectId: principalId, permissions: managementTemplate };
                new AccessPolicy(
                    `${name}-${label}-policy`,
                    { vaultName: args.vaultName, resourceGroupName, policy },
                    child,
                );
            }
        }
        this.registerOutputs({});
    }
}

export function checkVaultManagers(args: VaultManagersArgs): void {
    checkedPlacement(args.placement);
    checkWord(AccessModel, args.accessModel, "vaultManagers.accessModel");
    checkPrincipals(args.principals, "vaultManagers.principals");
}
