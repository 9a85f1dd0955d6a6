import { AssertionError } from "node:assert";
import type { Answer, Verdict } from "../analysis/answer.ts";
import { oracleOf, type Oracle } from "../analysis/evaluate.ts";
import { modelOf } from "../analysis/model/model.ts";
import { indirectPaths } from "../analysis/paths.ts";
import { remediesFor } from "../analysis/remedies.ts";
import { readQuestion, type Words } from "../analysis/words.ts";
import type { Plan } from "../plan/plan.ts";
import { explainedLines } from "../report/explain/answer.ts";
import { print } from "../report/text.ts";

/** Read once for each plan: a test asks many questions of one. */
const oracles = new WeakMap<Plan, Oracle>();

function oracleFor(plan: Plan): Oracle {
    let oracle = oracles.get(plan);
    if (oracle === undefined) {
        oracle = oracleOf(modelOf(plan));
        oracles.set(plan, oracle);
    }
    return oracle;
}

/**
 * The complete answer to a question about access, in the words of the command line.
 * @throws InputError for words that mean nothing in this plan, as a subnet that it does not have
 */
export function ask(plan: Plan, words: Words): Answer {
    const oracle = oracleFor(plan);
    return oracle.answer(readQuestion(oracle.model, words));
}

/**
 * Fails unless the plan allows it for certain.
 * @throws AssertionError that explains the answer as the command line would: each gate with resource and property, and the
 *   smallest changes that turn it round
 */
export function assertAllowed(plan: Plan, words: Words): void {
    assertVerdict(plan, words, "allowed");
}

/**
 * Fails unless the plan denies it for certain: what cannot be told is no denial.
 * @throws AssertionError that explains the answer as the command line would: each gate with resource and property, and the
 *   smallest changes that turn it round
 */
export function assertDenied(plan: Plan, words: Words): void {
    assertVerdict(plan, words, "denied");
}

function assertVerdict(plan: Plan, words: Words, expected: Verdict): void {
    const answer = ask(plan, words);
    if (answer.verdict === expected) return;
    const oracle = oracleFor(plan);
    const { question } = answer;
    const beside = { remedies: remediesFor(oracle, question), indirect: indirectPaths(oracle, question) };
    const explanation = print(explainedLines(oracle.model, { answer, ...beside }, columns), (_, text) => text);
    throw new AssertionError({
        message: `expected to be ${expected}: ${words.do} on ${words.on} from ${words.from} as ${words.as}\n\n${explanation}`,
        actual: answer.verdict,
        expected,
        operator: expected,
        stackStartFn: expected === "allowed" ? assertAllowed : assertDenied,
    });
}

/** Test runners indent and do not wrap. */
const columns = 100;
