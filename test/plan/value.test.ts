import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { secret, unknown } from "../../plan/plan.ts";
import { at, segment } from "../../plan/value.ts";

describe("a JSON pointer", () => {
    // The document of RFC 6901, section 5, with its answers.
    const document = {
        foo: ["bar", "baz"],
        "": 0,
        "a/b": 1,
        "c%d": 2,
        "e^f": 3,
        "g|h": 4,
        "i\\j": 5,
        'k"l': 6,
        " ": 7,
        "m~n": 8,
    };
    test.each([
        ["", document],
        ["/foo", ["bar", "baz"]],
        ["/foo/0", "bar"],
        ["/", 0],
        ["/a~1b", 1],
        ["/c%d", 2],
        ["/e^f", 3],
        ["/g|h", 4],
        ["/i\\j", 5],
        ['/k"l', 6],
        ["/ ", 7],
        ["/m~0n", 8],
        ["/foo/2", undefined],
        ["/foo/-", undefined],
        ["/foo/00", undefined],
        ["/foo/length", undefined],
        ["/toString", undefined],
    ])("%j", (pointer, expected) => expect(at(document, pointer)).toEqual(expected));

    test("takes ~01 for ~1", () => expect(at({ "~1": 1, "/": 2 }, "/~01")).toBe(1));

    test("leads through any key", () => {
        fc.assert(
            fc.property(fc.string(), fc.string(), (outer, inner) => {
                expect(
                    at(
                        Object.fromEntries([[outer, Object.fromEntries([[inner, 1]])]]),
                        segment(outer) + segment(inner),
                    ),
                ).toBe(1);
            }),
        );
    });

    test("below something unknown leads to unknown, below a secret to a secret", () => {
        expect(at({ a: unknown }, "/a/b/0")).toBe(unknown);
        expect(at({ a: secret }, "/a/b/0")).toBe(secret);
        expect(at({ a: null }, "/a/b")).toBeUndefined();
    });
});
