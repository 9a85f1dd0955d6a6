/** docs/documents.md has every row of what the documents ask for, and each leads to a file and to a test that names it. */
import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { codes, readDocument, root, tables } from "./markdown.ts";

const document = readDocument("docs/documents.md");
const rows = tables(document)
    .filter(({ columns }) => columns.length === 5)
    .flatMap((table) =>
        table.rows.map((cells) => ({
            id: cells[0] ?? "",
            cells,
            experiment: table.columns[1] === "experiment",
            correction: table.columns[0] === "correction",
        })),
    );
const demanded = `${root}../shared/acceptance.md`;

/** The test that a row ends with. */
const testOf = (cells: readonly string[]): string => codes(cells[4] ?? "")[0] ?? "";

describe("the rows", () => {
    it("stand there once each", () => {
        const ids = rows.map(({ id }) => id);
        expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
    });

    it.skipIf(!existsSync(demanded))("are those of ../shared/acceptance.md, all and no other", () => {
        const text = readFileSync(demanded, "utf8");
        const table = [...text.matchAll(/^\| (S\d\.E?\d+(?:-\d+)?) \|/gm)].map(([, id = ""]) => id);
        const corrections = [...text.matchAll(/^(C\d+) /gm)].map(([, id = ""]) => id);
        expect(table.length + corrections.length).toBeGreaterThan(130);
        expect(rows.map(({ id }) => id).sort()).toEqual([...table, ...corrections].sort());
    });

    it("are filled, and say first how they are met", () => {
        expect(
            rows.filter(({ cells }) => cells.length !== 5 || cells.some((cell) => cell === "")).map(({ id }) => id),
        ).toEqual([]);
        const how = /^(built|configured|explained|refused|differently)\b/;
        expect(
            rows
                .filter(({ experiment, correction, cells }) => !experiment && !correction && !how.test(cells[2] ?? ""))
                .map(({ id }) => id),
        ).toEqual([]);
    });

    it("lead to a place: a file or a page", () => {
        const placed = rows
            .filter(({ experiment }) => !experiment)
            .map(({ id, cells }) => ({ id, where: cells[3] ?? "" }));
        const files = ({ where }: { where: string }): readonly string[] =>
            codes(where).filter((code) => code.includes("/"));
        expect(
            placed
                .filter(({ where }) => files({ where }).length === 0 && !/\]\(\S+\.md#/.test(where))
                .map(({ id }) => id),
        ).toEqual([]);
        expect(placed.flatMap(files).filter((path) => !existsSync(`${root}${path}`))).toEqual([]);
    });
});

describe("the tests", () => {
    /** Where there is nothing to test the reason stands instead. */
    const tested = rows.filter(({ cells }) => !(cells[4] ?? "").startsWith("none: "));
    const texts = new Map(
        [...new Set(tested.map(({ cells }) => testOf(cells)))].map((path) => [
            path,
            existsSync(`${root}${path}`) ? readFileSync(`${root}${path}`, "utf8") : "",
        ]),
    );

    it("that the rows name are there", () => {
        expect([...texts].filter(([, text]) => text === "").map(([path]) => path)).toEqual([]);
    });

    it("are missing for very few rows", () => {
        expect(rows.length - tested.length).toBeLessThanOrEqual(1);
    });

    it("in test/docs/rows name the rows that name them", () => {
        const own = rows.filter(({ cells, correction }) => testOf(cells).startsWith("test/docs/rows/") && !correction);
        expect(own.length).toBeGreaterThan(50);
        expect(
            own.filter(({ id, cells }) => !texts.get(testOf(cells))?.includes(`it("${id} `)).map(({ id }) => id),
        ).toEqual([]);
    });

    it("in test/docs/rows show no row that names another test", () => {
        const shown = [...texts]
            .filter(([path]) => path.startsWith("test/docs/rows/"))
            .flatMap(([path, text]) => [...text.matchAll(/it\("(S\d\.\d+) /g)].map(([, id]) => `${id} ${path}`));
        expect(shown.filter((pair) => !rows.some(({ id, cells }) => `${id} ${testOf(cells)}` === pair))).toEqual([]);
    });

    it("of experiments have each experiment by its id", () => {
        const missing = rows
            .filter(({ experiment }) => experiment)
            .flatMap(({ id, cells }) => namesOf(id).filter((name) => !texts.get(testOf(cells))?.includes(`"${name}"`)));
        expect(missing).toEqual([]);
    });
});

describe("the experiments in which Azure does otherwise", () => {
    it("are marked with their correction", () => {
        const files = [...new Set(rows.filter(({ experiment }) => experiment).map(({ cells }) => testOf(cells)))];
        const corrected = files.flatMap((file) =>
            readFileSync(`${root}${file}`, "utf8")
                .split(/(?=id: "S\d)/)
                .flatMap((part) => {
                    const [id, correction] = [
                        /^id: "(S\d\.E\d+)"/.exec(part)?.[1],
                        /correction: "(C\d+)/.exec(part)?.[1],
                    ];
                    return id === undefined || correction === undefined ? [] : [{ id, correction }];
                }),
        );
        expect(corrected.length).toBeGreaterThan(1);
        const marked = (id: string, correction: string): boolean =>
            rows.some((row) => row.experiment && namesOf(row.id).includes(id) && row.cells[3]?.includes(correction));
        expect(corrected.filter(({ id, correction }) => !marked(id, correction))).toEqual([]);
        const known = rows.filter((row) => row.correction).map(({ id }) => id);
        expect(corrected.filter(({ correction }) => !known.includes(correction))).toEqual([]);
    });
});

/** `S1.E1-3` is three experiments. */
function namesOf(id: string): readonly string[] {
    const [, stem = "", from = "", to = from] = /^(S\d\.E)(\d+)(?:-(\d+))?$/.exec(id) ?? [];
    return Array.from({ length: Number(to) - Number(from) + 1 }, (_, index) => `${stem}${Number(from) + index}`);
}
