import { lineWidth, styled, widestWord, wrap, type Line } from "./text.ts";

const gap = 2;
const narrowest = 8;
/** A GUID in a list is not broken while there is room. */
const longestWord = 37;

/** A table without lines: a quiet heading, where it has one, and cells that wrap inside their columns. */
export function tableLines(heads: readonly string[], rows: readonly (readonly Line[])[], columns: number): Line[] {
    const head = heads.map((text): Line => [styled("quiet", text)]);
    const all = heads.length === 0 ? rows : [head, ...rows];
    const indices = [...Array(Math.max(0, ...all.map((row) => row.length))).keys()];
    const widest = (measure: (cell: Line) => number): readonly number[] =>
        indices.map((index) => Math.max(...all.map((row) => measure(row[index] ?? []))));
    const widths = shrunk(widest(lineWidth), widest(widestWord), columns - gap * (indices.length - 1));
    return all.flatMap((row) => rowLines(row, widths));
}

/** Takes from the widest columns until all fit: first down to their longest words, then from those. */
function shrunk(natural: readonly number[], words: readonly number[], room: number): readonly number[] {
    const widths = [...natural];
    const floors = words.map((width) => Math.max(narrowest, Math.min(width, longestWord)));
    const widestOver = (least: (index: number) => number): number | undefined =>
        [...widths.keys()].filter((index) => widths[index]! > least(index)).sort((a, b) => widths[b]! - widths[a]!)[0];
    for (let over = widths.reduce((sum, width) => sum + width, 0) - room; over > 0; over--) {
        const index = widestOver((each) => floors[each]!) ?? widestOver(() => narrowest);
        if (index === undefined) break;
        widths[index]!--;
    }
    return widths;
}

function rowLines(row: readonly Line[], widths: readonly number[]): Line[] {
    const cells = widths.map((width, index) => wrap(row[index] ?? [], width));
    const height = Math.max(1, ...cells.map((lines) => lines.length));
    return Array.from({ length: height }, (_, line) =>
        cells.flatMap((lines, index): Line => {
            const text = lines[line] ?? [];
            const last = index === widths.length - 1;
            return last ? text : [...text, " ".repeat(Math.max(0, widths[index]! - lineWidth(text)) + gap)];
        }),
    );
}
