import { describe, expect, test } from "vitest";
import { checkedPlacement, cloudOf, type Placement } from "../../topology/placement.ts";
import { refused } from "../support/refused.ts";

const placement: Placement = {
    subscriptionId: "11111111-2222-4333-8444-555555555555",
    tenantId: "22222222-3333-4444-8555-666666666666",
    resourceGroupName: "rg-payments",
    location: "westeurope",
};

describe("a placement", () => {
    test("is taken as it is", () => expect(checkedPlacement(placement)).toBe(placement));

    test.each([
        ["subscriptionId", "my-subscription", "az account show --query id"],
        ["tenantId", "contoso.onmicrosoft.com", "az account show --query tenantId"],
        ["resourceGroupName", "rg-payments.", "rename the resource group"],
        ["resourceGroupName", "", "rename the resource group"],
        ["resourceGroupName", "r".repeat(91), "rename the resource group"],
        ["location", "West Europe", "az account list-locations --query '[].name'"],
        ["location", "", "az account list-locations --query '[].name'"],
    ])("with %s %j is refused", (field, got, fix) => {
        expect(refused(() => checkedPlacement({ ...placement, [field]: got }))).toMatchObject({
            what: `placement.${field}`,
            got,
            fix,
        });
    });
});

describe("clouds", () => {
    /** learn.microsoft.com/azure/key-vault/general/access-behind-firewall and …/private-link/private-endpoint-dns, typed anew. */
    test.each([
        ["public", "vault.azure.net", "privatelink.vaultcore.azure.net"],
        ["china", "vault.azure.cn", "privatelink.vaultcore.azure.cn"],
        ["usgovernment", "vault.usgovcloudapi.net", "privatelink.vaultcore.usgovcloudapi.net"],
    ])("%s has its suffix and its private zone", (name, suffix, zone) => {
        expect(cloudOf(name)).toMatchObject({ vaultSuffix: suffix, privateZones: { vault: zone } });
        expect(() => checkedPlacement({ ...placement, cloud: name })).not.toThrow();
    });

    test("without a word are the public one", () => expect(cloudOf()).toBe(cloudOf("public")));

    test.each(["german", "Germany", "AzureGermanCloud"])("%s was closed, and is refused with the reason", (name) => {
        const refusal = refused(() => checkedPlacement({ ...placement, cloud: name }));
        expect(refusal).toMatchObject({ what: "azure-native:environment", got: name });
        expect(refusal.fix).toMatch(/closed this cloud/);
    });

    test.each(["Public", "AzureCloud", "toString"])("%s is refused", (name) => {
        expect(refused(() => cloudOf(name)).expected).toBe("one of public, china, usgovernment");
    });
});
