import type { Model } from "../../analysis/model/model.ts";
import { logicalName, nameOf } from "../../analysis/model/resources.ts";
import { isGuid } from "../../input/guid.ts";
import type { PlanResource } from "../../plan/plan.ts";
import type { Names } from "../sentences/sentences.ts";
import { idWords, typeWords } from "../words.ts";
import { thingWords } from "./names.ts";

/** What to call a resource: by its Azure name, or where that is a GUID by its name in the program. */
export function callOf(resource: PlanResource): string {
    const name = nameOf(resource);
    return `${typeWords(resource.type)} ${isGuid(name) ? logicalName(resource.urn) : name}`;
}

/** How the sentences call the things of a plan. */
export function namesIn({ resources, identities }: Model): Names {
    const called = (urn: string): string => {
        const resource = resources.byUrn.get(urn);
        return resource === undefined ? idWords(urn) : callOf(resource);
    };
    return {
        urn: called,
        scope: (id) => (id.startsWith("/") ? thingWords(resources, id) : id.startsWith("urn:") ? called(id) : id),
        principal: (principal) => {
            const identity = identities.byPrincipal.get(principal);
            if (identity === undefined) return principal;
            return identity.kind === "assigned" ? called(identity.urn) : `the identity of ${called(identity.urn)}`;
        },
    };
}
