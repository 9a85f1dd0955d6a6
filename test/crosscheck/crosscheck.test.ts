import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { oracleOf } from "../../analysis/evaluate.ts";
import { modelOf } from "../../analysis/model/model.ts";
import { asked, askedOf } from "./grid.ts";
import { naiveVerdict } from "./naive.ts";
import { planOf } from "./plan-of.ts";
import { group, worlds, type World } from "./world.ts";

/**
 * Two evaluators that share nothing but the question: the analysis reads the plan, the naive one the world that the plan
 * was made of. Each world is asked every question of the grid.
 */
const runs = Number(process.env["CROSSCHECK_WORLDS"] ?? 60);

function disagreement(world: World): string | undefined {
    const model = modelOf(planOf(world));
    const oracle = oracleOf(model);
    for (const [index, question] of askedOf(model).entries()) {
        const naive = asked[index]!;
        const expected = naiveVerdict(world, naive);
        if (question === undefined) return `${JSON.stringify(naive)}: not understood`;
        const verdict = oracle.verdict(question);
        const answer = oracle.answer(question);
        if (verdict !== expected || answer.verdict !== verdict) {
            const gates = answer.gates.map(
                ({ gate, outcome, because }) => `${gate} ${outcome} ${JSON.stringify(because)}`,
            );
            return `${JSON.stringify(naive)}: the analysis says ${verdict}, answers ${answer.verdict}, the prose ${expected}\n${gates.join("\n")}\n${JSON.stringify(world)}`;
        }
    }
    return undefined;
}

/** What a world may have; a generator that never makes one of them would agree about it in vain. */
const features: Readonly<Record<string, (world: World) => boolean>> = {
    "an enforced perimeter": ({ perimeter }) => perimeter?.mode === "Enforced",
    "a perimeter in transition": ({ perimeter }) => perimeter?.mode === "Learning",
    "a policy for an application": ({ vault }) => vault.policies.some((policy) => policy.application !== undefined),
    "a policy for a group": ({ vault }) => vault.policies.some(({ principal }) => principal === group),
    "a role for a group": ({ assignments }) => assignments.some(({ principal }) => principal === group),
    "a role under a condition": ({ assignments }) => assignments.some(({ onlyNames }) => onlyNames !== undefined),
    "a role without one": ({ assignments }) => assignments.some(({ onlyNames }) => onlyNames === undefined),
    "an eligible role": ({ assignments }) => assignments.some(({ eligible }) => eligible),
    "no firewall": ({ vault }) => vault.acls === undefined,
    "a firewall that trusts nobody": ({ vault }) => vault.acls?.bypass === "None",
    "half a peering": ({ peered }) => peered.peering === "there" || peered.peering === "back",
    "a private path": ({ endpoint, zone }) =>
        endpoint?.approval === "automatic" && zone?.linked === true && zone.record,
    "a zone without a record": ({ endpoint, zone }) =>
        endpoint?.approval === "automatic" && zone?.linked === true && !zone.record,
    "a known address": ({ subnets }) => subnets.some(({ outbound }) => outbound === "known nat"),
};

test("the generated worlds have everything that they can have", () => {
    const sample = fc.sample(worlds, { numRuns: 300, seed: 1 });
    const rare = Object.entries(features).filter(([, has]) => sample.filter(has).length < 15);
    expect(rare.map(([name]) => name)).toEqual([]);
});

describe("the analysis and a naive reading of the prose", () => {
    test(`agree on ${runs * asked.length} questions over ${runs} generated worlds`, { timeout: 600_000 }, () => {
        fc.assert(
            fc.property(worlds, (world) => {
                expect(disagreement(world)).toBeUndefined();
            }),
            { numRuns: runs },
        );
    });
});
