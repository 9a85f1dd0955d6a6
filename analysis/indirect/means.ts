import { operations, type DataOperation } from "../../azure/operations.ts";
import type { Change } from "../changes.ts";
import { openings } from "../proposals/openings.ts";
import type { Question } from "../question.ts";
import type { Permitted, Search } from "./chain.ts";

export function operationOf({ question }: Search): (DataOperation & { readonly name: string }) | undefined {
    if (question.operation.plane === "control") return undefined;
    const { name } = question.operation;
    return { ...(operations as Readonly<Record<string, DataOperation>>)[name]!, name };
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

/** One after the other. */
export function together(first: Means, second: Means): Means {
    return {
        steps: [...first.steps, ...second.steps],
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

/** What opens the way for the caller: public access and a rule for where he is. */
export function networkChanges({ oracle, question }: Search): readonly Change[] {
    const answer = oracle.answer(question);
    const stopped = answer.gates.find(({ gate, outcome }) => gate === "network" && outcome === "stopped");
    if (stopped === undefined) return [];
    const found = openings(oracle, question, answer).filter(({ what }) =>
        ["enable-public-access", "add-address-rule", "add-subnet-rule", "let-trusted-services-pass"].includes(
            what.code,
        ),
    );
    const open: Change = {
        what: { code: "enable-public-access", vault: question.object.vault },
        edits: [
            {
                edit: "set",
                urn: question.object.vault,
                path: "/inputs/properties/publicNetworkAccess",
                value: "Enabled",
            },
            {
                edit: "set",
                urn: question.object.vault,
                path: "/inputs/properties/networkAcls/defaultAction",
                value: "Allow",
            },
        ],
    };
    return found.some(({ what }) => what.code !== "enable-public-access") ? found : [open];
}
