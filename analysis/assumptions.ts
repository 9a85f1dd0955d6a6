import { operations, type DataOperation } from "../azure/operations.ts";
import { isUnknown, type PlanValue } from "../plan/plan.ts";
import { at } from "../plan/value.ts";
import type { Evidence, Gate } from "./answer.ts";
import type { Assumption } from "./assumption.ts";
import { assignmentsFor, type Model } from "./model/model.ts";
import type { Vault } from "./model/vaults.ts";
import type { Question } from "./question.ts";

/** What an answer takes for granted: only what could change its verdict. */
export function assumptionsOf(
    model: Model,
    vault: Vault,
    { caller, object, operation }: Question,
    gates: readonly Gate[],
    forwardsTo: string | undefined,
): readonly Assumption[] {
    const found: Assumption[] = [];
    const outcome = (name: Gate["gate"]): Gate["outcome"] => gates.find(({ gate }) => gate === name)!.outcome;
    const authorization = outcome("authorization");
    if (caller.kind === "principal") {
        const [principal = caller.name] = caller.principals;
        if (authorization === "passed") found.push({ code: "no-deny-assignments" });
        if (authorization === "stopped") {
            const byPolicies = operation.plane === "data" && vault.accessModel.value === "access-policies";
            found.push(
                byPolicies
                    ? { code: "no-other-policies", vault: vault.name }
                    : { code: "no-other-assignments", scope: vault.id ?? vault.name },
            );
            if (caller.groups.length === 0) found.push({ code: "no-other-groups", principal });
            found.push(...strangers(model, vault, caller.principals));
        }
        if (caller.tenant === undefined) found.push({ code: "same-tenant", principal });
    }
    found.push(...stateAssumptions(vault, object, operation, gates));
    if (forwardsTo !== undefined && outcome("dns") !== "stopped")
        found.push({ code: "local-dns-forwards", resolver: forwardsTo });
    if (vault.publicAccess.value === "perimeter" && (model.associations.get(vault.urn) ?? []).length === 0) {
        found.push({ code: "no-other-perimeter", vault: vault.name });
    }
    if (vault.recovered) found.push({ code: "recovered-as-written", vault: vault.name });
    const read = gates
        .filter((gate) => gate.outcome === "passed" || gate.outcome === "stopped")
        .flatMap(({ evidence }) => evidence);
    found.push(
        ...read
            .filter((place) => isUnknownAt(model, place))
            .map(({ urn, path }): Assumption => ({ code: "reference-read-from-dependency", urn, path })),
    );
    return found;
}

/** Identities that the plan makes and that hold roles here: whoever was asked by GUID is none of them. */
function strangers(model: Model, vault: Vault, principals: readonly string[]): readonly Assumption[] {
    if (!principals.some((principal) => !principal.includes("#"))) return [];
    const chain = model.chains.get(vault.urn);
    if (chain === undefined) return [];
    const made = assignmentsFor(model.assignments, chain).flatMap(({ principal }) =>
        principal.kind === "principal" && principal.principal.includes("#")
            ? [principal.principal.slice(0, principal.principal.lastIndexOf("#"))]
            : [],
    );
    return [...new Set(made)].map((urn) => ({ code: "new-identity-is-another", urn }));
}

function stateAssumptions(
    vault: Vault,
    { family, name }: Question["object"],
    operation: Question["operation"],
    gates: readonly Gate[],
): readonly Assumption[] {
    if (operation.plane === "control" || name === undefined) return [];
    const { presupposes, verb } = (operations as Readonly<Record<string, DataOperation>>)[operation.name]!;
    const object = `${vault.name}/${family ?? ""}/${name}`;
    const because = gates.find(({ gate }) => gate === "state")!.because;
    return [
        ...(presupposes === "deleted" ? [{ code: "object-deleted", object } as const] : []),
        ...(presupposes === "absent" ? [{ code: "object-absent", object } as const] : []),
        ...(presupposes === "active" && because.code === "not-in-plan"
            ? [{ code: "object-exists", object } as const]
            : []),
        ...(verb === "release" ? [{ code: "environment-attested" } as const] : []),
    ];
}

function isUnknownAt(model: Model, { urn, path }: Evidence): boolean {
    const resource = model.resources.byUrn.get(urn);
    return resource !== undefined && path !== "" && isUnknown(at(resource as unknown as PlanValue, path));
}
