import { describe, expect, it } from "vitest";
import { modelOf } from "../../analysis/model/model.ts";
import { html, lineHtml } from "../../report/page/html.ts";
import { generator, previewPage } from "../../report/page/preview.ts";
import { summaryOf } from "../../report/summary/summary.ts";
import { styled } from "../../report/text.ts";
import type { PlanResource } from "../../plan/plan.ts";
import {
    assignment,
    endpoint,
    machine,
    network,
    planOf,
    roleId,
    roles,
    subnet,
    subnetId,
    vault,
    vaultId,
} from "./plans.ts";

function pageOf(resources: readonly PlanResource[], warnings: readonly string[] = []): string {
    return previewPage(summaryOf(modelOf(planOf(...resources))), warnings);
}

const shop = [
    network("hub"),
    subnet("hub", "app", "10.0.1.0/24", { serviceEndpoints: [{ service: "Microsoft.KeyVault" }] }),
    ...machine("vm-app", "hub", "app"),
    endpoint("pep", "hub", "app", "kv-shop"),
    vault("kv-shop", {
        enableRbacAuthorization: true,
        networkAcls: { defaultAction: "Deny", bypass: "None", virtualNetworkRules: [{ id: subnetId("hub", "app") }] },
    }),
    assignment("a", {
        principalId: "00000000-0000-4000-8000-0000000000a1",
        principalType: "User",
        roleDefinitionId: roleId(roles.secretsUser),
        scope: vaultId("kv-shop"),
    }),
];

/** The tags that are open at the end, or a complaint. */
function unbalanced(page: string): readonly string[] {
    const open: string[] = [];
    for (const [, closing, name = "", rest = ""] of page
        .replace(/<!doctype html>/, "")
        .matchAll(/<(\/?)([a-z][a-z0-9]*)((?:"[^"]*"|[^">])*)>/gi)) {
        if (["meta", "br"].includes(name) || rest.endsWith("/")) continue;
        if (closing === "") open.push(name);
        else if (open.pop() !== name) return [`</${name}> closes another`];
    }
    return open;
}

describe("html", () => {
    it("escapes what it is given, and not what is HTML already", () => {
        const inner = html`<b>${"<i>"}</b>`;
        expect(html`<a title="${"\"'&"}">${[inner, 5]}</a>`.html).toBe(
            '<a title="&quot;&#39;&amp;"><b>&lt;i&gt;</b>5</a>',
        );
    });
    it("keeps a line's styles as classes", () => {
        expect(lineHtml(["a<", styled("bad", "b>")]).html).toBe('a&lt;<span class="bad">b&gt;</span>');
    });
});

describe("the page of a preview", () => {
    const page = pageOf(shop, ["mind the <gap>"]);

    it("is one document with balanced tags, a language, a title and its mark", () => {
        expect(page).toMatch(/^<!doctype html>\n<html lang="en">/);
        expect(unbalanced(page)).toEqual([]);
        expect(page).toContain("<title>shop test</title>");
        expect(page.slice(0, 1000)).toContain(generator);
    });

    it("fetches nothing and runs nothing", () => {
        expect(page).not.toMatch(/<script|<link|<img|<iframe|@import|url\((?!#)|https?:|\son\w+=/i);
        expect(page).toContain("default-src 'none'");
    });

    it("tells the picture in words to those who do not see it", () => {
        expect(page).toMatch(
            /<svg role="img" aria-label="kv-shop: firewall: subnet app, private endpoint in app; nobody else"/,
        );
    });

    it("draws each way to the vault with an end that says what becomes of it", () => {
        expect(page.match(/marker-end="url\(#end-admitted\)"/g)).toHaveLength(2);
        expect(page.match(/marker-end="url\(#end-refused\)"/g)).toHaveLength(1);
    });

    it("has tables with headings for rows and columns", () => {
        expect(page).toContain('<th scope="row">Key Vault Secrets User</th><td>key vault kv-shop</td>');
        expect(page).toContain('<th scope="col">Role</th>');
    });

    it("has each section with its heading, and none without content", () => {
        for (const [, id] of page.matchAll(/aria-labelledby="([^"]+)"/g)) expect(page).toContain(`<h2 id="${id!}">`);
        expect(page).toContain("mind the &lt;gap&gt;");
        expect(pageOf([])).not.toContain("Who holds what");
    });

    it("shows names of a hostile plan and obeys none", () => {
        const name = `"><script>alert(1)</script>\u202E`;
        const hostile = pageOf(
            [network(name), subnet(name, name, "10.0.0.0/24"), vault(name), endpoint(name, name, name, name)],
            [name],
        );
        expect(hostile).not.toContain("<script");
        expect(hostile).not.toContain("\u202E");
        expect(unbalanced(hostile)).toEqual([]);
    });
});
