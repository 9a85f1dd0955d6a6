import { describe, expect, test } from "vitest";
import { checkEncryptionKey, type EncryptionKeySettings } from "../../topology/encryption.ts";
import { refused } from "../support/refused.ts";

const good: EncryptionKeySettings = {
    keyName: "storage",
    keys: { storage: { type: "RSA", size: 3072, operations: ["wrapKey", "unwrapKey"] }, signing: { type: "EC" } },
    purgeProtection: true,
    exposure: "private",
    trustedServices: "allow",
};
const check = (more: Partial<EncryptionKeySettings>): void =>
    checkEncryptionKey({ ...good, ...more }, "encryptedStorage");

/** learn.microsoft.com/azure/storage/common/customer-managed-keys-overview */
describe("a key that encrypts storage", () => {
    test("is an RSA key of a vault with purge protection that lets trusted services through", () => {
        for (const size of [2048, 3072, 4096]) expect(() => check({ keys: { storage: { size } } })).not.toThrow();
        expect(() => check({ exposure: "firewall" })).not.toThrow();
        expect(() => check({ exposure: "open", trustedServices: undefined })).not.toThrow();
        expect(() => check({ keys: { storage: {} } })).not.toThrow();
    });

    test.each([
        ["an unknown key", { keyName: "storrage" }, "encryptedStorage.keyName", /./],
        [
            "a key that JavaScript knows and the vault does not",
            { keyName: "constructor" },
            "encryptedStorage.keyName",
            /./,
        ],
        ["an elliptic curve", { keyName: "signing" }, "vault.keys.signing", /RSA/],
        ["a size that storage does not take", { keys: { storage: { size: 1024 } } }, "vault.keys.storage", /2048/],
        [
            "a key that must not wrap",
            { keys: { storage: { operations: ["sign", "verify"] } } },
            "vault.keys.storage.operations",
            /wrapKey and unwrapKey/,
        ],
        [
            "a key that must not unwrap",
            { keys: { storage: { operations: ["wrapKey"] } } },
            "vault.keys.storage.operations",
            /unwrapKey/,
        ],
        ["a disabled key", { keys: { storage: { enabled: false } } }, "vault.keys.storage.enabled", /true/],
        ["a vault without purge protection", { purgeProtection: false }, "vault.purgeProtection", /true/],
        ["a vault that refuses trusted services", { trustedServices: "refuse" }, "vault.trustedServices", /"allow"/],
        [
            "a vault behind a perimeter",
            { exposure: "perimeter", trustedServices: undefined },
            "vault.trustedServices",
            /"allow"/,
        ],
    ] satisfies [string, Partial<EncryptionKeySettings>, string, RegExp][])(
        "%s is refused",
        (_, more, what, expected) => {
            const refusal = refused(() => check(more));
            expect(refusal.what).toBe(what);
            expect(refusal.expected).toMatch(expected);
        },
    );
});
