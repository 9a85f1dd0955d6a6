import { isGuid } from "../../input/guid.ts";
import { normalId } from "../../azure/resource-types.ts";
import type { PlanResource } from "../../plan/plan.ts";
import { below, items, output, property, text, unsure, type Property, type Unsure } from "./property.ts";
import { dependenciesOf, referenceById } from "./references.ts";
import { findById, logicalName, nameOf, ofType, type Resources } from "./resources.ts";

/**
 * Identities that Azure keeps for resources.
 *
 * An identity that exists is its principal's GUID. One that is still to be made is known by the resource that gets it:
 * `<URN>#system`, or `<URN>#assigned` for a user-assigned identity; it is nobody whose GUID can be named yet.
 */
export interface Identities {
    /** Principals that code on a resource can use, by the resource's URN. */
    readonly principalsOf: ReadonlyMap<string, readonly Identity[]>;
    /** Every identity of the plan by its principal. */
    readonly byPrincipal: ReadonlyMap<string, Identity>;
}

export interface Identity {
    /** The GUID in lower case, or the key. */
    readonly principal: string;
    readonly kind: "system" | "assigned";
    /** The resource that has it, or the user-assigned identity itself. */
    readonly urn: string;
    readonly name: string;
    readonly tenant: string | Unsure;
    /** Its subscription, as far as the plan tells. */
    readonly subscription?: string;
}

const assignedType = "managedidentity:UserAssignedIdentity";

export function readIdentities(resources: Resources): Identities {
    const assigned = new Map(
        ofType(resources, assignedType).map((resource) => [resource.urn, assignedIdentity(resources, resource)]),
    );
    const principalsOf = new Map<string, readonly Identity[]>(
        [...assigned].map(([urn, identity]) => [urn, [identity]]),
    );
    const byPrincipal = new Map([...assigned.values()].map((identity) => [identity.principal, identity]));
    for (const resource of resources.all) {
        if (!resource.custom || property(resource, "identity").value === undefined) continue;
        const own = systemIdentity(resources, resource);
        if (own !== undefined) byPrincipal.set(own.principal, own);
        const found = [...(own === undefined ? [] : [own]), ...assignedTo(resources, resource, assigned)];
        if (found.length > 0) principalsOf.set(resource.urn, found);
    }
    return { principalsOf, byPrincipal };
}

function assignedIdentity(resources: Resources, resource: PlanResource): Identity {
    return {
        principal:
            guid(output(resource, "principalId")) ??
            guid(property(resource, "principalId")) ??
            `${resource.urn}#assigned`,
        kind: "assigned",
        urn: resource.urn,
        name: nameOf(resource),
        tenant: lower(text(output(resource, "tenantId"))),
        ...subscriptionOf(resources, resource),
    };
}

function systemIdentity(resources: Resources, resource: PlanResource): Identity | undefined {
    const type = text(property(resource, "identity", "type"));
    const reported = guid(output(resource, "identity", "principalId"));
    if (typeof type === "string" ? !/systemassigned/i.test(type) : reported === undefined) return undefined;
    return {
        principal: reported ?? `${resource.urn}#system`,
        kind: "system",
        urn: resource.urn,
        name: nameOf(resource),
        tenant: lower(text(output(resource, "identity", "tenantId"))),
        ...subscriptionOf(resources, resource),
    };
}

/** User-assigned identities are a list of ids, or an object whose keys are ids. */
function assignedTo(
    resources: Resources,
    resource: PlanResource,
    assigned: ReadonlyMap<string, Identity>,
): readonly Identity[] {
    const type = text(property(resource, "identity", "type"));
    // The type rules: what is listed besides is not attached.
    if (typeof type === "string" && !/userassigned/i.test(type)) return [];
    const list = property(resource, "identity", "userAssignedIdentities");
    const reported = reportedPrincipals(resource);
    const given = Array.isArray(list.value) ? (items(list) as readonly Property[]) : [];
    const named = typeof list.value === "object" && !Array.isArray(list.value) ? Object.keys(list.value as object) : [];
    const urns = [
        ...given.flatMap((item) => {
            const found = referenceById(resources, item, [assignedType]);
            return found.kind === "found" ? [found.urn] : found.kind === "unknown" ? found.candidates : [];
        }),
        ...named.flatMap((id) => findById(resources, id)?.urn ?? []),
        ...(list.value === unsure ? dependenciesOf(list) : []),
    ];
    const shown = [...new Set(urns)].flatMap((urn) => assigned.get(urn) ?? []);
    const outside = [...given.map(text).filter((id) => typeof id === "string"), ...named]
        .filter((id) => assigned.get(findById(resources, id)?.urn ?? "") === undefined)
        .map((id): Identity => ({
            principal: reported.get(normalId(id)) ?? `${normalId(id)}#assigned`,
            kind: "assigned",
            urn: resource.urn,
            name: id.split("/").at(-1) ?? id,
            tenant: unsure,
        }));
    const found = [...shown, ...outside];
    const untold = list.value === unsure || given.some((item) => text(item) === unsure);
    return found.length > 0 || !untold ? found : [untoldIdentity(resources, resource, list)];
}

