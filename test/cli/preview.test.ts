import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { beforeAll, describe, expect, it } from "vitest";
import type { Plan } from "../../plan/plan.ts";
import { recordStack } from "../../recorder/stack.ts";
import { project } from "../recorder/project.ts";
import { inThisProcess } from "./here.ts";
import { home, keyvaultBlueprint, type Ended } from "./process.ts";

/** The lines of a section, without its title. */
function section(output: string, title: string): string {
    const [, after = ""] = output.split(`\n${title}\n\n`);
    return after.split(/\n\n(?=[A-Z][a-z ]+\n\n)/)[0] ?? "";
}

/** A sentence however it was broken into lines. */
function unwrapped(text: string): string {
    return text.replace(/\s+/g, " ");
}

describe("preview of dev", () => {
    let shown: Ended;
    beforeAll(async () => {
        shown = await keyvaultBlueprint(["preview"]);
    });

    it("needs no option, ends with status 0 and says nothing on standard error", () => {
        expect(shown).toMatchObject({ status: 0, err: "" });
    });

    it("fits into 80 columns and has no colours where there is no terminal", () => {
        for (const line of shown.out.split("\n")) expect([...line].length, line).toBeLessThanOrEqual(80);
        expect(shown.out).not.toContain("\u001b");
    });

    it("begins with the stack, where it is, and how much it is", () => {
        const [title, place, counts] = shown.out.split("\n");
        expect(title).toBe("keyvault-blueprint dev");
        expect(place).toContain("westeurope");
        expect(counts).toMatch(/^\d+ resources in \d+ components/);
    });

    it("shows resources below their component, by Azure's names and in words", () => {
        const tree = section(shown.out, "Resources");
        expect(tree).toMatch(/Network kvb-dev\n(?:│ .*\n)*│ {2}[├└]─ workload +subnet {2}10\.20\.1\.0\/24\n/);
        expect(tree).toMatch(/─ kv-kvb-dev-\w+ +key vault\n/);
        expect(tree).not.toContain("urn:pulumi");
        expect(tree).not.toContain("azure-native");
    });

    it("draws the network with what stands in it and the ways to the vault", () => {
        const picture = section(shown.out, "Network");
        expect(picture).toMatch(/┌─ vnet-kvb-dev {2}10\.20\.0\.0\/16 ─/);
        expect(picture).toMatch(/┌─ AzureBastionSubnet {2}10\.20\.0\.0\/26 ─/);
        expect(picture).toMatch(/│ service endpoint for key vaults +├─/);
        expect(picture).toMatch(/│ private endpoint pep-kvb-dev-vault +├─/);
        expect(picture).toMatch(/─▶┃ private link/);
        expect(picture).toMatch(/╌✗┃ everybody else/);
        expect(picture).toContain("DNS zone privatelink.vaultcore.azure.net");
    });

    it("says each vault's exposure in one sentence", () => {
        expect(unwrapped(section(shown.out, "Exposure"))).toMatch(
            /^kv-kvb-dev-\w+: firewall: subnet workload, private endpoint in private-endpoints, trusted services; nobody else/,
        );
    });

    it("says who holds which role where, by persona", () => {
        const holders = section(shown.out, "Who holds what");
        expect(holders).toMatch(
            /^security team {2}group 00000000-0000-4000-8000-0000000000a1\n {2}Key Vault Administrator +key vault kv-kvb-dev-/,
        );
        expect(holders).toMatch(/\nauditors {2}group .*\n {2}Key Vault Reader +key vault kv-kvb-dev-/);
        expect(holders).toMatch(
            /\napplication {2}identity of virtual machine vm-kvb-dev\n(?: .*\n)* {2}Key Vault Secrets User +key vault/,
        );
    });

    it("says what cannot be undone, once", () => {
        expect(unwrapped(section(shown.out, "Cannot be undone"))).toMatch(
            /purge protection stays on for ever\. .* stay for 7 days/,
        );
        expect(shown.out.match(/purge protection/g)).toHaveLength(1);
    });

    it("warns of placeholders at the end", () => {
        expect(unwrapped(section(shown.out, "Warnings"))).toContain("Placeholders that a deployment will refuse");
    });
});

describe("preview of other stacks and settings", () => {
    it("shows a stricter prod: private, locked, nothing for developers", async () => {
        const { out, status } = await inThisProcess(["preview", "--stack", "prod"]);
        expect(status).toBe(0);
        expect(unwrapped(section(out, "Exposure"))).toMatch(
            /^kv-kvb-prod-\w+: private: private endpoint in private-endpoints, trusted services; nobody else/,
        );
        expect(section(out, "Network")).not.toContain("subnet rule");
        expect(section(out, "Cannot be undone")).toContain("locked (CanNotDelete)");
        expect(section(out, "Who holds what")).not.toContain("developers");
    });

    it("takes settings over the stack's file", async () => {
        const { out } = await inThisProcess(["preview", "--stack", "bastion-integration", "--config", "step=open"]);
        expect(unwrapped(section(out, "Exposure"))).toMatch(
            /^kv-bastion-demo-\w+: open: the whole Internet; nobody is refused/,
        );
        expect(section(out, "Network")).toMatch(/─▶┃ everybody /);
    });
});

