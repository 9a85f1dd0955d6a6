import { cut, width, type Line, type Span, type Style } from "../text.ts";

/** A sheet of characters to draw on, with lines that join where they meet. Coordinates count from 0, rows downwards. */
export interface Canvas {
    /** Text from a cell to the right, over what is there; what does not fit is cut. */
    readonly write: (x: number, y: number, text: string, style?: Style) => void;
    /** A straight line between two cells of one row or column, both included. */
    readonly line: (from: Point, to: Point, look?: Look) => void;
    readonly box: (corner: Point, columns: number, rows: number, title: Span, look?: Look) => void;
    readonly lines: () => Line[];
}

export type Point = readonly [x: number, y: number];

export interface Look {
    readonly style?: Style;
    readonly weight?: "light" | "heavy" | "dashed";
}

type Cell =
    | { readonly kind: "letter"; readonly letter: string; readonly style?: Style }
    /** `sides` are where lines leave the cell, as bits. */
    | { readonly kind: "line"; readonly sides: number; readonly look: Look };

const up = 1;
const right = 2;
const down = 4;
const left = 8;

/** By the sides that lines leave by. */
const light = " ╵╶└╷│┌├╴┘─┴┐┤┬┼";
const heavy = " ╹╺┗╻┃┏┣╸┛━┻┓┫┳╋";

export function canvas(columns: number): Canvas {
    const rows: (Cell | undefined)[][] = [];

    function put(x: number, y: number, cell: Cell): void {
        if (x >= 0 && x < columns && y >= 0) (rows[y] ??= [])[x] = cell;
    }

    function write(x: number, y: number, text: string, style?: Style): void {
        let column = x;
        for (const letter of cut(text, columns - x)) {
            put(column, y, { kind: "letter", letter, ...(style !== undefined && { style }) });
            // A wide letter covers the next cell too.
            if (width(letter) > 1) put(column + 1, y, { kind: "letter", letter: "" });
            column += width(letter);
        }
    }

    function join(x: number, y: number, sides: number, look: Look): void {
        const there = rows[y]?.[x];
        // What was drawn first keeps its look where another line leaves or crosses it.
        if (there?.kind === "line") put(x, y, { ...there, sides: sides | there.sides });
        else put(x, y, { kind: "line", sides, look });
    }

    function line([x1, y1]: Point, [x2, y2]: Point, look: Look = {}): void {
        const horizontal = y1 === y2;
        const [first, last] = horizontal ? [Math.min(x1, x2), Math.max(x1, x2)] : [Math.min(y1, y2), Math.max(y1, y2)];
        for (let at = first; at <= last; at++) {
            const back = at > first ? (horizontal ? left : up) : 0;
            const forth = at < last ? (horizontal ? right : down) : 0;
            join(horizontal ? at : x1, horizontal ? y1 : at, back | forth, look);
        }
    }

    function box([x, y]: Point, wide: number, high: number, title: Span, look: Look = {}): void {
        const [farX, farY] = [x + wide - 1, y + high - 1];
        line([x, y], [farX, y], look);
        line([x, farY], [farX, farY], look);
        line([x, y], [x, farY], look);
        line([farX, y], [farX, farY], look);
        if (title.text !== "") write(x + 2, y, ` ${cut(title.text, wide - 6)} `, title.style);
    }

    return { write, line, box, lines: () => Array.from(rows, (row) => spansOf(row ?? [])) };
}

/** Cells that look alike become one span. */
function spansOf(row: readonly (Cell | undefined)[]): Line {
    const spans: Span[] = [];
    for (const cell of Array.from(row)) {
        const text = glyph(cell);
        const style = cell?.kind === "line" ? cell.look.style : cell?.style;
        const last = spans.at(-1);
        if (last?.style === style && last !== undefined) spans[spans.length - 1] = { ...last, text: last.text + text };
        else spans.push({ text, ...(style !== undefined && { style }) });
    }
    return spans;
}

function glyph(cell: Cell | undefined): string {
    if (cell === undefined) return " ";
    if (cell.kind === "letter") return cell.letter;
    const { sides, look } = cell;
    if (look.weight === "dashed" && sides === (left | right)) return "╌";
    if (look.weight === "dashed" && sides === (up | down)) return "╎";
    return (look.weight === "heavy" ? heavy : light)[sides] ?? " ";
}
