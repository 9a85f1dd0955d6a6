import type { Topology } from "../summary/topology.ts";
import { cut, styled, width, wrap, type Line, type Style } from "../text.ts";
import { canvas, type Canvas, type Look } from "./canvas.ts";
import { lanesFor, withSortedRows, type Link } from "./links.ts";
import type { Box, Tone } from "./box.ts";
import { sceneOf } from "./scene.ts";

/** Narrower than this, boxes hold no names. */
const narrowestPicture = 64;

/** Links beyond these would leave no room for the boxes. */
const mostLanes = 12;

/** The networks at the left, the vaults at the right, and a line for each way from the ones to the others. */
export function pictureOf(topology: Topology, columns: number): Line[] {
    const scene = sceneOf(topology);
    if (columns < narrowestPicture || scene.places.length + scene.vaults.length === 0) return [];
    const rightColumns = scene.vaults.length === 0 ? 0 : Math.min(34, Math.max(22, ...scene.vaults.map(columnsOf)));
    const gutter = scene.vaults.length === 0 ? 0 : Math.min(mostLanes, scene.links.length) + 4;
    const leftColumns = Math.min(columns - rightColumns - gutter, 60);
    const rightX = leftColumns + gutter;
    const sheet = canvas(columns);

    const exits = new Map<string, Anchor>();
    const bottom = drawColumn(sheet, 0, 0, leftColumns, scene.places, exits);
    const entries = new Map<string, Anchor>();
    const height = scene.vaults.reduce((sum, vault) => sum + heightOf(vault) + 1, -1);
    const vaults = scene.vaults.map((vault) => withSortedRows(vault, scene.links, exits));
    drawColumn(sheet, rightX, Math.max(0, Math.floor((bottom - height) / 2)), rightColumns, vaults, entries);
    drawLinks(sheet, { from: leftColumns, to: rightX - 1 }, scene.links, exits, entries);
    return [...sheet.lines(), ...legend(scene.links, columns)];
}

/** A row of a box, and the box's right border. */
interface Anchor {
    readonly x: number;
    readonly y: number;
}

function columnsOf({ title, rows }: Box): number {
    return Math.max(width(title) + 6, ...rows.map(({ text }) => width(text) + 4));
}

function heightOf({ inner, rows }: Box): number {
    return inner.reduce((sum, box) => sum + heightOf(box), 0) + rows.length + 2;
}

const looks: Readonly<Record<Box["tone"], { readonly look: Look; readonly title?: Style; readonly gap: number }>> = {
    network: { look: {}, title: "strong", gap: 1 },
    subnet: { look: { style: "quiet" }, gap: 0 },
    outside: { look: { style: "quiet" }, gap: 1 },
    vault: { look: { weight: "heavy" }, title: "strong", gap: 1 },
};

/** Draws boxes one below the other; answers with the row after the last. */
function drawColumn(
    sheet: Canvas,
    x: number,
    top: number,
    columns: number,
    boxes: readonly Box[],
    anchors: Map<string, Anchor>,
): number {
    let y = top;
    for (const box of boxes) {
        const { look, title, gap } = looks[box.tone];
        if (y > top) y += gap;
        sheet.box(
            [x, y],
            columns,
            heightOf(box),
            title === undefined ? { text: box.title } : styled(title, box.title),
            look,
        );
        const below = drawColumn(sheet, x + 2, y + 1, columns - 4, box.inner, anchors);
        for (const [index, { text, key, tone }] of box.rows.entries()) {
            sheet.write(x + 2, below + index, cut(text, columns - 4), styles[tone]);
            if (key !== undefined) anchors.set(key, { x: x + columns - 1, y: below + index });
        }
        y += heightOf(box);
    }
    return y;
}

const styles: Readonly<Record<Tone, Style | undefined>> = {
    plain: undefined,
    quiet: "quiet",
    admitted: "good",
    refused: "bad",
    everybody: "bad",
    idle: "unsure",
    unknown: "unsure",
};

const ends: Readonly<Record<Tone, string>> = {
    plain: "▶",
    quiet: "▶",
    admitted: "▶",
    refused: "✗",
    everybody: "▶",
    idle: "?",
    unknown: "?",
};

function lookOf(tone: Tone): Look {
    const style = styles[tone];
    return {
        ...(style !== undefined && { style }),
        ...((tone === "refused" || tone === "idle") && { weight: "dashed" as const }),
    };
}

function drawLinks(
    sheet: Canvas,
    gutter: { readonly from: number; readonly to: number },
    links: readonly Link[],
    exits: ReadonlyMap<string, Anchor>,
    entries: ReadonlyMap<string, Anchor>,
): void {
    const wires = links.flatMap(({ from, to, tone }) => {
        const sources = from.flatMap((key) => exits.get(key) ?? []);
        const targets = to.flatMap((key) => entries.get(key)?.y ?? []);
        return sources.length === 0 || targets.length === 0
            ? []
            : [{ exits: sources, sources: sources.map(({ y }) => y), targets, tone }];
    });
    const lanes = lanesFor(wires);
    for (const [index, { exits: starts, sources, targets, tone }] of wires.entries()) {
        if (lanes[index]! >= mostLanes) continue;
        const lane = gutter.from + 1 + lanes[index]!;
        const rows = [...sources, ...targets];
        const look = lookOf(tone);
        for (const { x, y } of starts) sheet.line([x, y], [lane, y], look);
        sheet.line([lane, Math.min(...rows)], [lane, Math.max(...rows)], look);
        for (const y of targets) {
            sheet.line([lane, y], [gutter.to, y], look);
            sheet.write(gutter.to, y, ends[tone], look.style);
        }
    }
}

const meanings: Readonly<Partial<Record<Tone, readonly [sign: string, meaning: string]>>> = {
    admitted: ["──▶", "admitted by the vault's network rules"],
    everybody: ["──▶", "nobody is refused"],
    refused: ["╌╌✗", "refused"],
    idle: ["╌╌?", "no effect as it stands"],
};

function legend(links: readonly Link[], columns: number): Line[] {
    const tones = (Object.keys(meanings) as (keyof typeof meanings)[]).filter((tone) =>
        links.some((link) => link.tone === tone),
    );
    const parts = tones.flatMap((tone, index): Line => {
        const [sign, meaning] = meanings[tone]!;
        const style = styles[tone];
        return [
            ...(index > 0 ? ["   "] : []),
            style === undefined ? sign : styled(style, sign),
            styled("quiet", ` ${meaning}`),
        ];
    });
    return parts.length === 0 ? [] : [[], ...wrap(parts, columns)];
}
