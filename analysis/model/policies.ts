import { grantsPermission } from "../../azure/access-policies.ts";
import type { PlanResource } from "../../plan/plan.ts";
import type { Evidence } from "../answer.ts";
import type { Family } from "../question.ts";
import { principalBehind, type Identities, type PrincipalReference } from "./identities.ts";
import {
    below,
    evidence,
    items,
    output,
    property,
    text,
    texts,
    unsure,
    type Property,
    type Unsure,
} from "./property.ts";
import { dependenciesOf, referenceByName } from "./references.ts";
import { ofType, type Resources } from "./resources.ts";

/** An access policy, written in its vault or as a resource of its own. */
export interface AccessPolicy {
    readonly urn: string;
    readonly at: Evidence;
    readonly principal: PrincipalReference;
    readonly tenant: string | Unsure;
    readonly tenantAt: Evidence;
    /** Client id of the application through which the principal must come; `undefined` where any will do. */
    readonly application: string | undefined | Unsure;
    readonly permissions: Readonly<Record<Family, readonly (string | Unsure)[] | Unsure>>;
}

/** A vault's access policies; `unknown` says where more of them may be. */
export interface PolicyList {
    readonly policies: readonly AccessPolicy[];
    /** Entries that Azure reports, and that no part of the plan writes: others' work, or about to go. */
    readonly reported: readonly AccessPolicy[];
    readonly unknown?: Evidence;
}

export function readPolicies(resources: Resources, identities: Identities): ReadonlyMap<string, PolicyList> {
    const standalone = ofType(resources, "keyvault:AccessPolicy").map((resource) => ({
        vault: referenceByName(resources, resource, "vaultName", "keyvault:Vault"),
        policy: readPolicy(resources, identities, property(resource, "policy")),
    }));
    const placed = Map.groupBy(standalone, ({ vault }) => (vault.kind === "found" ? vault.urn : ""));
    // A policy whose vault is not told may be any vault's.
    const adrift = standalone.filter(({ vault }) => vault.kind === "unknown");
    return new Map(
        ofType(resources, "keyvault:Vault").map((vault) => {
            const inline = inlinePolicies(resources, identities, vault);
            const own = (placed.get(vault.urn) ?? []).map(({ policy }) => policy);
            const other = adrift.find(({ vault: { kind, ...rest } }) => kind === "unknown" && mayBe(rest, vault.urn));
            const unknown = inline.unknown ?? other?.policy.at;
            const policies = [...own, ...inline.policies];
            const reported = reportedOnly(resources, identities, vault, policies);
            return [vault.urn, { policies, reported, ...(unknown !== undefined && { unknown }) }];
        }),
    );
}

function mayBe(reference: object, urn: string): boolean {
    const { candidates = [] } = reference as { readonly candidates?: readonly string[] };
    return candidates.length === 0 || candidates.includes(urn);
}

function reportedOnly(
    resources: Resources,
    identities: Identities,
    vault: PlanResource,
    written: readonly AccessPolicy[],
): readonly AccessPolicy[] {
    const list = items(output(vault, "properties", "accessPolicies"));
    if (list === unsure) return [];
    const named = new Set(
        written.flatMap(({ principal }) => (principal.kind === "principal" ? [principal.principal] : [])),
    );
    return list
        .map((entry) => readPolicy(resources, identities, entry))
        .filter(({ principal }) => principal.kind === "principal" && !named.has(principal.principal));
}

function inlinePolicies(
    resources: Resources,
    identities: Identities,
    vault: PlanResource,
): Omit<PolicyList, "reported"> {
    const list = property(vault, "properties", "accessPolicies");
    const entries = items(list);
    if (property(vault, "properties").value === undefined || entries === unsure)
        return { policies: [], unknown: evidence(list) };
    return { policies: entries.map((entry) => readPolicy(resources, identities, entry)) };
}

function readPolicy(resources: Resources, identities: Identities, from: Property): AccessPolicy {
    const application = text(below(from, "applicationId"));
    const tenantId = below(from, "tenantId");
    const tenant = text(tenantId);
    return {
        urn: from.resource.urn,
        at: evidence(from),
        principal: principalOf(resources, identities, from),
        tenant: typeof tenant === "string" ? tenant.toLowerCase() : unsure,
        tenantAt: evidence(tenantId),
        application: application === unsure ? unsure : application === "" ? undefined : application?.toLowerCase(),
        permissions: {
            keys: texts(below(from, "permissions", "keys")),
            secrets: texts(below(from, "permissions", "secrets")),
            certificates: texts(below(from, "permissions", "certificates")),
        },
    };
}

function principalOf(resources: Resources, identities: Identities, from: Property): PrincipalReference {
    const found = principalBehind(resources, identities, below(from, "objectId"));
    if (found.kind === "unknown" || !sharesDependencies(from)) return found;
    const written = text(below(from, "objectId"));
    return written === unsure
        ? { kind: "unknown", sources: dependenciesOf(from).filter((urn) => identities.principalsOf.has(urn)) }
        : found;
}

/**
 * Dependencies are told for a whole input: where several entries of a list have an unknown principal, which of them
 * comes from which resource is not told.
 */
function sharesDependencies(from: Property): boolean {
    if (!from.path.includes("/accessPolicies/")) return false;
    const list = items(property(from.resource, "properties", "accessPolicies"));
    return list !== unsure && list.filter((entry) => text(below(entry, "objectId")) === unsure).length > 1;
}

/** Whether a policy lists a permission. */
export function policyGrants({ permissions }: AccessPolicy, family: Family, permission: string): boolean | Unsure {
    const listed = permissions[family];
    if (listed === unsure) return unsure;
    if (
        grantsPermission(
            listed.filter((word) => typeof word === "string"),
            permission,
        )
    )
        return true;
    return listed.includes(unsure) ? unsure : false;
}
