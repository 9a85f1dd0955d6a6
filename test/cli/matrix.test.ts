import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { Matrix } from "../../analysis/matrix.ts";
import { assignment, planOf, resource, roles, user, vault } from "../analysis/plans.ts";
import { inThisProcess } from "./here.ts";
import { keyvaultBlueprint, type Ended } from "./process.ts";

const anybody = "99999999-0000-4000-8000-000000000001";

describe("matrix", () => {
    let shown: Ended;
    beforeAll(async () => {
        shown = await inThisProcess(["matrix"]);
    });

    it("says who may do what from where, in 80 columns, with status 0", () => {
        expect(shown.status).toBe(0);
        expect(shown.out).toMatch(/\nFrom [^]*?vnet-kvb-dev\/workload/);
        expect(shown.out).toMatch(/\nauditors\/group +list +get list/);
        for (const line of shown.out.split("\n")) expect([...line].length, line).toBeLessThanOrEqual(80);
    });

    it("says from where nobody may do anything", () =>
        expect(shown.out.replace(/\s+/g, " ")).toMatch(/From [^:]*internet[^:]*: nothing for anybody/));

    it("writes JSON alone, with what the classes stand for", async () => {
        const { out, status } = await inThisProcess(["matrix", "--json"]);
        const { vaults, covered } = JSON.parse(out) as Matrix;
        expect(status).toBe(0);
        expect(vaults.map(({ vault }) => vault.name)).toEqual([expect.stringMatching(/^kv-kvb-dev-/)]);
        expect(covered.questions).toBeGreaterThan(covered.asked);
    });

    it("writes Markdown", async () => {
        const { out } = await inThisProcess(["matrix", "--markdown"]);
        expect(out).toMatch(/^## kv-kvb-dev-/);
        expect(out).toContain("| who | secrets | keys | certificates |");
    });

    it("reads personas of a program that shows none itself", async () => {
        const file = join(mkdtempSync(join(tmpdir(), "matrix-")), "personas.json");
        writeFileSync(file, JSON.stringify([{ persona: "reviewers", principalId: anybody }]));
        expect((await inThisProcess(["matrix", "--personas", file])).out).toContain("reviewers");
    });

    it("asks at the moment that is given", async () => {
        const dated = resource("keyvault:Key", "k", {
            ...{ vaultName: "kv", keyName: "k", resourceGroupName: "rg" },
            properties: { kty: "RSA", attributes: { exp: Date.parse("2030-01-01") / 1000 } },
        });
        const plan = join(mkdtempSync(join(tmpdir(), "matrix-")), "plan.json");
        writeFileSync(plan, JSON.stringify(planOf(vault(), dated, assignment(roles.cryptoUser, user))));
        const at = async (moment: string): Promise<string> =>
            (await inThisProcess(["matrix", "--plan", plan, "--at", moment])).out;
        expect(await at("2029-12-31")).not.toContain("on k:");
        expect(await at("2030-01-02")).toMatch(/on k: +decrypt unwrapKey/);
        expect(await inThisProcess(["matrix", "--at", "tomorrow"])).toMatchObject({ status: 2, out: "" });
    });

    it("refuses two forms at once, and a plan that is none", async () => {
        expect(await inThisProcess(["matrix", "--json", "--markdown"])).toMatchObject({ status: 2, out: "" });
        expect(await keyvaultBlueprint(["matrix", "--plan", "-"], { input: "{}" })).toMatchObject({
            status: 2,
            out: "",
        });
    });
});
