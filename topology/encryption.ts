import { customerManagedKeys } from "../azure/keys.ts";
import { InputError } from "../input/error.ts";
import { suggestion } from "../input/nearest.ts";
import { Exposure, TrustedServices } from "./vault.ts";

/** The vault and key that a storage account is to be encrypted with, as their settings say them. */
export interface EncryptionKeySettings {
    keyName: string;
    keys: Readonly<Record<string, StorageKeySettings>>;
    purgeProtection: boolean;
    exposure: string;
    trustedServices?: string | undefined;
}

interface StorageKeySettings {
    type?: string;
    size?: number;
    operations?: string[];
    enabled?: boolean;
}

/**
 * Refuses a key that Azure Storage could not use, or would lose.
 * @throws InputError
 */
export function checkEncryptionKey(
    { keyName, keys, purgeProtection, exposure, trustedServices }: EncryptionKeySettings,
    what: string,
): void {
    const key = Object.hasOwn(keys, keyName) ? keys[keyName] : undefined;
    if (key === undefined) {
        const known = Object.keys(keys);
        throw new InputError({
            what: `${what}.keyName`,
            got: keyName,
            expected: `a key under vault.keys: ${known.join(", ")}`,
            fix: suggestion(keyName, known),
        });
    }
    checkStorageKey(key, `vault.keys.${keyName}`);
    if (!purgeProtection) {
        throw new InputError({
            what: "vault.purgeProtection",
            got: purgeProtection,
            expected: "true: a purged key would take the storage account's data with it, and Azure refuses such a key",
            fix: "turn purge protection on (it stays on), or remove the encrypted storage",
        });
    }
    if (exposure === Exposure.Open || (exposure !== Exposure.Perimeter && trustedServices === TrustedServices.Allow))
        return;
    throw new InputError({
        what: "vault.trustedServices",
        got: exposure === Exposure.Perimeter ? `exposure "${exposure}"` : trustedServices,
        expected: `"allow": Azure Storage reaches a closed vault as a trusted service and in no other way`,
        fix:
            exposure === Exposure.Perimeter
                ? 'choose exposure "private" with trustedServices "allow"'
                : "allow trusted services, or remove the encrypted storage",
    });
}

/** @throws InputError for a key that Azure Storage does not take, or cannot use */
function checkStorageKey(
    { type = "RSA", size = 2048, operations, enabled = true }: StorageKeySettings,
    what: string,
): void {
    const { types, sizes } = customerManagedKeys.storage;
    const rsa = (types as readonly string[]).includes(type);
    if (!rsa || !(sizes as readonly number[]).includes(size)) {
        throw new InputError({
            what,
            got: rsa ? `${type} ${size}` : type,
            expected: `a key of type ${types.join(" or ")} with ${sizes.join(", ")} bits: Azure Storage takes no other`,
            fix: 'set type "RSA" and size 2048',
        });
    }
    if (operations !== undefined && !(operations.includes("wrapKey") && operations.includes("unwrapKey"))) {
        throw new InputError({
            what: `${what}.operations`,
            got: operations,
            expected: "wrapKey and unwrapKey: Azure Storage wraps its own key with this one",
            fix: "add them, or leave operations out",
        });
    }
    if (enabled) return;
    throw new InputError({
        what: `${what}.enabled`,
        got: enabled,
        expected: "true: with a disabled key the account answers nobody",
        fix: "remove it",
    });
}
