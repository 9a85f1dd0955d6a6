import ipaddr from "ipaddr.js";

/** A contiguous range of IPv4 addresses as unsigned 32-bit numbers, both ends included. */
export interface AddressRange {
    readonly first: number;
    readonly last: number;
}

/** An IPv4 network in CIDR notation: its first address as an unsigned 32-bit number and its prefix length 0–32. */
export interface Cidr {
    readonly base: number;
    readonly length: number;
}

/**
 * Reads `a.b.c.d` or `a.b.c.d/n`. A bare address is a /32.
 * @returns the network, or `undefined` when the text is no IPv4 address or CIDR block, or has bits set below its prefix
 *   (Azure refuses `10.0.0.1/24`).
 */
export function parseCidr(text: string): Cidr | undefined {
    const [address, length, ...rest] = text.split("/");
    if (address === undefined || rest.length > 0 || !ipaddr.IPv4.isValidFourPartDecimal(address)) return undefined;
    if (length !== undefined && !/^(\d|[12]\d|3[0-2])$/.test(length)) return undefined;
    const cidr = { base: toNumber(address), length: length === undefined ? 32 : Number(length) };
    return cidr.base % sizeOf(cidr.length) === 0 ? cidr : undefined;
}

/** How many addresses a prefix length holds. */
export function sizeOf(length: number): number {
    return 2 ** (32 - length);
}

export function rangeOf(cidr: Cidr): AddressRange {
    return { first: cidr.base, last: cidr.base + sizeOf(cidr.length) - 1 };
}

export function formatCidr(cidr: Cidr): string {
    return `${formatAddress(cidr.base)}/${cidr.length}`;
}

export function formatAddress(address: number): string {
    return [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join(".");
}

export function overlaps(a: AddressRange, b: AddressRange): boolean {
    return a.first <= b.last && b.first <= a.last;
}

export function contains(outer: AddressRange, inner: AddressRange): boolean {
    return outer.first <= inner.first && inner.last <= outer.last;
}

function toNumber(address: string): number {
    return ipaddr.IPv4.parse(address).octets.reduce((number, octet) => number * 256 + octet, 0);
}
