import { clouds, retiredClouds, type Cloud, type CloudName } from "../azure/clouds.ts";
import { nameRules, obeys } from "../azure/name-rules.ts";
import { InputError } from "../input/error.ts";
import { isGuid } from "../input/guid.ts";
import { suggestion } from "../input/nearest.ts";

/** Where resources are put. The same for all components of a resource group. */
export interface Placement {
    /** The subscription of the resource group, a GUID. Ids are computed from it before anything exists. */
    subscriptionId: string;
    /** The Microsoft Entra tenant of the subscription, a GUID. */
    tenantId: string;
    /** The resource group that holds the resources. */
    resourceGroupName: string;
    /** Azure region, as `westeurope`. */
    location: string;
    /**
     * `public`, `china` or `usgovernment`, as in the provider's setting `azure-native:environment`.
     * @default "public"
     */
    cloud?: string;
    /** Tags of every resource. @default none */
    tags?: Record<string, string>;
}

type CheckedField = "subscriptionId" | "tenantId" | "resourceGroupName" | "location";

const fields: Readonly<Record<CheckedField, string>> = {
    subscriptionId: "placement.subscriptionId",
    tenantId: "placement.tenantId",
    resourceGroupName: "placement.resourceGroupName",
    location: "placement.location",
};

/**
 * Refuses a placement whose ids could not be computed.
 * @param what the settings to name
 * @throws InputError naming the setting
 */
export function checkedPlacement(placement: Placement, what = fields): Placement {
    for (const field of ["subscriptionId", "tenantId"] as const) {
        if (isGuid(placement[field])) continue;
        throw new InputError({
            what: what[field],
            got: placement[field],
            expected: "a GUID, as 11111111-2222-3333-4444-555555555555",
            fix: field === "tenantId" ? "az account show --query tenantId" : "az account show --query id",
        });
    }
    if (!obeys(nameRules.resourceGroup, placement.resourceGroupName)) {
        const { minimum, maximum, describes } = nameRules.resourceGroup;
        throw new InputError({
            what: what.resourceGroupName,
            got: placement.resourceGroupName,
            expected: `${minimum} to ${maximum} ${describes}`,
            fix: "rename the resource group",
        });
    }
    if (!/^[a-z0-9]+$/.test(placement.location)) {
        throw new InputError({
            what: what.location,
            got: placement.location,
            expected: "a region's short name in lower case, as westeurope",
            fix: "az account list-locations --query '[].name'",
        });
    }
    cloudOf(placement.cloud);
    return placement;
}

/**
 * The cloud by the provider's word for it.
 * @throws InputError for an unknown cloud; for one that Microsoft closed, with the reason
 */
export function cloudOf(name: string = "public"): Cloud {
    if (Object.hasOwn(clouds, name)) return clouds[name as CloudName];
    // The provider's word was "german", the command line's "AzureGermanCloud".
    const retired = /german/i.test(name) ? retiredClouds.germany : undefined;
    throw new InputError({
        what: "azure-native:environment",
        got: name,
        expected: `one of ${Object.keys(clouds).join(", ")}`,
        fix: retired === undefined ? suggestion(name, Object.keys(clouds)) : `${retired.name}: ${retired.reason}`,
    });
}
