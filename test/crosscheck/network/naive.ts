import { agreed, every, holds, verdictOf, type NaiveVerdict, type Three } from "../three.ts";
import { admits, lets, type End } from "./filters.ts";
import {
    blockOf,
    machineAddress,
    natAddress,
    type Filter,
    type NetworkName,
    type NetworkWorld,
    type Peering,
    type Policies,
    type Route,
    type Subnet,
    type Vault,
} from "./world.ts";

/**
 * Whether a call reaches a vault and passes its firewall, straight from Microsoft's prose: key-vault/general
 * (private-link-diagnostics, network-security, overview-vnet-service-endpoints), virtual-network (service endpoints,
 * virtual-networks-udr-overview, network-security-groups-overview, virtual-network-peering-overview), private-link
 * (private-endpoint-dns-integration, disable-private-endpoint-network-policy), nat-gateway, app-service
 * (overview-vnet-integration), vpn-gateway (gateway transit).
 */
export type NetworkPlace =
    | { readonly subnet: NetworkName }
    | { readonly address: string }
    /** A local network, with its public address where it is known. */
    | { readonly local: string | undefined }
    | "machine"
    | "app"
    | "internet";

export interface NetworkQuestion {
    readonly from: NetworkPlace;
    readonly vault: Vault["name"];
}

export function networkVerdict(world: NetworkWorld, { from, vault: name }: NetworkQuestion): NaiveVerdict {
    const vault = world.vaults.find((other) => other.name === name)!;
    return verdictOf([agreed(waysFrom(world, vault, from).map((seen) => passes(vault, seen)))]);
}

/** What the vault sees of a call. */
type Seen =
    | "nothing"
    | "private link"
    /** Of a resource of the plan, or of whoever asks. */
    | { readonly address: string; readonly resource?: true }
    | "the unknown gateway's address"
    /** Of another resource than the gateway's, hence another address. */
    | "its own unknown address"
    | "some address"
    /** An address that no rule names. */
    | "any address"
    | { readonly subnet: NetworkName | "app" }
    /** Whatever an appliance or a local network makes of it, if anything. */
    | "somebody else's";

function passes({ publicNetworkAccess, acls }: Vault, seen: Seen): Three {
    if (seen === "nothing") return "no";
    if (seen === "private link") return "yes";
    if (publicNetworkAccess === "Disabled") return "no";
    if (acls === undefined || acls.defaultAction === "Allow") return seen === "somebody else's" ? "cannot tell" : "yes";
    const { addresses, natRule, subnets } = acls;
    if (seen === "any address") return "no";
    if (typeof seen === "object" && "subnet" in seen) return subnets.includes(seen.subnet) ? "yes" : "no";
    if (seen === "the unknown gateway's address" && natRule) return "yes";
    if (typeof seen === "object" && addresses.some((block) => holds(block, seen.address) === "yes")) return "yes";
    // Two resources never have the same address.
    if (typeof seen === "object" && seen.resource) return "no";
    if (seen === "its own unknown address") return addresses.length > 0 ? "cannot tell" : "no";
    if (natRule || (seen === "somebody else's" && subnets.length > 0)) return "cannot tell";
    return typeof seen === "string" && addresses.length > 0 ? "cannot tell" : "no";
}

/** All that a vault may see of a call from there, as far as is known. */
function waysFrom(world: NetworkWorld, vault: Vault, from: NetworkPlace): readonly Seen[] {
    if (from === "internet") return ["any address"];
    if (from === "machine") {
        const { machine } = world;
        return fromSubnet(world, vault, "hub", world.networks.hub.subnet, {
            third: 1,
            filters: [machine.filter],
            own: addressOf(machine),
        });
    }
    if (from === "app") return fromApp(world, vault);
    if ("address" in from) return [{ address: from.address }];
    if ("local" in from) return fromLocal(world, vault, from.local);
    const { subnet } = world.networks[from.subnet];
    return fromSubnet(world, vault, from.subnet, subnet, { third: 1, filters: [] });
}

function addressOf({ publicAddress }: NetworkWorld["machine"]): Seen | undefined {
    if (publicAddress === "none") return undefined;
    return publicAddress === "known" ? { address: machineAddress, resource: true } : "its own unknown address";
}

interface More {
    /** Of the subnet's block. */
    readonly third: number;
    /** Beside that of the subnet. */
    readonly filters: readonly (Filter | undefined)[];
    /** A public address of its own. */
    readonly own?: Seen | undefined;
    /** How it leaves, if not like a machine. */
    readonly outside?: readonly Seen[];
}

