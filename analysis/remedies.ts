import type { Answer, Verdict } from "./answer.ts";
import { changed, type Change } from "./changes.ts";
import { oracleOf, type Oracle } from "./evaluate.ts";
import { modelOf } from "./model/model.ts";
import { aboutVault } from "./narrow.ts";
import { authorizationClosings, networkClosings } from "./proposals/closings.ts";
import { openings } from "./proposals/openings.ts";
import type { Question } from "./question.ts";

/** Changes that turn a verdict round, together; each was made to the plan and the question asked again. */
export interface Remedy {
    readonly changes: readonly Change[];
    readonly verdict: Verdict;
}

/** Deeper than any refusal: the gates that can stop a request, and what a new path brings with it. */
const mostChanges = 4;
const mostRemedies = 6;
/** Plans that are tried before giving up. */
const mostTried = 200;

/**
 * The smallest sets of changes that turn an answer round: that allow what is denied, or deny what is allowed, the latter
 * once by the network and once by what the caller holds. Nothing for what is undetermined: first the plan has to tell.
 */
export function remediesFor(oracle: Oracle, question: Question): readonly Remedy[] {
    const answer = oracle.answer(question);
    switch (answer.verdict) {
        case "denied":
            return search(oracle, question, answer, "allowed", openings);
        case "allowed":
            return [networkClosings, authorizationClosings].flatMap((closings) =>
                search(oracle, question, answer, "denied", closings),
            );
        case "undetermined":
            return [];
    }
}

type Propose = (oracle: Oracle, question: Question, answer: Answer) => readonly Change[];

interface Tried {
    readonly changes: readonly Change[];
    readonly oracle: Oracle;
    readonly answer: Answer;
}

/** Breadth first: fewer changes before more; what contains a remedy is none. */
function search(
    oracle: Oracle,
    question: Question,
    answer: Answer,
    wanted: Verdict,
    propose: Propose,
): readonly Remedy[] {
    const plan = aboutVault(oracle.model, question.object.vault);
    const found: Remedy[] = [];
    let frontier: readonly Tried[] = [{ changes: [], oracle: oracleOf(modelOf(plan)), answer }];
    let tried = 0;
    for (let depth = 1; depth <= mostChanges && frontier.length > 0; depth++) {
        const next: Tried[] = [];
        const seen = new Set<string>();
        for (const state of frontier) {
            for (const change of propose(state.oracle, question, state.answer)) {
                const changes = [...state.changes, change];
                const key = keyOf(changes);
                if (seen.has(key) || found.some((remedy) => contains(changes, remedy.changes))) continue;
                seen.add(key);
                if (++tried > mostTried) return found;
                const changedOracle = oracleOf(modelOf(changed(plan, changes)));
                const after = changedOracle.answer(question);
                if (after.verdict === wanted) found.push({ changes, verdict: after.verdict });
                else if (after.verdict === answer.verdict) next.push({ changes, oracle: changedOracle, answer: after });
            }
        }
        // One change of many edits, as a private endpoint with its zone, is not smaller than two of one edit each.
        if (found.some(({ changes }) => edits(changes) <= depth + 1)) break;
        frontier = next;
    }
    return found.slice(0, mostRemedies);
}

function contains(changes: readonly Change[], some: readonly Change[]): boolean {
    return some.every((own) => changes.some((other) => keyOf([own]) === keyOf([other])));
}

function edits(changes: readonly Change[]): number {
    return changes.reduce((sum, change) => sum + change.edits.length, 0);
}

function keyOf(changes: readonly Change[]): string {
    return changes
        .map(({ what }) => JSON.stringify(what))
        .sort()
        .join();
}
