import { armId, isResourceTypeName, resourceTypes } from "../azure/resource-types.ts";
import type { ResourceType } from "../azure/resource-types.ts";

/**
 * The id that Azure will give a resource, computed from its inputs; `undefined` where a part of it is not known, as the
 * names that the provider makes up.
 *
 * @param key A key of the table of types: `keyvault:Vault`.
 * @param textAt The known text at a path of input properties, `policy.objectId`.
 */
export function computedId(
    key: string,
    textAt: (path: string) => string | undefined,
    subscriptionId: string | undefined,
): string | undefined {
    if (!isResourceTypeName(key)) return undefined;
    const row: ResourceType = resourceTypes[key];
    const names = row.names.map(textAt);
    if (row.generatedName === true || !allKnown(names)) return undefined;

    const resourceGroupName = textAt("resourceGroupName");
    const scope = row.scopeProperty && textAt(row.scopeProperty);
    const id = (): string | undefined => {
        switch (row.scope) {
            case "tenant":
                return armId(key, {}, names);
            case "extension":
                return scope && armId(key, { scope }, names);
            case "subscription":
                return subscriptionId && armId(key, { subscriptionId }, names);
            case "resource group":
                return subscriptionId && resourceGroupName && armId(key, { subscriptionId, resourceGroupName }, names);
        }
    };
    return id() || undefined;
}

function allKnown(names: readonly (string | undefined)[]): names is readonly string[] {
    return names.every((name) => name !== undefined && name !== "");
}
