import type { Evidence } from "../answer.ts";
import { addressesBehind, type Address } from "./addresses.ts";
import { evidence, property } from "./property.ts";
import { referenceById } from "./references.ts";
import { ofType, type Resources } from "./resources.ts";

export interface NatGateways {
    /** Public addresses by gateway. */
    readonly addresses: ReadonlyMap<string, readonly Address[]>;
    /** Gateways of whole networks, by network; under `""` one of a network that the plan does not tell. */
    readonly ofNetworks: ReadonlyMap<string, { readonly gateway: string; readonly at: Evidence }>;
}

/**
 * A gateway serves the subnets that name it. One of the tier StandardV2 may name a network itself, and then serves all
 * subnets that have none of their own. Source: learn.microsoft.com/azure/nat-gateway/nat-sku.
 */
export function readNatGateways(resources: Resources): NatGateways {
    const all = ofType(resources, "network:NatGateway");
    const ofNetworks = new Map<string, { gateway: string; at: Evidence }>();
    for (const resource of all) {
        const id = property(resource, "sourceVirtualNetwork", "id");
        const network = referenceById(resources, id, ["network:VirtualNetwork"]);
        const key = network.kind === "found" ? network.urn : network.kind === "outside" ? network.id : "";
        if (network.kind !== "none") ofNetworks.set(key, { gateway: resource.urn, at: evidence(id) });
    }
    const addresses = all.map((resource): readonly [string, readonly Address[]] => {
        const found = ["publicIpAddresses", "publicIpPrefixes"].flatMap((key) =>
            addressesBehind(resources, property(resource, key)),
        );
        return [resource.urn, found.length === 0 ? [{ kind: "unknown" }] : found];
    });
    return { addresses: new Map(addresses), ofNetworks };
}
