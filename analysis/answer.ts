import type { Assumption } from "./assumption.ts";
import type { Question } from "./question.ts";
import type { Outcome } from "./outcome.ts";
import type { Because } from "./reason.ts";

export type Verdict = "allowed" | "denied" | "undetermined";

/** The gates in the order in which a request meets them. */
export const gateNames = ["dns", "path", "authentication", "network", "authorization", "state"] as const;
export type GateName = (typeof gateNames)[number];

export type { Outcome };

/** A property of a resource in the plan that decided: `path` is a JSON pointer (RFC 6901) into the resource. */
export interface Evidence {
    readonly urn: string;
    readonly path: string;
}

export interface Gate {
    readonly gate: GateName;
    readonly outcome: Outcome;
    readonly because: Because;
    readonly evidence: readonly Evidence[];
}

/** What the caller's resolver answers for the vault's name. */
export interface Resolution {
    /** The chain of names, the vault's own first. */
    readonly names: readonly string[];
    readonly address: "public" | "private" | "none" | "unknown";
    /** The private address, where the plan tells it. Public ones are Azure's to choose. */
    readonly ip?: string;
}

/** The source address that the vault sees and logs; `none` when the request never reaches it. */
export interface SeenAs {
    readonly address: "public" | "private" | "none" | "unknown";
    /** An address or CIDR block, where the plan tells it. */
    readonly ip?: string;
    /** The resource whose address it is. */
    readonly urn?: string;
}

/** A log that the request leaves a row in. */
export interface LogEntry {
    /** Resource id of the workspace, storage account or event hub rule, or the URN where the id is unknown. */
    readonly destination: string;
    readonly category: string;
}

/** The gate of an answer by its name: every answer has all of them. */
export function gateOf(gates: readonly Gate[], name: GateName): Gate {
    return gates.find(({ gate }) => gate === name)!;
}

export interface Answer {
    readonly question: Question;
    readonly verdict: Verdict;
    /** HTTP status and inner error code of Key Vault's refusal; absent when allowed or when no request reaches it. */
    readonly status?: number;
    readonly code?: string;
    readonly seenAs: SeenAs;
    readonly resolves: Resolution;
    readonly logged: readonly LogEntry[];
    /** What the plan cannot show and the answer takes for granted. */
    readonly assumes: readonly Assumption[];
    /** All six gates, in order, also those after the first stop. */
    readonly gates: readonly Gate[];
}
