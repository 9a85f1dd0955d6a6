import type { ControlActionName } from "../../azure/control-plane.ts";
import type { PlanResource } from "../../plan/plan.ts";
import type { Evidence, Verdict } from "../answer.ts";
import type { Change } from "../changes.ts";
import { changed } from "../changes.ts";
import { oracleOf, type Oracle } from "../evaluate.ts";
import { authorizeControl } from "../gates/authorization.ts";
import type { ControlRequest } from "../gates/attributes.ts";
import type { Chain } from "../model/assignments.ts";
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

/** One step: an action of the control plane, a data operation or a change, with what permits it. */
export interface Step {
    readonly does: string;
    readonly on: Thing;
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

/** Whether the caller may do something on the control plane, as a step; `undefined` where not. */
export function permitted(
    { model, question }: Search,
    action: ControlActionName,
    chain: Chain,
    on: Thing,
    request: ControlRequest = {},
): { readonly step: Step; readonly sure: boolean } | undefined {
    const { outcome, at } = authorizeControl(model, chain, action, question.caller, {
        moment: question.moment,
        ...request,
    });
    if (outcome !== "passed" && outcome !== "unknown") return undefined;
    return { step: { does: action, on, evidence: at }, sure: outcome === "passed" };
}

/** The first of several actions that the caller may do; a sure one before a possible one. */
export function anyPermitted(
    search: Search,
    actions: readonly ControlActionName[],
    chain: Chain,
    on: Thing,
): ReturnType<typeof permitted> {
    const found = actions.flatMap((action) => permitted(search, action, chain, on) ?? []);
    return found.find(({ sure }) => sure) ?? found[0];
}

export function chainFor(model: Model, resource: PlanResource): Chain {
    return chainOf(model.resources, resource, model.vaults.values().next().value?.tenant.value ?? "");
}

/** The verdict on a question after changes to the plan. */
export function after({ model, question }: Search, changes: readonly Change[]): Verdict {
    const plan = changed(aboutVault(model, question.object.vault), changes);
    return oracleOf(modelOf(plan)).verdict(question);
}

/** A path whose end was evaluated; none where the end is denied. */
export function ending(
    code: IndirectCode,
    steps: readonly Step[],
    verdict: Verdict,
    sure: boolean,
): readonly IndirectPath[] {
    if (verdict === "denied") return [];
    return [{ code, steps, verdict: sure ? verdict : "undetermined" }];
}
