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
        ...section("Warnings", warnings.filter((warning) => !isSaid(warning, summary)).flatMap((warning) => wrap([warning], columns, 2))),
    ];
}

function section(title: string, lines: readonly Line[]): Line[] {
    return lines.length === 0 ? [] : [[], [styled("title", title)], [], ...lines];
}

/** Our own components warn of what the preview says under "Cannot be undone" already. */
function isSaid(warning: string, { irreversible }: Summary): boolean {
    const vaults = irreversible.flatMap((item) => ("vault" in item ? [item.vault] : []));
    return vaults.some((vault) => [`${vault}: purge protection can never`, `${vault}: deleted objects and the name`].some((start) => warning.startsWith(start)));
}

const counts = ["key vault", "virtual network", "virtual machine", "private endpoint", "web app"];

function heading(summary: Summary, columns: number): Line[] {
    const { project, stack, locations, subscriptions, resources, components, kinds } = summary;
    const found = new Map(kinds);
    const parts = counts.flatMap((words) => (found.has(words) ? [counted(found.get(words)!, words)] : []));
    const places = [
        ...locations.slice(0, 3),
        ...subscriptions.slice(0, 2).map((subscription) => (subscription === "?" ? "subscription unknown" : `subscription ${subscription}`)),
    ];
    const total = `${counted(resources, "resource")} in ${counted(components, "component")}`;
    return [
        ...wrap([styled("title", `${project} ${stack}`)], columns, 2),
        ...(places.length === 0 ? [] : wrap([places.join(", ")], columns, 2)),
        ...wrap([parts.length === 0 ? total : `${total}: ${listed(parts)} among them`], columns, 2),
    ];
}
