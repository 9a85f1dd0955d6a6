import { describe, expect, it } from "vitest";
import { matrixOf } from "../../analysis/matrix.ts";
import { modelOf } from "../../analysis/model/model.ts";
import type { PlanResource } from "../../plan/plan.ts";
import { matrixMarkdown } from "../../report/matrix/markdown.ts";
import { tablesOf, type VaultTables } from "../../report/matrix/tables.ts";
import { matrixLines } from "../../report/matrix/text.ts";
import { verbsWords } from "../../report/matrix/words.ts";
import { tableLines } from "../../report/table.ts";
import { lineWidth, print, styled } from "../../report/text.ts";
import {
    assignment,
    network,
    planOf,
    resource,
    roleId,
    roles,
    subnet,
    subnetId,
    unknown,
    vault,
    vaultId,
} from "./plans.ts";

const [reader, writer] = ["00000000-0000-4000-8000-0000000000a1", "00000000-0000-4000-8000-0000000000a2"];
const officer = "b86a8fe4-44ce-4948-aee5-eccb2c155cd7";

const shop: readonly PlanResource[] = [
    network("hub"),
    subnet("hub", "app", "10.0.1.0/24", { serviceEndpoints: [{ service: "Microsoft.KeyVault" }] }),
    subnet("hub", "other", "10.0.2.0/24"),
    vault("kv-shop", {
        enableRbacAuthorization: true,
        networkAcls: { defaultAction: "Deny", bypass: "None", virtualNetworkRules: [{ id: subnetId("hub", "app") }] },
    }),
    resource("keyvault:Secret", "token", {
        vaultName: "kv-shop",
        resourceGroupName: "rg-shop",
        secretName: "token",
        properties: { attributes: { enabled: false } },
    }),
    assignment("r", {
        principalId: reader,
        principalType: "User",
        roleDefinitionId: roleId(roles.secretsUser),
        scope: vaultId("kv-shop"),
    }),
    assignment("w", {
        principalId: writer,
        principalType: "User",
        roleDefinitionId: roleId(officer),
        scope: vaultId("kv-shop"),
    }),
];

function tables(...resources: readonly PlanResource[]): readonly VaultTables[] {
    return tablesOf(matrixOf(modelOf(planOf(...resources)), Date.UTC(2026, 0, 1)));
}

function text(vaults: readonly VaultTables[], columns = 80): string {
    const lines = matrixLines(vaults, columns);
    for (const line of lines) expect(lineWidth(line), JSON.stringify(line)).toBeLessThanOrEqual(columns);
    return print(lines, (_, words) => words);
}

describe("the tables of a matrix", () => {
    const [found] = tables(...shop) as [VaultTables];

    it("say from where something is allowed, and from where nothing is", () => {
        expect(found.tables.map(({ from }) => from)).toEqual([["hub/app"]]);
        expect(found.closed).toEqual(expect.arrayContaining(["hub/other", "internet", "on-premises"]));
    });

    it("give each class of callers a row with what it may do", () => {
        const rows = found.tables[0]!.rows.filter(({ object }) => object === undefined);
        expect(rows.map(({ who }) => who)).toEqual([[reader], [writer]]);
        expect(rows[0]!.families.secrets.allowed).toEqual(["get", "list"]);
        expect(rows[0]!.families.keys).toMatchObject({ allowed: [], undetermined: [] });
        expect(rows[1]!.families.secrets.allowed).toContain("set");
    });

    it("give an object a row of its own where it fares otherwise, and no row where it does not", () => {
        const own = found.tables[0]!.rows.filter(({ object }) => object !== undefined);
        expect(own.map(({ object, who }) => [object, who])).toEqual([
            ["secrets/token", [reader]],
            ["secrets/token", [writer]],
        ]);
        expect(own[0]!.families.secrets.allowed).toEqual(["list"]);
        const enabled = shop.map((each) =>
            each.type.endsWith(":Secret") ? { ...each, inputs: { ...each.inputs, properties: {} } } : each,
        );
        expect(tables(...enabled)[0]!.tables[0]!.rows.every(({ object }) => object === undefined)).toBe(true);
    });

    it("name the callers to whom nothing is allowed", () =>
        expect(found.tables[0]!.nothing).toEqual(["anyone else", "anonymous"]));

    it("put trusted services apart, with the scenario's operations only", () => {
        const bypassed = shop.map((each) =>
            each.type.endsWith(":Vault")
                ? vault("kv-shop", {
                      enableRbacAuthorization: true,
                      networkAcls: { defaultAction: "Deny", bypass: "AzureServices" },
                  })
                : each,
        );
        const [{ services, tables: places }] = tables(...bypassed) as [VaultTables];
        expect(places).toEqual([]);
        const backup = services.find((table) => table.services.includes("Azure Backup"))!;
        expect(backup.rows.find(({ who }) => who.includes(reader))?.allowed).toEqual(["secrets/get", "secrets/list"]);
    });
});

