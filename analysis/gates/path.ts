import type { AddressRange } from "../../input/ipv4.ts";
import type { Evidence } from "../answer.ts";
import type { Endpoint } from "../model/endpoints.ts";
import { localNetworkReaches } from "../model/hybrid.ts";
import type { Model } from "../model/model.ts";
import type { Subnet } from "../model/networks.ts";
import { connection } from "../model/peerings.ts";
import { unsure, type Unsure } from "../model/property.ts";
import type { Reference } from "../model/references.ts";
import { hasDefault, routesToEndpoint } from "../model/routes.ts";
import { ruling, type End, type Ruling } from "../model/security-groups.ts";
import type { Vault } from "../model/vaults.ts";
import type { Workload } from "../model/workloads.ts";
import type { PathReason, Thing } from "../reason.ts";
import type { NameAnswer } from "./dns.ts";
import { publicWay, unknownWay, urnOf, waysOut } from "./egress.ts";
import type { Path } from "./source.ts";

/** A caller's place as the path gate needs it: a subnet with, perhaps, the machine or app in it. */
export interface InNetwork {
    readonly subnet: Subnet;
    readonly workload?: Workload;
}

/** The ways from a subnet to an address that the vault's name has. */
export function pathsFrom(model: Model, vault: Vault, place: InNetwork, answer: NameAnswer): readonly Path[] {
    if (answer.address === "none")
        return [{ outcome: "stopped", source: { kind: "none" }, reason: { code: "no-address" }, at: answer.at }];
    return answer.address === "private" ? [toPrivate(model, place, answer)] : toPublic(model, vault, place);
}

function toPublic(model: Model, vault: Vault, place: InNetwork): readonly Path[] {
    const { subnet, workload } = place;
    const { value, at, regions } = subnet.vaultEndpoint;
    const covered =
        regions.length === 0 || vault.location === unsure ? true : regions.includes(vault.location) ? true : unsure;
    const direct: Path = {
        outcome: "passed",
        source: { kind: "subnet", subnet },
        reason: { code: "service-endpoint", subnet: subnet.name },
        at: [at],
    };
    const destination: End = { kind: "vault", region: vault.location };
    // An app that sends only part of its traffic into the network leaves it out of security groups and routes, too.
    const outside =
        workload === undefined || workload.privateOnly === false
            ? []
            : [publicWay(workload.by, workload.addresses, [workload.subnetAt])];
    const through = (): readonly Path[] =>
        waysOut(model, vault, subnet, workload).map((path) => guarded(model, place, destination, path));
    const elsewhere = (): readonly Path[] => {
        return workload?.privateOnly === true ? outside : [...outside, ...through()];
    };
    if (value === true && covered === true) return [guarded(model, place, destination, direct)];
    if (value === false) return elsewhere();
    return [guarded(model, place, destination, direct), ...elsewhere()];
}

/** A path under the security groups of the caller's interface and subnet. */
function guarded(model: Model, { subnet, workload }: InNetwork, destination: End, path: Path): Path {
    const source: End = { kind: "private", ranges: subnet.prefixes };
    const everything = hasDefaultRoute(model, subnet);
    const groups: { readonly reference: Reference; readonly at: Evidence }[] = [subnet.attached.networkSecurityGroup];
    if (workload !== undefined) groups.push({ reference: workload.group, at: workload.group.at });
    return groups.reduce(
        (current, group) =>
            withRuling(model, current, group, (found) => ruling(found, "Outbound", source, destination, everything)),
        path,
    );
}

function withRuling(
    model: Model,
    path: Path,
    { reference, at }: { readonly reference: Reference; readonly at: Evidence },
    rule: (group: NonNullable<ReturnType<Model["groups"]["get"]>>) => Ruling,
): Path {
    if (path.outcome === "stopped" || reference.kind === "none") return path;
    const group = reference.kind === "found" ? model.groups.get(reference.urn) : undefined;
    if (group === undefined) {
        const name =
            reference.kind === "outside" ? (reference.id.split("/").at(-1) ?? reference.id) : "network security group";
        return {
            ...path,
            outcome: "unknown",
            reason: {
                code: "path-unknown",
                what: { name, ...(reference.kind === "outside" && { id: reference.id }) },
                property: "securityRules",
            },
            at: [at],
        };
    }
    const found = rule(group);
    if (found.value === true) return path;
    const thing: Thing = { name: group.name, urn: group.urn };
    const where = found.at === undefined ? [at] : [found.at];
    if (found.value === unsure)
        return {
            ...path,
            outcome: "unknown",
            reason: { code: "path-unknown", what: thing, property: found.rule?.name ?? "securityRules" },
            at: where,
        };
    const reason: PathReason = { code: "blocked-by-rule", group: thing, rule: found.rule?.name ?? "" };
    return { outcome: "stopped", source: { kind: "none" }, reason, at: where };
}

