import { overlaps, parseCidr, rangeOf, type AddressRange } from "../../input/ipv4.ts";
import { clientPorts, dnsPort, platformDnsTag, tagsWithVaults, vaultPort } from "../../azure/paths.ts";
import type { PlanResource } from "../../plan/plan.ts";
import type { Evidence } from "../answer.ts";
import {
    all,
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
import { without } from "./addresses.ts";
import { applicationGroups } from "./application-groups.ts";
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
    /** What the rule is about. */
    readonly concerns: Readonly<Record<Traffic, boolean | Unsure>>;
    readonly at: Evidence;
}

/** Connections to a vault, and questions for names on the way there. */
export type Traffic = "vault" | "names over UDP" | "names over TCP";

/** What a prefix or a tag of a rule stands for; `nothing` is what no connection of ours has an end in. */
export type Named =
    | { readonly kind: "everything" | "virtual network" | "platform names" | "nothing" }
    | { readonly kind: "block"; readonly range: AddressRange }
    | { readonly kind: "vaults"; readonly region: string | undefined }
    | { readonly kind: "application group"; readonly key: string }
    | Unsure;

/** What a request goes to, as rules name it. */
export interface Service {
    readonly tags: readonly string[];
    readonly port: number;
    /** Ports that the connection may need as well. */
    readonly others?: AddressRange;
}

const vaultService: Service = { tags: tagsWithVaults.value, port: vaultPort.value };

/** @param service What `vault` stands for in the rules' {@link Traffic}. */
export function readSecurityGroups(
    resources: Resources,
    service: Service = vaultService,
): ReadonlyMap<string, SecurityGroup> {
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
                resources,
                service,
                resource,
                (standalone.get(resource.urn) ?? []).map(({ rule }) => rule),
                adrift(resource.urn),
            ),
        ]),
    );
}

function readGroup(
    resources: Resources,
    service: Service,
    resource: PlanResource,
    standalone: readonly PlanResource[],
    adrift: Evidence | undefined,
): SecurityGroup {
    const written = items(property(resource, "securityRules"));
    const own = standalone.map((rule) =>
        readRule(resources, service, (...keys) => property(rule, ...keys), nameOf(rule)),
    );
    const inline =
        written === unsure ? [] : written.map((at) => readRule(resources, service, (...keys) => below(at, ...keys)));
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

function readRule(
    resources: Resources,
    service: Service,
    of: (...keys: string[]) => Property,
    known?: string,
): { rule: SecurityRule; unordered?: Evidence } {
    const priority = count(of("priority"));
    const direction = word(of("direction"), ["Inbound", "Outbound"] as const);
    const allows = word(of("access"), ["Allow", "Deny"]);
    const name = text(of("name"));
    const permits = allows === "Allow" ? true : allows === "Deny" ? false : unsure;
    const loose = typeof priority !== "number" || typeof direction !== "string";
    const rule: SecurityRule = {
        name: known ?? (typeof name === "string" ? name : "?"),
        priority: typeof priority === "number" ? priority : 0,
        direction: typeof direction === "string" ? direction : "Outbound",
        allows: permits,
        sources: ends(resources, service, of, "source"),
        destinations: ends(resources, service, of, "destination"),
        concerns: concernsOf(of, service, permits),
        at: evidence(of("access")),
    };
    return { rule, ...(loose && { unordered: evidence(of("priority")) }) };
}

/** Prefixes, tags and application security groups. */
function ends(
    resources: Resources,
    service: Service,
    of: (...keys: string[]) => Property,
    side: "source" | "destination",
): readonly Named[] {
    const one = text(of(`${side}AddressPrefix`));
    const several = texts(of(`${side}AddressPrefixes`));
    const found: Named[] = one === undefined || one === "" ? [] : [named(one, service.tags)];
    if (several === unsure) found.push(unsure);
    else found.push(...several.map((prefix) => named(prefix, service.tags)));
    const groups = applicationGroups(resources, of(`${side}ApplicationSecurityGroups`));
    if (groups === unsure) found.push(unsure);
    else found.push(...groups.map((key): Named => ({ kind: "application group", key })));
    return found.length === 0 ? [unsure] : found;
}

function hasProtocol(protocol: Property, wanted: "tcp" | "udp"): boolean | Unsure {
    const given = text(protocol);
    return given === unsure ? unsure : given === undefined || ["*", "any", wanted].includes(given.toLowerCase());
}

/** What a rule is about, by its protocol and ports. */
export function concernsOf(
    of: (...keys: string[]) => Property,
    { port, others }: Service = vaultService,
    permits: SecurityRule["allows"] = unsure,
): SecurityRule["concerns"] {
    const from = hasPorts(of, "source", clientPorts.value);
    const about = (protocol: "tcp" | "udp", first: number, last = first): boolean | Unsure =>
        all([from, hasProtocol(of("protocol"), protocol), hasPorts(of, "destination", { first, last })]);
    const needed = about("tcp", port);
    const perhaps = others === undefined ? needed : about("tcp", others.first, others.last);
    // Without the port that it needs first, nothing is of use to a connection; with it, another may still be missing.
    const stops = needed === true && permits === false;
    return {
        vault: stops || needed === perhaps ? needed : unsure,
        "names over UDP": about("udp", dnsPort.value),
        "names over TCP": about("tcp", dnsPort.value),
    };
}

/** Whether a rule is about ports: for certain where it is about all of them. */
function hasPorts(
    of: (...keys: string[]) => Property,
    side: "source" | "destination",
    wanted: AddressRange,
): boolean | Unsure {
    const one = text(of(`${side}PortRange`));
    const several = texts(of(`${side}PortRanges`));
    if (several === unsure) return unsure;
    const written = [...(one === undefined || one === "" ? [] : [one]), ...several];
    if (written.includes(unsure)) return unsure;
    // A rule that names no source ports is for all; one without ports to go to cannot be.
    if (written.length === 0) return side === "source" ? true : unsure;
    const ranges = (written as readonly string[]).map(portsFrom);
    if (without([wanted], ranges).length === 0) return true;
    return ranges.some((range) => overlaps(range, wanted)) ? unsure : false;
}

function portsFrom(written: string): AddressRange {
    if (written.trim() === "*") return { first: 0, last: 65535 };
    const [first = Number.NaN, last = first] = written.split("-").map(Number);
    return { first, last };
}

export function named(prefix: string | Unsure, tags: readonly string[] = vaultService.tags): Named {
    if (prefix === unsure) return unsure;
    const given = prefix.toLowerCase();
    if (given === "*" || given === "0.0.0.0/0" || given === "any") return { kind: "everything" };
    const cidr = parseCidr(prefix);
    if (cidr !== undefined) return { kind: "block", range: rangeOf(cidr) };
    if (given === "virtualnetwork") return { kind: "virtual network" };
    if (given === platformDnsTag.value.toLowerCase()) return { kind: "platform names" };
    const [tag = "", region] = given.split(".");
    const ofVaults = !given.includes(":") && tags.some((name) => name.toLowerCase() === tag);
    return ofVaults ? { kind: "vaults", region } : { kind: "nothing" };
}
