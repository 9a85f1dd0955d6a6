import type { PlanObject } from "../../plan/plan.ts";
import type { Random } from "./random.ts";
import { placeOf, platformGroup, type Add } from "./writer.ts";

/** What vaults refer to. */
export interface Networks {
    /** Ids of the subnets that rules of vaults name. */
    readonly subnets: readonly string[];
    /** Ids of the subnets that hold private endpoints, one in each network. */
    readonly endpointSubnets: readonly string[];
    readonly zone: string;
}

const zoneName = "privatelink.vaultcore.azure.net";
const networkCount = 10;
const subnetsPerNetwork = 10;
const inPlatform = (path: string): string => `${platformGroup}/providers/${path}`;

/**
 * A hub and nine spokes of ten subnets each, with what subnets differ by: service endpoints, ways out, security groups,
 * routes, name servers; a zone that eight of the networks are linked to; a gateway to a local network; machines and apps.
 */
export function addNetworks(random: Random, add: Add): Networks {
    const networks = Array.from({ length: networkCount }, (_, index) => addNetwork(random, add, index));
    const [hub, ...spokes] = networks.map(({ id }) => id) as [string, ...string[]];
    for (const [index, spoke] of spokes.entries()) {
        addPeering(add, hub, spoke);
        // One spoke is peered on its own side alone.
        if (index !== 7) addPeering(add, spoke, hub);
    }
    const zone = inPlatform(`Microsoft.Network/privateDnsZones/${zoneName}`);
    add("privatedns:PrivateZone", "zone", zone, { resourceGroupName: "rg-platform", privateZoneName: zoneName });
    for (const network of [hub, ...spokes.slice(0, 7)]) {
        const name = `link-${network.split("/").at(-1)!}`;
        add("privatedns:VirtualNetworkLink", name, `${zone}/virtualNetworkLinks/${name}`, {
            resourceGroupName: "rg-platform",
            privateZoneName: zoneName,
            virtualNetworkLinkName: name,
            virtualNetwork: { id: network },
            ...(network === spokes[6] && { resolutionPolicy: "NxDomainRedirect" }),
        });
    }
    addGateway(add, hub);
    const subnets = networks.flatMap((network) => network.subnets);
    for (let index = 0; index < 24; index++) addWorkload(random, add, index, random.one(subnets));
    return { subnets, endpointSubnets: networks.map(({ endpoints }) => endpoints), zone };
}

function addNetwork(
    random: Random,
    add: Add,
    index: number,
): { readonly id: string; readonly subnets: readonly string[]; readonly endpoints: string } {
    const name = index === 0 ? "vnet-hub" : `vnet-spoke-${index}`;
    const id = inPlatform(`Microsoft.Network/virtualNetworks/${name}`);
    add("network:VirtualNetwork", name, id, {
        ...placeOf(id),
        virtualNetworkName: name,
        addressSpace: { addressPrefixes: [`10.${index}.0.0/16`] },
        // One spoke asks name servers that the plan does not show.
        ...(index === 9 && { dhcpOptions: { dnsServers: ["10.200.0.4"] } }),
    });
    const ways = addWays(random, add, name);
    const subnet = (own: string, number: number, inputs: PlanObject): string => {
        const subnetId = `${id}/subnets/${own}`;
        add("network:Subnet", `${name}-${own}`, subnetId, {
            resourceGroupName: "rg-platform",
            virtualNetworkName: name,
            subnetName: own,
            addressPrefix: `10.${index}.${number}.0/24`,
            ...inputs,
        });
        return subnetId;
    };
    const endpoints = subnet("endpoints", 0, {
        privateEndpointNetworkPolicies: random.one(["Disabled", "Enabled", "NetworkSecurityGroupEnabled"]),
        networkSecurityGroup: { id: ways.group },
    });
    const subnets = Array.from({ length: subnetsPerNetwork - 1 }, (_, number) =>
        subnet(`snet-${number + 1}`, number + 1, {
            defaultOutboundAccess: random.chance(25),
            ...(random.chance(60) && { serviceEndpoints: [{ service: "Microsoft.KeyVault" }] }),
            ...(random.chance(50) && { natGateway: { id: ways.gateway } }),
            ...(random.chance(50) && { networkSecurityGroup: { id: ways.group } }),
            ...(random.chance(25) && { routeTable: { id: ways.table } }),
        }),
    );
    return { id, subnets, endpoints };
}