function hasDefaultRoute(model: Model, subnet: Subnet): boolean {
    const { reference } = subnet.attached.routeTable;
    if (reference.kind === "none") return false;
    const table = reference.kind === "found" ? model.routeTables.get(reference.urn) : undefined;
    return table === undefined || hasDefault(table);
}

/** To a private endpoint: same or peered network, no route that leads elsewhere, no rule that forbids it. */
function toPrivate(model: Model, place: InNetwork, answer: NameAnswer): Path {
    const { endpoint } = answer;
    if (endpoint === undefined) {
        return {
            outcome: "stopped",
            source: { kind: "none" },
            reason: { code: "private-address-of-nothing", ip: answer.ip ?? "" },
            at: answer.at,
        };
    }
    const thing = thingOf(endpoint);
    const { subnet } = place;
    const target = endpoint.subnet.kind === "subnet" ? endpoint.subnet.subnet : undefined;
    if (endpoint.state !== "approved" || target?.network === undefined || subnet.network === undefined) {
        const property = endpoint.state === "approved" ? "subnet" : "privateLinkServiceConnectionState";
        const found = unknownWay("network-outside", thing, property, [
            endpoint.state === "approved" ? endpoint.subnetAt : endpoint.at,
        ]);
        return { ...found, source: { kind: "endpoint", endpoint, from: [] } };
    }
    const from = subnet.prefixes === unsure ? [] : subnet.prefixes;
    const peered = target.network !== subnet.network;
    const open: Path = {
        outcome: "passed",
        source: { kind: "endpoint", endpoint, from },
        reason: { code: "private-endpoint", endpoint: thing, peered },
        at: [endpoint.subnetAt],
    };
    const joined = connection(model.networks, model.peerings, model.hubs, subnet.network, target.network);
    const routed = underRoutes(model, subnet, endpoint, target, open, joined.value);
    if (routed !== undefined) return routed;
    if (joined.value !== true) {
        const names = { network: nameOf(model, subnet.network), peer: nameOf(model, target.network) };
        if (joined.value === unsure)
            return {
                ...open,
                outcome: "unknown",
                reason: { code: "path-unknown", what: { name: names.peer }, property: "virtualNetworkPeerings" },
                at: joined.at,
            };
        const reason: PathReason =
            joined.half === true
                ? { code: "peering-not-connected", endpoint: thing, ...names }
                : { code: "endpoint-out-of-reach", endpoint: thing, network: names.network };
        return {
            outcome: "stopped",
            source: { kind: "none" },
            reason,
            at: joined.at.length > 0 ? joined.at : [endpoint.subnetAt],
        };
    }
    const destination: End = {
        kind: "private",
        ranges: endpoint.addresses === unsure ? target.prefixes : endpoint.addresses,
    };
    const sent = guarded(model, place, destination, { ...open, at: [...joined.at, endpoint.subnetAt] });
    return received(model, target, { kind: "private", ranges: subnet.prefixes }, destination, sent);
}

