import { olderTypes } from "../../azure/older-types.ts";
import {
    armId,
    isResourceTypeName,
    normalId,
    parseArmId,
    resourceTypes,
    type ResourceType,
} from "../../azure/resource-types.ts";
import type { Plan, PlanResource, PlanValue } from "../../plan/plan.ts";
import { azureType } from "../../plan/type.ts";
import { property, text, unsure } from "./property.ts";

/**
 * The plan's resources, found by URN, by type whatever its API version, and by resource id whatever its case.
 *
 * Ids are computed where a plan leaves them out, as first previews do. A resource whose subscription the plan does not
 * tell is entered without one, and found by an id that names any.
 */
export interface Resources {
    readonly all: readonly PlanResource[];
    readonly byUrn: ReadonlyMap<string, PlanResource>;
    readonly byType: ReadonlyMap<string, readonly PlanResource[]>;
    /** `<type key>/<Azure name in lower case>` → the resources of that type and name. */
    readonly byName: ReadonlyMap<string, readonly PlanResource[]>;
    /** Normal id, or the resource's own id where it is none of Azure's, → URN. */
    readonly byId: ReadonlyMap<string, string>;
    /** URN → normal id; a subscription that is not told reads `?`. */
    readonly ids: ReadonlyMap<string, string>;
    /** Resources whose id is not told, by type key: an id that nothing has may be theirs. */
    readonly withoutId: ReadonlyMap<string, readonly PlanResource[]>;
    /** URN → the subscription of its provider, of resources whose id is not told. */
    readonly subscriptions: ReadonlyMap<string, string>;
    /** The subscription that resources without one of their own belong to, if the plan tells. */
    readonly subscription?: string;
}

/** The type's key in the tables of `azure/`, whatever version of provider and API the program used. */
export function typeKey(type: string): string | undefined {
    const key = azureType(type)?.key;
    return key === undefined ? undefined : (olderTypes[key] ?? key);
}

export function indexResources(plan: Plan): Resources {
    const all = plan.deployment.resources;
    const byUrn = new Map(all.map((resource) => [resource.urn, resource]));
    const byType = Map.groupBy(all, ({ type }) => typeKey(type) ?? type);
    const subscriptions = providerSubscriptions(all);
    const subscription = subscriptions.get("") ?? onlySubscription(all);
    const byName = Map.groupBy(all, (resource) => nameKey(typeKey(resource.type) ?? "", ownName(resource) ?? ""));

    const ids = new Map<string, string>();
    const byId = new Map<string, string>();
    const placed = new Map<string, string>();
    for (const resource of all) {
        const own = subscriptionOf(resource, subscriptions, subscription);
        const id = idOf(byUrn, resource, own);
        if (id === undefined) {
            const configured = subscriptionOf(resource, subscriptions, subscriptions.get(""));
            if (configured !== undefined) placed.set(resource.urn, configured);
            continue;
        }
        ids.set(resource.urn, id);
        byId.set(id, resource.urn);
    }
    const withoutId = Map.groupBy(
        all.filter(({ urn }) => !ids.has(urn)),
        ({ type }) => typeKey(type) ?? type,
    );
    return {
        all,
        byUrn,
        byType,
        byName,
        byId,
        ids,
        withoutId,
        subscriptions: placed,
        ...(subscription !== undefined && { subscription }),
    };
}

export function ofName(resources: Resources, key: string, name: string): readonly PlanResource[] {
    return resources.byName.get(nameKey(key, name)) ?? [];
}

function nameKey(key: string, name: string): string {
    return `${key}/${name.toLowerCase()}`;
}

export function ofType(resources: Resources, ...keys: readonly string[]): readonly PlanResource[] {
    return keys.length === 1
        ? (resources.byType.get(keys[0]!) ?? [])
        : keys.flatMap((key) => resources.byType.get(key) ?? []);
}

/** The resource with an id, in any case; an id with a subscription also finds one that has none yet. */
export function findById(resources: Resources, id: string): PlanResource | undefined {
    const normal = normalId(id);
    const urn = resources.byId.get(normal) ?? resources.byId.get(withoutSubscription(normal));
    return urn === undefined ? undefined : resources.byUrn.get(urn);
}

export function withoutSubscription(id: string): string {
    return id.replace(/^\/subscriptions\/[^/]+/, "/subscriptions/?");
}

/** The Azure name of a resource where the plan tells it, else its name in the program. */
export function nameOf(resource: PlanResource): string {
    return ownName(resource) ?? logicalName(resource.urn);
}

/** The name that a resource has in the program. */
export function logicalName(urn: string): string {
    return urn.slice(urn.lastIndexOf("::") + 2);
}

