import { describe, expect, test } from "vitest";
import { InputError } from "../../input/error.ts";
import { planBastion, type BastionSettings } from "../../topology/bastion.ts";
import { refused } from "../support/refused.ts";

function host(sku: string, more: Partial<BastionSettings> = {}): BastionSettings {
    return { sku, features: [], hasPublicAddress: false, allowedAddresses: [], ...more };
}

/** learn.microsoft.com/azure/bastion/bastion-sku-comparison, read and typed anew. */
const standard = [
    "enableTunneling",
    "enableIpConnect",
    "enableShareableLink",
    "enableFileCopy",
    "enableKerberos",
    "disableCopyPaste",
];
const premium = [...standard, "enableSessionRecording", "enablePrivateOnlyBastion"];
const documented: Record<string, { subnet: boolean; publicAddress: boolean; features: string[]; scales: boolean }> = {
    Developer: { subnet: false, publicAddress: false, features: ["enableKerberos"], scales: false },
    Basic: { subnet: true, publicAddress: true, features: ["enableKerberos"], scales: false },
    Standard: { subnet: true, publicAddress: true, features: standard, scales: true },
    Premium: { subnet: true, publicAddress: true, features: premium, scales: true },
};

describe.each(Object.entries(documented))("SKU %s", (sku, { subnet, publicAddress, features, scales }) => {
    test("has its subnet and its public address", () => {
        expect(planBastion(host(sku))).toEqual({ sku, subnet, publicAddress, features: [] });
    });

    test.each(premium)("allows %s or refuses it", (feature) => {
        const plan = (): unknown => planBastion(host(sku, { features: [feature] }));
        if (features.includes(feature)) return expect(plan()).toMatchObject({ features: [feature] });
        const refusal = refused(plan);
        expect(refusal).toMatchObject({ what: "bastion.features", got: feature });
        expect(refusal.fix).toMatch(/choose SKU (Standard|Premium), or remove it/);
    });

    test("has 2 to 50 scale units, or a fixed size", () => {
        for (const scaleUnits of [2, 50]) {
            if (scales) expect(() => planBastion(host(sku, { scaleUnits }))).not.toThrow();
            else expect(refused(() => planBastion(host(sku, { scaleUnits }))).expected).toContain("fixed size");
        }
        for (const scaleUnits of [1, 51, 2.5]) expect(() => planBastion(host(sku, { scaleUnits }))).toThrow(InputError);
    });

    test("takes a public address of its own only where it has one", () => {
        const plan = (): unknown => planBastion(host(sku, { hasPublicAddress: true }));
        if (publicAddress) expect(plan()).toMatchObject({ publicAddress: true });
        else expect(refused(plan).what).toBe("bastion.publicIpAddressId");
    });

    test("has an address list only as Developer", () => {
        const plan = (): unknown => planBastion(host(sku, { allowedAddresses: ["203.0.113.7"] }));
        if (sku === "Developer") expect(plan).not.toThrow();
        else expect(refused(plan).what).toBe("bastion.allowedAddresses");
    });
});

describe("a host", () => {
    test("that is private-only has no public address", () => {
        expect(planBastion(host("Premium", { features: ["enablePrivateOnlyBastion"] }))).toMatchObject({
            publicAddress: false,
            subnet: true,
        });
        const both = host("Premium", { features: ["enablePrivateOnlyBastion"], hasPublicAddress: true });
        expect(refused(() => planBastion(both)).expected).toContain("private-only");
    });

    test("that records sessions has no native client", () => {
        const both = host("Premium", { features: ["enableSessionRecording", "enableTunneling"] });
        expect(refused(() => planBastion(both))).toMatchObject({
            what: "bastion.features",
            got: "enableSessionRecording and enableTunneling",
        });
    });

    test("has addresses in its list", () => {
        expect(
            refused(() => planBastion(host("Developer", { allowedAddresses: ["203.0.113.7", "home"] }))),
        ).toMatchObject({
            what: "bastion.allowedAddresses[1]",
            got: "home",
        });
    });

    test.each([
        ["standard", 'did you mean "Standard"?'],
        ["Premum", 'did you mean "Premium"?'],
        ["toString", "choose one of: Developer, Basic, Standard, Premium"],
    ])("of SKU %s is refused: %s", (sku, fix) => {
        expect(refused(() => planBastion(host(sku)))).toEqual({
            what: "bastion.sku",
            got: sku,
            expected: "one of Developer, Basic, Standard, Premium",
            fix,
        });
    });

    test("with a misspelt feature is told the near one", () => {
        expect(refused(() => planBastion(host("Standard", { features: ["enableTunnelling"] }))).fix).toBe(
            'did you mean "enableTunneling"?',
        );
    });
});
