import type { PlanObject } from "../../plan/plan.ts";
import type { Answer } from "../answer.ts";
import { change, type Change } from "../changes.ts";
import { added } from "../grants.ts";
import type { Model } from "../model/model.ts";
import { property } from "../model/property.ts";
import { referenceById, target } from "../model/references.ts";
import { nameOf } from "../model/resources.ts";
import type { Vault } from "../model/vaults.ts";
import type { Question } from "../question.ts";
import { publicAddresses } from "./public-addresses.ts";

/** Rules of the perimeter's profile that might admit the caller: by its public addresses, or by its subscription. */
export function perimeterOpenings(model: Model, vault: Vault, question: Question, answer: Answer): readonly Change[] {
    const { resources } = model;
    const [association] = model.associations.get(vault.urn) ?? [];
    const resource = association === undefined ? undefined : resources.byUrn.get(association.urn);
    if (association === undefined || resource === undefined) return [];
    const id = property(resource, "profile", "id");
    const profile = target(resources, referenceById(resources, id, ["network:NetworkSecurityPerimeterProfile"]));
    if (profile === undefined) return [];
    const rule = (admits: string, rules: PlanObject): Change => {
        const name = `allow${admits.replaceAll(/[^\w.]+/g, "-").replace(/^(?!-)/, "-")}`;
        const { resourceGroupName = "", networkSecurityPerimeterName = association.perimeter } = profile.inputs;
        const place = { resourceGroupName, networkSecurityPerimeterName, profileName: nameOf(profile) };
        return change(
            { code: "add-perimeter-rule", perimeter: association.perimeter, admits },
            added("network:NetworkSecurityPerimeterAccessRule", name, {
                ...place,
                accessRuleName: name,
                direction: "Inbound",
                ...rules,
            }),
        );
    };
    const addresses = publicAddresses(answer);
    const subscription = subscriptionOf(model, question);
    return [
        ...(addresses.length === 0 ? [] : [rule(addresses.join(", "), { addressPrefixes: addresses })]),
        ...(subscription === undefined ? [] : [rule(subscription, { subscriptions: [{ id: subscription }] })]),
    ];
}

/** The subscription of a managed identity, by which a perimeter may admit it. */
function subscriptionOf({ identities }: Model, { caller }: Question): string | undefined {
    const principals = caller.kind === "anonymous" ? [] : caller.principals;
    const [subscription] = principals.flatMap((principal) => identities.byPrincipal.get(principal)?.subscription ?? []);
    return subscription === undefined ? undefined : `/subscriptions/${subscription}`;
}
