import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { contains, formatCidr, overlaps, parseCidr, rangeOf, sizeOf } from "../../input/ipv4.ts";

/** A CIDR block as its four decimal octets and length, without bits below the prefix. */
const block = fc.tuple(fc.nat(0xffff_ffff), fc.integer({ min: 0, max: 32 })).map(([address, length]) => {
    const size = 2 ** (32 - length);
    const base = Math.floor(address / size) * size;
    return {
        base,
        length,
        text: `${Math.floor(base / 2 ** 24)}.${Math.floor(base / 2 ** 16) % 256}.${Math.floor(base / 256) % 256}.${base % 256}/${length}`,
    };
});

describe("CIDR blocks", () => {
    test("are read and written back as they were", () => {
        fc.assert(
            fc.property(block, ({ base, length, text }) => {
                expect(parseCidr(text)).toEqual({ base, length });
                expect(formatCidr({ base, length })).toBe(text);
            }),
        );
    });

    test("with bits below the prefix are none: Azure refuses 10.0.0.1/24", () => {
        fc.assert(
            fc.property(block, fc.nat(), ({ base, length }, random) => {
                fc.pre(length > 0 && length < 32);
                const hostBits = 1 + (random % (sizeOf(length) - 1));
                expect(parseCidr(formatCidr({ base: base + hostBits, length }))).toBeUndefined();
            }),
        );
    });

    test("a bare address is a /32", () => {
        expect(parseCidr("203.0.113.7")).toEqual(parseCidr("203.0.113.7/32"));
        expect(rangeOf(parseCidr("203.0.113.7")!)).toEqual({ first: 0xcb007107, last: 0xcb007107 });
    });

    test.each([
        ...[
            "",
            "/",
            "10.0.0.0/",
            "/24",
            "10.0.0.0/33",
            "10.0.0.0/-1",
            "10.0.0.0/024",
            "10.0.0.0/24/24",
            "10.0.0.0 /24",
            "10.0.0.0/2 4",
        ],
        ...[
            "256.0.0.0/8",
            "10.0.0/24",
            "10.0.0.0.0/24",
            "010.0.0.0/8",
            "0x0a.0.0.0/8",
            "10/8",
            "167772160/8",
            "::1",
            "2001:db8::/32",
            "::ffff:10.0.0.1",
        ],
        ...["any", "Internet", "10.0.0.0-10.0.0.9", "10.0.0.0/24,10.0.1.0/24"],
    ])("%j is none", (text) => expect(parseCidr(text)).toBeUndefined());

    test("anything else is none, and never throws", () => {
        fc.assert(fc.property(fc.string(), (text) => parseCidr(text) === undefined || /^[\d./]+$/.test(text)));
    });
});

describe("ranges", () => {
    test("hold 2^(32-n) addresses", () => {
        expect(sizeOf(24)).toBe(256);
        fc.assert(
            fc.property(block, ({ base, length }) => {
                const { first, last } = rangeOf({ base, length });
                expect(last - first + 1).toBe(sizeOf(length));
            }),
        );
    });

    test("of two blocks overlap only where one contains the other", () => {
        fc.assert(
            fc.property(block, block, (a, b) => {
                const [one, other] = [rangeOf(a), rangeOf(b)];
                expect(overlaps(one, other)).toBe(contains(one, other) || contains(other, one));
                expect(overlaps(one, other)).toBe(overlaps(other, one));
            }),
        );
    });

    test("neighbours do not overlap, a shared end does", () => {
        expect(overlaps({ first: 0, last: 9 }, { first: 10, last: 19 })).toBe(false);
        expect(overlaps({ first: 0, last: 10 }, { first: 10, last: 19 })).toBe(true);
        expect(contains({ first: 0, last: 9 }, { first: 0, last: 10 })).toBe(false);
    });
});
