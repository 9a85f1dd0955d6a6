import { normalRegion } from "../../azure/clouds.ts";
import { allowAzureServices, databasePorts, tagsWithDatabases } from "../../azure/sql.ts";
import { privateLinkGroups } from "../../azure/private-link.ts";
import type { AddressRange } from "../../input/ipv4.ts";
import type { PlanResource } from "../../plan/plan.ts";
import type { Evidence } from "../answer.ts";
import { rangeFrom } from "./addresses.ts";
import { stateReported, type Endpoint } from "./endpoints.ts";
import type { Model } from "./model.ts";
import { ofSubnet, subnetBehind, type Networks, type Subnet } from "./networks.ts";
import { below, evidence, items, property, text, texts, unsure, word, type Property, type Unsure } from "./property.ts";
import { mayMean, referenceById, referenceByName } from "./references.ts";
import { nameOf, ofType } from "./resources.ts";
import { readSecurityGroups, type Service } from "./security-groups.ts";
import type { AddressRule, SubnetRule, VaultRules } from "./vault-rules.ts";
import { readVault, type Read, type Vault } from "./vaults.ts";
import { readWorkloads } from "./workloads.ts";

/** A database server with what lets callers reach it. */
export interface DatabaseServer {
    /** The server in the place of a vault, so that places, names and paths are those of vaults. */
    readonly target: Vault;
    /** The plan as callers of databases meet it. */
    readonly model: Model;
    readonly publicAccess: Read<boolean | Unsure>;
    readonly rules: VaultRules;
    /** The rule 0.0.0.0, which stands for every address of Azure's. */
    readonly admitsAzure?: Evidence;
}

/** @param urn of a `sql:Server` */
export function readDatabaseServer(model: Model, urn: string): DatabaseServer {
    const { resources } = model;
    const resource = resources.byUrn.get(urn)!;
    const seen = asCallersOfDatabases(model, resource);
    const firewall = rulesOf(model, "sql:FirewallRule", urn).map((rule) => readRange(rule));
    const azure = firewall.find(({ azures }) => azures);
    const ranges = firewall.filter(({ azures }) => !azures);
    const publicAccess = property(resource, "publicNetworkAccess");
    return {
        target: asVault(model, resource),
        model: seen,
        publicAccess: { value: openOf(publicAccess), at: evidence(publicAccess) },
        rules: {
            addresses: ranges.flatMap(({ rule }) => rule ?? []),
            unknownAddresses: ranges.flatMap(({ rule, at }) => (rule === undefined ? [at] : [])),
            noAddresses: [],
            ...readSubnetRules(seen, urn),
        },
        ...(azure !== undefined && { admitsAzure: azure.at }),
    };
}

/** Public access is on unless it is switched off; a perimeter is not told by the server's own rules. */
function openOf(from: Property): boolean | Unsure {
    const found = word(from, ["Enabled", "Disabled"]);
    return found === unsure ? unsure : found !== "Disabled";
}

function asVault(model: Model, resource: PlanResource): Vault {
    const vault = readVault(model.resources, resource);
    const { cloud } = vault;
    return {
        ...vault,
        cloud: {
            ...cloud,
            vaultSuffix: cloud.sqlSuffix,
            privateZones: { ...cloud.privateZones, vault: cloud.privateZones.sqlServer },
        },
    };
}

const databaseService: Service = {
    tags: tagsWithDatabases.value,
    port: databasePorts.first,
    others: databasePorts.then,
};

/**
 * The model with service endpoints, private endpoints and security groups as databases meet them. Routes are read for
 * vaults alone (their service tag): here any of them leaves the path open.
 */
function asCallersOfDatabases(model: Model, server: PlanResource): Model {
    const networks = withEndpointsOfDatabases(model.networks);
    const tables = [...model.routeTables].map(([urn, table]) => {
        const [first] = table.routes;
        return [urn, first === undefined ? table : { ...table, unknown: first.at }] as const;
    });
    const adminRules = model.adminRules.map((rule) => ({
        ...rule,
        destinations: [unsure] as const,
        concerns: { ...rule.concerns, vault: unsure } as const,
    }));
    const groups = readSecurityGroups(model.resources, databaseService);
    const changed = { ...model, networks, groups, routeTables: new Map(tables), adminRules };
    return {
        ...changed,
        workloads: readWorkloads(model.resources, networks),
        endpoints: new Map([[server.urn, readEndpoints(changed, server.urn)]]),
    };
}

function withEndpointsOfDatabases(networks: Networks): Networks {
    const read = new Map<Subnet, Subnet>();
    const of = (subnet: Subnet): Subnet => {
        const found = read.get(subnet) ?? { ...subnet, vaultEndpoint: endpointOf(networks, subnet) };
        read.set(subnet, found);
        return found;
    };
    const all = (subnets: ReadonlyMap<string, Subnet>): ReadonlyMap<string, Subnet> =>
        new Map([...subnets].map(([key, subnet]) => [key, of(subnet)]));
    return {
        ...networks,
        subnets: all(networks.subnets),
        subnetsById: all(networks.subnetsById),
        subnetsOf: new Map([...networks.subnetsOf].map(([key, subnets]) => [key, subnets.map(of)])),
        subnetsWithoutId: networks.subnetsWithoutId.map(of),
    };
}

