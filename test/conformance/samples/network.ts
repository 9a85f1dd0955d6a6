import type { ApplicationSecurityGroupArgs } from "@pulumi/azure-native/network/applicationSecurityGroup.js";
import type { BastionHostArgs } from "@pulumi/azure-native/network/bastionHost.js";
import type { NatGatewayArgs } from "@pulumi/azure-native/network/natGateway.js";
import type { NetworkInterfaceArgs } from "@pulumi/azure-native/network/networkInterface.js";
import type { NetworkSecurityGroupArgs } from "@pulumi/azure-native/network/networkSecurityGroup.js";
import type { PrivateDnsZoneGroupArgs } from "@pulumi/azure-native/network/privateDnsZoneGroup.js";
import type { PrivateEndpointArgs } from "@pulumi/azure-native/network/privateEndpoint.js";
import type { PublicIPAddressArgs } from "@pulumi/azure-native/network/publicIPAddress.js";
import type { RouteTableArgs } from "@pulumi/azure-native/network/routeTable.js";
import type { SecurityRuleArgs } from "@pulumi/azure-native/network/securityRule.js";
import type { SubnetArgs } from "@pulumi/azure-native/network/subnet.js";
import type { VirtualNetworkArgs } from "@pulumi/azure-native/network/virtualNetwork.js";
import type { VirtualNetworkPeeringArgs } from "@pulumi/azure-native/network/virtualNetworkPeering.js";
import type { PrivateRecordSetArgs } from "@pulumi/azure-native/privatedns/privateRecordSet.js";
import type { PrivateZoneArgs } from "@pulumi/azure-native/privatedns/privateZone.js";
import type { VirtualNetworkLinkArgs } from "@pulumi/azure-native/privatedns/virtualNetworkLink.js";
import { group, idOf, later, location, network, sample, subnet, vault } from "./sample.ts";

const zone = "privatelink.vaultcore.azure.net";

