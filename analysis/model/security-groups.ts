import { parseCidr, rangeOf, contains, overlaps, type AddressRange } from "../../input/ipv4.ts";
import { tagsWithVaults, vaultPort } from "../../azure/paths.ts";
import type { PlanResource } from "../../plan/plan.ts";
import type { Evidence } from "../answer.ts";
import { isUnroutable } from "./addresses.ts";
import {
    below,
    count,
    evidence,
    items,
    property,
    text,
    texts,
    unsure,
    word,
    type Property,
    type Unsure,
} from "./property.ts";
import { mayMean, referenceByName } from "./references.ts";
import { nameOf, ofType, type Resources } from "./resources.ts";

/** A network security group with its own rules, in the order in which they are asked. */
export interface SecurityGroup {
    readonly urn: string;
    readonly name: string;
    readonly rules: readonly SecurityRule[];
    /** A rule's direction or priority is not known, or the list is not: any rule may come first. */
    readonly unordered?: Evidence;
}

export interface SecurityRule {
    readonly name: string;
    readonly priority: number;
    readonly direction: "Inbound" | "Outbound";
    readonly allows: boolean | Unsure;
    readonly sources: readonly Named[];
    readonly destinations: readonly Named[];
    /** Whether the rule is about TCP 443. */
    readonly concerns: boolean | Unsure;
    readonly at: Evidence;
}

/** What a prefix or a tag of a rule stands for; `nothing` is what no connection of ours has an end in. */
type Named =
    | { readonly kind: "everything" | "virtual network" | "nothing" }
    | { readonly kind: "block"; readonly range: AddressRange }
    | { readonly kind: "vaults"; readonly region: string | undefined }
    | Unsure;

/** One end of a connection, as a rule may name it. */
export type End =
    | { readonly kind: "private"; readonly ranges: readonly AddressRange[] | Unsure }
    | { readonly kind: "vault"; readonly region: string | Unsure };

export function readSecurityGroups(resources: Resources): ReadonlyMap<string, SecurityGroup> {
    const rules = ofType(resources, "network:SecurityRule").map((rule) => ({
        rule,
        group: referenceByName(resources, rule, "networkSecurityGroupName", "network:NetworkSecurityGroup"),
    }));
    const standalone = Map.groupBy(rules, ({ group }) => (group.kind === "found" ? group.urn : ""));
    // A rule whose group is not told may be any group's.
    const adrift = (urn: string): Evidence | undefined =>
        rules.find(({ group }) => group.kind === "unknown" && mayMean(group, urn))?.group.at;
    return new Map(
        ofType(resources, "network:NetworkSecurityGroup").map((resource) => [
            resource.urn,
            readGroup(
                resource,
                (standalone.get(resource.urn) ?? []).map(({ rule }) => rule),
                adrift(resource.urn),
            ),
        ]),
    );
}

function readGroup(
    resource: PlanResource,
    standalone: readonly PlanResource[],
    adrift: Evidence | undefined,
): SecurityGroup {
    const written = items(property(resource, "securityRules"));
    const own = standalone.map((rule) => readRule((...keys) => property(rule, ...keys), nameOf(rule)));
    const inline = written === unsure ? [] : written.map((at) => readRule((...keys) => below(at, ...keys)));
    const rules = [...own, ...inline];
    const loose = rules.find((rule) => rule.unordered !== undefined)?.unordered;
    const unordered = written === unsure ? evidence(property(resource, "securityRules")) : (loose ?? adrift);
    return {
        urn: resource.urn,
        name: nameOf(resource),
        rules: rules.map(({ rule }) => rule).sort((a, b) => a.priority - b.priority),
        ...(unordered !== undefined && { unordered }),
    };
}

function readRule(of: (...keys: string[]) => Property, known?: string): { rule: SecurityRule; unordered?: Evidence } {
    const priority = count(of("priority"));
    const direction = word(of("direction"), ["Inbound", "Outbound"] as const);
    const allows = word(of("access"), ["Allow", "Deny"]);
    const name = text(of("name"));
    const loose = typeof priority !== "number" || typeof direction !== "string";
    const rule: SecurityRule = {
        name: known ?? (typeof name === "string" ? name : "?"),
        priority: typeof priority === "number" ? priority : 0,
        direction: typeof direction === "string" ? direction : "Outbound",
        allows: allows === "Allow" ? true : allows === "Deny" ? false : unsure,
        sources: prefixes(of, "source").map(named),
        destinations: prefixes(of, "destination").map(named),
        concerns: all([isTcp(of("protocol")), hasPort(of)]),
        at: evidence(of("access")),
    };
    return { rule, ...(loose && { unordered: evidence(of("priority")) }) };
}

