/** What the package exports: every component with its arguments, and nothing of the inside. */
import { globSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { expect, test } from "vitest";
import * as exported from "../../components/index.ts";

const room = resolve(import.meta.dirname, "../../components");
const index = readFileSync(resolve(room, "index.ts"), "utf8");
const sources = globSync("*.ts", { cwd: room }).map((file) => readFileSync(resolve(room, file), "utf8"));
const declared = (pattern: RegExp): string[] =>
    sources.flatMap((text) => [...text.matchAll(pattern)].map(([, name]) => name!));
const classes = declared(/^export class (\w+) extends pulumi\.ComponentResource/gm);
const argumentTypes = declared(/^export interface (\w+Args)\b/gm);

test("every component is exported, with its arguments", () => {
    expect(classes.length).toBeGreaterThan(20);
    for (const name of classes) {
        expect(exported).toHaveProperty(name);
        expect(index, `${name}Args`).toMatch(new RegExp(`\\btype ${name}Args\\b`));
    }
    for (const name of argumentTypes) expect(index).toMatch(new RegExp(`\\b${name}\\b`));
});

test("what is exported besides is words, helpers that a program needs, and the error that components raise", () => {
    const values = Object.entries(exported as Readonly<Record<string, unknown>>).filter(
        ([name]) => !classes.includes(name),
    );
    const functions = values.filter(([, value]) => typeof value === "function").map(([name]) => name);
    expect(functions.sort()).toEqual(["InputError", "assignRole", "builtInRoleId", "privateZoneOf"]);
    for (const [name, value] of values.filter(([, value]) => typeof value !== "function")) {
        expect(name).toMatch(/^[A-Z]/);
        for (const word of Object.values(value as Record<string, unknown>)) expect(typeof word, name).toBe("string");
    }
});

test("a component's type is the package's, and its own name", () => {
    for (const name of classes) {
        const component = (exported as Readonly<Record<string, unknown>>)[name] as typeof pulumi.ComponentResource;
        expect(component.prototype).toBeInstanceOf(pulumi.ComponentResource);
        expect(component.toString()).toContain(`"keyvault-blueprint:index:${name}"`);
    }
});
