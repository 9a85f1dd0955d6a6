import { closest, distance } from "fastest-levenshtein";

/** The known name nearest to `word`, if it is near enough to be what was meant (a third of the letters at most differ). */
export function nearest(word: string, known: readonly string[]): string | undefined {
    if (known.length === 0) return undefined;
    const best = closest(
        word.toLowerCase(),
        known.map((name) => name.toLowerCase()),
    );
    const name = known.find((candidate) => candidate.toLowerCase() === best);
    return name !== undefined && distance(word.toLowerCase(), best) <= Math.max(2, word.length / 3) ? name : undefined;
}

/**
 * "did you mean `x`?" or, where nothing is near, the list of what there is.
 *
 * @param also Other words for the same things, which may be meant and are not listed.
 */
export function suggestion(word: string, known: readonly string[], also: readonly string[] = []): string {
    const near = nearest(word.slice(0, 200), [...known, ...also]);
    if (near !== undefined) return `did you mean "${short(near)}"?`;
    if (known.length === 0) return "there are none";
    const shownNames = known.slice(0, 12).map(short).join(", ");
    return `choose one of: ${shownNames}${known.length > 12 ? `, … (${known.length} in all)` : ""}`;
}

const longest = 200;

/** Azure's names are shorter; a plan's need not be Azure's. */
function short(name: string): string {
    return name.length <= longest ? name : `${name.slice(0, longest)}…`;
}
