import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { InputError } from "../input/error.ts";
import { suggestion } from "../input/nearest.ts";
import { readDeclaration } from "./schema.ts";
import type { Declaration } from "./schema.ts";
import { readYaml } from "./yaml.ts";
import type { YamlObject } from "./yaml.ts";

/** A Pulumi project: `Pulumi.yaml` and what stands beside it. */
export interface Project {
    readonly name: string;
    readonly folder: string;
    /** The entry module. */
    readonly entry: string;
    /** The working directory of the program: the entry's folder, as Pulumi sets it. */
    readonly workingDirectory: string;
    readonly declarations: Readonly<Record<string, Declaration>>;
    /** Where the stacks' files are. */
    readonly stackFolder: string;
}

const extensions = ["yaml", "yml", "json"];

/** @throws InputError when there is no project in the folder, or none that Node can run. */
export function readProject(folder: string): Project {
    const path = extensions
        .map((extension) => join(folder, `Pulumi.${extension}`))
        .find((candidate) => existsSync(candidate));
    if (path === undefined) {
        throw new InputError({
            what: "the project",
            got: folder,
            expected: "a folder with Pulumi.yaml",
            fix: "go to the project's folder",
        });
    }
    const file = readYaml(readFileSync(path, "utf8"), basename(path));
    const { name, runtime, main, config, stackConfigDir } = file;
    if (typeof name !== "string" || name === "") {
        throw new InputError({
            what: `name in ${basename(path)}`,
            got: name,
            expected: "the project's name",
            fix: "add name: …",
        });
    }
    const language = typeof runtime === "object" && runtime !== null ? (runtime as YamlObject)["name"] : runtime;
    if (language !== "nodejs") {
        throw new InputError({
            what: `runtime in ${basename(path)}`,
            got: language,
            expected: "nodejs: only programs that Node can load are recorded",
            fix: "read a plan instead, made by: pulumi preview --json --show-sames > plan.json",
        });
    }
    const target = resolve(folder, typeof main === "string" ? main : ".");
    const entry = entryOf(target);
    // `config: folder` is an old form of stackConfigDir.
    const stackFolder = typeof config === "string" ? config : typeof stackConfigDir === "string" ? stackConfigDir : ".";
    const declared = typeof config === "object" && config !== null ? Object.entries(config) : [];
    return {
        name,
        folder,
        entry,
        workingDirectory: target === entry ? dirname(entry) : target,
        declarations: Object.fromEntries(declared.map(([key, entryOfKey]) => [key, readDeclaration(entryOfKey)])),
        stackFolder: resolve(folder, stackFolder),
    };
}

/** Finds the module that Pulumi's launcher runs for a path. */
function entryOf(target: string): string {
    if (!existsSync(target)) throw noEntry(target);
    if (!statSync(target).isDirectory()) return target;
    const named = packageMain(target);
    const candidates = [
        ...(named === undefined ? [] : [named]),
        ...["js", "mjs", "cjs", "ts", "mts", "cts"].map((extension) => `index.${extension}`),
    ];
    const found = candidates
        .map((candidate) => join(target, candidate))
        .find((path) => existsSync(path) && statSync(path).isFile());
    if (found === undefined) throw noEntry(target);
    return found;
}

function packageMain(folder: string): string | undefined {
    const path = join(folder, "package.json");
    if (!existsSync(path)) return undefined;
    const { main } = readYaml(readFileSync(path, "utf8"), path);
    return typeof main === "string" ? main : undefined;
}

function noEntry(target: string): InputError {
    return new InputError({
        what: "the program",
        got: target,
        expected: "an entry module, or a folder with index.ts or index.js",
        fix: "mend main in Pulumi.yaml",
    });
}

/**
 * Reads the file of a stack.
 *
 * @throws InputError when there is none, with those that there are.
 */
export function readStackFile(
    { stackFolder }: Project,
    stack: string,
): { readonly file: YamlObject; readonly name: string } {
    const path = extensions
        .map((extension) => join(stackFolder, `Pulumi.${stack}.${extension}`))
        .find((candidate) => existsSync(candidate));
    if (path !== undefined && /^[\w.-]+$/.test(stack))
        return { file: readYaml(readFileSync(path, "utf8"), basename(path)), name: basename(path) };
    const stacks = stacksIn(stackFolder);
    throw new InputError({
        what: "the stack",
        got: stack,
        expected:
            stacks.length === 0
                ? `a stack with its file Pulumi.<stack>.yaml in ${stackFolder}`
                : `one of: ${stacks.join(", ")}`,
        fix: stacks.length === 0 ? `write Pulumi.${stack}.yaml` : suggestion(stack, stacks),
    });
}

/** The stacks that have a file, sorted. */
function stacksIn(folder: string): string[] {
    const names = existsSync(folder) ? readdirSync(folder) : [];
    return names.flatMap((name) => /^Pulumi\.(.+)\.(?:yaml|yml|json)$/.exec(name)?.[1] ?? []).sort();
}
