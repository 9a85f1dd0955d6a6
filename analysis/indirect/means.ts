import { operations, type DataOperation } from "../../azure/operations.ts";
import type { Change } from "../changes.ts";
import { openings } from "../proposals/openings.ts";
import type { Question } from "../question.ts";
import type { Search, Step } from "./chain.ts";

export function operationOf({ question }: Search): (DataOperation & { readonly name: string }) | undefined {
    if (question.operation.plane === "control") return undefined;
    const { name } = question.operation;
    return { ...(operations as Readonly<Record<string, DataOperation>>)[name]!, name };
}

/** Changes of the network rules that whoever may write the vault can make as well. */
export function withNetwork(
    search: Search,
    changes: readonly Change[],
    steps: readonly Step[],
    writer: Step | undefined,
): { readonly changes: readonly Change[]; readonly steps: readonly Step[] } {
    const { verdict } = search.oracle.way(
        search.question.object.vault,
        search.question.origin,
        dataName(search.question),
    );
    if (verdict === "allowed" || writer === undefined) return { changes, steps };
    const network = networkChanges(search);
    return network.length === 0
        ? { changes, steps }
        : { changes: [...changes, ...network], steps: [...steps, { ...writer, does: "change-network-rules" }] };
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
