import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { InputError } from "../../input/error.ts";
import { allocate, type SubnetRequest } from "../../topology/addresses.ts";
import { refused } from "../support/refused.ts";

type Requests = Record<string, SubnetRequest>;

/** First and last address of a block, by arithmetic of the test's own. */
function range(block: string): [number, number] {
    const [address = "", length = ""] = block.split("/");
    const first = address.split(".").reduce((number, octet) => number * 256 + Number(octet), 0);
    return [first, first + 2 ** (32 - Number(length)) - 1];
}

function touch(one: string, other: string): boolean {
    const [[a, b], [c, d]] = [range(one), range(other)];
    return a <= d && c <= b;
}

function inside(outer: string, inner: string): boolean {
    const [[a, b], [c, d]] = [range(outer), range(inner)];
    return a <= c && d <= b;
}

function text(address: number, length: number): string {
    return `${[24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join(".")}/${length}`;
}

/** Every aligned block of a length in a space, from the lowest on. */
function candidates(space: readonly string[], length: number): string[] {
    const size = 2 ** (32 - length);
    return [...space]
        .sort((a, b) => range(a)[0] - range(b)[0])
        .flatMap((outer) => {
            const [first, last] = range(outer);
            const bases = Array.from(
                { length: Math.floor((last - first + 1) / size) },
                (_, index) => first + index * size,
            );
            return bases.map((base) => text(base, length));
        });
}

const space = ["10.1.0.0/24", "10.0.0.0/24"];
const automatic: fc.Arbitrary<SubnetRequest> = fc.oneof(
    fc.constant({}),
    fc.integer({ min: 24, max: 29 }).map((size) => ({ size })),
);
const explicit: fc.Arbitrary<SubnetRequest> = fc
    .integer({ min: 25, max: 29 })
    .chain((length) => fc.constantFrom(...candidates(space, length)))
    .map((prefix) => ({ prefix }));
const name = fc.stringMatching(/^[a-zA-Z][a-zA-Z0-9_.-]{0,9}$/);
const requestsOf = (request: fc.Arbitrary<SubnetRequest>): fc.Arbitrary<Requests> =>
    fc.dictionary(name, request, { maxKeys: 9 });

/** The allocation, or nothing where it is refused. */
function tryAllocate(requests: Requests): Record<string, string> | undefined {
    try {
        return allocate(space, requests);
    } catch (error) {
        expect(error).toBeInstanceOf(InputError);
        return undefined;
    }
}

describe("subnets", () => {
    const mixed = requestsOf(fc.oneof(automatic, explicit));

    test("never overlap, lie inside the address space, keep their prefixes and have their sizes", () => {
        let placed = 0;
        fc.assert(
            fc.property(mixed, (requests) => {
                const allocated = tryAllocate(requests);
                if (allocated === undefined) return;
                placed += 1;
                expect(Object.keys(allocated)).toEqual(Object.keys(requests));
                const blocks = Object.values(allocated);
                blocks.forEach((block, index) => {
                    expect(space.some((outer) => inside(outer, block))).toBe(true);
                    expect(blocks.slice(index + 1).filter((other) => touch(block, other))).toEqual([]);
                });
                for (const [subnet, { prefix, size }] of Object.entries(requests)) {
                    if (prefix !== undefined) expect(allocated[subnet]).toBe(prefix);
                    else expect(allocated[subnet]?.endsWith(`/${size ?? 24}`)).toBe(true);
                }
            }),
            { numRuns: 500 },
        );
        expect(placed).toBeGreaterThan(100);
    });

    test("are placed at the lowest free place that fits, and refused only where there is none", () => {
        fc.assert(
            fc.property(mixed, (requests) => {
                const taken = Object.values(requests).flatMap(({ prefix }) => prefix ?? []);
                fc.pre(!taken.some((one, index) => taken.slice(index + 1).some((other) => touch(one, other))));
                const expected: Record<string, string> = {};
                for (const [subnet, { prefix, size }] of Object.entries(requests)) {
                    const free = candidates(space, size ?? 24).find(
                        (block) => !taken.some((other) => touch(block, other)),
                    );
                    const block = prefix ?? free;
                    if (block === undefined) {
                        expect(refused(() => allocate(space, requests)).what).toBe(`subnets.${subnet}`);
                        return;
                    }
                    expected[subnet] = block;
                    if (prefix === undefined) taken.push(block);
                }
                expect(allocate(space, requests)).toEqual(expected);
            }),
            { numRuns: 500 },
        );
    });

    test("appended without a prefix never move earlier ones", () => {
        fc.assert(
            fc.property(mixed, name, automatic, (requests, added, request) => {
                fc.pre(!Object.hasOwn(requests, added));
                const before = tryAllocate(requests);
                const after = tryAllocate({ ...requests, [added]: request });
                fc.pre(before !== undefined && after !== undefined);
                const { [added]: _added, ...earlier } = after;
                expect(earlier).toEqual(before);
            }),
        );
    });

    test("of digits alone need a prefix: JavaScript would list them before all others, and move these", () => {
        const refusal = refused(() => allocate(space, { web: { size: 28 }, "7": { size: 28 } }));
        expect(refusal).toMatchObject({ what: "subnets.7", got: "7" });
        expect(allocate(space, { web: { size: 28 }, "7": { prefix: "10.0.0.16/28" } })).toEqual({
            web: "10.0.0.0/28",
            "7": "10.0.0.16/28",
        });
    });

    test("are listed as the documents' network is", () => {
        const requests = {
            AzureBastionSubnet: { prefix: "10.20.0.0/26" },
            workload: {},
            "private-endpoints": { size: 27 },
        };
        expect(allocate(["10.20.0.0/16"], requests)).toEqual({
            AzureBastionSubnet: "10.20.0.0/26",
            workload: "10.20.1.0/24",
            "private-endpoints": "10.20.0.64/27",
        });
    });
});

