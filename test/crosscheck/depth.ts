import fc from "fast-check";

/**
 * How many worlds are tried: `CROSSCHECK_WORLDS` asks for a greater depth, and for other worlds each time. Without it they
 * are always the same ones, so that a change is never held up by what it did not touch.
 */
const deep = process.env["CROSSCHECK_WORLDS"];

if (deep === undefined) fc.configureGlobal({ seed: 20 });

/** @param cost how many worlds of a small kind take as long as one with a bit of everything */
export function runsOf(usual: number, cost = 1): number {
    return deep === undefined ? usual : Number(deep) * cost;
}
