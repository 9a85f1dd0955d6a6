import type { Scope } from "../../analysis/model/assignments.ts";
import { property, text, type Property } from "../../analysis/model/property.ts";
import { findById, nameOf, type Resources } from "../../analysis/model/resources.ts";
import { parseArmId, resourceTypes } from "../../azure/resource-types.ts";
import { idWords, listed, typeWords } from "../words.ts";

const wordsOfArmType: ReadonlyMap<string, string> = new Map(
    Object.entries(resourceTypes).map(([key, { armType }]) => [
        armType.toLowerCase(),
        typeWords(`azure-native:${key}`),
    ]),
);

/** What stands behind a resource id, in words: `resource group rg-payments`, `secret api-token in kv-payments`. */
export function thingWords(resources: Resources, id: string): string {
    const resource = findById(resources, id);
    const parsed = parseArmId(id);
    if (parsed?.type?.toLowerCase().startsWith("microsoft.keyvault/vaults/")) {
        const [vault = "", name = ""] = parsed.names;
        const family = parsed.types[1]?.replace(/s$/, "") ?? "object";
        return `${family} ${nameInPlan(resources, id) ?? name} in ${nameInPlan(resources, id.split("/").slice(0, -2).join("/")) ?? vault}`;
    }
    if (resource !== undefined) return `${typeWords(resource.type)} ${nameOf(resource)}`;
    if (id === "/") return "everything in the tenant";
    if (parsed === undefined) return id;
    if (parsed.type !== undefined)
        return `${wordsOfArmType.get(parsed.type.toLowerCase()) ?? parsed.types.at(-1)!} ${parsed.names.at(-1)!}`;
    if (parsed.resourceGroupName !== undefined) return `resource group ${parsed.resourceGroupName}`;
    return parsed.subscriptionId === undefined ? idWords(id) : `subscription ${parsed.subscriptionId}`;
}

function resourceWords(resources: Resources, urn: string): string {
    const resource = resources.byUrn.get(urn);
    return resource === undefined ? urn : `${typeWords(resource.type)} ${nameOf(resource)}`;
}

/** Where a role or a lock holds. */
export function scopeWords(resources: Resources, scope: Scope): string {
    if (scope.kind === "id") return thingWords(resources, scope.id);
    if (scope.kind === "resource") return resourceWords(resources, scope.urn);
    const sources = scope.sources.filter((urn) => resources.byUrn.has(urn)).map((urn) => resourceWords(resources, urn));
    return sources.length === 0
        ? "a scope that only deployment tells"
        : `a scope that comes from ${listed(sources, "or")}`;
}

function nameInPlan(resources: Resources, id: string): string | undefined {
    const resource = findById(resources, id);
    return resource === undefined ? undefined : nameOf(resource);
}

/** The name behind an id in a property, where one is known. */
export function nameBehind(resources: Resources, from: Property): string | undefined {
    const id = text(from);
    if (typeof id !== "string") return undefined;
    const resource = findById(resources, id);
    return resource === undefined ? idWords(id) : nameOf(resource);
}

/** The resource groups, locations and subscriptions that a plan's resources are in, most frequent first. */
export function placesOf(resources: Resources): {
    readonly locations: readonly string[];
    readonly subscriptions: readonly string[];
} {
    const locations = resources.all.flatMap((resource) => {
        const location = text(property(resource, "location"));
        return resource.custom && typeof location === "string" && location.toLowerCase() !== "global" ? [location] : [];
    });
    const subscriptions = [...resources.ids.values()].flatMap((id) => /^\/subscriptions\/([^/?]+)/.exec(id)?.[1] ?? []);
    return { locations: byFrequency(locations), subscriptions: byFrequency(subscriptions) };
}

function byFrequency(words: readonly string[]): readonly string[] {
    const counts = new Map<string, number>();
    for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
    return [...counts].sort(([, a], [, b]) => b - a).map(([word]) => word);
}
