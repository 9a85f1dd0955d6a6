/** Connections that share their targets run as one: from several rows at the left to several rows at the right. */
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
    const order = wires.map((wire, index) => ({ wire, index, goesUp: middle(wire.targets) < middle(wire.sources) }));
    order.sort((a, b) => {
        if (a.goesUp !== b.goesUp) return a.goesUp ? 1 : -1;
        const rise = middle(a.wire.sources) - middle(b.wire.sources);
        return a.goesUp ? rise : -rise;
    });
    const lanes: Wire[][] = [];
    const found = new Array<number>(wires.length).fill(0);
    for (const { wire, index } of order) {
        const free = lanes.findLastIndex((lane) => lane.some((other) => meet(wire, other)));
        const lane = free + 1;
        (lanes[lane] ??= []).push(wire);
        found[index] = lane;
    }
    return found;
}

function middle(rows: readonly number[]): number {
    return rows.reduce((sum, row) => sum + row, 0) / Math.max(1, rows.length);
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
