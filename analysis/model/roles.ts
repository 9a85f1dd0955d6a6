import { operations } from "../../azure/operations.ts";
import { isWithin, normalId } from "../../azure/resource-types.ts";
import { roleById } from "../../azure/roles.ts";
import type { PlanResource } from "../../plan/plan.ts";
import type { Evidence } from "../answer.ts";
import { matchesPattern } from "./condition.ts";
import { below, items, property, text, texts, unsure, type Property, type Unsure } from "./property.ts";
import { referenceById } from "./references.ts";
import { nameOf, withoutSubscription, type Resources } from "./resources.ts";

/** What one entry of a role definition grants. A role may have several; they add up. */
export interface Permission {
    readonly actions: readonly string[];
    readonly notActions: readonly string[];
    readonly dataActions: readonly string[];
    readonly notDataActions: readonly string[];
    /** Some of its patterns are not known, so that it may grant more or less. */
    readonly partly: boolean;
}

export interface Role {
    readonly name: string;
    /** GUID, or URN of a definition whose GUID is not known. */
    readonly key: string;
    readonly permissions: readonly Permission[];
    /** A condition that the definition itself carries. */
    readonly condition?: string;
    /** The URN of a custom role's definition. */
    readonly urn?: string;
    /** Ids at or below which a custom role can be assigned; absent where they are not all known. */
    readonly assignable?: readonly string[];
    /** Assigned where it cannot be. */
    readonly misplaced?: true;
}

/** The role behind a `roleDefinitionId`; unsure where neither Azure's list nor the plan has it. */
export function roleBehind(resources: Resources, definitions: Definitions, id: Property): Role | Unsure {
    const written = text(id);
    if (written === undefined) return unsure;
    if (written !== unsure) {
        const guid = written.toLowerCase().split("/").at(-1) ?? "";
        return definitions.get(guid) ?? builtIn(guid) ?? unsure;
    }
    const found = referenceById(resources, id, ["authorization:RoleDefinition"]);
    return found.kind === "found" ? (definitions.get(found.urn) ?? unsure) : unsure;
}

/** Custom roles of the plan, by GUID and by URN. */
export type Definitions = ReadonlyMap<string, Role>;

export function readDefinitions(resources: Resources): Definitions {
    const found = new Map<string, Role>();
    for (const resource of resources.byType.get("authorization:RoleDefinition") ?? []) {
        const guid = guidOf(resource);
        const role: Role = {
            name: roleName(resource),
            key: guid ?? resource.urn,
            permissions: permissionsIn(property(resource, "permissions")),
            urn: resource.urn,
            ...assignableScopes(resource),
        };
        found.set(resource.urn, role);
        // A built-in role is not written over; of two definitions with one id, which of them stays is not told.
        if (guid === undefined || builtIn(guid) !== undefined) continue;
        const other = found.get(guid);
        found.set(guid, other === undefined ? role : { ...role, key: `${guid} twice`, permissions: [notTold] });
    }
    return found;
}

function assignableScopes(resource: PlanResource): Pick<Role, "assignable"> {
    const written = knownOf(texts(property(resource, "assignableScopes")));
    return written === undefined || written.length === 0 ? {} : { assignable: written.map(normalId) };
}

/**
 * A custom role as it is assigned at a scope: where its assignable scopes do not have that, Azure refuses the assignment.
 * Which subscriptions a management group holds the plan does not tell, so that one among them may hold any.
 * Source: learn.microsoft.com/azure/role-based-access-control/role-definitions#assignablescopes.
 */
export function assignedAt(role: Role, scope: string): Role {
    if (role.assignable?.some((id) => mayHold(id, scope)) !== false) return role;
    return { ...role, key: `${role.key} where it cannot be assigned`, misplaced: true };
}

function mayHold(id: string, scope: string): boolean {
    if (isWithin(scope, id) || id.startsWith("/providers/microsoft.management/managementgroups/")) return true;
    const hidden = [id, scope].some((one) => one.startsWith("/subscriptions/?"));
    return hidden && isWithin(withoutSubscription(scope), withoutSubscription(id));
}

function guidOf(resource: PlanResource): string | undefined {
    const written = text(property(resource, "roleDefinitionId"));
    const name = text(property(resource, "name"));
    const id = typeof resource.id === "string" ? resource.id.split("/").at(-1) : undefined;
    const known = [written, id, name].find((value) => typeof value === "string" && /^[0-9a-f-]{36}$/i.test(value));
    return typeof known === "string" ? known.toLowerCase() : undefined;
}

