import { normalRegion } from "../../azure/clouds.ts";
import { privateSubnetsAfter, endpointPolicies, vaultServiceEndpoint } from "../../azure/paths.ts";
import { normalId, resourceTypes } from "../../azure/resource-types.ts";
import type { AddressRange } from "../../input/ipv4.ts";
import type { PlanResource } from "../../plan/plan.ts";
import { azureType } from "../../plan/type.ts";
import { rangeFrom } from "./addresses.ts";
import {
    below,
    evidence,
    flag,
    items,
    known,
    property,
    text,
    texts,
    unsure,
    type Property,
    type Unsure,
} from "./property.ts";
import type { Evidence } from "../answer.ts";
import { dependenciesOf, isStrange, referenceById, referenceByName, type Reference } from "./references.ts";
import { nameOf, ofType, typeKey, withoutSubscription, type Resources } from "./resources.ts";
import type { Read } from "./vaults.ts";

/** A virtual network, of the plan or one that the plan only points at. */
export interface Network {
    /** The URN, or the normal id of a network outside the plan. */
    readonly key: string;
    readonly name: string;
    readonly resource?: PlanResource;
    readonly prefixes: readonly AddressRange[] | Unsure;
    /** Servers that its machines ask for names; none means Azure's own resolver. */
    readonly dnsServers: Read<readonly string[] | Unsure>;
}

/** A subnet: a resource of its own, written inside its network, or outside the plan. */
export interface Subnet {
    readonly key: string;
    readonly name: string;
    /** Key of its network; absent where the plan does not tell. */
    readonly network?: string;
    readonly id?: string;
    /** Where it is written; absent for a subnet outside the plan. */
    readonly at?: Property;
    readonly prefixes: readonly AddressRange[] | Unsure;
    /** Whether its traffic to vaults takes the service endpoint, and for which regions (none: all). */
    readonly vaultEndpoint: Read<boolean | Unsure> & {
        readonly regions: readonly string[];
        readonly identified: boolean;
    };
    readonly defaultOutbound: Read<boolean | Unsure>;
    /** A service runs in it and minds its own way out. */
    readonly delegated: boolean | Unsure;
    readonly attached: Readonly<Record<"natGateway" | "routeTable" | "networkSecurityGroup", Attachment>>;
    /** Whether private endpoints in it heed security rules and routes. */
    readonly endpointsHeed: { readonly securityRules: boolean | Unsure; readonly routes: boolean | Unsure };
}

/** What a subnet has attached, and where that is written. */
export interface Attachment {
    readonly reference: Reference;
    readonly at: Evidence;
}

/** Networks and subnets by key, and subnets by normal id. */
export interface Networks {
    readonly networks: ReadonlyMap<string, Network>;
    readonly subnets: ReadonlyMap<string, Subnet>;
    readonly subnetsById: ReadonlyMap<string, Subnet>;
    readonly subnetsOf: ReadonlyMap<string, readonly Subnet[]>;
    /** Subnets whose id is not told: an id that nothing has may be theirs. */
    readonly subnetsWithoutId: readonly Subnet[];
}

export function readNetworks(resources: Resources): Networks {
    const vnets = ofType(resources, "network:VirtualNetwork");
    const networks = new Map(vnets.map((resource) => [resource.urn, readNetwork(resource)]));
    const standalone = ofType(resources, "network:Subnet").map((resource) => readStandalone(resources, resource));
    const taken = new Set(standalone.map((subnet) => `${subnet.network ?? ""}/${subnet.name.toLowerCase()}`));
    // Written inside the network and again beside it: the resource of its own is the later word.
    const inline = vnets.flatMap((vnet) =>
        readInline(resources, vnet).filter((subnet) => !taken.has(`${vnet.urn}/${subnet.name.toLowerCase()}`)),
    );
    const all = [...standalone, ...inline];
    for (const subnet of standalone) {
        if (subnet.network !== undefined && !networks.has(subnet.network))
            networks.set(subnet.network, outsideNetwork(subnet.network));
    }
    const subnetsById = new Map<string, Subnet>();
    for (const subnet of all) if (subnet.id !== undefined) subnetsById.set(subnet.id, subnet);
    return {
        networks,
        subnets: new Map(all.map((subnet) => [subnet.key, subnet])),
        subnetsById,
        subnetsOf: Map.groupBy(all, ({ network }) => network ?? ""),
        subnetsWithoutId: all.filter(({ id }) => id === undefined),
    };
}

function readNetwork(resource: PlanResource): Network {
    const servers = property(resource, "dhcpOptions", "dnsServers");
    return {
        key: resource.urn,
        name: nameOf(resource),
        resource,
        prefixes: rangesOf(texts(property(resource, "addressSpace", "addressPrefixes"))),
        dnsServers: { value: known(texts(servers)), at: evidence(servers) },
    };
}

