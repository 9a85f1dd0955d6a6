import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { InputError } from "../../input/error.ts";
import { secret } from "../../plan/plan.ts";
import { recordStack } from "../../recorder/stack.ts";
import type { StackOptions } from "../../recorder/stack.ts";
import { project } from "./project.ts";

/* The engine's part of these expectations is in github.com/pulumi/pulumi, pkg/workspace/config.go and sdk/go/common/workspace. */

const declared = `
name: shop
runtime: nodejs
main: infra/index.ts
`;

/** A program that exports the configuration that it was given. */
const program = `
import * as pulumi from "@pulumi/pulumi";
const settings = new pulumi.Config();
export const all: unknown = pulumi.runtime.allConfig();
export const key = settings.getSecret("key");
export const stack = pulumi.getStack();
export const project: string = pulumi.getProject();
export const directory = process.cwd().split("/").at(-1);
`;

const shop = (pulumi: string, dev: string, more: Record<string, string> = {}) =>
    project({
        "Pulumi.yaml": declared + pulumi,
        "Pulumi.dev.yaml": dev,
        "package.json": '{"type":"module"}',
        "infra/index.ts": program,
        ...more,
    });

async function configOf(pulumi: string, dev: string, overrides: readonly string[] = []): Promise<unknown> {
    return (await recordStack({ folder: shop(pulumi, dev), stack: "dev", overrides })).outputs["all"];
}

