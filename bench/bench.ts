/** One line of a bench's table. */
export interface Row {
    readonly what: string;
    readonly measured: string;
    /** What it is held against in the same run, and the ratio. */
    readonly against?: string;
    /** What is aimed at, and whether it was reached. */
    readonly goal?: { readonly text: string; readonly met: boolean };
}

export interface Bench {
    readonly name: string;
    /** What it measures, in one line. */
    readonly about: string;
    readonly run: () => Promise<readonly Row[]>;
}

export function goal(text: string, met: boolean): { readonly goal: { readonly text: string; readonly met: boolean } } {
    return { goal: { text, met } };
}
