import * as pulumi from "@pulumi/pulumi";
import { NatGateway } from "@pulumi/azure-native/network/natGateway.js";
import { NetworkSecurityGroup } from "@pulumi/azure-native/network/networkSecurityGroup.js";
import { PublicIPAddress } from "@pulumi/azure-native/network/publicIPAddress.js";
import { Subnet } from "@pulumi/azure-native/network/subnet.js";
import { VirtualNetwork } from "@pulumi/azure-native/network/virtualNetwork.js";
import { VirtualNetworkPeering } from "@pulumi/azure-native/network/virtualNetworkPeering.js";
import type { input } from "@pulumi/azure-native/types/index.js";
import { InputError } from "../input/error.ts";
import { suggestion } from "../input/nearest.ts";
import { checkedName, resourceId, resourceName } from "../topology/names.ts";
import {
    checkedNatGateway,
    existingNetwork,
    joinedNetwork,
    newNetwork,
    type NetworkHome,
} from "../topology/network.ts";
import { checkedPlacement, type Placement } from "../topology/placement.ts";
import type { SecurityRuleArgs } from "../topology/security-rules.ts";
import { planSubnets, type PlannedSubnet, type SubnetArgs } from "../topology/subnets.ts";
import { after, childOf, type ChildOptions } from "./support.ts";

export type { SecurityRuleArgs } from "../topology/security-rules.ts";
export type { SubnetArgs } from "../topology/subnets.ts";

/** A network's addresses, subnets and ways out. */
export interface NetworkArgs {
    placement: Placement;
    /** CIDR blocks of the virtual network; of an existing one, those in which subnets may be placed. */
    addressSpace: string[];
    /** Subnets by Azure name. */
    subnets: Record<string, SubnetArgs>;
    /** @default `vnet-<component's name>` */
    virtualNetworkName?: string;
    /** Put the subnets into this virtual network instead of a new one. */
    existingVirtualNetworkId?: string;
    /** DNS servers of a new network. With servers of your own, private zones answer only if these ask Azure's. @default Azure's */
    dnsServers?: string[];
    /** A NAT gateway with one static public address, for subnets whose `outbound` is `nat-gateway`. @default none */
    natGateway?: NatGatewayArgs;
    /** Peerings from this network, by peering name. The other network needs one of its own back. @default none */
    peerings?: Record<string, PeeringArgs>;
}

/** The network's static way out. */
export interface NatGatewayArgs {
    /** @default `ng-<component's name>` */
    natGatewayName?: string;
    /** Minutes after which an idle flow is dropped, 4 to 120. @default 4 */
    idleTimeoutInMinutes?: number;
}

/** This side of a peering. */
export interface PeeringArgs {
    /** The other network; see {@link NetworkPeering} where both are made by one program. */
    remoteVirtualNetworkId: pulumi.Input<string>;
    /** Accept traffic that the other network forwards for a third, as a hub does. @default false */
    allowForwardedTraffic?: boolean;
    /** Use the other network's VPN or ExpressRoute gateway. @default false */
    useRemoteGateways?: boolean;
    /** Let the other network use this one's gateway. @default false */
    allowGatewayTransit?: boolean;
}

/** A virtual network, its subnets, each with a network security group of its own, and its way out. */
export class Network extends pulumi.ComponentResource {
    /** Known before deployment; whoever uses it waits for the subnets too. */
    readonly virtualNetworkId: pulumi.Output<string>;
    /** Subnet ids by name, known before deployment. */
    readonly subnetIds: pulumi.Output<Record<string, string>>;
    /** Subnet prefixes by name; of existing subnets none. */
    readonly subnetPrefixes: pulumi.Output<Record<string, string>>;
    /** The NAT gateway's public address, where there is one; known after deployment. */
    readonly natAddress: pulumi.Output<string | undefined>;

    /** @throws InputError for prefixes and subnets that Azure would refuse; nothing is registered then */
    constructor(name: string, args: NetworkArgs, opts?: pulumi.ComponentResourceOptions) {
        const checked = checkNetwork(name, args);
        super("keyvault-blueprint:index:Network", name, {}, opts);
        const child = childOf(this, opts);

        const virtualNetwork =
            args.existingVirtualNetworkId === undefined ? makeVirtualNetwork(name, args, checked, child) : [];
        const gateway =
            args.natGateway === undefined ? undefined : makeNatGateway(name, args.placement, args.natGateway, child);
        const subnets = makeSubnets(name, args.placement, checked, virtualNetwork, gateway, child);
        for (const [peeringName, peering] of Object.entries(args.peerings ?? {})) {
            makePeering(name, peeringName, peering, checked, [...virtualNetwork, ...subnets], child);
        }

        this.virtualNetworkId = after([...virtualNetwork, ...subnets], checked.id);
        this.subnetIds = after(subnets, checked.subnetIds);
        this.subnetPrefixes = pulumi.output(
            Object.fromEntries(checked.subnets.map(({ name, prefix }) => [name, prefix])),
        );
        this.natAddress = gateway === undefined ? pulumi.output(undefined) : gateway.address.ipAddress;
        this.registerOutputs({
            virtualNetworkId: this.virtualNetworkId,
            subnetIds: this.subnetIds,
            subnetPrefixes: this.subnetPrefixes,
            natAddress: this.natAddress,
        });
    }

