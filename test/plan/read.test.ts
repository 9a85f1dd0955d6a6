import { describe, expect, test } from "vitest";
import { InputError } from "../../input/error.ts";
import { secret, unknown } from "../../plan/plan.ts";
import type { Plan } from "../../plan/plan.ts";
import { readPlan } from "../../plan/read.ts";
import { exported, preview, recorded, resource, stack, stackUrn, step, urnOf } from "./documents.ts";

const read = (text: string) => readPlan(text, { name: "plan.json" });
const resources = (text: string) => read(text).plan.deployment.resources;
const vault = resource("azure-native:keyvault:Vault", "kv");

function refusal(text: string): string {
    try {
        read(text);
    } catch (error) {
        expect(error).toBeInstanceOf(InputError);
        return (error as InputError).message;
    }
    throw new Error("nothing is refused");
}

describe("the three sources", () => {
    test("a recorded plan is read as it was written", () => {
        const plan: Plan = {
            version: 3,
            deployment: {
                resources: [
                    {
                        urn: stackUrn,
                        type: "pulumi:pulumi:Stack",
                        custom: false,
                        inputs: {},
                        outputs: {},
                        dependencies: [],
                        propertyDependencies: {},
                    },
                    {
                        urn: urnOf("azure-native:keyvault:Vault", "kv"),
                        type: "azure-native:keyvault:Vault",
                        custom: true,
                        id: unknown,
                        parent: stackUrn,
                        inputs: { properties: { tenantId: unknown, password: secret, list: [1, null, true] } },
                        outputs: {},
                        dependencies: [stackUrn],
                        propertyDependencies: { properties: [stackUrn] },
                        protect: true,
                        provider: `${urnOf("pulumi:providers:azure-native", "hub")}::${unknown}`,
                        ignoreChanges: ["tags"],
                        retainOnDelete: true,
                        deletedWith: stackUrn,
                        external: true,
                        aliases: [urnOf("azure-native:keyvault:Vault", "old")],
                        additionalSecretOutputs: ["properties"],
                    },
                ],
            },
        };
        expect(read(JSON.stringify(plan))).toEqual({ plan, source: "recorded", notes: [] });
    });

    test("an export is recognised by its manifest, a preview by its steps", () => {
        expect(read(exported([stack])).source).toBe("export");
        expect(read(preview([step("create", stack)])).source).toBe("preview");
    });

    test("all three give the same plan for the same resources", () => {
        const state = { ...vault, id: "/x", inputs: { vaultName: "kv" }, outputs: { name: "kv" } };
        const plans = [
            recorded([stack, state]),
            exported([stack, state]),
            preview([step("same", stack), step("same", state)]),
        ];
        const [first, ...others] = plans.map(resources);
        expect(others).toEqual([first, first]);
    });

    test("a byte order mark does not matter", () => {
        expect(read(`\uFEFF${recorded([stack])}`).source).toBe("recorded");
    });
});

