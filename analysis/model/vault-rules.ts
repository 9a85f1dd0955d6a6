import type { AddressRange } from "../../input/ipv4.ts";
import type { Evidence } from "../answer.ts";
import { addressTypes, addressOf, rangeFrom } from "./addresses.ts";
import { subnetBehind, type Networks } from "./networks.ts";
import { below, evidence, text, unsure } from "./property.ts";
import { dependenciesOf, isStrange } from "./references.ts";
import { typeKey, type Resources } from "./resources.ts";
import type { Vault } from "./vaults.ts";

/** A vault's network rules, ready to be compared with a source address. */
export interface VaultRules {
    readonly addresses: readonly AddressRule[];
    /** Rules whose address is not known, nor where it comes from. */
    readonly unknownAddresses: readonly Evidence[];
    /** Those of them whose value is told, and is no IPv4 address or block. */
    readonly noAddresses: readonly Evidence[];
    readonly subnets: readonly SubnetRule[];
    /** Rules for subnets that are not known, with those that they may be for; none means any. */
    readonly unknownSubnets: readonly { readonly candidates: readonly string[]; readonly at: Evidence }[];
}

/** An address block, or the address of a resource that only Azure will choose; `perhaps` is one that may not be meant. */
export interface AddressRule {
    readonly range?: AddressRange;
    readonly resource?: string;
    readonly perhaps: boolean;
    readonly text: string;
    readonly at: Evidence;
}

export interface SubnetRule {
    /** Key of the subnet. */
    readonly subnet: string;
    readonly name: string;
    readonly at: Evidence;
}

export function readVaultRules(resources: Resources, networks: Networks, vault: Vault): VaultRules {
    return { ...readAddressRules(resources, vault), ...readSubnetRules(resources, networks, vault) };
}

/**
 * Dependencies are told for the whole of a vault's properties, not for each rule. As many unknown rules as resources
 * with an address: each is one of them, whichever is written first. Fewer: which, is not told.
 */
function readAddressRules(
    resources: Resources,
    { acls }: Vault,
): Pick<VaultRules, "addresses" | "unknownAddresses" | "noAddresses"> {
    if (acls.addressRules === unsure)
        return { addresses: [], unknownAddresses: [acls.addressRulesAt], noAddresses: [] };
    const rules = acls.addressRules.map((rule) => below(rule, "value"));
    const known = rules.flatMap((rule): AddressRule[] => {
        const written = text(rule);
        const range = typeof written === "string" ? rangeFrom(written) : undefined;
        return range === undefined ? [] : [{ range, perhaps: false, text: written as string, at: evidence(rule) }];
    });
    const unread = rules.filter(
        (rule) =>
            text(rule) === undefined ||
            (typeof text(rule) === "string" && rangeFrom(text(rule) as string) === undefined),
    );
    const unknown = rules.filter((rule) => text(rule) === unsure);
    const first = unknown[0];
    const dependencies = first === undefined ? [] : dependenciesOf(first);
    const sources = dependencies.filter((urn) => isAddress(resources, urn));
    const elsewhere = dependencies.some((urn) => isStrange(resources, urn) || reportsAddresses(resources, urn));
    const spread = sources.map((urn, index): AddressRule => {
        const address = addressOf(resources.byUrn.get(urn)!);
        const at = evidence(unknown[Math.min(index, unknown.length - 1)]!);
        const perhaps = elsewhere || unknown.length < sources.length;
        return { ...(address.kind === "range" ? { range: address.range } : { resource: urn }), perhaps, text: urn, at };
    });
    const left = elsewhere ? unknown : unknown.slice(sources.length);
    const noAddresses = unread.map(evidence);
    return {
        addresses: [...known, ...spread],
        unknownAddresses: [...noAddresses, ...left.map(evidence)],
        noAddresses,
    };
}

/** Resources that report public addresses of their own. */
const reporting = ["web:", "containerinstance:", "containerservice:", "app:", "apimanagement:", "sql:", "compute:"];

function reportsAddresses(resources: Resources, urn: string): boolean {
    const key = typeKey(resources.byUrn.get(urn)?.type ?? "") ?? "";
    return reporting.some((module) => key.startsWith(module)) || key === "network:AzureFirewall";
}

function isAddress(resources: Resources, urn: string): boolean {
    const key = typeKey(resources.byUrn.get(urn)?.type ?? "");
    return addressTypes.some((type) => type === key);
}

function readSubnetRules(
    resources: Resources,
    networks: Networks,
    { acls }: Vault,
): Pick<VaultRules, "subnets" | "unknownSubnets"> {
    if (acls.subnetRules === unsure)
        return { subnets: [], unknownSubnets: [{ candidates: [], at: acls.subnetRulesAt }] };
    const rules = acls.subnetRules.map((rule) => below(rule, "id"));
    const unknown = rules.filter((rule) => text(rule) === unsure);
    const read = rules.map((rule) => ({
        found: subnetBehind(networks, resources, rule),
        told: text(rule) !== unsure,
        at: evidence(rule),
    }));
    const subnets: SubnetRule[] = [];
    const unknownSubnets: { candidates: readonly string[]; at: Evidence }[] = [];
    for (const { found, told, at } of read) {
        if (found.kind === "subnet") {
            // Several unknown rules and one subnet that they come from: one is for it, the others are not told.
            const again = found.read === "dependency" && subnets.some(({ subnet }) => subnet === found.subnet.key);
            if (again) unknownSubnets.push({ candidates: [], at });
            else subnets.push({ subnet: found.subnet.key, name: found.subnet.name, at });
        } else if (found.kind === "unknown" && !told && found.candidates.length === unknown.length) {
            for (const { key, name } of found.candidates)
                if (!subnets.some(({ subnet }) => subnet === key)) subnets.push({ subnet: key, name, at });
        } else {
            unknownSubnets.push({
                candidates: found.kind === "unknown" ? found.candidates.map(({ key }) => key) : [],
                at,
            });
        }
    }
    return { subnets, unknownSubnets };
}