function fromSubnet(
    world: NetworkWorld,
    vault: Vault,
    network: NetworkName,
    subnet: Subnet,
    more: More,
): readonly Seen[] {
    const leaving = more.outside ?? byPublicName(network, subnet, more);
    const outside = asks(world, network, subnet, more) ? leaving : [...leaving, "nothing" as const];
    if (!hasAlias(vault)) return outside;
    const inside = byPrivateAddress(world, vault, network, subnet, more);
    const { dns, link } = world.networks[network];
    // Nobody knows what a name server of one's own answers.
    if (dns === "own") return [...outside, ...inside, "nothing"];
    if (!world.zone || link === "none") return outside;
    const { record } = vault.endpoint!;
    if (record === "stale") return ["nothing"];
    if (record === "none") return link === "redirect" ? outside : ["nothing"];
    return inside;
}

/** Whether questions to a name server of one's own are let out; Azure's is asked whatever filters say of addresses. */
function asks(world: NetworkWorld, network: NetworkName, { filter }: Subnet, { filters }: More): boolean {
    if (world.networks[network].dns !== "own") return true;
    const server: End = { kind: "private", block: `${blockOf[network]}.1.4`, near: "yes" };
    return every([filter, ...filters].map((own) => lets(own, "Outbound", server, "names"))) === "yes";
}

/** Only with an approved private endpoint the public name has an alias into the private zone. */
function hasAlias({ endpoint }: Vault): boolean {
    return endpoint?.approval === "automatic";
}

/** To the vault's public address. */
function byPublicName(network: NetworkName, subnet: Subnet, { filters, own }: More): readonly Seen[] {
    const routes = subnet.routes ?? [];
    const end: End = { kind: "public", routed: routes.map(({ prefix }) => prefix) };
    const leaves = every([subnet.filter, ...filters].map((filter) => lets(filter, "Outbound", end)));
    if (leaves === "no") return ["nothing"];
    const seen = publicRoute(network, subnet, own);
    return leaves === "yes" ? seen : [...seen, "nothing"];
}

function publicRoute(network: NetworkName | "app", subnet: Subnet, own: Seen | undefined): readonly Seen[] {
    // Routes to a service endpoint are overridden by nothing.
    if (subnet.serviceEndpoint) return [{ subnet: network }];
    const hopOf = (prefix: string): Route["hop"] | undefined =>
        subnet.routes?.find((route) => route.prefix === prefix)?.hop;
    const along = (hop: Route["hop"] | undefined): Seen => {
        if (hop === "None") return "nothing";
        if (hop === "VirtualAppliance" || hop === "VirtualNetworkGateway") return "somebody else's";
        // A NAT gateway comes before an address of one's own.
        if (subnet.nat === "known") return { address: natAddress, resource: true };
        if (subnet.nat === "unknown") return "the unknown gateway's address";
        return own ?? (subnet.defaultOutbound ? "some address" : "nothing");
    };
    const usual = along(hopOf("AzureKeyVault") ?? hopOf("0.0.0.0/0"));
    // The vault may have an address in there.
    const some = hopOf("20.0.0.0/8");
    return some === undefined ? [usual] : [usual, along(some)];
}

/** To the private address of the vault's endpoint. */
function byPrivateAddress(
    world: NetworkWorld,
    vault: Vault,
    network: NetworkName,
    { filter, routes }: Subnet,
    { third, filters }: More,
): readonly Seen[] {
    const to = vault.endpoint!.network;
    const block = endpointBlock(vault);
    const way = wayBetween(world, network, to);
    const { policies, filter: inward } = world.networks[to].endpoints;
    const elsewhere = along(routes ?? [], block, "no");
    const routed = way === "missing" ? elsewhere : routesTo(routes ?? [], block, `${blockOf[to]}.0.0/16`, policies);
    const near = way === "open" ? "yes" : inTag(routes ?? [], block);
    const leaves = [filter, ...filters].map((own) => lets(own, "Outbound", { kind: "private", block, near }));
    if (every([routed, ...leaves]) === "no") return ["nothing"];
    // Whoever it is sent to may know a way that no peering is, and send it on under an address that no rule is about.
    if (routed === "cannot tell") return ["private link", "nothing"];
    const source = { kind: "private", block: `${blockOf[network]}.${third}.0/24`, near } as const;
    const arrives = every([...leaves, filtersEndpoints(policies) ? lets(inward, "Inbound", source) : "yes"]);
    if (arrives === "no") return ["nothing"];
    if (way === "open") return arrives === "yes" ? ["private link"] : ["private link", "nothing"];
    // A rule that names addresses still lets through.
    const named =
        [filter, ...filters].some((own) => admits(own, "Outbound", block)) ||
        (filtersEndpoints(policies) && admits(inward, "Inbound", source.block));
    return named || elsewhere !== "no" ? ["private link", "nothing"] : ["nothing"];
}

