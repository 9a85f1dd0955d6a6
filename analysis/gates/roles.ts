import { responses, type Response } from "../../azure/responses.ts";
import type { DataOperation } from "../../azure/operations.ts";
import type { Evidence } from "../answer.ts";
import { assignmentsFor, assignmentsOf } from "../model/assignment-index.ts";
import { reaches, type Assignment, type Chain } from "../model/assignments.ts";
import { holds, type RequestAttributes } from "../model/condition.ts";
import { deniesAction } from "../model/denials.ts";
import type { Model } from "../model/model.ts";
import { policyGrants } from "../model/policies.ts";
import { unsure, type Unsure } from "../model/property.ts";
import { dataActionsOf, roleGrants, type Plane } from "../model/roles.ts";
import type { Vault } from "../model/vaults.ts";
import type { ObjectOfQuestion } from "../question.ts";
import type { Maybe, NearMiss, RoleGrant } from "../reason.ts";
import { any, foreignMaybes, isMeant, type AuthorizationRuling, type Principal } from "./caller.ts";

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
    const request = dataRequest(vault, operation, name, atObject || unsettled ? object.name : undefined);
    const found = weigh(model, chain, "data", operation.dataAction, caller, moment, {
        ...(path !== undefined && (atObject || unsettled) && { object: path }),
        unsettled,
        request,
    });
    const inactive = (model.policies.get(vault.urn)?.policies ?? [])
        .filter(
            (policy) =>
                isMeant(model, policy.principal, caller) === true &&
                policyGrants(policy, operation.permission.family, operation.permission.verb) === true,
        )
        .map((policy): NearMiss => ({ code: "policy-inactive", ...policy.at }));
    return ruled(model, vault, found, operation.dataAction, inactive, responses.noRole, vault.accessModel.at);
}

/** What is known of a request on the control plane beyond its action. */
export interface ControlRequest {
    readonly moment?: number | undefined;
    readonly object?: ObjectOfQuestion;
    /** The role that the request assigns, and to whom. */
    readonly assigns?: { readonly role: string; readonly principal: string };
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
        request: { action, attributes: assignedAttributes(assigns) },
    });
    return ruled(model, vault, found, action, [], responses.noRoleForAction, undefined);
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
        request: { action, attributes: new Map() },
    });
    return ruled(model, undefined, found, action, [], responses.noRoleForAction, undefined);
}

/** Attributes of a request to assign a role; unsure where it does not say which, to whom. */
function assignedAttributes(assigns: ControlRequest["assigns"]): ReadonlyMap<string, string | Unsure> {
    const values = {
        roledefinitionid: assigns?.role ?? unsure,
        principalid: assigns?.principal ?? unsure,
        principaltype: unsure,
    } as const;
    return new Map(
        Object.entries(values).flatMap(([attribute, value]) =>
            ["@request", "@resource"].map(
                (source) => [`${source}[microsoft.authorization/roleassignments:${attribute}]`, value] as const,
            ),
        ),
    );
}

interface Weighed {
    readonly grants: readonly { readonly grant: RoleGrant; readonly at: Evidence }[];
    readonly maybes: readonly Maybe[];
    readonly nearMisses: readonly NearMiss[];
    /** Deny assignments that forbid it, or may. */
    readonly denied: readonly { readonly sure: boolean; readonly at: Evidence }[];
}

interface Target {
    readonly object?: string;
    /** Whether a role at the object itself suffices is not documented. */
    readonly unsettled: boolean;
    readonly request: RequestAttributes;
}

