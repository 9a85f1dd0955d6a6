import type { Response } from "../azure/responses.ts";
import type { Evidence, Gate, GateName, Outcome } from "./answer.ts";
import type { Assumption } from "./assumption.ts";
import type { Because } from "./reason.ts";

/** What a gate rules. */
export interface Ruling {
    readonly outcome: Outcome;
    readonly reason: Because;
    readonly at: readonly Evidence[];
    readonly response?: Response;
}

/** A ruling made ready for answers: worked out once, put into all of them. */
export interface Part {
    readonly outcome: Outcome;
    readonly gate: Gate;
    readonly response?: Response;
    readonly assumes: readonly Assumption[];
}

export function toPart(name: GateName, ruling: Ruling, assumes: readonly Assumption[]): Part {
    const { outcome, response } = ruling;
    return { outcome, gate: toGate(name, ruling), assumes, ...(response !== undefined && { response }) };
}

export function toGate(name: GateName, { outcome, reason, at }: Ruling): Gate {
    const seen = new Set<string>();
    // A place outside the plan has nothing to point at.
    const evidence = at.filter(
        ({ urn, path }) => urn !== "" && !seen.has(`${urn} ${path}`) && seen.add(`${urn} ${path}`),
    );
    return { gate: name, outcome, because: reason, evidence };
}
