/** The project's own TypeScript, read with the compiler's scanner. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve, sep } from "node:path";
import ts from "typescript";

const root = resolve(import.meta.dirname, "../..");

export interface Source {
    /** From the project's folder, with `/`. */
    readonly path: string;
    readonly room: string;
    readonly text: string;
    /** Files of the project that it imports, types included. */
    readonly imports: readonly string[];
    /** Modules of other packages and of Node. */
    readonly modules: readonly { readonly name: string; readonly typeOnly: boolean }[];
}

/** Every source file of some rooms, without what is built or installed in them. */
export function sourcesOf(rooms: readonly string[]): Source[] {
    return rooms.flatMap((room) =>
        readdirSync(join(root, room), { recursive: true, encoding: "utf8" })
            .map((file) => `${room}/${file.split(sep).join("/")}`)
            .filter((path) => path.endsWith(".ts") && !/\/(node_modules|dist)\//.test(path))
            .sort()
            .map((path) => sourceOf(path, room)),
    );
}

function sourceOf(path: string, room: string): Source {
    const text = readFileSync(join(root, path), "utf8");
    const found = ts
        .preProcessFile(text, true, true)
        .importedFiles.map(({ fileName, pos }) => ({ name: fileName, typeOnly: isTypeOnly(text, pos) }));
    const isOwn = ({ name }: { name: string }): boolean => name.startsWith(".");
    return {
        path,
        room,
        text,
        imports: [
            ...new Set(
                found.filter(isOwn).map(({ name }) => resolve("/", dirname(path), name).slice(1).split(sep).join("/")),
            ),
        ],
        modules: found.filter((module) => !isOwn(module)),
    };
}

/** Whether the declaration that ends with a module's name at `position` begins with `import type` or `export type`. */
function isTypeOnly(text: string, position: number): boolean {
    const before = text.slice(0, position);
    const start = Math.max(
        before.lastIndexOf("\nimport "),
        before.lastIndexOf("\nexport "),
        before.startsWith("import ") ? 0 : -1,
    );
    return /^\s*(import|export) type /.test(before.slice(Math.max(start, 0)));
}
