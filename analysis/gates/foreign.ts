import { foreignEffectsOn } from "../../azure/other-providers.ts";
import type { Model } from "../model/model.ts";
import type { Vault } from "../model/vaults.ts";
import type { Thing } from "../reason.ts";

/** A resource that is not read and may change what a vault's name becomes, or how its address is reached. */
export interface Unread extends Thing {
    readonly urn: string;
    readonly type: string;
}

export function unreadOn(model: Model, vault: Vault, what: keyof typeof foreignEffectsOn): Unread | undefined {
    const effects: readonly string[] = foreignEffectsOn[what];
    const found = (model.foreign.get(vault.urn) ?? []).find(({ effect }) => effects.includes(effect));
    return found && { name: found.name, urn: found.urn, type: found.type };
}
