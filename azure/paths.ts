import type { Fact, Sourced } from "./fact.ts";

/** The service that a subnet names to send its traffic to vaults directly, with its private addresses. */
export const vaultServiceEndpoint: Fact<string> = {
    value: "Microsoft.KeyVault",
    source: "learn.microsoft.com/azure/key-vault/general/network-security",
    certainty: "confirmed",
};

/** Azure's own resolver, the only one that looks into private zones. */
export const azureResolver: Fact<string> = {
    value: "168.63.129.16",
    source: "learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16",
    certainty: "confirmed",
};

/** What an interface writes in place of an address, to ask Azure's own resolver whatever its network says. */
export const azureProvidedNames: Fact<string> = {
    value: "AzureProvidedDNS",
    source: "learn.microsoft.com/rest/api/virtualnetwork/network-interfaces/create-or-update#networkinterfacednssettings",
    certainty: "confirmed",
};

/**
 * The tag of Azure's own resolver: rules for addresses, for everything or for other tags do not stop questions to it.
 * Certain for machines and containers in a subnet; what it does to an integrated app is not documented.
 */
export const platformDnsTag: Fact<string> = {
    value: "AzurePlatformDNS",
    source:
        "learn.microsoft.com/azure/virtual-network/service-tags-overview; " +
        "learn.microsoft.com/azure/container-apps/firewall-integration",
    certainty: "confirmed",
};

/** Names are asked over UDP, and over TCP where that gets no answer. */
export const dnsPort: Fact<number> = { value: 53, source: "www.rfc-editor.org/rfc/rfc7766", certainty: "confirmed" };

/** Ports that clients call from: which of them is the operating system's to choose. */
export const clientPorts: Fact<{ readonly first: number; readonly last: number }> = {
    value: { first: 1024, last: 65535 },
    source: "www.rfc-editor.org/rfc/rfc6056",
    certainty: "confirmed",
};

/** A vault answers on this TCP port only. */
export const vaultPort: Fact<number> = {
    value: 443,
    source: "learn.microsoft.com/azure/key-vault/general/access-behind-firewall",
    certainty: "confirmed",
};

/**
 * Service tags that hold the public addresses of vaults; `AzureKeyVault` and `AzureCloud` exist with a region too. Other
 * services' tags do not hold them, nor does `VirtualNetwork`, unless a route of the subnet is for everything.
 */
export const tagsWithVaults: Fact<readonly string[]> = {
    value: ["AzureKeyVault", "AzureCloud", "Internet"],
    source: "learn.microsoft.com/azure/virtual-network/service-tags-overview",
    certainty: "confirmed",
};

/** The rules below every network security group's own, for traffic that starts in the network. */
export const defaultSecurityRules = {
    allowWithin: "AllowVnetOutBound",
    allowOut: "AllowInternetOutBound",
    allowWithinInbound: "AllowVnetInBound",
    denyInbound: "DenyAllInBound",
    source: "learn.microsoft.com/azure/virtual-network/network-security-groups-overview",
    certainty: "confirmed",
} as const satisfies Sourced & Record<string, string>;

/**
 * How traffic leaves a subnet for a public address, the first that applies: a route of the user to an appliance or
 * gateway, a NAT gateway, the machine's own public address, a load balancer's outbound rules, default outbound access.
 */
export const outboundPrecedence: Fact<readonly string[]> = {
    value: ["user-defined route", "NAT gateway", "instance address", "load balancer", "default outbound access"],
    source: "learn.microsoft.com/azure/nat-gateway/nat-overview",
    certainty: "confirmed",
};

/** Traffic to a service over its service endpoint follows no route of the user and needs no way out of the subnet. */
export const serviceEndpointRoutes: Fact<string> = {
    value: "VirtualNetworkServiceEndpoint",
    source:
        "learn.microsoft.com/azure/virtual-network/virtual-networks-udr-overview; " +
        "learn.microsoft.com/azure/virtual-network/ip-services/default-outbound-access",
    certainty: "confirmed",
};

