import type { Evidence } from "../answer.ts";
import { assignmentsFor, assignmentsOf } from "../model/assignment-index.ts";
import { reaches, type Assignment, type Chain, type Scope } from "../model/assignments.ts";
import { holds, type RequestAttributes } from "../model/condition.ts";
import { deniesAction } from "../model/denials.ts";
import { isOutside } from "../model/identities.ts";
import type { Model } from "../model/model.ts";
import { unsure, type Unsure } from "../model/property.ts";
import { withoutSubscription } from "../model/resources.ts";
import { dataActionsOf, roleGrants, unsettledPattern, type Plane } from "../model/roles.ts";
import type { Maybe, NearMiss, RoleGrant } from "../reason.ts";
import { rolesPermitted } from "./attributes.ts";
import { any, isMeant, notTold, type Principal } from "./caller.ts";

export interface Weighed {
    readonly grants: readonly { readonly grant: RoleGrant; readonly at: readonly Evidence[] }[];
    /** What of the assignments that were weighed was read from dependencies. */
    readonly read: readonly Evidence[];
    readonly maybes: readonly Maybe[];
    readonly nearMisses: readonly NearMiss[];
    /** Deny assignments that forbid it, or may. */
    readonly denied: readonly { readonly sure: boolean; readonly at: Evidence }[];
}

const nothing: Weighed = { grants: [], read: [], maybes: [], nearMisses: [], denied: [] };

interface Target {
    readonly object?: string;
    /** Whether a role at the object itself suffices is not documented. */
    readonly unsettled: boolean;
    /** Put together only where a role has a condition. */
    readonly request: () => RequestAttributes;
}

export function weigh(
    model: Model,
    chain: Chain,
    plane: Plane,
    action: string,
    caller: Principal,
    moment: number | undefined,
    target: Target,
): Weighed {
    const principals = [...caller.principals, ...caller.groups];
    // Memberships made elsewhere can concern any group's roles; an identity of elsewhere may have any GUID.
    const candidates =
        model.memberships.length > 0 || principals.some(isOutside)
            ? assignmentsFor(model.assignments, chain)
            : assignmentsOf(model.assignments, chain, principals);
    if (candidates.length === 0 && model.denials.length === 0) return nothing;
    const grants: Weighed["grants"][number][] = [];
    const maybes: Maybe[] = [];
    const nearMisses: NearMiss[] = [];
    const read: Evidence[] = [];
    for (const assignment of candidates) {
        const meant = isMeant(model, assignment.principal, caller);
        const member = meant === false ? membershipOf(model, assignment, caller) : undefined;
        if (meant === false && member === undefined) continue;
        const { urn } = assignment;
        read.push(...assignment.read);
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
                    scope: scopeText(assignment),
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
            if (meant === true) nearMisses.push({ code: "not-in-force", role, urn });
            continue;
        }
        const condition = conditionsHold(assignment, target.request);
        if (condition === false) {
            if (meant === true) nearMisses.push({ code: "condition-false", role, urn });
            continue;
        }
        const doubt = doubtsOf(assignment, {
            caller,
            meant,
            granted,
            reached,
            inForce,
            dated: moment !== undefined,
            condition,
            plane,
            action,
            request: target.request,
            member,
            unsettled: target.unsettled && reaches(model.resources, assignment.scope, chain) !== true,
        });
        if (doubt !== undefined) maybes.push(doubt);
        else {
            const principal = assignment.principal.kind === "principal" ? assignment.principal.principal : "";
            const scope = scopeText(assignment);
            grants.push({
                grant: { role, scope, principal, assignment: urn, viaGroup: !caller.principals.includes(principal) },
                at: [assignment.roleAt, ...assignment.read],
            });
        }
    }
    return { grants, read, maybes, nearMisses, denied: denialsOf(model, chain, plane, action, caller, target.object) };
}

/** Its scope's id, or the URN of the resource that it comes from. */
function scopeText({ scope }: Assignment): string {
    return scope.kind === "id" ? scope.id : scope.kind === "resource" ? scope.urn : "";
}

