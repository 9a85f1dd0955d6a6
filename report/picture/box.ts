/** A place or a vault in a picture. */
export interface Box {
    readonly title: string;
    readonly tone: "network" | "subnet" | "outside" | "vault";
    readonly inner: readonly Box[];
    readonly rows: readonly Row[];
}

/** A line of text in a box. Links start and end at rows that have a key. */
export interface Row {
    readonly text: string;
    readonly key?: string;
    readonly tone: Tone;
}

/** `admitted` and `refused` by the vault's rules, `everybody` where they refuse nobody, `idle` where a rule has no effect yet. */
export type Tone = "plain" | "quiet" | "admitted" | "refused" | "everybody" | "idle" | "unknown";
