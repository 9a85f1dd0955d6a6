import { closeSync, existsSync, openSync, readSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { InputError } from "../input/error.ts";

/**
 * Writes a page, or replaces an older one; another file is never written over. The file is there whole or not at all.
 *
 * @param mark What a page of ours has near its beginning.
 */
export function writePage(path: string, text: string, mark: string): void {
    if (existsSync(path) && !attempt(path, () => start(path)).includes(mark)) {
        throw new InputError({
            what: `the page ${path}`,
            got: "a file that is there already and is no page of keyvault-blueprint",
            expected: "a new file, or a page to replace",
            fix: "choose another name, or remove the file",
        });
    }
    const draft = `${path}.${process.pid}.tmp`;
    try {
        attempt(path, () => {
            writeFileSync(draft, text);
            renameSync(draft, path);
        });
    } finally {
        rmSync(draft, { force: true });
    }
}

const longestStart = 1000;

function start(path: string): string {
    const file = openSync(path, "r");
    try {
        const buffer = Buffer.alloc(longestStart);
        return buffer.toString("utf8", 0, readSync(file, buffer, 0, longestStart, 0));
    } finally {
        closeSync(file);
    }
}

function attempt<T>(path: string, action: () => T): T {
    try {
        return action();
    } catch (error) {
        const { code, message } = error as NodeJS.ErrnoException;
        throw new InputError({
            what: `the page ${path}`,
            got: code === "ENOENT" ? "a folder that is not there" : code === "EISDIR" ? "a folder" : message,
            expected: "a file that can be written",
            fix: "choose another place",
        });
    }
}
