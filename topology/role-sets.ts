import { parseArmId, isWithin } from "../azure/arm-id.ts";
import { limits } from "../azure/limits.ts";
import { InputError, type Refusal } from "../input/error.ts";
import { isGuid } from "../input/guid.ts";
import { suggestion } from "../input/nearest.ts";
import { unixSeconds } from "./dates.ts";
import { deployRole, fullRights, personas, type Permissions, type Persona, type PersonaName, type RoleGrant } from "./personas.ts";
import { checkPrincipal } from "./principals.ts";
import { AccessModel, checkWord } from "./vault.ts";

/** How much developers hold. */
export const DeveloperRights = {
    /** The deploy permission alone, as the documents' production does. */
    Deploy: "deploy",
    /** Everything, for a subscription or resource group of their own. */
    Full: "full",
} as const;
export type DeveloperRights = (typeof DeveloperRights)[keyof typeof DeveloperRights];

/** A period in which a role can be activated (Privileged Identity Management); it ends, always. */
export interface Eligibility {
    /** ISO 8601 date and time. */
    start: string;
    /** ISO 8601 date and time. */
    end: string;
    justification: string;
}

/** One member of a persona. `Id` is a text, or a value that only deployment gives. */
export interface Member<Id> {
    principalId: Id;
    principalType: string;
    /** Resource id of the identity behind a principal that only deployment will give. */
    identityId?: Id | undefined;
    applicationId?: string | undefined;
    scope?: string | undefined;
    objects?: string[] | undefined;
    eligible?: Eligibility | undefined;
}

export interface RoleSetsRequest<Id> {
    accessModel: string;
    preparedAccessModel?: string | undefined;
    developerRights?: string | undefined;
    /** The vault's id where it is known as a text. */
    vaultId?: string | undefined;
    resourceGroupId: string;
    /** Where logs are kept; how many is known before deployment. */
    logScopes: readonly LogScope<Id>[];
    personas: Partial<Record<PersonaName, Record<string, Member<Id>>>>;
}

export interface LogScope<Id> {
    readonly kind: "workspace" | "storage account";
    readonly id: Id;
}

/** A role assignment to be made. `scope` says where, in words or as an id. */
export interface PlannedAssignment<Id> {
    /** Unique among all; part of the resource's name. */
    readonly label: string;
    readonly role: RoleGrant["role"];
    readonly scope: PlannedScope<Id>;
    readonly member: Member<Id>;
}

export type PlannedScope<Id> =
    | { readonly kind: "vault" }
    | { readonly kind: "object"; readonly path: string }
    | { readonly kind: "id"; readonly id: Id | string };

/** An access-policy entry to be made: one for each principal and application. */
export interface PlannedPolicy<Id> {
    readonly label: string;
    readonly member: Member<Id>;
    readonly permissions: Permissions;
}

export interface PlannedRoleSets<Id> {
    readonly assignments: readonly PlannedAssignment<Id>[];
    readonly policies: readonly PlannedPolicy<Id>[];
    readonly needsDeployRole: boolean;
}

/**
 * The role assignments and access-policy entries of all personas' members.
 *
 * @throws InputError for unknown personas, principals that are no GUIDs, doubled grants, scopes that do not cover the
 *   vault, what the access model cannot express, and more entries than a vault takes
 */
export function planRoleSets<Id>(request: RoleSetsRequest<Id>, what = "roleSets"): PlannedRoleSets<Id> {
    checkWord(AccessModel, request.accessModel, `${what}.accessModel`);
    if (request.preparedAccessModel !== undefined) checkPrepared(request, what);
    checkWord(DeveloperRights, request.developerRights ?? DeveloperRights.Deploy, `${what}.developerRights`);
    const models = [request.accessModel, request.preparedAccessModel];

    const assignments: PlannedAssignment<Id>[] = [];
    const policies: PlannedPolicy<Id>[] = [];
    for (const [name, label, member] of members(request, what)) {
        const persona = personaOf(name, request.developerRights);
        checkMember(member, request, `${what}.${name}.${label}`);
        assignments.push(...persona.management.flatMap((grant) => managementAssignments(grant, name, label, member, request)));
        if (models.includes(AccessModel.Rbac)) {
            assignments.push(...persona.roles.flatMap((grant) => dataAssignments(grant, name, label, member)));
        }
        if (models.includes(AccessModel.AccessPolicies) && hasPermissions(persona.permissions)) {
            policies.push({ label: `${name}-${label}`, member, permissions: persona.permissions });
        }
    }
    refuseDoubled(assignments, what);
    const merged = mergePolicies(policies);
    const most = limits.accessPoliciesPerVault.value;
    if (merged.length > most) {
        throw new InputError({
            what,
            got: `${merged.length} access-policy entries`,
            expected: `at most ${most}, Key Vault's limit`,
            fix: "grant to groups instead of their members",
        });
    }
    return { assignments, policies: merged, needsDeployRole: assignments.some(({ role }) => role === deployRole) };
}

