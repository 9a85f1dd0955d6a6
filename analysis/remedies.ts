import type { Answer, Verdict } from "./answer.ts";
import { changed, type Change } from "./changes.ts";
import { oracleOf, type Oracle } from "./evaluate.ts";
import { modelOf } from "./model/model.ts";
import { aboutVault } from "./narrow.ts";
import { closings } from "./proposals/closings.ts";
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
 * The smallest sets of changes that turn an answer round: that allow what is denied, or deny what is allowed. Nothing for
 * what is undetermined: first the plan has to tell.
 */
export function remediesFor(oracle: Oracle, question: Question): readonly Remedy[] {
    const answer = oracle.answer(question);
    if (answer.verdict === "undetermined") return [];
    return search(oracle, question, answer, answer.verdict === "denied" ? "allowed" : "denied");
}

interface Tried {
    readonly changes: readonly Change[];
    readonly oracle: Oracle;
    readonly answer: Answer;
}

/** Breadth first: fewer changes before more; what contains a remedy is none. */
function search(oracle: Oracle, question: Question, answer: Answer, wanted: Verdict): readonly Remedy[] {
    const plan = aboutVault(oracle.model, question.object.vault);
    const found: Remedy[] = [];
    let frontier: readonly Tried[] = [{ changes: [], oracle: oracleOf(modelOf(plan)), answer }];
    let tried = 0;
    for (let depth = 1; depth <= mostChanges && frontier.length > 0; depth++) {
        const next: Tried[] = [];
        const seen = new Set<string>();
        for (const state of frontier) {
            const candidates =
                wanted === "allowed"
                    ? openings(state.oracle, question, state.answer)
                    : closings(state.oracle, question, state.answer);
            for (const change of candidates) {
                const changes = [...state.changes, change];
                const key = keyOf(changes);
                if (
                    seen.has(key) ||
                    found.some((remedy) =>
                        remedy.changes.every((own) => changes.some((other) => keyOf([own]) === keyOf([other]))),
                    )
                )
                    continue;
                seen.add(key);
                if (++tried > mostTried) return found;
                const changedOracle = oracleOf(modelOf(changed(plan, changes)));
                const after = changedOracle.answer(question);
                if (after.verdict === wanted) found.push({ changes, verdict: after.verdict });
                else if (after.verdict === answer.verdict) next.push({ changes, oracle: changedOracle, answer: after });
            }
        }
        if (found.length > 0) return found.slice(0, mostRemedies);
        frontier = next;
    }
    return found;
}

function keyOf(changes: readonly Change[]): string {
    return changes
        .map(({ what }) => JSON.stringify(what))
        .sort()
        .join();
}
