import * as pulumi from "@pulumi/pulumi";
import { checkedName } from "../topology/names.ts";
import { checkedPlacement, type Placement } from "../topology/placement.ts";
import { AccessModel, checkWord } from "../topology/vault.ts";
import { checkPrincipals, type Principals } from "../topology/principals.ts";
import { AccessPolicy } from "./keyvault-api.ts";
import { assignRole, builtInRoleId } from "./role-assignment.ts";
import { childOf, type ChildOptions } from "./support.ts";

/** Who connects to which machine, with a password of which vault. */
export interface BastionAccessArgs {
    placement: Placement;
    /** Users or groups who connect, by a label that names their resources. */
    principals: Principals;
    bastionHostId: pulumi.Input<string>;
    virtualMachineId: pulumi.Input<string>;
    networkInterfaceId: pulumi.Input<string>;
    /** The machine's network, when it is peered with Bastion's instead of being the same. */
    peeredVirtualNetworkId?: pulumi.Input<string>;
    vaultId: pulumi.Input<string>;
    vaultName: pulumi.Input<string>;
    /** The vault's access model. */
    accessModel: AccessModel;
    /** The secret with the machine's password. */
    secretName: string;
}

/**
 * The least that a person needs to connect to a machine with a password from a vault. Bastion's page lists the vault's
 * secrets and then gets one, both from the person's browser: metadata of the vault and the value of that one secret.
 */
export class BastionAccess extends pulumi.ComponentResource {
    /** @throws InputError for principals that are no GUIDs; nothing is registered then */
    constructor(name: string, args: BastionAccessArgs, opts?: pulumi.ComponentResourceOptions) {
        checkBastionAccess(args);
        super("keyvault-blueprint:index:BastionAccess", name, {}, opts);
        const child = childOf(this, opts);
        const { subscriptionId } = args.placement;

        for (const [label, { principalId, principalType }] of Object.entries(args.principals)) {
            const assign = (
                what: string,
                role: "Reader" | "Key Vault Reader" | "Key Vault Secrets User",
                scope: pulumi.Input<string>,
            ): void => {
                const roleDefinitionId = builtInRoleId(subscriptionId, role);
                assignRole(`${name}-${label}-${what}`, { scope, roleDefinitionId, principalId, principalType }, child);
            };
            assign("bastion", "Reader", args.bastionHostId);
            assign("machine", "Reader", args.virtualMachineId);
            assign("interface", "Reader", args.networkInterfaceId);
            if (args.peeredVirtualNetworkId !== undefined) assign("network", "Reader", args.peeredVirtualNetworkId);
            if (args.accessModel === AccessModel.Rbac) {
                assign("list", "Key Vault Reader", args.vaultId);
                assign(
                    "secret",
                    "Key Vault Secrets User",
                    pulumi.interpolate`${args.vaultId}/secrets/${args.secretName}`,
                );
            } else {
                assign("vault", "Reader", args.vaultId);
                allowSecrets(`${name}-${label}-policy`, principalId, args, child);
            }
        }
        this.registerOutputs({});
    }
}

/** Access policies know no single secret: list and get hold for all of them. */
function allowSecrets(
    name: string,
    principalId: pulumi.Input<string>,
    args: BastionAccessArgs,
    child: ChildOptions,
): void {
    new AccessPolicy(
        name,
        {
            vaultName: args.vaultName,
            resourceGroupName: args.placement.resourceGroupName,
            policy: {
                tenantId: args.placement.tenantId,
                objectId: principalId,
                permissions: { keys: [], secrets: ["get", "list"], certificates: [] },
            },
        },
        child,
    );
}

export function checkBastionAccess(args: BastionAccessArgs): void {
    checkedPlacement(args.placement);
    checkWord(AccessModel, args.accessModel, "bastionAccess.accessModel");
    checkedName("keyvault:Secret", args.secretName, "bastionAccess.secretName");
    checkPrincipals(args.principals, "bastionAccess.principals");
}
