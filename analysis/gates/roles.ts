import type { DataOperation } from "../../azure/operations.ts";
import { responses, type Response } from "../../azure/responses.ts";
import type { Evidence } from "../answer.ts";
import type { Chain } from "../model/assignments.ts";
import type { Model } from "../model/model.ts";
import { policyGrants } from "../model/policies.ts";
import type { Vault } from "../model/vaults.ts";
import type { ObjectOfQuestion } from "../question.ts";
import type { Maybe, NearMiss } from "../reason.ts";
import { assignedAttributes, dataRequest, type ControlRequest } from "./attributes.ts";
import { foreignMaybes, isMeant, type AuthorizationRuling, type Principal } from "./caller.ts";
import { weigh, type Weighed } from "./weighing.ts";

/** Roles for a data operation: at the vault or above, or at the object where the operation is authorised there. */
export function byRoles(
    model: Model,
    vault: Vault,
    name: string,
    operation: DataOperation,
    object: ObjectOfQuestion,
    caller: Principal,
    moment: number | undefined,
): AuthorizationRuling {
    const chain = model.chains.get(vault.urn)!;
    const onVersions = operation.onVersions !== undefined && object.name !== undefined;
    const atObject = (operation.scope === "object" || onVersions) && object.name !== undefined;
    const path = object.name === undefined ? undefined : `/${operation.family}/${object.name.toLowerCase()}`;
    const unsettled = !atObject && path !== undefined && operation.scopeCertainty === "unsettled";
    const found = weigh(model, chain, "data", operation.dataAction, caller, moment, {
        ...(path !== undefined && (atObject || unsettled) && { object: path }),
        unsettled,
        request: () => dataRequest(vault, operation, name, atObject || unsettled ? object.name : undefined),
    });
    const inactive = (model.policies.get(vault.urn)?.policies ?? [])
        .filter(
            (policy) =>
                isMeant(model, policy.principal, caller) === true &&
                policyGrants(policy, operation.permission.family, operation.permission.verb) === true,
        )
        .map((policy): NearMiss => ({ code: "policy-inactive", ...policy.at }));
    const foreign = (): readonly Maybe[] => foreignMaybes(model, vault, "roles", caller);
    return ruled(found, operation.dataAction, foreign, responses.noRole, inactive, vault.accessModel.at);
}

/** An action of the control plane: roles alone decide. */
export function byControlRoles(
    model: Model,
    chain: Chain,
    action: string,
    caller: Principal,
    request: ControlRequest,
    vault?: Vault,
): AuthorizationRuling {
    const { object, moment, assigns } = request;
    const path =
        object?.name === undefined || object.family === undefined
            ? undefined
            : `/${object.family}/${object.name.toLowerCase()}`;
    const found = weigh(model, chain, "control", action, caller, moment, {
        ...(path !== undefined && { object: path }),
        unsettled: false,
        request: () => ({ action, attributes: assignedAttributes(assigns) }),
    });
    const foreign = (): readonly Maybe[] => (vault === undefined ? [] : foreignMaybes(model, vault, "roles", caller));
    return ruled(found, action, foreign, responses.noRoleForAction);
}

/** A data action of something other than a vault: signing in to a machine, reading a log. */
export function byDataRoles(
    model: Model,
    chain: Chain,
    action: string,
    caller: Principal,
    moment: number | undefined,
): AuthorizationRuling {
    const found = weigh(model, chain, "data", action, caller, moment, {
        unsettled: false,
        request: () => ({ action, attributes: new Map() }),
    });
    return ruled(found, action, () => [], responses.noRoleForAction);
}

/** @param foreign What may grant it besides and is not read, where nothing that is read does. */
function ruled(
    found: Weighed,
    action: string,
    foreign: () => readonly Maybe[],
    response: Response,
    more: readonly NearMiss[] = [],
    modelAt?: Evidence,
): AuthorizationRuling {
    const nearMisses = more.length === 0 ? found.nearMisses : [...found.nearMisses, ...more];
    const sure = found.denied.find((denial) => denial.sure);
    if (sure !== undefined)
        return { outcome: "stopped", reason: { code: "deny-assignment", action }, at: [sure.at], response };
    const denials = found.denied.map(({ at }): Maybe => ({ code: "deny-assignment", ...at }));
    if (found.grants.length > 0 && denials.length === 0) {
        return {
            outcome: "passed",
            reason: { code: "role", grants: found.grants.map(({ grant }) => grant), action },
            at: found.grants.flatMap(({ at }) => at),
        };
    }
    const maybes = found.grants.length > 0 ? denials : [...found.maybes, ...foreign()];
    if (maybes.length > 0) {
        return {
            outcome: "unknown",
            reason: { code: "authorization-unknown", action, maybes, nearMisses },
            at: maybes.map(({ urn, path }) => ({ urn, path })),
        };
    }
    return {
        outcome: "stopped",
        reason: { code: "no-role", action, nearMisses },
        at: [...(modelAt === undefined ? [] : [modelAt]), ...found.read],
        response,
    };
}
