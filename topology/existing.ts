import { parseArmId, type ArmId } from "../azure/arm-id.ts";
import { resourceTypes, type ResourceTypeName } from "../azure/resource-types.ts";
import { InputError } from "../input/error.ts";

/** The parts of a resource group's resource. */
export type ExistingResource = ArmId & Required<Pick<ArmId, "subscriptionId" | "resourceGroupName">>;

/**
 * The id of a resource that exists, taken apart.
 * @throws InputError for the id of anything else
 */
export function existingResource(type: ResourceTypeName, id: string, what: string): ExistingResource {
    const { armType } = resourceTypes[type];
    const parsed = parseArmId(id);
    const { subscriptionId, resourceGroupName } = parsed ?? {};
    if (
        parsed?.type?.toLowerCase() === armType.toLowerCase() &&
        subscriptionId !== undefined &&
        resourceGroupName !== undefined
    ) {
        return { ...parsed, subscriptionId, resourceGroupName };
    }
    const [provider, ...types] = armType.split("/");
    throw new InputError({
        what,
        got: id,
        expected: `/subscriptions/…/resourceGroups/…/providers/${[provider, ...types.map((each) => `${each}/<name>`)].join("/")}`,
        fix: "take the id from the resource's properties in the portal, or from az resource show --ids",
    });
}

/**
 * Checks the id of an existing resource where it is known as a text; one that another resource gives is taken as it is.
 * @throws InputError
 */
export function checkExisting(type: ResourceTypeName, id: unknown, what: string): void {
    if (typeof id === "string") existingResource(type, id, what);
}
