import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { secret, unknown } from "../../plan/plan.ts";
import { at, flag, holdsUnknown, known, list, number, object, segment, text } from "../../plan/value.ts";

describe("a JSON pointer", () => {
    // The document of RFC 6901, section 5, with its answers.
    const document = { foo: ["bar", "baz"], "": 0, "a/b": 1, "c%d": 2, "e^f": 3, "g|h": 4, "i\\j": 5, 'k"l': 6, " ": 7, "m~n": 8 };
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

    test("leads through any key", () => {
        fc.assert(
            fc.property(fc.string(), fc.string(), (outer, inner) => {
                expect(at(Object.fromEntries([[outer, Object.fromEntries([[inner, 1]])]]), segment(outer) + segment(inner))).toBe(1);
            }),
        );
    });

    test("below something unknown leads to unknown, below a secret to a secret", () => {
        expect(at({ a: unknown }, "/a/b/0")).toBe(unknown);
        expect(at({ a: secret }, "/a/b/0")).toBe(secret);
        expect(at({ a: null }, "/a/b")).toBeUndefined();
    });
});

describe("a reading", () => {
    test.each([
        [text, "a"],
        [flag, false],
        [number, 0],
        [list, []],
        [object, {}],
    ])("%o knows its own type, and calls others unknown", (read, own) => {
        expect(read(own)).toEqual({ is: "known", value: own });
        for (const other of ["a", false, 0, [], {}].filter((value) => JSON.stringify(value) !== JSON.stringify(own))) {
            expect(read(other as never)).toEqual({ is: "unknown" });
        }
        expect(read(undefined)).toEqual({ is: "absent" });
        expect(read(null)).toEqual({ is: "absent" });
        expect(read(unknown)).toEqual({ is: "unknown" });
        expect(read(secret)).toEqual({ is: "secret" });
    });

    test("known gives the value or nothing", () => {
        expect(known(text("a"))).toBe("a");
        expect(known(text(unknown))).toBeUndefined();
    });
});

test("something unknown is found at any depth, and a secret is not unknown", () => {
    expect(holdsUnknown({ a: [{ b: unknown }] })).toBe(true);
    expect(holdsUnknown({ a: [{ b: secret }], c: null })).toBe(false);
    expect(holdsUnknown(undefined)).toBe(false);
});