function* members<Id>(request: RoleSetsRequest<Id>, what: string): Generator<[PersonaName, string, Member<Id>]> {
    for (const [name, entries] of Object.entries(request.personas)) {
        if (!Object.hasOwn(personas, name)) {
            const known = Object.keys(personas);
            throw new InputError({
                what: `${what}.${name}`,
                got: name,
                expected: `a persona: ${known.join(", ")}`,
                fix: suggestion(name, known),
            });
        }
        for (const [label, member] of Object.entries(entries)) yield [name as PersonaName, label, member];
    }
}

function personaOf(name: PersonaName, rights: string | undefined): Persona {
    return name === "developers" && rights === DeveloperRights.Full ? fullRights : personas[name];
}

function managementAssignments<Id>(
    grant: RoleGrant,
    persona: PersonaName,
    label: string,
    member: Member<Id>,
    request: RoleSetsRequest<Id>,
): PlannedAssignment<Id>[] {
    const common = { role: grant.role, member };
    switch (grant.at) {
        case "vault":
            // Granting data access by roles means nothing where access policies decide.
            if (request.accessModel !== AccessModel.Rbac && request.preparedAccessModel !== AccessModel.Rbac) return [];
            return [{ ...common, label: labelOf(persona, label, grant.role), scope: { kind: "vault" } }];
        case "resource group":
            return [{ ...common, label: labelOf(persona, label, grant.role), scope: { kind: "id", id: request.resourceGroupId } }];
        case "logs":
            return request.logScopes
                .filter(({ kind }) => kind === (grant.role === "Log Analytics Reader" ? "workspace" : "storage account"))
                .map(({ id }, index) => ({
                    ...common,
                    label: labelOf(persona, label, grant.role) + (index === 0 ? "" : `-${index + 1}`),
                    scope: { kind: "id", id },
                }));
    }
}

function dataAssignments<Id>(grant: RoleGrant, persona: PersonaName, label: string, member: Member<Id>): PlannedAssignment<Id>[] {
    const own = { role: grant.role, member };
    if (member.objects !== undefined) {
        return member.objects.map((path) => ({
            ...own,
            label: labelOf(persona, label, grant.role, path),
            scope: { kind: "object", path },
        }));
    }
    const scope: PlannedScope<Id> = member.scope === undefined ? { kind: "vault" } : { kind: "id", id: member.scope };
    return [{ ...own, label: labelOf(persona, label, grant.role), scope }];
}

function labelOf(...parts: string[]): string {
    return parts.map((part) => part.toLowerCase().replace(/[^a-z0-9]+/g, "-")).join("-");
}

function checkPrepared<Id>(request: RoleSetsRequest<Id>, what: string): void {
    checkWord(AccessModel, request.preparedAccessModel ?? "", `${what}.preparedAccessModel`);
    if (request.preparedAccessModel !== request.accessModel) return;
    throw new InputError({
        what: `${what}.preparedAccessModel`,
        got: request.preparedAccessModel,
        expected: "the other access model: the one to which the vault will be switched",
        fix: "remove it, or name the other model",
    });
}

const objectPath = /^(secrets|keys|certificates)\/[A-Za-z0-9-]{1,127}$/;

