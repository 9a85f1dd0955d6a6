import fc from "fast-check";
import { expect, test } from "vitest";
import { oracleOf } from "../../analysis/evaluate.ts";
import { modelOf } from "../../analysis/model/model.ts";
import { InputError } from "../../input/error.ts";
import { unknown, type Plan, type PlanObject, type PlanResource, type PlanValue } from "../../plan/plan.ts";
import { readPlan } from "../../plan/read.ts";
import { depthOf } from "./depth.ts";
import { askedOf } from "./whole/grid.ts";
import { planOf } from "./whole/plan-of.ts";
import { worlds } from "./whole/world.ts";

/** Plans that somebody made to hurt: an InputError or answers, never another exception, never a hang. */
const depth = depthOf(12);

const million = "a".repeat(1_000_000);
const slashes = "/".repeat(100_000);
const stars = `${"*a".repeat(50)}*`;

function nested(depth: number): PlanValue {
    let value: PlanValue = "deep";
    for (let level = 0; level < depth; level++) value = level % 2 === 0 ? [value] : { properties: value };
    return value;
}

/** By name, so that a failure can be printed. */
const made: Readonly<Record<string, PlanValue>> = {
    "a million characters": million,
    "a hundred thousand slashes": slashes,
    "an id of slashes": `/subscriptions/${slashes}`,
    stars,
    "open brackets": "(".repeat(50_000),
    "an endless attribute": `@Resource[${"x".repeat(50_000)}`,
    spaces: " ".repeat(100_000),
    "stars at the end": `${"*".repeat(5_000)}x`,
    "slashes and a word": `/subscriptions/a${slashes}b`,
    "an address of dots": `10${".".repeat(50_000)}`,
    deep: nested(2_000),
    "names of every object": JSON.parse('{"__proto__": {"id": "x"}, "toString": 1, "length": -1}') as PlanValue,
    "a long list": Array.from({ length: 2_000 }, (_, index) => index),
};

const hostile: fc.Arbitrary<PlanValue> = fc.oneof(
    fc.constantFrom(...Object.keys(made).map((name) => `made: ${name}`)),
    fc.constantFrom<PlanValue>(
        null,
        true,
        0,
        -1,
        1e308,
        "",
        unknown,
        "__proto__",
        "constructor",
        "/subscriptions/",
        "/subscriptions//resourceGroups//providers/Microsoft.KeyVault/vaults/",
        "10.0.0.0/99",
        "999.1.1.1",
        "::/0",
        "2026-13-45T99:99:99Z",
        [],
        {},
        [[[[]]]],
        [null, 1, "a", {}],
    ),
    fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<PlanValue>,
);

function real(value: PlanValue): PlanValue {
    return typeof value === "string" && value.startsWith("made: ") ? made[value.slice("made: ".length)]! : value;
}

function placesIn(value: PlanValue, path: readonly string[] = []): (readonly string[])[] {
    if (typeof value !== "object" || value === null || path.length > 12) return [path];
    return [path, ...Object.entries(value).flatMap(([key, inner]) => placesIn(inner, [...path, key]))];
}

function replaced(value: PlanValue, [key, ...rest]: readonly string[], by: PlanValue): PlanValue {
    if (key === undefined) return by;
    if (Array.isArray(value))
        return value.map((inner: PlanValue, index) => (String(index) === key ? replaced(inner, rest, by) : inner));
    const object = value as PlanObject;
    return { ...object, [key]: replaced(object[key] ?? null, rest, by) };
}

/** Reads the plan as a file and asks everything of it; a refusal is an answer. */
function asks(plan: Plan): "answers" | "refusal" {
    try {
        const { plan: read } = readPlan(JSON.stringify(plan), { name: "plan.json" });
        const model = modelOf(read);
        const oracle = oracleOf(model);
        for (const question of askedOf(model)) {
            if (question === undefined) continue;
            const { verdict, gates } = oracle.answer(question);
            expect(["allowed", "denied", "undetermined"]).toContain(verdict);
            expect(gates).toHaveLength(6);
        }
        return "answers";
    } catch (error) {
        if (error instanceof InputError) return "refusal";
        throw error;
    }
}

test("anything in the place of anything gives answers or one clear refusal", { timeout: 600_000 }, () => {
    const change = fc.tuple(fc.nat(), fc.nat(), hostile, fc.constantFrom("inputs", "outputs", "resource"));
    fc.assert(
        fc.property(worlds, fc.array(change, { minLength: 1, maxLength: 4 }), (world, changes) => {
            const resources = [...planOf(world).deployment.resources];
            for (const [which, where, by, side] of changes) {
                const index = which % resources.length;
                const chosen = resources[index]!;
                const whole = (side === "resource" ? chosen : { [side]: chosen[side] }) as unknown as PlanObject;
                const places = placesIn(whole);
                const path = places[where % places.length]!;
                if (path.length === 0) continue;
                resources[index] = { ...chosen, ...(replaced(whole, path, real(by)) as unknown as PlanResource) };
            }
            asks({ version: 3, deployment: { resources } });
        }),
        depth,
    );
});

test("circles among dependencies and parents, and everything depending on everything, end", () => {
    fc.assert(
        fc.property(worlds, fc.boolean(), (world, inParents) => {
            const { resources } = planOf(world).deployment;
            const urns = resources.map(({ urn }) => urn);
            const tangled = resources.map((resource, index): PlanResource => {
                const next = urns[(index + 1) % urns.length]!;
                const propertyDependencies = Object.fromEntries(Object.keys(resource.inputs).map((key) => [key, urns]));
                return { ...resource, dependencies: urns, propertyDependencies, ...(inParents && { parent: next }) };
            });
            asks({ version: 3, deployment: { resources: tangled } });
        }),
        { ...depth, numRuns: Math.max(5, Math.ceil(depth.numRuns / 10)) },
    );
});

test("a plan that is unknown in every value is asked without an error, and allows nothing", () => {
    fc.assert(
        fc.property(worlds, (world) => {
            const blank = (value: PlanValue): PlanValue => {
                if (Array.isArray(value)) return value.map(blank);
                if (typeof value !== "object" || value === null) return unknown;
                return Object.fromEntries(
                    Object.entries(value as PlanObject).map(([key, inner]) => [key, blank(inner)]),
                );
            };
            const resources = planOf(world).deployment.resources.map((resource) => {
                const named = resource.type.endsWith(":Vault") ? { vaultName: "kv-world" } : {};
                const inputs = { ...(blank(resource.inputs) as PlanObject), ...named };
                const { id, ...rest } = resource;
                return { ...rest, ...(id === undefined && {}), inputs, outputs: {} };
            });
            const model = modelOf({ version: 3, deployment: { resources } });
            const oracle = oracleOf(model);
            const verdicts = askedOf(model).flatMap((question) =>
                question === undefined ? [] : [oracle.verdict(question)],
            );
            expect(verdicts).not.toContain("allowed");
        }),
        { ...depth, numRuns: Math.max(5, Math.ceil(depth.numRuns / 10)) },
    );
});