/** From API versions after this date a subnet that does not say otherwise has no default outbound access. */
export const privateSubnetsAfter: Fact<string> = {
    value: "2026-03-31",
    source: "learn.microsoft.com/azure/virtual-network/ip-services/default-outbound-access",
    certainty: "confirmed",
};

/** Scale sets with this orchestration get no default outbound access, whatever the subnet says. */
export const orchestrationWithoutOutbound: Fact<string> = {
    value: "Flexible",
    source: "learn.microsoft.com/azure/virtual-network/ip-services/default-outbound-access",
    certainty: "confirmed",
};

/** Values of a subnet's `privateEndpointNetworkPolicies` under which it heeds rules or routes for endpoints. */
export const endpointPolicies = {
    securityRules: ["Enabled", "NetworkSecurityGroupEnabled"],
    routes: ["Enabled", "RouteTableEnabled"],
    source: "learn.microsoft.com/azure/private-link/disable-private-endpoint-network-policy",
    certainty: "confirmed",
} as const satisfies Sourced & Record<string, readonly string[] | string>;

/**
 * What an app with virtual-network integration sends into the network while it does not route all traffic there: calls
 * to private addresses, and to services that the integration subnet has endpoints for.
 */
export const integratedAppRouting: Fact<readonly string[]> = {
    value: ["private addresses", "service endpoints"],
    source: "learn.microsoft.com/azure/app-service/overview-vnet-integration",
    certainty: "confirmed",
};

/** Blocks that an app sends into its network while it does not route everything there. */
export const privateAppBlocks: Fact<readonly string[]> = {
    value: ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"],
    source: "learn.microsoft.com/azure/app-service/overview-vnet-integration",
    certainty: "confirmed",
};

/** Blocks whose addresses no machine calls from: this host, loopback, link-local, multicast, reserved. */
export const callersNever: Fact<readonly string[]> = {
    value: ["0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/3"],
    source: "www.iana.org/assignments/iana-ipv4-special-registry",
    certainty: "confirmed",
};

/**
 * Address blocks that no host on the Internet has: nothing arrives at a vault's public address from them.
 * Source: the IANA registry of IPv4 special-purpose addresses.
 */
export const unroutableBlocks: Fact<readonly string[]> = {
    value: [
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "224.0.0.0/3",
    ],
    source: "www.iana.org/assignments/iana-ipv4-special-registry",
    certainty: "confirmed",
};

/** Application settings by which an app itself chooses how its calls leave. */
export const appRoutingSettings = {
    /** `1` sends everything into the integrated network, as `vnetRouteAllEnabled` does. */
    routeAll: "WEBSITE_VNET_ROUTE_ALL",
    /** A name server of its own, and the one that it asks where that is silent: `dnsConfiguration` of the site replaces both. */
    nameServer: "WEBSITE_DNS_SERVER",
    alternateNameServer: "WEBSITE_DNS_ALT_SERVER",
    source:
        "learn.microsoft.com/azure/app-service/reference-app-settings; " +
        "learn.microsoft.com/dotnet/api/azure.resourcemanager.appservice.models.sitednsconfig",
    certainty: "confirmed",
} as const satisfies Sourced & Record<string, string>;

/** Outbound types of a Kubernetes cluster under which its nodes leave as their subnet does. */
export const clusterOutboundOfSubnet: Fact<readonly string[]> = {
    value: ["userDefinedRouting", "userAssignedNATGateway", "none", "block"],
    source: "learn.microsoft.com/azure/aks/egress-outboundtype",
    certainty: "confirmed",
};

/** Blocks kept for examples in documents: no network gives them to a host, Azure neither. */
export const exampleBlocks: Fact<readonly string[]> = {
    value: ["192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24"],
    source: "www.rfc-editor.org/rfc/rfc5737",
    certainty: "confirmed",
};
