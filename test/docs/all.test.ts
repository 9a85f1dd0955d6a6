/** What every document of the repository refers to is there. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { allDocuments, anchors, blocks, codes, links, prose, readDocument, root, type Document } from "./markdown.ts";
import * as schema from "../../stacks/settings.ts";
import { settingsOf } from "./settings.ts";
import { stacks } from "./stack.ts";

const documents = allDocuments();
const { scripts } = JSON.parse(readFileSync(`${root}package.json`, "utf8")) as {
    scripts: Readonly<Record<string, string>>;
};

describe.each(documents)("$path", (document) => {
    const relative = links(document).filter((target) => !/^[a-z]+:/.test(target));

    it("links to files and headings that are there", () => {
        expect(relative.filter((target) => !leads(document, target))).toEqual([]);
    });

    it("has no link to anything but https outside", () => {
        expect(links(document).filter((target) => /^[a-z]+:/.test(target) && !target.startsWith("https://"))).toEqual(
            [],
        );
    });

    it("names files that are there", () => {
        const named = codes(prose(document)).filter(
            (code) => /^(?:[a-z]+\/)+[\w.*-]+$/.test(code) && rooms.includes(code.split("/", 1)[0] ?? ""),
        );
        expect(named.filter((path) => !isThere(path))).toEqual([]);
    });

    it("names npm scripts that are there", () => {
        const named = commands(document).flatMap(
            (command) => /^npm run (?:--silent )?([\w:-]+)/.exec(command)?.[1] ?? [],
        );
        expect(named.filter((script) => !Object.hasOwn(scripts, script))).toEqual([]);
    });

    it("names stacks that are there", () => {
        const named = commands(document).flatMap(stackNamed);
        expect(named.filter((stack) => !stacks.includes(stack))).toEqual([]);
    });

    it("names settings that are there", () => {
        const named = codes(prose(document)).flatMap(
            (code) => /^((?:[a-z]\w*)(?:\.[a-z<]\S*?)+)(?::.*)?$/i.exec(code)?.[1] ?? [],
        );
        const ours = named.filter(
            (path) => topLevel.includes(path.split(".", 1)[0] ?? "") && !/\.(ts|md|yaml|json|js|net|cn)$/.test(path),
        );
        expect(ours.filter((path) => !settings.some((known) => known.test(path)))).toEqual([]);
    });
});

/** Folders whose files a document may name. */
const rooms = [
    "analysis",
    "apps",
    "azure",
    "bench",
    "cli",
    "components",
    "docs",
    "examples",
    "input",
    "plan",
    "policy",
    "recorder",
    "report",
    "stacks",
    "test",
    "testing",
    "tools",
    "topology",
];

const shapes = [schema.secureAccess, schema.bastionIntegration, schema.endpointLab, schema.webApplication];
const keys = shapes
    .flatMap((shape) => settingsOf(z.strictObject(shape)))
    .flatMap(({ key, named }) => (named ? [key, `${key}.<name>`] : [key]));
const topLevel = [...new Set(keys.map((key) => key.split(".", 1)[0] ?? ""))];

/** A name of choice may stand for `<name>`. */
const settings = [...new Set(keys)].map(
    (key) => new RegExp(`^${key.replaceAll(/[.[\]]/g, "\\$&").replaceAll("<name>", "[^.]+")}$`),
);

function leads({ path }: Document, target: string): boolean {
    const [file = "", anchor] = target.split("#");
    const found = file === "" ? path : normalize(join(dirname(path), file));
    if (!existsSync(`${root}${found}`)) return false;
    return anchor === undefined || anchors(readDocument(found)).has(anchor);
}

function isThere(path: string): boolean {
    return existsSync(`${root}${path.replace(/\/?\*+$/, "")}`);
}

/** Commands in blocks of shell and in inline code, one for each line. */
function commands(document: Document): readonly string[] {
    const shown = ["sh", "shell", "bash"].flatMap((language) =>
        blocks(document, language).flatMap(({ text }) => text.split("\n")),
    );
    return [...shown, ...codes(prose(document))].map((command) => command.trim());
}

/** The stack that a command of Pulumi or of an npm script names, if it names one. */
function stackNamed(command: string): readonly string[] {
    if (!/^(npm run|pulumi)\b/.test(command)) return [];
    const named = /--stack[ =]([\w-]+)/.exec(command)?.[1] ?? /^pulumi stack init ([\w-]+)/.exec(command)?.[1];
    return named === undefined ? [] : [named];
}
