import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { oracleOf } from "../../analysis/evaluate.ts";
import { modelOf } from "../../analysis/model/model.ts";
import { asked, askedOf } from "./grid.ts";
import { naiveVerdict } from "./naive.ts";
import { planOf } from "./plan-of.ts";
import { worlds, type World } from "./world.ts";

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
            const gates = answer.gates.map(({ gate, outcome, because }) => `${gate} ${outcome} ${JSON.stringify(because)}`);
            return `${JSON.stringify(naive)}: the analysis says ${verdict}, answers ${answer.verdict}, the prose ${expected}\n${gates.join("\n")}\n${JSON.stringify(world)}`;
        }
    }
    return undefined;
}

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
