import type { Box, Row, Tone } from "./box.ts";

/** Connections that lead to the same places are one: from several rows at the left to several at the right. */
export interface Link {
    readonly from: readonly string[];
    readonly to: readonly string[];
    readonly tone: Tone;
}

/** Joins single connections: sources that lead to the same targets share a link. */
export function groupsOfLinks(
    single: readonly { readonly from: string; readonly to: string; readonly tone: Tone }[],
): readonly Link[] {
    const bySource = [...Map.groupBy(single, ({ from, tone }) => `${tone}\n${from}`).values()];
    const byTargets = Map.groupBy(bySource, (all) => [all[0]!.tone, ...all.map(({ to }) => to)].join("\n"));
    return [...byTargets.values()].map((sources) => ({
        from: sources.map(([first]) => first!.from),
        to: sources[0]!.map(({ to }) => to),
        tone: sources[0]![0]!.tone,
    }));
}

/** A vault with the ways into it in the order of where they come from, so that their lines cross less. */
export function withSortedRows(
    vault: Box,
    links: readonly Link[],
    exits: ReadonlyMap<string, { readonly y: number }>,
): Box {
    const origins = new Map(
        links.flatMap(({ from, to }) => {
            const rows = from.map((source) => exits.get(source)?.y ?? 0);
            return to.map((target) => [target, Math.min(...rows)] as const);
        }),
    );
    const rank = ({ key }: Row): number => (key === undefined ? -1 : (origins.get(key) ?? Number.MAX_VALUE));
    return { ...vault, rows: [...vault.rows].sort((a, b) => rank(a) - rank(b)) };
}

/** The rows that a link runs between. */
export interface Wire {
    readonly sources: readonly number[];
    readonly targets: readonly number[];
}

/**
 * Gives each wire a column of its own for its way up or down, so that wires cross as little as a simple rule can manage:
 * of those that go down the upper ones turn last, of those that go up the lower ones. Columns count from 0 at the left
 * and are shared by wires that do not meet.
 */
export function lanesFor(wires: readonly Wire[]): readonly number[] {
    const order = wires.map((wire, index) => ({ wire, index, rises: middle(wire.targets) < middle(wire.sources) }));
    order.sort((a, b) => {
        if (a.rises !== b.rises) return a.rises ? 1 : -1;
        const lower = middle(a.wire.sources) - middle(b.wire.sources);
        return a.rises ? lower : -lower;
    });
    const lanes: Wire[][] = [];
    const found = new Array<number>(wires.length).fill(0);
    for (const { wire, index } of order) {
        const lane = lanes.findLastIndex((taken) => taken.some((other) => meet(wire, other))) + 1;
        (lanes[lane] ??= []).push(wire);
        found[index] = lane;
    }
    return found;
}

function middle(rows: readonly number[]): number {
    return rows.reduce((sum, row) => sum + row, 0) / rows.length;
}

function meet(a: Wire, b: Wire): boolean {
    const [firstA, lastA] = extent(a);
    const [firstB, lastB] = extent(b);
    return firstA <= lastB && firstB <= lastA;
}

function extent({ sources, targets }: Wire): readonly [number, number] {
    const rows = [...sources, ...targets];
    return [Math.min(...rows), Math.max(...rows)];
}
