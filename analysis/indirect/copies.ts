import { gateOf } from "../answer.ts";
import type { DataOperation } from "../../azure/operations.ts";
import { objectKey } from "../model/objects.ts";
import type { Vault } from "../model/vaults.ts";
import type { Family, Question } from "../question.ts";
import { ending, type IndirectPath, type Search, type Step } from "./chain.ts";
import { operationOf } from "./means.ts";

/** A sealed copy opens in any vault of the same subscription and geography; where vaults are is not always told. */
export function copies(search: Search): readonly IndirectPath[] {
    const { model, question } = search;
    const operation = operationOf(search);
    if (operation === undefined || !worksOnCopy(operation)) return [];
    const here = model.vaults.get(question.object.vault)!;
    const [, , subscription] = here.id?.split("/") ?? [];
    const others = [...model.vaults.values()].filter(
        (other) => other !== here && other.id?.split("/")[2] === subscription && !has(search, other, operation.family),
    );
    return others.flatMap((other) =>
        copiedAs(search, operation.family).flatMap(({ family, sure }) => {
            const steps = [
                stepAt(search, `${family}/backup`, here, family),
                stepAt(search, `${family}/restore`, other, family),
                stepAt(search, operation.name, other, operation.family),
            ];
            const verdicts = steps.map(({ verdict }) => verdict);
            if (verdicts.includes("denied")) return [];
            return ending(
                "backup-and-restore",
                { steps: steps.map(({ step }) => step), sure: sure && here.location === other.location },
                verdicts.includes("undetermined") ? "undetermined" : "allowed",
            );
        }),
    );
}

/** Whether doing it with a copy comes to the same: a value is read, or a key used. */
function worksOnCopy({ presupposes, reveals, family, changes }: DataOperation): boolean {
    if (presupposes !== "active" || changes) return false;
    return ["value", "plaintext"].includes(reveals) || (family === "keys" && reveals === "nothing");
}

/** A certificate's copy brings the secret that holds its private key; whether a secret is one, the plan may not tell. */
function copiedAs(search: Search, family: Family): readonly { readonly family: Family; readonly sure: boolean }[] {
    const own = { family, sure: true };
    const shown = has(search, search.model.vaults.get(search.question.object.vault)!, family);
    return family !== "secrets" || shown ? [own] : [own, { family: "certificates", sure: false }];
}

/** Nothing is restored over an object that is there. */
function has({ model, question: { object } }: Search, { urn }: Vault, family: Family): boolean {
    return object.name !== undefined && model.objects.get(urn)?.has(objectKey(family, object.name)) === true;
}

function stepAt(
    { oracle, question }: Search,
    name: string,
    vault: Vault,
    family: Family,
): { readonly step: Step; readonly verdict: ReturnType<typeof oracle.verdict> } {
    const asked: Question = {
        ...question,
        operation: { plane: "data", name },
        object: { ...question.object, vault: vault.urn, ...(question.object.name !== undefined && { family }) },
    };
    const authorization = gateOf(oracle.answer(asked).gates, "authorization");
    const step = { does: name, on: { name: vault.name, urn: vault.urn }, evidence: authorization.evidence };
    return { step, verdict: oracle.verdict(asked) };
}
