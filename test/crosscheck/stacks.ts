import { modelOf, type Model } from "../../analysis/model/model.ts";
import type { Question } from "../../analysis/question.ts";
import { readQuestion } from "../../analysis/words.ts";
import type { Plan } from "../../plan/plan.ts";
import { told } from "./told.ts";

/** Questions about the shipped stacks, whatever is in them. */

export const stacks = ["dev", "prod", "bastion-integration", "endpoint-lab", "web-application"] as const;

export interface Asked {
    readonly from: string;
    readonly as: string;
    readonly do: string;
    readonly on: string;
    readonly at: string;
}

const operations = ["secrets/get", "secrets/set", "secrets/purge", "keys/unwrapKey", "keys/sign", "certificates/get"];

/** A grid over whatever a plan has, in names that do not depend on what is known of it. */
export function gridOf(plan: Plan): readonly Asked[] {
    const model = modelOf(plan);
    const places = [
        ...model.networks.subnets.keys(),
        ...model.workloads.keys(),
        "internet",
        "on-premises",
        "203.0.113.77",
        "service:Azure Storage",
    ];
    const held = model.assignments.all.flatMap(({ principal }) =>
        principal.kind === "principal" ? [principal.principal] : [],
    );
    const listed = [...model.policies.values()].flatMap(({ policies }) =>
        policies.flatMap(({ principal }) => (principal.kind === "principal" ? [principal.principal] : [])),
    );
    const guids = new Set([...held, ...listed].filter((principal) => /^[0-9a-f-]{36}$/.test(principal)));
    const callers = [
        ...model.identities.principalsOf.keys(),
        ...guids,
        "99999999-0000-4000-8000-000000000000",
        "anonymous",
    ];
    return [...model.vaults.keys()].flatMap((vault) => {
        const shown = [...(model.objects.get(vault)?.keys() ?? [])];
        const on = (operation: string): readonly string[] => {
            const [family = ""] = operation.split("/");
            return [
                `${vault}/${family}/unseen`,
                ...shown.filter((object) => object.startsWith(`${family}/`)).map((object) => `${vault}/${object}`),
            ];
        };
        const deeds = [
            ...operations.flatMap((operation) => on(operation).map((object) => ({ do: operation, on: object }))),
            ...[
                "secrets/list",
                "Microsoft.KeyVault/vaults/write",
                "Microsoft.KeyVault/vaults/accessPolicies/write",
            ].map((operation) => ({ do: operation, on: vault })),
        ];
        return places.flatMap((from) =>
            callers.flatMap((as) => deeds.map((deed) => ({ from, as, at: "2026-11-21", ...deed }))),
        );
    });
}

/** The questions in a model, where its plan still has what they name. Each name is read once: a grid's time would go there. */
export function resolvedIn(model: Model, grid: readonly Asked[]): readonly (Question | undefined)[] {
    const known = new Map<string, Question | undefined>();
    const read = (words: Asked): Question | undefined => {
        const key = Object.values(words).join(" ");
        if (!known.has(key))
            known.set(
                key,
                told(() => readQuestion(model, words)),
            );
        return known.get(key);
    };
    return grid.map((words) => {
        const plain = { ...words, from: "internet", as: "anonymous" };
        const [what, where, who] = [
            read(plain),
            read({ ...plain, from: words.from }),
            read({ ...plain, as: words.as }),
        ];
        return what && where && who && { ...what, origin: where.origin, caller: who.caller };
    });
}
