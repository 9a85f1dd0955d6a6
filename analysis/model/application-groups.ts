import { below, items, unsure, type Property, type Unsure } from "./property.ts";
import { referenceById } from "./references.ts";
import type { Resources } from "./resources.ts";

/** Keys of the application security groups in a list of `{ id }`: URNs, or ids of groups outside the plan. */
export function applicationGroups(resources: Resources, list: Property): readonly string[] | Unsure {
    const found = items(list);
    if (found === unsure) return unsure;
    const keys: string[] = [];
    for (const item of found) {
        const group = referenceById(resources, below(item, "id"), ["network:ApplicationSecurityGroup"]);
        if (group.kind === "unknown") return unsure;
        if (group.kind !== "none") keys.push(group.kind === "found" ? group.urn : group.id);
    }
    return keys;
}
