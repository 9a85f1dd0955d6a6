import { operations } from "../azure/operations.ts";
import { builtInRoles, type BuiltInRole } from "../azure/roles.ts";
import { keyVaultRoles } from "../azure/roles/key-vault.ts";
import { unknown, type PlanObject, type PlanResource, type PlanValue } from "../plan/plan.ts";
import { change, type Change, type Edit } from "./changes.ts";
import { matchesPattern } from "./model/condition.ts";
import type { Vault } from "./model/vaults.ts";
import type { Family } from "./question.ts";

/** @param from By input the resource that an unknown value in it comes from. */
export function added(
    type: string,
    name: string,
    inputs: PlanObject,
    id?: string,
    from: Readonly<Record<string, readonly string[]>> = {},
): Edit {
    const resource: PlanResource = {
        urn: `urn:pulumi:change::change::azure-native:${type}::${name}`,
        type: `azure-native:${type}`,
        custom: true,
        ...(id !== undefined && { id }),
        inputs,
        outputs: {},
        dependencies: [],
        propertyDependencies: from,
    };
    return { edit: "add resource", resource };
}

function textOf(value: string | symbol): PlanValue {
    return typeof value === "string" ? value : null;
}

/** A role assigned to a principal. */
export function roleFor(
    role: { readonly name: string; readonly id: string },
    scope: string,
    principal: string,
): Change {
    const { value, from } = principalValue(principal);
    return change(
        { code: "assign-role", role: role.name, scope, principal },
        added(
            "authorization:RoleAssignment",
            `role-${role.id}`,
            {
                scope,
                principalId: value,
                roleDefinitionId: `/providers/Microsoft.Authorization/roleDefinitions/${role.id}`,
            },
            undefined,
            { principalId: from },
        ),
    );
}

/** A principal as an input: of an identity that is still to be made, unknown and from its resource. */
function principalValue(principal: string): { readonly value: string; readonly from: readonly string[] } {
    const at = principal.lastIndexOf("#");
    return at === -1 ? { value: principal, from: [] } : { value: unknown, from: [principal.slice(0, at)] };
}

export interface NamedRole {
    readonly name: string;
    readonly id: string;
}

/** The roles that grant an action without a condition: Key Vault's own before others, and what grants least first. */
export function rolesGranting(action: string, plane: "data" | "control"): readonly NamedRole[] {
    const patternsOf = ({ actions, dataActions }: BuiltInRole): readonly string[] =>
        plane === "data" ? dataActions : actions;
    const matches = (patterns: readonly string[]): boolean =>
        patterns.some((pattern) => matchesPattern(pattern, action));
    const granting = (table: Readonly<Record<string, BuiltInRole>>): readonly NamedRole[] =>
        Object.entries(table)
            .filter(([, role]) => role.condition === undefined && matches(patternsOf(role)))
            .filter(([, { notActions, notDataActions }]) => !matches(plane === "data" ? notDataActions : notActions))
            .map(([name, role]) => ({ name, id: role.id, breadth: breadth(patternsOf(role)) }))
            .sort((a, b) => a.breadth - b.breadth || a.name.localeCompare(b.name))
            .map(({ name, id }) => ({ name, id }));
    const own = granting(keyVaultRoles);
    return [...own, ...granting(builtInRoles).filter(({ id }) => own.every((role) => role.id !== id))];
}

/** How many data operations patterns cover; wide patterns of the control plane count by their shortness. */
function breadth(patterns: readonly string[]): number {
    const covered = Object.values(operations).filter(({ dataAction }) =>
        patterns.some((pattern) => matchesPattern(pattern, dataAction)),
    ).length;
    const wild = patterns
        .filter((pattern) => pattern.includes("*"))
        .reduce((sum, pattern) => sum + 100 / pattern.length, 0);
    return covered * 1000 + wild * 10 + patterns.length;
}

/** An access policy that lists one permission for a principal. */
export function permissionFor(
    vault: Vault,
    name: string,
    principal: string,
    family: Family,
    permission: string,
): Change {
    const { value, from } = principalValue(principal);
    const policy = { tenantId: textOf(vault.tenant.value), objectId: value, permissions: { [family]: [permission] } };
    const inputs = {
        vaultName: vault.name,
        resourceGroupName: vault.resource.inputs["resourceGroupName"] ?? "",
        policy,
    };
    return change(
        { code: "add-permission", vault: vault.name, family, permission, principal: name },
        added("keyvault:AccessPolicy", `policy-${family}-${permission}`, inputs, undefined, { policy: from }),
    );
}
