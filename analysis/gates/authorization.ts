import type { ControlActionName } from "../../azure/control-plane.ts";
import { operations, type DataOperation } from "../../azure/operations.ts";
import { responses, type Response } from "../../azure/responses.ts";
import { trustedServices, type TrustedService } from "../../azure/trusted-services.ts";
import type { Evidence, Outcome } from "../answer.ts";
import { reaches, type Assignment, type Chain } from "../model/assignments.ts";
import { holds, type RequestAttributes } from "../model/condition.ts";
import { deniesAction } from "../model/denials.ts";
import { means } from "../model/identities.ts";
import { assignmentsFor, assignmentsOf } from "../model/assignment-index.ts";
import type { Model } from "../model/model.ts";
import { policyGrants, type AccessPolicy } from "../model/policies.ts";
import { unsure, type Unsure } from "../model/property.ts";
import { dataActionsOf, roleGrants, type Plane } from "../model/roles.ts";
import type { Vault } from "../model/vaults.ts";
import type { Caller, ObjectOfQuestion } from "../question.ts";
import type { AuthorizationReason, Maybe, NearMiss, PolicyGrant, RoleGrant } from "../reason.ts";

export interface AuthorizationRuling {
    readonly outcome: Outcome;
    readonly reason: AuthorizationReason;
    readonly at: readonly Evidence[];
    readonly response?: Response;
}

type Principal = Extract<Caller, { readonly kind: "principal" }>;

/** A data operation on a vault or object. */
export function authorizeData(
    model: Model,
    vault: Vault,
    name: string,
    object: ObjectOfQuestion,
    caller: Caller,
    moment: number | undefined,
): AuthorizationRuling {
    const operation = (operations as Readonly<Record<string, DataOperation>>)[name]!;
    if (caller.kind === "anonymous") return { outcome: "not applicable", reason: { code: "no-caller" }, at: [] };
    const { accessModel } = vault;
    const byRoles = (): AuthorizationRuling => rbac(model, vault, name, operation, object, caller, moment);
    const byPolicies = (): AuthorizationRuling => policies(model, vault, operation, caller);
    if (accessModel.value === "rbac") return byRoles();
    if (accessModel.value === "access-policies") return byPolicies();
    // Which model is in force is not told: what both say holds.
    const both = [byRoles(), byPolicies()] as const;
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

/** Roles for a data operation: at the vault or above, or at the object where the operation is authorised there. */
function rbac(
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

/** An action of the control plane, decided by roles alone. */
export function authorizeControl(
    model: Model,
    chain: Chain,
    action: string,
    caller: Caller,
    moment: number | undefined,
    vault?: Vault,
    object?: ObjectOfQuestion,
): AuthorizationRuling {
    if (caller.kind === "anonymous") return { outcome: "not applicable", reason: { code: "no-caller" }, at: [] };
    const path =
        object?.name === undefined || object.family === undefined
            ? undefined
            : `/${object.family}/${object.name.toLowerCase()}`;
    const request = { action, attributes: new Map(unknownRequest) };
    const found = weigh(model, chain, "control", action, caller, moment, {
        ...(path !== undefined && { object: path }),
        unsettled: false,
        request,
    });
    return ruled(model, vault, found, action, [], responses.noRoleForAction, undefined);
}

/** Attributes of a request to assign a role: a question does not say which role, to whom. */
const unknownRequest = ["roledefinitionid", "principalid", "principaltype"].flatMap((attribute) =>
    ["@request", "@resource"].map(
        (source) => [`${source}[microsoft.authorization/roleassignments:${attribute}]`, unsure] as const,
    ),
);

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
                  ? dataActionsOf(assignment.role).get(action)!
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

function isMeant(model: Model, reference: Assignment["principal"], caller: Principal): boolean | Unsure {
    const answers = [...caller.principals, ...caller.groups].map((principal) =>
        means(model.identities, reference, principal),
    );
    if (answers.includes(true)) return true;
    return answers.includes(unsure) ? unsure : false;
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

function any(values: readonly (boolean | Unsure)[]): boolean | Unsure {
    if (values.includes(true)) return true;
    return values.includes(unsure) ? unsure : false;
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

/** Resources that are not read and that may grant access to the vault. */
function foreignMaybes(model: Model, vault: Vault): readonly Maybe[] {
    return (model.foreign.get(vault.urn) ?? [])
        .filter(({ effect }) => effect === "grants" || effect === "anything")
        .map(({ urn, type }) => ({ code: "other-provider", urn, path: "", detail: type }));
}

/** Access policies: the caller's own entries and those of the caller's groups add up. */
function policies(model: Model, vault: Vault, operation: DataOperation, caller: Principal): AuthorizationRuling {
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
        if (isForeign(policy, vault)) {
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
        } else if (meant === unsure) maybes.push({ code: "principal-unknown", ...policy.at });
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
    if (list?.unknown !== undefined) maybes.push({ code: "permissions-unknown", ...list.unknown });
    maybes.push(...foreignMaybes(model, vault));
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

/** A principal of another tenant cannot get a token for the vault. */
function isForeign(policy: AccessPolicy, vault: Vault): boolean {
    return policy.tenant !== unsure && vault.tenant.value !== unsure && policy.tenant !== vault.tenant.value;
}

/** An entry with an application is for callers who come through that application on behalf of themselves. */
function comesThrough({ application }: AccessPolicy, caller: Principal): boolean | Unsure {
    if (application === undefined) return true;
    if (caller.through === undefined) return false;
    return application === unsure ? unsure : application === caller.through.toLowerCase();
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
    const deployer = authorizeControl(model, model.chains.get(vault.urn)!, deployAction, caller, moment, vault);
    if (deployer.outcome !== "passed") return deployer;
    const settled = value === true && row.vaultSwitch !== "enabledForDiskEncryption";
    return { outcome: settled ? "passed" : "unknown", reason, at: [at, ...deployer.at] };
}

const deployAction = "Microsoft.KeyVault/vaults/deploy/action" satisfies ControlActionName;
