import { formatAddress, formatCidr, type AddressRange } from "../../input/ipv4.ts";
import type { Evidence } from "../answer.ts";
import type { Address } from "../model/addresses.ts";
import type { Translation } from "../model/load-balancers.ts";
import type { Model } from "../model/model.ts";
import { ofSubnet, type Subnet } from "../model/networks.ts";
import { evidence, unsure } from "../model/property.ts";
import { logicalName } from "../model/resources.ts";
import { mayFollowNone, routesToVaults, type Route } from "../model/routes.ts";
import type { Vault } from "../model/vaults.ts";
import type { Workload } from "../model/workload.ts";
import type { EgressKind } from "../reason.ts";
import type { Path } from "./source.ts";

/**
 * How a machine in a subnet leaves for the vault's public address: a route of the user's first, then what the system
 * offers. Several ways where the plan leaves it open.
 */
export function waysOut(model: Model, vault: Vault, subnet: Subnet, workload: Workload | undefined): readonly Path[] {
    const table = subnet.attached.routeTable;
    const system = (): Path => systemWay(model, subnet, workload);
    if (table.reference.kind === "none") return [system()];
    const routes = table.reference.kind === "found" ? model.routeTables.get(table.reference.urn) : undefined;
    if (routes === undefined || routes.unknown !== undefined) {
        return [unknownWay("appliance", { name: subnet.name, ...urnOf(subnet) }, "routeTable", [table.at])];
    }
    const taken = routesToVaults(routes, vault.location).map((route) => routeWay(model, route, system));
    return mayFollowNone(routes, vault.location) ? [...taken, system()] : taken;
}

function routeWay(model: Model, route: Route, system: () => Path): Path {
    const prefix = route.prefix === unsure ? "unknown" : route.prefix;
    switch (route.hop) {
        case "Internet":
            return system();
        case "None":
            return {
                outcome: "stopped",
                source: { kind: "none" },
                reason: { code: "route-drops", route: route.name, prefix },
                at: [route.at],
            };
        case "VirtualAppliance":
        case "VirtualNetworkGateway":
        case "VnetLocal":
        case unsure: {
            const hop = route.hop === unsure ? "unknown" : route.hop;
            const address = route.hopAddress === undefined ? {} : { address: route.hopAddress };
            const firewall = route.hop === "VirtualAppliance" ? model.firewalls.get(route.hopAddress ?? "") : undefined;
            // What the firewall lets through comes from its own addresses.
            const source: Path["source"] =
                firewall === undefined
                    ? { kind: "unknown", by: "appliance" }
                    : { kind: "public", by: "appliance", addresses: firewall.addresses };
            const named = firewall === undefined ? {} : { appliance: { name: firewall.name, urn: firewall.urn } };
            return {
                outcome: "unknown",
                source,
                reason: { code: "route-elsewhere", route: route.name, prefix, hop, ...address, ...named },
                at: [route.at],
            };
        }
    }
}

