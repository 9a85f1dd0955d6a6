import { unknown, type Plan, type PlanObject } from "../../../plan/plan.ts";
import { group, inGroup, place, subscription, tenant, vaultIdOf, written, type Add } from "../written.ts";
import {
    blockOf,
    machineAddress,
    natAddress,
    networkNames,
    type Filter,
    type NetworkName,
    type NetworkWorld,
    type Peering,
    type Route,
    type Rule,
    type Subnet,
    type Vault,
} from "./world.ts";

export const reader = "11111111-2222-4333-8444-555555555555";

const inNetwork = (path: string): string => inGroup(`Microsoft.Network/${path}`);
const networkId = (name: NetworkName): string => inNetwork(`virtualNetworks/vnet-${name}`);
/** The subnet of a network's machines, or of its private endpoints. */
const subnetId = (network: NetworkName, name: string): string => `${networkId(network)}/subnets/${name}`;
const zoneName = "privatelink.vaultcore.azure.net";
const zoneId = inNetwork(`privateDnsZones/${zoneName}`);
const inWorld = { resourceGroupName: "rg-world" };

export function planOfNetworks(world: NetworkWorld): Plan {
    return written("", (add) => {
        const natUrn = addNatGateways(add);
        for (const name of networkNames) addNetwork(world, name, add);
        addSubnet(world, add, "hub", "apps", 2, world.app.subnet, {
            delegations: [{ name: "web", serviceName: "Microsoft.Web/serverFarms" }],
        });
        addPeering(add, world.peerings.hubSpoke, "hub", "spoke", world.gateway);
        addPeering(add, world.peerings.spokeFar, "spoke", "far", false);
        if (world.gateway) addGateway(add);
        for (const vault of world.vaults) addVault(vault, natUrn, add);
        addZone(world, add);
        for (const vault of world.vaults) addEndpoint(world, vault, add);
        addMachine(world, add);
        addApp(world, add);
        const assignment = "44444444-0000-4000-8000-000000000001";
        const role = "4633458b-17de-408a-b874-0445c86b69e6";
        add(
            "azure-native:authorization:RoleAssignment",
            "reader",
            {
                scope: group,
                roleDefinitionId: `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${role}`,
                principalId: reader,
                principalType: "ServicePrincipal",
                roleAssignmentName: assignment,
            },
            `${group}/providers/Microsoft.Authorization/roleAssignments/${assignment}`,
        );
    });
}

/** @returns the URN of the public address that nobody knows yet. */
function addNatGateways(add: Add): string {
    const publicAddress = (name: string, address: string | undefined): string => addPublicAddress(add, name, address);
    const urn = publicAddress("pip-unknown", undefined);
    publicAddress("pip-known", natAddress);
    for (const name of ["unknown", "known"]) {
        const inputs = {
            ...place,
            natGatewayName: `nat-${name}`,
            sku: { name: "Standard" },
            publicIpAddresses: [{ id: inNetwork(`publicIPAddresses/pip-${name}`) }],
        };
        add("azure-native:network:NatGateway", `nat-${name}`, inputs, inNetwork(`natGateways/nat-${name}`));
    }
    return urn;
}

function addPublicAddress(add: Add, name: string, address: string | undefined): string {
    const inputs = {
        ...place,
        publicIpAddressName: name,
        publicIPAllocationMethod: "Static",
        sku: { name: "Standard" },
    };
    const id = inNetwork(`publicIPAddresses/${name}`);
    return add(
        "azure-native:network:PublicIPAddress",
        name,
        inputs,
        id,
        address === undefined ? {} : { ipAddress: address },
    );
}

