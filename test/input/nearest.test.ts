import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nearest, suggestion } from "../../input/nearest.ts";

const personas = ["securityTeam", "developers", "auditors", "storageAccount", "application"];

describe("the nearest known word", () => {
    test.each([
        ["auditor", "auditors"],
        ["developper", "developers"],
        ["SECURITYTEAM", "securityTeam"],
        ["storageacount", "storageAccount"],
        ["aplication", "application"],
    ])("of %j is %j", (word, meant) => expect(nearest(word, personas)).toBe(meant));

    test.each(["administrators", "", "x", "reader"])("of %j is none: it is too far from all", (word) =>
        expect(nearest(word, personas)).toBeUndefined(),
    );

    test("of any known word is that word, in any case", () => {
        fc.assert(fc.property(fc.constantFrom(...personas), (word) => nearest(word.toUpperCase(), personas) === word));
    });

    test("of nothing known is none", () => expect(nearest("vault", [])).toBeUndefined());
});

describe("a suggestion", () => {
    test("names the nearest word", () => expect(suggestion("auditor", personas)).toBe('did you mean "auditors"?'));

    test("lists what there is where nothing is near", () => {
        expect(suggestion("reader", personas)).toBe(
            "choose one of: securityTeam, developers, auditors, storageAccount, application",
        );
        expect(suggestion("x", [])).toBe("there are none");
    });

    test("stays readable for long words and long lists", () => {
        const many = Array.from({ length: 500 }, (_, index) => `subnet-number-${index}`);
        fc.assert(
            fc.property(fc.string({ minLength: 300, maxLength: 5000 }), (word) => suggestion(word, many).length < 300),
            { numRuns: 20 },
        );
        expect(suggestion("z".repeat(40), many)).toContain("(500 in all)");
    });
});
