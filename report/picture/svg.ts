import { html, type Html } from "../page/html.ts";
import type { Topology } from "../summary/topology.ts";
import { cut, width } from "../text.ts";
import { lanesFor, withSortedRows, type Link } from "./links.ts";
import type { Box, Tone } from "./box.ts";
import { sceneOf } from "./scene.ts";

/** The picture of the terminal as a drawing, in pixels. Its colours are the page's: classes name the tones. */
export function svgOf(topology: Topology, description: string): Html {
    const scene = sceneOf(topology);
    const leftWidth = columnWidth(scene.places);
    const rightWidth = columnWidth(scene.vaults);
    const gutter = scene.vaults.length === 0 ? 0 : scene.links.length * lane + 70;
    const exits = new Map<string, Point>();
    const entries = new Map<string, Point>();
    const left = column(scene.places, 1, 1, leftWidth, exits, "right");
    const rightHeight = scene.vaults.reduce((sum, box) => sum + heightOf(box) + gap, -gap);
    const top = Math.max(1, (left.bottom - rightHeight) / 2);
    const vaults = scene.vaults.map((vault) => withSortedRows(vault, scene.links, exits));
    const right = column(vaults, 1 + leftWidth + gutter, top, rightWidth, entries, "left");
    const size = { x: leftWidth + gutter + rightWidth + 2, y: Math.max(left.bottom, right.bottom) + 1 };
    return html`<svg role="img" aria-label="${description}" viewBox="0 0 ${size.x} ${size.y}" width="${size.x}" height="${size.y}">
<defs>${Object.entries(arrows).map(([tone, path]) => html`<marker id="end-${tone}" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" markerHeight="8" orient="auto"><path class="end ${tone}" d="${path}"/></marker>`)}</defs>
${left.drawn}${right.drawn}${wires(scene.links, exits, entries, leftWidth + 16)}
</svg>`;
}

interface Point {
    readonly x: number;
    readonly y: number;
}

const row = 20;
const pad = 12;
const head = 24;
const gap = 18;
const lane = 12;
/** Of the page's monospaced letters, at 12 pixels. */
const letter = 7.3;
const widest = 460;

const arrow = "M0,1 L9,5 L0,9 z";
const cross = "M1,1 L9,9 M9,1 L1,9";
const arrows: Readonly<Partial<Record<Tone, string>>> = {
    admitted: arrow,
    everybody: arrow,
    refused: cross,
    idle: cross,
    unknown: cross,
};

function columnWidth(boxes: readonly Box[]): number {
    if (boxes.length === 0) return 0;
    const needed = (box: Box): number =>
        2 * pad +
        Math.max(
            letter * (width(box.title) + 2),
            ...box.rows.map(({ text }) => letter * width(text)),
            ...box.inner.map(needed),
        );
    return Math.min(widest, Math.max(...boxes.map(needed)));
}

function heightOf({ rows, inner }: Box): number {
    return head + inner.reduce((sum, box) => sum + heightOf(box) + gap / 2, 0) + rows.length * row + pad / 2;
}

interface Column {
    readonly drawn: readonly Html[];
    readonly bottom: number;
}

/** Boxes one below the other; where links start or end is remembered at the side of the box that faces the other column. */
function column(
    boxes: readonly Box[],
    x: number,
    top: number,
    wide: number,
    anchors: Map<string, Point>,
    side: "left" | "right",
    between = gap,
): Column {
    let y = top;
    const drawn = boxes.map((box) => {
        const at = y;
        const inner = column(box.inner, x + pad, at + head, wide - 2 * pad, anchors, side, gap / 2);
        const first = box.inner.length > 0 ? inner.bottom + gap / 2 : at + head;
        const rows = box.rows.map(({ text, tone, key }, index) => {
            const middle = first + index * row + row / 2;
            if (key !== undefined) anchors.set(key, { x: side === "right" ? x + wide : x, y: middle });
            return html`<text class="${tone}" x="${x + pad}" y="${middle + 4}">${cut(text, Math.floor((wide - 2 * pad) / letter))}</text>`;
        });
        y += heightOf(box) + between;
        return html`<g><rect class="${box.tone}" x="${x}" y="${at}" width="${wide}" height="${heightOf(box)}" rx="6"/>
<text class="name" x="${x + pad}" y="${at + 16}">${cut(box.title, Math.floor((wide - 2 * pad) / letter))}</text>${inner.drawn}${rows}</g>
`;
    });
    return { drawn, bottom: boxes.length === 0 ? top : y - between };
}

function wires(
    links: readonly Link[],
    exits: ReadonlyMap<string, Point>,
    entries: ReadonlyMap<string, Point>,
    from: number,
): readonly Html[] {
    const found = links.flatMap(({ from: sources, to, tone }) => {
        const [starts, ends] = [
            sources.flatMap((key) => exits.get(key) ?? []),
            to.flatMap((key) => entries.get(key) ?? []),
        ];
        return starts.length === 0 || ends.length === 0 ? [] : [{ starts, ends, tone }];
    });
    const lanes = lanesFor(
        found.map(({ starts, ends }) => ({ sources: starts.map(({ y }) => y), targets: ends.map(({ y }) => y) })),
    );
    return found.flatMap(({ starts, ends, tone }, index) => {
        const x = from + lanes[index]! * lane;
        const all = [...starts, ...ends].map(({ y }) => y);
        return [
            ...starts.map((start) => html`<path class="wire ${tone}" d="M${start.x},${start.y} H${x}"/>`),
            html`<path class="wire ${tone}" d="M${x},${Math.min(...all)} V${Math.max(...all)}"/>`,
            ...ends.map(
                (end) =>
                    html`<path class="wire ${tone}" d="M${x},${end.y} H${end.x - 2}" marker-end="url(#end-${tone})"/>`,
            ),
        ];
    });
}
