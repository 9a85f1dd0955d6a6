import type { Response } from "../../azure/responses.ts";
import type { Evidence, Outcome } from "../answer.ts";
import type { NetworkReason } from "../reason.ts";

/** What the vault's own network rules say to a source. */
export interface NetworkRuling {
    readonly outcome: Extract<Outcome, "passed" | "stopped" | "unknown">;
    readonly reason: NetworkReason;
    readonly at: readonly Evidence[];
    readonly response?: Response;
}