export const networkSamples = [
    sample<VirtualNetworkArgs>("network:VirtualNetwork", {
        resourceGroupName: group,
        virtualNetworkName: "vnet-sample",
        location,
        addressSpace: { addressPrefixes: ["10.0.0.0/16"] },
        dhcpOptions: { dnsServers: ["10.0.0.4"] },
        privateEndpointVNetPolicies: "Disabled",
        subnets: [
            {
                name: "inline",
                addressPrefix: "10.0.9.0/24",
                defaultOutboundAccess: false,
                delegations: [{ name: "web", serviceName: "Microsoft.Web/serverFarms" }],
                networkSecurityGroup: { id: idOf("Microsoft.Network/networkSecurityGroups/nsg-sample") },
                serviceEndpoints: [{ service: "Microsoft.KeyVault" }],
            },
        ],
    }),
    sample<SubnetArgs>("network:Subnet", {
        resourceGroupName: group,
        virtualNetworkName: "vnet-sample",
        subnetName: "workload",
        addressPrefix: "10.0.1.0/24",
        defaultOutboundAccess: false,
        natGateway: { id: idOf("Microsoft.Network/natGateways/ng-sample") },
        networkSecurityGroup: { id: later },
        privateEndpointNetworkPolicies: "Enabled",
        privateLinkServiceNetworkPolicies: "Enabled",
        serviceEndpoints: [{ service: "Microsoft.KeyVault", locations: ["*"] }],
        delegations: [{ name: "web", serviceName: "Microsoft.Web/serverFarms" }],
    }),
    sample<NetworkSecurityGroupArgs>("network:NetworkSecurityGroup", {
        resourceGroupName: group,
        networkSecurityGroupName: "nsg-sample",
        location,
        securityRules: [
            {
                name: "deny-all",
                access: "Deny",
                direction: "Inbound",
                priority: 4096,
                protocol: "*",
                sourceAddressPrefix: "*",
                sourcePortRange: "*",
                destinationAddressPrefix: "*",
                destinationPortRange: "*",
            },
        ],
    }),
    sample<SecurityRuleArgs>("network:SecurityRule", {
        resourceGroupName: group,
        networkSecurityGroupName: "nsg-sample",
        securityRuleName: "allow-https",
        access: "Allow",
        direction: "Inbound",
        priority: 100,
        protocol: "Tcp",
        description: "browser to Bastion",
        sourceAddressPrefixes: ["198.51.100.0/24"],
        sourcePortRange: "*",
        destinationAddressPrefix: "*",
        destinationPortRanges: ["443"],
    }),
    sample<ApplicationSecurityGroupArgs>("network:ApplicationSecurityGroup", {
        resourceGroupName: group,
        applicationSecurityGroupName: "asg-sample",
        location,
    }),
    sample<RouteTableArgs>("network:RouteTable", {
        resourceGroupName: group,
        routeTableName: "rt-sample",
        location,
        disableBgpRoutePropagation: true,
        routes: [
            { name: "out", addressPrefix: "0.0.0.0/0", nextHopType: "VirtualAppliance", nextHopIpAddress: "10.0.0.4" },
        ],
    }),
    sample<PublicIPAddressArgs>("network:PublicIPAddress", {
        resourceGroupName: group,
        publicIpAddressName: "pip-sample",
        location,
        sku: { name: "Standard", tier: "Regional" },
        publicIPAllocationMethod: "Static",
        publicIPAddressVersion: "IPv4",
        zones: ["1", "2", "3"],
    }),
    sample<NatGatewayArgs>("network:NatGateway", {
        resourceGroupName: group,
        natGatewayName: "ng-sample",
        location,
        sku: { name: "Standard" },
        idleTimeoutInMinutes: 4,
        publicIpAddresses: [{ id: idOf("Microsoft.Network/publicIPAddresses/pip-sample") }],
    }),
    sample<BastionHostArgs>("network:BastionHost", {
        resourceGroupName: group,
        bastionHostName: "bas-sample",
        location,
        sku: { name: "Standard" },
        scaleUnits: 2,
        enableTunneling: true,
        disableCopyPaste: false,
        ipConfigurations: [
            {
                name: "default",
                subnet: { id: `${network}/subnets/AzureBastionSubnet` },
                publicIPAddress: { id: idOf("Microsoft.Network/publicIPAddresses/pip-sample") },
                privateIPAllocationMethod: "Dynamic",
            },
        ],
    }),
    sample<NetworkInterfaceArgs>("network:NetworkInterface", {
        resourceGroupName: group,
        networkInterfaceName: "nic-sample",
        location,
        enableIPForwarding: false,
        ipConfigurations: [
            { name: "default", primary: true, privateIPAllocationMethod: "Dynamic", subnet: { id: subnet } },
        ],
    }),
    sample<PrivateEndpointArgs>("network:PrivateEndpoint", {
        resourceGroupName: group,
        privateEndpointName: "pe-sample",
        location,
        customNetworkInterfaceName: "nic-pe-sample",
        subnet: { id: subnet },
        privateLinkServiceConnections: [{ name: "vault", groupIds: ["vault"], privateLinkServiceId: vault }],
    }),
    sample<PrivateDnsZoneGroupArgs>("network:PrivateDnsZoneGroup", {
        resourceGroupName: group,
        privateEndpointName: "pe-sample",
        privateDnsZoneGroupName: "default",
        privateDnsZoneConfigs: [{ name: "vault", privateDnsZoneId: idOf(`Microsoft.Network/privateDnsZones/${zone}`) }],
    }),
    sample<VirtualNetworkPeeringArgs>("network:VirtualNetworkPeering", {
        resourceGroupName: group,
        virtualNetworkName: "vnet-sample",
        virtualNetworkPeeringName: "to-hub",
        syncRemoteAddressSpace: "true",
        allowForwardedTraffic: true,
        allowVirtualNetworkAccess: true,
        useRemoteGateways: false,
        remoteVirtualNetwork: { id: idOf("Microsoft.Network/virtualNetworks/vnet-hub") },
    }),
    sample<PrivateZoneArgs>("privatedns:PrivateZone", {
        resourceGroupName: group,
        privateZoneName: zone,
        location: "global",
    }),
    sample<VirtualNetworkLinkArgs>("privatedns:VirtualNetworkLink", {
        resourceGroupName: group,
        privateZoneName: zone,
        virtualNetworkLinkName: "vnet-sample",
        location: "global",
        registrationEnabled: false,
        resolutionPolicy: "Default",
        virtualNetwork: { id: network },
    }),
    sample<PrivateRecordSetArgs>("privatedns:PrivateRecordSet", {
        resourceGroupName: group,
        privateZoneName: zone,
        relativeRecordSetName: "kv-sample",
        recordType: "A",
        ttl: 300,
        aRecords: [{ ipv4Address: "10.0.1.4" }],
    }),
];
