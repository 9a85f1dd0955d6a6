import { azureResolver } from "../../azure/paths.ts";
import type { Evidence } from "../answer.ts";
import { subnetBehind, type Networks } from "./networks.ts";
import type { PlanResource } from "../../plan/plan.ts";
import { below, evidence, flag, items, known, output, property, text, unsure, word, type Unsure } from "./property.ts";
import { mayMean, referenceById, referenceByName, target } from "./references.ts";
import { ofType, type Resources } from "./resources.ts";

/** A private DNS resolver's address in a network: who asks it gets what that network's own machines would get. */
export interface InboundEndpoint {
    readonly urn: string;
    /** Key of the network whose zones it sees. */
    readonly network: string;
    /** Its address, where the plan fixes it. */
    readonly address: string | Unsure;
    /** A firewall that passes questions on. */
    readonly proxy?: true;
    readonly at: Evidence;
}

/** What decides some names of a network before its zones do. */
export interface Ruled {
    readonly at: Evidence;
    /** Rules that send names elsewhere; unsure where the plan does not show them all. */
    readonly rules: readonly ForwardingRule[] | Unsure;
}

export interface ForwardingRule {
    /** Without a trailing dot, in lower case; `""` is every name. */
    readonly domain: string | Unsure;
    readonly servers: readonly string[] | Unsure;
    readonly at: Evidence;
}

/** What joins the plan's networks to places outside Azure, and what answers names for them. */
export interface Hybrid {
    /** Networks with a gateway that has a connection to a local network, or takes in single clients. */
    readonly gateways: ReadonlyMap<string, Evidence>;
    /** Networks whose gateway may have a connection that the plan does not show whole; `""` is one that it does not tell. */
    readonly perhaps: ReadonlyMap<string, Evidence>;
    readonly resolvers: readonly InboundEndpoint[];
    /** Networks for which a rule set or a DNS policy decides some names; `""` is one that the plan does not tell. */
    readonly ruled: ReadonlyMap<string, readonly Ruled[]>;
}

export function readHybrid(resources: Resources, networks: Networks): Hybrid {
    const gateways = new Map<string, Evidence>();
    const perhaps = new Map<string, Evidence>();
    for (const gateway of ofType(resources, "network:VirtualNetworkGateway")) {
        const configurations = items(property(gateway, "ipConfigurations"));
        const first = configurations === unsure ? property(gateway, "ipConfigurations") : configurations[0];
        const subnet = first && subnetBehind(networks, resources, below(first, "subnet", "id"));
        if (first === undefined || subnet === undefined || subnet.kind === "none") continue;
        const network = subnet.kind === "subnet" ? subnet.subnet.network : undefined;
        if (network === undefined) {
            perhaps.set("", evidence(first));
            continue;
        }
        const connection = connectionOf(resources, gateway.urn);
        const clients = property(gateway, "vpnClientConfiguration");
        if (connection !== undefined) gateways.set(network, connection);
        else if (clients.value !== undefined && clients.value !== unsure) gateways.set(network, evidence(clients));
        else perhaps.set(network, evidence(first));
    }
    return {
        gateways,
        perhaps,
        resolvers: [...readResolvers(resources), ...readProxies(resources, networks)],
        ruled: readRules(resources),
    };
}

function connectionOf(resources: Resources, gateway: string): Evidence | undefined {
    for (const connection of ofType(resources, "network:VirtualNetworkGatewayConnection")) {
        const id = property(connection, "virtualNetworkGateway1", "id");
        const own = referenceById(resources, id, ["network:VirtualNetworkGateway"]);
        const kind = word(property(connection, "connectionType"), ["IPsec", "ExpressRoute", "Vnet2Vnet", "VPNClient"]);
        if (own.kind === "found" && own.urn === gateway && kind !== "Vnet2Vnet") return evidence(id);
    }
    return undefined;
}

function readResolvers(resources: Resources): readonly InboundEndpoint[] {
    return ofType(resources, "dnsresolver:InboundEndpoint").flatMap((endpoint): readonly InboundEndpoint[] => {
        const resolver = referenceByName(resources, endpoint, "dnsResolverName", "dnsresolver:DnsResolver");
        const owner = resolver.kind === "found" ? resources.byUrn.get(resolver.urn) : undefined;
        if (owner === undefined) return [];
        const network = referenceById(resources, property(owner, "virtualNetwork", "id"), ["network:VirtualNetwork"]);
        const key = network.kind === "found" ? network.urn : network.kind === "outside" ? network.id : undefined;
        if (key === undefined) return [];
        const configurations = items(property(endpoint, "ipConfigurations"));
        const first = configurations === unsure ? undefined : configurations[0];
        const address = first === undefined ? unsure : (text(below(first, "privateIpAddress")) ?? unsure);
        return [{ urn: endpoint.urn, network: key, address, at: evidence(property(endpoint, "ipConfigurations")) }];
    });
}

