/** Changes to a shipped stack's configuration that a deployment in tests needs. */
import { parseArmId } from "../../azure/resource-types.ts";
import type { StackConfiguration } from "./harness.ts";

/** The GUIDs that the shipped files hold in place of a user's own. */
const placeholder = /00000000-0000-4000-8000-(?=[0-9a-f]{12})/g;

/** The same text with placeholders made GUIDs that could be anybody's. */
export function ownGuid(text: string): string {
    return text.replaceAll(placeholder, "7d3c1b52-9e4f-4a61-8c27-");
}

export function withoutPlaceholders(value: unknown): unknown {
    return changed(value, (item) => (typeof item === "string" ? ownGuid(item) : item));
}

/** The same configuration without locks: the step before a destroy that `docs/` describes. */
export function unlocked(configuration: StackConfiguration): StackConfiguration {
    return changed(configuration, (item, key) => (key === "lock" ? false : item)) as StackConfiguration;
}

/** Every value of a structure through a function, which is told the key that the value is under. */
function changed(value: unknown, change: (item: unknown, key?: string) => unknown, key?: string): unknown {
    if (Array.isArray(value)) return value.map((item) => changed(item, change));
    if (typeof value !== "object" || value === null || value instanceof Date) return change(value, key);
    return Object.fromEntries(Object.entries(value).map(([under, item]) => [under, changed(item, change, under)]));
}

/** Whether a stack makes a resource itself: everything in its resource group, and the group. */
export function inOwnResourceGroup(id: string, configuration: StackConfiguration): boolean {
    const { name } = configuration["keyvault-blueprint:resourceGroup"] as { readonly name: string };
    return parseArmId(id)?.resourceGroupName?.toLowerCase() === name.toLowerCase();
}
