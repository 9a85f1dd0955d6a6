import { exampleBlocks, unroutableBlocks } from "../../azure/paths.ts";
import { contains, parseCidr, rangeOf, type AddressRange } from "../../input/ipv4.ts";
import type { PlanResource } from "../../plan/plan.ts";
import { items, property, text, unsure, below, word, type Property } from "./property.ts";
import { referenceById, target } from "./references.ts";
import type { Resources } from "./resources.ts";

/**
 * A public source address. One that only Azure will choose is known by the resource that gets it: the same resource on
 * both sides of a comparison is the same address, and two resources never share one.
 */
export type Address =
    /** `urn` is of the resource that has it, where one of the plan does. */
    | { readonly kind: "range"; readonly range: AddressRange; readonly urn?: string }
    | { readonly kind: "resource"; readonly urn: string }
    | { readonly kind: "unknown" };

export const addressTypes = ["network:PublicIPAddress", "network:PublicIPPrefix"] as const;

/** The address or addresses of a public IP address or prefix. */
export function addressOf(resource: PlanResource): Address {
    const written = [property(resource, "ipAddress"), property(resource, "ipPrefix")].map(text);
    const known = written.find((value) => typeof value === "string" && value !== "");
    const range = typeof known === "string" ? rangeFrom(known) : undefined;
    return range === undefined ? { kind: "resource", urn: resource.urn } : { kind: "range", range, urn: resource.urn };
}

/** The address that a property with a public address's resource id stands for. */
export function addressBehind(resources: Resources, id: Property): Address {
    const found = target(resources, referenceById(resources, id, addressTypes));
    return found === undefined ? { kind: "unknown" } : addressOf(found);
}

/** The addresses behind a list of `{ id }`. Those of IPv6 lead to no vault: its public address is an IPv4 one. */
export function addressesBehind(resources: Resources, list: Property): readonly Address[] {
    const found = items(list);
    if (found === unsure) return [{ kind: "unknown" }];
    return found
        .map((item) => below(item, "id"))
        .filter((id) => !isOfVersion6(target(resources, referenceById(resources, id, addressTypes))))
        .map((id) => addressBehind(resources, id));
}

function isOfVersion6(resource: PlanResource | undefined): boolean {
    return resource !== undefined && word(property(resource, "publicIPAddressVersion"), ["IPv6"]) === "IPv6";
}

/** An address or block as text; bits below the prefix are ignored, as they name the same block. */
export function rangeFrom(value: string): AddressRange | undefined {
    const exact = parseCidr(value.trim());
    if (exact !== undefined) return rangeOf(exact);
    const [address = "", length = ""] = value.trim().split("/");
    const host = parseCidr(address);
    if (host === undefined || !/^(\d|[12]\d|3[0-2])$/.test(length)) return undefined;
    const size = 2 ** (32 - Number(length));
    return rangeOf({ base: host.base - (host.base % size), length: Number(length) });
}

const unroutable = unroutableBlocks.value.map((block) => rangeOf(parseCidr(block)!)).sort((a, b) => a.first - b.first);

const examples = exampleBlocks.value.map((block) => rangeOf(parseCidr(block)!));

/** Whether Azure will never give out an address of the range. */
export function neverGivenOut(range: AddressRange): boolean {
    return isUnroutable(range) || examples.some((block) => contains(block, range));
}

/** Whether no host on the Internet has an address of the range. */
export function isUnroutable(range: AddressRange): boolean {
    return unroutable.some((block) => contains(block, range));
}

/** The parts of a range that hosts on the Internet have. */
export function routableParts(range: AddressRange): readonly AddressRange[] {
    return without([range], unroutable);
}

/** Every IPv4 address. */
export const everywhere: AddressRange = { first: 0, last: 2 ** 32 - 1 };

/** Whether ranges hold every address that a host on the Internet may have. */
export function coverInternet(ranges: readonly AddressRange[]): boolean {
    return without([everywhere], ranges).every(isUnroutable);
}

/** The parts of ranges that are in none of the others. */
export function without(ranges: readonly AddressRange[], others: readonly AddressRange[]): readonly AddressRange[] {
    return others.reduce<readonly AddressRange[]>(
        (left, hole) =>
            left.flatMap((range) => {
                if (range.last < hole.first || hole.last < range.first) return [range];
                return [
                    ...(range.first < hole.first ? [{ first: range.first, last: hole.first - 1 }] : []),
                    ...(hole.last < range.last ? [{ first: hole.last + 1, last: range.last }] : []),
                ];
            }),
        ranges,
    );
}
