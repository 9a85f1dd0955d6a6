import { namesOfIdentities } from "./asked/caller.ts";
import { assignmentsFor } from "./model/assignment-index.ts";
import { reaches, type Assignment } from "./model/assignments.ts";
import { isOutside, isUntold, type PrincipalReference } from "./model/identities.ts";
import type { Model } from "./model/model.ts";
import { admitsSubscriptions } from "./model/perimeters.ts";
import { unsure } from "./model/property.ts";
import { tenantsOf } from "./model/tenant.ts";
import type { Vault } from "./model/vaults.ts";
import type { Caller } from "./question.ts";

/** Callers that a vault cannot tell apart: they hold the same, from the same doubts. */
export interface CallerClass {
    readonly caller: Caller;
    readonly members: readonly string[];
}

/** What of a plan's principals is the same for every vault. */
export interface Principals {
    /** The principals that resources and personas have, with their names: personas' first. */
    readonly names: ReadonlyMap<string, readonly string[]>;
    /** The tenants of those principals, `""` where it is not told. */
    readonly tenants: ReadonlyMap<string, string>;
    /** Resources with several identities: what runs there may take any of them. */
    readonly several: readonly Several[];
    /** Those that may be any that a role or a policy is for, because the plan does not have them. */
    readonly outside: readonly string[];
}

interface Several {
    readonly name: string;
    readonly principals: readonly string[];
    readonly tenant: string;
}

export function readPrincipals(model: Model): Principals {
    const shown = namesOfIdentities(model);
    const names = principalNames(model, shown);
    const tenantOf = tenantsOf(model);
    const several = [...model.identities.principalsOf]
        .filter(([, identities]) => identities.length > 1)
        .map(([urn, identities]): Several => {
            const principals = identities.map(({ principal }) => principal);
            return { name: shown.get(urn)!, principals, tenant: tenantOf(principals) ?? "" };
        });
    const tenants = new Map([...names.keys()].map((principal) => [principal, tenantOf([principal]) ?? ""]));
    const all = [...model.identities.principalsOf.values()].flat().map(({ principal }) => principal);
    return { names, tenants, several, outside: all.filter(isOutside) };
}

/** A principal that no plan names: whoever is not listed. */
const nobodyKnown = "ffffffff-ffff-4fff-8fff-ffffffffffff";

/**
 * Groups the principals that a plan names by what they hold at a vault. `anonymous` has no token; `anyone else` is every
 * principal that the plan does not name there.
 */
export function callerClasses(model: Model, vault: Vault, principals: Principals): readonly CallerClass[] {
    const { names, tenants, several, outside } = principals;
    const held = heldAt(model, vault, outside);
    const signatureOf = (principal: string): string =>
        [tenants.get(principal) ?? "", ...[...(held.get(principal) ?? [])].sort()].join("|");
    // The own identity of such a resource is nobody else's: the resource stands for it.
    const inside = new Set(several.flatMap((one) => one.principals).filter((principal) => !names.has(principal)));
    const holders = Map.groupBy(
        [...held.keys()].filter((principal) => !inside.has(principal)),
        signatureOf,
    );
    const carriers = Map.groupBy(several, (one) => [one.tenant, ...one.principals.map(signatureOf).sort()].join("||"));
    const others = Map.groupBy(
        [...names.keys()].filter((principal) => !held.has(principal)),
        (principal) => tenants.get(principal)!,
    );
    const named = [...holders.values(), ...others.values()].map((members): CallerClass => {
        const [principal = ""] = members;
        const shown = members.flatMap((own) => names.get(own) ?? own);
        return { caller: callerOf(shown[0]!, [principal], tenants.get(principal) ?? ""), members: shown };
    });
    const carrying = [...carriers.values()].map((members): CallerClass => {
        const first = members[0]!;
        return {
            caller: callerOf(first.name, first.principals, first.tenant),
            members: members.map(({ name }) => name),
        };
    });
    return [
        ...named,
        ...carrying,
        ...compounds(model, vault, principals),
        {
            caller: { kind: "principal", name: "anyone else", principals: [nobodyKnown], groups: [] },
            members: ["anyone else"],
        },
        { caller: { kind: "anonymous" }, members: ["anonymous"] },
    ];
}

