import { spawnSync } from "node:child_process";
import { globSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";

/**
 * Builds the published package into `dist/lib`: the modules that its entry points (`tsconfig.build.json`) reach, as
 * JavaScript with declarations. Node strips no types below `node_modules`, so a package cannot be published as it is here.
 */
export function buildPackage(root = resolve(import.meta.dirname, "..")): void {
    const output = resolve(root, "dist/lib");
    rmSync(output, { recursive: true, force: true });
    const compiler = createRequire(import.meta.url).resolve("typescript/bin/tsc");
    const { status } = spawnSync(process.execPath, [compiler, "--project", resolve(root, "tsconfig.build.json")], {
        stdio: "inherit",
    });
    if (status !== 0) throw new Error("The package is not built: the compiler found errors.");
    for (const file of globSync("**/*.d.ts", { cwd: output })) {
        const path = resolve(output, file);
        writeFileSync(path, asConsumersReadIt(readFileSync(path, "utf8")));
    }
}

/**
 * A declaration file as every compiler of consumers can read it. The compiler rewrites import paths in JavaScript alone.
 * And Pulumi's SDK brings TypeScript 3.8 to programs that have no compiler of their own; it knows no `type` within braces,
 * which in a declaration file changes nothing.
 */
export function asConsumersReadIt(declarations: string): string {
    return declarations
        .replace(/(\bfrom |\bimport\()(["'])(\.{1,2}\/[^"']+)\.ts\2/g, "$1$2$3.js$2")
        .replace(/^(?:import|export) \{[^}]*\}/gm, (names) => names.replace(/([{,]\s*)type /g, "$1"));
}

if (import.meta.main) {
    try {
        buildPackage();
    } catch (error) {
        console.error((error as Error).message);
        process.exitCode = 1;
    }
}
