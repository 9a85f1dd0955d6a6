import { isNormalWithin, normalId } from "../../azure/resource-types.ts";
import type { PlanResource } from "../../plan/plan.ts";
import { parseCondition, type Condition } from "./condition.ts";
import type { GroupsAbove } from "./management-groups.ts";
import { principalBehind, type Identities, type PrincipalReference } from "./identities.ts";
import { evidence, property, text, unsure, type Property, type Unsure } from "./property.ts";
import { dependenciesOf, mayMean, referenceByName } from "./references.ts";
import { findById, nameOf, ofType, ownName, typeKey, withoutSubscription, type Resources } from "./resources.ts";
import { assignedAt, roleBehind, type Definitions, type Role } from "./roles.ts";
import { scheduleOf, type Standing } from "./schedule.ts";
import type { Evidence } from "../answer.ts";

/** A role held by a principal at a scope, now, later or on request. */
export interface Assignment {
    readonly urn: string;
    readonly name: string;
    readonly principal: PrincipalReference;
    readonly principalAt: Evidence;
    readonly scope: Scope;
    readonly scopeAt: Evidence;
    readonly role: Role | Unsure;
    readonly roleAt: Evidence;
    /** What was written as the role, for roles that are not known. */
    readonly roleId: string;
    /** All must hold; `unsure` is one that cannot be read. */
    readonly conditions: readonly (Condition | Unsure)[];
    readonly conditionAt: Evidence;
    readonly standing: Standing;
    /** Values that the plan does not tell, and that were read from the one resource which they come from. */
    readonly read: readonly Evidence[];
}

export type Scope =
    | { readonly kind: "id"; readonly id: string; readonly urn?: string }
    /** The one resource that it comes from, whose id the plan does not tell. */
    | { readonly kind: "resource"; readonly urn: string }
    /** Not known; `sources` are the resources that it comes from, among them nothing that the plan does not have. */
    | { readonly kind: "unknown"; readonly sources: readonly string[] };

export function readAssignments(
    resources: Resources,
    identities: Identities,
    definitions: Definitions,
): readonly Assignment[] {
    const read = (resource: PlanResource, standing: Standing): Assignment =>
        readAssignment(resources, identities, definitions, resource, standing);
    const scheduled = (eligible: boolean, ...types: string[]): readonly Assignment[] =>
        ofType(resources, ...types).flatMap((resource) => {
            const standing = scheduleOf(resource, eligible);
            return standing === undefined ? [] : [read(resource, standing)];
        });
    return [
        ...ofType(resources, "authorization:RoleAssignment").map((resource) => read(resource, { kind: "active" })),
        ...scheduled(true, "authorization:PimRoleEligibilitySchedule", "authorization:RoleEligibilityScheduleRequest"),
        ...scheduled(false, "authorization:PimRoleAssignmentSchedule", "authorization:RoleAssignmentScheduleRequest"),
    ];
}

function readAssignment(
    resources: Resources,
    identities: Identities,
    definitions: Definitions,
    resource: PlanResource,
    standing: Standing,
): Assignment {
    const principal = nested(resource, "principalId");
    const roleId = nested(resource, "roleDefinitionId");
    const scope = property(resource, "scope");
    const at = readScope(resources, scope);
    const defined = roleBehind(resources, definitions, roleId);
    const role = defined === unsure || at.kind !== "id" ? defined : assignedAt(defined, at.id);
    const written = text(roleId);
    const condition = property(resource, "condition");
    const holder = typed(principalBehind(resources, identities, principal), text(nested(resource, "principalType")));
    return {
        urn: resource.urn,
        name: nameOf(resource),
        principal: holder,
        principalAt: evidence(principal),
        scope: at,
        scopeAt: evidence(scope),
        role,
        roleAt: evidence(roleId),
        roleId: typeof written === "string" ? (written.split("/").at(-1) ?? written) : "unknown",
        conditions: [...conditionOf(resource), ...conditionOfRole(role)],
        conditionAt: evidence(text(condition) === undefined ? roleId : condition),
        standing,
        read: [
            ...(text(scope) === unsure && at.kind !== "unknown" ? [evidence(scope)] : []),
            ...(text(principal) === unsure && holder.kind === "principal" ? [evidence(principal)] : []),
        ],
    };
}

