import type { Sourced } from "./fact.ts";

/**
 * What a schedule request of Privileged Identity Management does, by its `requestType`: gives a role (or prolongs it), or
 * ends it. Requests are sent once; a request that ends is a resource like one that gives.
 */
export const scheduleRequests = {
    gives: ["AdminAssign", "AdminUpdate", "AdminExtend", "AdminRenew", "SelfActivate", "SelfExtend", "SelfRenew"],
    ends: ["AdminRemove", "SelfDeactivate"],
    source: "learn.microsoft.com/rest/api/authorization/role-assignment-schedule-requests/create",
    certainty: "confirmed",
} as const satisfies Sourced & Record<string, unknown>;
