import { LineCounter, parseDocument, visit } from "yaml";
import { InputError } from "../input/error.ts";

/** What a YAML file says, with the mappings' keys as texts. */
export type YamlObject = { readonly [key: string]: unknown };

/**
 * Reads a file of Pulumi's as Pulumi does: YAML with merge keys.
 *
 * @param name What to call the file in refusals.
 * @throws InputError with line and column when it is no YAML, is no mapping, or holds what Pulumi's reader takes for
 *   something else than it looks like.
 */
export function readYaml(text: string, name: string): YamlObject {
    const lines = new LineCounter();
    const document = parseDocument(text.replace(/^\uFEFF/, ""), {
        lineCounter: lines,
        merge: true,
        prettyErrors: false,
    });
    const place = (offset: number): string => {
        const { line, col } = lines.linePos(offset);
        return `${name}:${line}:${col}`;
    };
    const [error] = document.errors;
    if (error !== undefined) {
        throw new InputError({
            what: place(error.pos[0]),
            got: lineAt(text, lines.linePos(error.pos[0]).line),
            expected: "YAML",
            fix: error.message,
        });
    }
    visit(document, {
        Scalar: (_, { value, source = "", range, type }) => {
            if (type !== "PLAIN" || range === undefined || range === null) return;
            const reading = misread(source, value);
            if (reading === undefined) return;
            throw new InputError({
                what: place(range[0]),
                got: source,
                expected: `a value in quotes: Pulumi would take it for ${reading}`,
                fix: `write "${source}"`,
            });
        },
    });
    const value: unknown = document.toJS({ maxAliasCount: 1000 });
    if (value === null) return {};
    if (typeof value !== "object" || Array.isArray(value)) {
        throw new InputError({
            what: name,
            got: value,
            expected: "a mapping",
            fix: "write keys and values, as key: value",
        });
    }
    return value as YamlObject;
}

/** What Pulumi's YAML reader (gopkg.in/yaml.v3) makes of a plain word that is read here in another way. */
function misread(source: string, value: unknown): string | undefined {
    if (/^\d{4}-\d\d?-\d\d?(?:$|[Tt\s])/.test(source)) return "a time, and pass it on in another form";
    if (/^[-+]?0[0-7]+$/.test(source)) return "an octal number";
    if (/^[-+]?0b[01]+$/.test(source)) return "a binary number";
    if (/^[-+]?\d[\d_]*_[\d_]*$/.test(source)) return "a number";
    if (typeof value === "number" && /^[-+]?\d+$/.test(source) && !Number.isSafeInteger(value))
        return "a number of this size";
    return undefined;
}

function lineAt(text: string, line: number): string {
    return (text.split("\n")[line - 1] ?? "").trim().replace(/secure:.*$/, "secure: …");
}
