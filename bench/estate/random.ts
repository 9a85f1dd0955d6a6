/** Choices that are the same in every run: a bench must measure the same plan each time. */
export interface Random {
    /** A whole number below `end`. */
    below(end: number): number;
    /** True in `percent` of a hundred cases. */
    chance(percent: number): boolean;
    one<T>(from: readonly T[]): T;
    /** Between `least` and `most` of them, each at most once, in their order. */
    some<T>(from: readonly T[], least: number, most: number): readonly T[];
    guid(): string;
}

/** Numbers by the mulberry32 generator, which has 32 bits of state. */
export function randomFrom(seed: number): Random {
    let state = seed;
    const bits = (): number => {
        state = (state + 0x6d2b79f5) | 0;
        let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
        mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
        return (mixed ^ (mixed >>> 14)) >>> 0;
    };
    const below = (end: number): number => bits() % end;
    const hex = (digits: number): string => Array.from({ length: digits }, () => below(16).toString(16)).join("");
    return {
        below,
        chance: (percent) => below(100) < percent,
        one: (from) => from[below(from.length)]!,
        some: (from, least, most) => {
            const chosen = new Set<number>();
            const wanted = Math.min(from.length, least + below(most - least + 1));
            while (chosen.size < wanted) chosen.add(below(from.length));
            return from.filter((_, index) => chosen.has(index));
        },
        guid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-8${hex(3)}-${hex(12)}`,
    };
}
