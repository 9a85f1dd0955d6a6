import type { Fact, Sourced } from "./fact.ts";

const schema = "learn.microsoft.com/azure/event-grid/event-schema-key-vault";

/** A vault's system topic; it stands in the vault's region and ends with the vault: recovery does not bring it back. */
export const vaultTopic = {
    topicType: "Microsoft.KeyVault.vaults",
    source: `${schema}; learn.microsoft.com/azure/key-vault/general/soft-delete-overview`,
    certainty: "observed",
} as const satisfies Sourced & Record<string, unknown>;

export interface EventType extends Sourced {
    readonly object: "secret" | "key" | "certificate" | "vault";
    readonly says: string;
}

const event = (object: EventType["object"], says: string): EventType => ({
    object,
    says,
    source: schema,
    certainty: "confirmed",
});

/** The subject of an event is the object's name. */
export const vaultEvents = {
    "Microsoft.KeyVault.SecretNewVersionCreated": event("secret", "a secret, or a version of it, was created"),
    "Microsoft.KeyVault.SecretNearExpiry": event("secret", "the current version expires soon"),
    "Microsoft.KeyVault.SecretExpired": event("secret", "the current version has expired"),
    "Microsoft.KeyVault.KeyNewVersionCreated": event("key", "a key, or a version of it, was created"),
    "Microsoft.KeyVault.KeyNearExpiry": event("key", "the current version expires soon"),
    "Microsoft.KeyVault.KeyExpired": event("key", "the current version has expired"),
    "Microsoft.KeyVault.CertificateNewVersionCreated": event("certificate", "a certificate, or a version, was created"),
    "Microsoft.KeyVault.CertificateNearExpiry": event("certificate", "the current version expires soon"),
    "Microsoft.KeyVault.CertificateExpired": event("certificate", "the current version has expired"),
    "Microsoft.KeyVault.VaultAccessPolicyChanged": event("vault", "access policies, or the permission model, changed"),
} as const satisfies Record<string, EventType>;

export type VaultEventName = keyof typeof vaultEvents;

/**
 * Days before its `exp` at which a secret or certificate is near expiry: fixed; a key's is in its rotation policy.
 * Only versions made after the subscription raise events, and none without an `exp`.
 */
export const nearExpiryDays = {
    value: 30,
    source: "learn.microsoft.com/azure/key-vault/general/event-grid-overview",
    certainty: "confirmed",
} as const satisfies Fact<number>;

/** How a subscription hands an event to a function. The function must be there first: Event Grid checks it. */
export const functionDestination = {
    endpointType: "AzureFunction",
    /** `resourceId` is the app's id with this and the function's name. */
    path: "/functions/",
    source: "learn.microsoft.com/azure/event-grid/handler-functions",
    certainty: "unsettled",
} as const satisfies Sourced & Record<string, unknown>;

/** Delivery is retried this long and this often by default; both can only be lowered. */
export const deliveryRetry = {
    value: { eventTimeToLiveInMinutes: 1440, maxDeliveryAttempts: 30 },
    source: "learn.microsoft.com/azure/event-grid/delivery-and-retry",
    certainty: "confirmed",
} as const satisfies Fact<object>;
