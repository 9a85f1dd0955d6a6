import * as pulumi from "@pulumi/pulumi";
import { RoleDefinition } from "@pulumi/azure-native/authorization/roleDefinition.js";
import { parseArmId } from "../azure/arm-id.ts";
import { armId } from "../azure/resource-types.ts";
import type { BuiltInRoleName } from "../azure/roles.ts";
import { derivedGuid } from "../input/guid.ts";
import type { Eligibility } from "../topology/members.ts";
import { deployRole, personas, type PersonaName } from "../topology/personas.ts";
import { checkedPlacement, type Placement } from "../topology/placement.ts";
import {
    planRoleSets,
    type DeveloperRights,
    type PlannedPolicy,
    type PlannedRoleSets,
    type PlannedScope,
} from "../topology/role-sets.ts";
import type { PrincipalType } from "../topology/principals.ts";
import type { AccessModel } from "../topology/vault.ts";
import { AccessPolicy } from "./keyvault-api.ts";
import { assignRole, builtInRoleId } from "./role-assignment.ts";
import { after, childOf, type ChildOptions } from "./support.ts";

/** A member of a persona: a user, a group (its members inherit), a service principal or a managed identity. */
export interface PrincipalArgs {
    /** Object id, a GUID; of a managed identity its `principalId`. */
    principalId: pulumi.Input<string>;
    /** `User`, `Group` or `ServicePrincipal` (also managed identities). */
    principalType: PrincipalType;
    /** Resource id of the managed identity (or of the machine or app that has it), when the object id is not a setting. */
    identityId?: pulumi.Input<string>;
    /** Client id of the application through which a user must come; access policies alone. @default any application */
    applicationId?: string;
    /** Id of a management group, subscription or resource group above the vault. @default the vault */
    scope?: string;
    /** Single objects instead of the vault, as `secrets/db-password`. @default the vault */
    objects?: string[];
    /** Eligible for a time instead of holding the roles (Privileged Identity Management). @default standing access */
    eligible?: Eligibility;
}

/** Members by persona; each by a label that names its resources. */
export interface PersonasArgs {
    /** Creates vaults, turns on logging, keeps keys and secrets, grants access. */
    securityTeam?: Record<string, PrincipalArgs>;
    /** Deploys what uses the vault, reads nothing of it. */
    developers?: Record<string, PrincipalArgs>;
    /** Reads what there is and the logs, no value. */
    auditors?: Record<string, PrincipalArgs>;
    /** Wraps and unwraps with the key that encrypts a storage account. */
    storageAccount?: Record<string, PrincipalArgs>;
    /** Reads secrets and certificates. */
    application?: Record<string, PrincipalArgs>;
}

/** The vault, its access model and the members of each persona. */
export interface RoleSetsArgs {
    placement: Placement;
    vaultId: pulumi.Input<string>;
    vaultName: pulumi.Input<string>;
    /** The vault's access model: `rbac` or `access-policies`. */
    accessModel: AccessModel;
    /** Make the other model's grants too, so that the vault can be switched without an outage. @default none */
    preparedAccessModel?: AccessModel;
    personas: PersonasArgs;
    /** `deploy` or `full`. @default "deploy" */
    developerRights?: DeveloperRights;
    /** Log Analytics workspaces that auditors read. @default none */
    logWorkspaceIds?: pulumi.Input<string>[];
    /** Storage accounts with archived logs that auditors read. @default none */
    logStorageAccountIds?: pulumi.Input<string>[];
}

/** A persona's member as the access analysis reads it. */
export interface PersonaMember {
    persona: string;
    label: string;
    principalId: string;
    principalType: string;
    /** Resource id of the identity behind a principal that only deployment gives. */
    identityId?: string;
}

/** The documents' role table, granted in either access model from one description. */
export class RoleSets extends pulumi.ComponentResource {
    /** Every member of every persona. */
    readonly personas: pulumi.Output<PersonaMember[]>;

    /** @throws InputError for what {@link planRoleSets} refuses; nothing is registered then */
    constructor(name: string, args: RoleSetsArgs, opts?: pulumi.ComponentResourceOptions) {
        const planned = checkRoleSets(args);
        super("keyvault-blueprint:index:RoleSets", name, {}, opts);
        const child = childOf(this, opts);

        const deployRoleId = planned.needsDeployRole ? makeDeployRole(name, args.placement, child) : undefined;
        for (const { label, role, scope, member } of planned.assignments) {
            const roleDefinitionId = role === deployRole ? deployRoleId : builtInRoleIdAt(scope, args.placement, role);
            assignRole(
                `${name}-${label}`,
                {
                    scope: scopeId(scope, args.vaultId),
                    roleDefinitionId: roleDefinitionId ?? "",
                    principalId: member.principalId,
                    principalType: member.principalType,
                    identityId: member.identityId,
                    eligible: member.eligible,
                },
                child,
            );
        }
        for (const policy of planned.policies) makeAccessPolicy(name, policy, args, child);

        const members = membersOf(args.personas);
        this.personas = pulumi.all(members.map((member) => pulumi.output(member)));
        // As plain data, so that one member's unknown principal does not hide all the others from the analysis.
        this.registerOutputs({ personas: members });
    }
}

