import { property, text, type Unsure } from "./property.ts";
import { ofType, type Resources } from "./resources.ts";

/** Management groups above a subscription, as far as the plan places it. */
export interface GroupsAbove {
    /** Names in lower case. */
    readonly names: ReadonlySet<string>;
    /** They are told up to the tenant's root: no other group holds the subscription. */
    readonly whole: boolean;
}

export type ManagementGroups = (subscription: string | undefined, tenant: string | Unsure) => GroupsAbove;

/**
 * A subscription is in one management group, and each group in one other, up to the tenant's root group, whose name is
 * the tenant's id; a group that names no parent is below the root.
 * Source: learn.microsoft.com/azure/governance/management-groups/overview.
 */
export function readManagementGroups(resources: Resources): ManagementGroups {
    const parents = new Map<string, string | undefined>();
    const torn = new Set<string>();
    const place = (child: string, parent: string | undefined): void => {
        if (parents.has(child) && parents.get(child) !== parent) torn.add(child);
        parents.set(child, parent);
    };
    for (const placement of ofType(resources, "management:ManagementGroupSubscription")) {
        const [group, subscription] = [
            text(property(placement, "groupId")),
            text(property(placement, "subscriptionId")),
        ];
        if (typeof group === "string" && typeof subscription === "string")
            place(`subscription/${subscription.toLowerCase()}`, group.toLowerCase());
    }
    for (const group of ofType(resources, "management:ManagementGroup")) {
        const [name, parent] = [text(property(group, "groupId")), text(property(group, "details", "parent", "id"))];
        if (typeof name !== "string") continue;
        if (typeof parent === "string") place(name.toLowerCase(), parent.toLowerCase().split("/").at(-1));
        else if (parent === undefined) place(name.toLowerCase(), undefined);
    }
    return (subscription, tenant) => {
        const names = new Set<string>();
        const start = `subscription/${subscription ?? ""}`;
        let whole = !torn.has(start);
        let at = parents.get(start);
        for (; at !== undefined && !names.has(at); at = parents.get(at)) {
            names.add(at);
            // Where a name is not placed, and is not the root's, the way up is lost.
            whole &&= !torn.has(at) && (parents.has(at) || at === tenant);
        }
        return { names, whole: whole && names.size > 0 && at === undefined };
    };
}