/** An identity of another provider's, or of nobody knows whose: attached, and not to be told from others outside the plan. */
function untoldIdentity(resources: Resources, resource: PlanResource, list: Property): Identity {
    const [source] = dependenciesOf(list).filter((urn) => !resources.byUrn.get(urn)!.type.startsWith("azure-native"));
    const name = source === undefined ? "an identity that is not told" : logicalName(source);
    return { principal: `${untold}${name}#assigned`, kind: "assigned", urn: resource.urn, name, tenant: unsure };
}

function reportedPrincipals(resource: PlanResource): ReadonlyMap<string, string> {
    const list = output(resource, "identity", "userAssignedIdentities");
    if (typeof list.value !== "object" || Array.isArray(list.value)) return new Map();
    return new Map(
        Object.keys(list.value as object).flatMap((id) => {
            const principal = guid(below(list, id, "principalId"));
            return principal === undefined ? [] : [[normalId(id), principal]];
        }),
    );
}

/** A principal as an assignment or policy names it. */
export type PrincipalReference =
    | { readonly kind: "principal"; readonly principal: string; readonly type?: string }
    /** Not known; `sources` are the resources that it may come from, none where it may be anybody. */
    | { readonly kind: "unknown"; readonly sources: readonly string[] };

/**
 * Reads a `principalId` or `objectId`: a GUID, or, where only deployment tells it, the identity of the one resource that
 * it comes from.
 */
export function principalBehind(resources: Resources, identities: Identities, from: Property): PrincipalReference {
    const written = text(from);
    if (typeof written === "string" && written !== "") return { kind: "principal", principal: written.toLowerCase() };
    const sources = dependenciesOf(from);
    const able = sources.filter((urn) => mayGivePrincipal(resources, identities, urn));
    const only = able.length === 1 ? able[0] : undefined;
    const candidates = only === undefined ? [] : (identities.principalsOf.get(only) ?? []);
    const own = candidates.filter(({ kind, urn }) => kind === "system" || urn === only);
    const meant = own.length === 1 ? own[0] : candidates.length === 1 ? candidates[0] : undefined;
    return meant === undefined ? { kind: "unknown", sources: able } : { kind: "principal", principal: meant.principal };
}

/** Of Azure's own resources only those with an identity give a principal; of other providers' any may. */
function mayGivePrincipal(resources: Resources, identities: Identities, urn: string): boolean {
    const resource = resources.byUrn.get(urn);
    if (identities.principalsOf.has(urn)) return true;
    return resource === undefined || (resource.custom && !resource.type.startsWith("azure-native"));
}

function guid(from: Property): string | undefined {
    const value = text(from);
    return typeof value === "string" && isGuid(value) ? value.toLowerCase() : undefined;
}

function lower(value: string | undefined | Unsure): string | Unsure {
    return typeof value === "string" ? value.toLowerCase() : unsure;
}

function subscriptionOf(resources: Resources, resource: PlanResource): { readonly subscription?: string } {
    const match = /^\/subscriptions\/([^/?]+)/.exec(resources.ids.get(resource.urn) ?? "");
    return match?.[1] === undefined ? {} : { subscription: match[1] };
}

/** What keys of identities begin with of which the plan does not tell which they are. */
const untold = "/?/";

/** Whether a reference means a principal. */
export function means(identities: Identities, reference: PrincipalReference, principal: string): boolean | Unsure {
    if (isUntold(principal)) return mayBeIdentity(reference) ? unsure : false;
    if (reference.kind === "principal") {
        if (reference.principal === principal) return true;
        return isOutside(principal) && mayBeOutside(identities, reference) ? unsure : false;
    }
    const { sources } = reference;
    if (sources.length === 0 || !sources.every((urn) => identities.principalsOf.has(urn))) return unsure;
    return sources.some((urn) => identities.principalsOf.get(urn)!.some((identity) => identity.principal === principal))
        ? unsure
        : false;
}

/** Whether a principal is that of a user-assigned identity which the plan points at and does not show. */
export function isOutside(principal: string): boolean {
    return principal.startsWith("/");
}

/** Whether not even the id of an identity is told, so that it may be one that the plan has. */
export function isUntold(principal: string): boolean {
    return principal.startsWith(untold);
}

/** Whether a reference is not said to mean a person or a group. */
function mayBeIdentity(reference: PrincipalReference): boolean {
    return reference.kind === "unknown" || !/^(user|group|foreigngroup)$/i.test(reference.type ?? "");
}

/** A GUID that the plan does not explain, and that is not said to be a person's or a group's. */
function mayBeOutside(
    { byPrincipal }: Identities,
    reference: Extract<PrincipalReference, { readonly kind: "principal" }>,
): boolean {
    const { principal } = reference;
    return isGuid(principal) && !byPrincipal.has(principal) && mayBeIdentity(reference);
}
