/** The printed table of experiments: what a reader sees, and how wide it is. */
import { describe, expect, test } from "vitest";
import { report, type Ran } from "./report.ts";

const agreeing: Ran = {
    id: "S4.E10",
    what: "Ask with a token from a place that the firewall of the vault does not admit, in words that need several lines",
    document: "denied",
    azure: ["denied ForbiddenByConnection, from public 198.51.100.255", "allowed"],
    tiers: ["analyser", "client"],
    appTests: [],
    errors: [],
};
const corrected: Ran = { ...agreeing, id: "S4.E9", correction: "C2", tiers: ["analyser"] };
const other: Ran = { ...agreeing, id: "S0.E1" };
const failed: Ran = { ...corrected, id: "S4.E2", errors: ["expected denied, got allowed"] };

describe("the table", () => {
    const text = report([agreeing, corrected, other, failed]);
    const lines = text.split("\n");

    test("takes at most eighty columns, and leaves no spaces at the end of a line", () => {
        expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(80);
        expect(lines.filter((line) => line.endsWith(" "))).toEqual([]);
    });

    test("goes by document and number, and cuts no word", () => {
        expect(text.match(/^S\d\.E\d+/gm)).toEqual(["S0.E1", "S4.E2", "S4.E9", "S4.E10", "S4.E2"]);
        expect(text).toMatch(/^S0 Azure Bastion Key Vault integration behind the scene$/m);
        expect(text).not.toContain("…");
    });

    test("says verdict and tiers, explains the corrections that it names, and no others", () => {
        expect(text).toMatch(/S4\.E10 .* agree$/m);
        expect(text).toMatch(/S4\.E9 .* C2$/m);
        expect(text).toMatch(/S4\.E2 .* FAILED$/m);
        expect(text).toMatch(/^C2: /m);
        expect(text).not.toMatch(/^C1: /m);
    });

    test("ends with what failed and the counts", () => {
        expect(lines.slice(-4)).toEqual([
            "S4.E2 FAILED: expected denied, got allowed",
            "",
            "4 experiments: 2 agree, 1 corrected, 1 failed",
            "",
        ]);
    });
});

test("what fails beside the experiments is shown too", () => {
    expect(report([agreeing], ["no such module"])).toMatch(/^FAILED: no such module$/m);
});
