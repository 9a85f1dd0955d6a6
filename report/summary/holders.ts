import { accessPolicyPermissions } from "../../azure/access-policies.ts";
import { isGuid } from "../../input/guid.ts";
import type { Assignment } from "../../analysis/model/assignments.ts";
import type { Model } from "../../analysis/model/model.ts";
import type { PrincipalReference } from "../../analysis/model/identities.ts";
import type { AccessPolicy } from "../../analysis/model/policies.ts";
import { property, text, unsure } from "../../analysis/model/property.ts";
import { dataActionsOf } from "../../analysis/model/roles.ts";
import type { Vault } from "../../analysis/model/vaults.ts";
import type { Family } from "../../analysis/question.ts";
import { typeWords } from "../words.ts";
import { scopeWords } from "./names.ts";

/** Somebody who holds a role or an access policy. */
export interface Holder {
    readonly persona?: string;
    /** `group`, `user`, `service principal`, `identity of virtual machine vm-app`, `unknown`. */
    readonly kind: string;
    /** The principal's GUID, where the plan tells it. */
    readonly principal?: string;
    readonly grants: readonly Grant[];
}

/** A role at a scope, or an access policy of a vault. */
export interface Grant {
    readonly urn: string;
    readonly what: string;
    readonly scope: string;
    /** Of an access policy: permissions by family. */
    readonly permissions?: readonly FamilyPermissions[];
    /** Why it does not hold, or not always. */
    readonly limits: readonly Limit[];
}

export interface FamilyPermissions {
    readonly family: Family;
    readonly listed: readonly string[];
    /** Every permission that there is. */
    readonly complete: boolean;
    readonly unknown: boolean;
}

export type Limit =
    | { readonly code: "eligible" }
    | { readonly code: "window" }
    | { readonly code: "condition" }
    /** The vault authorises by the other model. */
    | { readonly code: "other-model" }
    | { readonly code: "application"; readonly application: string };

/** Who holds what: personas in the plan's order, then other identities of the plan, then everybody else. */
export function holdersOf(model: Model): readonly Holder[] {
    const held = [
        ...model.assignments.all.map(
            (assignment) =>
                [assignment.principal, roleGrant(model, assignment), principalType(model, assignment.urn)] as const,
        ),
        ...[...model.vaults.values()].flatMap((vault) =>
            (model.policies.get(vault.urn)?.policies ?? []).map(
                (policy) => [policy.principal, policyGrant(vault, policy), ""] as const,
            ),
        ),
    ];
    const personas = new Map(
        model.personas.flatMap(({ principal, persona }) => (principal === undefined ? [] : [[principal, persona]])),
    );
    const order = new Map(
        [...new Set([...personas.keys(), ...model.identities.byPrincipal.keys()])].map((key, index) => [key, index]),
    );
    const rank = (key: string): number => order.get(key) ?? order.size;
    const groups = [...Map.groupBy(held, ([principal]) => keyOf(principal))].sort(([a], [b]) => rank(a) - rank(b));
    return groups.map(([key, entries]): Holder => {
        const persona = personas.get(key);
        return {
            ...(persona !== undefined && { persona }),
            kind: kindOf(model, key, entries.find(([, , type]) => type !== "")?.[2] ?? ""),
            ...(isGuid(key) && { principal: key }),
            grants: entries
                .map(([, grant]) => grant)
                .sort((a, b) => compare(a.what, b.what) || compare(a.scope, b.scope)),
        };
    });
}

function compare(a: string, b: string): number {
    return a < b ? -1 : a > b ? 1 : 0;
}

function keyOf(principal: PrincipalReference): string {
    return principal.kind === "principal" ? principal.principal : `unknown ${principal.sources.join(" ")}`;
}

function kindOf(model: Model, key: string, type: string): string {
    const identity = model.identities.byPrincipal.get(key);
    const resource = identity && model.resources.byUrn.get(identity.urn);
    if (identity?.kind === "assigned") return `managed identity ${identity.name}`;
    if (identity !== undefined)
        return `identity of ${resource === undefined ? "" : `${typeWords(resource.type)} `}${identity.name}`;
    if (isGuid(key)) return wordsOfPrincipalType[type.toLowerCase()] ?? "principal";
    return "principal that only deployment tells";
}

const wordsOfPrincipalType: Readonly<Record<string, string>> = {
    user: "user",
    group: "group",
    serviceprincipal: "service principal",
    foreigngroup: "group of another tenant",
    device: "device",
};

function principalType({ resources }: Model, urn: string): string {
    const resource = resources.byUrn.get(urn);
    const type = resource && text(property(resource, "principalType"));
    return typeof type === "string" ? type : "";
}

function roleGrant(model: Model, { urn, role, roleId, scope, standing, conditions }: Assignment): Grant {
    const ignored =
        role !== unsure && scope.kind === "id" && onlyForData(role) && modelAt(model, scope.id) === "access-policies";
    return {
        urn,
        what: role === unsure ? `role ${roleId}` : role.name,
        scope: scopeWords(model.resources, scope),
        limits: [
            ...(standing.kind === "active" ? [] : [{ code: standing.kind }]),
            ...(conditions.length > 0 ? [{ code: "condition" as const }] : []),
            ...(ignored ? [{ code: "other-model" as const }] : []),
        ],
    };
}

/** Whether a role is about what is in vaults. Some hold on the control plane as well, and that part is never ignored. */
function onlyForData(role: Exclude<Assignment["role"], typeof unsure>): boolean {
    const data = [...dataActionsOf(role).values()].some((granted) => granted === true);
    return (
        data &&
        role.permissions.every(({ actions }) => actions.every((action) => action.toLowerCase().endsWith("/read")))
    );
}

/** The access model of the vault that a scope is, or is in. */
function modelAt({ vaults, resources }: Model, scope: string): Vault["accessModel"]["value"] | undefined {
    const id = /^.*?\/providers\/microsoft\.keyvault\/vaults\/[^/]+/.exec(scope)?.[0];
    const urn = id === undefined ? undefined : resources.byId.get(id);
    return urn === undefined ? undefined : vaults.get(urn)?.accessModel.value;
}

function policyGrant(vault: Vault, policy: AccessPolicy): Grant {
    const { application, permissions } = policy;
    const families = (["keys", "secrets", "certificates"] as const).map((family) =>
        familyPermissions(family, permissions[family]),
    );
    return {
        urn: policy.urn,
        what: "access policy",
        scope: `key vault ${vault.name}`,
        permissions: families.filter(({ listed, unknown }) => listed.length > 0 || unknown),
        limits: [
            ...(vault.accessModel.value === "rbac" ? [{ code: "other-model" as const }] : []),
            ...(application === undefined
                ? []
                : [{ code: "application" as const, application: application === unsure ? "unknown" : application }]),
        ],
    };
}

function familyPermissions(family: Family, given: AccessPolicy["permissions"][Family]): FamilyPermissions {
    const words = given === unsure ? [] : given.filter((word) => typeof word === "string");
    const listed = [...new Set(words.map((word) => word.toLowerCase()))];
    return {
        family,
        listed: words,
        complete: accessPolicyPermissions[family].every((permission) => listed.includes(permission.toLowerCase())),
        unknown: given === unsure || words.length < given.length,
    };
}