/** What routes of the user's make of a path to an endpoint; `undefined` where none is concerned. */
function underRoutes(
    model: Model,
    subnet: Subnet,
    endpoint: Endpoint,
    target: Subnet,
    open: Path,
    joined: boolean | Unsure,
): Path | undefined {
    const { reference, at } = subnet.attached.routeTable;
    if (reference.kind === "none") return undefined;
    const table = reference.kind === "found" ? model.routeTables.get(reference.urn) : undefined;
    const unknown = (reason: PathReason, where: Evidence): Path => ({
        ...open,
        outcome: "unknown",
        reason,
        at: [where],
    });
    if (table === undefined || table.unknown !== undefined) {
        return unknown(
            { code: "path-unknown", what: { name: subnet.name, ...urnOf(subnet) }, property: "routeTable" },
            at,
        );
    }
    const exact = endpoint.addresses !== unsure;
    const addresses: readonly AddressRange[] = exact
        ? endpoint.addresses
        : target.prefixes === unsure
          ? []
          : target.prefixes;
    const space =
        target.network === undefined ? unsure : (model.networks.networks.get(target.network)?.prefixes ?? unsure);
    const heeded = target.endpointsHeed.routes;
    // Between networks that are not peered an appliance may still carry packets: any route that fits may lead there.
    const through =
        joined === true
            ? routesToEndpoint(table, addresses, heeded !== false, space)
            : table.routes.filter(
                  ({ range }) =>
                      range !== undefined &&
                      addresses.some((address) => range.first <= address.first && address.last <= range.last),
              );
    const [first] = through.filter(({ hop }) => hop !== "VnetLocal");
    if (first === undefined) return undefined;
    const prefix = first.prefix === unsure ? "unknown" : first.prefix;
    if (first.hop === "None" && exact && (heeded !== unsure || first.range?.first === first.range?.last)) {
        return {
            outcome: "stopped",
            source: { kind: "none" },
            reason: { code: "route-drops", route: first.name, prefix },
            at: [first.at],
        };
    }
    if (first.hop === "Internet" && joined !== true) return undefined;
    return unknown(
        {
            code: "route-elsewhere",
            route: first.name,
            prefix,
            hop: first.hop === unsure ? "unknown" : first.hop,
            ...(first.hopAddress !== undefined && { address: first.hopAddress }),
        },
        first.at,
    );
}

/** Rules of the endpoint's own subnet, where it heeds them. */
function received(model: Model, target: Subnet, source: End, destination: End, path: Path): Path {
    const heeds = target.endpointsHeed.securityRules;
    if (heeds === false) return path;
    const group = target.attached.networkSecurityGroup;
    const judged = withRuling(model, path, group, (found) => ruling(found, "Inbound", source, destination, false));
    return heeds === unsure && judged.outcome !== path.outcome
        ? { ...path, outcome: "unknown", reason: judged.reason, at: judged.at }
        : judged;
}

/** From a local network behind a gateway to a private endpoint. */
export function fromLocalNetwork(model: Model, answer: NameAnswer): Path {
    const { endpoint } = answer;
    if (endpoint === undefined) {
        return {
            outcome: "stopped",
            source: { kind: "none" },
            reason: { code: "private-address-of-nothing", ip: answer.ip ?? "" },
            at: answer.at,
        };
    }
    const thing = thingOf(endpoint);
    const target = endpoint.subnet.kind === "subnet" ? endpoint.subnet.subnet : undefined;
    const source = { kind: "endpoint", endpoint, from: [] } as const;
    if (endpoint.state !== "approved" || target?.network === undefined)
        return { ...unknownWay("network-outside", thing, "subnet", [endpoint.subnetAt]), source };
    const reached = localNetworkReaches(model.hybrid, model.peerings, model.resources, target.network);
    if (reached.value === false) {
        return {
            outcome: "stopped",
            source: { kind: "none" },
            reason: { code: "endpoint-out-of-reach", endpoint: thing, network: "on-premises" },
            at: [endpoint.subnetAt],
        };
    }
    const open: Path = {
        outcome: reached.value === unsure ? "unknown" : "passed",
        source,
        reason:
            reached.value === unsure
                ? {
                      code: "path-unknown",
                      what: { name: nameOf(model, target.network) },
                      property: "virtualNetworkGateway",
                  }
                : { code: "private-endpoint", endpoint: thing, peered: true },
        at: [...reached.at, endpoint.subnetAt],
    };
    const destination: End = {
        kind: "private",
        ranges: endpoint.addresses === unsure ? target.prefixes : endpoint.addresses,
    };
    return received(model, target, { kind: "private", ranges: unsure }, destination, open);
}

function thingOf(endpoint: Endpoint): Thing {
    return { name: endpoint.name, ...(endpoint.urn === undefined ? { id: endpoint.key } : { urn: endpoint.urn }) };
}

function nameOf(model: Model, network: string): string {
    return model.networks.networks.get(network)?.name ?? network.split("/").at(-1) ?? network;
}