export function checkRoleSets(args: RoleSetsArgs): PlannedRoleSets<pulumi.Input<string>> {
    const { subscriptionId, resourceGroupName } = checkedPlacement(args.placement);
    return planRoleSets<pulumi.Input<string>>({
        accessModel: args.accessModel,
        preparedAccessModel: args.preparedAccessModel,
        developerRights: args.developerRights,
        vaultId: typeof args.vaultId === "string" ? args.vaultId : undefined,
        resourceGroupId: armId("resources:ResourceGroup", { subscriptionId }, [resourceGroupName]),
        logScopes: [
            ...(args.logWorkspaceIds ?? []).map((id) => ({ kind: "workspace" as const, id })),
            ...(args.logStorageAccountIds ?? []).map((id) => ({ kind: "storage account" as const, id })),
        ],
        personas: args.personas,
    });
}

/** Above subscriptions there is no subscription's copy of a role's definition: a management group takes the tenant's. */
function builtInRoleIdAt(
    scope: PlannedScope<pulumi.Input<string>>,
    { subscriptionId }: Placement,
    role: BuiltInRoleName,
): string {
    const above =
        scope.kind === "id" && typeof scope.id === "string" && parseArmId(scope.id)?.managementGroup !== undefined;
    const id = builtInRoleId(subscriptionId, role);
    return above ? id.slice(`/subscriptions/${subscriptionId}`.length) : id;
}

function scopeId(scope: PlannedScope<pulumi.Input<string>>, vaultId: pulumi.Input<string>): pulumi.Input<string> {
    switch (scope.kind) {
        case "vault":
            return vaultId;
        case "object":
            return pulumi.interpolate`${vaultId}/${scope.path}`;
        case "id":
            return scope.id;
    }
}

/** "Key Vault deploy permission": refer to the vault's secrets in a deployment, without reading them. */
function makeDeployRole(name: string, placement: Placement, child: ChildOptions): pulumi.Output<string> {
    const { subscriptionId, resourceGroupName } = placement;
    const resourceGroupId = armId("resources:ResourceGroup", { subscriptionId }, [resourceGroupName]);
    const guid = derivedGuid("roleDefinition", "deploy", resourceGroupId, pulumi.getStack(), name);
    const role = new RoleDefinition(
        `${name}-deploy-role`,
        {
            roleDefinitionId: guid,
            // A custom role's name is unique in the tenant.
            roleName: `${deployRole} (${resourceGroupName}, ${pulumi.getStack()})`,
            roleType: "CustomRole",
            description: "Refer to a vault's secrets in deployments. Reads no secret.",
            scope: resourceGroupId,
            assignableScopes: [resourceGroupId],
            permissions: [
                {
                    actions: [
                        "Microsoft.KeyVault/vaults/read",
                        "Microsoft.KeyVault/vaults/deploy/action",
                        "Microsoft.Resources/deployments/*",
                        "Microsoft.Resources/subscriptions/resourceGroups/read",
                    ],
                    notActions: [],
                    dataActions: [],
                    notDataActions: [],
                },
            ],
        },
        child,
    );
    return after([role], `/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${guid}`);
}

function makeAccessPolicy(
    name: string,
    { label, member, permissions }: PlannedPolicy<pulumi.Input<string>>,
    args: RoleSetsArgs,
    child: ChildOptions,
): void {
    new AccessPolicy(
        `${name}-policy-${label}`,
        {
            vaultName: args.vaultName,
            resourceGroupName: args.placement.resourceGroupName,
            policy: {
                tenantId: args.placement.tenantId,
                objectId: member.principalId,
                ...(member.applicationId !== undefined && { applicationId: member.applicationId }),
                permissions: {
                    keys: [...permissions.keys],
                    secrets: [...permissions.secrets],
                    certificates: [...permissions.certificates],
                },
            },
        },
        child,
    );
}

/** Principals and identities may be outputs. */
function membersOf(
    args: PersonasArgs,
): (Pick<PrincipalArgs, "principalId" | "principalType" | "identityId"> & Pick<PersonaMember, "persona" | "label">)[] {
    return Object.entries(args).flatMap(([persona, members]: [string, Record<string, PrincipalArgs> | undefined]) =>
        Object.entries(members ?? {}).map(([label, { principalId, principalType, identityId }]) => ({
            persona: personas[persona as PersonaName].title,
            label,
            principalId,
            principalType,
            ...(identityId !== undefined && { identityId }),
        })),
    );
}