/** The value of the type's last name property, in the case it was written. */
export function ownName(resource: PlanResource): string | undefined {
    const given = lastName(resource.type);
    const name = given === undefined ? undefined : text(property(resource, ...given.split(".")));
    if (typeof name === "string") return name;
    const last = typeof resource.id === "string" ? parseArmId(resource.id)?.names.at(-1) : undefined;
    const reported = text(property(resource, "name"));
    return last ?? (typeof reported === "string" ? reported : undefined);
}

/** The property that gives a resource of a type its own name. */
function lastName(type: string): string | undefined {
    const key = typeKey(type);
    return key !== undefined && isResourceTypeName(key) ? resourceTypes[key].names.at(-1) : undefined;
}

function idOf(byUrn: Resources["byUrn"], resource: PlanResource, subscription: string | undefined): string | undefined {
    // A component's or a provider's id is Pulumi's own.
    if (!resource.custom || resource.type.startsWith("pulumi:")) return undefined;
    const known =
        resource.id === undefined ? unsure : text(property({ ...resource, inputs: { id: resource.id } }, "id"));
    if (typeof known === "string" && known !== "") return normalId(known);
    return computedId(byUrn, resource, subscription);
}

function computedId(
    byUrn: Resources["byUrn"],
    resource: PlanResource,
    subscription: string | undefined,
): string | undefined {
    const key = typeKey(resource.type);
    if (key === undefined || !isResourceTypeName(key)) return undefined;
    const row: ResourceType = resourceTypes[key];
    const names = row.names.map((name) => nameIn(byUrn, resource, name));
    const group = nameIn(byUrn, resource, "resourceGroupName");
    const scope = row.scopeProperty === undefined ? undefined : text(property(resource, row.scopeProperty));
    if (!names.every((name) => typeof name === "string" && name !== "") || row.generatedName) return undefined;
    try {
        return normalId(
            armId(
                key,
                {
                    subscriptionId: subscription ?? "?",
                    ...(typeof group === "string" && { resourceGroupName: group }),
                    ...(typeof scope === "string" && { scope }),
                },
                names as readonly string[],
            ),
        );
    } catch (error) {
        if (error instanceof RangeError) return undefined;
        throw error;
    }
}

/** A name that a resource is given; one that is not known yet is that of the one resource which it can come from. */
function nameIn(byUrn: Resources["byUrn"], resource: PlanResource, name: string): string | undefined {
    const written = text(property(resource, ...name.split(".")));
    if (written !== unsure) return written;
    const sources = (resource.propertyDependencies[name] ?? []).flatMap((urn) => byUrn.get(urn) ?? []);
    const named = sources.filter(({ type }) => lastName(type) === name);
    return named.length === 1 ? ownName(named[0]!) : undefined;
}

/** Subscriptions that providers are configured with, by the provider's URN; the default provider's under `""`. */
function providerSubscriptions(all: readonly PlanResource[]): ReadonlyMap<string, string> {
    const found = new Map<string, string>();
    for (const resource of all) {
        if (!resource.type.startsWith("pulumi:providers:azure-native")) continue;
        const subscription = text(property(resource, "subscriptionId"));
        if (typeof subscription !== "string") continue;
        found.set(resource.urn, subscription.toLowerCase());
        if (logicalName(resource.urn).startsWith("default")) found.set("", subscription.toLowerCase());
    }
    return found;
}

/** A provider that a program configures itself may be for a subscription that the plan does not tell. */
function subscriptionOf(
    { provider }: PlanResource,
    configured: ReadonlyMap<string, string>,
    usual: string | undefined,
): string | undefined {
    if (provider === undefined) return usual;
    const end = provider.lastIndexOf("::");
    const urn = end === -1 ? provider : provider.slice(0, end);
    return configured.get(urn) ?? (logicalName(urn).startsWith("default") ? usual : undefined);
}

/** The one subscription that ids in the plan name, if they all name the same. */
function onlySubscription(all: readonly PlanResource[]): string | undefined {
    const found = new Set<string>();
    const visit = (value: PlanValue | undefined): void => {
        if (typeof value === "string") {
            const match = /^\/subscriptions\/([0-9a-f-]{36})(\/|$)/i.exec(value);
            if (match?.[1] !== undefined) found.add(match[1].toLowerCase());
        } else if (typeof value === "object" && value !== null) {
            for (const inner of Object.values(value as Readonly<Record<string, PlanValue>>)) {
                if (found.size > 1) return;
                visit(inner);
            }
        }
    };
    for (const resource of all) {
        visit(resource.id);
        visit(resource.inputs);
        if (found.size > 1) return undefined;
    }
    return found.values().next().value;
}
