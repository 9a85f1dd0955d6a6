import fc from "fast-check";
import { expect } from "vitest";
import type { Verdict } from "../../analysis/answer.ts";
import { oracleOf } from "../../analysis/evaluate.ts";
import { modelOf } from "../../analysis/model/model.ts";
import type { Plan } from "../../plan/plan.ts";
import type { Depth } from "./depth.ts";
import type { Kind } from "./kinds.ts";

/** What must hold between the answers to a plan and to the same plan changed in one place, whatever the answers are. */
export type Relation = (before: Verdict, after: Verdict) => boolean;

const rank: Readonly<Record<Verdict, number>> = { denied: 0, undetermined: 1, allowed: 2 };
export const neverLess: Relation = (before, after) => rank[after] >= rank[before];
export const neverMore: Relation = (before, after) => rank[after] <= rank[before];
export const same: Relation = (before, after) => before === after;
/** What is no longer known is taken for neither answer. */
export const neverContrary: Relation = (before, after) => after === before || after === "undetermined";

type Asks = Pick<Kind<never>, "asked" | "askedOf">;

/** The verdicts on all questions; `undefined` where the plan no longer has the place or object by its name. */
export function verdictsOn({ askedOf }: Pick<Asks, "askedOf">, plan: Plan): readonly (Verdict | undefined)[] {
    const model = modelOf(plan);
    const oracle = oracleOf(model);
    return askedOf(model).map((question) => question && oracle.verdict(question));
}

/** The first question whose two verdicts are not as they must be. */
export function broken(
    asks: Asks,
    before: readonly (Verdict | undefined)[],
    after: readonly (Verdict | undefined)[],
    holds: Relation,
): string | undefined {
    const at = before.findIndex((one, index) => {
        const other = after[index];
        return one !== undefined && other !== undefined && !holds(one, other);
    });
    return at === -1 ? undefined : `${JSON.stringify(asks.asked[at])}: ${before[at]} became ${after[at]}`;
}

export function holdsBetweenWorlds<W>(
    kind: Kind<W>,
    depth: Depth,
    change: fc.Arbitrary<(world: W) => W>,
    holds: Relation,
): void {
    const verdicts = (world: W): readonly (Verdict | undefined)[] => verdictsOn(kind, kind.planOf(world));
    fc.assert(
        fc.property(kind.worlds, change, (world, changed) => {
            expect(broken(kind, verdicts(world), verdicts(changed(world)), holds)).toBeUndefined();
        }),
        depth,
    );
}

export function holdsBetweenPlans<W>(kind: Kind<W>, depth: Depth, change: (plan: Plan) => Plan, holds: Relation): void {
    fc.assert(
        fc.property(kind.worlds, (world) => {
            const plan = kind.planOf(world);
            expect(broken(kind, verdictsOn(kind, plan), verdictsOn(kind, change(plan)), holds)).toBeUndefined();
        }),
        depth,
    );
}
