import { normalId } from "../../azure/resource-types.ts";
import type { PlanResource } from "../../plan/plan.ts";
import type { Evidence } from "../answer.ts";
import { reaches, scopeOf, type Chain, type Scope } from "./assignments.ts";
import { evidence, property, text, unsure, word, type Unsure } from "./property.ts";
import { byDependency } from "./references.ts";
import { nameOf, ofType, type Resources } from "./resources.ts";

/** A lock on a resource, a group or a subscription; it holds for everything below. */
export interface Lock {
    readonly urn: string;
    readonly name: string;
    readonly level: "CanNotDelete" | "ReadOnly" | "NotSpecified" | Unsure;
    readonly at: Evidence;
    readonly scope: Scope;
}

export function readLocks(resources: Resources): readonly Lock[] {
    const types = ["ByScope", "AtResourceGroupLevel", "AtSubscriptionLevel", "AtResourceLevel"].map(
        (end) => `authorization:ManagementLock${end}`,
    );
    return ofType(resources, ...types).map((resource) => {
        const level = property(resource, "level");
        return {
            urn: resource.urn,
            name: nameOf(resource),
            level: word(level, ["CanNotDelete", "ReadOnly", "NotSpecified"] as const) ?? unsure,
            at: evidence(level),
            scope: placeOf(resources, resource),
        };
    });
}

function placeOf(resources: Resources, lock: PlanResource): Scope {
    if (property(lock, "scope").value !== undefined) return scopeOf(resources, property(lock, "scope"));
    // The lock's own id stands below what it is on.
    const id = resources.ids.get(lock.urn);
    const end = id?.lastIndexOf("/providers/microsoft.authorization/locks/") ?? -1;
    if (id !== undefined && end > 0) return { kind: "id", id: id.slice(0, end) };
    const name = text(property(lock, "resourceName"));
    const written = [
        resources.subscription === undefined ? "/subscriptions/?" : `/subscriptions/${resources.subscription}`,
        `resourceGroups/${String(text(property(lock, "resourceGroupName")))}`,
        `providers/${String(text(property(lock, "resourceProviderNamespace")))}`,
        `${String(text(property(lock, "parentResourcePath")) ?? "")}/${String(text(property(lock, "resourceType")))}`.replace(
            /^\/+/,
            "",
        ),
        String(name),
    ].join("/");
    if (typeof name === "string" && !written.includes("Symbol(")) return { kind: "id", id: normalId(written) };
    const found = byDependency(resources, property(lock, "resourceName"), [
        "keyvault:Vault",
        "resources:ResourceGroup",
    ]);
    return {
        kind: "unknown",
        sources: found.kind === "found" ? [found.urn] : found.kind === "unknown" ? found.candidates : [],
    };
}

/** The locks that hold an action back on a resource; a sure one first. A lock does not hold back its own removal. */
export function locksAgainst(
    { locks, resources }: { readonly locks: readonly Lock[]; readonly resources: Resources },
    chain: Chain,
    action: string,
): readonly { readonly lock: Lock; readonly sure: boolean }[] {
    const name = action.toLowerCase();
    const held = !name.endsWith("/read") && !name.endsWith("deploy/action");
    if (!held || name.startsWith("microsoft.authorization/locks/")) return [];
    const found = locks.flatMap((lock) => {
        const holds = lock.level === "ReadOnly" || (lock.level === "CanNotDelete" && name.endsWith("/delete"));
        const reached = holds || lock.level === unsure ? reaches(resources, lock.scope, chain) : false;
        return reached === false ? [] : [{ lock, sure: reached === true && lock.level !== unsure }];
    });
    return found.sort((a, b) => Number(b.sure) - Number(a.sure));
}
