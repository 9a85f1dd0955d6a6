import type { Fact, Sourced } from "./fact.ts";

const details = "learn.microsoft.com/azure/key-vault/keys/about-keys-details";
const aboutKeys = "learn.microsoft.com/azure/key-vault/keys/about-keys";
const rotation = "learn.microsoft.com/azure/key-vault/keys/how-to-configure-key-rotation";

export interface KeyType extends Sourced {
    /** Bits; empty for curves. */
    readonly sizes: readonly number[];
    readonly curves: readonly string[];
    /** Operations (`keyOps`) that the type can do. */
    readonly uses: readonly ("encrypt" | "decrypt" | "wrapKey" | "unwrapKey" | "sign" | "verify")[];
    /** Kept in a hardware module: needs a vault of the SKU `premium`. */
    readonly premium: boolean;
    readonly preview?: true;
}

const everything = ["encrypt", "decrypt", "wrapKey", "unwrapKey", "sign", "verify"] as const;
const rsa = { sizes: [2048, 3072, 4096], curves: [], uses: everything } as const;
const curve = { sizes: [], curves: ["P-256", "P-256K", "P-384", "P-521"], uses: ["sign", "verify"] } as const;
const sourced = { source: `${details}; ${aboutKeys}`, certainty: "confirmed" } as const;

/** By `kty`. */
export const keyTypes = {
    RSA: { ...rsa, premium: false, ...sourced },
    "RSA-HSM": { ...rsa, premium: true, ...sourced },
    EC: { ...curve, premium: false, ...sourced },
    "EC-HSM": { ...curve, premium: true, ...sourced },
    "oct-HSM": { sizes: [128, 192, 256], curves: [], uses: everything, premium: true, preview: true, ...sourced },
} as const satisfies Record<string, KeyType>;

export type KeyTypeName = keyof typeof keyTypes;

/** What a service that encrypts its data under a customer's key asks for. */
export interface CustomerManagedKey extends Sourced {
    readonly types: readonly KeyTypeName[];
    readonly sizes: readonly number[];
    readonly purgeProtection: boolean;
    /** The identity that reaches the key when the resource is created; a system-assigned one does not exist yet. */
    readonly identityAtCreation: "user-assigned";
    /** The role that suffices on the key. */
    readonly role: string;
}

export const customerManagedKeys = {
    storage: {
        types: ["RSA", "RSA-HSM"],
        sizes: [2048, 3072, 4096],
        purgeProtection: true,
        identityAtCreation: "user-assigned",
        role: "Key Vault Crypto Service Encryption User",
        source: "learn.microsoft.com/azure/storage/common/customer-managed-keys-overview",
        certainty: "confirmed",
    },
    sql: {
        types: ["RSA", "RSA-HSM"],
        sizes: [2048, 3072],
        purgeProtection: true,
        identityAtCreation: "user-assigned",
        role: "Key Vault Crypto Service Encryption User",
        source: "learn.microsoft.com/azure/azure-sql/database/transparent-data-encryption-byok-overview",
        certainty: "confirmed",
    },
    disks: {
        types: ["RSA", "RSA-HSM"],
        sizes: [2048, 3072, 4096],
        purgeProtection: true,
        identityAtCreation: "user-assigned",
        role: "Key Vault Crypto Service Encryption User",
        source: "learn.microsoft.com/azure/virtual-machines/disk-encryption",
        certainty: "confirmed",
    },
} as const satisfies Record<string, CustomerManagedKey>;

/**
 * Rotation policies. Notices, and rotation counted from expiry, need an expiry time. The provider's types write actions
 * in lower case, the documentation with a capital.
 */
export const rotationPolicy = {
    value: {
        actions: ["rotate", "notify"],
        minimumDaysAfterCreation: 7,
        minimumDaysBeforeExpiry: 7,
        minimumLifetimeDays: 28,
    },
    source: `${rotation}; learn.microsoft.com/dotnet/api/azure.security.keyvault.keys.keyrotationpolicy.expiresin`,
    certainty: "confirmed",
} as const satisfies Fact<object>;

/** How long a service may go on using the old version after a rotation: keep it enabled for longer. */
export const newKeyVersionNoticedHours = {
    value: { minimum: 1, usual: 24 },
    source: rotation,
    certainty: "confirmed",
} as const satisfies Fact<object>;

/** What protects a key, by `hsmPlatform`. */
export const keyProtection = {
    value: {
        0: "FIPS 140-2 Level 1, software",
        1: "FIPS 140-2 Level 2, hardware, older versions of keys",
        2: "FIPS 140-3 Level 3, hardware, every new key",
    },
    source: aboutKeys,
    certainty: "confirmed",
} as const satisfies Fact<object>;
