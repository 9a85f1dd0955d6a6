import type { Fact, Sourced } from "./fact.ts";

/** A subnet that belongs to one Azure service by its name. */
export interface ReservedSubnet extends Sourced {
    readonly service: string;
    /** The longest prefix, that is the smallest subnet, that the service accepts. */
    readonly smallestPrefix: number;
    /** Other resources may have addresses in it. */
    readonly shared: boolean;
    readonly networkSecurityGroup: "allowed" | "forbidden" | "allowed with the service's own rules";
    readonly routeTable: "allowed" | "forbidden" | "allowed without a default route";
    readonly natGateway: "allowed" | "forbidden";
    readonly delegation?: string;
}

const gateway = "learn.microsoft.com/azure/vpn-gateway/vpn-gateway-about-vpn-gateway-settings";

/** By name. Azure compares names without regard to case, but the services ask for these letters exactly. */
export const reservedSubnets = {
    AzureBastionSubnet: {
        service: "Azure Bastion",
        smallestPrefix: 26,
        shared: false,
        networkSecurityGroup: "allowed with the service's own rules",
        routeTable: "forbidden",
        natGateway: "allowed",
        source: "learn.microsoft.com/azure/bastion/configuration-settings",
        certainty: "confirmed",
    },
    GatewaySubnet: {
        service: "VPN and ExpressRoute gateways",
        smallestPrefix: 27,
        shared: false,
        networkSecurityGroup: "forbidden",
        routeTable: "allowed without a default route",
        natGateway: "forbidden",
        source: gateway,
        certainty: "confirmed",
    },
    AzureFirewallSubnet: {
        service: "Azure Firewall",
        smallestPrefix: 26,
        shared: false,
        networkSecurityGroup: "forbidden",
        routeTable: "allowed",
        natGateway: "allowed",
        source: "learn.microsoft.com/azure/firewall/firewall-faq",
        certainty: "confirmed",
    },
    AzureFirewallManagementSubnet: {
        service: "Azure Firewall, management traffic",
        smallestPrefix: 26,
        shared: false,
        networkSecurityGroup: "forbidden",
        routeTable: "allowed without a default route",
        natGateway: "forbidden",
        source: "learn.microsoft.com/azure/firewall/forced-tunneling",
        certainty: "confirmed",
    },
    RouteServerSubnet: {
        service: "Azure Route Server",
        smallestPrefix: 26,
        shared: false,
        networkSecurityGroup: "forbidden",
        routeTable: "forbidden",
        natGateway: "forbidden",
        source: "learn.microsoft.com/azure/route-server/route-server-faq",
        certainty: "confirmed",
    },
} as const satisfies Record<string, ReservedSubnet>;

export type ReservedSubnetName = keyof typeof reservedSubnets;

/** A subnet handed to a service that puts its own addresses into it. One delegation a subnet. */
export interface Delegation extends Sourced {
    readonly usedBy: string;
    readonly smallestPrefix: number;
    /** Enough for scaling and for several plans. */
    readonly advisedPrefix: number;
    readonly name?: { readonly pattern: RegExp; readonly describes: string };
}

export const delegations = {
    "Microsoft.Web/serverFarms": {
        usedBy: "App Service and Functions on Basic, Standard, Premium and Elastic Premium plans",
        smallestPrefix: 28,
        advisedPrefix: 26,
        source: "learn.microsoft.com/azure/app-service/overview-vnet-integration",
        certainty: "confirmed",
    },
    "Microsoft.App/environments": {
        usedBy: "Functions on Flex Consumption; Container Apps with workload profiles",
        smallestPrefix: 27,
        advisedPrefix: 27,
        name: { pattern: /^[^_]+$/, describes: "without '_'" },
        source: "learn.microsoft.com/azure/azure-functions/flex-consumption-how-to",
        certainty: "observed",
    },
    "Microsoft.Network/dnsResolvers": {
        usedBy: "inbound and outbound endpoints of a private DNS resolver",
        smallestPrefix: 28,
        advisedPrefix: 28,
        source: "learn.microsoft.com/azure/dns/dns-private-resolver-overview",
        certainty: "confirmed",
    },
} as const satisfies Record<string, Delegation>;

export type DelegationName = keyof typeof delegations;

/** Addresses that Azure keeps in every subnet: the first four and the last. */
export const reservedAddresses = {
    value: { first: 4, last: 1 },
    source: "learn.microsoft.com/azure/virtual-network/virtual-networks-faq",
    certainty: "confirmed",
} as const satisfies Fact<{ readonly first: number; readonly last: number }>;

/** Prefix lengths that a subnet may have. */
export const subnetPrefixLengths = {
    value: { minimum: 2, maximum: 29 },
    source: "learn.microsoft.com/azure/virtual-network/virtual-networks-faq",
    certainty: "confirmed",
} as const satisfies Fact<object>;

export interface ServiceEndpoint extends Sourced {
    readonly service: string;
}

const endpointPage = {
    source: "learn.microsoft.com/azure/virtual-network/virtual-network-service-endpoints-overview",
    certainty: "confirmed",
} as const;

/** Services that a subnet can reach with its own private address as source. The name still resolves to a public one. */
export const serviceEndpoints = {
    "Microsoft.KeyVault": { service: "Azure Key Vault", ...endpointPage },
    "Microsoft.Storage": { service: "Azure Storage, same and paired region", ...endpointPage },
    "Microsoft.Storage.Global": { service: "Azure Storage, every region", ...endpointPage },
    "Microsoft.Sql": { service: "Azure SQL Database, same region", ...endpointPage },
    "Microsoft.Web": { service: "Azure App Service", ...endpointPage },
    "Microsoft.ServiceBus": { service: "Azure Service Bus", ...endpointPage },
    "Microsoft.EventHub": { service: "Azure Event Hubs", ...endpointPage },
    "Microsoft.AzureCosmosDB": { service: "Azure Cosmos DB", ...endpointPage },
    "Microsoft.CognitiveServices": { service: "Azure AI services", ...endpointPage },
    "Microsoft.ContainerRegistry": { service: "Azure Container Registry (preview)", ...endpointPage },
} as const satisfies Record<string, ServiceEndpoint>;

export type ServiceEndpointName = keyof typeof serviceEndpoints;
