#!/usr/bin/env node
import { enableCompileCache } from "node:module";
import { homedir } from "node:os";
import { join } from "node:path";

// Before anything else is loaded: most of the time of a preview is spent on compiling what it imports.
const caches = process.env["XDG_CACHE_HOME"] ?? process.env["LOCALAPPDATA"] ?? join(homedir(), ".cache");
enableCompileCache(process.env["NODE_COMPILE_CACHE"] ?? join(caches, "keyvault-blueprint"));

const { run } = await import("./program.ts");
process.exitCode = await run(process.argv.slice(2));
