import { normalId } from "../../azure/resource-types.ts";
import { foreignEffectsOn } from "../../azure/other-providers.ts";
import type { Model } from "../model/model.ts";
import type { Subnet } from "../model/networks.ts";
import { property, text } from "../model/property.ts";
import type { Vault } from "../model/vaults.ts";
import type { PlanResource } from "../../plan/plan.ts";
import type { Thing } from "../reason.ts";

/** A resource that is not read and may change what a vault's name becomes, or how its address is reached. */
export interface Unread extends Thing {
    readonly urn: string;
    readonly type: string;
}

/** @param subnet The caller's: what is attached to another one leaves it alone. */
export function unreadOn(
    model: Model,
    vault: Vault,
    what: keyof typeof foreignEffectsOn,
    subnet?: Subnet,
): Unread | undefined {
    const effects: readonly string[] = foreignEffectsOn[what];
    const found = (model.foreign.get(vault.urn) ?? []).find(
        ({ effect, resource }) => effects.includes(effect) && !isOfOther(model, resource, subnet),
    );
    return found && { name: found.name, urn: found.urn, type: found.type };
}

function isOfOther({ networks }: Model, resource: PlanResource, subnet: Subnet | undefined): boolean {
    if (subnet === undefined || !/:Subnet\w+Association$/.test(resource.type)) return false;
    const id = text(property(resource, "subnetId"));
    const attached = typeof id === "string" ? networks.subnetsById.get(normalId(id)) : undefined;
    return attached !== undefined && attached.key !== subnet.key;
}