function roleName(resource: PlanResource): string {
    const name = text(property(resource, "roleName"));
    return typeof name === "string" ? name : nameOf(resource);
}

/** The entries of a list of permissions, as role definitions and deny assignments have them. */
export function permissionsIn(list: Property): readonly Permission[] {
    const entries = items(list);
    if (entries === unsure) return [notTold];
    return entries.map((entry) => {
        const [actions, notActions, dataActions, notDataActions] = [
            knownOf(texts(below(entry, "actions"))),
            knownOf(texts(below(entry, "notActions"))),
            knownOf(texts(below(entry, "dataActions"))),
            knownOf(texts(below(entry, "notDataActions"))),
        ] as const;
        const read = [actions, notActions, dataActions, notDataActions];
        return {
            actions: actions ?? [],
            notActions: notActions ?? [],
            dataActions: dataActions ?? [],
            notDataActions: notDataActions ?? [],
            partly: read.includes(undefined) || below(entry, "condition").value !== undefined,
        };
    });
}

const notTold: Permission = { actions: [], notActions: [], dataActions: [], notDataActions: [], partly: true };

/** Patterns, all of them known. */
function knownOf(patterns: readonly (string | Unsure)[] | Unsure): readonly string[] | undefined {
    if (patterns === unsure || patterns.includes(unsure)) return undefined;
    return patterns as readonly string[];
}
const builtIns = new Map<string, Role>();

function builtIn(guid: string): Role | undefined {
    const known = builtIns.get(guid);
    if (known !== undefined) return known;
    const row = roleById(guid);
    if (row === undefined) return undefined;
    const { actions, notActions, dataActions, notDataActions, condition, name } = row;
    const role: Role = {
        name,
        key: guid,
        permissions: [{ actions, notActions, dataActions, notDataActions, partly: false }],
        ...(condition !== undefined && { condition }),
    };
    builtIns.set(guid, role);
    return role;
}

export type Plane = "data" | "control";

/** Whether a role grants an action; `excluded` when it would but for its own exceptions. */
export function roleGrants(role: Role, plane: Plane, action: string): boolean | "excluded" | Unsure {
    let result: boolean | "excluded" | Unsure = false;
    for (const permission of role.permissions) {
        const [granted, taken] =
            plane === "data"
                ? [permission.dataActions, permission.notDataActions]
                : [permission.actions, permission.notActions];
        if (permission.partly) {
            result = unsure;
            continue;
        }
        const given = named(granted, action);
        const excluded = named(taken, action);
        if (given === true && excluded === false) return true;
        if (given === false) continue;
        if (given === unsure || excluded === unsure) result = unsure;
        else if (result === false) result = "excluded";
    }
    return result;
}

/**
 * Whether patterns name an action. Whether a wildcard between slashes may stand for nothing, so that a role for `vaults/…/read`
 * is also `vaults/read`, is not documented.
 */
function named(patterns: readonly string[], action: string): boolean | Unsure {
    if (patterns.some((pattern) => matchesPattern(pattern, action))) return true;
    return patterns.some((pattern) => pattern.includes("/*/") && matchesPattern(pattern.replace("/*/", "/"), action))
        ? unsure
        : false;
}

/** The pattern because of which it is not told whether a role grants an action, and where it is written. */
export function unsettledPattern(
    role: Role,
    plane: Plane,
    action: string,
): { readonly pattern: string; readonly at?: Evidence } | undefined {
    const keys = plane === "data" ? (["dataActions", "notDataActions"] as const) : (["actions", "notActions"] as const);
    for (const [entry, permission] of role.permissions.entries()) {
        for (const key of keys) {
            const index = permission[key].findIndex((pattern) => named([pattern], action) === unsure);
            const pattern = permission[key][index];
            if (pattern === undefined || permission.partly) continue;
            const path = `/inputs/permissions/${entry}/${key}/${index}`;
            return { pattern, ...(role.urn !== undefined && { at: { urn: role.urn, path } }) };
        }
    }
    return undefined;
}

const dataActions = [...new Set(Object.values(operations).map(({ dataAction }) => dataAction))];

/** The data actions that a role grants, computed once for each role. */
export function dataActionsOf(role: Role): ReadonlyMap<string, boolean | "excluded" | Unsure> {
    let known = granted.get(role);
    if (known === undefined) {
        known = new Map(dataActions.map((action) => [action, roleGrants(role, "data", action)]));
        granted.set(role, known);
    }
    return known;
}

const granted = new WeakMap<Role, ReadonlyMap<string, boolean | "excluded" | Unsure>>();
