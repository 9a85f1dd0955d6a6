/** A sentence for each member of a union, by its code: the compiler misses none. */
export type Sentences<R extends { readonly code: string }> = {
    readonly [C in R["code"]]: (reason: Member<R, C>, names: Names) => string;
};

/** The members of a union that may have a code; some share one shape under several codes. */
type Member<R, C> = R extends { readonly code: infer D } ? (C extends D ? R : never) : never;

/** What reasons call by URN, principal or id, as a person calls it. */
export interface Names {
    /** A resource: `role assignment payments-reader`. */
    readonly urn: (urn: string) => string;
    /** Where a role holds: `key vault kv-payments`. */
    readonly scope: (id: string) => string;
    /** Whom a role is for: a GUID, or `the identity of virtual machine vm-app`. */
    readonly principal: (principal: string) => string;
}

/** Picks the sentence; what the union says, the table has. */
export function sentence<R extends { readonly code: string }>(
    sentences: Sentences<R>,
    reason: R,
    names: Names,
): string {
    const write = sentences[reason.code as R["code"]] as (reason: R, names: Names) => string;
    return write(reason, names);
}

/** The words of a date, in UTC. */
export function dateWords(moment: number): string {
    return new Date(moment)
        .toISOString()
        .replace(/T00:00:00\.000Z$/, "")
        .replace(/\.000Z$/, "Z");
}
