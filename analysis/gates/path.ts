import { privateAppBlocks } from "../../azure/paths.ts";
import type { Endpoint } from "../model/endpoints.ts";
import { rangeFrom, without } from "../model/addresses.ts";
import type { Model } from "../model/model.ts";
import type { Subnet } from "../model/networks.ts";
import { connection, type Connection } from "../model/connections.ts";
import { unsure } from "../model/property.ts";
import type { End } from "../model/security-ruling.ts";
import type { Vault } from "../model/vaults.ts";
import type { PathReason, Thing } from "../reason.ts";
import { publicWay, unknownWay, waysOut } from "./egress.ts";
import { unreadOn } from "./foreign.ts";
import { underRoutes } from "./endpoint-routes.ts";
import { arriving, endOf, leaving, letsThroughApart, under, type Obstacle } from "./guards.ts";
import type { NameAnswer } from "./name-answers.ts";
import { localNetworkReaches } from "./transit.ts";
import { addressesOf, type InNetwork, type Path } from "./source.ts";

/** The ways from a subnet to an address that the vault's name has. */
export function pathsFrom(model: Model, vault: Vault, place: InNetwork, answer: NameAnswer): readonly Path[] {
    if (answer.address === "none")
        return [{ outcome: "stopped", source: { kind: "none" }, reason: { code: "no-address" }, at: answer.at }];
    const shown =
        answer.address === "private"
            ? everyPlaceOf(answer).map((one) => toPrivate(model, place, one))
            : toPublic(model, vault, place);
    const kind = answer.address === "private" ? "paths to endpoints" : "paths";
    const unread = unreadOn(model, vault, kind, place.subnet);
    if (unread === undefined) return shown;
    const perhaps = unknownWay("network-outside", unread, unread.type, [{ urn: unread.urn, path: "" }]);
    const { endpoint } = answer;
    return [
        ...shown,
        endpoint === undefined ? perhaps : { ...perhaps, source: { kind: "endpoint", endpoint, from: [] } },
    ];
}

/** An endpoint whose subnet is one of several is looked for in each. */
function everyPlaceOf(answer: NameAnswer): readonly NameAnswer[] {
    const { endpoint } = answer;
    if (endpoint?.subnet.kind !== "unknown" || endpoint.subnet.candidates.length === 0) return [answer];
    return endpoint.subnet.candidates.map((subnet) => ({
        ...answer,
        endpoint: { ...endpoint, subnet: { kind: "subnet", subnet, read: "dependency" } },
    }));
}

function toPublic(model: Model, vault: Vault, place: InNetwork): readonly Path[] {
    const { subnet, workload } = place;
    const { value, at, regions } = subnet.vaultEndpoint;
    const own = addressesOf(place);
    const covered =
        regions.length === 0 || vault.location === unsure ? true : regions.includes(vault.location) ? true : unsure;
    const direct: Path = {
        outcome: "passed",
        source: { kind: "subnet", subnet, from: own === unsure ? [] : own },
        reason: { code: "service-endpoint", subnet: subnet.name },
        at: [at],
    };
    const destination: End = { kind: "vault", region: vault.location };
    // An app that sends only part of its traffic into the network leaves it out of security groups and routes, too.
    const outside =
        workload === undefined || workload.privateOnly === false
            ? []
            : [publicWay(workload.by, workload.addresses, [workload.subnetAt])];
    const guarded = (path: Path): Path => under(path, leaving(model, place, "vault", destination));
    const through = (): readonly Path[] => waysOut(model, vault, subnet, workload).map(guarded);
    const elsewhere = (): readonly Path[] => {
        return workload?.privateOnly === true ? outside : [...outside, ...through()];
    };
    if (value === true && covered === true) return [guarded(direct)];
    if (value === false) return elsewhere();
    return [guarded(direct), ...elsewhere()];
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
    const own = addressesOf(place);
    const from = own === unsure ? [] : own;
    const peered = target.network !== subnet.network;
    const open: Path = {
        outcome: "passed",
        source: { kind: "endpoint", endpoint, from },
        reason: { code: "private-endpoint", endpoint: thing, peered },
        at: [endpoint.subnetAt],
    };
    const joined = connection(model.networks, model.peerings, model.joints, subnet.network, target.network);
    const routed = underRoutes(model, subnet, endpoint, target, open, joined.value);
    const destination = endpointEnd(endpoint, target);
    // Wherever a route leads, the caller's own rules come first; its network's tag may not hold a network apart.
    const apartByRoute = joined.value === true ? undefined : "perhaps";
    if (routed !== undefined) return under(routed, denied(leaving(model, place, "vault", destination, apartByRoute)));
    const apart = joined.closed === true && letsThroughApart(model, place, target, destination);
    const reached =
        joined.value === true
            ? { ...open, at: [...joined.at, endpoint.subnetAt] }
            : unjoined(
                  model,
                  { ...joined, value: apart ? unsure : joined.value },
                  subnet.network,
                  target.network,
                  open,
              );
    const sent = under(intoNetwork(place, destination, reached), leaving(model, place, "vault", destination));
    return under(sent, arriving(model, target, endOf(place), destination));
}

