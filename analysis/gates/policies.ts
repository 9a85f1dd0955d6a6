import type { DataOperation } from "../../azure/operations.ts";
import { responses } from "../../azure/responses.ts";
import type { Evidence } from "../answer.ts";
import { assignmentsOf } from "../model/assignment-index.ts";
import { reaches } from "../model/assignments.ts";
import type { Model } from "../model/model.ts";
import { policyGrants, type AccessPolicy } from "../model/policies.ts";
import { unsure, type Unsure } from "../model/property.ts";
import { dependenciesOf } from "../model/references.ts";
import { dataActionsOf } from "../model/roles.ts";
import type { Vault } from "../model/vaults.ts";
import type { Maybe, NearMiss, PolicyGrant } from "../reason.ts";
import { foreignMaybes, isMeant, notTold, type AuthorizationRuling, type Principal } from "./caller.ts";

/** Access policies: the caller's own entries and those of the caller's groups add up. */
export function byPolicies(
    model: Model,
    vault: Vault,
    operation: DataOperation,
    caller: Principal,
): AuthorizationRuling {
    const list = model.policies.get(vault.urn);
    const { family, verb } = operation.permission;
    const permission = `${family}/${verb}`;
    const grants: { readonly grant: PolicyGrant; readonly at: Evidence }[] = [];
    const maybes: Maybe[] = [];
    const nearMisses: NearMiss[] = [];
    let entry = false;
    for (const policy of list?.policies ?? []) {
        const meant = isMeant(model, policy.principal, caller);
        if (meant === false) continue;
        const granted = policyGrants(policy, family, verb);
        const foreign = isForeign(model, policy, vault);
        if (foreign === true) {
            if (meant === true) nearMisses.push({ code: "policy-of-other-tenant", ...policy.at });
            continue;
        }
        const through = comesThrough(policy, caller);
        if (through === false) {
            if (meant === true && granted !== false)
                nearMisses.push({
                    code: "policy-needs-application",
                    application: String(policy.application),
                    ...policy.at,
                });
            entry ||= meant === true;
            continue;
        }
        entry ||= meant === true;
        if (granted === false) {
            if (meant === true) nearMisses.push({ code: "policy-lacks-permission", ...policy.at });
        } else if (meant === unsure) maybes.push(notTold(policy.principal, policy.at, caller));
        else if (foreign === unsure) maybes.push({ code: "tenant-unknown", ...policy.tenantAt });
        else if (through === unsure) maybes.push({ code: "application-unknown", ...policy.at });
        else if (granted === unsure) maybes.push({ code: "permissions-unknown", ...policy.at });
        else {
            const principal = policy.principal.kind === "principal" ? policy.principal.principal : "";
            const application = typeof policy.application === "string" ? { application: policy.application } : {};
            grants.push({
                grant: {
                    vault: vault.name,
                    principal,
                    viaGroup: !caller.principals.includes(principal),
                    ...application,
                },
                at: policy.at,
            });
        }
    }
    if (grants.length > 0)
        return {
            outcome: "passed",
            reason: { code: "policy", grants: grants.map(({ grant }) => grant), permission },
            at: grants.map(({ at }) => at),
        };
    for (const policy of list?.reported ?? []) {
        if (isMeant(model, policy.principal, caller) === false || policyGrants(policy, family, verb) === false)
            continue;
        if (isForeign(model, policy, vault) === true || comesThrough(policy, caller) === false) continue;
        maybes.push({ code: "policy-reported", ...policy.at });
    }
    if (list?.unknown !== undefined) maybes.push({ code: "permissions-unknown", ...list.unknown });
    maybes.push(...foreignMaybes(model, vault, "policies", caller));
    if (maybes.length > 0) {
        return {
            outcome: "unknown",
            reason: { code: "authorization-unknown", action: permission, maybes, nearMisses },
            at: maybes.map(({ urn, path }) => ({ urn, path })),
        };
    }
    const roles = inactiveRoles(model, vault, operation, caller);
    const needs = nearMisses.some(({ code }) => code === "policy-needs-application");
    const response = needs
        ? responses.policyNeedsApplication
        : entry
          ? responses.policyLacksPermission
          : responses.noPolicy;
    return {
        outcome: "stopped",
        reason: { code: "no-policy", permission, entry, nearMisses: [...nearMisses, ...roles] },
        at: [vault.accessModel.at],
        response,
    };
}

/**
 * A principal of another tenant cannot get a token for the vault. Two tenants that are not known are the same where both
 * come from one resource.
 */
function isForeign(model: Model, { tenant, tenantAt }: AccessPolicy, vault: Vault): boolean | Unsure {
    if (tenant !== unsure && vault.tenant.value !== unsure) return tenant !== vault.tenant.value;
    const [own, vaults] = [tenantAt, vault.tenant.at].map(({ urn, path }) => {
        const resource = model.resources.byUrn.get(urn);
        return resource === undefined ? [] : dependenciesOf({ value: unsure, resource, path });
    });
    const bothUnknown = tenant === unsure && vault.tenant.value === unsure;
    return bothUnknown && own?.length === 1 && vaults?.length === 1 && own[0] === vaults[0] ? false : unsure;
}

/** An entry with an application is for callers who come through that application on behalf of themselves. */
function comesThrough({ application }: AccessPolicy, caller: Principal): boolean | Unsure {
    if (application === undefined) return true;
    if (application === unsure) return unsure;
    return application === caller.through?.toLowerCase();
}

function inactiveRoles(model: Model, vault: Vault, operation: DataOperation, caller: Principal): readonly NearMiss[] {
    const chain = model.chains.get(vault.urn)!;
    return assignmentsOf(model.assignments, chain, [...caller.principals, ...caller.groups]).flatMap(
        (assignment): NearMiss[] => {
            const { role } = assignment;
            if (role === unsure || isMeant(model, assignment.principal, caller) !== true) return [];
            if (
                dataActionsOf(role).get(operation.dataAction) !== true ||
                reaches(model.resources, assignment.scope, chain) === false
            )
                return [];
            return [{ code: "role-inactive", role: role.name, urn: assignment.urn }];
        },
    );
}
