import type { Chain } from "../model/assignments.ts";
import { reaches } from "../model/assignments.ts";
import { matchesPattern } from "../model/condition.ts";
import { isExcepted, type Constraint } from "../model/constraints.ts";
import type { Model } from "../model/model.ts";
import type { Operation } from "../question.ts";
import type { Maybe } from "../reason.ts";
import type { AuthorizationRuling, Principal } from "./caller.ts";

/** A ruling that what is granted holds, unless a policy or a stack of the plan refuses it after all. */
export function constrained(
    model: Model,
    chain: Chain,
    operation: Operation,
    caller: Principal,
    ruling: AuthorizationRuling,
): AuthorizationRuling {
    if (ruling.outcome !== "passed" || model.constraints.length === 0) return ruling;
    const found = model.constraints.filter(
        (constraint) =>
            concerns(constraint, operation) &&
            reaches(model.resources, constraint.scope, chain) !== false &&
            !isExcepted(constraint, chain.id) &&
            !caller.principals.some((principal) => constraint.spared.includes(principal)),
    );
    if (found.length === 0) return ruling;
    const maybes = found.map(({ kind, at }): Maybe => ({
        code: kind === "policy" ? "policy" : "deployment-stack",
        ...at,
    }));
    const action = operation.plane === "data" ? operation.name : operation.action;
    return {
        outcome: "unknown",
        reason: { code: "authorization-unknown", action, maybes, nearMisses: [] },
        at: maybes.map(({ urn, path }) => ({ urn, path })),
    };
}

function concerns({ endings, operations, sparedActions }: Constraint, operation: Operation): boolean {
    if (operation.plane === "data") return operations.includes(operation.name);
    const { action } = operation;
    const spared = sparedActions.some((pattern) => matchesPattern(pattern, action));
    return !spared && endings.some((ending) => action.toLowerCase().endsWith(ending));
}
