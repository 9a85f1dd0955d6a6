import { beforeAll, describe, expect, it } from "vitest";
import type { Matrix } from "../../analysis/matrix.ts";
import { keyvaultBlueprint, type Ended } from "./process.ts";

describe("matrix", () => {
    let shown: Ended;
    beforeAll(async () => {
        shown = await keyvaultBlueprint(["matrix"]);
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
        const { out, status } = await keyvaultBlueprint(["matrix", "--json"]);
        const { vaults, covered } = JSON.parse(out) as Matrix;
        expect(status).toBe(0);
        expect(vaults.map(({ vault }) => vault.name)).toEqual([expect.stringMatching(/^kv-kvb-dev-/)]);
        expect(covered.questions).toBeGreaterThan(covered.asked);
    });

    it("writes Markdown", async () => {
        const { out } = await keyvaultBlueprint(["matrix", "--markdown"]);
        expect(out).toMatch(/^## kv-kvb-dev-/);
        expect(out).toContain("| who | secrets | keys | certificates |");
    });

    it("refuses two forms at once, and a plan that is none", async () => {
        expect(await keyvaultBlueprint(["matrix", "--json", "--markdown"])).toMatchObject({ status: 2, out: "" });
        expect(await keyvaultBlueprint(["matrix", "--plan", "-"], { input: "{}" })).toMatchObject({
            status: 2,
            out: "",
        });
    });
});