    /**
     * The id of a subnet.
     * @throws InputError, while previewing already, for a name that `subnets` does not have
     */
    subnetId(name: string): pulumi.Output<string> {
        return this.subnetIds.apply((ids) => {
            const id = ids[name];
            if (id !== undefined) return id;
            throw new InputError({
                what: "subnetId",
                got: name,
                expected: "a name in the network's subnets",
                fix: suggestion(name, Object.keys(ids)),
            });
        });
    }
}

interface CheckedNetwork extends NetworkHome {
    readonly subnets: readonly PlannedSubnet[];
    readonly subnetIds: Record<string, string>;
}

export function checkNetwork(name: string, args: NetworkArgs): CheckedNetwork {
    const placement = checkedPlacement(args.placement);
    const subnets = planSubnets(args.addressSpace, args.subnets, args.natGateway !== undefined, "network.subnets");
    for (const subnet of subnets) {
        checkedName("network:Subnet", subnet.name, `network.subnets.${subnet.name}`);
        if (subnet.securityRules !== undefined) securityGroupName(name, subnet.name);
    }
    if (args.natGateway !== undefined) checkedNatGateway(name, args.natGateway, "network.natGateway");
    for (const [peeringName, { remoteVirtualNetworkId }] of Object.entries(args.peerings ?? {})) {
        checkedName("network:VirtualNetworkPeering", peeringName, `network.peerings.${peeringName}`);
        if (typeof remoteVirtualNetworkId === "string")
            existingNetwork(remoteVirtualNetworkId, `network.peerings.${peeringName}.remoteVirtualNetworkId`);
    }
    refuseUnused(args);
    const joins = subnets.length > 0 || Object.keys(args.peerings ?? {}).length > 0;
    const home =
        args.existingVirtualNetworkId === undefined
            ? newNetwork(name, placement, args.virtualNetworkName, "network.virtualNetworkName")
            : joinedNetwork(args.existingVirtualNetworkId, placement, joins, "network.existingVirtualNetworkId");
    const planned = subnets.map((subnet) => [subnet.name, `${home.id}/subnets/${subnet.name}`]);
    const existing = Object.entries(args.subnets).flatMap(([subnetName, { existingSubnetId }]) =>
        existingSubnetId === undefined ? [] : [[subnetName, existingSubnetId]],
    );
    return { ...home, subnets, subnetIds: Object.fromEntries([...planned, ...existing]) as Record<string, string> };
}

/** A network needs an address space; an existing one has its own name and servers. */
function refuseUnused({ existingVirtualNetworkId, addressSpace, virtualNetworkName, dnsServers }: NetworkArgs): void {
    if (existingVirtualNetworkId === undefined) {
        if (addressSpace.length > 0) return;
        throw new InputError({
            what: "network.addressSpace",
            got: addressSpace,
            expected: "at least one CIDR block, as 10.0.0.0/16",
            fix: "add one",
        });
    }
    for (const [field, got] of Object.entries({ virtualNetworkName, dnsServers })) {
        if (got === undefined) continue;
        throw new InputError({
            what: `network.${field}`,
            got,
            expected: "nothing together with existingVirtualNetworkId: an existing network stays as it is",
            fix: "remove one of the two",
        });
    }
}

function makeVirtualNetwork(
    name: string,
    args: NetworkArgs,
    checked: CheckedNetwork,
    child: ChildOptions,
): VirtualNetwork[] {
    const { placement } = args;
    return [
        new VirtualNetwork(
            `${name}-vnet`,
            {
                virtualNetworkName: checked.virtualNetworkName,
                resourceGroupName: placement.resourceGroupName,
                location: placement.location,
                tags: placement.tags ?? {},
                addressSpace: { addressPrefixes: args.addressSpace },
                ...(args.dnsServers !== undefined && { dhcpOptions: { dnsServers: args.dnsServers } }),
            },
            child,
        ),
    ];
}

interface Gateway {
    readonly address: PublicIPAddress;
    readonly id: pulumi.Output<string>;
}

