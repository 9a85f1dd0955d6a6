import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isPlaceholder, placeholdersIn, refusePlaceholders } from "../../topology/placeholders.ts";
import { refused } from "../support/refused.ts";

const guid = "00000000-0000-4000-8000-0000000000a1";
const own = "3f2504e0-4f89-41d3-9a0c-0305e82c3301";

describe("placeholders", () => {
    test("are reserved GUIDs; a random one is none", () => {
        expect(isPlaceholder(guid)).toBe(true);
        expect(isPlaceholder(guid.toUpperCase())).toBe(true);
        fc.assert(
            fc.property(
                fc.uuid({ version: 4 }),
                (uuid) => uuid.startsWith("00000000-0000-4000-8000") || !isPlaceholder(uuid),
            ),
        );
    });

    test("are found by the path of their setting, in ids too", () => {
        const settings = {
            roleSets: { auditors: { group: { principalId: guid }, other: { principalId: own } } },
            network: { existingVirtualNetworkId: `/subscriptions/${guid}/resourceGroups/hub` },
            list: [own, guid],
            number: 5,
            nothing: null,
        };
        expect(placeholdersIn(settings)).toEqual([
            { path: "roleSets.auditors.group.principalId", guid },
            { path: "network.existingVirtualNetworkId", guid },
            { path: "list.1", guid },
        ]);
        expect(placeholdersIn({ principalId: own })).toEqual([]);
    });

    test("are refused by a deployment, each by name", () => {
        const found = placeholdersIn({ a: guid, b: { c: guid } });
        const refusal = refused(() => refusePlaceholders(found, "dev"));
        expect(refusal.what).toBe("a, b.c (stack dev)");
        expect(refusal.got).toBe(`2 placeholders, as ${guid}`);
        expect(refusal.fix).toContain("Pulumi.dev.yaml");
        expect(() => refusePlaceholders([], "dev")).not.toThrow();
    });
});
