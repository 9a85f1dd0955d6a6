/** docs/decisions/0002: every dependency has its row, and no row is left of one that is gone. */
import { globSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";

const root = resolve(import.meta.dirname, "../..");
const record = readFileSync(resolve(root, "docs/decisions/0002-dependencies.md"), "utf8");
const rows = record.split("\n").filter((line) => line.startsWith("| `"));
const named = rows.flatMap((row) => [...row.split("|")[1]!.matchAll(/`([^`]+)`/g)].map(([, name]) => name!));

interface Manifest {
    readonly dependencies?: Readonly<Record<string, string>>;
    readonly devDependencies?: Readonly<Record<string, string>>;
    readonly peerDependencies?: Readonly<Record<string, string>>;
}

function asked(...files: readonly string[]): string[] {
    const names = files.flatMap((file) => {
        const { dependencies, devDependencies, peerDependencies } = JSON.parse(
            readFileSync(resolve(root, file), "utf8"),
        ) as Manifest;
        return Object.keys({ ...dependencies, ...devDependencies, ...peerDependencies });
    });
    return [...new Set(names)].filter((name) => !name.startsWith("@keyvault-blueprint/")).sort();
}

test("every dependency has its reason", () => {
    const own = asked("package.json", ...globSync("apps/*/package.json", { cwd: root }));
    const known = (name: string): boolean =>
        named.includes(name) || (name.startsWith("@types/") && named.includes("@types/*"));
    expect(own.filter((name) => !known(name))).toEqual([]);
    expect(named.filter((name) => !own.includes(name) && name !== "@types/*")).toEqual([]);
});

test("no dependency is named twice", () => expect(named).toEqual([...new Set(named)]));
