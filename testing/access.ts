import { AssertionError } from "node:assert";
import type { Answer, Gate, Verdict } from "../analysis/answer.ts";
import { oracleOf, type Oracle } from "../analysis/evaluate.ts";
import { modelOf } from "../analysis/model/model.ts";
import { readQuestion, type Words } from "../analysis/words.ts";
import type { Plan } from "../plan/plan.ts";

/** Read once for each plan: a test asks many questions of one. */
const oracles = new WeakMap<Plan, Oracle>();

/**
 * The complete answer to a question about access, in the words of the command line.
 * @throws InputError for words that mean nothing in this plan, as a subnet that it does not have
 */
export function ask(plan: Plan, words: Words): Answer {
    let oracle = oracles.get(plan);
    if (oracle === undefined) {
        oracle = oracleOf(modelOf(plan));
        oracles.set(plan, oracle);
    }
    return oracle.answer(readQuestion(oracle.model, words));
}

/**
 * Fails unless the plan allows it for certain.
 * @throws AssertionError that names each gate which did not let it pass, with resource and property
 */
export function assertAllowed(plan: Plan, words: Words): void {
    assertVerdict(plan, words, "allowed");
}

/**
 * Fails unless the plan denies it for certain: what cannot be told is no denial.
 * @throws AssertionError that names each gate which did not stop it, with resource and property
 */
export function assertDenied(plan: Plan, words: Words): void {
    assertVerdict(plan, words, "denied");
}

function assertVerdict(plan: Plan, words: Words, expected: Verdict): void {
    const answer = ask(plan, words);
    if (answer.verdict === expected) return;
    const asked = `${words.do} on ${words.on} from ${words.from} as ${words.as}`;
    throw new AssertionError({
        message: [`${asked} is ${answer.verdict}, not ${expected}:`, ...decisive(answer).flatMap(linesOf)].join("\n"),
        actual: answer.verdict,
        expected,
        operator: expected,
        stackStartFn: expected === "allowed" ? assertAllowed : assertDenied,
    });
}

/** The gates that made the verdict: those that stopped it, else those that are unknown, else all that it passed. */
function decisive({ gates }: Answer): readonly Gate[] {
    for (const outcome of ["stopped", "unknown"] as const) {
        const found = gates.filter((gate) => gate.outcome === outcome);
        if (found.length > 0) return found;
    }
    return gates.filter(({ outcome }) => outcome === "passed");
}

function linesOf({ gate, outcome, because, evidence }: Gate): string[] {
    const { code, ...facts } = because;
    const details = Object.keys(facts).length === 0 ? "" : ` ${JSON.stringify(facts)}`;
    return [`  ${gate}: ${outcome}, ${code}${details}`, ...evidence.map(({ urn, path }) => `    ${urn} ${path}`)];
}
