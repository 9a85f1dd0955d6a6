import * as pulumi from "@pulumi/pulumi";
import { VirtualNetworkPeering } from "@pulumi/azure-native/network/virtualNetworkPeering.js";
import { sameId } from "../azure/arm-id.ts";
import { InputError } from "../input/error.ts";
import { resourceName } from "../topology/names.ts";
import { existingNetwork } from "../topology/network.ts";
import { checkedPlacement, type Placement } from "../topology/placement.ts";
import { childOf, type ChildOptions } from "./support.ts";

/** The two networks, and how far the hub's ways reach. */
export interface NetworkPeeringArgs {
    placement: Placement;
    /** The network that others share: a firewall, Bastion, DNS servers, a gateway. */
    hubVirtualNetworkId: pulumi.Input<string>;
    /** The network of a workload. */
    spokeVirtualNetworkId: pulumi.Input<string>;
    /** Let the hub send traffic of third networks into the spoke. @default false */
    allowForwardedTraffic?: boolean;
    /** Let the spoke use the hub's VPN or ExpressRoute gateway, which must exist. @default false */
    shareHubGateway?: boolean;
}

/**
 * Two networks of one subscription that reach each other's private addresses: a peering on each side. Names are not
 * shared: a private DNS zone is linked to each network that asks it. Where the networks are in two subscriptions, each
 * side makes its own with Network's `peerings`.
 */
export class NetworkPeering extends pulumi.ComponentResource {
    /** @throws InputError for ids that are no network's, or twice the same; nothing is registered then */
    constructor(name: string, args: NetworkPeeringArgs, opts?: pulumi.ComponentResourceOptions) {
        checkNetworkPeering(args);
        super("keyvault-blueprint:index:NetworkPeering", name, {}, opts);
        const child = childOf(this, opts);
        const {
            hubVirtualNetworkId: hub,
            spokeVirtualNetworkId: spoke,
            allowForwardedTraffic = false,
            shareHubGateway = false,
        } = args;

        const here = makeSide(
            `${name}-hub`,
            hub,
            spoke,
            { allowForwardedTraffic: false, allowGatewayTransit: shareHubGateway, useRemoteGateways: false },
            child,
        );
        // One after the other: Azure refuses to change a network while the other side of its peering is written.
        const after = { ...child, dependsOn: [here] };
        makeSide(
            `${name}-spoke`,
            spoke,
            hub,
            { allowForwardedTraffic, allowGatewayTransit: false, useRemoteGateways: shareHubGateway },
            after,
        );
        this.registerOutputs({});
    }
}

function checkNetworkPeering({
    placement,
    hubVirtualNetworkId: hub,
    spokeVirtualNetworkId: spoke,
}: NetworkPeeringArgs): void {
    const { subscriptionId } = checkedPlacement(placement);
    for (const [field, id] of Object.entries({ hubVirtualNetworkId: hub, spokeVirtualNetworkId: spoke })) {
        if (
            typeof id !== "string" ||
            sameId(existingNetwork(id, `networkPeering.${field}`).subscriptionId, subscriptionId)
        )
            continue;
        throw new InputError({
            what: `networkPeering.${field}`,
            got: id,
            expected: `a network of subscription ${subscriptionId}: both sides are made by one provider`,
            fix: "make each side where its network is, with the setting peerings of Network",
        });
    }
    if (typeof hub !== "string" || typeof spoke !== "string" || !sameId(hub, spoke)) return;
    throw new InputError({
        what: "networkPeering.spokeVirtualNetworkId",
        got: spoke,
        expected: "another network than the hub",
        fix: "give the spoke's id",
    });
}

interface Side {
    readonly allowForwardedTraffic: boolean;
    readonly allowGatewayTransit: boolean;
    readonly useRemoteGateways: boolean;
}

function makeSide(
    name: string,
    ownId: pulumi.Input<string>,
    otherId: pulumi.Input<string>,
    side: Side,
    child: ChildOptions,
): VirtualNetworkPeering {
    const own = pulumi.output(ownId).apply((id) => existingNetwork(id, name));
    const other = pulumi.output(otherId).apply((id) => existingNetwork(id, name));
    return new VirtualNetworkPeering(
        `${name}-peering`,
        {
            virtualNetworkPeeringName: other.apply(({ virtualNetworkName }) =>
                resourceName("network:VirtualNetworkPeering", virtualNetworkName),
            ),
            virtualNetworkName: own.virtualNetworkName,
            resourceGroupName: own.resourceGroupName,
            remoteVirtualNetwork: { id: otherId },
            allowVirtualNetworkAccess: true,
            ...side,
        },
        child,
    );
}
