import type { Model } from "../../analysis/model/model.ts";
import type { Network, Subnet } from "../../analysis/model/networks.ts";
import { ofSubnet, subnetBehind } from "../../analysis/model/networks.ts";
import { below, items, text, unsure, type Property } from "../../analysis/model/property.ts";
import { nameOf, typeKey } from "../../analysis/model/resources.ts";
import { vaultServiceEndpoint } from "../../azure/paths.ts";
import type { PlanResource } from "../../plan/plan.ts";
import { rangeWords, typeWords } from "../words.ts";
import { exposureOf, type Exposure } from "./exposure.ts";
import { nameBehind } from "./names.ts";

/** Where things stand: networks with their subnets, and the vaults with the ways into them. */
export interface Topology {
    readonly networks: readonly NetworkSummary[];
    readonly vaults: readonly VaultSummary[];
    /** What runs code and is in no network, as an app without integration. */
    readonly outside: readonly Standing[];
}

export interface NetworkSummary {
    readonly key: string;
    readonly name: string;
    readonly prefixes: readonly string[];
    /** Whether the plan makes it; others are only pointed at. */
    readonly inPlan: boolean;
    readonly subnets: readonly SubnetSummary[];
    readonly peers: readonly string[];
    /** Private DNS zones that its machines ask. */
    readonly zones: readonly string[];
    /** Name servers of its own. */
    readonly dnsServers: readonly string[];
}

export interface SubnetSummary {
    readonly key: string;
    readonly name: string;
    readonly prefixes: readonly string[];
    /** Whether its traffic to vaults takes the service endpoint. */
    readonly vaultEndpoint: boolean | "unknown";
    readonly otherEndpoints: readonly string[];
    readonly natGateway?: string;
    readonly securityGroup?: string;
    readonly routeTable?: string;
    readonly standing: readonly Standing[];
}

/** Something that stands in a subnet. */
export interface Standing {
    readonly urn: string;
    readonly words: string;
    readonly name: string;
}

export interface VaultSummary {
    readonly urn: string;
    readonly name: string;
    readonly accessModel: "rbac" | "access-policies" | "unknown";
    readonly objects: Readonly<Record<"secrets" | "keys", number>>;
    readonly exposure: Exposure;
}

export function topologyOf(model: Model): Topology {
    const standing = standingBySubnet(model);
    const vaults = [...model.vaults.values()].map((vault): VaultSummary => ({
        urn: vault.urn,
        name: vault.name,
        accessModel: vault.accessModel.value === unsure ? "unknown" : vault.accessModel.value,
        objects: { secrets: objectsOf(model, vault.urn, "secrets"), keys: objectsOf(model, vault.urn, "keys") },
        exposure: exposureOf(model, vault),
    }));
    const subnets = allSubnets(model, standing);
    const keys = new Set([...model.networks.networks.keys(), ...subnets.map(({ network }) => network ?? "")]);
    const networks = [...keys].map((key) => networkSummary(model, key, subnets, standing));
    const placed = new Set([...standing.values()].flatMap(({ things }) => things.map(({ urn }) => urn)));
    const outside = [...model.workloads.values()].filter(({ urn, neverCalls }) => !placed.has(urn) && !neverCalls);
    return {
        networks: networks.filter((network) => network.inPlan || network.subnets.length > 0),
        vaults,
        outside: outside.map(({ urn, name }) => ({
            urn,
            name,
            words: typeWords(model.resources.byUrn.get(urn)?.type ?? ""),
        })),
    };
}

function objectsOf({ objects }: Model, vault: string, family: "secrets" | "keys"): number {
    return [...(objects.get(vault)?.values() ?? [])].flat().filter((object) => object.family === family).length;
}

interface Stand {
    readonly subnet: Subnet;
    readonly things: readonly Standing[];
}

/** The subnets of the plan and those that it only points at, each once. */
function allSubnets({ networks, resources, vaults }: Model, standing: ReadonlyMap<string, Stand>): readonly Subnet[] {
    const admitted = [...vaults.values()].flatMap(({ acls: { subnetRules } }) =>
        (subnetRules === unsure ? [] : subnetRules).flatMap((rule) => {
            const found = subnetBehind(networks, resources, below(rule, "id"));
            return found.kind === "subnet" ? [found.subnet] : [];
        }),
    );
    const all = [...networks.subnets.values(), ...[...standing.values()].map(({ subnet }) => subnet), ...admitted];
    return [...new Map(all.map((subnet) => [subnet.key, subnet])).values()];
}

