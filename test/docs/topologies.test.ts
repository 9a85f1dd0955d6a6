/** docs/topologies.md tells of every setting, draws what is registered, and shows settings that work. */
import { describe, expect, it } from "vitest";
import { z } from "zod";
import * as schema from "../../stacks/settings.ts";
import { blocks, codes, readDocument, tables } from "./markdown.ts";
import { expanded, rowsOf, settingsOf, type Row } from "./settings.ts";
import { nameOf, physicalNames, registered, snippets, stacks } from "./stack.ts";

const document = readDocument("docs/topologies.md");
const tablesOfSettings = tables(document).filter(({ columns }) => columns.join() === "setting,value,default,meaning");

/** Tables of the groups, by anchor; and of the topologies, in the order of the page. */
const groups = new Map<string, readonly Row[]>();
for (const table of tablesOfSettings) {
    const group = /^Group `(\w+)`$/.exec(table.heading)?.[1];
    if (group !== undefined) groups.set(group.toLowerCase(), rowsOf(table));
}
const byTopology = new Map(
    tablesOfSettings
        .filter(({ heading }) => heading === "Settings")
        .map((table) => [codes(table.rows.find(([key]) => key === "`topology`")?.[1] ?? "")[0] ?? "", rowsOf(table)]),
);

const topologies = {
    "secure-access": schema.secureAccess,
    "bastion-integration": schema.bastionIntegration,
    "endpoint-lab": schema.endpointLab,
    "web-application": schema.webApplication,
};

const groupSchemas: Readonly<Record<string, z.ZodType>> = {
    resourcegroup: schema.resourceGroup,
    network: schema.network,
    bastion: schema.bastion,
    virtualmachine: schema.virtualMachine,
    vault: schema.vault,
    privatelink: schema.privateLink,
    monitoring: schema.monitoring,
    alerts: schema.alerts,
    encryptedstorage: schema.encryptedStorage,
    scaleset: schema.scaleSet,
    rolesets: schema.roleSets,
};

/** The members of the five personas are alike; the page shows one. */
const alikePersonas = /^(roleSets\.)?(developers|auditors|storageAccount|application)\.<name>/;

describe("the tables of settings", () => {
    it.each(Object.entries(topologies))(
        "%s: has a row for each setting of the schema, and no other",
        (topology, shape) => {
            const rows = byTopology.get(topology) ?? [];
            const keys = settingsOf(z.strictObject(shape)).map(({ key }) => key);
            expect([...expanded(rows, groups)].sort()).toEqual(keys.filter((key) => !alikePersonas.test(key)).sort());
        },
    );

    it.each(Object.entries(groupSchemas))(
        "group %s: has a row for each setting of the schema, and no other",
        (group, shape) => {
            const keys = settingsOf(shape).map(({ key }) => key);
            expect((groups.get(group) ?? []).map(({ key }) => key).sort()).toEqual(
                keys.filter((key) => !alikePersonas.test(key)).sort(),
            );
        },
    );

    it("show no group that no schema has", () => {
        expect([...groups.keys()].sort()).toEqual(Object.keys(groupSchemas).sort());
    });

    const everyRow = [
        ...Object.entries(topologies).flatMap(([topology, shape]) =>
            pairs(topology, byTopology.get(topology) ?? [], z.strictObject(shape)),
        ),
        ...Object.entries(groupSchemas).flatMap(([group, shape]) =>
            pairs(`group ${group}`, groups.get(group) ?? [], shape),
        ),
    ];

    it("say of each setting whether it is required", () => {
        const wrong = everyRow.filter(({ row, setting }) => (row.fallback === "required") !== setting.required);
        expect(wrong.map(({ where, row }) => `${where} ${row.key}: ${row.fallback}`)).toEqual([]);
    });

    it("name the words of each setting that has them, as the schema does", () => {
        const wrong = everyRow.filter(
            ({ row, setting }) =>
                setting.words !== undefined &&
                row.key !== "topology" &&
                wordsOf(row).join() !== [...setting.words].sort().join(),
        );
        expect(
            wrong.map(({ where, row, setting }) => `${where} ${row.key}: ${row.value}, not ${setting.words?.join()}`),
        ).toEqual([]);
    });

    it("name the schema's own defaults", () => {
        const wrong = everyRow.filter(
            ({ row, setting }) => setting.fallback !== undefined && codes(row.fallback)[0] !== textOf(setting.fallback),
        );
        expect(
            wrong.map(
                ({ where, row, setting }) => `${where} ${row.key}: ${row.fallback}, not ${textOf(setting.fallback)}`,
            ),
        ).toEqual([]);
    });

    it("mean something", () => {
        expect(
            everyRow.filter(({ row }) => row.meaning.length < 4).map(({ where, row }) => `${where} ${row.key}`),
        ).toEqual([]);
    });
});