function weigh(
    model: Model,
    chain: Chain,
    plane: Plane,
    action: string,
    caller: Principal,
    moment: number | undefined,
    target: Target,
): Weighed {
    const grants: Weighed["grants"][number][] = [];
    const maybes: Maybe[] = [];
    const nearMisses: NearMiss[] = [];
    const principals = [...caller.principals, ...caller.groups];
    // Memberships made elsewhere can concern any group's roles.
    const candidates =
        model.memberships.length > 0
            ? assignmentsFor(model.assignments, chain)
            : assignmentsOf(model.assignments, chain, principals);
    for (const assignment of candidates) {
        const meant = isMeant(model, assignment.principal, caller);
        const member = meant === false ? membershipOf(model, assignment, caller) : undefined;
        if (meant === false && member === undefined) continue;
        const { urn } = assignment;
        const role = assignment.role === unsure ? assignment.roleId : assignment.role.name;
        const granted =
            assignment.role === unsure
                ? unsure
                : plane === "data"
                  ? (dataActionsOf(assignment.role).get(action) ?? roleGrants(assignment.role, plane, action))
                  : roleGrants(assignment.role, plane, action);
        const reached = reaches(model.resources, assignment.scope, chain, target.object);
        if (granted === false || granted === "excluded") {
            if (reached !== false && meant === true)
                nearMisses.push({ code: granted === false ? "role-lacks-action" : "role-excludes-action", role, urn });
            continue;
        }
        if (reached === false) {
            if (meant === true && granted === true)
                nearMisses.push({
                    code: "scope-elsewhere",
                    role,
                    scope: assignment.scope.kind === "id" ? assignment.scope.id : "",
                    urn,
                });
            continue;
        }
        if (assignment.standing.kind === "eligible") {
            if (meant === true) nearMisses.push({ code: "eligible-not-active", role, urn });
            continue;
        }
        const inForce = isInForce(assignment, moment);
        if (inForce === false) {
            nearMisses.push({ code: "not-in-force", role, urn });
            continue;
        }
        const condition = conditionsHold(assignment, target.request);
        if (condition === false) {
            if (meant === true) nearMisses.push({ code: "condition-false", role, urn });
            continue;
        }
        const doubt = doubtsOf(assignment, {
            meant,
            granted,
            reached,
            inForce,
            condition,
            member,
            unsettled: target.unsettled && reaches(model.resources, assignment.scope, chain) !== true,
        });
        if (doubt !== undefined) maybes.push(doubt);
        else {
            const principal = assignment.principal.kind === "principal" ? assignment.principal.principal : "";
            const scope = assignment.scope.kind === "id" ? assignment.scope.id : "";
            grants.push({
                grant: { role, scope, principal, assignment: urn, viaGroup: !caller.principals.includes(principal) },
                at: assignment.roleAt,
            });
        }
    }
    return { grants, maybes, nearMisses, denied: denialsOf(model, chain, plane, action, caller, target.object) };
}

/** The first thing in doubt about an assignment that would otherwise grant. */
function doubtsOf(
    assignment: Assignment,
    doubts: {
        readonly meant: boolean | Unsure;
        readonly granted: boolean | Unsure;
        readonly reached: boolean | Unsure;
        readonly inForce: boolean | Unsure;
        readonly condition: boolean | Unsure;
        readonly member: Evidence | undefined;
        readonly unsettled: boolean;
    },
): Maybe | undefined {
    const { urn } = assignment;
    if (doubts.member !== undefined) return { code: "other-provider", ...doubts.member };
    if (doubts.meant === unsure) return { code: "principal-unknown", ...assignment.principalAt };
    if (doubts.granted === unsure) {
        const custom = assignment.role !== unsure && assignment.role.urn !== undefined;
        return {
            code: custom ? "permissions-unknown" : "role-unknown",
            ...assignment.roleAt,
            detail: assignment.roleId,
        };
    }
    if (doubts.reached === unsure) return { code: "scope-unknown", ...assignment.scopeAt };
    if (doubts.condition === unsure) return { code: "condition-unknown", urn, path: assignment.conditionAt.path };
    if (doubts.inForce === unsure) return { code: "schedule-needs-moment", urn, path: "/inputs/scheduleInfo" };
    return doubts.unsettled ? { code: "object-scope-unsettled", ...assignment.scopeAt } : undefined;
}

/** A membership that another provider's resource makes: the caller may be in the group that the role is for. */
function membershipOf(model: Model, { principal }: Assignment, caller: Principal): Evidence | undefined {
    if (model.memberships.length === 0 || principal.kind !== "principal") return undefined;
    const found = model.memberships.find(
        ({ group, members }) =>
            (group === unsure || group === principal.principal) &&
            members.some((member) => member === unsure || caller.principals.includes(member)),
    );
    return found && { urn: found.urn, path: "" };
}

