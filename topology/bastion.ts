import { bastionSkus, exclusiveBastionFeatures, type BastionFeature, type BastionSkuName } from "../azure/bastion.ts";
import { InputError } from "../input/error.ts";
import { parseCidr } from "../input/ipv4.ts";
import { suggestion } from "../input/nearest.ts";

/** What is decided of a Bastion host before deployment. */
export interface BastionSettings {
    sku: string;
    features: readonly string[];
    scaleUnits?: number | undefined;
    /** Whether a public address of its own is brought along. */
    hasPublicAddress: boolean;
    /** Public addresses from which it may be used. */
    allowedAddresses: readonly string[];
}

export interface PlannedBastion {
    readonly sku: BastionSkuName;
    readonly subnet: boolean;
    readonly publicAddress: boolean;
    readonly features: readonly BastionFeature[];
}

/** @throws InputError for a SKU that does not exist, or for what the SKU cannot do */
export function planBastion(settings: BastionSettings, what = "bastion"): PlannedBastion {
    const known = Object.keys(bastionSkus);
    if (!Object.hasOwn(bastionSkus, settings.sku)) {
        throw new InputError({
            what: `${what}.sku`,
            got: settings.sku,
            expected: `one of ${known.join(", ")}`,
            fix: suggestion(settings.sku, known),
        });
    }
    const sku = settings.sku as BastionSkuName;
    const row = bastionSkus[sku];
    const features = checkFeatures(settings.features, sku, `${what}.features`);
    const privateOnly = features.includes("enablePrivateOnlyBastion");
    const publicAddress = row.publicAddress !== "absent" && !privateOnly;
    if (settings.hasPublicAddress && !publicAddress) {
        throw new InputError({
            what: `${what}.publicIpAddressId`,
            got: "a public address",
            expected: `none: ${privateOnly ? "the host is private-only" : `SKU ${sku} has none`}`,
            fix: "remove it",
        });
    }
    checkScaleUnits(settings.scaleUnits, sku, `${what}.scaleUnits`);
    checkAddresses(settings.allowedAddresses, sku, `${what}.allowedAddresses`);
    return { sku, subnet: row.subnet === "required", publicAddress, features };
}

function checkFeatures(features: readonly string[], sku: BastionSkuName, what: string): BastionFeature[] {
    const allowed: readonly string[] = bastionSkus[sku].features;
    for (const feature of features) {
        if (allowed.includes(feature)) continue;
        const enough = Object.entries(bastionSkus).find(([, row]) =>
            (row.features as readonly string[]).includes(feature),
        )?.[0];
        throw new InputError({
            what,
            got: feature,
            expected: `features of SKU ${sku}: ${allowed.length > 0 ? allowed.join(", ") : "none"}`,
            fix: enough === undefined ? suggestion(feature, allowed) : `choose SKU ${enough}, or remove it`,
        });
    }
    for (const [one, other] of exclusiveBastionFeatures.value) {
        if (!features.includes(one) || !features.includes(other)) continue;
        throw new InputError({
            what,
            got: `${one} and ${other}`,
            expected: "one of the two: the first switches the second off",
            fix: "remove one",
        });
    }
    return features as BastionFeature[];
}

function checkAddresses(addresses: readonly string[], sku: BastionSkuName, what: string): void {
    if (addresses.length > 0 && sku !== "Developer") {
        throw new InputError({
            what,
            got: `${addresses.length} addresses with SKU ${sku}`,
            expected: "nothing: only SKU Developer has an address list of its own",
            fix: "give AzureBastionSubnet a network security group of your own, with a narrower AllowHttpsInbound (networkSecurityGroupId)",
        });
    }
    for (const [index, address] of addresses.entries()) {
        if (parseCidr(address) !== undefined) continue;
        throw new InputError({
            what: `${what}[${index}]`,
            got: address,
            expected: "an IPv4 address or CIDR block, as 203.0.113.7 or 203.0.113.0/24",
            fix: "give the public address with which users reach the Internet",
        });
    }
}

function checkScaleUnits(scaleUnits: number | undefined, sku: BastionSkuName, what: string): void {
    if (scaleUnits === undefined) return;
    const range = bastionSkus[sku].scaleUnits;
    if (
        range !== undefined &&
        Number.isInteger(scaleUnits) &&
        scaleUnits >= range.minimum &&
        scaleUnits <= range.maximum
    )
        return;
    throw new InputError({
        what,
        got: scaleUnits,
        expected:
            range === undefined
                ? `nothing: SKU ${sku} has a fixed size`
                : `a whole number from ${range.minimum} to ${range.maximum}`,
        fix: range === undefined ? "remove it, or choose SKU Standard" : "choose a number in the range",
    });
}