describe("preview --json", () => {
    it("writes the recorded plan alone to standard output, and warnings to standard error", async () => {
        const { out, err, status } = await inThisProcess(["preview", "--json"]);
        const { plan } = await recordStack({ folder: home, stack: "dev" });
        expect(status).toBe(0);
        expect(JSON.parse(out)).toEqual(JSON.parse(JSON.stringify(plan)));
        expect(err).toMatch(/^warning: Placeholders/);
    });

    it("gives a plan that preview reads again, from a file and from standard input, with the same result", async () => {
        const { out } = await inThisProcess(["preview", "--stack", "prod", "--json"]);
        const file = join(project({}), "plan.json");
        writeFileSync(file, out);
        const [recorded, fromFile, fromInput] = await Promise.all([
            inThisProcess(["preview", "--stack", "prod"]),
            inThisProcess(["preview", "--plan", file]),
            keyvaultBlueprint(["preview", "--plan", "-"], { input: out }),
        ]);
        const withoutWarnings = recorded.out.split("\nWarnings\n")[0];
        expect(fromFile.out).toBe(withoutWarnings);
        expect(fromInput.out).toBe(withoutWarnings);
    });

    it("holds no value of a secret: a generated password is a mark, in the plan as on the screen", async () => {
        const { out } = await inThisProcess(["preview", "--json"]);
        const { deployment } = JSON.parse(out) as Plan;
        const secrets = deployment.resources.filter(({ type }) => type === "azure-native:keyvault:Secret");
        expect(secrets.length).toBeGreaterThan(0);
        for (const { inputs } of secrets) {
            expect(inputs).toHaveProperty("properties.value", {
                "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
            });
        }
    });
});

describe("preview --html", () => {
    it("writes a page in place of the text, and replaces it", async () => {
        const file = join(project({}), "preview.html");
        expect(await inThisProcess(["preview", "--html", file])).toEqual({
            status: 0,
            out: "",
            err: `wrote ${file}\n`,
        });
        expect(readFileSync(file, "utf8")).toContain("<title>keyvault-blueprint dev</title>");
        await inThisProcess(["preview", "--stack", "prod", "--html", file]);
        expect(readFileSync(file, "utf8")).toContain("<title>keyvault-blueprint prod</title>");
        expect(readdirSync(dirname(file))).toEqual(["preview.html"]);
    });

    it("writes over no file that is not its own", async () => {
        const file = join(project({ "notes.html": "<p>mine</p>" }), "notes.html");
        const { status, err } = await inThisProcess(["preview", "--html", file]);
        expect(status).toBe(2);
        expect(err).toContain("no page of keyvault-blueprint");
        expect(readFileSync(file, "utf8")).toBe("<p>mine</p>");
    });

    it("refuses a place where it cannot write, and leaves nothing behind", async () => {
        const folder = project({ "inner/kept": "" });
        const missing = await inThisProcess(["preview", "--html", join(folder, "absent", "preview.html")]);
        expect(missing).toMatchObject({ status: 2, out: "" });
        expect(missing.err).toContain("a folder that is not there");
        expect(await inThisProcess(["preview", "--html", join(folder, "inner")])).toMatchObject({
            status: 2,
            out: "",
        });
        expect(readdirSync(folder)).toEqual(["inner"]);
    });

    it("writes the page beside the plan where both are asked for", async () => {
        const file = join(project({}), "preview.html");
        const { out } = await inThisProcess(["preview", "--json", "--html", file]);
        expect(JSON.parse(out)).toHaveProperty("deployment");
        expect(readFileSync(file, "utf8")).toContain("<svg");
    });
});

describe("refusals end with status 2, a message on standard error and nothing on standard output", () => {
    async function refused(args: readonly string[], message: RegExp, cwd?: string): Promise<void> {
        const { status, out, err } = await inThisProcess(args, cwd);
        expect({ status, out }).toEqual({ status: 2, out: "" });
        expect(err).toMatch(message);
        expect(err).not.toMatch(/\n\s+at .*:\d+/);
    }

    it("unknown stack, with the nearest name", () =>
        refused(["preview", "--stack", "prd"], /stack[^]*"prd"[^]*did you mean "prod"/));
    it("unknown option, with the nearest name", () =>
        refused(["preview", "--stak", "dev"], /unknown option '--stak'[^]*--stack/));
    it("unknown command, with the nearest name", () => refused(["previw"], /unknown command 'previw'[^]*preview/));
    it("argument too many", () => refused(["preview", "dev"], /too many arguments/));
    it("option without its value", () => refused(["preview", "--stack"], /argument missing/));
    it("no command", () => refused([], /Usage: keyvault-blueprint/));
    it("unknown setting", () => refused(["preview", "--config", "vault.exposur=open"], /exposur/));
    it("setting without a value", () => refused(["preview", "--config", "vault"], /vault/));
    it("setting with a wrong value", () => refused(["preview", "--config", "vault.exposure=ajar"], /exposure[^]*ajar/));
    it("plan beside a stack", () => refused(["preview", "--plan", "plan.json", "--stack", "dev"], /--plan/));
    it("plan that is not there", () => refused(["preview", "--plan", "absent.json"], /absent\.json[^]*no such file/));
    it("plan that is a folder", () => refused(["preview", "--plan", "docs"], /docs[^]*a folder/));
    it("plan that is no plan", () => refused(["preview", "--plan", "package.json"], /package\.json/));
    it("folder without a project", () => refused(["preview"], /Pulumi\.yaml/, project({ "package.json": "{}" })));
    it("broken YAML", () => {
        const folder = project({
            "Pulumi.yaml": "name: shop\nruntime: nodejs\n",
            "Pulumi.dev.yaml": "config:\n  shop:a: [1, 2\n",
            "index.ts": "export {};\n",
            "package.json": '{ "type": "module" }',
        });
        return refused(["preview"], /Pulumi\.dev\.yaml/, folder);
    });

    it("keeps a terminal's control sequences in a message from taking effect", async () => {
        const { err } = await inThisProcess(["preview", "--stack", "\u001b[2Jdev"]);
        expect(err).not.toContain("\u001b");
    });
});

