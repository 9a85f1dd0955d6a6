import type { ControlActionName } from "../../azure/control-plane.ts";
import { operationNamed, type DataOperation } from "../../azure/operations.ts";
import type { Change, What } from "../changes.ts";
import { allowByDefault } from "../proposals/network.ts";
import { openings } from "../proposals/openings.ts";
import type { Question } from "../question.ts";
import type { Permitted, Search, Step } from "./chain.ts";

export function operationOf({ question }: Search): (DataOperation & { readonly name: string }) | undefined {
    if (question.operation.plane === "control") return undefined;
    const { name } = question.operation;
    return { ...operationNamed(name), name };
}

/** Steps, and what becomes of the plan by them. */
export interface Means extends Permitted {
    readonly changes: readonly Change[];
}

/** What is permitted, done so that it makes these changes. */
export function making({ steps, sure }: Permitted, changes: readonly Change[]): Means {
    const makes = changes.map(({ what }) => what);
    return { steps: steps.map((step, at) => (at === steps.length - 1 ? { ...step, makes } : step)), sure, changes };
}

/** One after the other; a lock that the first has removed is gone. */
export function together(first: Means, second: Means): Means {
    const isGone = ({ does, on }: Step): boolean =>
        does === ("Microsoft.Authorization/locks/delete" satisfies ControlActionName) &&
        first.steps.some((step) => step.does === does && step.on.urn === on.urn);
    return {
        steps: [...first.steps, ...second.steps.filter((step) => !isGone(step))],
        sure: first.sure && second.sure,
        changes: [...first.changes, ...second.changes],
    };
}

/** With the changes of the network rules that whoever may write the vault can make as well, where they are needed. */
export function withNetwork(search: Search, means: Means, writer: Permitted | undefined): Means {
    const { vault } = search.question.object;
    const { verdict } = search.oracle.way(vault, search.question.origin, dataName(search.question));
    const network = verdict === "allowed" || writer === undefined ? [] : networkChanges(search);
    return writer === undefined || network.length === 0 ? means : together(means, making(writer, network));
}

export function dataName({ operation }: Question): string {
    return operation.plane === "data" ? operation.name : "secrets/get";
}

/** What opens the way for the caller: public access and a rule for where he is, or for everybody. */
export function networkChanges({ oracle, model, question }: Search): readonly Change[] {
    const answer = oracle.answer(question);
    const stopped = answer.gates.find(({ gate, outcome }) => gate === "network" && outcome === "stopped");
    if (stopped === undefined) return [];
    const found = openings(oracle, question, answer).filter(({ what }) => ofTheVault.has(what.code));
    if (found.some(({ what }) => what.code !== "enable-public-access")) return found;
    return [...found, ...allowByDefault(model.vaults.get(question.object.vault)!)];
}

/** Changes that whoever writes the vault makes. */
const ofTheVault: ReadonlySet<What["code"]> = new Set([
    "enable-public-access",
    "add-address-rule",
    "add-subnet-rule",
    "allow-by-default",
    "let-trusted-services-pass",
]);