/** Firewalls that answer machines which ask them, as Azure's resolver in their network does. */
function readProxies(resources: Resources, networks: Networks): readonly InboundEndpoint[] {
    return ofType(resources, "network:AzureFirewall").flatMap((firewall): readonly InboundEndpoint[] => {
        const policy = target(
            resources,
            referenceById(resources, property(firewall, "firewallPolicy", "id"), ["network:FirewallPolicy"]),
        );
        if (policy === undefined || flag(property(policy, "dnsSettings", "enableProxy")) !== true) return [];
        const servers = items(property(policy, "dnsSettings", "servers"));
        const configurations = [property(firewall, "ipConfigurations"), output(firewall, "ipConfigurations")].map(
            items,
        );
        const [written, reported] = configurations.map((list) => (list === unsure ? undefined : list?.[0]));
        if (servers === unsure || servers.length > 0 || written === undefined) return [];
        const subnet = subnetBehind(networks, resources, below(written, "subnet", "id"));
        const network = subnet.kind === "subnet" ? subnet.subnet.network : undefined;
        const address = text(below(reported ?? written, "privateIPAddress"));
        if (network === undefined || typeof address !== "string") return [];
        return [{ urn: firewall.urn, network, address, proxy: true, at: evidence(property(policy, "dnsSettings")) }];
    });
}

/** Forwarding rule sets and DNS policies that are linked to a network. */
function readRules(resources: Resources): ReadonlyMap<string, readonly Ruled[]> {
    const types = ["dnsresolver:PrivateResolverVirtualNetworkLink", "dnsresolver:DnsResolverPolicyVirtualNetworkLink"];
    const links = ofType(resources, ...types).flatMap((link): readonly (readonly [string, Ruled])[] => {
        const id = property(link, "virtualNetwork", "id");
        const network = referenceById(resources, id, ["network:VirtualNetwork"]);
        if (network.kind === "none") return [];
        const key = network.kind === "found" ? network.urn : network.kind === "outside" ? network.id : "";
        return [[key, { at: evidence(id), rules: forwardingRules(resources, link) }]];
    });
    const byNetwork = Map.groupBy(links, ([key]) => key);
    return new Map([...byNetwork].map(([key, found]) => [key, found.map(([, ruled]) => ruled)]));
}

function forwardingRules(resources: Resources, link: PlanResource): readonly ForwardingRule[] | Unsure {
    const type = "dnsresolver:DnsForwardingRuleset";
    const ruleset = referenceByName(resources, link, "dnsForwardingRulesetName", type);
    if (ruleset.kind !== "found") return unsure;
    return ofType(resources, "dnsresolver:ForwardingRule")
        .filter((rule) => mayMean(referenceByName(resources, rule, "dnsForwardingRulesetName", type), ruleset.urn))
        .filter((rule) => word(property(rule, "forwardingRuleState"), ["Enabled", "Disabled"]) !== "Disabled")
        .map((rule) => {
            const domain = text(property(rule, "domainName"));
            const servers = items(property(rule, "targetDnsServers"));
            return {
                domain: typeof domain === "string" ? domain.toLowerCase().replace(/\.$/, "") : unsure,
                servers:
                    servers === unsure ? unsure : known(servers.map((one) => text(below(one, "ipAddress")) ?? unsure)),
                at: evidence(property(rule, "domainName")),
            };
        });
}

/**
 * The networks whose view of names a list of servers gives: Azure's own resolver that of the asking network, a private
 * resolver that of its own. `undefined` where a server is none of these.
 */
export function viewsOf(hybrid: Hybrid, servers: readonly string[], asking: string): readonly string[] | undefined {
    const views = servers.map((server) => {
        if (server === azureResolver.value) return asking;
        return hybrid.resolvers.find(({ address }) => address === server)?.network;
    });
    return views.every((view) => view !== undefined) ? [...new Set(views)] : undefined;
}