function addNetwork(world: NetworkWorld, name: NetworkName, add: Add): void {
    const { dns, subnet, endpoints } = world.networks[name];
    const servers = { default: [], "by address": ["168.63.129.16"], own: [`${blockOf[name]}.1.4`] }[dns];
    const inputs = {
        ...place,
        virtualNetworkName: `vnet-${name}`,
        addressSpace: { addressPrefixes: [`${blockOf[name]}.0.0/16`] },
        ...(servers.length > 0 && { dhcpOptions: { dnsServers: servers } }),
    };
    add("azure-native:network:VirtualNetwork", name, inputs, networkId(name));
    addSubnet(world, add, name, `machines-${name}`, 1, subnet);
    const plain = { serviceEndpoint: false, nat: "none", defaultOutbound: true, routes: undefined } as const;
    addSubnet(
        world,
        add,
        name,
        "endpoints",
        9,
        { ...plain, filter: endpoints.filter },
        {
            ...(endpoints.policies !== undefined && { privateEndpointNetworkPolicies: endpoints.policies }),
        },
    );
}

function addSubnet(
    { style }: NetworkWorld,
    add: Add,
    network: NetworkName,
    name: string,
    third: number,
    { serviceEndpoint, nat, defaultOutbound, filter, routes }: Subnet,
    more: PlanObject = {},
): void {
    const inputs: PlanObject = {
        ...inWorld,
        virtualNetworkName: `vnet-${network}`,
        subnetName: name,
        addressPrefix: `${blockOf[network]}.${third}.0/24`,
        defaultOutboundAccess: defaultOutbound,
        ...(serviceEndpoint && { serviceEndpoints: [{ service: "Microsoft.KeyVault" }] }),
        ...(nat !== "none" && { natGateway: { id: inNetwork(`natGateways/nat-${nat}`) } }),
        ...(filter && {
            networkSecurityGroup: { id: addFilter(add, `${network}-${name}`, filter, style.inlineRules) },
        }),
        ...(routes && { routeTable: { id: addRoutes(add, `${network}-${name}`, routes, style.inlineRoutes) } }),
        ...more,
    };
    add("azure-native:network:Subnet", `${network}-${name}`, inputs, subnetId(network, name));
}

function ruleInputs({ direction, access, priority, protocol, ports, other }: Rule): PlanObject {
    const [source, destination] = direction === "Outbound" ? ["*", other] : [other, "*"];
    return {
        direction,
        access,
        priority,
        protocol,
        sourcePortRange: "*",
        sourceAddressPrefix: source,
        destinationAddressPrefix: destination,
        destinationPortRange: ports,
    };
}

function addFilter(add: Add, name: string, rules: Filter, inline: boolean): string {
    const id = inNetwork(`networkSecurityGroups/nsg-${name}`);
    const named = rules.map((rule, index) => ({ name: `rule-${index}`, ...ruleInputs(rule) }));
    const inputs = {
        ...place,
        networkSecurityGroupName: `nsg-${name}`,
        ...(inline && { securityRules: named }),
    };
    add("azure-native:network:NetworkSecurityGroup", `nsg-${name}`, inputs, id);
    for (const { name: rule, ...rest } of inline ? [] : named) {
        const own = { ...inWorld, networkSecurityGroupName: `nsg-${name}`, securityRuleName: rule, ...rest };
        add("azure-native:network:SecurityRule", `nsg-${name}-${rule}`, own, `${id}/securityRules/${rule}`);
    }
    return id;
}

function addRoutes(add: Add, name: string, routes: readonly Route[], inline: boolean): string {
    const id = inNetwork(`routeTables/rt-${name}`);
    const named = routes.map(({ prefix, hop }, index) => ({
        name: `route-${index}`,
        addressPrefix: prefix,
        nextHopType: hop,
        ...(hop === "VirtualAppliance" && { nextHopIpAddress: "10.0.250.4" }),
    }));
    add(
        "azure-native:network:RouteTable",
        `rt-${name}`,
        { ...place, routeTableName: `rt-${name}`, ...(inline && { routes: named }) },
        id,
    );
    for (const { name: route, ...rest } of inline ? [] : named) {
        const own = { ...inWorld, routeTableName: `rt-${name}`, routeName: route, ...rest };
        add("azure-native:network:Route", `rt-${name}-${route}`, own, `${id}/routes/${route}`);
    }
    return id;
}

