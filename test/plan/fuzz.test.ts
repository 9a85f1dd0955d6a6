import fc from "fast-check";
import { expect, test } from "vitest";
import { InputError } from "../../input/error.ts";
import { isSecret, secretSignature, signatureKey } from "../../plan/plan.ts";
import type { Plan, PlanObject, PlanValue } from "../../plan/plan.ts";
import { readPlan } from "../../plan/read.ts";
import { exported, preview, recorded, resource, stack, step } from "./documents.ts";

/** Never anything but a plan that keeps its promises, or a refusal in words. */
function planOrRefusal(text: string): Plan | undefined {
    try {
        const { plan } = readPlan(text, { name: "plan.json" });
        expectSound(plan);
        return plan;
    } catch (error) {
        expect(error).toBeInstanceOf(InputError);
        expect((error as InputError).message).toMatch(/^the plan plan\.json.* is refused\n {2}got: /s);
        return undefined;
    }
}

function expectSound(plan: Plan): void {
    const urns = plan.deployment.resources.map(({ urn }) => urn);
    expect(new Set(urns).size).toBe(urns.length);
    for (const { urn, type, custom, id, inputs, outputs, dependencies } of plan.deployment.resources) {
        expect(urn).toMatch(/^urn:pulumi:/);
        expect([typeof type, typeof custom]).toEqual(["string", "boolean"]);
        expect(["string", "undefined"]).toContain(typeof id);
        expect([...dependencies]).toEqual([...new Set(dependencies)].sort());
        for (const value of [inputs, outputs]) expectNoSecretValue(value);
    }
}

function expectNoSecretValue(value: PlanValue): void {
    if (isSecret(value)) expect(Object.keys(value as PlanObject)).toEqual([signatureKey]);
    else if (typeof value === "object" && value !== null) Object.values(value).forEach(expectNoSecretValue);
}

const awkward = fc.constantFrom<PlanValue>(
    "",
    "__proto__",
    "[secret]",
    "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
    { [signatureKey]: secretSignature, value: "v" },
    null,
    [],
    {},
    -0,
    true,
);
const json = fc.jsonValue({ maxDepth: 4 }) as fc.Arbitrary<PlanValue>;
const anything = fc.oneof(awkward, json);
const fields = [
    "urn",
    "type",
    "custom",
    "id",
    "parent",
    "inputs",
    "outputs",
    "dependencies",
    "propertyDependencies",
    "protect",
    "provider",
    "ignoreChanges",
    "delete",
    "aliases",
    "additionalSecretOutputs",
] as const;

const oddResource = fc
    .record(Object.fromEntries(fields.map((field) => [field, anything])), { requiredKeys: [] })
    .chain((odd) =>
        fc
            .constantFrom("kv", "kv2", "vnet")
            .map((name) => ({ ...resource("azure-native:keyvault:Vault", name), ...odd }) as PlanObject),
    );

test("any text", () => {
    fc.assert(
        fc.property(fc.string(), (text) => void planOrRefusal(text)),
        { numRuns: 300 },
    );
});

test("any JSON", () => {
    fc.assert(
        fc.property(fc.json(), (text) => void planOrRefusal(text)),
        { numRuns: 300 },
    );
});

test("any JSON in the place of any part", () => {
    const document = fc.oneof(
        fc.record({ version: fc.oneof(fc.constant(3), anything), deployment: anything }),
        fc.record({
            version: fc.constant(3),
            deployment: fc.record(
                { manifest: anything, resources: anything, pending_operations: anything },
                { requiredKeys: [] },
            ),
        }),
        fc.record(
            { steps: anything, changeSummary: anything, diagnostics: anything, config: anything },
            { requiredKeys: ["steps"] },
        ),
        fc.record({
            steps: fc.array(
                fc.record(
                    { op: anything, urn: anything, newState: anything, oldState: anything },
                    { requiredKeys: [] },
                ),
            ),
        }),
    );
    fc.assert(
        fc.property(document, (value) => void planOrRefusal(JSON.stringify(value))),
        { numRuns: 500 },
    );
});

test("resources of which some fields are odd, in all three sources", () => {
    fc.assert(
        fc.property(fc.array(oddResource, { maxLength: 3 }), (resources) => {
            planOrRefusal(recorded(resources));
            planOrRefusal(exported([stack, ...resources], { pending_operations: [] }));
            planOrRefusal(preview(resources.map((state) => step("create", state as never))));
        }),
        { numRuns: 500 },
    );
});

test("a document cut off anywhere is refused", () => {
    const whole = exported([stack, resource("azure-native:keyvault:Vault", "kv", { inputs: { vaultName: "kv" } })]);
    for (let length = 0; length < whole.length; length++) expect(planOrRefusal(whole.slice(0, length))).toBeUndefined();
});

test("a plan that was read reads the same again", () => {
    fc.assert(
        fc.property(fc.dictionary(fc.string(), anything), fc.dictionary(fc.string(), anything), (inputs, outputs) => {
            const plan = planOrRefusal(recorded([resource("azure-native:keyvault:Vault", "kv", { inputs, outputs })]));
            if (plan !== undefined) expect(planOrRefusal(JSON.stringify(plan))).toEqual(plan);
        }),
    );
});
