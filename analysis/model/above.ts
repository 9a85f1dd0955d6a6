import type { AskedAt } from "../../azure/control-plane.ts";
import { isWithin } from "../../azure/resource-types.ts";
import type { Chain } from "./assignments.ts";
import { withoutSubscription, type Resources } from "./resources.ts";

/** The chain of a resource's group or subscription: roles held at the resource itself do not reach up to it. */
export function above(resources: Resources, chain: Chain, at: Exclude<AskedAt, "vault">): Chain {
    const { id: own, group, containers, managementGroups, tenant } = chain;
    const placed = own ?? (group === undefined ? undefined : resources.ids.get(group));
    const id = (at === "subscription" ? subscription : resourceGroup).exec(placed ?? "")?.[0];
    const groupUrn = at === "resource group" ? group : undefined;
    return {
        urn: groupUrn ?? "",
        ...(groupUrn !== undefined && { group: groupUrn }),
        ...(id !== undefined && { id }),
        containers:
            id === undefined ? [] : containers.filter((key) => key === "" || isWithin(withoutSubscription(id), key)),
        managementGroups,
        tenant,
    };
}

const subscription = /^\/subscriptions\/[^/]+/;
const resourceGroup = /^\/subscriptions\/[^/]+\/resourcegroups\/[^/]+/;
