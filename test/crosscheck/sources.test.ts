import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Verdict } from "../../analysis/answer.ts";
import { oracleOf } from "../../analysis/evaluate.ts";
import { modelOf } from "../../analysis/model/model.ts";
import type { Plan } from "../../plan/plan.ts";
import { recorded } from "../documents/recorded.ts";
import { depthOf } from "./depth.ts";
import { asked, askedOf } from "./whole/grid.ts";
import { planOf } from "./whole/plan-of.ts";
import { asPreview, type References } from "./preview.ts";
import { gridOf, resolvedIn, stacks } from "./stacks.ts";
import { worlds } from "./whole/world.ts";

/** One program, read from what is known of it before and after it is deployed: what is told never contradicts itself. */
const depth = depthOf(8);

const all: readonly References[] = ["as recorded", "ids", "ids and names", "ids, names and scopes"];

function compare(
    before: readonly (Verdict | undefined)[],
    after: readonly (Verdict | undefined)[],
    name: (index: number) => string,
): { contrary: string[]; lost: number; told: number } {
    const contrary: string[] = [];
    let [lost, told] = [0, 0];
    for (const [index, first] of before.entries()) {
        const second = after[index];
        if (first === undefined || first === "undetermined") continue;
        told += 1;
        if (second === "undetermined") lost += 1;
        else if (first !== second) contrary.push(`${name(index)}: ${first} became ${second}`);
    }
    return { contrary, lost, told };
}

describe("a first preview of a generated world", () => {
    test.each(all)("tells as much as what is deployed (references: %s)", (references) => {
        fc.assert(
            fc.property(worlds, (world) => {
                const verdicts = (plan: Plan): (Verdict | undefined)[] => {
                    const model = modelOf(plan);
                    const oracle = oracleOf(model);
                    return askedOf(model).map((question) => question && oracle.verdict(question));
                };
                // A NAT gateway's address is told by Azure alone, and so is the tenant of an identity.
                const subnets = world.subnets.map((subnet) =>
                    subnet.outbound === "known nat" ? { ...subnet, outbound: "nat" as const } : subnet,
                );
                const plan = planOf({ ...world, subnets, identity: undefined });
                const { contrary, lost } = compare(verdicts(plan), verdicts(asPreview(plan, references)), (index) =>
                    JSON.stringify(asked[index]),
                );
                expect(contrary.slice(0, 3)).toEqual([]);
                if (references !== "ids, names and scopes") expect(lost).toBe(0);
            }),
            depth,
        );
    });
});

describe("a first preview of a shipped stack", () => {
    test.each(stacks)("%s tells what the recorded plan tells, or that it cannot", async (stack) => {
        const plan = await recorded(stack).plan();
        const grid = gridOf(plan);
        expect(grid.length).toBeGreaterThan(300);
        const verdicts = (read: Plan): (Verdict | undefined)[] => {
            const model = modelOf(read);
            const oracle = oracleOf(model);
            return resolvedIn(model, grid).map((question) => question && oracle.verdict(question));
        };
        const before = verdicts(plan);
        for (const references of all) {
            const { contrary, lost, told } = compare(before, verdicts(asPreview(plan, references)), (index) =>
                JSON.stringify(grid[index]),
            );
            if (process.env["CROSSCHECK_REPORT"] !== undefined)
                console.log(`${stack}, references ${references}: ${lost} of ${told} told verdicts become undetermined`);
            expect(contrary.slice(0, 3)).toEqual([]);
            // Our components write whole ids, so that a real preview shows them; without them a subnet is one of several.
            if (references === "as recorded") expect(lost).toBe(0);
        }
    });
});
