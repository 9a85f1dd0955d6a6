import { askedAt, type ControlActionName } from "../../azure/control-plane.ts";
import { operationNamed, type DataOperation } from "../../azure/operations.ts";
import { responses } from "../../azure/responses.ts";
import { trustedServices, type TrustedService } from "../../azure/trusted-services.ts";
import { above } from "../model/above.ts";
import type { Chain } from "../model/assignments.ts";
import type { Model } from "../model/model.ts";
import { objectsInScopes } from "../model/scoped-objects.ts";
import type { Vault } from "../model/vaults.ts";
import type { Caller, Family, ObjectOfQuestion } from "../question.ts";
import type { ControlRequest } from "./attributes.ts";
import type { AuthorizationRuling, Principal } from "./caller.ts";
import { constrained } from "./constraints.ts";
import { byPolicies } from "./policies.ts";
import { byControlRoles, byRoles } from "./roles.ts";

const nobody: AuthorizationRuling = { outcome: "not applicable", reason: { code: "no-caller" }, at: [] };

/** A data operation on a vault or object. */
export function authorizeData(
    model: Model,
    vault: Vault,
    name: string,
    object: ObjectOfQuestion,
    caller: Caller,
    moment: number | undefined,
): AuthorizationRuling {
    const operation = operationNamed(name);
    if (caller.kind === "anonymous") return nobody;
    if (operation.scope === "object" && object.family !== undefined && object.name === undefined)
        return ofWhicheverObject(model, vault, name, object.family, caller, moment);
    const ruling = authorizeByModel(model, vault, name, operation, object, caller, moment);
    return constrained(model, model.chains.get(vault.urn)!, { plane: "data", name }, caller, ruling);
}

/** By the access model that is in force. */
function authorizeByModel(
    model: Model,
    vault: Vault,
    name: string,
    operation: DataOperation,
    object: ObjectOfQuestion,
    caller: Principal,
    moment: number | undefined,
): AuthorizationRuling {
    const { accessModel } = vault;
    const roles = (): AuthorizationRuling => byRoles(model, vault, name, operation, object, caller, moment);
    const policies = (): AuthorizationRuling => byPolicies(model, vault, operation, caller);
    if (accessModel.value === "rbac") return roles();
    if (accessModel.value === "access-policies") return policies();
    // Which model is in force is not told: what both say holds.
    const both = [roles(), policies()] as const;
    if (both[0].outcome === both[1].outcome && both[0].outcome !== "unknown") {
        const { outcome, reason, at } = both[0];
        const response =
            outcome === "stopped"
                ? { response: { status: 403, source: responses.noRole.source, certainty: "confirmed" } as const }
                : {};
        return { outcome, reason, at: [accessModel.at, ...at], ...response };
    }
    return {
        outcome: "unknown",
        reason: { code: "model-unknown", property: "enableRbacAuthorization" },
        at: [accessModel.at],
    };
}

/**
 * What concerns one object, asked of a family as a whole: where objects that a scope names fare otherwise than all others,
 * it depends on which is meant.
 */
function ofWhicheverObject(
    model: Model,
    vault: Vault,
    name: string,
    family: Family,
    caller: Caller,
    moment: number | undefined,
): AuthorizationRuling {
    const ask = (object: ObjectOfQuestion): AuthorizationRuling =>
        authorizeData(model, vault, name, object, caller, moment);
    const general = ask({ vault: vault.urn });
    const special = objectsInScopes(model, model.chains.get(vault.urn)!)
        .filter((object) => object.family === family)
        .map((object) => ({ object, ...ask({ vault: vault.urn, ...object }) }))
        .filter(({ outcome }) => outcome !== general.outcome);
    if (special.length === 0) return general;
    return {
        outcome: "unknown",
        reason: {
            code: "depends-on-object",
            family,
            otherwise: general.outcome,
            objects: special.map(({ object }) => object.name),
        },
        at: special.flatMap(({ at }) => at),
    };
}

/** An action of the control plane, where its request is made: neither access policies nor network rules matter. */
export function authorizeControl(
    model: Model,
    chain: Chain,
    action: string,
    caller: Caller,
    request: ControlRequest = {},
    vault?: Vault,
): AuthorizationRuling {
    if (caller.kind === "anonymous") return nobody;
    const at = askedAt(action);
    const own = at === "vault" ? chain : above(model.resources, chain, at);
    const ruling = byControlRoles(model, own, action, caller, request, vault);
    return constrained(model, own, { plane: "control", action }, caller, ruling);
}

/**
 * A service that Azure lets read for a deployment: the vault's switch must be on, and the deployer's action on the vault
 * decides who may deploy. Of disk encryption, which acts inside a machine, the deployer's part is not documented.
 */
export function authorizeDeployment(
    model: Model,
    vault: Vault,
    service: string,
    operation: string,
    caller: Caller,
    moment: number | undefined,
): AuthorizationRuling | undefined {
    const row = (trustedServices as Readonly<Record<string, TrustedService>>)[service];
    if (row?.vaultSwitch === undefined || !row.operations.some((name) => name === operation)) return undefined;
    const { value, at } = vault.switches[row.vaultSwitch];
    const reason = {
        code: "deployment-switch",
        switch: row.vaultSwitch,
        on: value === true,
        action: deployAction,
    } as const;
    if (value === false)
        return {
            outcome: "stopped",
            reason,
            at: [at],
            response: { status: 403, source: row.source, certainty: row.certainty },
        };
    const deployer = authorizeControl(model, model.chains.get(vault.urn)!, deployAction, caller, { moment }, vault);
    if (deployer.outcome !== "passed") return deployer;
    const settled = value === true && row.vaultSwitch !== "enabledForDiskEncryption";
    return { outcome: settled ? "passed" : "unknown", reason, at: [at, ...deployer.at] };
}

const deployAction = "Microsoft.KeyVault/vaults/deploy/action" satisfies ControlActionName;
