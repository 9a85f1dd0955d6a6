import { subnetPrefixLengths } from "../azure/subnets.ts";
import { InputError } from "../input/error.ts";
import {
    type AddressRange,
    type Cidr,
    contains,
    formatCidr,
    overlaps,
    parseCidr,
    rangeOf,
    sizeOf,
} from "../input/ipv4.ts";

/** What a subnet asks for: a prefix of its own, or only its size. */
export interface SubnetRequest {
    /** CIDR block, as `10.0.1.0/24`. */
    readonly prefix?: string;
    /** Prefix length of an automatically placed block, 2 to 29. */
    readonly size?: number;
}

/** Prefix length of a subnet that says neither `prefix` nor `size`. */
const defaultSubnetSize = 24;

/**
 * Gives every subnet a block inside the address space; no two blocks overlap.
 *
 * Explicit prefixes stay where they are. The others are placed in the order in which they are listed, each at the lowest
 * free place that fits: a subnet appended without a prefix never moves an earlier one. (One appended with a prefix moves
 * an automatic one that has its place.)
 *
 * @param space CIDR blocks of the virtual network
 * @throws InputError for a block that is not IPv4 CIDR, out of range or overlapping, and when the space is too small
 */
export function allocate(
    space: readonly string[],
    requests: Readonly<Record<string, SubnetRequest>>,
    what = "subnets",
): Record<string, string> {
    const blocks = space.map((text, index) => checkedCidr(text, `addressSpace[${index}]`));
    refuseOverlap(
        blocks.map((block, index) => ({ name: `addressSpace[${index}]`, block })),
        "addressSpace",
    );

    const taken: Named[] = [];
    for (const [name, request] of Object.entries(requests)) {
        if (request.prefix === undefined) continue;
        const block = checkedCidr(request.prefix, `${what}.${name}.prefix`);
        if (!blocks.some((outer) => contains(rangeOf(outer), rangeOf(block)))) {
            throw new InputError({
                what: `${what}.${name}.prefix`,
                got: request.prefix,
                expected: `a block inside the address space ${space.join(", ")}`,
                fix: "move the prefix inside the address space, or widen the address space",
            });
        }
        checkedSize(block.length, `${what}.${name}.prefix`);
        taken.push({ name, block });
    }
    refuseOverlap(taken, what);

    const placed: Record<string, string> = {};
    for (const [name, request] of Object.entries(requests)) {
        if (request.prefix !== undefined) {
            placed[name] = request.prefix;
            continue;
        }
        refuseUnordered(name, what);
        const length = checkedSize(request.size ?? defaultSubnetSize, `${what}.${name}.size`);
        const block = firstFree(blocks, taken, length);
        if (block === undefined) {
            throw new InputError({
                what: `${what}.${name}`,
                got: `/${length}, after ${taken.length} other subnets`,
                expected: `a free block of ${sizeOf(length)} addresses in ${space.join(", ")}`,
                fix: "widen the address space, ask for smaller subnets, or remove some",
            });
        }
        taken.push({ name, block });
        placed[name] = formatCidr(block);
    }
    return placed;
}

interface Named {
    readonly name: string;
    readonly block: Cidr;
}

/** The lowest aligned block of the given length that touches nothing taken. */
function firstFree(space: readonly Cidr[], taken: readonly Named[], length: number): Cidr | undefined {
    const occupied = taken.map(({ block }) => rangeOf(block)).sort((a, b) => a.first - b.first);
    for (const outer of [...space].sort((a, b) => a.base - b.base)) {
        const base = firstGap(rangeOf(outer), occupied, sizeOf(length));
        if (base !== undefined) return { base, length };
    }
    return undefined;
}

function firstGap(outer: AddressRange, occupied: readonly AddressRange[], size: number): number | undefined {
    let base = Math.ceil(outer.first / size) * size;
    for (const range of occupied) {
        if (range.last < base) continue;
        if (base + size - 1 < range.first) break;
        base = Math.ceil((range.last + 1) / size) * size;
    }
    return base + size - 1 <= outer.last ? base : undefined;
}

function checkedCidr(text: string, what: string): Cidr {
    const block = parseCidr(text);
    if (block === undefined || !text.includes("/")) {
        throw new InputError({
            what,
            got: text,
            expected: "an IPv4 block in CIDR notation without host bits, as 10.0.1.0/24",
            fix: "write the network address and the prefix length",
        });
    }
    return block;
}

function checkedSize(length: number, what: string): number {
    const { minimum, maximum } = subnetPrefixLengths.value;
    if (Number.isInteger(length) && length >= minimum && length <= maximum) return length;
    throw new InputError({
        what,
        got: length,
        expected: `a prefix length from ${minimum} to ${maximum} (Azure's smallest subnet is a /${maximum})`,
        fix: "choose another size",
    });
}

/** JavaScript lists keys that are whole numbers before all others, whatever the order in which they were written. */
function refuseUnordered(name: string, what: string): void {
    if (!/^\d+$/.test(name)) return;
    throw new InputError({
        what: `${what}.${name}`,
        got: name,
        expected:
            "a name with a letter, for a subnet that is placed automatically: one of digits alone has no order among the others",
        fix: "give it a prefix, or rename it",
    });
}

function refuseOverlap(blocks: readonly Named[], what: string): void {
    const sorted = [...blocks].sort((a, b) => a.block.base - b.block.base || a.block.length - b.block.length);
    for (const [index, next] of sorted.entries()) {
        const previous = sorted[index - 1];
        if (previous === undefined || !overlaps(rangeOf(previous.block), rangeOf(next.block))) continue;
        throw new InputError({
            what,
            got: `${previous.name} ${formatCidr(previous.block)} and ${next.name} ${formatCidr(next.block)}`,
            expected: "blocks that do not overlap",
            fix: "move one of the two, or leave its prefix out to have it placed automatically",
        });
    }
}