/** What the subnets of a network share: a NAT gateway whose address is told or not, a security group, a route table. */
function addWays(random: Random, add: Add, name: string): Readonly<Record<"gateway" | "group" | "table", string>> {
    const address = inPlatform(`Microsoft.Network/publicIPAddresses/pip-${name}`);
    const outputs = random.chance(70) ? { ipAddress: `52.10.${random.below(4)}.${random.below(256)}` } : {};
    add(
        "network:PublicIPAddress",
        `pip-${name}`,
        address,
        { ...placeOf(address), publicIpAddressName: `pip-${name}` },
        { outputs },
    );
    const gateway = inPlatform(`Microsoft.Network/natGateways/ng-${name}`);
    add("network:NatGateway", `ng-${name}`, gateway, {
        ...placeOf(gateway),
        natGatewayName: `ng-${name}`,
        publicIpAddresses: [{ id: address }],
    });
    const group = inPlatform(`Microsoft.Network/networkSecurityGroups/nsg-${name}`);
    const rule = (ruleName: string, priority: number, access: string, direction: string, to: string): PlanObject => ({
        name: ruleName,
        priority,
        access,
        direction,
        protocol: "Tcp",
        sourceAddressPrefix: direction === "Inbound" ? to : "*",
        sourcePortRange: "*",
        destinationAddressPrefix: direction === "Inbound" ? "*" : to,
        destinationPortRange: "443",
    });
    add("network:NetworkSecurityGroup", `nsg-${name}`, group, {
        ...placeOf(group),
        networkSecurityGroupName: `nsg-${name}`,
        securityRules: [
            rule(
                "AllowVaults",
                100,
                "Allow",
                "Outbound",
                random.one(["AzureKeyVault", "AzureCloud", "AzureKeyVault.WestEurope"]),
            ),
            rule("AllowHome", 110, "Allow", "Inbound", "10.0.0.0/8"),
            ...(random.chance(50) ? [rule("DenyInternet", 200, "Deny", "Outbound", "Internet")] : []),
        ],
    });
    const table = inPlatform(`Microsoft.Network/routeTables/rt-${name}`);
    add("network:RouteTable", `rt-${name}`, table, {
        ...placeOf(table),
        routeTableName: `rt-${name}`,
        routes: [
            random.one<PlanObject>([
                {
                    name: "out",
                    addressPrefix: "0.0.0.0/0",
                    nextHopType: "VirtualAppliance",
                    nextHopIpAddress: "10.0.1.4",
                },
                { name: "out", addressPrefix: "0.0.0.0/0", nextHopType: "Internet" },
                { name: "drop", addressPrefix: "10.3.0.0/16", nextHopType: "None" },
            ]),
        ],
    });
    return { gateway, group, table };
}

function addPeering(add: Add, from: string, to: string): void {
    const [local, remote] = [from.split("/").at(-1)!, to.split("/").at(-1)!];
    add("network:VirtualNetworkPeering", `${local}-${remote}`, `${from}/virtualNetworkPeerings/${remote}`, {
        resourceGroupName: "rg-platform",
        virtualNetworkName: local,
        virtualNetworkPeeringName: remote,
        remoteVirtualNetwork: { id: to },
        allowVirtualNetworkAccess: true,
    });
}

function addGateway(add: Add, hub: string): void {
    const gateway = inPlatform("Microsoft.Network/virtualNetworkGateways/gw-hub");
    add("network:VirtualNetworkGateway", "gw-hub", gateway, {
        ...placeOf(gateway),
        virtualNetworkGatewayName: "gw-hub",
        gatewayType: "Vpn",
        ipConfigurations: [{ name: "default", subnet: { id: `${hub}/subnets/snet-9` } }],
    });
    const connection = inPlatform("Microsoft.Network/connections/cn-office");
    add("network:VirtualNetworkGatewayConnection", "cn-office", connection, {
        ...placeOf(connection),
        virtualNetworkGatewayConnectionName: "cn-office",
        connectionType: "IPsec",
        virtualNetworkGateway1: { id: gateway },
    });
}

/** A machine or an app of the platform's own, most of them in a subnet. */
function addWorkload(random: Random, add: Add, index: number, subnet: string): void {
    const name = `work-${index}`;
    if (index % 2 === 0) {
        const id = inPlatform(`Microsoft.Compute/virtualMachines/vm-${name}`);
        const ipConfigurations = [{ name: "default", subnet: { id: subnet } }];
        add("compute:VirtualMachine", name, id, {
            ...placeOf(id),
            vmName: `vm-${name}`,
            networkProfile: { networkInterfaceConfigurations: [{ name: "nic", ipConfigurations }] },
        });
    } else {
        const id = inPlatform(`Microsoft.Web/sites/app-${name}`);
        const joined = random.chance(75);
        const outputs = random.chance(50) ? { outboundIpAddresses: "20.50.9.1,20.50.9.2" } : {};
        add(
            "web:WebApp",
            name,
            id,
            {
                ...placeOf(id),
                name: `app-${name}`,
                ...(joined && {
                    virtualNetworkSubnetId: subnet,
                    outboundVnetRouting: { allTraffic: random.chance(50) },
                }),
            },
            { outputs },
        );
    }
}
