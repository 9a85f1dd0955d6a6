import stringWidth from "string-width";

/** What a piece of text is; how it looks is the printer's business. */
export type Style = "title" | "strong" | "quiet" | "good" | "bad" | "unsure";

export interface Span {
    readonly text: string;
    readonly style?: Style;
}

/** A line on a screen: texts, with a style or plain. */
export type Line = readonly (string | Span)[];

/** Gives a text its look on a terminal; the identity where there is none. */
export type Paint = (style: Style, text: string) => string;

export function styled(style: Style, text: string): Span {
    return { style, text };
}

/**
 * Makes harmless what a plan of unknown origin may hold: control characters, which a terminal would obey, and letters
 * that show nothing or turn the direction of reading.
 */
export function clean(text: string): string {
    return text.replace(
        /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu,
        (letter) => `\\u{${letter.codePointAt(0)!.toString(16)}}`,
    );
}

/** How many columns a text takes. */
export function width(text: string): number {
    return /^[ -~]*$/.test(text) ? text.length : stringWidth(text);
}

export function lineWidth(line: Line): number {
    return line.reduce((sum, part) => sum + width(clean(textOf(part))), 0);
}

/** The columns that the longest word of a line takes. */
export function widestWord(line: Line): number {
    return Math.max(
        0,
        ...wordsOf(line).map((word) =>
            width(
                word
                    .map(({ text }) => text)
                    .join("")
                    .trimEnd(),
            ),
        ),
    );
}

/** A text in a number of columns: filled with spaces, or cut with an ellipsis. */
export function fitted(text: string, columns: number): string {
    const short = cut(text, columns);
    return short + " ".repeat(Math.max(0, columns - width(short)));
}

/** A text of at most so many columns; the end makes room for an ellipsis. */
export function cut(text: string, columns: number): string {
    const safe = clean(text);
    if (width(safe) <= columns) return safe;
    return `${head(safe, columns - 1)}…`;
}

/** The longest start of a text that fits into a number of columns. */
function head(text: string, columns: number): string {
    let taken = "";
    let used = 0;
    for (const letter of text) {
        used += width(letter);
        if (used > columns) break;
        taken += letter;
    }
    return taken;
}

/** Breaks a line between words; what follows the first line stands under `indent` spaces. Longer words are cut in two. */
export function wrap(line: Line, columns: number, indent = 0): Line[] {
    const lines: (string | Span)[][] = [[]];
    let used = 0;
    const isEmpty = (): boolean => used === (lines.length === 1 ? 0 : indent);
    const feed = (): void => {
        lines.push([" ".repeat(indent)]);
        used = indent;
    };
    const write = (text: string, style: Style | undefined): void => {
        lines.at(-1)!.push(span(text, style));
        used += width(text);
    };
    for (const word of wordsOf(line)) {
        const long = width(
            word
                .map(({ text }) => text)
                .join("")
                .trimEnd(),
        );
        if (used + long > columns && !isEmpty()) feed();
        for (const { text, style } of word) {
            let rest = text;
            while (used + width(rest.trimEnd()) > columns) {
                const piece = head(rest, columns - used);
                if (piece === "" && !isEmpty()) {
                    feed();
                    continue;
                }
                // A letter that is wider than the line has to stand somewhere.
                const letters = piece === "" ? rest.slice(0, [...rest][0]!.length) : piece;
                write(letters, style);
                rest = rest.slice(letters.length);
                feed();
            }
            if (rest !== "") write(rest, style);
        }
    }
    return lines.map(withoutEnd);
}

/** A line without the spaces at its end. */
function withoutEnd(line: Line): Line {
    const end = line.findLastIndex((part) => textOf(part).trim() !== "");
    return line.slice(0, end + 1).map((part, index) => {
        if (index < end) return part;
        return typeof part === "string" ? part.trimEnd() : { ...part, text: part.text.trimEnd() };
    });
}

/** The words of a line, each with the spaces that follow it; a word may change its style on the way. */
function wordsOf(line: Line): readonly (readonly Span[])[] {
    const words: Span[][] = [];
    let ended = true;
    for (const part of line) {
        const style = typeof part === "string" ? undefined : part.style;
        for (const text of clean(textOf(part)).match(/\s+|\S+\s*/g) ?? []) {
            const piece = { text, ...(style !== undefined && { style }) };
            if (ended) words.push([piece]);
            else words.at(-1)!.push(piece);
            ended = /\s$/.test(text);
        }
    }
    return words;
}

function span(text: string, style: Style | undefined): string | Span {
    return style === undefined ? text : { text, style };
}

function textOf(part: string | Span): string {
    return typeof part === "string" ? part : part.text;
}

/** Lines as they are printed, each with its line break. */
export function print(lines: readonly Line[], paint: Paint): string {
    return lines.map((line) => `${printLine(line, paint)}\n`).join("");
}

function printLine(line: Line, paint: Paint): string {
    const joined: { text: string; readonly style: Style | undefined }[] = [];
    for (const part of line) {
        const style = typeof part === "string" ? undefined : part.style;
        const last = joined.at(-1);
        if (last?.style === style && last !== undefined) last.text += textOf(part);
        else joined.push({ text: textOf(part), style });
    }
    const end = joined.findLastIndex(({ text }) => text.trim() !== "");
    return joined
        .slice(0, end + 1)
        .map(({ text, style }, index) => {
            const safe = clean(index === end ? text.trimEnd() : text);
            return style === undefined ? safe : paint(style, safe);
        })
        .join("");
}
