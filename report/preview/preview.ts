import { pictureOf } from "../picture/picture.ts";
import type { Summary } from "../summary/summary.ts";
import { styled, wrap, type Line } from "../text.ts";
import { counted, listed } from "../words.ts";
import { exposureLines } from "./exposure.ts";
import { holderLines } from "./holders.ts";
import { irreversibleLines } from "./irreversible.ts";
import { treeLines } from "./tree.ts";

export interface PreviewOptions {
    readonly columns: number;
    /** What the program or the reader warns of. */
    readonly warnings: readonly string[];
}

/** A plan for a newcomer: what there is, where it stands, who gets in, and what cannot be undone. */
export function previewLines(summary: Summary, { columns, warnings }: PreviewOptions): Line[] {
    const { topology, holders, irreversible, tree } = summary;
    return [
        ...heading(summary, columns),
        ...section("Resources", treeLines(tree, columns)),
        ...section("Network", pictureOf(topology, columns)),
        ...section("Exposure", exposureLines(topology.vaults, columns)),
        ...section("Who holds what", holderLines(holders, columns)),
        ...section("Cannot be undone", irreversibleLines(irreversible, columns)),
        ...section(
            "Warnings",
            unsaid(warnings, summary).flatMap((warning) => wrap([warning], columns, 2)),
        ),
    ];
}

function section(title: string, lines: readonly Line[]): Line[] {
    return lines.length === 0 ? [] : [[], [styled("title", title)], [], ...lines];
}

/** Warnings without those of our own components that the preview says under "Cannot be undone" already. */
export function unsaid(warnings: readonly string[], { irreversible }: Summary): readonly string[] {
    const said = irreversible.flatMap((item) =>
        "vault" in item
            ? [`${item.vault}: purge protection can never`, `${item.vault}: deleted objects and the name`]
            : [],
    );
    return warnings.filter((warning) => !said.some((start) => warning.startsWith(start)));
}

const counts = ["key vault", "virtual network", "virtual machine", "private endpoint", "web app"];

/** What the preview is of, where it is, and how much. */
export function headingParts(summary: Summary): {
    readonly title: string;
    readonly place: string;
    readonly counts: string;
} {
    const { project, stack, locations, subscriptions, resources, components, kinds } = summary;
    const found = new Map(kinds);
    const parts = counts.flatMap((words) => (found.has(words) ? [counted(found.get(words)!, words)] : []));
    const places = [
        ...locations.slice(0, 3),
        ...subscriptions
            .slice(0, 2)
            .map((subscription) => (subscription === "?" ? "subscription unknown" : `subscription ${subscription}`)),
    ];
    const total = `${counted(resources, "resource")} in ${counted(components, "component")}`;
    return {
        title: project === "" ? "an empty plan" : `${project} ${stack}`,
        place: places.join(", "),
        counts: parts.length === 0 ? total : `${total}: ${listed(parts)} among them`,
    };
}

function heading(summary: Summary, columns: number): Line[] {
    const { title, place, counts: total } = headingParts(summary);
    return [
        ...wrap([styled("title", title)], columns, 2),
        ...(place === "" ? [] : wrap([place], columns, 2)),
        ...wrap([total], columns, 2),
    ];
}