function addPeering(add: Add, peering: Peering, near: NetworkName, far: NetworkName, gateway: boolean): void {
    const transit = gateway && peering.transit;
    const sides = [
        [near, far, peering.near, { allowGatewayTransit: transit }],
        [far, near, peering.back, { useRemoteGateways: transit }],
    ] as const;
    for (const [local, remote, state, gateways] of sides) {
        if (state === "missing") continue;
        const inputs = {
            ...inWorld,
            virtualNetworkName: `vnet-${local}`,
            virtualNetworkPeeringName: `to-${remote}`,
            remoteVirtualNetwork: { id: networkId(remote) },
            allowVirtualNetworkAccess: state === "open",
            ...gateways,
        };
        add(
            "azure-native:network:VirtualNetworkPeering",
            `${local}-${remote}`,
            inputs,
            `${networkId(local)}/virtualNetworkPeerings/to-${remote}`,
        );
    }
}

function addGateway(add: Add): void {
    const gateway = inNetwork("virtualNetworkGateways/gw");
    const subnet = { ...inWorld, virtualNetworkName: "vnet-hub", subnetName: "GatewaySubnet" };
    add(
        "azure-native:network:Subnet",
        "gateway-subnet",
        { ...subnet, addressPrefix: "10.0.255.0/27" },
        subnetId("hub", "GatewaySubnet"),
    );
    const ipConfigurations = [{ name: "default", subnet: { id: subnetId("hub", "GatewaySubnet") } }];
    const inputs = { ...place, virtualNetworkGatewayName: "gw", gatewayType: "Vpn", ipConfigurations };
    add("azure-native:network:VirtualNetworkGateway", "gw", inputs, gateway);
    const connection = {
        ...place,
        virtualNetworkGatewayConnectionName: "cn",
        connectionType: "IPsec",
        virtualNetworkGateway1: { id: gateway },
    };
    add("azure-native:network:VirtualNetworkGatewayConnection", "cn", connection, inNetwork("connections/cn"));
}

function addVault({ name, publicNetworkAccess, acls }: Vault, natUrn: string, add: Add): void {
    const networkAcls = acls && {
        defaultAction: acls.defaultAction,
        bypass: "None",
        ipRules: [...acls.addresses, ...(acls.natRule ? [unknown] : [])].map((value) => ({ value })),
        virtualNetworkRules: acls.subnets.map((subnet) => ({
            id: subnet === "app" ? subnetId("hub", "apps") : subnetId(subnet, `machines-${subnet}`),
            ignoreMissingVnetServiceEndpoint: true,
        })),
    };
    const properties = {
        tenantId: tenant,
        sku: { family: "A", name: "standard" },
        enableRbacAuthorization: true,
        publicNetworkAccess,
        ...(networkAcls && { networkAcls }),
    };
    const sources = acls?.natRule === true ? { properties: [natUrn] } : {};
    add("azure-native:keyvault:Vault", name, { ...place, vaultName: name, properties }, vaultIdOf(name), {}, sources);
}

/** The address that an endpoint has where its record is written by hand. */
function fixedAddress(vault: Vault, network: NetworkName): string {
    return `${blockOf[network]}.9.${vault.name === "kv-one" ? 10 : 200}`;
}

function addZone(world: NetworkWorld, add: Add): void {
    if (!world.zone) return;
    const inZone = { ...inWorld, privateZoneName: zoneName };
    add("azure-native:privatedns:PrivateZone", "zone", { ...inZone, location: "Global" }, zoneId);
    for (const name of networkNames) {
        const { link } = world.networks[name];
        if (link === "none") continue;
        const inputs = {
            ...inZone,
            virtualNetworkLinkName: `to-${name}`,
            location: "Global",
            registrationEnabled: false,
            virtualNetwork: { id: networkId(name) },
            resolutionPolicy: link === "redirect" ? "NxDomainRedirect" : "Default",
        };
        add(
            "azure-native:privatedns:VirtualNetworkLink",
            `to-${name}`,
            inputs,
            `${zoneId}/virtualNetworkLinks/to-${name}`,
        );
    }
    for (const vault of world.vaults) {
        const { endpoint } = vault;
        if (endpoint === undefined || !["by hand", "stale"].includes(endpoint.record)) continue;
        const own = fixedAddress(vault, endpoint.network);
        const inputs = {
            ...inZone,
            relativeRecordSetName: vault.name,
            recordType: "A",
            ttl: 10,
            aRecords: [{ ipv4Address: endpoint.record === "stale" ? own.replace(/\d+$/, "99") : own }],
        };
        add("azure-native:privatedns:PrivateRecordSet", vault.name, inputs, `${zoneId}/A/${vault.name}`);
    }
}

