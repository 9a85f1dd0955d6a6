import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Verdict } from "../../analysis/answer.ts";
import { oracleOf } from "../../analysis/evaluate.ts";
import { modelOf, type Model } from "../../analysis/model/model.ts";
import type { Question } from "../../analysis/question.ts";
import { unknown, type Plan, type PlanObject, type PlanResource, type PlanValue } from "../../plan/plan.ts";
import { recorded } from "../documents/recorded.ts";
import { asked, askedOf } from "./whole/grid.ts";
import { planOf } from "./whole/plan-of.ts";
import { gridOf, resolvedIn } from "./stacks.ts";
import { worlds } from "./whole/world.ts";

/**
 * A value that is not known yet could be the one that was there: the verdict stays, or becomes undetermined. With ids and
 * outputs, as in an update of what exists, and without, as in a first preview.
 */
const runs = Number(process.env["CROSSCHECK_WORLDS"] ?? 12);

/** Every place inside the inputs of a plan's resources: the path of keys to it. */
function placesIn(value: PlanValue, path: readonly string[] = []): (readonly string[])[] {
    if (typeof value !== "object" || value === null) return [path];
    return [
        ...(path.length > 0 ? [path] : []),
        ...Object.entries(value).flatMap(([key, inner]) => placesIn(inner, [...path, key])),
    ];
}

function replaced(value: PlanValue, [key, ...rest]: readonly string[]): PlanValue {
    if (key === undefined) return unknown;
    if (Array.isArray(value))
        return value.map((inner: PlanValue, index) => (String(index) === key ? replaced(inner, rest) : inner));
    const object = value as PlanObject;
    return { ...object, [key]: replaced(object[key] ?? null, rest) };
}

/** @param which and @param where choose a value. */
function withUnknown(
    plan: Plan,
    which: number,
    where: number,
    exists: boolean,
): { readonly plan: Plan; readonly place: string } {
    const candidates = plan.deployment.resources.filter(
        ({ custom, type, inputs }) => custom && type.startsWith("azure-native") && Object.keys(inputs).length > 0,
    );
    const chosen = candidates[which % candidates.length]!;
    const places = placesIn(chosen.inputs);
    const path = places[where % places.length]!;
    const inputs = replaced(chosen.inputs, path) as PlanObject;
    const resources = plan.deployment.resources.map((resource): PlanResource => {
        if (resource === chosen)
            return exists
                ? { ...resource, inputs, outputs: inputs }
                : { ...withoutId(resource), inputs, propertyDependencies: {} };
        return exists || !resource.custom ? resource : withoutId(resource);
    });
    return { plan: { version: 3, deployment: { resources } }, place: `${chosen.type} /${path.join("/")}` };
}

function withoutId({ id, ...resource }: PlanResource): PlanResource {
    return id === undefined ? { ...resource, outputs: {} } : { ...resource, outputs: {} };
}

type Resolve = (model: Model) => readonly (Question | undefined)[];

function verdicts(plan: Plan, resolve: Resolve): readonly (Verdict | undefined)[] {
    const model = modelOf(plan);
    const oracle = oracleOf(model);
    return resolve(model).map((question) => question && oracle.verdict(question));
}

function contrary(
    before: readonly (Verdict | undefined)[],
    { plan, place }: ReturnType<typeof withUnknown>,
    resolve: Resolve,
    shown: readonly object[],
): string | undefined {
    const after = verdicts(plan, resolve);
    const at = before.findIndex((verdict, index) => {
        const other = after[index];
        return verdict !== undefined && other !== undefined && other !== "undetermined" && other !== verdict;
    });
    return at === -1 ? undefined : `${place}: ${JSON.stringify(shown[at])}: ${before[at]} became ${after[at]}`;
}

describe("a value that is not known yet is taken for neither answer", () => {
    test("anywhere in a generated world", { timeout: 600_000 }, () => {
        fc.assert(
            fc.property(worlds, fc.nat(), fc.nat(), fc.boolean(), (world, which, where, exists) => {
                const plan = planOf(world);
                expect(
                    contrary(verdicts(plan, askedOf), withUnknown(plan, which, where, exists), askedOf, asked),
                ).toBeUndefined();
            }),
            { numRuns: runs * 5 },
        );
    });

    test.each(["dev", "bastion-integration", "endpoint-lab", "web-application"])(
        "anywhere in %s",
        { timeout: 600_000 },
        async (stack) => {
            const plan = await recorded(stack).plan();
            const grid = gridOf(plan).filter((_, index) => index % 7 === 0);
            const resolve: Resolve = (model) => resolvedIn(model, grid);
            const before = verdicts(plan, resolve);
            fc.assert(
                fc.property(fc.nat(), fc.nat(), fc.boolean(), (which, where, exists) => {
                    expect(contrary(before, withUnknown(plan, which, where, exists), resolve, grid)).toBeUndefined();
                }),
                { numRuns: runs },
            );
        },
    );
});
