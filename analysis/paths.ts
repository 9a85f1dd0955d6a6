import type { Oracle } from "./evaluate.ts";
import { searchOf, type IndirectPath } from "./indirect/chain.ts";
import { identityPaths } from "./indirect/identities.ts";
import { readingPaths } from "./indirect/reading.ts";
import { vaultPaths } from "./indirect/vault.ts";
import type { Question } from "./question.ts";

export type { IndirectCode, IndirectPath, Step } from "./indirect/chain.ts";

/**
 * Ways by which the caller gets the effect of a data operation without being allowed it: beside the direct answer, never
 * mixed into it. The last step of each was evaluated, on the plan as the steps before it leave it.
 */
export function indirectPaths(oracle: Oracle, question: Question): readonly IndirectPath[] {
    if (question.operation.plane === "control" || question.caller.kind === "anonymous") return [];
    const search = searchOf(oracle, question);
    return [...vaultPaths(search), ...identityPaths(search), ...readingPaths(search)];
}
