import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { Answer } from "../../analysis/answer.ts";
import { unknown } from "../../plan/plan.ts";
import { project } from "../recorder/project.ts";
import { inThisProcess } from "./here.ts";
import { keyvaultBlueprint, type Ended } from "./process.ts";

let plan: string;
let vault: string;

beforeAll(async () => {
    const { out } = await inThisProcess(["preview", "--json"]);
    vault = /"vaultName": "([^"]+)"/.exec(out)![1]!;
    plan = join(project({}), "plan.json");
    writeFileSync(plan, out);
});

interface Asked {
    readonly from?: string;
    readonly as?: string;
    readonly do?: string;
    readonly on?: string;
}

function explain(
    { from = "workload", as = "application", do: operation = "secrets/get", on = "secrets/api-token" }: Asked,
    ...more: readonly string[]
): Promise<Ended> {
    const object = on === "" ? vault : `${vault}/${on}`;
    return inThisProcess([
        "explain",
        "--plan",
        plan,
        "--from",
        from,
        "--as",
        as,
        "--do",
        operation,
        "--on",
        object,
        ...more,
    ]);
}

function unwrapped(text: string): string {
    return text.replace(/\s+/g, " ");
}

describe("explain", () => {
    it("says allowed, with each gate, what it rests on and what it takes for granted", async () => {
        const { out, err, status } = await explain({});
        expect({ status, err }).toEqual({ status: 0, err: "" });
        expect(out).toMatch(/^Allowed: every gate lets it pass\n/);
        for (const gate of ["dns", "path", "authentication", "network", "authorization", "state"])
            expect(out).toMatch(new RegExp(`^✓ ${gate} `, "m"));
        expect(unwrapped(out)).toContain(
            "Private zone privatelink.vaultcore.azure.net resolves the name to the private address of private endpoint pep-kvb-dev-vault.",
        );
        expect(unwrapped(out)).toContain(
            `kvb-dev-vault-endpoint /inputs/privateLinkServiceConnections/0/privateLinkServiceId = key vault ${vault}`,
        );
        expect(unwrapped(out)).toContain(`Key Vault Secrets User at key vault ${vault}`);
        expect(out).toContain("seen as   10.20.1.0/24 (private)");
        expect(out).toMatch(/logged +Log Analytics workspace log-kvb-dev \(AuditEvent\)/);
        expect(out).toContain("Takes for granted");
    });

    it("says the same in a process of its own", async () => {
        const args = ["--plan", plan, "--from", "internet", "--as", "auditors", "--do", "secrets/get", "--on", vault];
        for (const more of [
            ["--at", "2026-11-21"],
            ["--at", "yesterday"],
        ])
            expect(await keyvaultBlueprint(["explain", ...args, ...more])).toEqual(
                await inThisProcess(["explain", ...args, ...more]),
            );
    });

    it("says denied with status 0, what Key Vault returns, and every gate that refuses", async () => {
        const { out, status } = await explain({ from: "internet", as: "auditors" });
        expect(status).toBe(0);
        expect(out).toMatch(/^Denied by network: 403 ForbiddenByFirewall\n/);
        expect(unwrapped(out)).toContain(
            "✗ network No rule admits a request from this public address: the vault has no address rule and 1 subnet rule",
        );
        expect(unwrapped(out)).toContain(
            "✗ authorization No role of the caller grants Microsoft.KeyVault/vaults/secrets/getSecret/action here. · Key Vault Reader",
        );
        expect(unwrapped(out)).toContain('kvb-dev-vault /inputs/properties/networkAcls/defaultAction = "Deny"');
    });

    it("says undetermined, what is not told, and neither allowed nor denied", async () => {
        const open = readFileSync(plan, "utf8").replace('"defaultAction": "Deny"', `"defaultAction": "${unknown}"`);
        const question = [
            "--from",
            "internet",
            "--as",
            "application",
            "--do",
            "secrets/get",
            "--on",
            `${vault}/secrets/api-token`,
        ];
        const { out, status } = await keyvaultBlueprint(["explain", "--plan", "-", ...question], { input: open });
        expect(status).toBe(0);
        expect(unwrapped(out)).toContain("? network defaultAction decides, and the plan does not tell it.");
        expect(unwrapped(out)).toMatch(
            /^Undetermined: the plan does not tell what network says\. It may be allowed or denied/,
        );
        expect(out).toMatch(/^\? /m);
        expect(out).not.toMatch(/^(Allowed|Denied)/m);
    });

    it("leaves gates out of play that do not concern the control plane", async () => {
        const { out } = await explain({
            from: "internet",
            as: "security-team",
            do: "Microsoft.KeyVault/vaults/write",
            on: "",
        });
        expect(out).toMatch(/^Allowed/);
        expect(out).toMatch(/^– network +Not asked on the control plane\.$/m);
        expect(out).not.toContain("seen as");
    });

    it("says what would end what is allowed, and what would allow what is denied", async () => {
        const allowed = unwrapped((await explain({})).out);
        expect(allowed).toContain("What would end it");
        expect(allowed).toContain(
            "Remove private endpoint kvb-dev-vault-endpoint and remove the rule for workload from kv-",
        );
        const denied = unwrapped((await explain({ from: "203.0.113.4", as: "security-team" })).out);
        expect(denied).toMatch(/^Denied by network.* What would allow it · Add an address rule for 203\.0\.113\.4/);
    });

    it("says other ways to the same effect beside the answer, not in it", async () => {
        const { out } = await explain({ from: "203.0.113.4", as: "developers-and-operators" });
        expect(out).toMatch(/^Denied by network/);
        expect(unwrapped(out)).toContain(
            "! The caller can change the vault's network rules. 1. Microsoft.KeyVault/vaults/write on key vault kv-",
        );
        expect((await explain({ as: "auditors" })).out).not.toContain("Other ways");
    });

    it("fits into 80 columns", async () => {
        for (const asked of [
            {},
            { from: "203.0.113.4", as: "developers-and-operators" },
            { from: "internet", as: "auditors" },
            {
                from: "service:Azure Storage",
                as: "storage-account",
                do: "keys/unwrapKey",
                on: "keys/storage-encryption",
            },
        ]) {
            const { out } = await explain(asked);
            for (const line of out.split("\n")) expect([...line].length, line).toBeLessThanOrEqual(80);
        }
    });

    it("writes the answer as JSON alone, with the moment that was asked about", async () => {
        const { out, err } = await explain({}, "--json", "--at", "2026-01-02T03:04:05Z");
        const answer = JSON.parse(out) as Answer & {
            readonly remedies: readonly unknown[];
            readonly indirect: readonly unknown[];
        };
        expect(err).toBe("");
        expect(answer).toMatchObject({
            verdict: "allowed",
            resolves: { address: "private" },
            question: { moment: Date.parse("2026-01-02T03:04:05Z") },
        });
        expect(answer.remedies.length).toBeGreaterThan(0);
        expect(answer.indirect).toEqual([]);
        expect(answer.gates.map(({ gate }) => gate)).toEqual([
            "dns",
            "path",
            "authentication",
            "network",
            "authorization",
            "state",
        ]);
    });

    it("takes now where no moment is given", async () => {
        const before = Math.floor(Date.now() / 1000) * 1000;
        const { question } = JSON.parse((await explain({}, "--json")).out) as Answer;
        expect(question.moment).toBeGreaterThanOrEqual(before);
        expect(question.moment).toBeLessThanOrEqual(Date.now());
    });

    it("asks a group's member by the group that is named", async () => {
        const stranger = "99999999-0000-4000-8000-000000000001";
        expect((await explain({ as: stranger })).out).toMatch(/^Denied by authorization: 403 ForbiddenByRbac/);
        const { out } = await explain({ as: stranger }, "--groups", "00000000-0000-4000-8000-0000000000a1");
        expect(out).toMatch(/^Allowed/);
        expect(unwrapped(out)).toContain("(through a group)");
    });

    it("reads personas of a program that shows none itself", async () => {
        const file = join(project({}), "personas.json");
        writeFileSync(
            file,
            JSON.stringify([
                { persona: "reviewers", label: "group", principalId: "00000000-0000-4000-8000-0000000000a3" },
            ]),
        );
        expect((await explain({ as: "reviewers", do: "secrets/list", on: "" }, "--personas", file)).out).toMatch(
            /^Allowed/,
        );
        expect(await explain({ as: "reviewers" })).toMatchObject({ status: 2, out: "" });
    });

    it("records the stack where no plan is given", async () => {
        const { out } = await inThisProcess([
            "explain",
            "--stack",
            "prod",
            "--from",
            "internet",
            "--as",
            "anonymous",
            "--do",
            "secrets/get",
            "--on",
            await vaultOf("prod"),
        ]);
        expect(out).toMatch(/^Denied by authentication: 401/);
    });
});

