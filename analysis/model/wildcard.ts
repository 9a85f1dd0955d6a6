/** A part of a pattern: a character, any one character, or any text. */
export type Part = string | typeof anyCharacter | typeof anyText;
export const anyCharacter: unique symbol = Symbol("any character");
export const anyText: unique symbol = Symbol("any text");

/**
 * Whether a pattern names the whole of a text. A regular expression would do, and take for ever on some patterns; here
 * only the last wildcard is tried again, which is enough, and at most length times length.
 */
export function matches(pattern: readonly Part[], text: string): boolean {
    let [at, from] = [0, 0];
    let [star, resume] = [-1, 0];
    while (from < text.length) {
        const part = pattern[at];
        if (part === anyText) {
            star = at;
            resume = from;
            at += 1;
        } else if (part !== undefined && (part === anyCharacter || part === text[from])) {
            at += 1;
            from += 1;
        } else if (star !== -1) {
            resume += 1;
            from = resume;
            at = star + 1;
        } else return false;
    }
    while (pattern[at] === anyText) at += 1;
    return at === pattern.length;
}
