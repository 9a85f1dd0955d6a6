import { describe, expect, test } from "vitest";
import { checkStorageAccount } from "../../topology/storage.ts";
import { refused } from "../support/refused.ts";

describe("a storage account", () => {
    test("copies its data as one of the general-purpose SKUs does", () => {
        for (const sku of [
            "Standard_LRS",
            "Standard_ZRS",
            "Standard_GRS",
            "Standard_RAGRS",
            "Standard_GZRS",
            "Standard_RAGZRS",
        ]) {
            expect(() => checkStorageAccount(sku, [], "archive")).not.toThrow();
        }
        expect(refused(() => checkStorageAccount("standard_lrs", [], "archive"))).toMatchObject({
            what: "archive.sku",
            fix: 'did you mean "Standard_LRS"?',
        });
    });

    /** learn.microsoft.com/azure/storage/common/storage-network-security-limitations */
    test.each(["203.0.113.7", "203.0.113.0/24", "203.0.113.4/30"])("admits %s", (address) => {
        expect(() => checkStorageAccount("Standard_LRS", [address], "archive")).not.toThrow();
    });

    test.each([
        "203.0.113.7/32",
        "203.0.113.6/31",
        "203.0.113.1/24",
        "2001:db8::1",
        "10.0.0.4",
        "172.16.0.0/12",
        "192.168.0.0/24",
        "office",
    ])("refuses %s in its address rules", (address) => {
        expect(refused(() => checkStorageAccount("Standard_LRS", ["203.0.113.7", address], "archive"))).toMatchObject({
            what: "archive.allowedAddresses[1]",
            got: address,
        });
    });
});
