import { InputError, type Refusal } from "../../input/error.ts";
import { isGuid } from "../../input/guid.ts";
import type { PlanResource } from "../../plan/plan.ts";
import { property, text } from "../model/property.ts";

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

type Named = Pick<Candidate<unknown>, "names">;

/** What a word may mean: a better name is not made ambiguous by a worse, which stands further back. */
export function called<C extends Named>(candidates: readonly C[], word: string): readonly C[] {
    const ranks = Math.max(0, ...candidates.map(({ names }) => names.length));
    for (let rank = 0; rank < ranks; rank++) {
        const found = candidates.filter(({ names }) => sameName(names[rank], word));
        if (found.length > 0) return found;
    }
    return [];
}

/** How to show candidates so that each can be asked for: where several have a name, by the shortest that one has alone. */
export function tellingNames<C extends Named>(candidates: readonly C[]): ReadonlyMap<C, string> {
    const alike = Map.groupBy(candidates, ({ names }) => names[0]!.toLowerCase());
    const telling = (candidate: C): string =>
        candidate.names.toSorted((a, b) => a.length - b.length).find((name) => called(candidates, name).length === 1) ??
        candidate.names[0]!;
    return new Map(
        candidates.map((candidate) => {
            const [shown = ""] = candidate.names;
            return [candidate, alike.get(shown.toLowerCase())!.length === 1 ? shown : telling(candidate)];
        }),
    );
}

/** The name of a resource with that of its resource group, where the plan tells it. */
export function nameInGroup(resource: PlanResource | undefined, name: string): readonly string[] {
    const group = resource === undefined ? undefined : text(property(resource, "resourceGroupName"));
    return typeof group === "string" ? [`${group}/${name}`] : [];
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