/** Principals whom an access policy of the vault serves through an application only, each with that application. */
function compounds(model: Model, vault: Vault, { names, tenants }: Principals): readonly CallerClass[] {
    if (vault.accessModel.value === "rbac") return [];
    const pairs = (model.policies.get(vault.urn)?.policies ?? []).flatMap(
        ({ principal: { kind, ...rest }, application }) => {
            const { principal = "" } = rest as { readonly principal?: string };
            return kind === "principal" && typeof application === "string" ? [`${principal} ${application}`] : [];
        },
    );
    return [...new Set(pairs)].map((pair): CallerClass => {
        const [principal = "", application = ""] = pair.split(" ");
        const own = callerOf(names.get(principal)?.[0] ?? principal, [principal], tenants.get(principal) ?? "");
        const name = `${names.get(principal)?.[0] ?? principal} through application ${application}`;
        return { caller: { ...own, name, through: application }, members: [name] };
    });
}

function callerOf(name: string, principals: readonly string[], tenant: string): Extract<Caller, { kind: "principal" }> {
    return { kind: "principal", name, principals, groups: [], ...(tenant !== "" && { tenant }) };
}

/** What each principal holds at a vault, surely or perhaps, and what else concerns it and not everybody. */
function heldAt(model: Model, vault: Vault, outside: readonly string[]): ReadonlyMap<string, ReadonlySet<string>> {
    const held = new Map<string, Set<string>>();
    const add = (principal: string, what: string): void => {
        const known = held.get(principal);
        if (known === undefined) held.set(principal, new Set([what]));
        else known.add(what);
    };
    const addTo = (reference: PrincipalReference, what: string, perhaps: string): void => {
        if (reference.kind === "principal") add(reference.principal, what);
        else
            for (const urn of reference.sources)
                for (const { principal } of model.identities.principalsOf.get(urn) ?? [])
                    add(principal, `perhaps ${perhaps}`);
    };
    for (const assignment of assignmentsFor(model.assignments, model.chains.get(vault.urn)!))
        addTo(assignment.principal, signature(model, assignment, vault), assignment.urn);
    for (const { principal, permissions, tenant, application, at } of model.policies.get(vault.urn)?.policies ?? [])
        addTo(principal, `policy ${written([permissions, String(tenant), String(application)])}`, at.path);
    for (const principal of outside) add(principal, isUntold(principal) ? "untold" : "outside the plan");
    for (const { urn, members } of model.memberships)
        for (const member of members) if (member !== unsure) add(member, `member ${urn}`);
    for (const { urn, principals, excluded } of model.denials) {
        if (typeof principals === "object") for (const one of principals) addTo(one, `denied ${urn}`, `denied ${urn}`);
        if (excluded !== unsure) for (const one of excluded) addTo(one, `spared ${urn}`, `spared ${urn}`);
    }
    if (admitsSubscriptions(model.associations.get(vault.urn) ?? []))
        for (const [principal, { subscription }] of model.identities.byPrincipal)
            if (subscription !== undefined) add(principal, `of subscription ${subscription}`);
    return held;
}

/** What of an assignment decides at a vault, without whom it is for. */
function signature(model: Model, { role, roleId, scope, conditions, standing }: Assignment, vault: Vault): string {
    const reached = reaches(model.resources, scope, model.chains.get(vault.urn)!);
    const where =
        reached === true
            ? "vault"
            : scope.kind === "unknown"
              ? `unknown ${scope.sources.join()}`
              : scope.kind === "id"
                ? scope.id
                : scope.urn;
    return [typeof role === "symbol" ? roleId : role.key, where, written(conditions), written(standing)].join(" ");
}

function written(value: unknown): string {
    return JSON.stringify(value, (_, inner: unknown) => (typeof inner === "symbol" ? "?" : inner));
}

/** The names of a plan's principals: personas first, then the resources that have one and no other. */
function principalNames(model: Model, shown: ReadonlyMap<string, string>): ReadonlyMap<string, readonly string[]> {
    const found = new Map<string, string[]>();
    const add = (principal: string, name: string): void => {
        const list = found.get(principal);
        if (list === undefined) found.set(principal, [name]);
        else if (!list.includes(name)) list.push(name);
    };
    for (const { persona, label, principal } of model.personas)
        if (principal !== undefined) add(principal, label === "" ? persona : `${persona}/${label}`);
    for (const [urn, identities] of model.identities.principalsOf) {
        if (identities.length > 1) continue;
        for (const { principal } of identities) add(principal, shown.get(urn)!);
    }
    return found;
}
