import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { InputError } from "../../input/error.ts";
import {
    AccessModel,
    addressRule,
    checkRetention,
    checkVaultNetwork,
    checkWord,
    Exposure,
    type VaultNetwork,
} from "../../topology/vault.ts";
import { refused } from "../support/refused.ts";

const firewall: VaultNetwork = { exposure: "firewall", trustedServices: "refuse", allowedSubnetCount: 0 };
const perimeter =
    "/subscriptions/1/resourceGroups/rg/providers/Microsoft.Network/networkSecurityPerimeters/p/profiles/x";

describe("exposure", () => {
    test.each([
        { exposure: "open", allowedSubnetCount: 0 },
        {
            exposure: "firewall",
            trustedServices: "allow",
            allowedSubnetCount: 200,
            allowedAddresses: ["203.0.113.0/24"],
        },
        { exposure: "private", trustedServices: "refuse", allowedSubnetCount: 0 },
        { exposure: "perimeter", perimeterProfileId: perimeter, allowedSubnetCount: 0 },
    ] satisfies VaultNetwork[])("$exposure is one word with its own settings", (network) => {
        expect(() => checkVaultNetwork(network)).not.toThrow();
    });

    test.each([
        [
            "an unknown word",
            { exposure: "public", allowedSubnetCount: 0 },
            "vault.exposure",
            /open, firewall, private, perimeter/,
        ],
        [
            "a near word",
            { exposure: "privat", trustedServices: "refuse", allowedSubnetCount: 0 },
            "vault.exposure",
            /./,
        ],
        [
            "firewall without a word on trusted services",
            { exposure: "firewall", allowedSubnetCount: 0 },
            "vault.trustedServices",
            /"allow" or "refuse"/,
        ],
        [
            "private without a word on trusted services",
            { exposure: "private", allowedSubnetCount: 0 },
            "vault.trustedServices",
            /"allow" or "refuse"/,
        ],
        [
            "an unknown word on trusted services",
            { ...firewall, trustedServices: "yes" },
            "vault.trustedServices",
            /allow, refuse/,
        ],
        [
            "trusted services of an open vault",
            { exposure: "open", trustedServices: "allow", allowedSubnetCount: 0 },
            "vault.trustedServices",
            /no effect/,
        ],
        [
            "trusted services behind a perimeter",
            { exposure: "perimeter", perimeterProfileId: perimeter, trustedServices: "allow", allowedSubnetCount: 0 },
            "vault.trustedServices",
            /no effect/,
        ],
        [
            "rules of an open vault",
            { exposure: "open", allowedSubnetCount: 1 },
            "vault.allowedSubnets",
            /never looks at them/,
        ],
        [
            "rules of a private vault",
            {
                exposure: "private",
                trustedServices: "refuse",
                allowedSubnetCount: 0,
                allowedAddresses: ["203.0.113.7"],
            },
            "vault.allowedAddresses",
            /never looks at them/,
        ],
        [
            "a perimeter without profile",
            { exposure: "perimeter", allowedSubnetCount: 0 },
            "vault.perimeterProfileId",
            /profile/,
        ],
        [
            "a profile without perimeter",
            { ...firewall, perimeterProfileId: perimeter },
            "vault.perimeterProfileId",
            /perimeter/,
        ],
        ["201 subnets", { ...firewall, allowedSubnetCount: 201 }, "vault.allowedSubnets", /at most 200/],
        [
            "1,001 addresses",
            { ...firewall, allowedAddresses: Array.from({ length: 1001 }, () => "203.0.113.7") },
            "vault.allowedAddresses",
            /at most 1000/,
        ],
    ] satisfies [string, VaultNetwork, string, RegExp][])("%s is refused", (_, network, what, expected) => {
        const refusal = refused(() => checkVaultNetwork(network));
        expect(refusal.what).toBe(what);
        expect(refusal.expected).toMatch(expected);
        expect(refusal.fix).not.toBe("");
    });

    test("1,000 addresses and 200 subnets are Key Vault's limit, and taken", () => {
        const allowedAddresses = Array.from(
            { length: 1000 },
            (_, index) => `203.${Math.floor(index / 256)}.${index % 256}.7`,
        );
        expect(() => checkVaultNetwork({ ...firewall, allowedAddresses, allowedSubnetCount: 200 })).not.toThrow();
    });

    test("everything that is wrong is said at once", () => {
        const network = { exposure: "private", allowedSubnetCount: 0, allowedAddresses: ["10.0.0.1", "::1"] };
        expect(() => checkVaultNetwork(network)).toThrow(
            /vault\.trustedServices is refused[\s\S]*vault\.allowedAddresses is refused[\s\S]*vault\.allowedAddresses\[0\] is refused[\s\S]*vault\.allowedAddresses\[1\] is refused/,
        );
    });
});