function addEndpoint(world: NetworkWorld, vault: Vault, add: Add): void {
    const { endpoint, name } = vault;
    if (endpoint === undefined) return;
    const id = inNetwork(`privateEndpoints/pep-${name}`);
    const connections = [{ name: "vault", privateLinkServiceId: vaultIdOf(name), groupIds: ["vault"] }];
    const fixed = endpoint.record === "by hand" || endpoint.record === "stale";
    const ipConfiguration = { name: "fixed", groupId: "vault", memberName: "default" };
    const inputs = {
        ...place,
        privateEndpointName: `pep-${name}`,
        subnet: { id: subnetId(endpoint.network, "endpoints") },
        [endpoint.approval === "manual" ? "manualPrivateLinkServiceConnections" : "privateLinkServiceConnections"]:
            connections,
        ...(fixed && {
            ipConfigurations: [{ ...ipConfiguration, privateIPAddress: fixedAddress(vault, endpoint.network) }],
        }),
    };
    add("azure-native:network:PrivateEndpoint", `pep-${name}`, inputs, id);
    if (endpoint.record !== "group" || !world.zone) return;
    const zoneGroup = {
        ...inWorld,
        privateEndpointName: `pep-${name}`,
        privateDnsZoneGroupName: "default",
        privateDnsZoneConfigs: [{ name: "vault", privateDnsZoneId: zoneId }],
    };
    add("azure-native:network:PrivateDnsZoneGroup", `zones-${name}`, zoneGroup, `${id}/privateDnsZoneGroups/default`);
}

function addMachine({ machine, style }: NetworkWorld, add: Add): void {
    const { publicAddress, filter } = machine;
    if (publicAddress !== "none")
        addPublicAddress(add, "pip-machine", publicAddress === "known" ? machineAddress : undefined);
    const nic = inNetwork("networkInterfaces/nic-machine");
    const configuration = {
        name: "main",
        subnet: { id: subnetId("hub", "machines-hub") },
        ...(publicAddress !== "none" && { publicIPAddress: { id: inNetwork("publicIPAddresses/pip-machine") } }),
    };
    const inputs = {
        ...place,
        networkInterfaceName: "nic-machine",
        ipConfigurations: [configuration],
        ...(filter && { networkSecurityGroup: { id: addFilter(add, "nic", filter, style.inlineRules) } }),
    };
    add("azure-native:network:NetworkInterface", "nic-machine", inputs, nic);
    const machineInputs = { ...place, vmName: "machine", networkProfile: { networkInterfaces: [{ id: nic }] } };
    add(
        "azure-native:compute:VirtualMachine",
        "machine",
        machineInputs,
        inGroup("Microsoft.Compute/virtualMachines/machine"),
    );
}

function addApp({ app }: NetworkWorld, add: Add): void {
    const plan = inGroup("Microsoft.Web/serverfarms/plan");
    add(
        "azure-native:web:AppServicePlan",
        "plan",
        { ...place, name: "plan", sku: { name: "P0v3", tier: "PremiumV3" } },
        plan,
    );
    const inputs = {
        ...place,
        name: "app",
        serverFarmId: plan,
        ...(app.integrated && {
            virtualNetworkSubnetId: subnetId("hub", "apps"),
            outboundVnetRouting: { allTraffic: app.allTraffic },
        }),
    };
    add("azure-native:web:WebApp", "app", inputs, inGroup("Microsoft.Web/sites/app"));
}
