import type { AskedAt } from "../../azure/control-plane.ts";
import { isWithin } from "../../azure/resource-types.ts";
import type { Chain } from "./assignments.ts";
import { withoutSubscription, type Resources } from "./resources.ts";

/** The chain of a resource's group or subscription: roles held at the resource itself do not reach up to it. */
export function above(resources: Resources, chain: Chain, at: Exclude<AskedAt, "vault">): Chain {
    const { id: own, group, containers, managementGroups, tenant } = chain;
    const placed = own ?? (group === undefined ? undefined : resources.ids.get(group));
    const known = chain.subscription === undefined ? undefined : `/subscriptions/${chain.subscription}`;
    const id =
        (at === "subscription" ? subscription : resourceGroup).exec(placed ?? "")?.[0] ??
        (at === "subscription" ? known : undefined);
    const groupUrn = at === "resource group" ? group : undefined;
    return {
        urn: groupUrn ?? "",
        ...(groupUrn !== undefined && { group: groupUrn }),
        ...(id !== undefined && { id }),
        containers: id === undefined ? [] : containersAt(withoutSubscription(id), containers),
        ...(chain.subscription !== undefined && { subscription: chain.subscription }),
        managementGroups,
        tenant,
    };
}

/** Of a resource without an id no containers are known; above it stand its own place and what may be anywhere. */
function containersAt(id: string, below: readonly string[]): readonly string[] {
    return [...new Set([id, ...below.filter((key) => isWithin(id, key)), "/subscriptions/?", ""])];
}

const subscription = /^\/subscriptions\/[^/]+/;
const resourceGroup = /^\/subscriptions\/[^/]+\/resourcegroups\/[^/]+/;
