import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll } from "vitest";

const scratch = fileURLToPath(new URL("../../.tmp/", import.meta.url));

/** Writes a project inside the repository, so that its program finds the SDK, and removes it after the tests. */
export function project(files: Readonly<Record<string, string>>): string {
    mkdirSync(scratch, { recursive: true });
    const folder = mkdtempSync(join(scratch, "project-"));
    for (const [path, text] of Object.entries(files)) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), text);
    }
    afterAll(() => rmSync(folder, { recursive: true, force: true }));
    return folder;
}
