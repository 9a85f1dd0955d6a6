import type { Endpoint } from "../../analysis/model/endpoints.ts";
import type { Model } from "../../analysis/model/model.ts";
import type { Subnet } from "../../analysis/model/networks.ts";
import type { Association } from "../../analysis/model/perimeters.ts";
import { unsure } from "../../analysis/model/property.ts";
import { nameOf } from "../../analysis/model/resources.ts";
import { readVaultRules, type AddressRule } from "../../analysis/model/vault-rules.ts";
import type { Vault } from "../../analysis/model/vaults.ts";
import { typeWords } from "../words.ts";

/** A way through a vault's network rules. */
export type Door =
    | { readonly kind: "everybody" }
    | {
          readonly kind: "subnet";
          readonly key: string;
          readonly name: string;
          readonly serviceEndpoint: boolean | "unknown";
      }
    | { readonly kind: "address"; readonly address: string }
    | { readonly kind: "private endpoint"; readonly endpoint: Endpoint }
    | { readonly kind: "trusted services" }
    /** Addresses and subscriptions that the perimeter's rules name. */
    | { readonly kind: "perimeter"; readonly name: string }
    /** Something is known only after deployment, or documented by nobody: `what` names the property. */
    | { readonly kind: "unknown"; readonly what: string };

/** From where a vault's data plane can be reached, by the rules of its network alone. */
export interface Exposure {
    readonly mode: "open" | "firewall" | "private" | "perimeter" | "unknown";
    readonly doors: readonly Door[];
}

export function exposureOf(model: Model, vault: Vault): Exposure {
    const associations = model.associations.get(vault.urn) ?? [];
    const endpoints = (model.endpoints.get(vault.urn) ?? [])
        .filter(({ state }) => state !== "refused")
        .map((endpoint): Door => ({ kind: "private endpoint", endpoint }));
    const perimeters = associations.map(({ perimeter: name }): Door => ({ kind: "perimeter", name }));
    const mode = modeOf(vault, associations);
    switch (mode) {
        case "open":
            return { mode, doors: [{ kind: "everybody" }, ...endpoints] };
        case "firewall":
            return { mode, doors: [...ruleDoors(model, vault), ...endpoints, ...trustedDoor(vault), ...perimeters] };
        case "private":
            return { mode, doors: [...endpoints, ...trustedDoor(vault), ...perimeters] };
        case "perimeter":
            return { mode, doors: [...endpoints, ...perimeters] };
        case "unknown":
            return {
                mode,
                doors: [{ kind: "unknown", what: undecided(vault, associations) }, ...endpoints, ...perimeters],
            };
    }
}

/** An enforced perimeter overrides the vault's own switches; one in transition leaves them in force. */
function modeOf({ publicAccess, acls }: Vault, associations: readonly Association[]): Exposure["mode"] {
    if (associations.some(({ mode }) => mode === unsure)) return "unknown";
    if (associations.some(({ mode }) => mode === "enforced") || publicAccess.value === "perimeter") return "perimeter";
    if (publicAccess.value === unsure) return "unknown";
    if (publicAccess.value === "disabled") return "private";
    if (acls.kind === "absent") return "open";
    if (acls.kind === "unknown" || acls.defaultAction.value === unsure) return "unknown";
    return acls.defaultAction.value === "Allow" ? "open" : "firewall";
}

/** The property that leaves the mode open. */
function undecided({ publicAccess, acls }: Vault, associations: readonly Association[]): string {
    if (associations.some(({ mode }) => mode === unsure)) return "the perimeter's accessMode";
    if (publicAccess.value === unsure) return "publicNetworkAccess";
    return acls.kind === "unknown" ? "networkAcls" : "networkAcls.defaultAction";
}

function trustedDoor({ acls, publicAccess }: Vault): readonly Door[] {
    // What bypasses a firewall that was never configured is not documented.
    const known = acls.kind === "present" && acls.bypass.value !== unsure;
    if (!known) return publicAccess.value === "enabled" ? [] : [{ kind: "unknown", what: "networkAcls.bypass" }];
    return acls.bypass.value === true ? [{ kind: "trusted services" }] : [];
}

function ruleDoors(model: Model, vault: Vault): readonly Door[] {
    const { subnets, unknownSubnets, addresses, unknownAddresses } = readVaultRules(
        model.resources,
        model.networks,
        vault,
    );
    return [
        ...subnets.map(({ subnet: key, name }): Door => ({
            kind: "subnet",
            key,
            name,
            serviceEndpoint: endpointOf(model.networks.subnets.get(key)),
        })),
        ...unknownSubnets
            .slice(0, 1)
            .map((): Door => ({ kind: "unknown", what: "a subnet in networkAcls.virtualNetworkRules" })),
        ...addresses.map((rule): Door => ({ kind: "address", address: addressWords(model, rule) })),
        ...unknownAddresses
            .slice(0, 1)
            .map((): Door => ({ kind: "unknown", what: "an address in networkAcls.ipRules" })),
    ];
}

function endpointOf(subnet: Subnet | undefined): boolean | "unknown" {
    return subnet === undefined || subnet.vaultEndpoint.value === unsure ? "unknown" : subnet.vaultEndpoint.value;
}

/** An address that only Azure will choose is called by the resource that gets it. */
function addressWords({ resources }: Model, { resource, text }: AddressRule): string {
    const found = resource === undefined ? undefined : resources.byUrn.get(resource);
    return found === undefined ? text.replace(/\/32$/, "") : `${typeWords(found.type)} ${nameOf(found)}`;
}
