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

export function readGuid(what: string, word: string): string {
    if (isGuid(word)) return word.toLowerCase();
    return refuse({
        what,
        got: word,
        expected: "a GUID",
        fix: "write the object id of a group, the client id of an application",
    });
}
