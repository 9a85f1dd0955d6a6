import CliTable from "cli-table3";
import { corrections, documents, type ExperimentResult } from "./experiment.ts";

/** An experiment that ran, and what was wrong with it. */
export interface Ran extends ExperimentResult {
    readonly errors: readonly string[];
}

/** The table has no lines. */
const borders = [
    ...["top", "top-mid", "top-left", "top-right", "bottom", "bottom-mid", "bottom-left", "bottom-right"],
    ...["left", "left-mid", "mid", "mid-mid", "right", "right-mid", "middle"],
];

/**
 * All experiments in tables of eighty columns, with both columns and the verdict, and the counts.
 * @param others what failed beside the experiments
 */
export function report(all: readonly Ran[], others: readonly string[] = []): string {
    const rows = all.toSorted(byId);
    const parts = [...tables(rows), legend(rows), failures(rows, others), counts(rows)];
    return parts.flatMap((part) => (part === "" ? [] : [part])).join("\n\n") + "\n";
}

function byId(a: Ran, b: Ran): number {
    return a.id.localeCompare(b.id, "en", { numeric: true });
}

function tables(all: readonly Ran[]): string[] {
    return Object.entries(documents).flatMap(([number, title]) => {
        const own = all.filter(({ id }) => id.startsWith(`${number}.`));
        return own.length === 0 ? [] : [`${number} ${title}\n\n${table(own)}`];
    });
}

/** Eighty columns wide. */
function table(all: readonly Ran[]): string {
    const output = new CliTable({
        head: ["", "experiment", "document", "Azure", "verdict"],
        colWidths: [7, 23, 15, 24, 11],
        wordWrap: true,
        style: { head: [], border: [], "padding-left": 0, "padding-right": 1 },
        chars: Object.fromEntries(borders.map((border) => [border, ""])),
    });
    for (const { id, what, document, azure, tiers, errors, correction } of all) {
        const verdict = errors.length > 0 ? "FAILED" : (correction ?? "agree");
        output.push([id, what, document, azure.join("; "), `${verdict}\n(${tiers.join(", ")})`]);
    }
    return output.toString().replaceAll(/ +$/gm, "");
}

function legend(all: readonly Ran[]): string {
    const used = Object.entries(corrections).filter(([name]) => all.some(({ correction }) => correction === name));
    return used.map(([name, text]) => `${name}: ${text}`).join("\n");
}

function failures(all: readonly Ran[], others: readonly string[]): string {
    return [
        ...all.flatMap(({ id, errors }) => errors.map((error) => `${id} FAILED: ${error}`)),
        ...others.map((error) => `FAILED: ${error}`),
    ].join("\n");
}

function counts(all: readonly Ran[]): string {
    const failed = all.filter(({ errors }) => errors.length > 0).length;
    const corrected = all.filter(({ errors, correction }) => errors.length === 0 && correction !== undefined).length;
    return `${all.length} experiments: ${all.length - failed - corrected} agree, ${corrected} corrected, ${failed} failed`;
}