function typed(reference: PrincipalReference, type: string | undefined | Unsure): PrincipalReference {
    return reference.kind === "principal" && typeof type === "string" ? { ...reference, type } : reference;
}

/** Pulumi writes these at the top, but for API version 2015-07-01, where they are in `properties` as Azure has them. */
function nested(resource: PlanResource, key: string): Property {
    const flat = property(resource, key);
    const inner = property(resource, "properties", key);
    return flat.value !== undefined || inner.value === undefined ? flat : inner;
}

/**
 * A scope that a preview does not know yet is the id of the one resource that it comes from, if that is what roles are held
 * at: a vault, an object of one, a resource group. An answer that rests on it says so.
 */
function readScope(resources: Resources, from: Property): Scope {
    const scope = scopeOf(resources, from);
    const only = scope.kind === "unknown" && scope.sources.length === 1 ? scope.sources[0] : undefined;
    const key = typeKey(resources.byUrn.get(only ?? "")?.type ?? "") ?? "";
    if (
        only === undefined ||
        !["keyvault:Vault", "keyvault:Secret", "keyvault:Key", "resources:ResourceGroup"].includes(key)
    )
        return scope;
    const id = resources.ids.get(only);
    return id === undefined ? { kind: "resource", urn: only } : { kind: "id", id, urn: only };
}

export function scopeOf(resources: Resources, from: Property): Scope {
    const written = text(from);
    if (typeof written === "string") {
        const urn = findById(resources, written)?.urn;
        return { kind: "id", id: normalId(written), ...(urn !== undefined && { urn }) };
    }
    const sources = dependenciesOf(from);
    // Nothing is narrower than an object of a vault: what comes from one alone is its scope. Of a vault, a group or a
    // subscription it may be the resource, or something within it that the program wrote behind it.
    const objects = sources.filter((urn) =>
        ["keyvault:Secret", "keyvault:Key"].includes(typeKey(resources.byUrn.get(urn)?.type ?? "") ?? ""),
    );
    const only = sources.length === 1 ? objects[0] : undefined;
    const id = only === undefined ? undefined : resources.ids.get(only);
    return only !== undefined && id !== undefined ? { kind: "id", id, urn: only } : { kind: "unknown", sources };
}

function conditionOfRole(role: Role | Unsure): readonly (Condition | Unsure)[] {
    return role === unsure || role.condition === undefined ? [] : [parseCondition(role.condition) ?? unsure];
}

function conditionOf(resource: PlanResource): readonly (Condition | Unsure)[] {
    const written = text(property(resource, "condition"));
    if (written === undefined || written === "") return [];
    // Without a version Azure takes 2.0: learn.microsoft.com/azure/role-based-access-control/conditions-role-assignments-rest.
    const version = text(property(resource, "conditionVersion")) ?? "2.0";
    if (written === unsure || version !== "2.0") return [unsure];
    return [parseCondition(written) ?? unsure];
}

/** What stands above a resource: where a role may be held so that it holds for the resource too. */
export interface Chain {
    readonly urn: string;
    readonly id?: string;
    /** URN of its resource group, where the plan has it. */
    readonly group?: string;
    /** Its subscription, lower case, where the plan tells it. */
    readonly subscription?: string;
    /** Ids of itself and of what it is in, without subscriptions: the places where roles for it are held. */
    readonly containers: readonly string[];
    readonly managementGroups: GroupsAbove;
    readonly tenant: string | Unsure;
}

/**
 * Whether a scope reaches a resource, or an object below it (`object` as `/secrets/name`, lower case).
 *
 * Which subscriptions a management group holds is Azure's knowledge: it is told only where the plan places the
 * subscription, up to the tenant's root for what does not hold it, or where the group is that root.
 */
