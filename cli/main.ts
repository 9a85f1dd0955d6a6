#!/usr/bin/env node
import module from "node:module";
import { homedir } from "node:os";
import { join } from "node:path";
import { refuseOldNode } from "../input/runtime.ts";

try {
    refuseOldNode();
} catch (error) {
    process.stderr.write(`error: ${(error as Error).message}\n`);
    process.exit(2);
}

// Before anything else is loaded: most of the time of a preview is spent on compiling what it imports.
const caches = process.env["XDG_CACHE_HOME"] ?? process.env["LOCALAPPDATA"] ?? join(homedir(), ".cache");
// Of the whole module, not by its name: an old Node, which has no such function, would not come as far as the refusal.
module.enableCompileCache(process.env["NODE_COMPILE_CACHE"] ?? join(caches, "keyvault-blueprint"));

const { run } = await import("./program.ts");
const status = await run(process.argv.slice(2));
// A program that was recorded may have left timers and connections behind, which would keep the process alive.
const { stdout, stderr } = process;
await Promise.all([stdout, stderr].map((stream) => new Promise((written) => stream.write("", written))));
process.exit(status);
