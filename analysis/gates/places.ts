import { azureResolver } from "../../azure/paths.ts";
import type { AddressRange } from "../../input/ipv4.ts";
import { neverTrusted } from "../../azure/trusted-services.ts";
import { routableParts, without } from "../model/addresses.ts";
import type { Model } from "../model/model.ts";
import { ofSubnet, outsideSubnet, type Subnet } from "../model/networks.ts";
import { evidence, unsure, type Unsure } from "../model/property.ts";
import type { Vault } from "../model/vaults.ts";
import type { Workload } from "../model/workload.ts";
import type { Origin, Place } from "../question.ts";
import type { Evidence } from "../answer.ts";
import { resolverOf, type Resolver, type View } from "./dns.ts";
import type { NameAnswer } from "./name-answers.ts";
import { publicWay, unknownWay } from "./egress.ts";
import { heardFrom } from "./asking.ts";
import { fromLocalNetwork, pathsFrom } from "./path.ts";
import type { InNetwork, Path } from "./source.ts";
import { localNetworkReaches } from "./transit.ts";

/** One way that a request from a place may go: what its resolver answers, and the path that it then takes. */
export interface Way {
    readonly name: NameAnswer;
    readonly path: Path;
}

/** All ways from a place to a vault, and the subnet that the place is in. */
export interface Approach {
    readonly ways: readonly Way[];
    readonly subnet?: string;
    /** URN of the resolver that a local network is taken to forward to. */
    readonly forwardsTo?: string;
    /** A local network that the plan joins to none of its own, though something may be there to reach. */
    readonly apart?: true;
}

/** The vault that is asked for, and what its name becomes. */
interface Target {
    readonly vault: Vault;
    readonly resolve: Resolver;
}

/** The machine that a person's browser runs on, or the place itself. */
export function placeOf(origin: Origin): Place {
    return origin.kind === "browser" ? origin.at : origin;
}

/** @param resolve The vault's resolver, where more places are asked about than one. */
export function approach(
    model: Model,
    vault: Vault,
    origin: Origin,
    resolve: Resolver = resolverOf(model, vault),
): Approach {
    const place = placeOf(origin);
    const target: Target = { vault, resolve };
    switch (place.kind) {
        case "subnet":
            return fromSubnet(model, target, { subnet: subnetOf(model, place.key) });
        case "workload":
            return fromWorkload(model, target, model.workloads.get(place.urn)!);
        case "address":
            return fromAddress(model, target, place.range);
        case "internet":
            return publicly(target, {
                outcome: "passed",
                source: { kind: "unnamed" },
                reason: { code: "public-address-unknown", by: "internet" },
                at: [],
            });
        case "on-premises":
            return fromOnPremises(model, target, place.range);
        case "service":
            return fromService(target, place.name);
    }
}

function subnetOf(model: Model, key: string): Subnet {
    return (
        model.networks.subnets.get(key) ??
        model.networks.subnetsById.get(key) ??
        outsideSubnet(model.networks, model.resources, key)
    );
}

function publicly(target: Target, path: Path): Approach {
    return { ways: target.resolve({ kind: "public" }).map((name) => ({ name, path })) };
}

function fromSubnet(model: Model, target: Target, place: InNetwork): Approach {
    const { subnet, workload } = place;
    const host = model.silentHosts.get(subnet.key);
    if (host !== undefined && workload === undefined) return silent(host.name, [host.subnetAt]);
    const view = viewFrom(model, subnet, workload);
    const ways = heardFrom(model, place, view, target.resolve).flatMap((name) =>
        pathsFrom(model, target.vault, place, name).map((path) => ({ name, path })),
    );
    return { ways, subnet: subnet.key };
}

function silent(host: string, at: readonly Evidence[]): Approach {
    const name: NameAnswer = { address: "none", reason: { code: "never-calls", host }, at };
    return {
        ways: [
            { name, path: { outcome: "stopped", source: { kind: "none" }, reason: { code: "never-calls", host }, at } },
        ],
    };
}

/** Which servers a machine asks: its own, else those of its network. */
function viewFrom(model: Model, subnet: Subnet, workload: Workload | undefined): View {
    if (subnet.network === undefined) {
        const what = { name: subnet.name, ...(subnet.at !== undefined && { urn: subnet.at.resource.urn }) };
        const at = subnet.at === undefined ? [] : [evidence(subnet.at)];
        return { kind: "unknown", reason: { code: "outside-plan", missing: "network", what }, at };
    }
    const own = workload?.dnsServers ?? [];
    const network = model.networks.networks.get(subnet.network);
    const usesOwn = own === unsure || own.length > 0;
    const servers: readonly string[] | Unsure = usesOwn ? own : (network?.dnsServers.value ?? unsure);
    const shown = network?.resource !== undefined;
    const at =
        usesOwn && workload !== undefined
            ? [workload.dnsServersAt]
            : shown
              ? [network.dnsServers.at]
              : [ofSubnet(subnet, "virtualNetworkName")].flatMap((name) =>
                    name === undefined ? [] : [evidence(name)],
                );
    return { kind: "network", network: subnet.network, servers, serversAt: at };
}