/** A network of which the plan shows nothing. */
function outsideNetwork(id: string): Network {
    const at = nowhere;
    return { key: id, name: id.split("/").at(-1) ?? id, prefixes: unsure, dnsServers: { value: unsure, at } };
}

function readStandalone(resources: Resources, resource: PlanResource): Subnet {
    const parent = referenceByName(resources, resource, "virtualNetworkName", "network:VirtualNetwork");
    const id = resources.ids.get(resource.urn);
    const outside = id !== undefined && id.includes("/subnets/") ? id.slice(0, id.lastIndexOf("/subnets/")) : undefined;
    const network =
        parent.kind === "found" ? parent.urn : parent.kind === "outside" ? (outside ?? parent.id) : undefined;
    const at: Property = { value: resource.inputs, resource, path: "/inputs" };
    return readSubnet(resources, resource.urn, nameOf(resource), at, resource, {
        ...(network !== undefined && { network }),
        ...(id !== undefined && { id }),
    });
}

function readInline(resources: Resources, vnet: PlanResource): readonly Subnet[] {
    const list = items(property(vnet, "subnets"));
    if (list === unsure) return [];
    const vnetId = resources.ids.get(vnet.urn);
    return list.map((at, index) => {
        const name = text(below(at, "name"));
        const shown = typeof name === "string" ? name : `${nameOf(vnet)}-${index}`;
        const id = typeof name === "string" && vnetId !== undefined ? normalId(`${vnetId}/subnets/${name}`) : undefined;
        return readSubnet(resources, `${vnet.urn}#${at.path}`, shown, at, vnet, {
            network: vnet.urn,
            ...(id !== undefined && { id }),
        });
    });
}

function readSubnet(
    resources: Resources,
    key: string,
    name: string,
    at: Property,
    resource: PlanResource,
    place: { readonly network?: string; readonly id?: string },
): Subnet {
    // A subnet of its own is read with its outputs as a fallback; one inside a network is where it stands.
    const of = (...keys: string[]): Property =>
        at.path === "/inputs" ? property(resource, ...keys) : below(at, ...keys);
    const one = text(of("addressPrefix"));
    const several = texts(of("addressPrefixes"));
    const policies = text(of("privateEndpointNetworkPolicies"));
    const outbound = flag(of("defaultOutboundAccess"));
    const delegations = items(of("delegations"));
    return {
        key,
        name,
        ...place,
        at,
        prefixes: rangesOf(one === undefined ? several : [one]),
        vaultEndpoint: vaultEndpointOf(of("serviceEndpoints")),
        defaultOutbound: { value: outbound ?? outboundByDefault(resource), at: evidence(of("defaultOutboundAccess")) },
        delegated: delegations === unsure ? unsure : delegations.length > 0,
        attached: {
            natGateway: attachmentOf(resources, of("natGateway"), "network:NatGateway"),
            routeTable: attachmentOf(resources, of("routeTable"), "network:RouteTable"),
            networkSecurityGroup: attachmentOf(resources, of("networkSecurityGroup"), "network:NetworkSecurityGroup"),
        },
        endpointsHeed: {
            securityRules:
                policies === unsure ? unsure : endpointPolicies.securityRules.some((word) => same(word, policies)),
            routes: policies === unsure ? unsure : endpointPolicies.routes.some((word) => same(word, policies)),
        },
    };
}

function attachmentOf(resources: Resources, whole: Property, type: string): Attachment {
    const id = below(whole, "id");
    const at = evidence(id);
    // Written in full inside the subnet instead of by its id.
    const inline = whole.value !== undefined && id.value === undefined;
    return { reference: inline ? { kind: "unknown", candidates: [], at } : referenceById(resources, id, [type]), at };
}

const nowhere: Evidence = { urn: "", path: "" };
const nothing: Attachment = { reference: { kind: "none", at: nowhere }, at: nowhere };

/** A property of a subnet, where it is written. */
export function ofSubnet(subnet: Subnet, ...keys: string[]): Property | undefined {
    if (subnet.at === undefined) return undefined;
    return subnet.at.path === "/inputs" ? property(subnet.at.resource, ...keys) : below(subnet.at, ...keys);
}

function vaultEndpointOf(list: Property): Subnet["vaultEndpoint"] {
    const none = { at: evidence(list), regions: [], identified: false };
    const found = items(list);
    if (found === unsure) return { value: unsure, ...none };
    const services = found.map((item) => text(below(item, "service")));
    const index = services.findIndex(
        (service) => typeof service === "string" && same(service, vaultServiceEndpoint.value),
    );
    const entry = found[index];
    if (entry === undefined) return { value: services.includes(unsure) ? unsure : false, ...none };
    const regions = texts(below(entry, "locations"));
    const named = regions === unsure ? [] : regions.filter((region) => typeof region === "string");
    return {
        value: regions === unsure || (named.length < regions.length && !named.includes("*")) ? unsure : true,
        at: evidence(entry),
        regions: named.includes("*") ? [] : named.map(normalRegion),
        identified: below(entry, "networkIdentifier").value !== undefined,
    };
}