function words(...parts: readonly unknown[]): string {
    return parts.filter((part) => typeof part === "string").join(" ");
}

function pairs(where: string, rows: readonly Row[], shape: z.ZodType) {
    const settings = new Map(settingsOf(shape).map((setting) => [setting.key, setting]));
    return rows.flatMap((row) => {
        const setting = settings.get(row.key);
        return setting === undefined ? [] : [{ where, row, setting }];
    });
}

function wordsOf({ value }: Row): readonly string[] {
    return [...codes(value)].sort();
}

function textOf(value: unknown): string {
    return typeof value === "string" ? value : JSON.stringify(value);
}

describe("the settings that the page shows", () => {
    const shown = snippets(document);

    it("are there", () => expect(shown.length).toBeGreaterThan(4));

    it.each(shown)("stack $stack, $name: are accepted and register something", async ({ stack, change }) => {
        const { resources } = await registered(stack, change);
        expect(resources.length).toBeGreaterThan(20);
    });

    it("change something each", async () => {
        for (const { stack, change } of shown) {
            const [before, after] = [await registered(stack), await registered(stack, change)];
            expect(JSON.stringify(after.resources), JSON.stringify(change)).not.toBe(JSON.stringify(before.resources));
        }
    });
});

describe("the pictures", () => {
    const pictures = blocks(document, "mermaid").flatMap(({ text }) => {
        const [, stack, name] = /^%% stack: ([\w-]+)(?:, (.+))?\n/.exec(text) ?? [];
        return stack === undefined ? [] : [{ stack, name, text }];
    });

    it("are there for each stack", () => {
        expect([...new Set(pictures.map(({ stack }) => stack))].sort()).toEqual([...stacks].sort());
    });

    it.each(pictures)("of $stack, $name: name only what is registered", async ({ stack, name, text }) => {
        const change =
            name === undefined
                ? {}
                : snippets(document).find((snippet) => snippet.stack === stack && snippet.name === name)?.change;
        expect(change, `a YAML block "# stack: ${stack}, ${name}"`).toBeDefined();
        const plan = await registered(stack, change);
        const names = physicalNames(plan);
        const drawn = [...text.matchAll(/\["([^"<\s]+)/g)].map(([, first = ""]) => first);
        expect(drawn.length).toBeGreaterThan(2);
        // The frame around a vault and its objects.
        expect(drawn.filter((first) => first !== "vault" && !names.has(first))).toEqual([]);
    });

    it.each(pictures)("of $stack, $name: have the prefixes that are registered", async ({ stack, name, text }) => {
        const change = snippets(document).find((snippet) => snippet.stack === stack && snippet.name === name)?.change;
        const plan = await registered(stack, name === undefined ? {} : change);
        const registeredPrefixes = [
            ...plan.all("network:Subnet").map(({ inputs }) => words(inputs["subnetName"], inputs["addressPrefix"])),
            ...plan.all("network:VirtualNetwork").map(({ inputs }) => {
                const { addressPrefixes } = inputs["addressSpace"] as { addressPrefixes: string[] };
                return words(inputs["virtualNetworkName"], ...addressPrefixes);
            }),
        ];
        const drawn = [...text.matchAll(/\["(\S+ \d+\.\d+\.\d+\.\d+\/\d+)/g)].map(([, first = ""]) => first);
        expect(drawn.filter((label) => !registeredPrefixes.includes(label))).toEqual([]);
    });
});

describe("the commands for Azure", () => {
    it("name resources and groups that a stack registers", async () => {
        const plans = await Promise.all(stacks.map((stack) => registered(stack)));
        const names = new Set(plans.flatMap((plan) => [...physicalNames(plan), ...plan.resources.map(nameOf)]));
        const given = blocks(document, "sh")
            .flatMap(({ text }) => [...text.matchAll(/--(?:resource-group|vnet-name|name) ([^\s<"']+)/g)])
            .map(([, name = ""]) => name);
        expect(given.length).toBeGreaterThan(3);
        expect(given.filter((name) => !names.has(name))).toEqual(
            ["default-password"].filter((name) => !names.has(name)),
        );
    });
});
