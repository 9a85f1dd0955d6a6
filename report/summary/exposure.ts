import type { Endpoint } from "../../analysis/model/endpoints.ts";
import { subnetBehind, type Subnet } from "../../analysis/model/networks.ts";
import { below, text, unsure, type Property } from "../../analysis/model/property.ts";
import type { Vault } from "../../analysis/model/vaults.ts";
import type { View } from "./view.ts";

/** A way through a vault's network rules. */
export type Door =
    | { readonly kind: "everybody" }
    | { readonly kind: "subnet"; readonly subnet: Subnet | string; readonly serviceEndpoint: boolean | "unknown" }
    | { readonly kind: "addresses"; readonly addresses: readonly string[] }
    | { readonly kind: "private endpoint"; readonly endpoint: Endpoint }
    | { readonly kind: "trusted services" }
    | { readonly kind: "perimeter" }
    /** Something is known only after deployment: `what` names the property. */
    | { readonly kind: "unknown"; readonly what: string };

/** From where a vault's data plane can be reached, by the rules of its network alone. */
export interface Exposure {
    readonly mode: "open" | "firewall" | "private" | "perimeter" | "unknown";
    readonly doors: readonly Door[];
}

export function exposureOf(view: View, vault: Vault): Exposure {
    const mode = modeOf(vault);
    const endpoints = (view.endpoints.get(vault.urn) ?? [])
        .filter(({ state }) => state !== "refused")
        .map((endpoint): Door => ({ kind: "private endpoint", endpoint }));
    switch (mode) {
        case "open":
            return { mode, doors: [{ kind: "everybody" }, ...endpoints] };
        case "firewall":
            return { mode, doors: [...ruleDoors(view, vault), ...endpoints, ...trustedDoor(vault)] };
        case "private":
            return { mode, doors: [...endpoints, ...trustedDoor(vault)] };
        case "perimeter":
            return { mode, doors: [...endpoints, { kind: "perimeter" }] };
        case "unknown":
            return { mode, doors: [{ kind: "unknown", what: undecided(vault) }, ...ruleDoors(view, vault), ...endpoints] };
    }
}

function modeOf({ publicAccess, acls }: Vault): Exposure["mode"] {
    if (publicAccess.value === unsure) return "unknown";
    if (publicAccess.value === "disabled") return "private";
    if (publicAccess.value === "perimeter") return "perimeter";
    if (acls.kind === "absent") return "open";
    if (acls.kind === "unknown" || acls.defaultAction.value === unsure) return "unknown";
    return acls.defaultAction.value === "Allow" ? "open" : "firewall";
}

/** The property that leaves the mode open. */
function undecided({ publicAccess, acls }: Vault): string {
    if (publicAccess.value === unsure) return "publicNetworkAccess";
    return acls.kind === "unknown" ? "networkAcls" : "networkAcls.defaultAction";
}

function trustedDoor({ acls }: Vault): readonly Door[] {
    if (acls.kind === "absent") return [];
    if (acls.kind === "unknown" || acls.bypass.value === unsure) return [{ kind: "unknown", what: "networkAcls.bypass" }];
    return acls.bypass.value ? [{ kind: "trusted services" }] : [];
}

function ruleDoors(view: View, { acls }: Vault): readonly Door[] {
    if (acls.kind !== "present") return [];
    return [...subnetDoors(view, acls.subnetRules), ...addressDoors(acls.addressRules)];
}

function subnetDoors({ networks, resources }: View, rules: readonly Property[] | typeof unsure): readonly Door[] {
    if (rules === unsure) return [{ kind: "unknown", what: "networkAcls.virtualNetworkRules" }];
    return rules.map((rule): Door => {
        const found = subnetBehind(networks, resources, below(rule, "id"));
        if (found.kind !== "subnet") return { kind: "subnet", subnet: "that only deployment tells", serviceEndpoint: "unknown" };
        const { value } = found.subnet.vaultEndpoint;
        return { kind: "subnet", subnet: found.subnet, serviceEndpoint: value === unsure ? "unknown" : value };
    });
}

function addressDoors(rules: readonly Property[] | typeof unsure): readonly Door[] {
    if (rules === unsure) return [{ kind: "unknown", what: "networkAcls.ipRules" }];
    const addresses = rules.map((rule) => {
        const value = text(below(rule, "value"));
        return typeof value === "string" ? value : "one that only deployment tells";
    });
    return addresses.length === 0 ? [] : [{ kind: "addresses", addresses }];
}