function outboundByDefault(resource: PlanResource): boolean {
    const type = azureType(resource.type);
    const key = typeKey(resource.type);
    const usual = key === "network:Subnet" ? resourceTypes["network:Subnet"] : resourceTypes["network:VirtualNetwork"];
    return (type?.apiVersion ?? usual.apiVersion ?? "") <= privateSubnetsAfter.value;
}

/** A subnet of which the plan knows the id alone. */
export function outsideSubnet(networks: Networks, resources: Resources, id: string): Subnet {
    const normal = normalId(id);
    const networkId = normal.includes("/subnets/") ? normal.slice(0, normal.lastIndexOf("/subnets/")) : undefined;
    const urn = networkId && (resources.byId.get(networkId) ?? resources.byId.get(withoutSubscription(networkId)));
    const network = urn !== undefined && networks.networks.has(urn) ? urn : networkId;
    const at = nowhere;
    return {
        key: normal,
        name: normal.split("/").at(-1) ?? normal,
        id: normal,
        ...(network !== undefined && { network }),
        prefixes: unsure,
        vaultEndpoint: { value: unsure, at, regions: [], identified: false },
        defaultOutbound: { value: unsure, at },
        delegated: false,
        attached: { natGateway: nothing, routeTable: nothing, networkSecurityGroup: nothing },
        endpointsHeed: { securityRules: unsure, routes: unsure },
    };
}

/** Which subnet a property with a subnet's id stands for: one, none, or one of several. */
export function subnetBehind(networks: Networks, resources: Resources, id: Property): SubnetReference {
    const written = text(id);
    if (written === undefined) return { kind: "none" };
    if (written !== unsure) {
        const normal = normalId(written);
        const byId = networks.subnetsById.get(normal) ?? networks.subnetsById.get(withoutSubscription(normal));
        const urn = resources.byId.get(normal);
        const found = byId ?? (urn === undefined ? undefined : networks.subnets.get(urn));
        if (found !== undefined) return { kind: "subnet", subnet: found, read: "value" };
        const outside = outsideSubnet(networks, resources, written);
        const hidden = networks.subnetsWithoutId.filter((subnet) => mayBe(networks, subnet, outside));
        return hidden.length > 0
            ? { kind: "unknown", candidates: hidden }
            : { kind: "subnet", subnet: outside, read: "value" };
    }
    const dependencies = dependenciesOf(id);
    if (dependencies.some((urn) => isStrange(resources, urn))) return { kind: "unknown", candidates: [] };
    const own = dependencies.flatMap((urn) => networks.subnets.get(urn) ?? []);
    const inside = dependencies.flatMap((urn) => networks.subnetsOf.get(urn) ?? []);
    const candidates = own.length > 0 ? own : inside;
    const only = candidates.length === 1 ? candidates[0] : undefined;
    return only === undefined ? { kind: "unknown", candidates } : { kind: "subnet", subnet: only, read: "dependency" };
}

/** Whether a subnet without a known id may be one that only an id tells. */
function mayBe(networks: Networks, subnet: Subnet, outside: Subnet): boolean {
    const name = ofSubnet(subnet, subnet.key.includes("#") ? "name" : "subnetName");
    const written = name === undefined ? unsure : text(name);
    if (typeof written === "string" && !same(written, outside.name)) return false;
    const shown = outside.network !== undefined && networks.networks.get(outside.network)?.resource !== undefined;
    return !shown || subnet.network === undefined || subnet.network === outside.network;
}

export type SubnetReference =
    | { readonly kind: "none" }
    | { readonly kind: "subnet"; readonly subnet: Subnet; readonly read: "value" | "dependency" }
    | { readonly kind: "unknown"; readonly candidates: readonly Subnet[] };

function rangesOf(prefixes: readonly (string | Unsure)[] | Unsure): readonly AddressRange[] | Unsure {
    if (prefixes === unsure) return unsure;
    const ranges: AddressRange[] = [];
    for (const prefix of prefixes) {
        if (prefix === unsure) return unsure;
        if (prefix.includes(":")) continue;
        const range = rangeFrom(prefix);
        if (range === undefined) return unsure;
        ranges.push(range);
    }
    return ranges;
}

function same(a: string, b: string | undefined): boolean {
    return b !== undefined && a.toLowerCase() === b.toLowerCase();
}
