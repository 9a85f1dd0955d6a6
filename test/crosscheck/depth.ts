/**
 * How many worlds are tried: `CROSSCHECK_WORLDS` asks for a greater depth, and for other worlds each time unless
 * `CROSSCHECK_SEED` says which. Without it they are always the same ones, so that a change is never held up by what it did
 * not touch.
 */
const deep = process.env["CROSSCHECK_WORLDS"];
const seed = process.env["CROSSCHECK_SEED"];

/** As fast-check takes it. */
export interface Depth {
    readonly numRuns: number;
    readonly seed?: number;
}

/** @param cost how many worlds of a small kind take as long as one with a bit of everything */
export function depthOf(usual: number, cost = 1): Depth {
    if (deep === undefined) return { numRuns: usual, seed: 20 };
    return { numRuns: Number(deep) * cost, ...(seed !== undefined && { seed: Number(seed) }) };
}
