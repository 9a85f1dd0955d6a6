import { readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";

const room = new URL("../../azure/", import.meta.url);
const files = readdirSync(room, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));

interface Row {
    readonly at: string;
    readonly source: unknown;
    readonly certainty: unknown;
}

/** Every object that says where it comes from or how sure it is, however deep. */
function rowsOf(value: unknown, at: string): Row[] {
    if (typeof value !== "object" || value === null || value instanceof RegExp) return [];
    const fields = value as Record<string, unknown>;
    const own =
        "source" in fields || "certainty" in fields ? [{ at, source: fields.source, certainty: fields.certainty }] : [];
    return [...own, ...Object.entries(fields).flatMap(([key, field]) => rowsOf(field, `${at}.${key}`))];
}

const modules = await Promise.all(
    files.map(async (file) => [file, (await import(new URL(file, room).href)) as Record<string, unknown>] as const),
);
const rows = modules.flatMap(([file, exports]) => rowsOf(exports, file));

describe("every fact says where it comes from and how sure it is", () => {
    test("there are hundreds", () => {
        expect(rows.length).toBeGreaterThan(500);
    });

    test("a certainty is one of three words", () => {
        expect(
            rows.filter(({ certainty }) => !["confirmed", "observed", "unsettled"].includes(certainty as string)),
        ).toEqual([]);
    });

    test("a source is a public document, named without https://", () => {
        const bad = rows.filter(
            ({ source }) => typeof source !== "string" || source.trim() !== source || !/^\w+/.test(source),
        );
        expect(bad).toEqual([]);
        expect(rows.filter(({ source }) => /https?:|facts|shared|^\/|\.md\b/.test(source as string))).toEqual([]);
    });

    test("what is confirmed is confirmed by a document that can be looked up", () => {
        const confirmed = rows.filter(({ certainty }) => certainty === "confirmed");
        const host = /^(www\.)?[a-z0-9.-]+\.[a-z]+\//;
        expect(
            confirmed.filter(({ source }) => !(source as string).split("; ").some((part) => host.test(part))),
        ).toEqual([]);
    });

    test.each(modules.filter(([, exports]) => Object.keys(exports).length > 0))(
        "%s: its tables have rows",
        (_file, exports) => {
            const tables = Object.values(exports).filter((value) => typeof value === "object" && value !== null);
            for (const table of tables) expect(Object.keys(table ?? {}).length).toBeGreaterThan(0);
        },
    );
});