function fromWorkload(model: Model, target: Target, workload: Workload): Approach {
    if (workload.neverCalls) return silent(workload.name, [workload.subnetAt]);
    const { subnet } = workload;
    switch (subnet.kind) {
        case "none": {
            const path = publicWay(workload.by, workload.addresses, [workload.subnetAt]);
            return { ways: target.resolve(viewOutside(workload)).map((name) => ({ name, path: leading(name, path) })) };
        }
        case "subnet":
            return fromSubnet(model, target, { subnet: subnet.subnet, workload });
        case "unknown": {
            const thing = { name: workload.name, urn: workload.urn };
            const known = subnet.candidates.flatMap(
                (candidate) => fromSubnet(model, target, { subnet: candidate, workload }).ways,
            );
            if (known.length > 0) return { ways: known };
            const view: View = {
                kind: "unknown",
                reason: { code: "outside-plan", missing: "network", what: thing },
                at: [workload.subnetAt],
            };
            const path = unknownWay("network-outside", thing, "subnet", [workload.subnetAt]);
            return { ways: target.resolve(view).map((name) => ({ name, path: leading(name, path) })) };
        }
    }
}

/** Whom an app without a network asks: a public resolver, or a server of its own. */
function viewOutside({ name, urn, dnsServers, dnsServersAt }: Workload): View {
    const at = [dnsServersAt];
    if (dnsServers === unsure)
        return { kind: "unknown", reason: { code: "dns-unknown", what: { name, urn }, property: "dnsServers" }, at };
    if (dnsServers.every((server) => server === azureResolver.value)) return { kind: "public" };
    return { kind: "unknown", reason: { code: "custom-servers", network: name, servers: dnsServers }, at };
}

/** A path that the plan does not tell, to what the name leads to. */
function leading(name: NameAnswer, path: Path): Path {
    if (name.address === "none")
        return { outcome: "stopped", source: { kind: "none" }, reason: { code: "no-address" }, at: name.at };
    return name.endpoint === undefined
        ? path
        : { ...path, source: { kind: "endpoint", endpoint: name.endpoint, from: [] } };
}

/**
 * Public addresses come from anywhere. Private ones are machines in those subnets of the plan that have them; what no
 * subnet has is a local network's.
 */
function fromAddress(model: Model, target: Target, range: AddressRange): Approach {
    const ranges = routableParts(range);
    const open: readonly Approach[] =
        ranges.length === 0
            ? []
            : [
                  publicly(
                      target,
                      publicWay(
                          "asked",
                          ranges.map((part) => ({ kind: "range", range: part })),
                          [],
                      ),
                  ),
              ];
    const hidden = without([range], ranges);
    const subnets = [...model.networks.subnets.values()];
    const inside = subnets.flatMap((subnet): readonly Approach[] => {
        const addresses = subnet.prefixes === unsure ? [] : common(hidden, subnet.prefixes);
        return addresses.length === 0 ? [] : [fromSubnet(model, target, { subnet, addresses })];
    });
    const known = subnets.flatMap(({ prefixes }) => (prefixes === unsure ? [] : prefixes));
    const elsewhere = hidden.some((part) => without([part], known).length > 0);
    const local = elsewhere || inside.length + open.length === 0 ? [fromOnPremises(model, target, undefined)] : [];
    const all = [...open, ...inside, ...local];
    return all.length === 1 ? all[0]! : { ways: all.flatMap(({ ways }) => ways) };
}

/** What ranges have in common with others. */
function common(ranges: readonly AddressRange[], others: readonly AddressRange[]): readonly AddressRange[] {
    return ranges.flatMap((range) => without([range], without([range], others)));
}

/**
 * A local network resolves as a network of the plan does whose resolver it can ask, and publicly otherwise. Where a
 * gateway joins it to the endpoint's network and no resolver is shown, a name server of its own may still know.
 */
function fromOnPremises(model: Model, target: Target, range: AddressRange | undefined): Approach {
    const resolver = model.hybrid.resolvers.find(
        ({ network, proxy }) => !proxy && localNetworkReaches(model, network).value !== false,
    );
    const gateway = [...model.hybrid.gateways.values(), ...model.hybrid.perhaps.values()][0];
    const view: View =
        resolver !== undefined
            ? { kind: "network", network: resolver.network, servers: [], serversAt: [resolver.at] }
            : gateway !== undefined
              ? {
                    kind: "unknown",
                    reason: { code: "outside-plan", missing: "forwarder", what: { name: "on-premises" } },
                    at: [gateway],
                }
              : { kind: "public" };
    const outside = publicWay(
        "on-premises",
        range === undefined ? [{ kind: "unknown" }] : [{ kind: "range", range }],
        [],
    );
    const ways = target.resolve(view).map((name): Way => {
        if (name.address === "private") return { name, path: fromLocalNetwork(model, name) };
        return { name, path: name.address === "public" ? outside : leading(name, outside) };
    });
    const apart =
        resolver === undefined && gateway === undefined && (model.endpoints.get(target.vault.urn) ?? []).length > 0;
    return { ways, ...(resolver !== undefined && { forwardsTo: resolver.urn }), ...(apart && { apart }) };
}

function fromService(target: Target, service: string): Approach {
    const browser = ["Azure Bastion", "Azure portal"].includes(service) && Object.hasOwn(neverTrusted, service);
    if (browser) return silent(service, []);
    return publicly(target, {
        outcome: "passed",
        source: { kind: "service", service },
        reason: { code: "public-address-unknown", by: "azure-service" },
        at: [],
    });
}