function networkSummary(
    model: Model,
    key: string,
    subnets: readonly Subnet[],
    standing: ReadonlyMap<string, Stand>,
): NetworkSummary {
    const network: Network | undefined = model.networks.networks.get(key);
    const nameOfKey = (other: string): string =>
        model.networks.networks.get(other)?.name ?? other.split("/").at(-1) ?? other;
    const peers = model.peerings.flatMap(({ from, to }) => (from === key ? [to] : to === key ? [from] : []));
    const own = subnets.filter((subnet) => (subnet.network ?? "") === key);
    return {
        key,
        name: key === "" ? "a network that the plan does not name" : nameOfKey(key),
        prefixes: rangesWords(network?.prefixes ?? unsure),
        inPlan: network?.resource !== undefined,
        subnets: own
            .map((subnet) => subnetSummary(model, subnet, standing.get(subnet.key)?.things ?? []))
            .sort(byAddress),
        peers: [
            ...new Set(peers.map((peer) => (peer === undefined ? "one that only deployment tells" : nameOfKey(peer)))),
        ],
        zones: model.zones.zones
            .filter(({ links }) => links.some((link) => link.network === key))
            .map(({ name, key: zone }) => (name === unsure ? zone : name)),
        dnsServers: network === undefined || network.dnsServers.value === unsure ? [] : network.dnsServers.value,
    };
}

function rangesWords(prefixes: Network["prefixes"]): readonly string[] {
    return prefixes === unsure ? [] : prefixes.map(rangeWords);
}

/** By number of the first address, as addresses are allocated. */
function byAddress(a: SubnetSummary, b: SubnetSummary): number {
    return (a.prefixes[0] ?? "~").localeCompare(b.prefixes[0] ?? "~", "en", { numeric: true });
}

function subnetSummary({ resources }: Model, subnet: Subnet, things: readonly Standing[]): SubnetSummary {
    const named = (...keys: string[]): string | undefined => {
        const id = ofSubnet(subnet, ...keys, "id");
        if (id === undefined || id.value === undefined) return undefined;
        return nameBehind(resources, id) ?? "that only deployment tells";
    };
    const natGateway = named("natGateway");
    const securityGroup = named("networkSecurityGroup");
    const routeTable = named("routeTable");
    const { value } = subnet.vaultEndpoint;
    return {
        key: subnet.key,
        name: subnet.name,
        prefixes: rangesWords(subnet.prefixes),
        vaultEndpoint: value === unsure ? "unknown" : value,
        otherEndpoints: endpointsOf(subnet).filter(
            (service) => service.toLowerCase() !== vaultServiceEndpoint.value.toLowerCase(),
        ),
        ...(natGateway !== undefined && { natGateway }),
        ...(securityGroup !== undefined && { securityGroup }),
        ...(routeTable !== undefined && { routeTable }),
        standing: things,
    };
}

function endpointsOf(subnet: Subnet): readonly string[] {
    const list = ofSubnet(subnet, "serviceEndpoints");
    const entries = list === undefined ? unsure : items(list);
    if (entries === unsure) return [];
    return entries.map((entry) => text(below(entry, "service"))).filter((service) => typeof service === "string");
}

/** What stands in each subnet, machines in place of their interfaces. */
function standingBySubnet(model: Model): ReadonlyMap<string, Stand> {
    const workloads = [...model.workloads.values()].flatMap(({ urn, subnet }) =>
        subnet.kind === "subnet" ? [[urn, subnet.subnet] as const] : [],
    );
    const known = new Set([...model.workloads.keys()]);
    const others = model.resources.all
        .filter((resource) => resource.custom && !known.has(resource.urn) && !isPartOfAnother(resource))
        .flatMap((resource) => placesOf(model, resource).map((subnet) => [resource.urn, subnet] as const));
    const found = Map.groupBy([...workloads, ...others], ([, { key }]) => key);
    return new Map(
        [...found].map(([key, entries]) => {
            const urns = [...new Set(entries.map(([urn]) => urn))];
            return [
                key,
                { subnet: entries[0]![1], things: urns.map((urn) => standingOf(model.resources.byUrn.get(urn)!)) },
            ];
        }),
    );
}

function standingOf(resource: PlanResource): Standing {
    return { urn: resource.urn, words: typeWords(resource.type), name: nameOf(resource) };
}

/** An interface belongs to a machine, a subnet's or network's inputs say nothing of who stands there. */
function isPartOfAnother({ type }: PlanResource): boolean {
    return ["network:NetworkInterface", "network:Subnet", "network:VirtualNetwork", "keyvault:Vault"].includes(
        typeKey(type) ?? "",
    );
}

const idProperties = new Set(["subnetid", "virtualnetworksubnetid", "vnetsubnetid", "subnetresourceid"]);

/** The subnets that a resource's inputs put it into, whatever its type: `subnet: { id }`, `subnetId` and their like. */
function placesOf({ networks, resources }: Model, resource: PlanResource): readonly Subnet[] {
    const found: Property[] = [];
    const visit = (at: Property, depth: number): void => {
        if (depth > 8 || typeof at.value !== "object") return;
        for (const key of Object.keys(at.value as object)) {
            const inner = below(at, Array.isArray(at.value) ? Number(key) : key);
            if (key.toLowerCase() === "subnet") found.push(below(inner, "id"));
            else if (idProperties.has(key.toLowerCase())) found.push(inner);
            else visit(inner, depth + 1);
        }
    };
    visit({ value: resource.inputs, resource, path: "/inputs" }, 0);
    return found.flatMap((id) => {
        const reference = subnetBehind(networks, resources, id);
        return reference.kind === "subnet" ? [reference.subnet] : [];
    });
}
