import type { Plan, PlanResource } from "../../../plan/plan.ts";
import { idOf, resource, resourceOf, textOf, withResource, withResources } from "../edits.ts";
import { changed, type Recorded } from "../recorded.ts";

/** What the experiments of the endpoint lab put beside its network. */

/** As after a deployment, when Azure has chosen the address of the machines without an endpoint. */
export function withNatAddress(plan: Plan, ipAddress: string): Plan {
    const address = resourceOf(plan, "endpoint-lab-nat-address");
    return withResource(plan, "endpoint-lab-nat-address", {
        ...address,
        outputs: { ...address.outputs, ipAddress },
    });
}

/** A second network, peered with the lab's in both directions; `linked`: also to the private zone. */
export function peered(from: Recorded, { linked }: { readonly linked: boolean }): Recorded {
    return changed(from, `a peered network ${linked ? "linked" : "not linked"} to the zone`, (plan) => {
        const lab = idOf(plan, "endpoint-lab-vnet");
        const spoke = lab.replace("vnet-endpoint-lab", "vnet-spoke");
        const group = textOf(resourceOf(plan, "endpoint-lab-vnet").inputs["resourceGroupName"]);
        const named = { resourceGroupName: group, virtualNetworkName: "vnet-spoke" };
        const peering = (name: string, owner: string, remote: string): PlanResource =>
            resource(plan, "network:VirtualNetworkPeering", name, {
                resourceGroupName: group,
                virtualNetworkName: owner,
                virtualNetworkPeeringName: name,
                remoteVirtualNetwork: { id: remote },
                allowVirtualNetworkAccess: true,
            });
        const link = resource(plan, "privatedns:VirtualNetworkLink", "spoke-link", {
            resourceGroupName: group,
            privateZoneName: "privatelink.vaultcore.azure.net",
            virtualNetworkLinkName: "spoke",
            virtualNetwork: { id: spoke },
            registrationEnabled: false,
        });
        return withResources(
            plan,
            resource(
                plan,
                "network:VirtualNetwork",
                "spoke",
                { ...named, addressSpace: { addressPrefixes: ["10.51.0.0/16"] } },
                { id: spoke },
            ),
            resource(
                plan,
                "network:Subnet",
                "spoke-clients",
                { ...named, subnetName: "clients", addressPrefix: "10.51.1.0/24" },
                { id: `${spoke}/subnets/clients` },
            ),
            peering("spoke-to-lab", "vnet-spoke", lab),
            peering("lab-to-spoke", "vnet-endpoint-lab", spoke),
            ...(linked ? [link] : []),
        );
    });
}

/** A VPN to a site outside Azure; `resolver`: also a resolver in the network, to which the site forwards the vault's name. */
export function withVpn(from: Recorded, { resolver = false }: { readonly resolver?: boolean } = {}): Recorded {
    return changed(from, `a site-to-site VPN${resolver ? " and a DNS resolver" : ""}`, (plan) => {
        const network = idOf(plan, "endpoint-lab-vnet");
        const resourceGroupName = textOf(resourceOf(plan, "endpoint-lab-vnet").inputs["resourceGroupName"]);
        const owner = { resourceGroupName, virtualNetworkName: "vnet-endpoint-lab" };
        const subnet = (name: string, addressPrefix: string): PlanResource =>
            resource(
                plan,
                "network:Subnet",
                `lab-${name}`,
                { ...owner, subnetName: name, addressPrefix },
                { id: `${network}/subnets/${name}` },
            );
        const gatewayId = network.replace("virtualNetworks/vnet-endpoint-lab", "virtualNetworkGateways/vgw-lab");
        const gateway = resource(
            plan,
            "network:VirtualNetworkGateway",
            "vgw-lab",
            {
                resourceGroupName,
                virtualNetworkGatewayName: "vgw-lab",
                gatewayType: "Vpn",
                ipConfigurations: [{ name: "default", subnet: { id: `${network}/subnets/GatewaySubnet` } }],
            },
            { id: gatewayId },
        );
        const connection = resource(plan, "network:VirtualNetworkGatewayConnection", "site", {
            resourceGroupName,
            virtualNetworkGatewayConnectionName: "site",
            connectionType: "IPsec",
            virtualNetworkGateway1: { id: gatewayId },
            localNetworkGateway2: {
                id: gatewayId.replace("virtualNetworkGateways/vgw-lab", "localNetworkGateways/site"),
            },
        });
        const resolverId = network.replace("virtualNetworks/vnet-endpoint-lab", "dnsResolvers/dnspr-lab");
        const resolving = [
            subnet("dns", "10.50.11.0/28"),
            resource(
                plan,
                "dnsresolver:DnsResolver",
                "dnspr-lab",
                { resourceGroupName, dnsResolverName: "dnspr-lab", virtualNetwork: { id: network } },
                { id: resolverId },
            ),
            resource(plan, "dnsresolver:InboundEndpoint", "dnspr-lab-inbound", {
                resourceGroupName,
                dnsResolverName: "dnspr-lab",
                inboundEndpointName: "inbound",
                ipConfigurations: [{ privateIpAllocationMethod: "Dynamic", subnet: { id: `${network}/subnets/dns` } }],
            }),
        ];
        return withResources(
            plan,
            subnet("GatewaySubnet", "10.50.10.0/27"),
            gateway,
            connection,
            ...(resolver ? resolving : []),
        );
    });
}
