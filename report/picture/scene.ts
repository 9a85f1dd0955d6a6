import type { Door } from "../summary/exposure.ts";
import type { NetworkSummary, SubnetSummary, Topology, VaultSummary } from "../summary/topology.ts";
import { counted } from "../words.ts";
import type { Box, Row, Tone } from "./box.ts";
import { groupsOfLinks, type Link } from "./links.ts";

/** What a picture shows, before anything is placed: boxes with lines of text, and what leads from the ones to the others. */
export interface Scene {
    /** Where requests come from. */
    readonly places: readonly Box[];
    readonly vaults: readonly Box[];
    readonly links: readonly Link[];
}

/** More than these are counted, not drawn: a picture is for the eye. */
const most = { networks: 5, subnets: 10, standing: 6, vaults: 5, addresses: 4 };

export function sceneOf(topology: Topology): Scene {
    const vaults = topology.vaults.slice(0, most.vaults).map((vault) => ({ vault, ports: portsOf(vault) }));
    const links = vaults.flatMap(({ ports }) =>
        ports.flatMap(({ key, sources, tone }) => sources.map((from) => ({ from, to: key, tone }))),
    );
    const outside = outsideOf(
        topology,
        vaults.flatMap(({ ports }) => ports),
    );
    const linked = new Set(links.map(({ from }) => from));
    const networks = topology.networks.slice(0, most.networks).map((network) => networkBox(network, linked));
    return {
        places: [...networks, ...(outside.rows.length > 0 ? [outside] : [])],
        vaults: vaults.map(({ vault, ports }) => vaultBox(vault, ports)),
        links: groupsOfLinks(links),
    };
}

function quiet(text: string): Row {
    return { text, tone: "quiet" };
}

function more(count: number, shown: number, singular: string): readonly Row[] {
    return count > shown
        ? [quiet(`and ${count - shown} more ${counted(count - shown, singular).replace(/^\S+ /, "")}`)]
        : [];
}

function networkBox(
    { name, prefixes, subnets, zones, peers, dnsServers, inPlan }: NetworkSummary,
    linked: ReadonlySet<string>,
): Box {
    return {
        title: [name, ...prefixes.slice(0, 1)].join("  "),
        tone: "network",
        inner: subnets.slice(0, most.subnets).map((subnet) => subnetBox(subnet, linked.has(subnet.key))),
        rows: [
            ...more(subnets.length, most.subnets, "subnet"),
            ...(inPlan ? [] : [quiet("not in the plan")]),
            ...zones.map((zone) => quiet(`DNS zone ${zone}`)),
            ...dnsServers.map((server) => quiet(`name server ${server}`)),
            ...peers.map((peer) => quiet(`peered with ${peer}`)),
        ],
    };
}

const endpointWords: Readonly<Record<string, string>> = {
    true: "service endpoint for key vaults",
    false: "no service endpoint",
    unknown: "service endpoint unknown",
};

/** @param linked Whether a vault has a rule for it: then a missing service endpoint is worth a line. */
function subnetBox(subnet: SubnetSummary, linked: boolean): Box {
    const { key, name, prefixes, standing, vaultEndpoint, otherEndpoints, natGateway, securityGroup, routeTable } =
        subnet;
    const endpoint: Row = {
        text: endpointWords[String(vaultEndpoint)]!,
        tone: vaultEndpoint === true ? "plain" : "quiet",
        key,
    };
    return {
        title: [name, ...prefixes.slice(0, 1)].join("  "),
        tone: "subnet",
        inner: [],
        rows: [
            ...standing.slice(0, most.standing).map(({ words, name: thing, urn }): Row => ({
                text: `${words.replace(/^virtual machine/, "VM")} ${thing}`,
                tone: "plain",
                key: urn,
            })),
            ...more(standing.length, most.standing, "thing"),
            ...(linked || vaultEndpoint === true ? [endpoint] : []),
            ...otherEndpoints.map((service) => quiet(`service endpoint ${service}`)),
            ...(natGateway === undefined ? [] : [quiet(`NAT gateway ${natGateway}`)]),
            ...(securityGroup === undefined ? [] : [quiet(`NSG ${securityGroup}`)]),
            ...(routeTable === undefined ? [] : [quiet(`route table ${routeTable}`)]),
        ],
    };
}