/** Whether a subnet's traffic to databases takes the service endpoint. It serves databases of its own region alone. */
function endpointOf(networks: Networks, subnet: Subnet): Subnet["vaultEndpoint"] {
    const list = ofSubnet(subnet, "serviceEndpoints");
    if (list === undefined) return subnet.vaultEndpoint;
    const network = subnet.network === undefined ? undefined : networks.networks.get(subnet.network)?.resource;
    const region = network === undefined ? undefined : text(property(network, "location"));
    const entries = items(list);
    const services = entries === unsure ? [unsure] : entries.map((entry) => text(below(entry, "service")));
    const has = services.some(
        (service) => typeof service === "string" && service.toLowerCase() === databaseServiceEndpoint,
    );
    return {
        value: has ? typeof region === "string" || unsure : services.includes(unsure) ? unsure : false,
        at: evidence(list),
        regions: typeof region === "string" ? [normalRegion(region)] : [],
        identified: false,
    };
}

const databaseServiceEndpoint = "microsoft.sql";

function readEndpoints(model: Model, server: string): readonly Endpoint[] {
    const { resources, networks } = model;
    // A resource that approves or rejects a connection at the server's side is not read further.
    const decided = rulesOf(model, "sql:PrivateEndpointConnection", server).length > 0;
    return ofType(resources, "network:PrivateEndpoint").flatMap((resource) => {
        const subnet = property(resource, "subnet", "id");
        return (["privateLinkServiceConnections", "manualPrivateLinkServiceConnections"] as const).flatMap(
            (list): readonly Endpoint[] => {
                const connections = items(property(resource, list));
                if (connections === unsure) return [];
                return connections.flatMap((connection, index): readonly Endpoint[] => {
                    const service = referenceById(resources, below(connection, "privateLinkServiceId"), ["sql:Server"]);
                    const groups = texts(below(connection, "groupIds"));
                    const ofDatabases =
                        groups === unsure ||
                        groups.some((group) => group === unsure || group === privateLinkGroups.sqlServer);
                    if (!mayMean(service, server) || !ofDatabases) return [];
                    const initial = list === "privateLinkServiceConnections" ? "approved" : "pending";
                    const state = stateReported(resource, list, index, connection) ?? initial;
                    return [
                        {
                            key: resource.urn,
                            name: nameOf(resource),
                            urn: resource.urn,
                            vault: server,
                            state: service.kind !== "found" || decided ? unsure : state,
                            at: evidence(below(connection, "privateLinkServiceId")),
                            subnet: subnetBehind(networks, resources, subnet),
                            subnetAt: evidence(subnet),
                            addresses: unsure,
                            groups: unsure,
                        },
                    ];
                });
            },
        );
    });
}

/** Rules that are, or may be, of a server. */
function rulesOf(model: Model, type: string, server: string): readonly PlanResource[] {
    return ofType(model.resources, type).filter((rule) =>
        mayMean(referenceByName(model.resources, rule, "serverName", "sql:Server"), server),
    );
}

function readRange(resource: PlanResource): {
    readonly rule?: AddressRule;
    readonly at: Evidence;
    readonly azures: boolean;
} {
    const start = property(resource, "startIpAddress");
    const [from, to] = [text(start), text(property(resource, "endIpAddress"))];
    const at = evidence(start);
    const azures = from === allowAzureServices.startIpAddress && to === allowAzureServices.endIpAddress;
    const [first, last] = [from, to].map((word) => (typeof word === "string" ? rangeFrom(word) : undefined));
    if (first === undefined || last === undefined) return { at, azures };
    const range: AddressRange = { first: first.first, last: last.last };
    return { at, azures, rule: { range, perhaps: false, text: `${String(from)}-${String(to)}`, at } };
}

function readSubnetRules(model: Model, server: string): Pick<VaultRules, "subnets" | "unknownSubnets"> {
    const subnets: SubnetRule[] = [];
    const unknownSubnets: { candidates: readonly string[]; at: Evidence }[] = [];
    for (const rule of rulesOf(model, "sql:VirtualNetworkRule", server)) {
        const id = property(rule, "virtualNetworkSubnetId");
        const found = subnetBehind(model.networks, model.resources, id);
        const at = evidence(id);
        if (found.kind === "subnet") subnets.push({ subnet: found.subnet.key, name: found.subnet.name, at });
        else
            unknownSubnets.push({
                candidates: found.kind === "unknown" ? found.candidates.map(({ key }) => key) : [],
                at,
            });
    }
    return { subnets, unknownSubnets };
}