describe("address rules", () => {
    const check = (address: unknown): void => checkVaultNetwork({ ...firewall, allowedAddresses: [address] });

    test.each([
        "203.0.113.7",
        "203.0.113.0/24",
        "203.0.113.7/32",
        "9.255.255.255",
        "11.0.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "192.167.255.255",
        "192.169.0.0",
        "100.64.0.1",
    ])("%s is taken", (address) => expect(() => check(address)).not.toThrow());

    test.each([
        "10.0.0.0",
        "10.255.255.255",
        "10.1.2.0/24",
        "172.16.0.0/12",
        "172.31.255.255",
        "192.168.0.1",
        "192.168.0.0/16",
        "0.0.0.0/0",
        "8.0.0.0/5",
        "192.0.0.0/8",
    ])("%s touches private space (RFC 1918) and is refused", (address) => {
        const refusal = refused(() => check(address));
        expect(refusal).toMatchObject({ what: "vault.allowedAddresses[0]", got: address });
        expect(refusal.expected).toMatch(/RFC 1918/);
        expect(refusal.fix).toMatch(/subnet|private endpoint/);
    });

    test.each(["2001:db8::1", "2001:db8::/32", "::ffff:203.0.113.7"])("%s is IPv6 and refused", (address) => {
        expect(refused(() => check(address)).expected).toMatch(/no IPv6/);
    });

    test.each(["", "203.0.113.1/24", "203.0.113.7-203.0.113.9", "203.0.113.*", "example.org", "AzureCloud"])(
        "%j is refused",
        (address) => {
            expect(refused(() => check(address))).toMatchObject({ what: "vault.allowedAddresses[0]", got: address });
        },
    );

    test("another resource's value is taken: only deployment knows it", () =>
        expect(() => check(Promise.resolve("10.0.0.1"))).not.toThrow());

    test("are written as the blocks that Azure stores", () => {
        expect(addressRule("203.0.113.7")).toBe("203.0.113.7/32");
        expect(addressRule("203.0.113.0/24")).toBe("203.0.113.0/24");
    });
});

describe("soft-delete retention", () => {
    test("is 7 to 90 whole days", () => {
        fc.assert(
            fc.property(fc.oneof(fc.integer({ min: -10, max: 200 }), fc.double({ min: 0, max: 100 })), (days) => {
                const allowed = Number.isInteger(days) && days >= 7 && days <= 90;
                if (allowed) expect(() => checkRetention(days)).not.toThrow();
                else expect(() => checkRetention(days)).toThrow(InputError);
            }),
        );
        expect(refused(() => checkRetention(6))).toMatchObject({
            what: "vault.softDeleteRetentionInDays",
            got: 6,
            expected: "a whole number of days from 7 to 90",
        });
        expect(() => checkRetention(7)).not.toThrow();
        expect(() => checkRetention(90)).not.toThrow();
        expect(refused(() => checkRetention(91)).got).toBe(91);
    });
});

describe("words", () => {
    test("are taken as they are", () => {
        for (const word of Object.values(AccessModel))
            expect(() => checkWord(AccessModel, word, "vault.accessModel")).not.toThrow();
    });

    test("are refused with the nearest", () => {
        expect(refused(() => checkWord(Exposure, "firewal", "vault.exposure"))).toEqual({
            what: "vault.exposure",
            got: "firewal",
            expected: "one of open, firewall, private, perimeter",
            fix: 'did you mean "firewall"?',
        });
        for (const inherited of ["constructor", "toString", "__proto__"]) {
            expect(() => checkWord(AccessModel, inherited, "vault.accessModel")).toThrow(InputError);
        }
    });

    test("missing altogether are refused as missing", () => {
        expect(
            refused(() => checkWord(AccessModel, undefined as unknown as string, "vault.accessModel")).got,
        ).toBeUndefined();
    });
});
