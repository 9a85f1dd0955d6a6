import { privateLinkGroups } from "../../azure/private-link.ts";
import { normalId } from "../../azure/resource-types.ts";
import type { AddressRange } from "../../input/ipv4.ts";
import type { PlanResource } from "../../plan/plan.ts";
import type { Evidence } from "../answer.ts";
import { rangeFrom } from "./addresses.ts";
import { applicationGroups } from "./application-groups.ts";
import type { Foreign } from "./foreign.ts";
import { subnetBehind, type Networks, type SubnetReference } from "./networks.ts";
import {
    below,
    evidence,
    items,
    output,
    property,
    text,
    texts,
    unsure,
    word,
    type Property,
    type Unsure,
} from "./property.ts";
import { dependenciesOf, mayMean, referenceById, referenceByName } from "./references.ts";
import { nameOf, ofType, typeKey, type Resources } from "./resources.ts";

/** A connection of a private endpoint to a vault. */
export interface Endpoint {
    /** The URN, or the id of an endpoint outside the plan that the vault reports. */
    readonly key: string;
    readonly name: string;
    readonly urn?: string;
    readonly vault: string;
    readonly state: "approved" | "pending" | "refused" | Unsure;
    readonly at: Evidence;
    readonly subnet: SubnetReference;
    readonly subnetAt: Evidence;
    readonly addresses: readonly AddressRange[] | Unsure;
    /** Application security groups that it is in. */
    readonly groups: readonly string[] | Unsure;
}

type State = Endpoint["state"];

/** All connections of private endpoints to the plan's vaults, by vault. */
export function readEndpoints(resources: Resources, networks: Networks): ReadonlyMap<string, readonly Endpoint[]> {
    const shown = ofType(resources, "network:PrivateEndpoint").flatMap((resource) => [
        ...readConnections(resources, networks, resource, "privateLinkServiceConnections", "approved"),
        ...readConnections(resources, networks, resource, "manualPrivateLinkServiceConnections", "pending"),
    ]);
    const judged = applyApprovals(resources, comparedWithVaults(resources, shown));
    const hidden = ofType(resources, "keyvault:Vault").flatMap((vault) => reportedOnly(resources, vault, judged));
    return Map.groupBy([...judged, ...hidden], ({ vault }) => vault);
}

function readConnections(
    resources: Resources,
    networks: Networks,
    resource: PlanResource,
    list: string,
    initial: "approved" | "pending",
): readonly Endpoint[] {
    const written = property(resource, list);
    const shown = items(written);
    const connections = shown === unsure ? [written] : shown;
    const id = property(resource, "subnet", "id");
    return connections.flatMap((connection, index) => {
        const state = stateReported(resource, list, index, connection) ?? initial;
        return vaultsBehind(resources, connection).map(({ vault, sure }): Endpoint => ({
            key: resource.urn,
            name: nameOf(resource),
            urn: resource.urn,
            vault,
            state: sure ? state : unsure,
            at: evidence(below(connection, "privateLinkServiceId")),
            subnet: subnetBehind(networks, resources, id),
            subnetAt: evidence(id),
            addresses: addressesOf(resource),
            groups: applicationGroups(resources, property(resource, "applicationSecurityGroups")),
        }));
    });
}

/** What Azure reported of a connection, or else the program wrote; `undefined` where neither says. */
export function stateReported(
    resource: PlanResource,
    list: string,
    index: number,
    connection: Property,
): State | undefined {
    const reported = output(resource, list, index, "privateLinkServiceConnectionState", "status");
    const asked = below(connection, "privateLinkServiceConnectionState", "status");
    const status = word(typeof reported.value === "string" ? reported : asked, statuses);
    return status === undefined || status === unsure ? status : stateOf(status);
}

/** What a vault reports of a connection is as good as what the endpoint does: where they differ, one of them is old. */
function comparedWithVaults(resources: Resources, endpoints: readonly Endpoint[]): readonly Endpoint[] {
    return endpoints.map((endpoint) => {
        const vault = resources.byUrn.get(endpoint.vault);
        const id = resources.ids.get(endpoint.key);
        const list = vault === undefined ? [] : items(output(vault, "properties", "privateEndpointConnections"));
        if (list === unsure || id === undefined) return endpoint;
        const reports = list.filter((item) => {
            const reported = text(below(item, "privateEndpoint", "id"));
            return typeof reported === "string" && normalId(reported) === id;
        });
        const [report] = reports;
        const status = report && word(below(report, "privateLinkServiceConnectionState", "status"), statuses);
        if (report === undefined || status === undefined) return endpoint;
        const agrees = status !== unsure && stateOf(status) === endpoint.state;
        return agrees ? endpoint : { ...endpoint, state: unsure, at: evidence(report) };
    });
}

const statuses = ["Approved", "Pending", "Rejected", "Disconnected", "Removed"] as const;

function stateOf(status: (typeof statuses)[number]): State {
    return status === "Approved" ? "approved" : status === "Pending" ? "pending" : "refused";
}