/** Prefixes and tags; machines named by an application security group may be any. */
function prefixes(of: (...keys: string[]) => Property, side: "source" | "destination"): readonly (string | Unsure)[] {
    const one = text(of(`${side}AddressPrefix`));
    const several = texts(of(`${side}AddressPrefixes`));
    const groups = items(of(`${side}ApplicationSecurityGroups`));
    const found: (string | Unsure)[] = one === undefined || one === "" ? [] : [one];
    if (several === unsure) found.push(unsure);
    else found.push(...several);
    if (groups === unsure || groups.length > 0) found.push(unsure);
    return found.length === 0 ? [unsure] : found;
}

function isTcp(protocol: Property): boolean | Unsure {
    const given = text(protocol);
    return given === unsure ? unsure : given === undefined || ["*", "tcp"].includes(given.toLowerCase());
}

function hasPort(of: (...keys: string[]) => Property): boolean | Unsure {
    const one = text(of("destinationPortRange"));
    const several = texts(of("destinationPortRanges"));
    if (several === unsure) return unsure;
    const ranges = [...(one === undefined || one === "" ? [] : [one]), ...several];
    if (ranges.includes(unsure)) return unsure;
    if (ranges.length === 0) return unsure;
    return ranges.some((range) => {
        if (range === "*") return true;
        const [first, last = first] = (range as string).split("-").map(Number);
        return first !== undefined && last !== undefined && first <= vaultPort.value && vaultPort.value <= last;
    });
}

/** What a group says about a connection from `source` to `destination` on port 443, and which rule says it. */
export interface Ruling {
    readonly value: boolean | Unsure;
    /** Absent where one of Azure's own rules decides. */
    readonly rule?: SecurityRule;
    readonly at?: Evidence;
}

/** @param everything Whether a route of the subnet is for all addresses, so that the tag `VirtualNetwork` is too. */
export function ruling(
    group: SecurityGroup,
    direction: SecurityRule["direction"],
    source: End,
    destination: End,
    everything: boolean,
): Ruling {
    const possible: (boolean | Unsure)[] = [];
    let first: SecurityRule | undefined;
    for (const rule of group.rules) {
        if (rule.direction !== direction) continue;
        const matches = all([
            rule.concerns,
            any(rule.sources, (named) => holds(named, source, everything)),
            any(rule.destinations, (named) => holds(named, destination, everything)),
        ]);
        if (matches === false) continue;
        first ??= rule;
        possible.push(rule.allows);
        if (matches === true && group.unordered === undefined) return settled(possible, first);
    }
    // Azure's own rules let connections out, and connections within the network in.
    return settled([...possible, true], first, group.unordered);
}

function settled(possible: readonly (boolean | Unsure)[], rule: SecurityRule | undefined, loose?: Evidence): Ruling {
    const same = possible.every((value) => value === possible[0]) ? possible[0]! : unsure;
    const value = loose === undefined ? same : unsure;
    return { value, ...(rule !== undefined && { rule, at: rule.at }), ...(loose !== undefined && { at: loose }) };
}

function named(prefix: string | Unsure): Named {
    if (prefix === unsure) return unsure;
    const given = prefix.toLowerCase();
    if (given === "*" || given === "0.0.0.0/0" || given === "any") return { kind: "everything" };
    const cidr = parseCidr(prefix);
    if (cidr !== undefined) return { kind: "block", range: rangeOf(cidr) };
    if (given === "virtualnetwork") return { kind: "virtual network" };
    const [tag = "", region] = given.split(".");
    const ofVaults = !given.includes(":") && tagsWithVaults.value.some((name) => name.toLowerCase() === tag);
    return ofVaults ? { kind: "vaults", region } : { kind: "nothing" };
}

/** Whether what a rule names has an end of the connection in it. */
function holds(named: Named, end: End, everything: boolean): boolean | Unsure {
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
        case "nothing":
            return false;
    }
}

/** A vault's public address is Azure's to choose; it may be in any public block. */
function publicRange(range: AddressRange): boolean | Unsure {
    return isUnroutable(range) ? false : unsure;
}

function within(ranges: readonly AddressRange[] | Unsure, named: AddressRange): boolean | Unsure {
    if (ranges === unsure || ranges.length === 0) return unsure;
    if (ranges.every((range) => contains(named, range))) return true;
    return ranges.some((range) => overlaps(named, range)) ? unsure : false;
}

function all(values: readonly (boolean | Unsure)[]): boolean | Unsure {
    if (values.includes(false)) return false;
    return values.includes(unsure) ? unsure : true;
}

function any<T>(values: readonly T[], test: (value: T) => boolean | Unsure): boolean | Unsure {
    const results = values.map(test);
    if (results.includes(true)) return true;
    return results.includes(unsure) ? unsure : false;
}
