import { nameRules } from "../name-rules.ts";
import { provider, type ResourceType } from "../resource-type.ts";

const network = provider("Microsoft.Network", "2024-05-01");
const perimeter = provider("Microsoft.Network", "2024-06-01-preview");
const olderPerimeter = provider("Microsoft.Network", "2023-08-01-preview");
const privateDns = provider("Microsoft.Network", "2024-06-01");
const resolver = provider("Microsoft.Network", "2023-07-01-preview");
const group = nameRules.network;
const child = nameRules.networkChild;

/** Networks, names, gateways and perimeters. */
export const networkTypes = {
    "network:VirtualNetwork": network("virtualNetworks", ["virtualNetworkName"], {
        abbreviation: "vnet",
        nameRule: nameRules.virtualNetwork,
    }),
    "network:Subnet": network("virtualNetworks/subnets", ["virtualNetworkName", "subnetName"], {
        abbreviation: "snet",
        nameRule: child,
    }),
    "network:VirtualNetworkPeering": network(
        "virtualNetworks/virtualNetworkPeerings",
        ["virtualNetworkName", "virtualNetworkPeeringName"],
        { abbreviation: "peer", nameRule: child },
    ),
    "network:NetworkSecurityGroup": network("networkSecurityGroups", ["networkSecurityGroupName"], {
        abbreviation: "nsg",
        nameRule: group,
    }),
    "network:SecurityRule": network(
        "networkSecurityGroups/securityRules",
        ["networkSecurityGroupName", "securityRuleName"],
        { abbreviation: "nsgsr", nameRule: child },
    ),
    "network:ApplicationSecurityGroup": network("applicationSecurityGroups", ["applicationSecurityGroupName"], {
        abbreviation: "asg",
        nameRule: group,
    }),
    "network:RouteTable": network("routeTables", ["routeTableName"], { abbreviation: "rt", nameRule: group }),
    "network:Route": network("routeTables/routes", ["routeTableName", "routeName"], {
        abbreviation: "udr",
        nameRule: child,
    }),
    "network:NatGateway": network("natGateways", ["natGatewayName"], { abbreviation: "ng", nameRule: group }),
    "network:PublicIPAddress": network("publicIPAddresses", ["publicIpAddressName"], {
        abbreviation: "pip",
        nameRule: group,
    }),
    "network:PublicIPPrefix": network("publicIPPrefixes", ["publicIpPrefixName"], {
        abbreviation: "ippre",
        nameRule: group,
    }),
    "network:NetworkInterface": network("networkInterfaces", ["networkInterfaceName"], {
        abbreviation: "nic",
        nameRule: group,
    }),
    "network:BastionHost": network("bastionHosts", ["bastionHostName"], { abbreviation: "bas", nameRule: group }),
    "network:PrivateEndpoint": network("privateEndpoints", ["privateEndpointName"], {
        abbreviation: "pep",
        nameRule: group,
    }),
    "network:PrivateDnsZoneGroup": network(
        "privateEndpoints/privateDnsZoneGroups",
        ["privateEndpointName", "privateDnsZoneGroupName"],
        { nameRule: child },
    ),
    "network:PrivateLinkService": network("privateLinkServices", ["serviceName"], {
        abbreviation: "pl",
        nameRule: group,
    }),
    "network:ServiceEndpointPolicy": network("serviceEndpointPolicies", ["serviceEndpointPolicyName"], {
        abbreviation: "se",
        nameRule: group,
    }),
    "network:ServiceEndpointPolicyDefinition": network(
        "serviceEndpointPolicies/serviceEndpointPolicyDefinitions",
        ["serviceEndpointPolicyName", "serviceEndpointPolicyDefinitionName"],
        { nameRule: child },
    ),
    "network:VirtualNetworkGateway": network("virtualNetworkGateways", ["virtualNetworkGatewayName"], {
        abbreviation: "vgw",
        nameRule: group,
    }),
    "network:LocalNetworkGateway": network("localNetworkGateways", ["localNetworkGatewayName"], {
        abbreviation: "lgw",
        nameRule: group,
    }),
    "network:VirtualNetworkGatewayConnection": network("connections", ["virtualNetworkGatewayConnectionName"], {
        abbreviation: "con",
        nameRule: group,
    }),
    "network:ExpressRouteCircuit": network("expressRouteCircuits", ["circuitName"], {
        abbreviation: "erc",
        nameRule: group,
    }),
    "network:LoadBalancer": network("loadBalancers", ["loadBalancerName"], { nameRule: group }),
    "network:ApplicationGateway": network("applicationGateways", ["applicationGatewayName"], {
        abbreviation: "agw",
        nameRule: group,
    }),
    "network:AzureFirewall": network("azureFirewalls", ["azureFirewallName"], { abbreviation: "afw", nameRule: group }),
    "network:FirewallPolicy": network("firewallPolicies", ["firewallPolicyName"], {
        abbreviation: "afwp",
        nameRule: group,
    }),
    "network:FirewallPolicyRuleCollectionGroup": network(
        "firewallPolicies/ruleCollectionGroups",
        ["firewallPolicyName", "ruleCollectionGroupName"],
        { nameRule: child },
    ),
    "network:IpGroup": network("ipGroups", ["ipGroupsName"], { abbreviation: "ipg", nameRule: group }),
    "network:VirtualWan": network("virtualWans", ["virtualWANName"], { abbreviation: "vwan", nameRule: group }),
    "network:VirtualHub": network("virtualHubs", ["virtualHubName"], { abbreviation: "vhub", nameRule: group }),
    "network:HubVirtualNetworkConnection": network(
        "virtualHubs/hubVirtualNetworkConnections",
        ["virtualHubName", "connectionName"],
        { nameRule: child },
    ),
    "network:NetworkManager": network("networkManagers", ["networkManagerName"], { nameRule: group }),
    "network:NetworkGroup": network("networkManagers/networkGroups", ["networkManagerName", "networkGroupName"]),
    "network:StaticMember": network("networkManagers/networkGroups/staticMembers", [
        "networkManagerName",
        "networkGroupName",
        "staticMemberName",
    ]),
    "network:ConnectivityConfiguration": network("networkManagers/connectivityConfigurations", [
        "networkManagerName",
        "configurationName",
    ]),
    "network:NetworkWatcher": network("networkWatchers", ["networkWatcherName"], {
        abbreviation: "nw",
        nameRule: group,
    }),
    "network:FlowLog": network("networkWatchers/flowLogs", ["networkWatcherName", "flowLogName"], { nameRule: child }),
    "network:NetworkSecurityPerimeter": perimeter("networkSecurityPerimeters", ["networkSecurityPerimeterName"], {
        abbreviation: "nsp",
        nameRule: group,
    }),
    "network:NetworkSecurityPerimeterProfile": perimeter("networkSecurityPerimeters/profiles", [
        "networkSecurityPerimeterName",
        "profileName",
    ]),
    "network:NetworkSecurityPerimeterAccessRule": perimeter("networkSecurityPerimeters/profiles/accessRules", [
        "networkSecurityPerimeterName",
        "profileName",
        "accessRuleName",
    ]),
    "network:NetworkSecurityPerimeterAssociation": perimeter("networkSecurityPerimeters/resourceAssociations", [
        "networkSecurityPerimeterName",
        "associationName",
    ]),
    "network:NetworkSecurityPerimeterLink": perimeter("networkSecurityPerimeters/links", [
        "networkSecurityPerimeterName",
        "linkName",
    ]),
    "network:NetworkSecurityPerimeterLoggingConfiguration": perimeter(
        "networkSecurityPerimeters/loggingConfigurations",
        ["networkSecurityPerimeterName", "loggingConfigurationName"],
    ),
    "network:NspProfile": olderPerimeter("networkSecurityPerimeters/profiles", [
        "networkSecurityPerimeterName",
        "profileName",
    ]),
    "network:NspAccessRule": olderPerimeter("networkSecurityPerimeters/profiles/accessRules", [
        "networkSecurityPerimeterName",
        "profileName",
        "accessRuleName",
    ]),
    "network:NspAssociation": olderPerimeter("networkSecurityPerimeters/resourceAssociations", [
        "networkSecurityPerimeterName",
        "associationName",
    ]),
    "network:NspLink": olderPerimeter("networkSecurityPerimeters/links", ["networkSecurityPerimeterName", "linkName"]),
    "privatedns:PrivateZone": privateDns("privateDnsZones", ["privateZoneName"], { nameRule: nameRules.privateZone }),
    "privatedns:PrivateRecordSet": privateDns("privateDnsZones/{recordType}", [
        "privateZoneName",
        "recordType",
        "relativeRecordSetName",
    ]),
    "privatedns:VirtualNetworkLink": privateDns(
        "privateDnsZones/virtualNetworkLinks",
        ["privateZoneName", "virtualNetworkLinkName"],
        { nameRule: child },
    ),
    "dnsresolver:DnsResolver": resolver("dnsResolvers", ["dnsResolverName"], { abbreviation: "dnspr" }),
    "dnsresolver:InboundEndpoint": resolver(
        "dnsResolvers/inboundEndpoints",
        ["dnsResolverName", "inboundEndpointName"],
        { abbreviation: "in" },
    ),
    "dnsresolver:OutboundEndpoint": resolver(
        "dnsResolvers/outboundEndpoints",
        ["dnsResolverName", "outboundEndpointName"],
        { abbreviation: "out" },
    ),
    "dnsresolver:DnsForwardingRuleset": resolver("dnsForwardingRulesets", ["dnsForwardingRulesetName"], {
        abbreviation: "dnsfrs",
    }),
    "dnsresolver:ForwardingRule": resolver("dnsForwardingRulesets/forwardingRules", [
        "dnsForwardingRulesetName",
        "forwardingRuleName",
    ]),
    "dnsresolver:PrivateResolverVirtualNetworkLink": resolver("dnsForwardingRulesets/virtualNetworkLinks", [
        "dnsForwardingRulesetName",
        "virtualNetworkLinkName",
    ]),
    "dnsresolver:DnsResolverPolicy": resolver("dnsResolverPolicies", ["dnsResolverPolicyName"]),
    "dnsresolver:DnsSecurityRule": resolver("dnsResolverPolicies/dnsSecurityRules", [
        "dnsResolverPolicyName",
        "dnsSecurityRuleName",
    ]),
    "dnsresolver:DnsResolverPolicyVirtualNetworkLink": resolver("dnsResolverPolicies/virtualNetworkLinks", [
        "dnsResolverPolicyName",
        "dnsResolverPolicyVirtualNetworkLinkName",
    ]),
} as const satisfies Record<string, ResourceType>;
