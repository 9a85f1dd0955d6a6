import { sameId } from "../azure/arm-id.ts";
import { limits } from "../azure/limits.ts";
import { InputError } from "../input/error.ts";
import { suggestion } from "../input/nearest.ts";
import { checkMember, type Member } from "./members.ts";
import {
    deployRole,
    fullRights,
    personas,
    type Permissions,
    type Persona,
    type PersonaName,
    type RoleGrant,
} from "./personas.ts";
import { AccessModel, checkWord } from "./vault.ts";

/** How much developers hold. */
export const DeveloperRights = {
    /** The deploy permission alone, as the documents' production does. */
    Deploy: "deploy",
    /** Everything, for a subscription or resource group of their own. */
    Full: "full",
} as const;
export type DeveloperRights = (typeof DeveloperRights)[keyof typeof DeveloperRights];

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
    /** Unique among all; part of the resource's name. */
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
    const context = { models, vaultId: request.vaultId };

    const assignments: PlannedAssignment<Id>[] = [];
    const policies: PlannedPolicy<Id>[] = [];
    for (const [name, label, member] of members(request, what)) {
        const persona = personaOf(name, request.developerRights);
        checkMember(member, context, `${what}.${name}.${label}`);
        assignments.push(
            ...persona.management.flatMap((grant) => managementAssignments(grant, name, label, member, request)),
        );
        if (models.includes(AccessModel.Rbac)) {
            assignments.push(
                ...persona.roles.flatMap((grant) => dataAssignments(grant, name, label, member, request.vaultId)),
            );
        }
        if (models.includes(AccessModel.AccessPolicies) && hasPermissions(persona.permissions)) {
            policies.push({ label: labelOf(name, label), member, permissions: persona.permissions });
        }
    }
    refuseDoubledRoles(assignments, what);
    refuseDoubledPolicies(policies, what);
    refuseTwoApplications(policies, what);
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
        refuseNamesakes(Object.keys(entries), `${what}.${name}`);
        for (const [label, member] of Object.entries(entries)) yield [name as PersonaName, label, member];
    }
}

function refuseNamesakes(labels: readonly string[], what: string): void {
    const seen = new Map<string, string>();
    for (const label of labels) {
        const other = seen.get(labelOf(label));
        if (other !== undefined) {
            throw new InputError({
                what: `${what}.${label}`,
                got: label,
                expected: `a label that differs from "${other}" by letters or digits: it becomes a part of the resources' names`,
                fix: "rename one of the two",
            });
        }
        seen.set(labelOf(label), label);
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
            return [
                {
                    ...common,
                    label: labelOf(persona, label, grant.role),
                    scope: { kind: "id", id: request.resourceGroupId },
                },
            ];
        case "logs":
            return request.logScopes
                .filter(
                    ({ kind }) => kind === (grant.role === "Log Analytics Reader" ? "workspace" : "storage account"),
                )
                .map(({ id }, index) => ({
                    ...common,
                    label: labelOf(persona, label, grant.role) + (index === 0 ? "" : `-${index + 1}`),
                    scope: { kind: "id", id },
                }));
    }
}

function dataAssignments<Id>(
    grant: RoleGrant,
    persona: PersonaName,
    label: string,
    member: Member<Id>,
    vaultId: string | undefined,
): PlannedAssignment<Id>[] {
    const own = { role: grant.role, member };
    if (member.objects !== undefined) {
        return member.objects.map((path) => ({
            ...own,
            label: labelOf(persona, label, grant.role, path),
            scope: { kind: "object", path },
        }));
    }
    const above =
        vaultId !== undefined && member.scope !== undefined && sameId(member.scope, vaultId) ? undefined : member.scope;
    const scope: PlannedScope<Id> = above === undefined ? { kind: "vault" } : { kind: "id", id: above };
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

function refuseDoubledRoles<Id>(assignments: readonly PlannedAssignment<Id>[], what: string): void {
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

/** The provider finds an entry by its principal alone, so that a second one with another application cannot be made. */
function refuseTwoApplications<Id>(policies: readonly PlannedPolicy<Id>[], what: string): void {
    const applications = new Map<string, string | undefined>();
    for (const { label, member } of policies) {
        if (typeof member.principalId !== "string") continue;
        const key = member.principalId.toLowerCase();
        if (!applications.has(key)) applications.set(key, member.applicationId);
        else if (applications.get(key) !== member.applicationId) {
            throw new InputError({
                what,
                got: `${label}: ${member.principalId} once more, with another application`,
                expected: "one application for each principal: the provider keeps one access-policy entry for it",
                fix: "use one application, or a group for the second entry",
            });
        }
    }
}

/** Members of two personas are merged; the same member of one persona twice is a mistake. */
function refuseDoubledPolicies<Id>(policies: readonly PlannedPolicy<Id>[], what: string): void {
    const seen = new Map<string, PlannedPolicy<Id>>();
    for (const policy of policies) {
        const { principalId } = policy.member;
        if (typeof principalId !== "string") continue;
        const key = JSON.stringify([principalOf(policy), policy.permissions]);
        const first = seen.get(key);
        if (first !== undefined) {
            throw new InputError({
                what,
                got: `${policy.label} and ${first.label}: the same permissions for ${principalId}, twice`,
                expected: "each principal and persona once",
                fix: "remove one of the two",
            });
        }
        seen.set(key, policy);
    }
}

/** What Key Vault tells entries apart by; of a principal that only deployment knows, the entry's label. */
function principalOf<Id>({ label, member: { principalId, applicationId } }: PlannedPolicy<Id>): string {
    return typeof principalId === "string" ? `${principalId}/${applicationId ?? ""}`.toLowerCase() : label;
}

/** Key Vault keeps one entry for each principal and application: a member of two personas gets the permissions of both. */
function mergePolicies<Id>(policies: readonly PlannedPolicy<Id>[]): PlannedPolicy<Id>[] {
    const merged = new Map<string, PlannedPolicy<Id>>();
    for (const policy of policies) {
        const key = principalOf(policy);
        const other = merged.get(key);
        merged.set(
            key,
            other === undefined ? policy : { ...other, permissions: union(other.permissions, policy.permissions) },
        );
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
