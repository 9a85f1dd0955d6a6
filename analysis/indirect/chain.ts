import { controlActions, type ControlAction, type ControlActionName } from "../../azure/control-plane.ts";
import type { PlanResource } from "../../plan/plan.ts";
import type { Evidence, Verdict } from "../answer.ts";
import { changed, type Change, type What } from "../changes.ts";
import { oracleOf, type Oracle } from "../evaluate.ts";
import { authorizeControl } from "../gates/authorization.ts";
import type { ControlRequest } from "../gates/attributes.ts";
import type { Chain } from "../model/assignments.ts";
import { above } from "../model/above.ts";
import { locksAgainst, type Lock } from "../model/locks.ts";
import { chainOf, modelOf, type Model } from "../model/model.ts";
import { aboutVault } from "../narrow.ts";
import type { Question } from "../question.ts";
import type { Thing } from "../reason.ts";

/** A way to the effect of an operation that is not the operation itself. */
export interface IndirectPath {
    readonly code: IndirectCode;
    readonly steps: readonly Step[];
    /** `undetermined` where the plan leaves a step open, or Azure's documentation does. */
    readonly verdict: Exclude<Verdict, "denied">;
}

export type IndirectCode =
    | "write-own-policy"
    | "assign-role"
    | "switch-model"
    | "change-network-rules"
    | "deploy-with-reference"
    | "write-through-management"
    | "backup-and-restore"
    | "approve-private-endpoint"
    | "write-private-zone"
    | "run-on-workload"
    | "federate-identity"
    | "attach-identity"
    | "certificate-role-reads-secrets"
    | "read-logs";

/** One step: an action of the control plane or a data operation, with what permits it. */
export interface Step {
    readonly does: string;
    readonly on: Thing;
    /** The changes that it makes, where the action alone does not say. */
    readonly makes?: readonly What[];
    /** Who acts, where it is no longer the caller. */
    readonly as?: string;
    readonly evidence: readonly Evidence[];
}

/** What every search for a path starts from. */
export interface Search {
    readonly oracle: Oracle;
    readonly model: Model;
    readonly question: Question;
    readonly vaultChain: Chain;
    readonly vaultThing: Thing;
}

export function searchOf(oracle: Oracle, question: Question): Search {
    const { model } = oracle;
    const vault = model.vaults.get(question.object.vault)!;
    return {
        oracle,
        model,
        question,
        vaultChain: model.chains.get(vault.urn)!,
        vaultThing: { name: vault.name, urn: vault.urn },
    };
}

/** What the caller may do, and whether that is certain; what must go before it comes first. */
export interface Permitted {
    readonly steps: readonly Step[];
    readonly sure: boolean;
}

/** Whether the caller may do something on the control plane, as steps; `undefined` where not. */
export function permitted(
    search: Search,
    action: ControlActionName,
    chain: Chain,
    on: Thing,
    request: ControlRequest = {},
): Permitted | undefined {
    const { model, question } = search;
    const { alsoGrantedBy = [] }: ControlAction = controlActions[action];
    const rulings = [action, ...alsoGrantedBy].map((name) =>
        authorizeControl(model, chain, name, question.caller, { moment: question.moment, ...request }),
    );
    const found =
        rulings.find(({ outcome }) => outcome === "passed") ?? rulings.find(({ outcome }) => outcome === "unknown");
    if (found === undefined) return undefined;
    const lifted = locksLifted(search, chain, action);
    if (lifted === undefined) return undefined;
    const own: Step = { does: action, on, evidence: found.at };
    return { steps: [...lifted.steps, own], sure: lifted.sure && found.outcome === "passed" };
}

/** The locks that hold an action back, each removed where it stands; `undefined` where the caller may not. */
function locksLifted(search: Search, chain: Chain, action: string): Permitted | undefined {
    const { model, question } = search;
    const steps: Step[] = [];
    let sure = true;
    for (const { lock, sure: held } of locksAgainst(model, chain, action)) {
        const place = chainOfLock(model, lock, chain);
        const { outcome, at } = authorizeControl(
            model,
            place,
            "Microsoft.Authorization/locks/delete",
            question.caller,
            {
                moment: question.moment,
            },
        );
        const free = outcome === "passed" || outcome === "unknown";
        if (held && !free) return undefined;
        if (held)
            steps.push({
                does: "Microsoft.Authorization/locks/delete",
                on: { name: lock.name, urn: lock.urn },
                evidence: at,
            });
        // A lock that perhaps holds it back and surely can be removed leaves no doubt.
        if (outcome !== "passed") sure = false;
    }
    return { steps, sure };
}

/** A lock is removed where it stands: on the resource itself, its group or its subscription. */
function chainOfLock({ resources }: Model, { scope }: Lock, chain: Chain): Chain {
    if (scope.kind !== "id" || scope.id.includes("/providers/")) return chain;
    return above(resources, chain, scope.id.includes("/resourcegroups/") ? "resource group" : "subscription");
}

/** The first of several actions that the caller may do; a sure one before a possible one. */
export function anyPermitted(
    search: Search,
    actions: readonly ControlActionName[],
    chain: Chain,
    on: Thing,
): Permitted | undefined {
    const found = actions.flatMap((action) => permitted(search, action, chain, on) ?? []);
    return found.find(({ sure }) => sure) ?? found[0];
}

/** What stands above a resource of the vault's tenant. */
export function chainFor({ model, vaultChain }: Search, resource: PlanResource): Chain {
    return chainOf(model.resources, resource, vaultChain.tenant);
}

/** The verdict on a question after changes to the plan. */
export function after({ model, question }: Search, changes: readonly Change[]): Verdict {
    const plan = changed(aboutVault(model, question.object.vault), changes);
    return oracleOf(modelOf(plan)).verdict(question);
}

/** A path whose end was evaluated; none where the end is denied. */
export function ending(code: IndirectCode, { steps, sure }: Permitted, verdict: Verdict): readonly IndirectPath[] {
    if (verdict === "denied") return [];
    return [{ code, steps, verdict: sure ? verdict : "undetermined" }];
}
