/** The package as a stranger gets it: built, packed, and installed in a folder outside the repository. */
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { buildPackage } from "../../tools/build.ts";

const root = resolve(import.meta.dirname, "../..");

interface Manifest {
    readonly dependencies: Readonly<Record<string, string>>;
    readonly peerDependencies: Readonly<Record<string, string>>;
}

/** Builds and packs; answers with the folder that holds the package's content. */
export function packed(scratch: string): string {
    buildPackage(root);
    execFileSync("npm", ["pack", "--ignore-scripts", "--silent", "--pack-destination", scratch], {
        cwd: root,
        stdio: "pipe",
    });
    const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
    execFileSync("tar", ["-xzf", `keyvault-blueprint-${version}.tgz`], { cwd: scratch });
    return join(scratch, "package");
}

export function scratchFolder(): string {
    return mkdtempSync(join(tmpdir(), "keyvault-blueprint-"));
}

export function remove(folder: string): void {
    rmSync(folder, { recursive: true, force: true });
}

/**
 * Installs the package in a folder: its own files, and beside them what its manifest asks for and nothing else, so that
 * an import which is not declared fails. The tools are the consumer's own.
 */
export function install(folder: string, content: string, tools: readonly string[]): void {
    const modules = join(folder, "node_modules");
    mkdirSync(modules, { recursive: true });
    renameSync(content, join(modules, "keyvault-blueprint"));
    const { dependencies, peerDependencies } = JSON.parse(
        readFileSync(join(modules, "keyvault-blueprint/package.json"), "utf8"),
    ) as Manifest;
    for (const name of [...Object.keys(dependencies), ...Object.keys(peerDependencies), ...tools]) {
        mkdirSync(dirname(join(modules, name)), { recursive: true });
        symlinkSync(join(root, "node_modules", name), join(modules, name), "junction");
    }
}

/** Copies a program into the folder in which the package is installed. */
export function copyProgram(from: string, folder: string, name: string): string {
    const to = join(folder, name);
    cpSync(resolve(root, from), to, { recursive: true, filter: (source) => !source.includes("node_modules") });
    return to;
}

export interface Run {
    readonly status: number | null;
    readonly out: string;
    readonly err: string;
}

export function run(node: string, args: readonly string[], cwd: string, input = ""): Run {
    const { NODE_OPTIONS: _options, FORCE_COLOR: _color, ...env } = process.env;
    const { status, stdout, stderr } = spawnSync(node, args, {
        cwd,
        env: { ...env, NO_COLOR: "1" },
        encoding: "utf8",
        input,
        maxBuffer: 64 * 1024 * 1024,
    });
    return { status, out: stdout, err: stderr };
}

export function compile(folder: string, compiler: string, project: string): Run {
    return run(process.execPath, [compiler, "--project", project, "--pretty", "false"], folder);
}
