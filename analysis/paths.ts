import type { Oracle } from "./evaluate.ts";
import { searchOf, type IndirectPath } from "./indirect/chain.ts";
import { copies } from "./indirect/copies.ts";
import { approval, names } from "./indirect/endpoint.ts";
import { identityPaths } from "./indirect/identities.ts";
import { otherModel, ownPolicy, ownRole } from "./indirect/own-grant.ts";
import { readingPaths } from "./indirect/reading.ts";
import { networkRules, templateReference, throughManagement } from "./indirect/vault.ts";
import type { Question } from "./question.ts";

export type { IndirectCode, IndirectPath, Step } from "./indirect/chain.ts";

/**
 * Ways by which the caller gets the effect of a data operation without being allowed it: beside the direct answer, never
 * mixed into it. The last step of each was evaluated, on the plan as the steps before it leave it.
 */
export function indirectPaths(oracle: Oracle, question: Question): readonly IndirectPath[] {
    if (question.operation.plane === "control" || question.caller.kind === "anonymous") return [];
    const search = searchOf(oracle, question);
    return [
        ...ownPolicy(search),
        ...ownRole(search),
        ...otherModel(search),
        ...networkRules(search),
        ...templateReference(search),
        ...throughManagement(search),
        ...copies(search),
        ...approval(search),
        ...names(search),
        ...identityPaths(search),
        ...readingPaths(search),
    ];
}