async function refusal(options: StackOptions): Promise<string> {
    const error: unknown = await recordStack(options).then(
        () => undefined,
        (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(InputError);
    expect((error as Error).message).toMatch(/got: .*\n.*expected: .*\n.*fix: /);
    return (error as Error).message;
}

const refused = (pulumi: string, dev: string, overrides: readonly string[] = []) =>
    refusal({ folder: shop(pulumi, dev), stack: "dev", overrides });

describe("a stack is recorded as the engine would run it", () => {
    test("its program, in the entry's folder, under the names of stack and project", async () => {
        const { outputs, plan } = await recordStack({ folder: shop("", "config: {a: b}"), stack: "dev" });
        expect(outputs).toEqual({ all: { "shop:a": "b" }, stack: "dev", project: "shop", directory: "infra" });
        expect(plan.deployment.resources[0]!.urn).toBe("urn:pulumi:dev::shop::pulumi:pulumi:Stack::shop-dev");
    });

    test("again and again, each time from the start", async () => {
        const folder = shop("", "config: {a: one}", { "Pulumi.prod.yaml": "config: {a: two}" });
        const values = [];
        for (const stack of ["dev", "prod", "dev"]) values.push((await recordStack({ folder, stack })).outputs["all"]);
        expect(values).toEqual([{ "shop:a": "one" }, { "shop:a": "two" }, { "shop:a": "one" }]);
    });

    test.each([
        ["an asynchronous function", "export default async () => { await null; return { a: 1 }; };", { a: 1 }],
        ["an object", "export default { a: 1 };", { a: 1 }],
        ["named exports", "export const a = 1; export const b = await Promise.resolve(2);", { a: 1, b: 2 }],
    ])("with %s", async (_, source, outputs) => {
        expect(
            (await recordStack({ folder: shop("", "", { "infra/index.ts": source }), stack: "dev" })).outputs,
        ).toEqual(outputs);
    });

    test.each([
        ["a function", "module.exports = async () => ({ a: 1 });", { a: 1 }],
        ["fields", "exports.a = 1; exports.runs = (globalThis.runs = (globalThis.runs ?? 0) + 1);", { a: 1, runs: 2 }],
    ])("with a CommonJS module that exports %s", async (_, source, outputs) => {
        const folder = project({
            "Pulumi.yaml": "name: shop\nruntime: {name: nodejs}\n",
            "Pulumi.dev.yaml": "",
            "package.json": "{}",
            "index.js": source,
        });
        await recordStack({ folder, stack: "dev" });
        expect((await recordStack({ folder, stack: "dev" })).outputs).toEqual(outputs);
        // Here the test runner loads modules in its own way; in a process of its own it is Node.
        const script = `
            import { recordStack } from "${new URL("../../recorder/stack.ts", import.meta.url).href}";
            const options = { folder: ${JSON.stringify(folder)}, stack: "dev" };
            await recordStack(options);
            console.log(JSON.stringify((await recordStack(options)).outputs));`;
        const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", script]);
        expect(JSON.parse(stdout)).toEqual(outputs);
    });
});

describe("configuration is what the engine hands over", () => {
    test("a key without a namespace is the project's", async () => {
        expect(
            await configOf("", "config:\n  a: b\n  azure-native:location: westeurope\n  shop:config:old: c"),
        ).toEqual({
            "shop:a": "b",
            "azure-native:location": "westeurope",
            "shop:old": "c",
        });
    });

    test("scalars are texts, structures are JSON with sorted keys, whatever order they are written in", async () => {
        const dev =
            "config:\n  number: 7\n  flag: true\n  float: 1.50\n  nothing:\n  text: '007'\n  tree: {b: [1, {d: x, c: true}], a: null}\n  list: [b, a]";
        expect(await configOf("", dev)).toEqual({
            "shop:number": "7",
            "shop:flag": "true",
            "shop:float": "1.5",
            "shop:nothing": "null",
            "shop:text": "007",
            "shop:tree": '{"a":null,"b":[1,{"c":true,"d":"x"}]}',
            "shop:list": '["b","a"]',
        });
    });

    test("merge keys and anchors are resolved", async () => {
        const dev = "config:\n  base: &base {a: 1}\n  more: {<<: *base, b: 2}";
        expect(await configOf("", dev)).toEqual({ "shop:base": '{"a":1}', "shop:more": '{"a":1,"b":2}' });
    });

    test("defaults and values of the project hold where the stack says nothing", async () => {
        const schema =
            "config:\n  size: small\n  shop:tags: {type: object, default: {b: 1, a: 2}}\n  count: {type: integer, default: 3}\n  azure-native:location: {value: northeurope}";
        expect(await configOf(schema, "config: {count: 5}")).toEqual({
            "shop:size": "small",
            "shop:tags": '{"a":2,"b":1}',
            "shop:count": "5",
            "azure-native:location": "northeurope",
        });
    });

    test("the command line comes last, and can lead into a structure", async () => {
        const schema = "config:\n  vault: {type: object}\n  tags: {type: object, default: {}}";
        const overrides = [
            "name=new=er",
            "vault.exposure=private",
            "vault.days=30",
            "vault.purge.protect=true",
            "azure-native:location=x",
            'tags={"a":"1"}',
        ];
        expect(await configOf(schema, "config: {name: old, vault: {exposure: open, keep: 1}}", overrides)).toEqual({
            "shop:name": "new=er",
            "shop:vault": '{"days":30,"exposure":"private","keep":1,"purge":{"protect":true}}',
            "azure-native:location": "x",
            "shop:tags": '{"a":"1"}',
        });
    });

    test("encrypted values stay so: unknown, secret, and named", async () => {
        const { outputs, warnings } = await recordStack({
            folder: shop(
                "config: {key: {type: string, secret: true}}",
                "config:\n  key: {secure: AAAbbb}\n  tree: {deep: {secure: CCC}}\nencryptionsalt: x",
            ),
            stack: "dev",
        });
        expect(outputs["key"]).toEqual(secret);
        expect(JSON.stringify(outputs)).not.toMatch(/AAAbbb|CCC/);
        expect(warnings).toEqual(
            ["shop:key", "shop:tree"].map((key) => `${key} is encrypted; it is recorded as an unknown secret`),
        );
    });

    test("an environment that is imported is named: what it sets is missing", async () => {
        const { warnings } = await recordStack({ folder: shop("", "environment: [base]\nconfig: {}"), stack: "dev" });
        expect(warnings).toContain("Pulumi.dev.yaml imports an environment; what it sets is not known here");
    });

    test("keys that nothing declares are the program's own matter", async () => {
        expect(await configOf("config: {vault: {type: object, default: {}}}", "config: {network: x}")).toMatchObject({
            "shop:network": "x",
        });
    });
});

describe("what is refused", () => {
    test("a stack without a file, with those that there are and the nearest", async () => {
        const folder = shop("", "", { "Pulumi.prod.yaml": "", "Pulumi.lab-1.yaml": "" });
        expect(await refusal({ folder, stack: "prd" })).toMatch(/one of: dev, lab-1, prod[^]*did you mean "prod"/);
        expect(await refusal({ folder, stack: "../infra/x" })).toMatch(/one of: dev, lab-1, prod/);
    });

    test("a folder without a project", async () => {
        expect(await refusal({ folder: project({}), stack: "dev" })).toContain("Pulumi.yaml");
    });

    test.each([
        ["another language", "name: shop\nruntime: python", /python[^]*only programs that Node can load/],
        ["no name", "runtime: nodejs", /name in Pulumi\.yaml/],
        ["no entry", "name: shop\nruntime: nodejs\nmain: nowhere", /the program[^]*nowhere/],
        ["no YAML", "name: [shop", /Pulumi\.yaml:1:/],
        ["no mapping", "- a", /a mapping/],
    ])("a project with %s", async (_, yaml, says) => {
        expect(
            await refusal({ folder: project({ "Pulumi.yaml": yaml, "Pulumi.dev.yaml": "" }), stack: "dev" }),
        ).toMatch(says);
    });

    test.each([
        ["broken YAML, with line and column", "config:\n  a: b\n  c: [1, 2", /Pulumi\.dev\.yaml:3:/],
        ["wrong indentation", "config:\n  a: b\n c: d", /Pulumi\.dev\.yaml:3:/],
        ["a key twice", "config:\n  a: 1\n  a: 2", /Pulumi\.dev\.yaml:3:3[^]*unique/],
        ["a list for a configuration", "config: [a]", /config in Pulumi\.dev\.yaml/],
        ["a key of too many parts", "config:\n  a:b:c: d", /a:b:c[^]*<namespace>:<name>/],
        [
            "a date that Pulumi takes for a time",
            "config:\n  expires: 2027-01-01",
            /Pulumi\.dev\.yaml:2:12[^]*2027-01-01[^]*in quotes/,
        ],
        ["a time inside a structure", "config:\n  a: {b: [2027-01-01T00:00:00Z]}", /in quotes/],
        ["a number that Pulumi takes for an octal one", "config:\n  a: 0755", /octal/],
        ["a number too long to keep", "config:\n  a: 12345678901234567890", /in quotes/],
    ])("%s", async (_, dev, says) => expect(await refused("", dev)).toMatch(says));

    test("a date in quotes is a text", async () => {
        expect(await configOf("", "config:\n  expires: '2027-01-01'")).toEqual({ "shop:expires": "2027-01-01" });
    });

    test("broken YAML is not quoted where it is encrypted", async () => {
        expect(await refused("", "config:\n  a: {secure: AAAbbb")).not.toContain("AAAbbb");
    });

    test.each([
        ["a text for a number", "{type: integer}", "many", /shop:a[^]*integer/],
        ["a number for a text", "{type: string}", "7", /string/],
        ["a text for a flag", "{type: boolean}", "maybe", /boolean/],
        ["a list for a structure", "{type: object}", "[1]", /object/],
        ["a structure for a list", "{type: array, items: {type: string}}", "{b: 1}", /array<string>/],
        ["an element of another type", "{type: array, items: {type: integer}}", "[1, two]", /array<integer>/],
        ["nothing, without a default", "{type: string}", undefined, /declares the key without a default/],
        [
            "a secret in plain text",
            "{type: string, secret: true}",
            "hush",
            /an encrypted one[^]*pulumi config set --secret shop:a/,
        ],
    ])("%s, where the project declares a type", async (_, type, value, says) => {
        const message = await refused(`config:\n  a: ${type}`, value === undefined ? "" : `config:\n  a: ${value}`);
        expect(message).toMatch(says);
        expect(message).not.toContain("hush");
    });

    test.each([
        ["a text that is a number", "{type: integer}", "'7'"],
        ["a text that is a flag", "{type: boolean}", "'true'"],
    ])("not %s", async (_, type, value) => {
        expect(await configOf(`config:\n  a: ${type}`, `config:\n  a: ${value}`)).toHaveProperty(["shop:a"]);
    });

    test("a key that looks like a declared one misspelt", async () => {
        expect(await refused("config: {topology: {type: string, default: x}}", "config: {topologgy: y}")).toMatch(
            /shop:topologgy[^]*did you mean "topology"/,
        );
    });

    test("several faults at once", async () => {
        const message = await refused("config:\n  a: {type: integer}\n  b: {type: boolean}", "config: {a: x, b: y}");
        expect(message).toMatch(/shop:a[^]*shop:b/);
    });

    test.each([
        ["no value", ["vault"], /KEY=VALUE/],
        ["no key", ["=x"], /KEY=VALUE/],
        ["a key of too many parts", ["a:b:c=d"], /<namespace>:<name>/],
        ["no JSON for a structure", ["vault={a: 1}"], /object, as JSON/],
        ["a path into a text", ["name.first=x"], /a path of fields/],
        ["a path that reaches for prototypes", ["vault.__proto__.a=x"], /a path of fields/],
        ["a path with a gap", ["vault..a=x"], /a path of fields/],
        ["a secret in plain text", ["key=hush"], /an encrypted one/],
    ])("--config with %s", async (_, overrides, says) => {
        const schema = "config:\n  vault: {type: object, default: {}}\n  key: {type: string, secret: true, default: x}";
        const message = await refused(schema, "config: {name: x}", overrides);
        expect(message).toMatch(says);
        expect(message).not.toContain("hush");
    });

    test("a program that cannot be loaded, by its path", async () => {
        expect(
            await refusal({ folder: shop("", "", { "infra/index.ts": "export const a = ;" }), stack: "dev" }),
        ).toMatch(/the program .*infra\/index\.ts is refused/);
        expect(
            await refusal({ folder: shop("", "", { "infra/index.ts": 'import "./missing.ts";' }), stack: "dev" }),
        ).toMatch(/missing\.ts/);
    });

    test("default and named exports together, as Pulumi refuses them", async () => {
        expect(
            await refusal({
                folder: shop("", "", { "infra/index.ts": "export default {}; export const a = 1;" }),
                stack: "dev",
            }),
        ).toMatch(/either a default export or named exports/);
    });
});
