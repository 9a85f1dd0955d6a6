/** The table of CONTRIBUTING.md: which room may import which. Holds for types as well as for values. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { sourcesOf } from "./support/sources.ts";

/** What each room may import of the project, besides itself. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
    input: [],
    azure: [],
    topology: ["input", "azure"],
    components: ["input", "azure", "topology"],
    stacks: ["input", "azure", "topology", "components", "apps"],
    plan: ["input", "azure"],
    recorder: ["input", "azure", "plan"],
    analysis: ["input", "azure", "plan"],
    report: ["input", "azure", "plan", "analysis"],
    cli: ["input", "azure", "plan", "recorder", "analysis", "report"],
    testing: ["input", "azure", "plan", "recorder", "analysis", "report"],
    apps: [],
};
const rooms = Object.keys(mayImport);

/** Rooms that may load Pulumi. All others read plans, which takes neither its time nor its memory. */
const withPulumi = ["components", "stacks", "recorder"];
/** Rooms that decide: the same plan gives the same answer, on every machine and at every time. */
const withoutNode = ["azure", "plan", "analysis", "report"];

const sources = sourcesOf(rooms);
const violations = (wrong: (source: (typeof sources)[number]) => readonly string[]): string[] =>
    sources.flatMap((source) => wrong(source).map((what) => `${source.path}: ${what}`));

describe("rooms", () => {
    test("are those of the table in CONTRIBUTING.md, with the same imports", () => {
        const text = readFileSync(resolve(import.meta.dirname, "../CONTRIBUTING.md"), "utf8");
        const rows = [...text.matchAll(/^\| `([a-z]+)\/` \| .* \| (.*) \|$/gm)].map(
            ([, room = "", allowed = ""]) => [room, allowed] as const,
        );
        expect(rows.map(([room]) => room)).toEqual(rooms);
        for (const [room, allowed] of rows) {
            const named = [...allowed.matchAll(/`([a-z]+)`/g)].map(([, name]) => name);
            const above = rooms.slice(0, rooms.indexOf(room)).filter((name) => !named.includes(name));
            expect(allowed.startsWith("everything above but") ? above : named, room).toEqual(mayImport[room]);
        }
    });

    test("are all read by this test", () => {
        for (const room of rooms)
            expect(sources.filter((source) => source.room === room).length, room).toBeGreaterThan(0);
        expect(sources.flatMap(({ imports }) => imports).length).toBeGreaterThan(300);
    });

    test("import only what the table allows; none imports a test", () => {
        const known = new Set(sources.map(({ path }) => path));
        expect(
            violations(({ room, imports }) =>
                imports.filter(
                    (path) => path.split("/")[0] !== room && !mayImport[room]?.includes(path.split("/")[0] ?? ""),
                ),
            ),
        ).toEqual([]);
        expect(
            violations(({ imports }) =>
                imports.filter((path) => path.startsWith("test/") || (path.endsWith(".ts") && !known.has(path))),
            ),
        ).toEqual([]);
    });

    test("other than components, stacks and recorder do not load Pulumi, not even its types", () => {
        const isPulumi = (name: string): boolean => name.startsWith("@pulumi/");
        expect(
            violations(({ room, modules }) =>
                withPulumi.includes(room) ? [] : modules.map(({ name }) => name).filter(isPulumi),
            ),
        ).toEqual([]);
    });

    test("that decide read no file, no clock, no environment and no network", () => {
        const pure = new Set(["node:crypto"]);
        expect(
            violations(({ room, modules }) =>
                withoutNode.includes(room)
                    ? modules.map(({ name }) => name).filter((name) => name.startsWith("node:") && !pure.has(name))
                    : [],
            ),
        ).toEqual([]);
        const clock = /\bDate\.now\(|\bnew Date\(\)|\bprocess\.|\bMath\.random\(|\bfetch\(|\bperformance\./g;
        expect(
            violations(({ room, text }) =>
                withoutNode.includes(room) ? [...text.matchAll(clock)].map(([found]) => found) : [],
            ),
        ).toEqual([]);
    });
});

describe("Azure's resources", () => {
    /** Through a module's index hundreds of modules are loaded for one resource. */
    const deep = /^@pulumi\/azure-native\/(provider|[a-z]+\/[a-zA-Z]+)\.js$/;
    const barrel = /\/index\.js$/;

    test("are imported by deep path, never through an index", () => {
        expect(
            violations(({ modules }) =>
                modules
                    .filter(({ name }) => name.startsWith("@pulumi/azure-native"))
                    .filter(
                        ({ name, typeOnly }) =>
                            (barrel.test(name) || !deep.test(name)) &&
                            !(typeOnly && name === "@pulumi/azure-native/types/index.js"),
                    )
                    .map(({ name }) => name),
            ),
        ).toEqual([]);
        expect(
            violations(({ modules }) =>
                modules.map(({ name }) => name).filter((name) => /^@pulumi\/random(\/index(\.js)?)?$/.test(name)),
            ),
        ).toEqual([]);
    });

    test("of Key Vault come from one file, which chooses their API version", () => {
        const keyVault = violations(({ modules }) =>
            modules.map(({ name }) => name).filter((name) => name.startsWith("@pulumi/azure-native/keyvault/")),
        );
        expect(new Set(keyVault.map((violation) => violation.split(":")[0]))).toEqual(
            new Set(["components/keyvault-api.ts"]),
        );
    });
});

test("configuration is read in one file", () => {
    const readers = sources
        .filter(
            ({ text, room }) =>
                room !== "recorder" && /new (pulumi\.)?Config\(|runtime\.(allConfig|getConfig)\(/.test(text),
        )
        .map(({ path }) => path);
    expect(readers).toEqual(["stacks/config.ts", "stacks/settings.ts"]);
});

test("no file imports itself by a detour", () => {
    const importsOf = new Map(sources.map(({ path, imports }) => [path, imports]));
    const state = new Map<string, "open" | "done">();
    const cycles: string[] = [];
    const visit = (path: string, way: readonly string[]): void => {
        if (state.get(path) === "done") return;
        if (state.get(path) === "open") return void cycles.push([...way.slice(way.indexOf(path)), path].join(" → "));
        state.set(path, "open");
        for (const next of importsOf.get(path) ?? []) visit(next, [...way, path]);
        state.set(path, "done");
    };
    for (const { path } of sources) visit(path, []);
    expect(cycles).toEqual([]);
});