/** The first thing in doubt about an assignment that would otherwise grant. */
function doubtsOf(
    assignment: Assignment,
    doubts: {
        readonly caller: Principal;
        readonly meant: boolean | Unsure;
        readonly granted: boolean | Unsure;
        readonly reached: boolean | Unsure;
        readonly inForce: boolean | Unsure;
        /** Whether the question names a moment. */
        readonly dated: boolean;
        readonly condition: boolean | Unsure;
        readonly plane: Plane;
        readonly action: string;
        readonly request: () => RequestAttributes;
        readonly member: Evidence | undefined;
        readonly unsettled: boolean;
    },
): Maybe | undefined {
    const { urn } = assignment;
    if (doubts.member !== undefined) return { code: "other-provider", ...doubts.member };
    if (doubts.meant === unsure) return notTold(assignment.principal, assignment.principalAt, doubts.caller);
    if (doubts.granted === unsure) {
        const pattern =
            assignment.role === unsure ? undefined : unsettledPattern(assignment.role, doubts.plane, doubts.action);
        if (pattern !== undefined) {
            const at = pattern.at ?? assignment.roleAt;
            return { code: "pattern-unsettled", ...at, detail: pattern.pattern };
        }
        const custom = assignment.role !== unsure && assignment.role.urn !== undefined;
        return {
            code: custom ? "permissions-unknown" : "role-unknown",
            ...assignment.roleAt,
            detail: assignment.roleId,
        };
    }
    const { role } = assignment;
    if (role !== unsure && role.misplaced === true && role.urn !== undefined)
        return { code: "role-not-assignable", urn: role.urn, path: "/inputs/assignableScopes", detail: role.name };
    if (doubts.reached === unsure) {
        const [source] = assignment.scope.kind === "unknown" ? assignment.scope.sources : [];
        return { code: "scope-unknown", ...assignment.scopeAt, ...(source !== undefined && { detail: source }) };
    }
    if (doubts.condition === unsure) {
        const roles = rolesPermitted(assignment.conditions, doubts.request());
        return roles.length === 0
            ? { code: "condition-unknown", ...assignment.conditionAt }
            : { code: "some-roles-only", urn, path: assignment.conditionAt.path, detail: roles.join(", ") };
    }
    if (doubts.inForce === unsure) {
        const schedule = { urn, path: "/inputs/scheduleInfo" };
        const { unknown = undefined } = assignment.standing.kind === "window" ? assignment.standing : {};
        return unknown === undefined && !doubts.dated
            ? { code: "schedule-needs-moment", ...schedule }
            : { code: "schedule-unknown", ...(unknown ?? schedule) };
    }
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
    const { from, until, latest, unknown } = standing;
    if (moment === undefined) return from === undefined && until === undefined && unknown === undefined ? true : unsure;
    if ((from !== undefined && moment < from) || (latest !== undefined && moment >= latest)) return false;
    return unknown !== undefined || (until !== undefined && moment >= until) ? unsure : true;
}

function conditionsHold({ conditions }: Assignment, request: () => RequestAttributes): boolean | Unsure {
    if (conditions.length === 0) return true;
    const attributes = request();
    const values = conditions.map((condition) => (condition === unsure ? unsure : holds(condition, attributes)));
    if (values.includes(false)) return false;
    return values.includes(unsure) ? unsure : true;
}

/** Whether a request is one on the scope itself, and not on something below it. */
function isHere(scope: Scope, { urn, id }: Chain, object: string | undefined): boolean | Unsure {
    if (scope.kind === "resource") return scope.urn === urn && object === undefined;
    if (scope.kind === "unknown" || id === undefined) return unsure;
    const own = `${id}${object ?? ""}`;
    // One of them may not tell its subscription.
    const hidden = own.startsWith("/subscriptions/?") || scope.id.startsWith("/subscriptions/?");
    return hidden ? withoutSubscription(own) === withoutSubscription(scope.id) : own === scope.id;
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
        const here = denial.here === false ? true : isHere(denial.scope, chain, object);
        if (about === false || reached === false || meant === false || excluded === true) return [];
        // One that does not go down to children holds for requests on its very scope.
        if (here === false && denial.here === true) return [];
        const sure =
            about === true &&
            reached === true &&
            meant === true &&
            excluded === false &&
            !denial.conditional &&
            here === true;
        return [{ sure, at: denial.at }];
    });
}
