/** What stands in the project's documents: tables, blocks, headings, links. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../../", import.meta.url));

/** A document by its path from the root of the repository. */
export interface Document {
    readonly path: string;
    readonly text: string;
}

export function readDocument(path: string): Document {
    return { path, text: readFileSync(`${root}${path}`, "utf8") };
}

/** README, CONTRIBUTING and everything in docs/, decisions included. */
export function allDocuments(): readonly Document[] {
    const inDocs = readdirSync(`${root}docs`, { recursive: true, encoding: "utf8" }).filter((name) =>
        name.endsWith(".md"),
    );
    const paths = ["README.md", "CONTRIBUTING.md", ...inDocs.map((name) => `docs/${name}`).sort()];
    return paths.filter((path) => existsSync(`${root}${path}`)).map(readDocument);
}

export interface Block {
    /** The word after the fence. */
    readonly language: string;
    readonly text: string;
}

export function blocks({ text }: Document, language: string): readonly Block[] {
    return [...text.matchAll(/^( *)```(\S*)\n([^]*?)^\1```$/gm)]
        .map(([, , word = "", inner = ""]) => ({ language: word, text: inner }))
        .filter((block) => block.language === language);
}

/** The text without its fenced blocks. */
export function prose({ text }: Document): string {
    return text.replace(/^( *)```[^]*?^\1```$/gm, "");
}

export interface Table {
    /** The nearest heading above. */
    readonly heading: string;
    readonly columns: readonly string[];
    readonly rows: readonly (readonly string[])[];
}

/** Every table. A bar inside code or behind a backslash divides no cells. */
export function tables(document: Document): readonly Table[] {
    const found: { heading: string; columns: readonly string[]; rows: (readonly string[])[] }[] = [];
    let heading = "";
    let open = false;
    for (const line of prose(document).split("\n")) {
        heading = /^#+ (.*)$/.exec(line)?.[1] ?? heading;
        if (!line.startsWith("|")) {
            open = false;
        } else if (!open) {
            found.push({ heading, columns: cells(line), rows: [] });
            open = true;
        } else if (!/^\|[\s:|-]+\|$/.test(line)) {
            found.at(-1)?.rows.push(cells(line));
        }
    }
    return found;
}

function cells(line: string): readonly string[] {
    const whole = line.trim().replace(/^\||\|$/g, "");
    return [...whole.matchAll(/((?:\\\||`[^`]*`|[^|])*)(?:\||$)/g)].map(([, cell = ""]) => cell.trim()).slice(0, -1);
}

/** The words in code within a cell or sentence. */
export function codes(text: string): readonly string[] {
    return [...text.matchAll(/`([^`]+)`/g)].map(([, code = ""]) => code);
}

/** The anchors that GitHub gives to headings. */
export function anchors(document: Document): ReadonlySet<string> {
    const seen = new Map<string, number>();
    const found = new Set<string>();
    for (const [, heading = ""] of prose(document).matchAll(/^#+ (.*)$/gm)) {
        const slug = heading
            .toLowerCase()
            .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
            .replace(/[^\p{L}\p{N}\s_-]/gu, "")
            .trim()
            .replace(/\s/g, "-");
        const count = seen.get(slug) ?? 0;
        seen.set(slug, count + 1);
        found.add(count === 0 ? slug : `${slug}-${count}`);
    }
    return found;
}

/** Links as they are written, `path#anchor`; those in code are none. */
export function links(document: Document): readonly string[] {
    const plain = prose(document).replace(/`[^`\n]*`/g, "");
    return [...plain.matchAll(/\[[^\]]*\]\(([^()\s]+)\)/g)].map(([, target = ""]) => target);
}
