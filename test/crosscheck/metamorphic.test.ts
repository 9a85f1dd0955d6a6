import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Verdict } from "../../analysis/answer.ts";
import { oracleOf } from "../../analysis/evaluate.ts";
import { modelOf } from "../../analysis/model/model.ts";
import type { Plan } from "../../plan/plan.ts";
import { asked, askedOf } from "./whole/grid.ts";
import { planOf } from "./whole/plan-of.ts";
import { grants, worlds, type World } from "./whole/world.ts";

/** What must hold between the answers to a world and to the same world changed in one place, whatever the answers are. */
const runs = Number(process.env["CROSSCHECK_WORLDS"] ?? 25);

const rank: Readonly<Record<Verdict, number>> = { denied: 0, undetermined: 1, allowed: 2 };

/** The verdicts on all questions; `undefined` where the plan no longer has the place or object by its name. */
function verdicts(plan: Plan): (Verdict | undefined)[] {
    const model = modelOf(plan);
    const oracle = oracleOf(model);
    return askedOf(model).map((question) => question && oracle.verdict(question));
}

/** The first question whose two verdicts are not as they must be. */
function broken(before: Plan, after: Plan, holds: (before: Verdict, after: Verdict) => boolean): string | undefined {
    const [first, second] = [verdicts(before), verdicts(after)];
    const at = asked.findIndex((_, index) => {
        const [one, other] = [first[index], second[index]];
        return one !== undefined && other !== undefined && !holds(one, other);
    });
    const question = asked[at];
    return question === undefined ? undefined : `${JSON.stringify(question)}: ${first[at]} became ${second[at]}`;
}

const neverLess = (before: Verdict, after: Verdict): boolean => rank[after] >= rank[before];
const neverMore = (before: Verdict, after: Verdict): boolean => rank[after] <= rank[before];
const same = (before: Verdict, after: Verdict): boolean => before === after;

function withAcls(
    world: World,
    change: (acls: NonNullable<World["vault"]["acls"]>) => Partial<NonNullable<World["vault"]["acls"]>>,
): World {
    const { acls } = world.vault;
    return acls === undefined ? world : { ...world, vault: { ...world.vault, acls: { ...acls, ...change(acls) } } };
}

/** The two halves of a CIDR block; a single address has none. */
function halves(block: string): readonly string[] {
    const [base = "", length = "32"] = block.split("/");
    if (length === "32") return [block];
    const number = base.split(".").reduce((sum, octet) => sum * 256 + Number(octet), 0);
    const longer = Number(length) + 1;
    const text = (value: number): string =>
        [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join(".");
    return [`${text(number)}/${longer}`, `${text(number + 2 ** (32 - longer))}/${longer}`];
}

function holdsFor(
    change: fc.Arbitrary<(world: World) => World>,
    relation: (before: Verdict, after: Verdict) => boolean,
): void {
    fc.assert(
        fc.property(worlds, change, (world, changed) => {
            expect(broken(planOf(world), planOf(changed(world)), relation)).toBeUndefined();
        }),
        { numRuns: runs },
    );
}

describe("between two worlds that differ in one place", () => {
    test("one more role assignment never takes anything away", () => {
        holdsFor(
            grants.map((more) => (world) => ({ ...world, assignments: [...world.assignments, more] })),
            neverLess,
        );
    });

    test("one network rule less never admits anybody", () => {
        const less = fc.constantFrom(
            (world: World) => withAcls(world, ({ addresses }) => ({ addresses: addresses.slice(1) })),
            (world: World) => withAcls(world, ({ subnets }) => ({ subnets: subnets.slice(1) })),
        );
        holdsFor(less, neverMore);
    });

    test("a narrower address range never admits anybody", () => {
        holdsFor(
            fc.constant((world) =>
                withAcls(world, ({ addresses }) => ({
                    addresses: addresses.map((block) => halves(block)[0] ?? block),
                })),
            ),
            neverMore,
        );
    });

    test("ranges split into halves change nothing", () => {
        holdsFor(
            fc.constant((world) => withAcls(world, ({ addresses }) => ({ addresses: addresses.flatMap(halves) }))),
            same,
        );
    });
});

test("other names in Pulumi change nothing", () => {
    fc.assert(
        fc.property(worlds, (world) => {
            const plan = planOf(world);
            const renamed = JSON.parse(
                JSON.stringify(plan).replaceAll("urn:pulumi:world::cross::", "urn:pulumi:moon::other::"),
            ) as Plan;
            expect(broken(plan, renamed, same)).toBeUndefined();
        }),
        { numRuns: runs },
    );
});

test("other letter case in ids changes nothing", () => {
    fc.assert(
        fc.property(worlds, (world) => {
            const plan = planOf(world);
            const shouted = JSON.parse(
                JSON.stringify(plan).replaceAll("/resourceGroups/rg-world/", "/RESOURCEGROUPS/RG-World/"),
            ) as Plan;
            expect(broken(plan, shouted, same)).toBeUndefined();
        }),
        { numRuns: runs },
    );
});