describe("refused", () => {
    const requests =
        (request: SubnetRequest, more: Requests = {}): (() => unknown) =>
        () =>
            allocate(["10.0.0.0/16"], { ...more, web: request }, "network.subnets");

    test.each([
        ["a block with host bits", { prefix: "10.0.1.1/24" }, "network.subnets.web.prefix"],
        ["a block without length", { prefix: "10.0.1.0" }, "network.subnets.web.prefix"],
        ["IPv6", { prefix: "fd00::/64" }, "network.subnets.web.prefix"],
        ["a block outside the space", { prefix: "10.1.0.0/24" }, "network.subnets.web.prefix"],
        ["a block around the space", { prefix: "10.0.0.0/15" }, "network.subnets.web.prefix"],
        ["less than Azure's smallest subnet, by prefix", { prefix: "10.0.1.0/30" }, "network.subnets.web.prefix"],
        ["less than Azure's smallest subnet, by size", { size: 30 }, "network.subnets.web.size"],
        ["a size that is none", { size: 24.5 }, "network.subnets.web.size"],
        ["more than the space holds", { size: 15 }, "network.subnets.web"],
    ] satisfies [string, SubnetRequest, string][])("%s", (_, request, what) => {
        const refusal = refused(requests(request));
        expect(refusal.what).toBe(what);
        expect(refusal.expected).not.toBe("");
        expect(refusal.fix).not.toBe("");
    });

    test("two prefixes that overlap, naming both", () => {
        const refusal = refused(requests({ prefix: "10.0.1.0/25" }, { db: { prefix: "10.0.1.0/24" } }));
        expect(refusal).toMatchObject({ what: "network.subnets", got: "db 10.0.1.0/24 and web 10.0.1.0/25" });
    });

    test("more subnets than fit, naming the first without a place", () => {
        const many = Object.fromEntries(Array.from({ length: 257 }, (_, index) => [`s${index}`, {}]));
        expect(refused(() => allocate(["10.0.0.0/16"], many))).toMatchObject({
            what: "subnets.s256",
            got: "/24, after 256 other subnets",
            expected: "a free block of 256 addresses in 10.0.0.0/16",
        });
    });

    test("an address space that is no block or overlaps itself", () => {
        expect(refused(() => allocate(["10.0.0.0/16", "10.0.0.0"], {})).what).toBe("addressSpace[1]");
        expect(refused(() => allocate(["10.0.0.0/16", "10.0.8.0/24"], {})).what).toBe("addressSpace");
    });
});
