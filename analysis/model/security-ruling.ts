import { azureResolver } from "../../azure/paths.ts";
import { contains, overlaps, type AddressRange } from "../../input/ipv4.ts";
import type { Evidence } from "../answer.ts";
import { everywhere, isUnroutable, rangeFrom, without } from "./addresses.ts";
import { all, any, unsure, type Unsure } from "./property.ts";
import type { Named, SecurityGroup, SecurityRule, Traffic } from "./security-groups.ts";

/** One end of a connection, as a rule may name it. */
export type End =
    | {
          readonly kind: "private";
          readonly ranges: readonly AddressRange[] | Unsure;
          /** Application security groups that it is in; unsure where machines may be in any. */
          readonly groups: readonly string[] | Unsure;
      }
    | { readonly kind: "vault"; readonly region: string | Unsure }
    /** Azure's own resolver, which rules reach by its tag alone. */
    | { readonly kind: "platform names" };

/** What a group says about a connection, and which rule says it. */
export interface Ruling {
    readonly value: boolean | Unsure;
    /** Absent where one of Azure's own rules decides. */
    readonly rule?: SecurityRule;
    readonly at?: Evidence;
}

/** Where a connection goes from and to, and what it is. */
export interface Connecting {
    readonly direction: SecurityRule["direction"];
    readonly traffic: Traffic;
    readonly source: End;
    readonly destination: End;
    /** Whether a route of the subnet may be for vaults' addresses, so that the tag `VirtualNetwork` is too. */
    readonly everything: boolean;
    /** The ends are in networks that are kept apart: the tag `VirtualNetwork` of one does not hold the other. */
    readonly apart?: true | "perhaps";
}

export function ruling(group: SecurityGroup, connecting: Connecting): Ruling {
    const possible: (boolean | Unsure)[] = [];
    let first: SecurityRule | undefined;
    for (const rule of group.rules) {
        const matches = concerns(rule, connecting);
        if (matches === false) continue;
        first ??= rule;
        possible.push(rule.allows);
        if (matches === true && group.unordered === undefined) return settled(possible, first);
    }
    // Azure's own rules let connections out, and connections within the network in.
    return settled(
        [...possible, connecting.apart === "perhaps" ? unsure : connecting.apart !== true],
        first,
        group.unordered,
    );
}

/** Whether a rule is about a connection. */
export function concerns(
    rule: SecurityRule,
    { direction, traffic, source, destination, everything, apart }: Connecting,
): boolean | Unsure {
    if (rule.direction !== direction) return false;
    const remote = direction === "Outbound" ? destination : source;
    const has = (named: Named, end: End): boolean | Unsure =>
        apart !== undefined && end === remote && named !== unsure && named.kind === "virtual network"
            ? apart === "perhaps" && unsure
            : holds(named, end, everything);
    return all([
        rule.concerns[traffic],
        together(rule.sources, source, (named) => has(named, source)),
        together(rule.destinations, destination, (named) => has(named, destination)),
    ]);
}

/** Whether any of what a rule names has an end in it; blocks may do so only together. */
function together(all: readonly Named[], end: End, has: (named: Named) => boolean | Unsure): boolean | Unsure {
    const each = any(all, has);
    if (each !== unsure || end.kind === "platform names") return each;
    const blocks = all.flatMap((named) => (named !== unsure && named.kind === "block" ? [named.range] : []));
    const ranges = end.kind === "vault" ? [everywhere] : end.ranges;
    if (ranges === unsure || ranges.length === 0) return unsure;
    const left = without(ranges, blocks);
    return (end.kind === "vault" ? left.every(isUnroutable) : left.length === 0) ? true : unsure;
}

function settled(possible: readonly (boolean | Unsure)[], rule: SecurityRule | undefined, loose?: Evidence): Ruling {
    const same = possible.every((value) => value === possible[0]) ? possible[0]! : unsure;
    const value = loose === undefined ? same : unsure;
    return { value, ...(rule !== undefined && { rule, at: rule.at }), ...(loose !== undefined && { at: loose }) };
}

/** Whether what a rule names has an end of the connection in it. */
function holds(named: Named, end: End, everything: boolean): boolean | Unsure {
    if (end.kind === "platform names") return named === unsure ? unsure : named.kind === "platform names";
    if (named === unsure) return unsure;
    switch (named.kind) {
        case "everything":
            return true;
        case "block":
            return end.kind === "vault" ? publicRange(named.range) : within(end.ranges, named.range);
        case "virtual network":
            return end.kind === "private" ? true : everything ? unsure : false;
        case "vaults":
            if (end.kind === "private") return false;
            if (named.region === undefined) return true;
            return end.region === unsure ? unsure : named.region === end.region;
        case "application group":
            // Its members are interfaces and private endpoints; a vault's public address is neither.
            if (end.kind === "vault") return false;
            return end.groups === unsure ? unsure : end.groups.includes(named.key);
        case "platform names":
        case "nothing":
            return false;
    }
}

/** A vault's public address is Azure's to choose; it may be in any public block, and is not the resolver's. */
function publicRange(range: AddressRange): boolean | Unsure {
    return isUnroutable(range) || without([range], [platform]).length === 0 ? false : unsure;
}

const platform = rangeFrom(azureResolver.value)!;

function within(ranges: readonly AddressRange[] | Unsure, named: AddressRange): boolean | Unsure {
    if (ranges === unsure || ranges.length === 0) return unsure;
    if (ranges.every((range) => contains(named, range))) return true;
    return ranges.some((range) => overlaps(named, range)) ? unsure : false;
}