/**
 * Whether the tag VirtualNetwork holds addresses of a network that is not joined, or kept apart by a closed peering: it has
 * the prefixes of one's own routes, and nobody says how that counts for what they do not lead to.
 */
function inTag(routes: readonly Route[], block: string): Three {
    const own = routes.filter(({ prefix }) => prefix !== "AzureKeyVault");
    return own.some(({ prefix }) => holds(prefix, block) !== "no") ? "cannot tell" : "no";
}

/** Fixed where the record is written by hand, and in the upper half of its subnet for the second vault. */
function endpointBlock({ name, endpoint }: Vault): string {
    const block = `${blockOf[endpoint!.network]}.9`;
    if (endpoint!.record !== "by hand" && endpoint!.record !== "stale") return `${block}.0/24`;
    return `${block}.${name === "kv-one" ? 10 : 200}`;
}

/** Peerings lead to the next network and no further. */
function wayBetween({ peerings }: NetworkWorld, from: NetworkName, to: NetworkName): Peering["near"] {
    if (from === to) return "open";
    const ends = [from, to].sort().join();
    const peering = { "hub,spoke": peerings.hubSpoke, "far,spoke": peerings.spokeFar }[ends];
    if (peering === undefined || peering.near === "missing" || peering.back === "missing") return "missing";
    return peering.near === "open" && peering.back === "open" ? "open" : "closed";
}

function filtersEndpoints(policies: Policies): boolean {
    return policies === "Enabled" || policies === "NetworkSecurityGroupEnabled";
}

/**
 * An endpoint has a route of its own to its one address. Only where its subnet says so, a route of one's own that is as long
 * as the network's block or longer takes its place.
 */
function routesTo(routes: readonly Route[], block: string, network: string, policies: Policies): Three {
    if (policies !== "Enabled" && policies !== "RouteTableEnabled") return "yes";
    const long = routes.filter(({ prefix }) => lengthOf(prefix) >= lengthOf(network));
    return along(long, block, "yes");
}

/** Where routes of one's own lead, the longest first; `otherwise` what Azure's would do. */
function along(routes: readonly Route[], block: string, otherwise: Three): Three {
    const own = routes
        .filter(({ prefix }) => prefix !== "AzureKeyVault")
        .sort((one, other) => lengthOf(other.prefix) - lengthOf(one.prefix));
    const possible: Three[] = [];
    for (const { prefix, hop } of own) {
        const held = holds(prefix, block);
        if (held !== "no") possible.push(hop === "None" || hop === "Internet" ? "no" : "cannot tell");
        if (held === "yes") return agreed(possible);
    }
    return agreed([...possible, otherwise]);
}

function lengthOf(prefix: string): number {
    return Number(prefix.split("/")[1] ?? 32);
}

/** By the network's name servers where it is integrated; by the network itself for what is private, or for all traffic. */
function fromApp(world: NetworkWorld, vault: Vault): readonly Seen[] {
    const { integrated, allTraffic, subnet } = world.app;
    if (!integrated) return ["some address"];
    // Its service has the addresses by which it leaves, whatever the subnet says of default outbound access.
    const asService = { ...subnet, defaultOutbound: true };
    const routed = allTraffic || subnet.serviceEndpoint;
    const through = byPublicName("hub", asService, { third: 2, filters: [] }).map((seen): Seen =>
        typeof seen === "object" && "subnet" in seen ? { subnet: "app" } : seen,
    );
    return fromSubnet(world, vault, "hub", asService, {
        third: 2,
        filters: [],
        outside: routed ? through : ["some address"],
    });
}

/** A name server there may know the private address, or a zone without a record, and asks public DNS otherwise. */
function fromLocal(world: NetworkWorld, vault: Vault, address: string | undefined): readonly Seen[] {
    const outside: Seen = address === undefined ? "some address" : { address };
    if (!world.gateway || !hasAlias(vault)) return [outside];
    const { network } = vault.endpoint!;
    const { hubSpoke } = world.peerings;
    const transit = hubSpoke.transit && hubSpoke.near !== "missing" && hubSpoke.back !== "missing";
    const { policies, filter } = world.networks[network].endpoints;
    const admitted = filtersEndpoints(policies) ? lets(filter, "Inbound", { kind: "local" }) : "yes";
    const reaches = (network === "hub" || (network === "spoke" && transit)) && admitted !== "no";
    return [outside, "nothing", ...(reaches ? (["private link"] as const) : [])];
}