describe("a process among others", () => {
    it("refuses as it does in the process of these tests", async () => {
        const [args, outside] = [["preview", "--config", "vault.exposure=ajar"], project({ "package.json": "{}" })];
        expect(await keyvaultBlueprint(args)).toEqual(await inThisProcess(args));
        expect(await keyvaultBlueprint(["preview"], { cwd: outside })).toEqual(
            await inThisProcess(["preview"], outside),
        );
    });

    it("ends quietly when its reader goes away", async () => {
        const { status, err } = await keyvaultBlueprint(["preview", "--json"], { impatient: true });
        expect({ status, err: err.replace(/^warning: .*\n/gm, "") }).toEqual({ status: 0, err: "" });
    });

    it("calls a defect a defect: one line, status 70, the stack on request", async () => {
        const program = "throw 5;\n";
        const files = {
            "Pulumi.yaml": "name: shop\nruntime: nodejs\n",
            "Pulumi.dev.yaml": "config: {}\n",
            "index.ts": program,
            "package.json": '{ "type": "module" }',
        };
        // A program's own failure is no defect of ours.
        expect((await keyvaultBlueprint(["preview"], { cwd: project(files) })).status).toBe(2);
        const broken = {
            NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent("JSON.stringify=()=>{throw new Error('no strings today')};")}`,
        };
        const { status, err, out } = await keyvaultBlueprint(["preview", "--json"], { env: broken });
        expect({ status, out }).toEqual({ status: 70, out: "" });
        expect(err).toMatch(/^internal error: .*no strings today\n.*report/);
        expect(err).not.toMatch(/\n\s+at /);
        const debugged = await keyvaultBlueprint(["preview", "--json"], {
            env: { ...broken, KEYVAULT_BLUEPRINT_DEBUG: "1" },
        });
        expect(debugged.err).toMatch(/\n\s+at /);
    });

    it("uses the columns that it is given, and colours when they are asked for", async () => {
        const wide = await keyvaultBlueprint(["preview"], { env: { COLUMNS: "100", FORCE_COLOR: "1" } });
        const plain = stripVTControlCharacters(wide.out);
        expect(wide.out).toContain("\u001b[1m");
        expect(Math.max(...plain.split("\n").map((line) => [...line].length))).toBeGreaterThan(80);
    });

    it("ends when the program that was recorded leaves a timer running", async () => {
        const folder = project({
            "Pulumi.yaml": "name: shop\nruntime: nodejs\n",
            "Pulumi.dev.yaml": "config: {}\n",
            "index.ts": "setInterval(() => {}, 1000);\nexport const done = true;\n",
            "package.json": '{ "type": "module" }',
        });
        const { out, status } = await keyvaultBlueprint(["preview"], { cwd: folder });
        expect(status).toBe(0);
        expect(out).toContain("shop dev");
    });

    it("tells its version and shows help with status 0", async () => {
        const { version } = JSON.parse(readFileSync(`${home}package.json`, "utf8")) as { version: string };
        expect(await keyvaultBlueprint(["--version"])).toEqual({ status: 0, out: `${version}\n`, err: "" });
        const help = await keyvaultBlueprint(["--help"]);
        expect(help).toMatchObject({ status: 0, err: "" });
        for (const command of ["preview", "explain", "matrix"]) expect(help.out).toContain(`  ${command} `);
    });

    it("loads no Pulumi to read a plan", async () => {
        const spy =
            "import{registerHooks}from'node:module';registerHooks({load(u,c,n){if(u.includes('/@pulumi/'))console.error('loaded',u);return n(u,c)}});";
        const { out } = await keyvaultBlueprint(["preview", "--json"]);
        const { err, status } = await keyvaultBlueprint(["preview", "--plan", "-"], {
            input: out,
            env: { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(spy)}` },
        });
        expect({ status, err }).toEqual({ status: 0, err: "" });
    });
});
