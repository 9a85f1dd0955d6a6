import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { oracleOf } from "../../analysis/evaluate.ts";
import { modelOf } from "../../analysis/model/model.ts";
import { readQuestion } from "../../analysis/words.ts";
import { asked, words } from "./grid.ts";
import { naiveVerdict } from "./naive.ts";
import { planOf, worlds, type World } from "./world.ts";

/**
 * Two evaluators that share nothing but the question: the analysis reads the plan, the naive one the world that the plan
 * was made of. Each world is asked every question of the grid below.
 */
const runs = Number(process.env["CROSSCHECK_WORLDS"] ?? 150);

function disagreement(world: World): string | undefined {
    const model = modelOf(planOf(world));
    const oracle = oracleOf(model);
    for (const question of asked) {
        const expected = naiveVerdict(world, question);
        const answer = oracle.answer(readQuestion(model, words(question)));
        if (answer.verdict !== expected) {
            const gates = answer.gates.map(({ gate, outcome, because }) => `${gate} ${outcome} ${JSON.stringify(because)}`);
            return `${JSON.stringify(words(question))}: the analysis says ${answer.verdict}, the prose ${expected}\n${gates.join("\n")}\n${JSON.stringify(world)}`;
        }
    }
    return undefined;
}

describe("the analysis and a naive reading of the prose", () => {
    test(`agree on ${runs * asked.length} questions over ${runs} generated worlds`, { timeout: 300_000 }, () => {
        fc.assert(
            fc.property(worlds, (world) => {
                expect(disagreement(world)).toBeUndefined();
            }),
            { numRuns: runs },
        );
    });
});
