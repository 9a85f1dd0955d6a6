import { describe, expect, it } from "vitest";
import { counted, listed, rangeWords, typeWords } from "../../report/words.ts";

describe("typeWords", () => {
    it.each([
        ["azure-native:network:NatGateway", "NAT gateway"],
        ["azure-native:network:PublicIPAddress", "public IP address"],
        ["azure-native:network/v20240501:NetworkSecurityGroup", "network security group"],
        ["azure-native:keyvault:Vault", "key vault"],
        ["azure-native:compute:VirtualMachine", "virtual machine"],
        ["random:index/randomPassword:RandomPassword", "random password"],
        ["pulumi:providers:azure-native", "azure native"],
        ["nonsense", "nonsense"],
        ["", ""],
    ])("%s is a %s", (type, words) => expect(typeWords(type)).toBe(words));
});

describe("counted", () => {
    it.each([
        [0, "subnet", "no subnet"],
        [1, "key vault", "1 key vault"],
        [2, "public IP address", "2 public IP addresses"],
        [3, "identity", "3 identities"],
        [2, "key", "2 keys"],
    ])("%i × %s", (count, word, expected) => expect(counted(count, word)).toBe(expected));
});

describe("listed", () => {
    it.each([
        [[], ""],
        [["a"], "a"],
        [["a", "b", "c"], "a, b and c"],
    ])("%j", (items, expected) => expect(listed(items)).toBe(expected));
});

describe("rangeWords", () => {
    it.each([
        [{ first: 0x0a000000, last: 0x0a0000ff }, "10.0.0.0/24"],
        [{ first: 0x0a000005, last: 0x0a000005 }, "10.0.0.5"],
        [{ first: 0x0a000001, last: 0x0a000002 }, "10.0.0.1–10.0.0.2"],
        [{ first: 0, last: 0xffffffff }, "0.0.0.0/0"],
    ])("%j", (range, expected) => expect(rangeWords(range)).toBe(expected));
});
