import { limits } from "../azure/limits.ts";
import { armId } from "../azure/resource-types.ts";
import { InputError } from "../input/error.ts";
import { existingResource } from "./existing.ts";
import { checkedName, resourceId, resourceName } from "./names.ts";
import type { Placement } from "./placement.ts";

/** Where a virtual network is, or will be. */
export interface NetworkHome {
    readonly id: string;
    readonly virtualNetworkName: string;
    /** Of an existing network maybe another one than the placement's. */
    readonly resourceGroupName: string;
}

/** @throws InputError for a name that Azure refuses */
export function newNetwork(name: string, placement: Placement, ownName: string | undefined, what: string): NetworkHome {
    const virtualNetworkName =
        ownName === undefined
            ? resourceName("network:VirtualNetwork", name)
            : checkedName("network:VirtualNetwork", ownName, what);
    return {
        id: resourceId(placement, "network:VirtualNetwork", virtualNetworkName),
        virtualNetworkName,
        resourceGroupName: placement.resourceGroupName,
    };
}

/** @throws InputError for an id that is no virtual network's */
export function existingNetwork(id: string, what: string): NetworkHome & { readonly subscriptionId: string } {
    const { subscriptionId, resourceGroupName, names } = existingResource("network:VirtualNetwork", id, what);
    const place = { subscriptionId, resourceGroupName };
    return { ...place, virtualNetworkName: names[0]!, id: armId("network:VirtualNetwork", place, names) };
}

/**
 * An existing network that something new is put into: by the component's one provider, which is the placement's.
 * @param joins whether there is something new
 * @throws InputError for a network of another subscription, where the new would come to be in the wrong one
 */
export function joinedNetwork(id: string, placement: Placement, joins: boolean, what: string): NetworkHome {
    const { subscriptionId, ...home } = existingNetwork(id, what);
    if (!joins || subscriptionId.toLowerCase() === placement.subscriptionId.toLowerCase()) return home;
    throw new InputError({
        what,
        got: id,
        expected: `a network of subscription ${placement.subscriptionId}, in which its new subnets and peerings are made`,
        fix: "give existingSubnetId for every subnet, or a placement and a provider of the network's subscription",
    });
}

/** What is decided of a NAT gateway before deployment. */
export interface NatGatewaySettings {
    natGatewayName?: string;
    idleTimeoutInMinutes?: number;
}

export interface CheckedNatGateway {
    readonly natGatewayName: string;
    readonly publicIpAddressName: string;
    readonly idleTimeoutInMinutes: number;
}

/** @throws InputError for a name or a timeout that Azure refuses */
export function checkedNatGateway(name: string, settings: NatGatewaySettings, what: string): CheckedNatGateway {
    const natGatewayName =
        settings.natGatewayName === undefined
            ? resourceName("network:NatGateway", name)
            : checkedName("network:NatGateway", settings.natGatewayName, `${what}.natGatewayName`);
    const { minimum, maximum, usual } = limits.natIdleTimeout.value;
    const idleTimeoutInMinutes = settings.idleTimeoutInMinutes ?? usual;
    if (!Number.isInteger(idleTimeoutInMinutes) || idleTimeoutInMinutes < minimum || idleTimeoutInMinutes > maximum) {
        throw new InputError({
            what: `${what}.idleTimeoutInMinutes`,
            got: idleTimeoutInMinutes,
            expected: `a whole number of minutes from ${minimum} to ${maximum}`,
            fix: `leave it out for ${usual}`,
        });
    }
    return {
        natGatewayName,
        publicIpAddressName: resourceName("network:PublicIPAddress", natGatewayName),
        idleTimeoutInMinutes,
    };
}