function isInForce({ standing }: Assignment, moment: number | undefined): boolean | Unsure {
    if (standing.kind !== "window") return true;
    const { from, until, unknown } = standing;
    if (moment === undefined) return from === undefined && until === undefined && !unknown ? true : unsure;
    if ((from !== undefined && moment < from) || (until !== undefined && moment >= until)) return false;
    return unknown ? unsure : true;
}

function conditionsHold({ conditions }: Assignment, request: RequestAttributes): boolean | Unsure {
    const values = conditions.map((condition) => (condition === unsure ? unsure : holds(condition, request)));
    if (values.includes(false)) return false;
    return values.includes(unsure) ? unsure : true;
}

/**
 * What a request offers to conditions. Key Vault knows two attributes, for operations on secrets only: the vault's name
 * and the secret's, the latter of the request where the secret need not exist yet.
 * Source: learn.microsoft.com/azure/key-vault/general/rbac-abac.
 */
function dataRequest(
    vault: Vault,
    operation: DataOperation,
    name: string,
    object: string | undefined,
): RequestAttributes {
    const attributes = new Map<string, string | Unsure>();
    const secrets = operation.family === "secrets";
    attributes.set("@resource[microsoft.keyvault/vaults:name]", secrets && vault.named ? vault.name : unsure);
    const byRequest = name === "secrets/set" || name === "secrets/restore";
    const own = "[microsoft.keyvault/vaults/secrets:name]";
    if (!secrets) {
        attributes.set(`@resource${own}`, unsure);
        attributes.set(`@request${own}`, unsure);
    } else if (object !== undefined) {
        attributes.set(byRequest ? `@request${own}` : `@resource${own}`, object);
        attributes.set(byRequest ? `@resource${own}` : `@request${own}`, unsure);
    } else if (operation.scope === "object" || operation.scopeCertainty === "unsettled") {
        // Asked of the vault as a whole: any secret may be meant.
        attributes.set(`@resource${own}`, unsure);
        attributes.set(`@request${own}`, unsure);
    }
    return { action: operation.dataAction, attributes };
}

function denialsOf(
    model: Model,
    chain: Chain,
    plane: Plane,
    action: string,
    caller: Principal,
    object: string | undefined,
): Weighed["denied"] {
    return model.denials.flatMap((denial) => {
        const about = deniesAction(denial, plane, action);
        const reached = reaches(model.resources, denial.scope, chain, object);
        const excluded =
            denial.excluded === unsure
                ? unsure
                : any(denial.excluded.map((reference) => isMeant(model, reference, caller)));
        const meant =
            denial.principals === "everyone"
                ? true
                : denial.principals === unsure
                  ? unsure
                  : any(denial.principals.map((reference) => isMeant(model, reference, caller)));
        if (about === false || reached === false || meant === false || excluded === true) return [];
        const sure =
            about === true &&
            reached === true &&
            meant === true &&
            excluded === false &&
            !denial.conditional &&
            denial.here === false;
        return [{ sure, at: denial.at }];
    });
}

function ruled(
    model: Model,
    vault: Vault | undefined,
    found: Weighed,
    action: string,
    more: readonly NearMiss[],
    response: Response,
    modelAt: Evidence | undefined,
): AuthorizationRuling {
    const nearMisses = [...found.nearMisses, ...more];
    const sure = found.denied.find((denial) => denial.sure);
    if (sure !== undefined)
        return { outcome: "stopped", reason: { code: "deny-assignment", action }, at: [sure.at], response };
    const denials = found.denied.map(({ at }): Maybe => ({ code: "deny-assignment", ...at }));
    if (found.grants.length > 0 && denials.length === 0) {
        return {
            outcome: "passed",
            reason: { code: "role", grants: found.grants.map(({ grant }) => grant), action },
            at: found.grants.map(({ at }) => at),
        };
    }
    const foreign = vault === undefined ? [] : foreignMaybes(model, vault);
    const maybes = found.grants.length > 0 ? denials : [...found.maybes, ...foreign];
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
        at: modelAt === undefined ? [] : [modelAt],
        response,
    };
}
