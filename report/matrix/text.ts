import { styled, wrap, type Line } from "../text.ts";
import { tableLines } from "../table.ts";
import {
    families,
    type AccessRow,
    type AccessTable,
    type ServiceRow,
    type ServiceTable,
    type VaultTables,
} from "./tables.ts";
import { coverageWords, operationsWords, perhapsWords, verbsWords } from "./words.ts";

/** The matrix for a terminal: for each vault a table for each class of places. */
export function matrixLines(vaults: readonly VaultTables[], columns: number): Line[] {
    if (vaults.length === 0) return [["The plan has no key vault."]];
    return vaults.flatMap((vault, index) => [...(index > 0 ? [[], []] : []), ...vaultLines(vault, columns)]);
}

function vaultLines(own: VaultTables, columns: number): Line[] {
    const { vault, tables, services, closed, closedServices, covered } = own;
    const perhaps = perhapsWords(own);
    return [
        [styled("title", vault)],
        ...tables.flatMap((table) => [[], ...accessLines(table, columns)]),
        ...(services.length === 0 ? [] : [[], ...serviceLines(services, columns)]),
        ...(closed.length === 0
            ? []
            : [[], ...wrap([styled("strong", `From ${closed.join(", ")}`), ": nothing for anybody"], columns, 2)]),
        ...(closedServices.length === 0
            ? []
            : [
                  [],
                  ...wrap(
                      [styled("strong", `From ${fewer(closedServices)}`), ": nothing, whatever the identity"],
                      columns,
                      2,
                  ),
              ]),
        [],
        ...(perhaps === undefined ? [] : wrap([styled("quiet", perhaps)], columns)),
        ...wrap([styled("quiet", coverageWords(covered))], columns),
    ];
}

function accessLines({ from, rows, nothing }: AccessTable, columns: number): Line[] {
    return [
        ...wrap([styled("strong", `From ${from.join(", ")}`)], columns, 2),
        ...tableLines(["who", ...families], rows.map(cellsOf), columns),
        ...(nothing.length === 0 ? [] : wrap([styled("quiet", `Nothing for ${nothing.join(", ")}`)], columns, 2)),
    ];
}

function cellsOf({ who, object, families: verbs }: AccessRow): readonly Line[] {
    const name: Line =
        object === undefined
            ? [styled("strong", who.join(", "))]
            : [styled("quiet", `on ${object.replace(/^.*?\//, "")}:`)];
    return [name, ...families.map((family) => verbsWords(verbs[family]))];
}

function serviceLines(tables: readonly ServiceTable[], columns: number): Line[] {
    return [
        ...wrap(
            [styled("strong", "From Azure's trusted services, in their listed scenarios, with the identity of")],
            columns,
            2,
        ),
        ...tables.flatMap(({ services, rows }) => [
            [],
            ...wrap([fewer(services)], columns, 2),
            ...tableLines([], rows.map(serviceCells), columns - 2).map((line): Line => ["  ", ...line]),
        ]),
    ];
}

function serviceCells(row: ServiceRow): readonly Line[] {
    return [[styled("strong", row.who.join(", "))], operationsWords(row)];
}

const mostServices = 4;

/** Of many services some stand for all: the list is Azure's, and JSON and Markdown have it. */
function fewer(services: readonly string[]): string {
    const rest = services.length - mostServices;
    return rest > 0 ? `${services.slice(0, mostServices).join(", ")} and ${rest} more` : services.join(", ");
}
