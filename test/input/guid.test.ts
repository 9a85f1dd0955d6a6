import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { derivedGuid, isGuid } from "../../input/guid.ts";

describe("GUIDs", () => {
    test("every UUID is one, in either case", () => {
        fc.assert(fc.property(fc.uuid(), (uuid) => isGuid(uuid) && isGuid(uuid.toUpperCase())));
    });

    test.each([
        "",
        "not-a-guid",
        "{11111111-2222-3333-4444-555555555555}",
        "11111111222233334444555555555555",
        "11111111-2222-3333-4444-55555555555g",
        " 11111111-2222-3333-4444-555555555555",
    ])("%j is none", (text) => expect(isGuid(text)).toBe(false));
});

describe("derived GUIDs", () => {
    test("are frozen: another value would rename every role assignment that exists", () => {
        expect(derivedGuid("roleAssignment", "a", "b")).toBe("4347e67d-0f1b-5128-9e98-e705c0fdf8f2");
    });

    test("are GUIDs of version 5, the same for the same parts in any case", () => {
        fc.assert(
            fc.property(fc.array(fc.string(), { minLength: 1 }), (parts) => {
                const guid = derivedGuid(...parts);
                expect(isGuid(guid)).toBe(true);
                expect(guid[14]).toBe("5");
                expect(derivedGuid(...parts)).toBe(guid);
            }),
        );
        expect(derivedGuid("/Subscriptions/A")).toBe(derivedGuid("/subscriptions/a"));
    });

    test("differ where any part differs, and where the same letters are cut otherwise", () => {
        const part = fc.stringMatching(/^[a-z/]{0,8}$/);
        fc.assert(
            fc.property(fc.array(part, { minLength: 1 }), fc.array(part, { minLength: 1 }), (one, other) => {
                fc.pre(one.join("|") !== other.join("|"));
                expect(derivedGuid(...one)).not.toBe(derivedGuid(...other));
            }),
        );
    });
});
