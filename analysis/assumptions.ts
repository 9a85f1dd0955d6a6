import { operationNamed } from "../azure/operations.ts";
import { normalId } from "../azure/resource-types.ts";
import { isUnknown, type PlanValue } from "../plan/plan.ts";
import { at } from "../plan/value.ts";
import type { Evidence } from "./answer.ts";
import type { Assumption } from "./assumption.ts";
import { assignmentsFor } from "./model/assignment-index.ts";
import type { Model } from "./model/model.ts";
import { withoutSubscription } from "./model/resources.ts";
import type { Vault } from "./model/vaults.ts";
import type { Ruling } from "./part.ts";
import type { Caller, ObjectOfQuestion, Operation } from "./question.ts";

/*
 * What answers take for granted, gate by gate: only what could change the verdict.
 */

export function vaultAssumptions(model: Model, vault: Vault): readonly Assumption[] {
    const alone = vault.publicAccess.value === "perimeter" && (model.associations.get(vault.urn) ?? []).length === 0;
    return [
        ...(alone ? [{ code: "no-other-perimeter", vault: vault.name } as const] : []),
        ...(vault.recovered ? [{ code: "recovered-as-written", vault: vault.name } as const] : []),
    ];
}

export function authenticationAssumptions(caller: Caller): readonly Assumption[] {
    if (caller.kind === "anonymous" || caller.tenant !== undefined) return [];
    return [{ code: "same-tenant", principal: caller.principals[0] ?? caller.name }];
}

export function authorizationAssumptions(
    model: Model,
    vault: Vault,
    caller: Caller,
    operation: Operation,
    { outcome, at: places }: Ruling,
): readonly Assumption[] {
    if (caller.kind === "anonymous") return [];
    const read = outcome === "unknown" ? [] : readFromDependencies(model, places);
    if (outcome === "passed") return [{ code: "no-deny-assignments" }, ...read];
    if (outcome !== "stopped") return [];
    const byPolicies = operation.plane === "data" && vault.accessModel.value === "access-policies";
    return [
        byPolicies
            ? { code: "no-other-policies", vault: vault.name }
            : { code: "no-other-assignments", scope: vault.id ?? vault.name },
        ...(caller.groups.length === 0
            ? [{ code: "no-other-groups", principal: caller.principals[0] ?? caller.name } as const]
            : []),
        ...strangers(model, vault, caller.principals),
        ...(model.mayGrant.length === 0
            ? []
            : [
                  {
                      code: "others-grant-nothing",
                      vault: vault.name,
                      urns: model.mayGrant.map(({ urn }) => urn),
                  } as const,
              ]),
        ...read,
    ];
}

/** Identities that the plan makes and that hold roles here: whoever was asked by GUID is none of them. */
function strangers(model: Model, vault: Vault, principals: readonly string[]): readonly Assumption[] {
    const chain = model.chains.get(vault.urn);
    if (chain === undefined || !principals.some((principal) => !principal.includes("#"))) return [];
    const made = assignmentsFor(model.assignments, chain).flatMap(({ principal }) =>
        principal.kind === "principal" && principal.principal.includes("#")
            ? [principal.principal.slice(0, principal.principal.lastIndexOf("#"))]
            : [],
    );
    return [...new Set(made)].map((urn) => ({ code: "new-identity-is-another", urn }));
}

export function stateAssumptions(
    model: Model,
    vault: Vault,
    { family, name }: ObjectOfQuestion,
    operation: Operation,
    { reason, outcome, at: places }: Ruling,
): readonly Assumption[] {
    const read = outcome === "unknown" ? [] : readFromDependencies(model, places);
    if (operation.plane === "control" || name === undefined) return read;
    const { presupposes, verb } = operationNamed(operation.name);
    const object = `${vault.name}/${family ?? ""}/${name}`;
    return [
        ...(presupposes === "deleted" ? [{ code: "object-deleted", object } as const] : []),
        ...(presupposes === "absent" ? [{ code: "object-absent", object } as const] : []),
        ...(presupposes === "active" && reason.code === "not-in-plan"
            ? [{ code: "object-exists", object } as const]
            : []),
        ...(verb === "release" ? [{ code: "environment-attested" } as const] : []),
        ...read,
    ];
}

/**
 * Evidence whose value is unknown, and that was read from the one resource that it comes from; or that is an id in a
 * subscription, and was taken for a resource whose own subscription only deployment tells.
 */
export function readFromDependencies(model: Model, places: readonly Evidence[]): readonly Assumption[] {
    return places.flatMap(({ urn, path }): readonly Assumption[] => {
        const resource = model.resources.byUrn.get(urn);
        if (resource === undefined || path === "") return [];
        const value = at(resource as unknown as PlanValue, path);
        if (!isUnknown(value)) return typeof value === "string" ? placedByName(model, value) : [];
        const [from, ...others] = resource.propertyDependencies[path.split("/")[2] ?? ""] ?? [];
        const only = from !== undefined && others.length === 0 ? { from } : {};
        return [{ code: "reference-read-from-dependency", urn, path, ...only }];
    });
}

function placedByName({ resources }: Model, id: string): readonly Assumption[] {
    const subscription = /^\/subscriptions\/([^/?]+)\//.exec(id.toLowerCase())?.[1];
    if (subscription === undefined || resources.byId.has(normalId(id))) return [];
    const urn = resources.byId.get(withoutSubscription(normalId(id)));
    return urn === undefined ? [] : [{ code: "in-subscription", urn, subscription }];
}