/** What is stopped for certain. */
function denied(obstacle: Obstacle | undefined): Obstacle | undefined {
    return obstacle?.outcome === "stopped" ? obstacle : undefined;
}

/** An app that does not route everything into its network sends there what is private by RFC 1918 alone. */
function intoNetwork({ workload }: InNetwork, destination: End, path: Path): Path {
    if (workload === undefined || workload.privateOnly === false || path.outcome === "stopped") return path;
    const ranges = destination.kind === "private" ? destination.ranges : unsure;
    if (ranges === unsure || without(ranges, privateBlocks).length === 0) return path;
    const what = { name: workload.name, urn: workload.urn };
    const reason = { code: "path-unknown", what, property: "outboundVnetRouting" } as const;
    return { ...path, outcome: "unknown", reason, at: [workload.subnetAt] };
}

const privateBlocks = privateAppBlocks.value.map((block) => rangeFrom(block)!);

/** The way to an endpoint in a network that is not, or perhaps not, joined to the caller's. */
function unjoined(model: Model, joined: Connection, from: string, to: string, open: Path): Path {
    const names = { network: nameOf(model, from), peer: nameOf(model, to) };
    if (joined.value === unsure) {
        const reason = {
            code: "path-unknown",
            what: { name: names.peer },
            property: "virtualNetworkPeerings",
        } as const;
        return { ...open, outcome: "unknown", reason, at: joined.at.length > 0 ? joined.at : open.at };
    }
    const endpoint = open.reason.code === "private-endpoint" ? open.reason.endpoint : { name: "" };
    const reason: PathReason =
        joined.broken === undefined
            ? { code: "endpoint-out-of-reach", endpoint, network: names.network }
            : {
                  code: joined.broken === "half" ? "peering-not-connected" : "peering-disconnected",
                  endpoint,
                  ...names,
              };
    const at = joined.at.length > 0 ? joined.at : open.at;
    return { outcome: "stopped", source: { kind: "none" }, reason, at };
}

/** An endpoint as rules may name it. Where its subnet does not heed rules, nor need a rule that names its groups fit. */
function endpointEnd({ addresses, groups }: Endpoint, target: Subnet): End {
    const members = groups !== unsure && groups.length > 0 && target.endpointsHeed.securityRules !== true;
    return {
        kind: "private",
        ranges: addresses === unsure ? target.prefixes : addresses,
        groups: members ? unsure : groups,
    };
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
    const reached = localNetworkReaches(model, target.network);
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
    const caller: End = { kind: "private", ranges: unsure, groups: [] };
    return under(open, arriving(model, target, caller, endpointEnd(endpoint, target)));
}

function thingOf(endpoint: Endpoint): Thing {
    return { name: endpoint.name, ...(endpoint.urn === undefined ? { id: endpoint.key } : { urn: endpoint.urn }) };
}

function nameOf(model: Model, network: string): string {
    return model.networks.networks.get(network)?.name ?? network.split("/").at(-1) ?? network;
}