/** NAT gateway, own public address, load balancer, default outbound access: the first that applies. */
function systemWay(model: Model, subnet: Subnet, workload: Workload | undefined): Path {
    const nat = subnet.attached.natGateway;
    if (nat.reference.kind === "found") {
        return publicWay("nat-gateway", model.natGateways.addresses.get(nat.reference.urn) ?? [{ kind: "unknown" }], [
            nat.at,
        ]);
    }
    if (nat.reference.kind === "outside") return publicWay("nat-gateway", [{ kind: "unknown" }], [nat.at]);
    if (nat.reference.kind === "unknown")
        return unknownWay("nat-gateway", { name: subnet.name, ...urnOf(subnet) }, "natGateway", [nat.at]);
    if (subnet.at === undefined)
        return unknownWay(
            "network-outside",
            { name: subnet.name, ...(subnet.id !== undefined && { id: subnet.id }) },
            "natGateway",
            [],
        );
    const shared = model.natGateways.ofNetworks.get(subnet.network ?? "") ?? model.natGateways.ofNetworks.get("");
    if (shared !== undefined) {
        if (!model.natGateways.ofNetworks.has(subnet.network ?? ""))
            return unknownWay("nat-gateway", { name: logicalName(shared.gateway) }, "sourceVirtualNetwork", [
                shared.at,
            ]);
        return publicWay("nat-gateway", model.natGateways.addresses.get(shared.gateway)!, [shared.at]);
    }
    if (workload !== undefined && workload.addresses.length > 0)
        return publicWay(workload.by, workload.addresses, [workload.subnetAt]);
    if (workload?.translation !== undefined) return balancedWay(subnet, workload, workload.translation);
    if (workload?.withoutDefault === true) {
        const at = [{ urn: workload.urn, path: "/inputs/orchestrationMode" }];
        return {
            outcome: "stopped",
            source: { kind: "none" },
            reason: { code: "no-outbound", subnet: subnet.name, setting: "orchestrationMode" },
            at,
        };
    }
    if (workload?.withoutDefault === unsure)
        return unknownWay("default-outbound", workload, "orchestrationMode", [workload.subnetAt]);
    if (subnet.delegated === true)
        return publicWay("container-platform", [{ kind: "unknown" }], [{ ...at(subnet, "delegations") }]);
    if (subnet.delegated === unsure)
        return unknownWay("container-platform", { name: subnet.name, ...urnOf(subnet) }, "delegations", [
            at(subnet, "delegations"),
        ]);
    const outbound = subnet.defaultOutbound;
    if (outbound.value === false) {
        return {
            outcome: "stopped",
            source: { kind: "none" },
            reason: { code: "no-outbound", subnet: subnet.name, setting: "defaultOutboundAccess" },
            at: [outbound.at],
        };
    }
    if (outbound.value === unsure)
        return unknownWay("default-outbound", { name: subnet.name, ...urnOf(subnet) }, "defaultOutboundAccess", [
            outbound.at,
        ]);
    return publicWay("default-outbound", [{ kind: "unknown" }], [outbound.at]);
}

function balancedWay(subnet: Subnet, workload: Workload, { kind, addresses, at }: Translation): Path {
    switch (kind) {
        case "addresses":
            return publicWay("load-balancer", addresses, [at]);
        case "none":
            return {
                outcome: "stopped",
                source: { kind: "none" },
                reason: { code: "no-outbound", subnet: subnet.name, setting: "loadBalancer" },
                at: [at],
            };
        case "unknown":
            return unknownWay("load-balancer", workload, "loadBalancerBackendAddressPools", [at]);
    }
}

export function publicWay(by: EgressKind, addresses: readonly Address[], at: readonly Evidence[]): Path {
    const known = addresses.flatMap((address) => (address.kind === "unknown" ? [] : [addressText(address)]));
    return {
        outcome: "passed",
        source: { kind: "public", by, addresses },
        reason:
            known.length > 0
                ? { code: "public-address", by, addresses: known }
                : { code: "public-address-unknown", by },
        at,
    };
}

export function unknownWay(
    by: EgressKind,
    what: { readonly name: string; readonly urn?: string; readonly id?: string },
    property: string,
    at: readonly Evidence[],
): Path {
    const { name, urn, id } = what;
    const thing = { name, ...(urn !== undefined && { urn }), ...(id !== undefined && { id }) };
    return {
        outcome: "unknown",
        source: { kind: "unknown", by },
        reason: { code: "path-unknown", what: thing, property },
        at,
    };
}

function at(subnet: Subnet, key: string): Evidence {
    const property = ofSubnet(subnet, key);
    return property === undefined ? { urn: "", path: "" } : evidence(property);
}

export function urnOf(subnet: Subnet): { readonly urn?: string } {
    return subnet.at === undefined ? {} : { urn: subnet.at.resource.urn };
}

/** An address as people write it; of one that only Azure will choose, the name of the resource that gets it. */
function addressText(address: Address): string {
    if (address.kind === "range") return rangeText(address.range);
    return address.kind === "resource" ? logicalName(address.urn) : "unknown";
}

export function rangeText({ first, last }: AddressRange): string {
    const size = last - first + 1;
    const length = 32 - Math.log2(size);
    return Number.isInteger(length) && first % size === 0
        ? formatCidr({ base: first, length })
        : `${formatAddress(first)}–${formatAddress(last)}`;
}
