import { limits, privateAddressBlocks } from "../azure/limits.ts";
import { InputError, refuseAll, type Refusal } from "../input/error.ts";
import { overlaps, parseCidr, rangeOf, type Cidr } from "../input/ipv4.ts";
import { suggestion } from "../input/nearest.ts";

/** Who decides what an identity may do with secrets, keys and certificates; exactly one of the two is in force. */
export const AccessModel = { Rbac: "rbac", AccessPolicies: "access-policies" } as const;
export type AccessModel = (typeof AccessModel)[keyof typeof AccessModel];

/** From where a vault may be called. */
export const Exposure = {
    /** Every network, the Internet included. */
    Open: "open",
    /** The listed subnets and public addresses, and private endpoints. */
    Firewall: "firewall",
    /** Private endpoints alone. */
    Private: "private",
    /** What a network security perimeter's profile admits, and private endpoints. */
    Perimeter: "perimeter",
} as const;
export type Exposure = (typeof Exposure)[keyof typeof Exposure];

/** Whether Microsoft's trusted services pass a closed vault, each in its listed scenario and with its own grant. */
export const TrustedServices = { Allow: "allow", Refuse: "refuse" } as const;
export type TrustedServices = (typeof TrustedServices)[keyof typeof TrustedServices];

/** The network side of a vault as plain values; how many rules there are is known before deployment. */
export interface VaultNetwork {
    exposure: string;
    trustedServices?: string | undefined;
    /** Public IPv4 addresses or CIDR blocks; an entry that is not a string is a value of another resource. */
    allowedAddresses?: readonly unknown[] | undefined;
    /** How many subnets are admitted. */
    allowedSubnetCount: number;
    perimeterProfileId?: unknown;
}

/**
 * Refuses network settings that contradict each other or that Azure would refuse.
 * @throws InputError with everything that is wrong
 */
export function checkVaultNetwork(network: VaultNetwork, what = "vault"): void {
    checkWord(Exposure, network.exposure, `${what}.exposure`);
    const refusals: Refusal[] = [];
    const addresses = network.allowedAddresses ?? [];
    const rules = addresses.length + network.allowedSubnetCount;

    if (network.exposure === Exposure.Firewall || network.exposure === Exposure.Private) {
        if (network.trustedServices === undefined) {
            refusals.push({
                what: `${what}.trustedServices`,
                got: undefined,
                expected: `"allow" or "refuse": with exposure "${network.exposure}" it is a decision of its own`,
                fix: 'say "allow" where Azure Storage, SQL or Disk Storage use a key of this vault, else "refuse"',
            });
        } else {
            checkWord(TrustedServices, network.trustedServices, `${what}.trustedServices`);
        }
    } else if (network.trustedServices !== undefined) {
        refusals.push({
            what: `${what}.trustedServices`,
            got: network.trustedServices,
            expected: `nothing: with exposure "${network.exposure}" it has no effect`,
            fix: 'remove it, or choose exposure "firewall" or "private"',
        });
    }
    if (network.exposure !== Exposure.Firewall && rules > 0) {
        refusals.push({
            what: `${what}.${addresses.length > 0 ? "allowedAddresses" : "allowedSubnets"}`,
            got: `${rules} rules with exposure "${network.exposure}"`,
            expected: `no rules: exposure "${network.exposure}" never looks at them`,
            fix: 'choose exposure "firewall", or remove the rules',
        });
    }
    if ((network.exposure === Exposure.Perimeter) !== (network.perimeterProfileId !== undefined)) {
        refusals.push({
            what: `${what}.perimeterProfileId`,
            got: network.perimeterProfileId,
            expected: 'the id of an existing profile together with exposure "perimeter"',
            fix: "give both or neither",
        });
    }
    refusals.push(...countRefusals(what, "allowedAddresses", addresses.length, limits.addressRulesPerVault.value));
    refusals.push(
        ...countRefusals(what, "allowedSubnets", network.allowedSubnetCount, limits.virtualNetworkRulesPerVault.value),
    );
    for (const [index, address] of addresses.entries()) {
        if (typeof address === "string")
            refusals.push(...addressRefusals(address, `${what}.allowedAddresses[${index}]`));
    }
    refuseAll(refusals);
}

/** A bare address as the /32 that Azure stores, so that a second deployment sees no difference. */
export function addressRule(address: string): string {
    return address.includes("/") ? address : `${address}/32`;
}

/**
 * Refuses a word that is none of the enumeration's.
 * @throws InputError with the nearest word
 */
export function checkWord<T extends Readonly<Record<string, string>>>(
    words: T,
    word: string,
    what: string,
): asserts word is T[keyof T] {
    const known = Object.values(words);
    if (known.includes(word)) return;
    throw new InputError({
        what,
        got: word,
        expected: `one of ${known.join(", ")}`,
        fix: suggestion(String(word), known),
    });
}

/** @throws InputError unless 7 to 90 days, the limits of Key Vault's soft delete */
export function checkRetention(days: number, what = "vault.softDeleteRetentionInDays"): void {
    const { minimum, maximum } = limits.softDeleteRetentionDays.value;
    if (Number.isInteger(days) && days >= minimum && days <= maximum) return;
    throw new InputError({
        what,
        got: days,
        expected: `a whole number of days from ${minimum} to ${maximum}`,
        fix: "choose with care: it is set at creation and cannot be changed later",
    });
}

function countRefusals(what: string, field: string, count: number, maximum: number): Refusal[] {
    if (count <= maximum) return [];
    return [
        {
            what: `${what}.${field}`,
            got: `${count} rules`,
            expected: `at most ${maximum}, Key Vault's limit`,
            fix: "join neighbouring ranges, or use private endpoints",
        },
    ];
}

function addressRefusals(address: string, what: string): Refusal[] {
    const cidr = parseCidr(address);
    if (cidr === undefined) {
        return [
            {
                what,
                got: address,
                expected: address.includes(":")
                    ? "an IPv4 address or CIDR block: Key Vault's firewall takes no IPv6"
                    : "an IPv4 address or CIDR block without host bits, as 203.0.113.7 or 203.0.113.0/24",
                fix: "give the public IPv4 address with which the caller reaches the Internet",
            },
        ];
    }
    if (!touchesPrivateSpace(cidr)) return [];
    return [
        {
            what,
            got: address,
            expected: "a public address: Key Vault refuses private ranges (RFC 1918) in address rules",
            fix: "admit a private network by its subnet (service endpoint) or by a private endpoint",
        },
    ];
}

/** Whether a block holds an address of RFC 1918. */
export function touchesPrivateSpace(cidr: Cidr): boolean {
    return privateAddressBlocks.value.some((block) => {
        const privateBlock = parseCidr(block);
        return privateBlock !== undefined && overlaps(rangeOf(privateBlock), rangeOf(cidr));
    });
}
