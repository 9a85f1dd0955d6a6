import { clean, type Line } from "../text.ts";
import { families, type AccessTable, type ServiceTable, type VaultTables } from "./tables.ts";
import { coverageWords, operationsWords, perhapsWords, verbsWords } from "./words.ts";

/** The matrix for a pull request or a document. */
export function matrixMarkdown(vaults: readonly VaultTables[]): string {
    if (vaults.length === 0) return "The plan has no key vault.\n";
    return vaults.map(vaultMarkdown).join("\n");
}

function vaultMarkdown(own: VaultTables): string {
    const { vault, tables, services, closed, closedServices, covered } = own;
    const perhaps = perhapsWords(own);
    return [
        `## ${text(vault)}`,
        ...tables.map(accessMarkdown),
        ...(services.length === 0 ? [] : [servicesMarkdown(services)]),
        ...(closed.length === 0 ? [] : [`**From ${text(closed.join(", "))}:** nothing for anybody.`]),
        ...(closedServices.length === 0
            ? []
            : [`**From ${text(closedServices.join(", "))}:** nothing, whatever the identity.`]),
        ...(perhaps === undefined ? [] : [perhaps]),
        `${coverageWords(covered)}\n`,
    ].join("\n\n");
}

function accessMarkdown({ from, rows, nothing }: AccessTable): string {
    const table = tableMarkdown(
        ["who", ...families],
        rows.map(({ who, object, families: verbs }) => [
            [object === undefined ? who.join(", ") : `… on ${object}`],
            ...families.map((family) => verbsWords(verbs[family])),
        ]),
    );
    return [
        `**From ${text(from.join(", "))}**`,
        table,
        ...(nothing.length === 0 ? [] : [`Nothing for ${text(nothing.join(", "))}.`]),
    ].join("\n\n");
}

function servicesMarkdown(tables: readonly ServiceTable[]): string {
    const rows = tables.flatMap(({ services, rows: own }) =>
        own.map((row, index): readonly Line[] => [
            [index === 0 ? services.join(", ") : ""],
            [row.who.join(", ")],
            operationsWords(row),
        ]),
    );
    return `**From Azure's trusted services, in their listed scenarios**\n\n${tableMarkdown(["service", "with the identity of", "operations"], rows)}`;
}

function tableMarkdown(heads: readonly string[], rows: readonly (readonly Line[])[]): string {
    const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
    const shown = (cell: Line): string =>
        cell.map((part) => text(typeof part === "string" ? part : part.text)).join("");
    return [line(heads), line(heads.map(() => "---")), ...rows.map((row) => line(row.map(shown)))].join("\n");
}

/** Names that a plan chooses must not become markup. */
function text(words: string): string {
    return clean(words).replace(/[\\`*_[\]<>|#~]/g, (letter) => `\\${letter}`);
}
