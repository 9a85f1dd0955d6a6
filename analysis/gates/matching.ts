import { overlaps, type AddressRange } from "../../input/ipv4.ts";
import { coverInternet, isUnroutable, neverGivenOut, without, type Address } from "../model/addresses.ts";
import { unsure, type Unsure } from "../model/property.ts";
import type { AddressRule, VaultRules } from "../model/vault-rules.ts";
import type { NetworkReason } from "../reason.ts";
import { rangeText } from "./egress.ts";
import type { NetworkRuling } from "./ruling.ts";
import type { Source } from "./source.ts";

/** What the rules say to a source; where none is for it, `stopped`: what then happens is the default action's to say. */
export function matchRules(all: VaultRules, source: Source): NetworkRuling {
    // A rule for private addresses alone names nobody: over a service endpoint it is the subnet that is asked for.
    const rules = {
        ...all,
        addresses: all.addresses.filter(({ range }) => range === undefined || !isUnroutable(range)),
    };
    const stopped: NetworkRuling = { outcome: "stopped", reason: { code: "not-reached" }, at: [] };
    switch (source.kind) {
        case "subnet": {
            const rule = rules.subnets.find(({ subnet }) => subnet === source.subnet.key);
            if (rule !== undefined)
                return { outcome: "passed", reason: { code: "subnet-rule", subnet: rule.name }, at: [rule.at] };
            const perhaps = rules.unknownSubnets.find(
                ({ candidates }) => candidates.length === 0 || candidates.includes(source.subnet.key),
            );
            return perhaps === undefined
                ? stopped
                : {
                      outcome: "unknown",
                      reason: { code: "rule-unknown", rule: "subnet", property: "virtualNetworkRules" },
                      at: [perhaps.at],
                  };
        }
        case "public":
            return matchAddresses(rules, source.addresses, source.by);
        case "unnamed": {
            if (namesAll(rules)) return everyAddress(rules);
            const [unknown] = rules.unknownAddresses;
            return unknown === undefined
                ? stopped
                : { outcome: "unknown", reason: addressUnknown(rules), at: [unknown] };
        }
        case "unknown":
        case "service": {
            if (source.kind === "service" && namesAll(rules)) return everyAddress(rules);
            // It comes from some address, and a rule may be for it.
            const at = [...rules.addresses.map((rule) => rule.at), ...rules.unknownAddresses];
            const subnets =
                source.kind === "unknown"
                    ? [...rules.subnets.map((rule) => rule.at), ...rules.unknownSubnets.map((rule) => rule.at)]
                    : [];
            if (at.length + subnets.length === 0) return stopped;
            const by = source.kind === "service" ? "azure-service" : source.by;
            return {
                outcome: "unknown",
                reason: { code: "source-unknown", by, addressRules: rules.addresses.length },
                at: [...at, ...subnets],
            };
        }
        case "endpoint":
        case "none":
            return stopped;
    }
}

function addressUnknown({ unknownAddresses, noAddresses }: VaultRules): NetworkReason {
    const told = noAddresses.length > 0 && noAddresses.length === unknownAddresses.length;
    return { code: "rule-unknown", rule: "address", property: "ipRules", ...(told && { told }) };
}

/** Any of the addresses may be used: all must be named by a rule, or none. */
function matchAddresses(
    rules: VaultRules,
    addresses: readonly Address[],
    by: Extract<Source, { kind: "public" }>["by"],
): NetworkRuling {
    const matches = addresses.map((address) => matchAddress(rules, address));
    const value = every(matches.map((match) => match.value));
    const used = matches.flatMap(({ rules: own }) => own);
    const at = used.map((rule) => rule.at);
    if (value === true)
        return {
            outcome: "passed",
            reason: { code: "address-rule", rules: [...new Set(used.map(({ text }) => text))] },
            at,
        };
    if (value === false) return { outcome: "stopped", reason: { code: "not-reached" }, at: [] };
    const told = matches.every((match) => match.value !== unsure || match.inside !== undefined);
    const inside = matches.flatMap((match) => match.inside ?? []);
    if (told && inside.length > 0) return { outcome: "unknown", reason: { code: "range-partly-in-rules", inside }, at };
    if (addresses.some(({ kind }) => kind === "unknown")) {
        return {
            outcome: "unknown",
            reason: { code: "source-unknown", by, addressRules: rules.addresses.length },
            at: [...at, ...rules.addresses.map((rule) => rule.at)],
        };
    }
    return {
        outcome: "unknown",
        reason: addressUnknown(rules),
        at: [
            ...at,
            ...rules.addresses.flatMap((rule) => (rule.range === undefined ? [rule.at] : [])),
            ...rules.unknownAddresses,
        ],
    };
}

interface Match {
    readonly value: boolean | Unsure;
    readonly rules: readonly AddressRule[];
    /** What of it the rules surely name; a URN where it is the address of that resource. */
    readonly inside?: readonly string[];
}

function matchAddress(rules: VaultRules, address: Address): Match {
    const none = rules.addresses.length === 0 && rules.unknownAddresses.length === 0;
    if (address.kind !== "range" && namesAll(rules))
        return { value: true, rules: rules.addresses.filter(({ range }) => range !== undefined) };
    if (address.kind === "unknown") return { value: none ? false : unsure, rules: [] };
    if (address.kind === "resource") {
        const same = rules.addresses.filter(({ resource }) => resource === address.urn);
        if (same.some(({ perhaps }) => !perhaps)) return { value: true, rules: same, inside: [address.urn] };
        // A written rule may name the address that Azure will choose, or has chosen without the plan's knowing.
        const written = rules.addresses.filter(({ range }) => range !== undefined && !neverGivenOut(range));
        return {
            value: same.length + written.length + rules.unknownAddresses.length > 0 ? unsure : false,
            rules: [...same, ...written],
        };
    }
    const { range } = address;
    const touching = rules.addresses.filter((rule) => rule.range !== undefined && overlaps(rule.range, range));
    const sure = touching.filter(({ perhaps }) => !perhaps).flatMap((rule) => rule.range ?? []);
    if (sure.length > 0 && without([range], sure).length === 0)
        return { value: true, rules: touching, inside: [rangeText(range)] };
    if (sure.length > 0)
        return { value: unsure, rules: touching, inside: sure.map((rule) => rangeText(intersection(rule, range))) };
    const open =
        touching.length > 0 ||
        rules.unknownAddresses.length > 0 ||
        (!neverGivenOut(range) &&
            address.urn === undefined &&
            rules.addresses.some(({ resource }) => resource !== undefined));
    return { value: open ? unsure : false, rules: touching };
}

function everyAddress({ addresses }: VaultRules): NetworkRuling {
    const rules = addresses.map(({ text }) => text);
    return { outcome: "passed", reason: { code: "address-rule", rules }, at: addresses.map(({ at }) => at) };
}

/** Whether the rules name every address that a host on the Internet may have. */
function namesAll({ addresses }: VaultRules): boolean {
    const named = addresses.flatMap(({ range, perhaps }) => (range === undefined || perhaps ? [] : [range]));
    return coverInternet(named);
}

function intersection(a: AddressRange, b: AddressRange): AddressRange {
    return { first: Math.max(a.first, b.first), last: Math.min(a.last, b.last) };
}

/** True or false where all agree. */
export function every(values: readonly (boolean | Unsure)[]): boolean | Unsure {
    return values.every((value) => value === values[0]) ? (values[0] ?? unsure) : unsure;
}
