import type { Evidence } from "../answer.ts";
import type { Model } from "../model/model.ts";
import type { Subnet } from "../model/networks.ts";
import { unsure } from "../model/property.ts";
import type { Reference } from "../model/references.ts";
import { mayHoldVaults } from "../model/routes.ts";
import type { Traffic } from "../model/security-groups.ts";
import { concerns, ruling, type Connecting, type End } from "../model/security-ruling.ts";
import type { Thing } from "../reason.ts";
import { addressesOf, type InNetwork, type Path } from "./source.ts";

/** A security group that does not let a connection pass for certain. */
export interface Obstacle {
    readonly outcome: "stopped" | "unknown";
    readonly group: Thing;
    /** The rule that decides; none where the group, or a default rule of it, does. */
    readonly rule?: string;
    readonly at: Evidence;
}

interface Guard {
    readonly reference: Reference;
    readonly at: Evidence;
}

/** The groups that a caller's packets leave through: its subnet's, and its interface's. */
function guardsOf({ subnet, workload }: InNetwork): readonly Guard[] {
    const own = subnet.attached.networkSecurityGroup;
    return workload === undefined ? [own] : [own, { reference: workload.group, at: workload.group.at }];
}

export function endOf(place: InNetwork): End {
    return { kind: "private", ranges: addressesOf(place), groups: place.workload?.applicationGroups ?? unsure };
}

/** What the groups of the caller's subnet and interface have against a connection. */
export function leaving(
    model: Model,
    place: InNetwork,
    traffic: Traffic,
    destination: End,
    apart?: Connecting["apart"],
): Obstacle | undefined {
    const connecting: Connecting = {
        direction: "Outbound",
        traffic,
        source: endOf(place),
        destination,
        everything: hasRouteToVaults(model, place.subnet),
        ...(apart !== undefined && { apart }),
    };
    const found = guardsOf(place).flatMap((guard) => against(model, guard, connecting) ?? []);
    return underAdminRules(model, connecting, found.find(({ outcome }) => outcome === "stopped") ?? found[0]);
}

/** Rules of a network manager may forbid what security groups let pass, and the other way round. */
function underAdminRules(model: Model, connecting: Connecting, found: Obstacle | undefined): Obstacle | undefined {
    const asked = model.adminRules.filter((rule) => concerns(rule, connecting) !== false);
    const forbids = asked.find(({ allows }) => allows !== true);
    if (found === undefined)
        return (
            forbids && {
                outcome: "unknown",
                group: { name: forbids.name, urn: forbids.urn },
                rule: "securityAdminConfiguration",
                at: forbids.at,
            }
        );
    return asked.some(({ always }) => always !== false) ? { ...found, outcome: "unknown" } : found;
}

/** What the group of an endpoint's own subnet has against a connection to it, where the subnet heeds rules. */
export function arriving(model: Model, target: Subnet, source: End, destination: End): Obstacle | undefined {
    const heeds = target.endpointsHeed.securityRules;
    if (heeds === false) return undefined;
    const connecting: Connecting = { direction: "Inbound", traffic: "vault", source, destination, everything: false };
    const found = against(model, target.attached.networkSecurityGroup, connecting);
    return found !== undefined && heeds === unsure ? { ...found, outcome: "unknown" } : found;
}

/**
 * Whether a group on the way, asked about networks that their peering keeps apart, lets the packets pass by their
 * addresses: then they may flow all the same.
 */
export function letsThroughApart(model: Model, place: InNetwork, target: Subnet, destination: End): boolean {
    const between = { traffic: "vault", source: endOf(place), destination, everything: false, apart: true } as const;
    const heeds = target.endpointsHeed.securityRules;
    const asked = (direction: Connecting["direction"], guards: readonly Guard[]): readonly boolean[] =>
        guards
            .filter(({ reference }) => reference.kind !== "none")
            .map((guard) => against(model, guard, { direction, ...between })?.outcome !== "stopped");
    const out = asked("Outbound", guardsOf(place));
    const back = heeds === false ? [] : asked("Inbound", [target.attached.networkSecurityGroup]);
    // Of several groups each must let them pass; one that may not be asked may not stop them.
    const stopped = out.includes(false) || (heeds === true && back.includes(false));
    return !stopped && [...out, ...back].includes(true);
}

function against(model: Model, { reference, at }: Guard, connecting: Connecting): Obstacle | undefined {
    if (reference.kind === "none") return undefined;
    const group = reference.kind === "found" ? model.groups.get(reference.urn) : undefined;
    if (group === undefined) {
        const outside = reference.kind === "outside" ? { id: reference.id } : {};
        const name = reference.kind === "outside" ? reference.id.split("/").at(-1) : undefined;
        return { outcome: "unknown", group: { name: name ?? "network security group", ...outside }, at };
    }
    const { value, rule, at: where } = ruling(group, connecting);
    if (value === true) return undefined;
    return {
        outcome: value === unsure ? "unknown" : "stopped",
        group: { name: group.name, urn: group.urn },
        ...(rule !== undefined && { rule: rule.name }),
        at: where ?? at,
    };
}

/** A path under what a group has against it. */
export function under(path: Path, obstacle: Obstacle | undefined): Path {
    if (path.outcome === "stopped" || obstacle === undefined) return path;
    const { group, rule, at } = obstacle;
    if (obstacle.outcome === "unknown")
        return {
            ...path,
            outcome: "unknown",
            reason: { code: "path-unknown", what: group, property: rule ?? "securityRules" },
            at: [at],
        };
    const reason = { code: "blocked-by-rule", group, rule: rule ?? "" } as const;
    return { outcome: "stopped", source: { kind: "none" }, reason, at: [at] };
}

function hasRouteToVaults(model: Model, subnet: Subnet): boolean {
    const { reference } = subnet.attached.routeTable;
    if (reference.kind === "none") return false;
    const table = reference.kind === "found" ? model.routeTables.get(reference.urn) : undefined;
    return table === undefined || mayHoldVaults(table);
}