describe("an export", () => {
    test("leaves out what is only waiting to be deleted", () => {
        const old = { ...vault, id: "/old", delete: true };
        expect(resources(exported([stack, { ...vault, id: "/new" }, old])).map(({ id }) => id)).toEqual([
            undefined,
            "/new",
        ]);
    });

    test("leaves out a resource that is deleted and not yet created again, and says so", () => {
        const { plan, notes } = read(exported([stack, { ...vault, pendingReplacement: true }]));
        expect(plan.deployment.resources.map(({ urn }) => urn)).toEqual([stackUrn]);
        expect(notes).toEqual([`${vault.urn} is deleted and not yet created again`]);
    });

    test("says which operations an interrupted update left open", () => {
        const { notes } = read(exported([stack], { pending_operations: [{ resource: vault, type: "creating" }] }));
        expect(notes).toEqual([`an update was interrupted while creating ${vault.urn}: it may have happened or not`]);
    });

    test("loses the engine's own providers, and keeps those of the program", () => {
        const own = resource("pulumi:providers:azure-native", "default_3_28_0", { id: "1" });
        const hub = resource("pulumi:providers:azure-native", "hub", { id: "2" });
        const first = { ...vault, provider: `${own.urn}::1` };
        const second = resource("azure-native:keyvault:Vault", "kv2", { provider: `${hub.urn}::2` });
        expect(
            resources(exported([stack, own, hub, first, second])).map(({ urn, provider }) => [urn, provider]),
        ).toEqual([
            [stackUrn, undefined],
            [hub.urn, undefined],
            [vault.urn, undefined],
            [second.urn, `${hub.urn}::2`],
        ]);
    });

    test.each([
        ["encrypted", { ciphertext: "v1:abc" }],
        ["in plain text", { plaintext: '"hush"' }],
        ["with its value", { value: "hush" }],
    ])("keeps of a secret %s nothing but the mark", (_, value) => {
        const state = {
            ...vault,
            inputs: { deep: [{ ...secret, ...value }] },
            outputs: { whole: { ...secret, ...value } },
        };
        const text = JSON.stringify(read(exported([stack, state])).plan);
        expect(text).not.toMatch(/hush|abc/);
        expect(resources(exported([stack, state]))[1]).toMatchObject({
            inputs: { deep: [secret] },
            outputs: { whole: secret },
        });
    });

    test("has one mark for what is unknown, whatever type it will have", () => {
        const marks = ["1c4a061d-8072-4f0a-a4cb-0ff528b18fe7", "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2", unknown];
        const output = { "4dabf18193072939515e22adb298388d": "d0e6a833031e9bbcd3f4e8bde6ca49a4", dependencies: [] };
        expect(resources(exported([stack, { ...vault, inputs: { marks, output } }]))[1]!.inputs).toEqual({
            marks: [unknown, unknown, unknown],
            output: unknown,
        });
    });

    test("loses the aliases that the provider adds for its API versions, and keeps the author's", () => {
        const versions = ["v20150601", "v20230701"].map((version) =>
            urnOf(`azure-native:keyvault/${version}:Vault`, "kv"),
        );
        const former = urnOf("azure-native:keyvault:Vault", "vault");
        expect(resources(exported([stack, { ...vault, aliases: [...versions, former] }]))[1]!.aliases).toEqual([
            former,
        ]);
    });

    test("may hold tags of any name", () => {
        const tags = { constructor: "a", prototype: "b", hasOwnProperty: "c", toString: "d" };
        expect(resources(exported([stack, { ...vault, inputs: { tags } }]))[1]!.inputs).toEqual({ tags });
    });
});

describe("a preview", () => {
    test("is refused when its summary counts more unchanged resources than it shows, with the command to use", () => {
        const message = refusal(preview([step("create", vault)], { changeSummary: { create: 1, same: 12 } }));
        expect(message).toContain("0 of the 12 resources that the summary counts as same");
        expect(message).toContain("pulumi preview --json --show-sames");
    });

    test.each(["create", "update", "replace"])("is refused when a step %s was taken out", (op) => {
        expect(refusal(preview([step("same", stack)], { changeSummary: { same: 1, [op]: 1 } }))).toContain(
            `0 of the 1 resources that the summary counts as ${op}`,
        );
    });

    test("is refused when the preview failed", () => {
        const diagnostics = [
            { severity: "warning", message: "fine" },
            { severity: "error", message: "Duplicate resource URN" },
        ];
        expect(refusal(preview([step("create", vault)], { diagnostics }))).toContain("Duplicate resource URN");
    });

    test("loses what is deleted", () => {
        expect(resources(preview([step("same", stack), step("delete", vault)])).map(({ urn }) => urn)).toEqual([
            stackUrn,
        ]);
    });

    test.each([
        ["created first", ["create-replacement", "replace", "delete-replaced"]],
        ["deleted first", ["delete-replaced", "replace", "create-replacement"]],
    ])("makes one resource of a replacement, %s", (_, ops) => {
        const old = { ...vault, id: "/old", outputs: { name: "old" } };
        const steps = ops.map((op) =>
            op === "delete-replaced" ? step(op, old) : step(op, { ...vault, inputs: { vaultName: "new" } }, old),
        );
        const found = resources(preview(steps));
        expect(found).toHaveLength(1);
        expect(found[0]).toMatchObject({ inputs: { vaultName: "new" }, outputs: {} });
        expect(found[0]).not.toHaveProperty("id");
    });

    test("takes ids and outputs of unchanged resources from the old state, where the engine leaves them", () => {
        const old = {
            ...vault,
            id: "/kv",
            inputs: { vaultName: "kv" },
            outputs: { name: "kv", properties: { vaultUri: "u" } },
        };
        const found = resources(preview([step("same", { ...vault, inputs: { vaultName: "kv" } }, old)]));
        expect(found[0]).toMatchObject({ id: "/kv", outputs: old.outputs });
    });

    test("keeps over an update what the update leaves alone, and nothing that it changes", () => {
        const old = {
            ...vault,
            id: "/vm",
            inputs: { identity: { type: "SystemAssigned" }, tags: { a: "1" } },
            outputs: { identity: { type: "SystemAssigned", principalId: "p" }, tags: { a: "1" }, vmId: "v" },
        };
        const updated = { ...vault, inputs: { identity: { type: "None" }, tags: { a: "1" } } };
        const found = resources(preview([step("update", updated, old)]));
        expect(found[0]).toMatchObject({ id: "/vm", outputs: { tags: { a: "1" }, vmId: "v" } });
        expect(found[0]!.outputs).not.toHaveProperty("identity");
    });

    test("reads [secret] as a secret; elsewhere it is a text", () => {
        const state = { ...vault, inputs: { password: "[secret]", list: ["[secret]"] } };
        expect(resources(preview([step("create", state)]))[0]!.inputs).toEqual({ password: secret, list: [secret] });
        expect(resources(exported([stack, state]))[1]!.inputs).toEqual({ password: "[secret]", list: ["[secret]"] });
    });

    test("takes the step proper after a refresh of the same resource", () => {
        const refreshed = { ...vault, inputs: { vaultName: "drifted" } };
        const wanted = { ...vault, inputs: { vaultName: "kv" } };
        const found = resources(preview([step("refresh", refreshed), step("same", wanted)]));
        expect(found).toHaveLength(1);
        expect(found[0]!.inputs).toEqual({ vaultName: "kv" });
    });

    test("without a summary is read with a note", () => {
        const { notes } = read(preview([step("create", vault)], { changeSummary: null }));
        expect(notes).toEqual(["the preview has no summary, so nothing shows whether it is complete"]);
    });
});