function makeNatGateway(name: string, placement: Placement, args: NatGatewayArgs, child: ChildOptions): Gateway {
    const { natGatewayName, publicIpAddressName, idleTimeoutInMinutes } = checkedNatGateway(
        name,
        args,
        "network.natGateway",
    );
    const common = {
        resourceGroupName: placement.resourceGroupName,
        location: placement.location,
        tags: placement.tags ?? {},
    };
    const address = new PublicIPAddress(
        `${name}-nat-address`,
        {
            ...common,
            publicIpAddressName,
            sku: { name: "Standard", tier: "Regional" },
            publicIPAddressVersion: "IPv4",
            publicIPAllocationMethod: "Static",
        },
        child,
    );
    const gateway = new NatGateway(
        `${name}-nat`,
        {
            ...common,
            natGatewayName,
            sku: { name: "Standard" },
            idleTimeoutInMinutes,
            publicIpAddresses: [
                { id: after([address], resourceId(placement, "network:PublicIPAddress", publicIpAddressName)) },
            ],
        },
        child,
    );
    return { address, id: after([gateway], resourceId(placement, "network:NatGateway", natGatewayName)) };
}

/** Subnets are written one after another: Azure refuses two writes to one network at a time. */
function makeSubnets(
    name: string,
    placement: Placement,
    network: CheckedNetwork,
    virtualNetwork: readonly VirtualNetwork[],
    gateway: Gateway | undefined,
    child: ChildOptions,
): Subnet[] {
    const made: Subnet[] = [];
    for (const subnet of network.subnets) {
        const group =
            subnet.securityRules === undefined
                ? subnet.networkSecurityGroupId
                : makeSecurityGroup(name, placement, subnet.name, subnet.securityRules, child);
        made.push(
            new Subnet(
                `${name}-subnet-${subnet.name}`,
                {
                    subnetName: subnet.name,
                    virtualNetworkName: after([...virtualNetwork, ...made.slice(-1)], network.virtualNetworkName),
                    resourceGroupName: network.resourceGroupName,
                    addressPrefix: subnet.prefix,
                    serviceEndpoints: subnet.serviceEndpoints.map((service) => ({ service })),
                    delegations:
                        subnet.delegation === undefined ? [] : [{ name: "delegation", serviceName: subnet.delegation }],
                    privateEndpointNetworkPolicies: subnet.privateEndpointNetworkPolicies,
                    ...(subnet.defaultOutboundAccess !== undefined && {
                        defaultOutboundAccess: subnet.defaultOutboundAccess,
                    }),
                    ...(group !== undefined && { networkSecurityGroup: { id: group } }),
                    ...(subnet.natGateway && gateway !== undefined && { natGateway: { id: gateway.id } }),
                },
                child,
            ),
        );
    }
    return made;
}

function securityGroupName(name: string, subnetName: string): string {
    return resourceName("network:NetworkSecurityGroup", name, subnetName);
}

function makeSecurityGroup(
    name: string,
    placement: Placement,
    subnetName: string,
    rules: readonly SecurityRuleArgs[],
    child: ChildOptions,
): pulumi.Output<string> {
    const networkSecurityGroupName = securityGroupName(name, subnetName);
    const group = new NetworkSecurityGroup(
        `${name}-nsg-${subnetName}`,
        {
            networkSecurityGroupName,
            resourceGroupName: placement.resourceGroupName,
            location: placement.location,
            tags: placement.tags ?? {},
            securityRules: rules.map(securityRule),
        },
        child,
    );
    return after([group], resourceId(placement, "network:NetworkSecurityGroup", networkSecurityGroupName));
}

function securityRule(rule: SecurityRuleArgs): input.network.SecurityRuleArgs {
    return {
        name: rule.name,
        priority: rule.priority,
        direction: rule.direction,
        access: rule.access,
        protocol: rule.protocol,
        sourceAddressPrefix: rule.source,
        sourcePortRange: "*",
        destinationAddressPrefix: rule.destination,
        ...(rule.destinationPorts.length === 1
            ? { destinationPortRange: rule.destinationPorts[0] }
            : { destinationPortRanges: rule.destinationPorts }),
        ...(rule.description !== undefined && { description: rule.description }),
    };
}

function makePeering(
    name: string,
    peeringName: string,
    peering: PeeringArgs,
    network: CheckedNetwork,
    ready: readonly pulumi.Resource[],
    child: ChildOptions,
): void {
    new VirtualNetworkPeering(
        `${name}-peering-${peeringName}`,
        {
            virtualNetworkPeeringName: peeringName,
            virtualNetworkName: after(ready, network.virtualNetworkName),
            resourceGroupName: network.resourceGroupName,
            remoteVirtualNetwork: { id: peering.remoteVirtualNetworkId },
            allowVirtualNetworkAccess: true,
            allowForwardedTraffic: peering.allowForwardedTraffic ?? false,
            allowGatewayTransit: peering.allowGatewayTransit ?? false,
            useRemoteGateways: peering.useRemoteGateways ?? false,
        },
        child,
    );
}
