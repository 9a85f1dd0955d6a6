import type { Sourced } from "./fact.ts";

/**
 * Machines in a pool of a balancer of this tier leave by the public addresses of its outbound rules; without any, by those
 * of its balancing rules, unless these disable it. A member has no default outbound access: behind frontends inside a
 * network, or where all rules disable it, nothing leads out.
 */
export const standardBalancer = {
    tier: "Standard",
    source:
        "learn.microsoft.com/azure/load-balancer/load-balancer-outbound-connections; " +
        "learn.microsoft.com/azure/virtual-network/ip-services/default-outbound-access",
    certainty: "confirmed",
} as const satisfies Sourced & Record<string, string>;