/** The vaults that a connection may be to. */
function vaultsBehind(resources: Resources, connection: Property): readonly { vault: string; sure: boolean }[] {
    const groups = texts(below(connection, "groupIds"));
    const named = groups === unsure ? [] : groups.filter((group) => typeof group === "string");
    const open = groups === unsure || groups.length > named.length;
    const toVault = named.some((group) => group.toLowerCase() === privateLinkGroups.vault);
    if (!open && named.length > 0 && !toVault) return [];
    const service = below(connection, "privateLinkServiceId");
    const found = referenceById(resources, service, ["keyvault:Vault"]);
    if (found.kind === "found")
        return resources.byType.get("keyvault:Vault")?.some(({ urn }) => urn === found.urn)
            ? [{ vault: found.urn, sure: true }]
            : [];
    if (found.kind !== "unknown") return [];
    if (found.candidates.length > 0) return found.candidates.map((vault) => ({ vault, sure: false }));
    // An unknown id that comes from nothing may be any vault's, and so may one that is made of a group's or a random name.
    const others = dependenciesOf(service).map((urn) => typeKey(resources.byUrn.get(urn)?.type ?? ""));
    const elsewhere = others.some((key) => key !== undefined && key !== "resources:ResourceGroup");
    if (!toVault && (elsewhere || !open)) return [];
    return ofType(resources, "keyvault:Vault").map(({ urn }) => ({ vault: urn, sure: false }));
}

function addressesOf(resource: PlanResource): readonly AddressRange[] | Unsure {
    const fixed = items(property(resource, "ipConfigurations"));
    const written = fixed === unsure ? [] : fixed.map((item) => text(below(item, "privateIPAddress")));
    const configs = items(output(resource, "customDnsConfigs"));
    const reported =
        configs === unsure ? [] : configs.flatMap((item) => texts(below(item, "ipAddresses")) as readonly string[]);
    const all = [...written, ...reported];
    const known = all.filter((value) => typeof value === "string");
    return known.length === 0 || known.length < all.length ? unsure : known.flatMap((value) => rangeFrom(value) ?? []);
}

/** A resource that approves or rejects a connection on the vault's side decides about it. */
function applyApprovals(resources: Resources, endpoints: readonly Endpoint[]): readonly Endpoint[] {
    return ofType(resources, "keyvault:PrivateEndpointConnection").reduce((current, approval) => {
        const vault = referenceByName(resources, approval, "vaultName", "keyvault:Vault");
        if (vault.kind !== "found" && vault.kind !== "unknown") return current;
        const at = property(approval, "privateLinkServiceConnectionState", "status");
        const status = word(at, statuses);
        if (status === undefined) return current;
        const state = status === unsure ? unsure : stateOf(status);
        const meant = meantBy(
            resources,
            approval,
            current.filter((endpoint) => mayMean(vault, endpoint.vault)),
        );
        return current.map((endpoint) => {
            if (!meant.includes(endpoint)) return endpoint;
            // Of several that may be meant, each may be the one.
            return {
                ...endpoint,
                state: (meant.length === 1 && vault.kind === "found") || endpoint.state === state ? state : unsure,
                at: evidence(at),
            };
        });
    }, endpoints);
}

function meantBy(resources: Resources, approval: PlanResource, endpoints: readonly Endpoint[]): readonly Endpoint[] {
    const id = text(property(approval, "privateEndpoint", "id"));
    const byId = typeof id === "string" ? endpoints.filter(({ key }) => resources.ids.get(key) === normalId(id)) : [];
    if (byId.length > 0) return byId;
    // Azure names a connection `<endpoint's name>.<GUID>`.
    const name = text(property(approval, "privateEndpointConnectionName"));
    const byName = typeof name === "string" ? endpoints.filter((endpoint) => startsWithWord(name, endpoint.name)) : [];
    if (byName.length > 0) return byName;
    const byDependency = endpoints.filter(({ key }) => approval.dependencies.includes(key));
    return byDependency.length > 0 ? byDependency : endpoints;
}

function startsWithWord(name: string, start: string): boolean {
    return name.toLowerCase() === start.toLowerCase() || name.toLowerCase().startsWith(`${start.toLowerCase()}.`);
}

/** Connections that a deployed vault reports and no endpoint of the plan makes: another team's. */
function reportedOnly(resources: Resources, vault: PlanResource, shown: readonly Endpoint[]): readonly Endpoint[] {
    const reported = items(output(vault, "properties", "privateEndpointConnections"));
    if (reported === unsure) return [];
    return reported.flatMap((item): readonly Endpoint[] => {
        const id = text(below(item, "privateEndpoint", "id"));
        if (typeof id !== "string") return [];
        const key = normalId(id);
        if (shown.some((endpoint) => endpoint.vault === vault.urn && resources.ids.get(endpoint.key) === key))
            return [];
        const status = word(below(item, "privateLinkServiceConnectionState", "status"), statuses);
        return [
            {
                key,
                name: key.split("/").at(-1) ?? key,
                vault: vault.urn,
                state: typeof status === "string" ? stateOf(status) : unsure,
                at: evidence(item),
                subnet: { kind: "unknown", candidates: [] },
                subnetAt: evidence(item),
                addresses: unsure,
                groups: unsure,
            },
        ];
    });
}

/** Endpoints that resources which are not read may make: whether, where and in what state is not told. */
export function withForeignEndpoints(
    shown: ReadonlyMap<string, readonly Endpoint[]>,
    foreign: ReadonlyMap<string, readonly Foreign[]>,
): ReadonlyMap<string, readonly Endpoint[]> {
    const all = new Map(shown);
    for (const [vault, resources] of foreign) {
        const makers = resources.filter(({ effect }) => effect === "network" || effect === "anything");
        const perhaps = makers.map(({ urn, name }): Endpoint => {
            const at = { urn, path: "" };
            const nowhere = { subnet: { kind: "unknown", candidates: [] }, subnetAt: at } as const;
            return { key: urn, name, urn, vault, state: unsure, at, ...nowhere, addresses: unsure, groups: unsure };
        });
        if (perhaps.length > 0) all.set(vault, [...(shown.get(vault) ?? []), ...perhaps]);
    }
    return all;
}
