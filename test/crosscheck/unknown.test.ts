import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Model } from "../../analysis/model/model.ts";
import { unknown, type Plan, type PlanObject, type PlanResource, type PlanValue } from "../../plan/plan.ts";
import { recorded } from "../documents/recorded.ts";
import { depthOf, type Depth } from "./depth.ts";
import { network, objects, rights, whole, type Kind } from "./kinds.ts";
import { broken, neverContrary, verdictsOn } from "./relations.ts";
import { gridOf, resolvedIn } from "./stacks.ts";

/**
 * A value that is not known yet could be the one that was there: the verdict stays, or becomes undetermined. With ids and
 * outputs, as in an update of what exists, and without, as in a first preview.
 */

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
    // Azure's own names of subnets are written out; one that is not told yet is none of them.
    const places = placesIn(chosen.inputs).filter(([key]) => key !== "subnetName");
    const path = places[where % places.length]!;
    const inputs = replaced(chosen.inputs, path) as PlanObject;
    const resources = plan.deployment.resources.map((resource): PlanResource => {
        if (resource === chosen)
            return exists
                ? { ...resource, inputs, outputs: { ...resource.outputs, ...inputs } }
                : { ...withoutId(resource), inputs, propertyDependencies: {} };
        return exists || !resource.custom ? resource : withoutId(resource);
    });
    return { plan: { version: 3, deployment: { resources } }, place: `${chosen.type} /${path.join("/")}` };
}

function withoutId({ id, ...resource }: PlanResource): PlanResource {
    return id === undefined ? { ...resource, outputs: {} } : { ...resource, outputs: {} };
}

/** Wherever a value becomes unknown, no verdict turns round. @param mayBeNew whether nothing of it need exist yet. */
function holdsFor<W>(kind: Kind<W>, depth: Depth, mayBeNew: (world: W) => boolean = () => true): void {
    fc.assert(
        fc.property(kind.worlds, fc.nat(), fc.nat(), fc.boolean(), (world, which, where, exists) => {
            const plan = kind.planOf(world);
            const { plan: less, place } = withUnknown(plan, which, where, exists || !mayBeNew(world));
            const found = broken(kind, verdictsOn(kind, plan), verdictsOn(kind, less), neverContrary);
            expect(found && `${place}: ${found}`).toBeUndefined();
        }),
        depth,
    );
}

describe("a value that is not known yet is taken for neither answer", () => {
    test("anywhere in a generated world", { timeout: 600_000 }, () => {
        // An identity whose id others name is there already.
        holdsFor(whole, depthOf(20, 4), ({ identity }) => identity === undefined);
        holdsFor(network, depthOf(100, 20));
        holdsFor(rights, depthOf(60, 10), ({ identityKnown }) => !identityKnown);
        holdsFor(objects, depthOf(10));
    });

    test.each(["dev", "bastion-integration", "endpoint-lab", "web-application"])(
        "anywhere in %s",
        { timeout: 600_000 },
        async (stack) => {
            const plan = await recorded(stack).plan();
            const grid = gridOf(plan).filter((_, index) => index % 7 === 0);
            const asks = { asked: grid, askedOf: (model: Model) => resolvedIn(model, grid) };
            const before = verdictsOn(asks, plan);
            fc.assert(
                fc.property(fc.nat(), fc.nat(), fc.boolean(), (which, where, exists) => {
                    const { plan: less, place } = withUnknown(plan, which, where, exists);
                    const found = broken(asks, before, verdictsOn(asks, less), neverContrary);
                    expect(found && `${place}: ${found}`).toBeUndefined();
                }),
                depthOf(12),
            );
        },
    );
});
