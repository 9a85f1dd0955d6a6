/** docs/operations.md says what the facts and the registered resources say. */
import { describe, expect, it } from "vitest";
import { vaultLogs } from "../../azure/monitoring.ts";
import { responses } from "../../azure/responses.ts";
import { readYaml } from "../../recorder/yaml.ts";
import { readFileSync } from "node:fs";
import { blocks, codes, readDocument, root, tables } from "./markdown.ts";
import { nameOf, registered, stacks } from "./stack.ts";

const document = readDocument("docs/operations.md");

/** The table under a heading. */
function rows(heading: string): readonly (readonly string[])[] {
    const found = tables(document).find((table) => table.heading === heading);
    if (found === undefined) throw new Error(`no table under ${heading}`);
    return found.rows;
}

describe("the table of refusals", () => {
    const told = rows("Diagnose a refusal").map(([status = "", code = ""]) =>
        `${status} ${codes(code)[0] ?? ""}`.trim(),
    );

    it("has every answer of Key Vault that the project knows, and no other", () => {
        const known = Object.values(responses).map((response: { status: number; code?: string }) =>
            `${response.status} ${response.code ?? ""}`.trim(),
        );
        expect([...new Set(told)].sort()).toEqual([...new Set(known)].sort());
    });

    it("says for each what to look at", () => {
        expect(rows("Diagnose a refusal").filter((row) => row.length !== 4 || row.some((cell) => cell === ""))).toEqual(
            [],
        );
    });
});

describe("the commands", () => {
    const commands = blocks(document, "sh")
        .map(({ text }) => text)
        .join("\n");

    it("name objects that the stacks or their settings have", async () => {
        const plans = await Promise.all(stacks.map((stack) => registered(stack)));
        const objects = plans.flatMap(({ resources }) =>
            resources.flatMap(({ inputs }) =>
                [inputs["secretName"], inputs["keyName"]].filter((name) => typeof name === "string"),
            ),
        );
        const settings = stacks.map(
            (stack) =>
                readYaml(readFileSync(`${root}Pulumi.${stack}.yaml`, "utf8"), stack)["config"] as Record<
                    string,
                    unknown
                >,
        );
        const certificates = settings.flatMap((config) => config["keyvault-blueprint:certificateName"] ?? []);
        const named = [...commands.matchAll(/az keyvault (?:secret|key|certificate)[^\n]* --name ([\w-]+)/g)].map(
            ([, name = ""]) => name,
        );
        expect(named).toContain("app-tls");
        expect(named.filter((name) => ![...objects, ...certificates].includes(name))).toEqual([]);
    });

    it("import and delete resources by the logical names that are registered", async () => {
        const { resources } = await registered("dev");
        const named = [...commands.matchAll(/pulumi import --stack dev (\S+) (\S+)/g)].map(
            ([, type = "", name = ""]) => `${type} ${name}`,
        );
        expect(named).toHaveLength(1);
        expect(resources.map((resource) => `${resource.type} ${nameOf(resource)}`)).toEqual(
            expect.arrayContaining(named),
        );
    });
});

describe("the certificate", () => {
    it("has the name that the machines' extension asks for, without a version", async () => {
        for (const stack of ["dev", "prod"]) {
            const settings = (await registered(stack)).inputs("compute:VirtualMachineExtension", "certificates")[
                "settings"
            ] as {
                secretsManagementSettings: {
                    pollingIntervalInS: string;
                    observedCertificates: { url: string; certificateStoreLocation: string }[];
                };
            };
            const { pollingIntervalInS, observedCertificates } = settings.secretsManagementSettings;
            expect(observedCertificates.map(({ url }) => new URL(url).pathname)).toEqual(["/secrets/app-tls"]);
            for (const { certificateStoreLocation } of observedCertificates)
                expect(document.text).toContain(`\`${certificateStoreLocation}\``);
            expect(Number(pollingIntervalInS), "an hour").toBe(3600);
        }
    });
});

describe("the delays", () => {
    const told = new Map(rows("How long things take").map(([change = "", delay = ""]) => [change, delay]));

    it("of logs is the documented one", () => {
        expect(told.get("diagnostic log")).toBe(`up to ${vaultLogs.delayMinutes} minutes`);
    });

    it("of alerts is the rules' own", async () => {
        const { all } = await registered("prod");
        expect(new Set(all("monitor:ScheduledQueryRule").map(({ inputs }) => inputs["evaluationFrequency"]))).toEqual(
            new Set(["PT15M"]),
        );
        expect(told.get("alert on refused or privileged requests")).toContain("15 minutes");
    });
});
