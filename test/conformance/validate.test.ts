/** Each kind of violation, with a body that has it and a body that has not, on types made up for the purpose. */
import { describe, expect, it } from "vitest";
import { unknown } from "../../plan/plan.ts";
import type { BodyType, Ref, TypeNode } from "../support/arm/types.ts";
import { faults } from "../support/arm/validate.ts";

const to = (index: number): Ref => ({ $ref: `#/${index}` });
const optional = (index: number) => ({ type: to(index), flags: 0 });
const required = (index: number) => ({ type: to(index), flags: 1 });
const readOnly = (index: number) => ({ type: to(index), flags: 2 });

const nodes: readonly TypeNode[] = [
    { $type: "StringType" },
    { $type: "BooleanType" },
    { $type: "AnyType" },
    { $type: "IntegerType", minValue: 7, maxValue: 90 },
    { $type: "StringType", minLength: 3, maxLength: 5, pattern: "^[a-z]+$" },
    { $type: "StringLiteralType", value: "Allow" },
    { $type: "StringLiteralType", value: "Deny" },
    { $type: "UnionType", elements: [to(5), to(6)] },
    { $type: "UnionType", elements: [to(5), to(0)] },
    { $type: "ArrayType", itemType: to(10), minLength: 1, maxLength: 2 },
    { $type: "ObjectType", name: "Item", properties: { value: required(0) } },
    { $type: "ObjectType", name: "Tags", properties: {}, additionalProperties: to(0) },
    {
        $type: "DiscriminatedObjectType",
        name: "Target",
        discriminator: "kind",
        baseProperties: { label: optional(0) },
        elements: { web: to(13), queue: to(14) },
    },
    { $type: "ObjectType", name: "Web", properties: { kind: required(15), url: required(0) } },
    { $type: "ObjectType", name: "Queue", properties: { kind: required(16), length: optional(3) } },
    { $type: "StringLiteralType", value: "web" },
    { $type: "StringLiteralType", value: "queue" },
    {
        $type: "ObjectType",
        name: "Thing",
        properties: {
            name: required(4),
            flag: optional(1),
            days: optional(3),
            closed: optional(7),
            open: optional(8),
            list: optional(9),
            tags: optional(11),
            target: optional(12),
            any: optional(2),
            state: readOnly(0),
            child: optional(17),
        },
    },
];
const thing: BodyType = { id: "Example/things@2026-01-01", nodes, body: to(17) };

const found = (body: unknown) => faults(body, thing).map(({ path, says }) => `${path}: ${says}`);

describe("a body", () => {
    it("conforms with every property that its type has", () => {
        expect(
            found({
                name: "abc",
                flag: true,
                days: 90,
                closed: "Deny",
                open: "Later",
                list: [{ value: "x" }],
                tags: { a: "b" },
                target: { kind: "web", url: "https://example.com", label: "main" },
                any: { a: [1, true] },
                child: { name: "def" },
            }),
        ).toEqual([]);
    });

    it.each<[string, object, object, readonly string[]]>([
        ["a required property", { name: "abc" }, { name: undefined }, ["/name: missing"]],
        [
            "a nested required property",
            { list: [{ value: "x" }] },
            { list: [{ value: "x" }, {}] },
            ["/list/1/value: missing"],
        ],
        ["an unknown property", {}, { colour: "red" }, ["/colour: misplaced or unknown"]],
        ["an unknown property with a slash", {}, { "a/b": 1 }, ["/a~1b: misplaced or unknown"]],
        [
            "a property in the wrong place",
            { child: { name: "def", flag: true } },
            { child: { name: "def", value: "x" } },
            ["/child/value: misplaced or unknown"],
        ],
        ["a read-only property", {}, { state: "Ready" }, ["/state: read-only"]],
        ["text for a boolean", { flag: false }, { flag: "false" }, ['/flag: "false" must be boolean']],
        ["a number for text", { tags: { a: "1" } }, { tags: { a: 1 } }, ["/tags/a: 1 must be string"]],
        ["a list for an object", { child: { name: "def" } }, { child: [] }, ["/child: [] must be object"]],
        [
            "a word outside a closed set",
            { closed: "Allow" },
            { closed: "allow" },
            ['/closed: "allow" is none of "Allow", "Deny"'],
        ],
        ["a number outside its range", { days: 7 }, { days: 6 }, ["/days: 6 must be >= 7"]],
        [
            "a text that is too long",
            { name: "abcde" },
            { name: "abcdef" },
            ['/name: "abcdef" must NOT have more than 5 characters'],
        ],
        [
            "a text that is too short",
            { name: "abc" },
            { name: "ab" },
            ['/name: "ab" must NOT have fewer than 3 characters'],
        ],
        [
            "a text against its pattern",
            { name: "abc" },
            { name: "ABC" },
            ['/name: "ABC" must match pattern "^[a-z]+$"'],
        ],
        ["too few items", { list: [{ value: "x" }] }, { list: [] }, ["/list: [] must NOT have fewer than 1 items"]],
        [
            "a kind that there is not",
            { target: { kind: "queue" } },
            { target: { kind: "topic" } },
            ['/target/kind: "topic" is no kind that there is'],
        ],
        [
            "an object without its kind",
            { target: { kind: "queue" } },
            { target: { length: 7 } },
            ["/target/kind: missing"],
        ],
        [
            "a property of another kind",
            { target: { kind: "queue", length: 7 } },
            { target: { kind: "queue", url: "u" } },
            ["/target/url: misplaced or unknown"],
        ],
        [
            "a kind's required property",
            { target: { kind: "web", url: "u" } },
            { target: { kind: "web" } },
            ["/target/url: missing"],
        ],
    ])("with or without %s", (_claim, good, bad, says) => {
        expect(found({ name: "abc", ...good })).toEqual([]);
        expect(found({ name: "abc", ...bad })).toEqual(says);
    });

    it("may hold any word where the set is open", () => {
        expect(found({ name: "abc", open: "Something new" })).toEqual([]);
    });

    it("may hold a fraction: Azure's types write every number as an integer", () => {
        expect(found({ name: "abc", days: 7.5 })).toEqual([]);
    });

    it("reports every violation, not only the first", () => {
        expect(found({ name: "AB", flag: 1, colour: "red" })).toHaveLength(4);
    });
});

describe("an unknown value", () => {
    it("passes wherever one value stands", () => {
        expect(
            found({
                name: unknown,
                flag: unknown,
                days: unknown,
                closed: unknown,
                open: unknown,
                any: unknown,
                tags: { a: unknown },
            }),
        ).toEqual([]);
    });

    it("does not pass for a whole object, list or kind: nobody could see what is in it", () => {
        const says = "unknown or secret as a whole";
        expect(found({ name: "abc", child: unknown })).toEqual([expect.stringContaining(`/child: ${says}`)]);
        expect(found({ name: "abc", list: unknown })).toEqual([expect.stringContaining(`/list: ${says}`)]);
        expect(found({ name: "abc", target: unknown })).toEqual([expect.stringContaining(`/target: ${says}`)]);
        expect(found({ name: "abc", target: { kind: unknown } })).toEqual([expect.stringContaining("/target/kind: ")]);
    });

    it("does not make up for what is missing", () => {
        expect(found({ flag: unknown })).toEqual(["/name: missing"]);
    });
});
