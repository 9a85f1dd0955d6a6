/**
 * How sure a fact is.
 *
 * - `confirmed`: Microsoft's documentation, schema or software development kit says it;
 * - `observed`: seen in the wild (an error body, an issue, public code), not in the documentation;
 * - `unsettled`: general knowledge or inference. An answer that depends on it is undetermined, never allowed.
 */
export type Certainty = "confirmed" | "observed" | "unsettled";

/** Every row of every table in this room says where it comes from and how sure it is. */
export interface Sourced {
    /** The public document, without `https://`. */
    readonly source: string;
    readonly certainty: Certainty;
}

/** A single value with its source: a limit, a name, a date. */
export interface Fact<T> extends Sourced {
    readonly value: T;
}