describe("the matrix as text", () => {
    it("fits its columns and says how much it covers", () => {
        for (const columns of [40, 60, 80, 120]) {
            const shown = text(tables(...shop), columns).replace(/\s+/g, " ");
            expect(shown).toContain("From hub/app");
            expect(shown).toMatch(/Together with objects and operations they answer [\d,]+ questions\./);
        }
    });
    it("is no table where there is no vault", () =>
        expect(text(tables(network("hub")))).toBe("The plan has no key vault.\n"));
    it("marks what cannot be told, never as allowed or denied", () => {
        const open = shop.map((each) =>
            each.type.endsWith(":Vault")
                ? vault("kv-shop", { enableRbacAuthorization: true, publicNetworkAccess: unknown })
                : each,
        );
        const shown = text(tables(...open));
        expect(shown).toContain("perhaps");
        expect(shown).not.toContain("From internet: nothing");
    });
});

describe("what cannot be told", () => {
    const unsettled = tables(
        vault("kv-shop", { enableRbacAuthorization: true, networkAcls: { defaultAction: "Deny", bypass: unknown } }),
        assignment("r", {
            principalId: reader,
            roleDefinitionId: roleId(roles.secretsUser),
            scope: vaultId("kv-shop"),
        }),
    );
    it("is written in one way, for services too, and the tables say what it means", () => {
        for (const shown of [text(unsettled, 200), matrixMarkdown(unsettled)]) {
            expect(shown).toContain("perhaps secrets/get");
            expect(shown).not.toMatch(/[a-z]\?/);
            expect(shown).toContain("Perhaps: the plan does not tell");
        }
    });
    it("needs no words where everything is told", () =>
        expect(text(tables(vault("kv-shop", { enableRbacAuthorization: true })))).not.toMatch(/perhaps|Perhaps/));
});

describe("the words of a cell", () => {
    const words = (allowed: readonly string[], undetermined: readonly string[], denied: readonly string[]): string =>
        verbsWords({ allowed, undetermined, denied })
            .map((part) => (typeof part === "string" ? part : part.text))
            .join("");
    it.each([
        [[], [], [], ""],
        [[], [], ["get"], "–"],
        [["get", "list"], [], [], "all"],
        [["get", "list", "set"], [], ["purge"], "all but purge"],
        [["get"], [], ["list", "set"], "get"],
        [[], ["get", "list"], [], "perhaps all"],
        [[], ["get", "list", "set"], ["purge"], "perhaps all but purge"],
        [["get"], ["list"], ["set"], "get, perhaps list"],
    ])("allowed %j, undetermined %j, denied %j: %s", (allowed, undetermined, denied, expected) => {
        expect(words(allowed, undetermined, denied)).toBe(expected);
    });
    it("shows what cannot be told in a style of its own", () => {
        expect(verbsWords({ allowed: ["get"], undetermined: ["list"], denied: [] })).toEqual([
            "get",
            styled("unsure", ", perhaps list"),
        ]);
    });
});

describe("the matrix as Markdown", () => {
    it("is tables with as many cells in each row", () => {
        const rows = matrixMarkdown(tables(...shop))
            .split("\n")
            .filter((line) => line.startsWith("|"));
        expect(rows.length).toBeGreaterThan(3);
        for (const row of rows) expect(row.split(" | ")).toHaveLength(4);
    });
    it("lets no name of a plan become markup", () => {
        const name = "kv|<b>*x*";
        const shown = matrixMarkdown(tables(vault(name, { enableRbacAuthorization: true })));
        expect(shown).toContain("## kv\\|\\<b\\>\\*x\\*");
    });
});

describe("a table", () => {
    it("wraps cells inside their columns and keeps GUIDs whole while there is room", () => {
        const lines = tableLines(
            ["who", "what"],
            [[[reader], ["one two three four five six seven eight nine ten eleven twelve"]]],
            60,
        );
        expect(print(lines, (_, words) => words)).toBe(
            `who                                   what\n${reader}  one two three four\n${" ".repeat(38)}five six seven eight\n${" ".repeat(38)}nine ten eleven twelve\n`,
        );
    });
});
