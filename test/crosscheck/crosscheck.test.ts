import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { oracleOf } from "../../analysis/evaluate.ts";
import { modelOf } from "../../analysis/model/model.ts";
import { depthOf } from "./depth.ts";
import { networkFeatures, objectsFeatures, rightsFeatures, wholeFeatures } from "./features.ts";
import { network, objects, rights, whole, type Kind } from "./kinds.ts";

/**
 * Two evaluators that share nothing but the question: the analysis reads the plan, the naive one the world that the plan
 * was made of. Each world is asked every question of its grid.
 */
function disagreement<W>({ planOf, asked, askedOf, expected }: Kind<W>, world: W): string | undefined {
    const model = modelOf(planOf(world));
    const oracle = oracleOf(model);
    const wanted = expected(world);
    for (const [index, question] of askedOf(model).entries()) {
        const words = JSON.stringify(asked[index]);
        if (question === undefined) return `${words}: not understood`;
        const verdict = oracle.verdict(question);
        const answer = oracle.answer(question);
        if (verdict === wanted[index] && answer.verdict === verdict) continue;
        const gates = answer.gates.map(({ gate, outcome, because }) => `${gate} ${outcome} ${JSON.stringify(because)}`);
        return `${words}: the analysis says ${verdict}, answers ${answer.verdict}, the prose ${wanted[index]}\n${gates.join("\n")}\n${JSON.stringify(world)}`;
    }
    return undefined;
}

function agree<W>(name: string, kind: Kind<W>, usual: number, cost: number): void {
    const depth = depthOf(usual, cost);
    test(
        `on ${depth.numRuns * kind.asked.length} questions over ${depth.numRuns} worlds of ${name}`,
        { timeout: 600_000 },
        () => {
            fc.assert(
                fc.property(kind.worlds, (world) => {
                    expect(disagreement(kind, world)).toBeUndefined();
                }),
                depth,
            );
        },
    );
}

describe("the analysis and a naive reading of the prose agree", () => {
    agree("everything", whole, 25, 1);
    agree("networks", network, 250, 10);
    agree("rights", rights, 120, 5);
    agree("objects", objects, 20, 1);
});

function rare<W>(worlds: fc.Arbitrary<W>, features: Readonly<Record<string, (world: W) => boolean>>): string[] {
    const sample = fc.sample(worlds, { numRuns: 300, seed: 1 });
    return Object.entries(features).flatMap(([name, has]) => (sample.filter(has).length < 15 ? [name] : []));
}

test("the generated worlds have everything that they can have", () => {
    expect([
        ...rare(whole.worlds, wholeFeatures),
        ...rare(network.worlds, networkFeatures),
        ...rare(rights.worlds, rightsFeatures),
        ...rare(objects.worlds, objectsFeatures),
    ]).toEqual([]);
});
