import { InputError, type Refusal } from "../../input/error.ts";
import { isGuid } from "../../input/guid.ts";

export function refuse(refusal: Refusal): never {
    throw new InputError(refusal);
}

/** Something of the plan that words may mean. */
export interface Candidate<T> {
    /** How it may be called; the first is how it is shown. */
    readonly names: readonly string[];
    readonly value: T;
}

export function sameName(name: string | undefined, word: string): boolean {
    return name !== undefined && name.toLowerCase() === word.toLowerCase().replace(/\/+$/, "");
}

export function readGuid(what: string, word: string, fix: string): string {
    if (isGuid(word)) return word.toLowerCase();
    return refuse({ what, got: word, expected: guidShape, fix });
}

const guidShape = "a GUID: 32 hexadecimal digits as 8-4-4-4-12";

/** Refuses what was meant for a GUID and has a digit too many or too few, before it is looked up as a name. */
export function refuseMalformedGuid(what: string, word: string): void {
    const bare = word.replace(/^[{(]|[})]$/g, "");
    if (isGuid(word) || !/^[0-9a-f]+(-[0-9a-f]+){3,}$/i.test(bare)) return;
    refuse({ what, got: word, expected: guidShape, fix: "write it without braces, and count its digits" });
}
