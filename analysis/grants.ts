import { controlActions, type ControlAction } from "../azure/control-plane.ts";
import { operations, type DataOperation } from "../azure/operations.ts";
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

/** The roles that grant an action without a condition: what opens least beside it first, Key Vault's own before others. */
export function rolesGranting(action: string, plane: "data" | "control"): readonly NamedRole[] {
    return (byOpening ??= sortedByOpening()).filter(({ row: { actions, notActions, dataActions, notDataActions } }) =>
        plane === "data" ? covers(dataActions, notDataActions, action) : covers(actions, notActions, action),
    );
}

type Row = NamedRole & { readonly row: BuiltInRole };

/** The table never changes; most questions never need it. */
let byOpening: readonly Row[] | undefined;

function sortedByOpening(): readonly Row[] {
    return Object.entries<BuiltInRole>({ ...keyVaultRoles, ...builtInRoles })
        .filter(([, { condition }]) => condition === undefined)
        .map(([name, row]) => ({ name, id: row.id, row, opens: opening(row) }))
        .sort((a, b) => a.opens - b.opens);
}

/** How much a role opens: values, keys and grants count before names, and those before what is not in our tables. */
function opening({ actions, notActions, dataActions, notDataActions }: BuiltInRole): number {
    const data = Object.values<DataOperation>(operations)
        .filter(({ dataAction }) => covers(dataActions, notDataActions, dataAction))
        .map(({ reveals, changes, family }) => {
            const uses = family === "keys" && reveals === "nothing";
            return changes || uses || reveals === "value" || reveals === "plaintext" ? 100 : 1;
        });
    const control = Object.entries<ControlAction>(controlActions)
        .filter(([name]) => covers(actions, notActions, name))
        .map(([, { leadsTo }]) => (leadsTo.every((consequence) => consequence === "read metadata") ? 1 : 100));
    const wild = [...actions, ...dataActions].filter((pattern) => pattern.includes("*"));
    const breadth = wild.reduce((sum, pattern) => sum + 1 / pattern.length, 0) + actions.length / 1000;
    return [...data, ...control].reduce((sum, weight) => sum + weight, 0) + breadth;
}

function covers(patterns: readonly string[], not: readonly string[], action: string): boolean {
    const matches = (pattern: string): boolean => matchesPattern(pattern, action);
    return patterns.some(matches) && !not.some(matches);
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
