import { execFileSync } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { beforeAll, describe, expect, inject, test } from "vitest";
import { compile, copyProgram, run } from "./consumer.ts";

const compiler = createRequire(import.meta.url).resolve("typescript/bin/tsc");
const scratch = inject("scratch");
const installed = join(scratch, "node_modules/keyvault-blueprint");

describe("the package holds", () => {
    const files = (): string[] =>
        globSync("**/*", { cwd: installed })
            .filter((path) => /\.\w+$|LICENSE/.test(path))
            .map((path) => path.replaceAll("\\", "/"));

    test("a licence, a readme, and of the code the rooms that are a consumer's business", () => {
        const outside = files().filter((path) => !path.startsWith("dist/lib/"));
        expect(outside.sort()).toEqual(["LICENSE", "README.md", "package.json"]);
        const rooms = new Set(files().flatMap((path) => /^dist\/lib\/([^/]+)\//.exec(path)?.[1] ?? []));
        expect([...rooms].sort()).toEqual([
            "analysis",
            "azure",
            "cli",
            "components",
            "input",
            "plan",
            "recorder",
            "report",
            "testing",
            "topology",
        ]);
    });

    test("JavaScript and declarations alone, one beside the other, that name no source file", () => {
        const built = files().filter((path) => path.startsWith("dist/"));
        const stems = (end: RegExp): string[] =>
            built
                .filter((path) => end.test(path))
                .map((path) => path.replace(end, ""))
                .sort();
        expect(stems(/\.d\.ts$/)).toEqual(stems(/\.js$/));
        expect(built).toHaveLength(2 * stems(/\.js$/).length);
        const naming = built.filter((path) =>
            /(from|import\()\s*["'][^"']+\.ts["']/.test(readFileSync(join(installed, path), "utf8")),
        );
        expect(naming).toEqual([]);
    });

    test("imports of what it declares, and declares nothing else", () => {
        const { dependencies, peerDependencies } = JSON.parse(
            readFileSync(join(installed, "package.json"), "utf8"),
        ) as Record<string, Record<string, string>>;
        const texts = files()
            .filter((path) => /^dist\/.*(\.js|\.d\.ts)$/.test(path))
            .map((path) => readFileSync(join(installed, path), "utf8"));
        const specifiers = texts.flatMap((text) =>
            [
                ...text.matchAll(
                    /^(?:import|export) [^"';=]*\bfrom ["']([^"']+)["'];|\b(?:import|require)\(["']([^"']+)["']\)/gm,
                ),
            ].map(([, from, call]) => from ?? call ?? ""),
        );
        const packages = specifiers
            .filter((name) => !/^(\.|node:)/.test(name))
            .map((name) =>
                name
                    .split("/")
                    .slice(0, name.startsWith("@") ? 2 : 1)
                    .join("/"),
            );
        expect([...new Set(packages)].sort()).toEqual(Object.keys({ ...dependencies, ...peerDependencies }).sort());
    });

    test("everything that package.json points at", () => {
        const { main, types, bin, exports, typesVersions } = JSON.parse(
            readFileSync(join(installed, "package.json"), "utf8"),
        ) as Record<string, unknown>;
        const named = [
            ...JSON.stringify({ main, types, bin, exports, typesVersions }).matchAll(/"\.\/(dist[^"]+)"/g),
        ].map(([, path]) => path);
        expect(named.length).toBeGreaterThan(12);
        for (const path of named) expect(files()).toContain(path);
    });
});

describe("a program in CommonJS, as Pulumi's template begins one", () => {
    let classic = "";
    beforeAll(() => {
        classic = copyProgram("test/package/classic", scratch, "classic");
    });

    test("is compiled by a current compiler, declarations checked, and recorded", () => {
        expect(compile(classic, compiler, "tsconfig.json")).toMatchObject({ out: "", status: 0 });
        const { out, err, status } = run(process.execPath, ["bin/record.js"], classic);
        expect({ err, status }).toEqual({ err: "", status: 0 });
        const recorded = JSON.parse(out) as Record<string, unknown>;
        expect(recorded).toMatchObject({
            internet: { verdict: "denied" },
            vault: expect.stringMatching(
                /^\/subscriptions\/00000000-0000-4000-8000-000000000001\/resourceGroups\/rg-classic\/.*\/vaults\/kv-classic-\w{5}$/,
            ) as string,
            vaults: [expect.stringMatching(/^kv-classic-\w{5}$/) as string],
        });
        expect(recorded["types"]).toHaveLength(15);
        expect(JSON.stringify(recorded["secret"])).toContain("1b47061264138c4ac30d75fd1eb44270");
    });

    test("is compiled by the compiler that Pulumi's SDK brings for programs without one", () => {
        // Of a version that has no package exports: main, types and typesVersions lead it.
        const shipped = globSync("vendor/typescript@*/typescript.js", {
            cwd: join(scratch, "node_modules/@pulumi/pulumi"),
        });
        expect(shipped).toHaveLength(1);
        const older = join(scratch, "node_modules/@pulumi/pulumi", shipped[0]!);
        const check = run(process.execPath, [join(import.meta.dirname, "older.cjs"), older], classic);
        expect(check).toEqual({ out: "3.8.3\n", err: "", status: 0 });
    });

    test("keeps to the entry points", () => {
        const { err, status } = run(
            process.execPath,
            ["-e", 'require("keyvault-blueprint/dist/lib/input/error.js")'],
            scratch,
        );
        expect(status).toBe(1);
        expect(err).toContain("ERR_PACKAGE_PATH_NOT_EXPORTED");
    });
});

test("questions about access load no Pulumi", () => {
    const script =
        'const { modelOf } = require("keyvault-blueprint/access"); console.log(typeof modelOf, Object.keys(require.cache).filter((path) => path.includes("@pulumi")).length)';
    expect(run(process.execPath, ["-e", script], scratch).out).toBe("function 0\n");
});

const older = olderNode();

describe.skipIf(older === undefined)(`on ${older?.version ?? "Node 20, which is not on PATH"}`, () => {
    test("the components can be required", () => {
        const { out } = run(older!.path, ["-e", 'console.log(typeof require("keyvault-blueprint").Vault)'], scratch);
        expect(out).toBe("function\n");
    });

    test.each(["access", "testing"])("%s is refused in words: it needs a newer one", (entry) => {
        const { err, status } = run(older!.path, ["-e", `require("keyvault-blueprint/${entry}")`], scratch);
        expect(status).not.toBe(0);
        expect(err).toContain("expected: Node 22 or newer");
    });

    test("the command line says so, and ends with status 2", () => {
        const { err, status } = run(older!.path, [join(installed, "dist/lib/cli/main.js"), "preview"], scratch);
        expect(status).toBe(2);
        expect(err).toMatch(/^error: the version of Node is refused\n/);
        expect(err).not.toContain("    at ");
    });
});

/** A Node of version 20 that can require ES modules. */
function olderNode(): { readonly path: string; readonly version: string } | undefined {
    const folders = (process.env["PATH"] ?? "").split(":");
    for (const path of new Set(folders.map((folder) => join(folder, "node")))) {
        try {
            const version = execFileSync(path, ["--version"], { encoding: "utf8" }).trim();
            const [major = 0, minor = 0] = version.slice(1).split(".").map(Number);
            if (major === 20 && minor >= 19) return { path, version };
        } catch {
            // Not there.
        }
    }
    return undefined;
}