/** Whoever stands in no network of the plan: apps, Azure's services, addresses, everybody. */
function outsideOf({ outside, networks, vaults }: Topology, ports: readonly Port[]): Box {
    const inNetworks = new Set(
        networks.flatMap(({ subnets }) =>
            subnets.flatMap(({ key, standing }) => [key, ...standing.map(({ urn }) => urn)]),
        ),
    );
    const sources = new Set(ports.flatMap((port) => port.sources).filter((source) => !inNetworks.has(source)));
    const last = [everybody, others].filter((source) => sources.delete(source));
    return {
        title: "outside the networks",
        tone: "outside",
        inner: [],
        rows: [
            ...outside.slice(0, most.standing).map(({ words, name }) => quiet(`${words} ${name}`)),
            ...more(outside.length, most.standing, "thing"),
            ...more(networks.length, most.networks, "network"),
            ...more(vaults.length, most.vaults, "key vault"),
            ...[...sources, ...last].map((source): Row => ({ text: source, tone: "plain", key: source })),
        ],
    };
}

function vaultBox({ name, objects, accessModel }: VaultSummary, ports: readonly Port[]): Box {
    const held = [
        ...(objects.secrets > 0 ? [counted(objects.secrets, "secret")] : []),
        ...(objects.keys > 0 ? [counted(objects.keys, "key")] : []),
    ];
    const models = { rbac: "Azure RBAC", "access-policies": "access policies", unknown: "access model unknown" };
    const facts = [models[accessModel], ...(held.length > 0 ? [held.join(", ")] : [])];
    return {
        title: name,
        tone: "vault",
        inner: [],
        rows: [...facts.map(quiet), ...ports.map(({ text, tone, key }) => ({ text, tone, key }))],
    };
}

/** A line in a vault's box that links end at. */
interface Port extends Row {
    readonly key: string;
    readonly sources: readonly string[];
}

const services = "Azure's trusted services";
const everybody = "everybody";
const others = "everybody else";

function portsOf({ urn, exposure: { doors, mode } }: VaultSummary): readonly Port[] {
    const closed = mode !== "open" && mode !== "unknown";
    const refused: Port = { text: others, tone: "refused", sources: [others], key: `${urn} others` };
    const found = [...Map.groupBy(doors, portText)];
    return [
        ...found.map(([text, same]): Port => ({
            text,
            tone: toneOf(same[0]!),
            sources: fewer(same.flatMap(sourcesOf), same[0]!),
            key: `${urn} ${text}`,
        })),
        ...(closed ? [refused] : []),
    ];
}

/** Addresses take a line each: of many, some stand for all. */
function fewer(sources: readonly string[], { kind }: Door): readonly string[] {
    const rest = sources.length - most.addresses;
    return kind !== "address" || rest <= 0
        ? sources
        : [...sources.slice(0, most.addresses), `and ${counted(rest, "more address", "more addresses")}`];
}

function portText(door: Door): string {
    switch (door.kind) {
        case "everybody":
            return everybody;
        case "subnet":
            return door.serviceEndpoint === true ? "subnet rule" : "subnet rule, no endpoint";
        case "address":
            return "address rule";
        case "private endpoint":
            return door.endpoint.state === "approved" ? "private link" : "private link, unapproved";
        case "trusted services":
            return "trusted services";
        case "perimeter":
            return "perimeter rules";
        case "unknown":
            return `unknown: ${door.what}`;
    }
}

function toneOf(door: Door): Tone {
    if (door.kind === "everybody") return "everybody";
    if (door.kind === "unknown") return "unknown";
    const idle =
        (door.kind === "subnet" && door.serviceEndpoint !== true) ||
        (door.kind === "private endpoint" && door.endpoint.state !== "approved");
    return idle ? "idle" : "admitted";
}

function sourcesOf(door: Door): readonly string[] {
    switch (door.kind) {
        case "everybody":
            return [everybody];
        case "subnet":
            return [door.key];
        case "address":
            return [door.address];
        case "private endpoint":
            return [door.endpoint.urn ?? `private endpoint ${door.endpoint.name}`];
        case "trusted services":
            return [services];
        case "perimeter":
            return [`members and callers of perimeter ${door.name}`];
        case "unknown":
            return [];
    }
}
