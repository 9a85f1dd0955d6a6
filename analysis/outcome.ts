/** What a gate makes of a request. */
export type Outcome = "passed" | "stopped" | "unknown" | "not applicable";
