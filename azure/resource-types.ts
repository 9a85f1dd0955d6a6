import { withoutSlashes } from "./arm-id.ts";
import type { ResourceType } from "./resource-type.ts";
import { monitoringTypes } from "./types/monitoring.ts";
import { networkTypes } from "./types/network.ts";
import { vaultTypes } from "./types/vault.ts";
import { workloadTypes } from "./types/workload.ts";

export { isNormalWithin, isWithin, normalId, parseArmId, sameId, type ArmId } from "./arm-id.ts";
export type { ResourceScope, ResourceType } from "./resource-type.ts";

/**
 * Keyed by the middle and last part of Pulumi's type token: `azure-native:keyvault:Vault` is `keyvault:Vault`.
 *
 * Not here, because their ids are put together from several free inputs: `resources:Resource` and
 * `authorization:ManagementLockAtResourceLevel`.
 */
export const resourceTypes = { ...vaultTypes, ...networkTypes, ...workloadTypes, ...monitoringTypes } as const;

export type ResourceTypeName = keyof typeof resourceTypes;

export function isResourceTypeName(name: string): name is ResourceTypeName {
    return Object.hasOwn(resourceTypes, name);
}

/** Where a resource is: what its row's `scope` asks for. */
export interface Place {
    readonly subscriptionId?: string;
    readonly resourceGroupName?: string;
    /** For an extension: the id of what it is attached to; `/` is the tenant. */
    readonly scope?: string;
}

/**
 * The id that Azure will give a resource.
 *
 * @param names The values of the row's `names`, in their order; one more where the row says `generatedName`.
 * @throws RangeError when a name or a part of the place is missing: a mistake of the calling code.
 */
export function armId(type: ResourceTypeName, place: Place, names: readonly string[]): string {
    const row: ResourceType = resourceTypes[type];
    const expected = row.names.length + (row.generatedName ? 1 : 0);
    if (names.length !== expected || names.includes("")) {
        throw new RangeError(
            `${type} takes ${expected} names (${row.names.join(", ")}), got ${JSON.stringify(names)}.`,
        );
    }
    const container = containerOf(type, row, place);
    // The one type whose id does not name its provider.
    if (type === "resources:ResourceGroup") return `${container}/resourceGroups/${names[0]!}`;

    const [namespace, ...segments] = row.armType.split("/");
    const given = names.values();
    const next = (): string => given.next().value!;
    const path = segments.flatMap((segment, index) => [
        segment.startsWith("{") ? next() : segment,
        row.fixed?.[index] ?? next(),
    ]);
    return `${container}/providers/${namespace!}/${path.join("/")}`;
}

function containerOf(type: ResourceTypeName, row: ResourceType, place: Place): string {
    const needed = (part: keyof Place): string => {
        const value = place[part];
        if (value === undefined || value === "") throw new RangeError(`The id of a ${type} needs ${part}.`);
        return value;
    };
    switch (row.scope) {
        case "tenant":
            return "";
        case "subscription":
            return `/subscriptions/${needed("subscriptionId")}`;
        case "resource group":
            return `/subscriptions/${needed("subscriptionId")}/resourceGroups/${needed("resourceGroupName")}`;
        case "extension": {
            const scope = withoutSlashes(needed("scope"));
            return scope === "" ? "" : `/${scope}`;
        }
    }
}
