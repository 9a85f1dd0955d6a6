import { exposureWords } from "../preview/exposure.ts";
import { limitWords, permissionWords } from "../preview/holders.ts";
import { irreversibleWords } from "../preview/irreversible.ts";
import { headingParts, unsaid } from "../preview/preview.ts";
import { svgOf } from "../picture/svg.ts";
import type { Grant, Holder } from "../summary/holders.ts";
import type { Summary } from "../summary/summary.ts";
import type { TreeNode } from "../summary/tree.ts";
import { html, lineHtml, type Html } from "./html.ts";
import { style } from "./style.ts";

/** How a page shows that it is one of these, and may be replaced by a newer one. */
export const generator = '<meta name="generator" content="keyvault-blueprint">';

/** The preview as a page of its own: nothing is fetched, nothing runs. */
export function previewPage(summary: Summary, warnings: readonly string[]): string {
    const { topology, holders, irreversible, tree } = summary;
    const { title, place, counts } = headingParts(summary);
    const exposures = topology.vaults.map((vault) => ({ name: vault.name, words: exposureWords(vault) }));
    const description = exposures
        .map(
            ({ name, words }) =>
                `${name}: ${words.map((part) => (typeof part === "string" ? part : part.text)).join("")}`,
        )
        .join(". ");
    const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
${{ html: generator }}
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${{ html: style }}</style>
</head>
<body>
<header><h1>${title}</h1><p>${place}</p><p>${counts}</p></header>
<main>
${section("Network", topology.networks.length + topology.vaults.length > 0, html`<div class="scroll" tabindex="0" role="region" aria-label="Picture of the network">${svgOf(topology, description)}</div>`)}
${section("Exposure", exposures.length > 0, html`${exposures.map(({ name, words }) => html`<p><span class="strong">${name}</span>: ${lineHtml(words)}</p>`)}`)}
${section("Who holds what", holders.length > 0, html`${holders.map(holderHtml)}`)}
${section("Cannot be undone", irreversible.length > 0, html`${irreversible.map((item) => html`<p>${lineHtml(irreversibleWords(item))}</p>`)}`)}
${section("Resources", true, html`<ul class="tree">${tree.children.map(nodeHtml)}</ul>`)}
${section("Warnings", unsaid(warnings, summary).length > 0, html`${unsaid(warnings, summary).map((warning) => html`<p>${warning}</p>`)}`)}
</main>
</body>
</html>
`;
    return page.html;
}

function section(title: string, shown: boolean, content: Html): Html {
    const id = title.toLowerCase().replaceAll(" ", "-");
    return shown ? html`<section aria-labelledby="${id}"><h2 id="${id}">${title}</h2>${content}</section>` : html``;
}

function holderHtml({ persona, kind, principal, grants }: Holder): Html {
    const who = html`${kind} ${principal === undefined ? "" : html`<span class="id">${principal}</span>`}`;
    return html`<table><caption>${persona === undefined ? who : html`${persona} <span class="quiet">${who}</span>`}</caption>
<thead><tr><th scope="col">Role</th><th scope="col">Where</th></tr></thead>
<tbody>${grants.map(grantHtml)}</tbody></table>
`;
}

function grantHtml({ what, scope, permissions = [], limits }: Grant): Html {
    const notes = limits.map((limit) => html` <span class="unsure">(${limitWords(limit)})</span>`);
    return html`<tr><th scope="row">${what}</th><td>${scope}${notes}${permissions.map((family) => html`<div>${lineHtml(permissionWords(family))}</div>`)}</td></tr>`;
}

function nodeHtml({ label, words, detail, component, children }: TreeNode): Html {
    const below = children.length === 0 ? html`` : html`<ul>${children.map(nodeHtml)}</ul>`;
    if (component) return html`<li><details open><summary>${label}</summary>${below}</details></li>`;
    return html`<li>${label} <span class="quiet">${[words, detail ?? ""].filter((part) => part !== "").join(", ")}</span>${below}</li>
`;
}
