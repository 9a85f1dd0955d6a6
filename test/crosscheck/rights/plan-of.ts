import { unknown, type Plan, type PlanValue } from "../../../plan/plan.ts";
import { group, inGroup, place, subscription, tenant, vaultIdOf, written, type Add } from "../written.ts";
import { textOf } from "./conditions.ts";
import { builtInRoles, unheardOf } from "./roles.ts";
import { guidOf, type Holder, type LockScope, type RightsWorld, type ScopeName } from "./world.ts";

const vaultId = vaultIdOf("kv-world");
const managementGroup = (name: string): string => `/providers/Microsoft.Management/managementGroups/${name}`;

const scopeIds: Readonly<Record<Exclude<ScopeName, `${string}:${string}`>, string>> = {
    root: "/",
    "tenant root group": managementGroup(tenant),
    platform: managementGroup("mg-platform"),
    subscription,
    "other subscription": subscription.replace("99999999", "99999998"),
    group,
    "similar group": `${group}-2`,
    vault: vaultId,
    "similar vault": `${vaultId}-2`,
};

function scopeId(scope: ScopeName | LockScope): string {
    const [kind = "", name] = scope.split(":");
    return name === undefined ? scopeIds[scope as keyof typeof scopeIds] : `${vaultId}/${kind}s/${name}`;
}

export function planOfRights(world: RightsWorld): Plan {
    return written("", (add) => {
        const properties = {
            tenantId: tenant,
            sku: { family: "A", name: "standard" },
            enableRbacAuthorization: true,
            publicNetworkAccess: "Enabled",
        };
        add("azure-native:keyvault:Vault", "vault", { ...place, vaultName: "kv-world", properties }, vaultId);
        addManagementGroups(world, add);
        const identity = add(
            "azure-native:managedidentity:UserAssignedIdentity",
            "identity",
            { ...place, resourceName: "id-world" },
            inGroup("Microsoft.ManagedIdentity/userAssignedIdentities/id-world"),
            { principalId: world.identityKnown ? guidOf.identity : unknown, tenantId: tenant },
        );
        addRoles(world, add);
        addAssignments(world, identity, add);
        addDenials(world, identity, add);
        for (const [index, { scope, level }] of world.locks.entries()) {
            const lock = { lockName: `lock-${index}`, level, scope: scopeId(scope) };
            const id = `${scopeId(scope)}/providers/Microsoft.Authorization/locks/lock-${index}`;
            add("azure-native:authorization:ManagementLockByScope", `lock-${index}`, lock, id);
        }
    });
}

function addManagementGroups({ placement }: RightsWorld, add: Add): void {
    if (placement === "untold") return;
    const parents = { platform: tenant, below: "mg-platform", other: tenant };
    for (const [name, parent] of [
        ["platform", parents.platform],
        ["below", parents.below],
        ["other", parents.other],
    ] as const) {
        const details = { parent: { id: managementGroup(parent) } };
        add(
            "azure-native:management:ManagementGroup",
            name,
            { groupId: `mg-${name}`, details },
            managementGroup(`mg-${name}`),
        );
    }
    const subscriptionId = subscription.split("/").at(-1)!;
    add(
        "azure-native:management:ManagementGroupSubscription",
        "placement",
        { groupId: `mg-${placement}`, subscriptionId },
        `${managementGroup(`mg-${placement}`)}/subscriptions/${subscriptionId}`,
    );
}

const customId = (index: number): string => `abababab-0000-4000-8000-00000000000${index}`;

function definitionId(role: string): string {
    const guid = role.startsWith("Custom ")
        ? customId(Number(role.slice(-1)))
        : (builtInRoles[role]?.guid ?? unheardOf);
    return `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${guid}`;
}

function addRoles({ roles }: RightsWorld, add: Add): void {
    for (const [index, permissions] of roles.entries()) {
        const inputs = {
            roleDefinitionId: customId(index),
            roleName: `Custom ${index}`,
            roleType: "CustomRole",
            scope: subscription,
            assignableScopes: ["/"],
            permissions: permissions.map((permission) => ({ ...permission })),
        };
        add("azure-native:authorization:RoleDefinition", `role-${index}`, inputs, definitionId(`Custom ${index}`));
    }
}

function addAssignments({ assignments, identityKnown }: RightsWorld, identity: string, add: Add): void {
    for (const [index, { holder, role, scope, condition, eligible }] of assignments.entries()) {
        const name = `33333333-0000-4000-8000-00000000000${index}`;
        const isKnown = holder !== "untold" && (holder !== "identity" || identityKnown);
        const inputs = {
            scope: scopeId(scope),
            roleDefinitionId: definitionId(role),
            principalId: isKnown ? guidOf[holder] : unknown,
            ...(condition && { condition: textOf(condition), conditionVersion: "2.0" }),
        };
        const sources = holder === "identity" ? { principalId: [identity] } : {};
        const base = scope === "root" ? "" : scopeId(scope);
        if (eligible) {
            const id = `${base}/providers/Microsoft.Authorization/roleEligibilitySchedules/${name}`;
            const type = "azure-native:authorization:PimRoleEligibilitySchedule";
            add(type, `eligible-${index}`, inputs, id, {}, sources);
            continue;
        }
        const own = {
            ...inputs,
            principalType: holder === "team" ? "Group" : "ServicePrincipal",
            roleAssignmentName: name,
        };
        const id = `${base}/providers/Microsoft.Authorization/roleAssignments/${name}`;
        add("azure-native:authorization:RoleAssignment", `grant-${index}`, own, id, {}, sources);
    }
}

/** Only Azure makes them: an export has them where a program has read one. */
function addDenials({ denials, identityKnown }: RightsWorld, identity: string, add: Add): void {
    const isKnown = (holder: Holder): boolean => holder !== "identity" || identityKnown;
    const person = (holder: Holder): PlanValue => ({ id: isKnown(holder) ? guidOf[holder] : unknown });
    const sourcesOf = (key: string, list: readonly Holder[]): Record<string, string[]> =>
        list.every(isKnown) ? {} : { [key]: [identity] };
    for (const [index, { principals, excluded, scope, hereOnly, permissions }] of denials.entries()) {
        const name = `55555555-0000-4000-8000-00000000000${index}`;
        const everyone = [{ id: "00000000-0000-0000-0000-000000000000", type: "SystemDefined" }];
        const inputs = {
            denyAssignmentId: name,
            denyAssignmentName: name,
            scope: scopeId(scope),
            doNotApplyToChildScopes: hereOnly,
            principals: principals === "everyone" ? everyone : principals.map(person),
            excludePrincipals: excluded.map(person),
            permissions: [{ ...permissions }],
        };
        const id = `${scopeId(scope)}/providers/Microsoft.Authorization/denyAssignments/${name}`;
        const sources = {
            ...(principals !== "everyone" && sourcesOf("principals", principals)),
            ...sourcesOf("excludePrincipals", excluded),
        };
        add("azure-native:authorization:DenyAssignment", `denial-${index}`, inputs, id, {}, sources);
    }
}