export function reaches(resources: Resources, scope: Scope, chain: Chain, object?: string): boolean | Unsure {
    if (scope.kind === "unknown")
        return scope.sources.length === 0 || scope.sources.some((urn) => related(resources, urn, chain))
            ? unsure
            : false;
    if (scope.urn !== undefined && (scope.urn === chain.urn || scope.urn === chain.group)) return true;
    if (scope.kind === "resource") return holdsAt(resources, scope.urn, chain, object);
    const { id } = scope;
    const group = /^\/providers\/microsoft\.management\/managementgroups\/([^/]+)$/.exec(id)?.[1];
    if (group !== undefined) {
        const { names, whole } = chain.managementGroups;
        return names.has(group) || chain.tenant === group ? true : whole ? false : unsure;
    }
    if (id === "/") return true;
    if (chain.id === undefined) return reachesNameless(resources, scope, chain);
    const own = `${chain.id}${object ?? ""}`;
    if (isNormalWithin(own, id)) return true;
    if (!own.startsWith("/subscriptions/?") && !id.startsWith("/subscriptions/?")) return false;
    // One of them does not tell its subscription; a subscription alone says nothing then.
    if (/^\/subscriptions\/[^/]+$/.test(id)) return unsure;
    return isNormalWithin(withoutSubscription(own), withoutSubscription(id));
}

/** Whether a resource without an id, which is not the chain's own, is an object in it, or may be its group. */
function holdsAt(resources: Resources, urn: string, chain: Chain, object: string | undefined): boolean | Unsure {
    const resource = resources.byUrn.get(urn)!;
    const key = typeKey(resource.type);
    if (key === "resources:ResourceGroup") return chain.group === undefined ? unsure : false;
    if (key === "keyvault:Vault" || object === undefined) return false;
    const vault = referenceByName(resources, resource, "vaultName", "keyvault:Vault");
    if (!mayMean(vault, chain.urn)) return false;
    const [, family, name] = object.split("/");
    const own = ownName(resource)?.toLowerCase();
    if ((key === "keyvault:Secret" ? "secrets" : "keys") !== family || (own !== undefined && own !== name))
        return false;
    return vault.kind === "found" && own !== undefined ? true : unsure;
}

/** A vault whose name only deployment gives: reached by what is its group or subscription, perhaps by others. */
function reachesNameless(
    resources: Resources,
    scope: { readonly id: string; readonly urn?: string },
    chain: Chain,
): boolean | Unsure {
    const group = chain.group === undefined ? undefined : resources.ids.get(chain.group);
    if (group !== undefined && isNormalWithin(group, scope.id)) return true;
    const subscription = /^\/subscriptions\/([^/]+)$/.exec(scope.id)?.[1];
    if (subscription !== undefined && chain.subscription !== undefined) return subscription === chain.subscription;
    const [container = "", within] = scope.id.split("/providers/");
    if (within === undefined) {
        const otherGroup =
            container.includes("/resourcegroups/") && scope.urn !== undefined && chain.group !== undefined;
        return otherGroup ? false : unsure;
    }
    // Of a vault that the plan shows elsewhere, and of what is in it, this one is no part.
    const vault = /^.*?\/providers\/microsoft\.keyvault\/vaults\/[^/]+/.exec(scope.id)?.[0];
    return vault !== undefined && findById(resources, vault) === undefined ? unsure : false;
}

function related(resources: Resources, urn: string, chain: Chain): boolean {
    if (urn === chain.urn || urn === chain.group) return true;
    const resource = resources.byUrn.get(urn);
    const key = resource && typeKey(resource.type);
    if (key === undefined) return true;
    if (["management:ManagementGroup", "subscription:Alias"].includes(key)) return true;
    // Objects of the vault, by their id or by where their vault's name comes from.
    const id = resources.ids.get(urn);
    if (id !== undefined && chain.id !== undefined) return isNormalWithin(id, chain.id);
    return key.startsWith("keyvault:") && resource!.dependencies.includes(chain.urn);
}
