import { customerManagedKeys } from "../azure/keys.ts";
import { InputError } from "../input/error.ts";
import { suggestion } from "../input/nearest.ts";
import { Exposure, TrustedServices } from "./vault.ts";

/** The vault and key that a storage account is to be encrypted with, as their settings say them. */
export interface EncryptionKeySettings {
    keyName: string;
    keys: Readonly<Record<string, { type?: string; size?: number }>>;
    purgeProtection: boolean;
    exposure: string;
    trustedServices?: string | undefined;
}

/**
 * Refuses a key that Azure Storage could not use, or would lose.
 * @throws InputError
 */
export function checkEncryptionKey({ keyName, keys, purgeProtection, exposure, trustedServices }: EncryptionKeySettings, what: string): void {
    const key = keys[keyName];
    if (key === undefined) {
        const known = Object.keys(keys);
        throw new InputError({ what: `${what}.keyName`, got: keyName, expected: `a key under vault.keys: ${known.join(", ")}`, fix: suggestion(keyName, known) });
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
    if (exposure === Exposure.Open || (exposure !== Exposure.Perimeter && trustedServices === TrustedServices.Allow)) return;
    throw new InputError({
        what: "vault.trustedServices",
        got: exposure === Exposure.Perimeter ? `exposure "${exposure}"` : trustedServices,
        expected: `"allow": Azure Storage reaches a closed vault as a trusted service and in no other way`,
        fix: exposure === Exposure.Perimeter ? 'choose exposure "private" with trustedServices "allow"' : "allow trusted services, or remove the encrypted storage",
    });
}

/** @throws InputError for a type or size that Azure Storage does not take */
export function checkStorageKey({ type = "RSA", size = 2048 }: { type?: string; size?: number }, what: string): void {
    const { types, sizes } = customerManagedKeys.storage;
    const rsa = (types as readonly string[]).includes(type);
    if (rsa && (sizes as readonly number[]).includes(size)) return;
    throw new InputError({
        what,
        got: rsa ? `${type} ${size}` : type,
        expected: `a key of type ${types.join(" or ")} with ${sizes.join(", ")} bits: Azure Storage takes no other`,
        fix: 'set type "RSA" and size 2048',
    });
}