async function vaultOf(stack: string): Promise<string> {
    return /"vaultName": "([^"]+)"/.exec((await inThisProcess(["preview", "--stack", stack, "--json"])).out)![1]!;
}

function personasFile(members: readonly object[]): string {
    const file = join(project({}), "personas.json");
    writeFileSync(file, JSON.stringify(members));
    return file;
}

const badPersonas = personasFile([{ persona: "reviewers", principalId: "notaguid" }]);
const alike = personasFile(
    ["a1", "a2"].map((end) => ({ persona: "reviewers", principalId: `00000000-0000-4000-8000-0000000000${end}` })),
);

describe("a question that cannot be asked ends with status 2, a message and nothing on standard output", () => {
    it.each<readonly [string, Asked, readonly string[], RegExp]>([
        ["unknown place, with the nearest name", { from: "workloda" }, [], /--from[^]*workloda[^]*workload/],
        ["unknown identity, with the nearest name", { as: "auditor" }, [], /--as[^]*auditor[^]*auditors/],
        ["unknown operation, with the nearest name", { do: "secrets/got" }, [], /--do[^]*secrets\/got[^]*secrets\/get/],
        ["a group that is no GUID", {}, ["--groups", "admins"], /--groups[^]*GUID/],
        ["a moment that is none", {}, ["--at", "yesterday"], /--at[^]*ISO 8601/],
        ["personas that are no list", {}, ["--personas", "package.json"], /package\.json[^]*a list in JSON/],
        ["personas with a principal that is none", {}, ["--personas", badPersonas], /at \/0\/principalId[^]*notaguid/],
        ["several members that cannot be told apart", {}, ["--personas", alike], /label of its own/],
        ["a file of personas that is not there", {}, ["--personas", "absent.json"], /absent\.json[^]*no such file/],
    ])("%s", async (_, asked, more, message) => {
        const { status, out, err } = await explain(asked, ...more);
        expect({ status, out }).toEqual({ status: 2, out: "" });
        expect(err).toMatch(message);
    });

    it("a vault that the plan does not have, with the nearest name", async () => {
        const { status, err } = await inThisProcess([
            "explain",
            "--plan",
            plan,
            "--from",
            "internet",
            "--as",
            "anonymous",
            "--do",
            "secrets/get",
            "--on",
            `${vault}x`,
        ]);
        expect(status).toBe(2);
        expect(err).toContain(`did you mean "${vault}"?`);
    });

    it("a part of the question that is missing", async () => {
        const { status, err, out } = await inThisProcess(["explain", "--plan", plan, "--from", "internet"]);
        expect({ status, out }).toEqual({ status: 2, out: "" });
        expect(err).toContain("required option '--as <caller>' not specified");
    });
});
