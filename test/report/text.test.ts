import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { clean, cut, fitted, lineWidth, print, styled, width, wrap, type Line } from "../../report/text.ts";

const asItIs = (_: string, text: string): string => text;

describe("clean", () => {
    it("shows control characters, invisible letters and turners of direction instead of printing them", () => {
        expect(clean("a\u001b[31mb\nc\u202Ed\u200Be")).toBe("a\\u{1b}[31mb\\u{a}c\\u{202e}d\\u{200b}e");
    });
    it("leaves names in any script as they are", () => expect(clean("Größe 日本 дом")).toBe("Größe 日本 дом"));
});

describe("width", () => {
    it("counts a wide letter as two columns", () => expect(width("日本")).toBe(4));
});

describe("cut and fitted", () => {
    it("cut what is too long and say so", () => expect(cut("private-endpoints", 8)).toBe("private…"));
    it("fill what is too short", () => expect(fitted("ab", 4)).toBe("ab  "));
    it("take exactly the columns asked for, whatever the letters", () => {
        fc.assert(
            fc.property(fc.string({ unit: "grapheme" }), fc.integer({ min: 2, max: 40 }), (text, columns) => {
                // A wide letter at the edge leaves one column free.
                expect(width(cut(text, columns))).toBeLessThanOrEqual(columns);
                expect(width(fitted(text, columns))).toBe(columns);
            }),
        );
    });
});

describe("wrap", () => {
    const texts = fc.array(
        fc.oneof(
            fc.string(),
            fc.lorem(),
            fc.string().map((text) => styled("bad", text)),
        ),
        { maxLength: 6 },
    );

    it("never writes over the width, and loses nothing but spaces", () => {
        fc.assert(
            fc.property(
                texts,
                fc.integer({ min: 4, max: 60 }),
                fc.integer({ min: 0, max: 3 }),
                (line, columns, indent) => {
                    const lines = wrap(line, columns, indent);
                    for (const part of lines) expect(lineWidth(part)).toBeLessThanOrEqual(columns);
                    const letters = (all: readonly Line[]): string => print(all, asItIs).replace(/\s/g, "");
                    expect(letters(lines)).toBe(letters([line]));
                },
            ),
        );
    });
    it("breaks between words and indents what follows", () => {
        expect(print(wrap(["one two three four"], 9, 2), asItIs)).toBe("one two\n  three\n  four\n");
    });
    it("cuts a word that is longer than a line in two", () => {
        expect(print(wrap(["abcdefghij"], 4), asItIs)).toBe("abcd\nefgh\nij\n");
    });
});

describe("print", () => {
    it("paints each style once and ends lines without spaces", () => {
        const paint = (style: string, text: string): string => `<${style}>${text}</${style}>`;
        expect(print([[styled("bad", "a "), styled("bad", "b"), "  "], []], paint)).toBe("<bad>a b</bad>\n\n");
    });
    it("paints no text that tries to paint itself", () => {
        expect(print([["\u001b[2J"]], asItIs)).toBe("\\u{1b}[2J\n");
    });
});
