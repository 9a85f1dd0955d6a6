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

/** A ruling, and what answers show of it: put together when the first answer asks for it. */
export interface Part {
    readonly outcome: Outcome;
    readonly response: Response | undefined;
    shown(): Shown;
}

export interface Shown {
    readonly gate: Gate;
    readonly assumes: readonly Assumption[];
}

export function toPart(name: GateName, ruling: Ruling, assume: () => readonly Assumption[]): Part {
    let shown: Shown | undefined;
    return {
        outcome: ruling.outcome,
        response: ruling.response,
        shown: () => (shown ??= { gate: toGate(name, ruling), assumes: assume() }),
    };
}

export function toGate(name: GateName, { outcome, reason, at }: Ruling): Gate {
    const [only] = at;
    if (only === undefined || (at.length === 1 && only.urn !== ""))
        return { gate: name, outcome, because: reason, evidence: at };
    const seen = new Set<string>();
    // A place outside the plan has nothing to point at.
    const evidence = at.filter(
        ({ urn, path }) => urn !== "" && !seen.has(`${urn} ${path}`) && seen.add(`${urn} ${path}`),
    );
    return { gate: name, outcome, because: reason, evidence };
}