describe("what is refused, each with one clear error", () => {
    const cycle = (field: "parent" | "dependencies") => {
        const name = (index: number) => urnOf("a:b:C", `r${index}`);
        return [0, 1, 2].map((index) => {
            const next = name((index + 1) % 3);
            return {
                ...resource("a:b:C", `r${index}`),
                ...(field === "parent" ? { parent: next } : { dependencies: [next] }),
            };
        });
    };
    const deep = (levels: number): string =>
        `{"version":3,"deployment":{"resources":[{"urn":"${vault.urn}","type":"azure-native:keyvault:Vault","inputs":{"a":${"[".repeat(levels)}${"]".repeat(levels)}}}]}}`;

    test.each<[name: string, text: string, says: string | RegExp]>([
        ["an empty file", "", /empty/],
        ["no JSON", "Previewing update (dev)", /something else besides JSON/],
        ["a truncated file", exported([stack, vault]).slice(0, -20), /cut off/],
        ["a truncated text", exported([stack]).slice(0, 60), /cut off/],
        ["UTF-16", "{\u0000}\u0000", /UTF-16/],
        ["a number", "7", /pulumi preview --json/],
        ["a list", "[]", /a list of 0/],
        ["null", "null", /pulumi preview --json/],
        [
            "another program's JSON",
            '{"format_version":"1.2","terraform_version":"1.9"}',
            /format_version, terraform_version/,
        ],
        ["an empty object", "{}", /an object with nothing in it/],
        ["another version", JSON.stringify({ version: 99, deployment: {} }), /99/],
        ["a deployment that is none", JSON.stringify({ version: 3, deployment: [] }), "/deployment"],
        [
            "resources that are no list",
            JSON.stringify({ version: 3, deployment: { resources: {} } }),
            "/deployment/resources",
        ],
        ["a resource that is none", recorded([stack, 1 as never]), "/deployment/resources/1"],
        ["a resource without a URN", recorded([{ type: "a:b:C", custom: true }]), /without a URN/],
        ["a URN that is none", recorded([{ ...vault, urn: "kv" }]), "urn:pulumi:<stack>"],
        ["a type that is not the URN's", recorded([{ ...vault, type: "azure-native:keyvault:Secret" }]), "/type"],
        ["a missing type", recorded([{ urn: vault.urn }]), "/type"],
        ["inputs of the wrong type", recorded([{ ...vault, inputs: ["a"] }]), "/inputs"],
        ["outputs of the wrong type", recorded([{ ...vault, outputs: "a" }]), "/outputs"],
        ["an id of the wrong type", recorded([{ ...vault, id: 7 }]), "/id"],
        ["custom of the wrong type", recorded([{ ...vault, custom: "yes" }]), "/custom"],
        ["dependencies of the wrong type", recorded([{ ...vault, dependencies: { a: 1 } }]), "/dependencies"],
        ["a dependency of the wrong type", recorded([{ ...vault, dependencies: [1] }]), "/dependencies/0"],
        [
            "property dependencies of the wrong type",
            recorded([{ ...vault, propertyDependencies: { a: "b" } }]),
            "/propertyDependencies/a",
        ],
        ["a URN twice", recorded([vault, vault]), /each URN once/],
        ["a URN twice in a preview", preview([step("create", vault), step("create", vault)]), /one step "create"/],
        ["a step without a state", preview([{ op: "create", urn: vault.urn }]), /without newState/],
        [
            "a step about another resource",
            preview([{ ...step("create", vault), urn: urnOf("a:b:C", "x") }]),
            "/newState/urn",
        ],
        ["a step without an operation", preview([{ urn: vault.urn }]), "/steps/0/op"],
        [
            "a summary of words",
            preview([step("same", stack)], { changeSummary: { same: "all" } }),
            "/changeSummary/same",
        ],
        ["parents in a circle", recorded(cycle("parent")), /r0.* → .*r1.* → .*r2.* → .*r0/],
        ["dependencies in a circle", recorded(cycle("dependencies")), /without a circle/],
        ["a resource that depends on itself", recorded([{ ...vault, dependencies: [vault.urn] }]), /without a circle/],
        [
            "a key that reaches for prototypes",
            recorded([{ ...vault, inputs: JSON.parse('{"a":{"__proto__":{"b":1}}}') as never }]),
            "/inputs/a/__proto__",
        ],
        [
            "a text of a million characters",
            recorded([{ ...vault, inputs: { a: "x".repeat(1_000_000) } }]),
            /at most 500000 characters/,
        ],
        [
            "a URN of a million characters",
            recorded([{ ...vault, urn: vault.urn + "x".repeat(1_000_000) }]),
            /at most 500000 characters/,
        ],
        [
            "a key of a million characters",
            recorded([{ ...vault, inputs: { ["x".repeat(1_000_000)]: 1 } }]),
            /name of a property/,
        ],
        ["values nested too deep", deep(101), /nested at most 100 deep/],
        ["values nested beyond any stack", deep(100_000), /nested at most 100 deep/],
        [
            "lists in lists instead of a deployment",
            `{"version":3,"deployment":${"[".repeat(100_000)}${"]".repeat(100_000)}}`,
            "/deployment",
        ],
        ["a number that is none", recorded([vault]).replace('"custom"', '"inputs":{"a":1e999},"custom"'), /finite/],
    ])("%s", (_, text, says) => {
        const message = refusal(text);
        if (typeof says === "string") expect(message).toContain(says);
        else expect(message).toMatch(says);
        expect(message).toContain("the plan plan.json");
        expect(message).toMatch(/got: .*\n.*expected: .*\n.*fix: /);
        expect(message.length).toBeLessThan(1000);
    });

    test("a document is not quoted: it may hold secrets", () => {
        expect(refusal('{"version": 3, hush: "hush-hush"}')).not.toContain("hush");
        expect(refusal(recorded([{ ...vault, inputs: [{ password: "hush" }] }]))).not.toContain("hush");
    });
});

test("two ways to the same resource are no circle", () => {
    const ends = resource("a:b:C", "d");
    const ways = ["b", "c"].map((name) => ({ ...resource("a:b:C", name), dependencies: [ends.urn] }));
    const start = { ...resource("a:b:C", "a"), dependencies: ways.map(({ urn }) => urn) };
    expect(resources(recorded([start, ...ways, ends]))).toHaveLength(4);
});

test("a chain of 20,000 dependencies is read", () => {
    const chain = Array.from({ length: 20_000 }, (_, index) => ({
        ...resource("a:b:C", `r${index}`),
        dependencies: index === 0 ? [] : [urnOf("a:b:C", `r${index - 1}`)],
    }));
    expect(resources(recorded(chain))).toHaveLength(20_000);
    expect(resources(recorded(chain.toReversed()))).toHaveLength(20_000);
});