function checkMember<Id>(member: Member<Id>, request: RoleSetsRequest<Id>, what: string): void {
    const refuse = (field: string, refusal: Omit<Refusal, "what">): never => {
        throw new InputError({ what: `${what}.${field}`, ...refusal });
    };
    checkPrincipal(member.principalId, member.principalType, what);
    const policiesAlone = request.accessModel === AccessModel.AccessPolicies && request.preparedAccessModel === undefined;
    if (member.applicationId !== undefined) {
        if (!isGuid(member.applicationId)) {
            refuse("applicationId", { got: member.applicationId, expected: "an application's client id, a GUID", fix: "az ad app show --id <name> --query appId" });
        }
        if (!policiesAlone) {
            refuse("applicationId", {
                got: member.applicationId,
                expected: 'nothing with access model "rbac": an application beside a user exists in access policies alone',
                fix: 'remove it, or choose access model "access-policies"',
            });
        }
    }
    const narrowed = member.objects !== undefined ? "objects" : member.scope !== undefined ? "scope" : undefined;
    if (narrowed !== undefined && request.accessModel === AccessModel.AccessPolicies) {
        refuse(narrowed, {
            got: member[narrowed],
            expected: "nothing: access policies hold for the whole vault",
            fix: 'remove it, or choose access model "rbac"',
        });
    }
    if (member.objects !== undefined && member.scope !== undefined) {
        refuse("scope", { got: member.scope, expected: "either scope or objects", fix: "remove one of the two" });
    }
    for (const path of member.objects ?? []) {
        if (!objectPath.test(path)) {
            refuse("objects", { got: path, expected: "secrets/<name>, keys/<name> or certificates/<name>", fix: "write kind and name" });
        }
    }
    if (member.scope !== undefined) checkScope(member.scope, request.vaultId, `${what}.scope`);
    if (member.eligible !== undefined) checkEligibility(member.eligible, policiesAlone, `${what}.eligible`);
}

/** A scope above the vault or the vault itself; what a management group holds is not in any id. */
function checkScope(scope: string, vaultId: string | undefined, what: string): void {
    const parsed = parseArmId(scope);
    const covers = parsed !== undefined && (parsed.managementGroup !== undefined || vaultId === undefined || isWithin(vaultId, scope));
    if (covers) return;
    throw new InputError({
        what,
        got: scope,
        expected: `the id of a management group, subscription, resource group or the vault that covers ${vaultId ?? "the vault"}`,
        fix: "give a scope above the vault, or leave it out for the vault itself",
    });
}

function checkEligibility(eligible: Eligibility, policiesAlone: boolean, what: string): void {
    if (policiesAlone) {
        throw new InputError({
            what,
            got: eligible,
            expected: 'nothing with access model "access-policies": they know no eligibility',
            fix: 'remove it, or choose access model "rbac"',
        });
    }
    if (eligible.end === undefined) {
        throw new InputError({ what: `${what}.end`, got: undefined, expected: "an end: eligibility without one is standing access in disguise", fix: "give a date and time" });
    }
    const start = unixSeconds(eligible.start, `${what}.start`);
    if (unixSeconds(eligible.end, `${what}.end`) <= start) {
        throw new InputError({ what: `${what}.end`, got: eligible.end, expected: `a moment after the start, ${eligible.start}`, fix: "move the end" });
    }
}

function refuseDoubled<Id>(assignments: readonly PlannedAssignment<Id>[], what: string): void {
    const seen = new Map<string, PlannedAssignment<Id>>();
    for (const assignment of assignments) {
        const { principalId } = assignment.member;
        if (typeof principalId !== "string") continue;
        const key = JSON.stringify([principalId.toLowerCase(), assignment.role, assignment.scope]).toLowerCase();
        const first = seen.get(key);
        if (first !== undefined) {
            throw new InputError({
                what,
                got: `${assignment.label} and ${first.label}: ${assignment.role} for ${principalId}, twice at the same scope`,
                expected: "each principal and role once at a scope",
                fix: "remove one of the two",
            });
        }
        seen.set(key, assignment);
    }
}

/** Key Vault keeps one entry for each principal and application: a member of two personas gets the permissions of both. */
function mergePolicies<Id>(policies: readonly PlannedPolicy<Id>[]): PlannedPolicy<Id>[] {
    const merged = new Map<string, PlannedPolicy<Id>>();
    for (const policy of policies) {
        const { principalId, applicationId } = policy.member;
        const key = typeof principalId === "string" ? `${principalId}/${applicationId ?? ""}`.toLowerCase() : policy.label;
        const other = merged.get(key);
        merged.set(key, other === undefined ? policy : { ...other, permissions: union(other.permissions, policy.permissions) });
    }
    return [...merged.values()];
}

function union(a: Permissions, b: Permissions): Permissions {
    const joined = (family: keyof Permissions): string[] => [...new Set([...a[family], ...b[family]])];
    return { keys: joined("keys"), secrets: joined("secrets"), certificates: joined("certificates") };
}

function hasPermissions({ keys, secrets, certificates }: Permissions): boolean {
    return keys.length + secrets.length + certificates.length > 0;
}
