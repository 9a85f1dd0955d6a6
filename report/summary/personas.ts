import { items, below, property, text, unsure } from "../../analysis/model/property.ts";
import { findById } from "../../analysis/model/resources.ts";
import { isUnknown } from "../../plan/plan.ts";
import type { View } from "./view.ts";

/** The personas of a plan by principal, as the analysis names principals: those that `RoleSets` puts out. */
export function personasOf({ resources, identities }: View): ReadonlyMap<string, string> {
    const found = new Map<string, string>();
    for (const sets of resources.all.filter(({ type }) => type === "keyvault-blueprint:index:RoleSets")) {
        const members = items(property({ ...sets, inputs: sets.outputs }, "personas"));
        for (const member of members === unsure ? [] : members) {
            const persona = text(below(member, "persona"));
            const principalId = text(below(member, "principalId"));
            const identityId = text(below(member, "identityId"));
            if (typeof persona !== "string") continue;
            if (typeof principalId === "string" && !isUnknown(principalId)) found.set(principalId.toLowerCase(), persona);
            const urn = typeof identityId === "string" ? findById(resources, identityId)?.urn : undefined;
            for (const { principal } of urn === undefined ? [] : (identities.principalsOf.get(urn) ?? [])) found.set(principal, persona);
        }
    }
    return found;
}
