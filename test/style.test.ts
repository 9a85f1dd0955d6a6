/** What can be read off the sources of the rules of the house. */
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { sourcesOf, type Source } from "./support/sources.ts";

const rooms = [
    "input",
    "azure",
    "topology",
    "components",
    "stacks",
    "plan",
    "recorder",
    "analysis",
    "report",
    "cli",
    "testing",
    "apps",
];
const sources = sourcesOf(rooms);

/** Names of the exported classes and interfaces of a file that have no doc comment. */
function undocumented({ path, text }: Source): string[] {
    const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
    return file.statements
        .filter((statement) => ts.isClassDeclaration(statement) || ts.isInterfaceDeclaration(statement))
        .filter((statement) => statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword))
        .filter((statement) => ts.getJSDocCommentsAndTags(statement).length === 0)
        .map((statement) => `${path}: ${statement.name?.text ?? "default"}`);
}

/** Optional members of exported argument interfaces without a doc comment: nobody could tell what leaving them out means. */
function undocumentedOptions({ path, text }: Source): string[] {
    const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
    return file.statements
        .filter(ts.isInterfaceDeclaration)
        .filter(
            ({ name, modifiers }) =>
                name.text.endsWith("Args") && modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword),
        )
        .flatMap(({ name, members }) =>
            members
                .filter(
                    (member) => member.questionToken !== undefined && ts.getJSDocCommentsAndTags(member).length === 0,
                )
                .map((member) => `${path}: ${name.text}.${member.name?.getText(file) ?? ""}`),
        );
}

describe("source files", () => {
    test("are found", () => expect(sources.length).toBeGreaterThan(100));

    test("have fewer than 400 lines: one that needs a table of contents is two", () => {
        expect(
            sources
                .map(({ path, text }) => ({ path, lines: text.split("\n").length }))
                .filter(({ lines }) => lines >= 400),
        ).toEqual([]);
    });

    test("mark nothing as unfinished", () => {
        expect(sources.filter(({ text }) => /\b(TODO|FIXME|XXX|HACK)\b/.test(text)).map(({ path }) => path)).toEqual(
            [],
        );
    });
});

describe("components", () => {
    const components = sources.filter(({ room }) => room === "components");

    test("say what every exported class and interface is for", () => {
        expect(components.flatMap(undocumented)).toEqual([]);
    });

    test("say of every optional argument what leaving it out means", () => {
        expect(components.flatMap(undocumentedOptions)).toEqual([]);
    });

    test("have this project's type tokens, and register outputs once", () => {
        const classes = components.flatMap(({ path, text }) =>
            [...text.matchAll(/^export class (\w+) extends pulumi\.ComponentResource \{$/gm)].map(([, name = ""]) => ({
                path,
                name,
                text,
            })),
        );
        expect(classes.length).toBeGreaterThan(10);
        for (const { path, name, text } of classes) {
            expect(text, path).toContain(`super("keyvault-blueprint:index:${name}", name, `);
            expect(text.match(/this\.registerOutputs\(/g), path).toHaveLength(1);
        }
    });

    test("never let a caller's parent win over their own", () => {
        expect(components.filter(({ text }) => /parent: this, \.\.\.opts/.test(text)).map(({ path }) => path)).toEqual(
            [],
        );
    });
});

describe("helpers of tests", () => {
    // Files share processes, other than those of the engine: a helper is loaded once for many of them, and its hooks
    // would be the first one's alone.
    const helpers = sourcesOf(["test"]).filter(({ path }) => !/\.test\.ts$|^test\/engine\//.test(path));

    test("register no hooks when they are loaded", () => {
        expect(helpers.length).toBeGreaterThan(20);
        expect(
            helpers.filter(({ text }) => /^(?:before|after)(?:All|Each)\(/m.test(text)).map(({ path }) => path),
        ).toEqual([]);
    });
});
