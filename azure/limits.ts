import type { Fact } from "./fact.ts";

/** Inclusive. */
export interface Range {
    readonly minimum: number;
    readonly maximum: number;
}

const keyVault = "learn.microsoft.com/azure/key-vault";
const subscriptionLimits =
    "learn.microsoft.com/azure/azure-resource-manager/management/azure-subscription-service-limits";

/** What Azure refuses to exceed. Name rules are in `name-rules.ts`. */
export const limits = {
    /** Days that a deleted vault and its objects stay recoverable. Set when the vault is created, never changed after. */
    softDeleteRetentionDays: {
        value: { minimum: 7, maximum: 90 },
        source: `${keyVault}/general/soft-delete-overview`,
        certainty: "confirmed",
    },
    softDeleteRetentionDaysDefault: {
        value: 90,
        source: `${keyVault}/general/soft-delete-overview`,
        certainty: "confirmed",
    },
    virtualNetworkRulesPerVault: {
        value: 200,
        source: `${keyVault}/general/network-security`,
        certainty: "confirmed",
    },
    /** IPv4 only. */
    addressRulesPerVault: { value: 1000, source: `${keyVault}/general/network-security`, certainty: "confirmed" },
    accessPoliciesPerVault: {
        value: 1024,
        source: `${keyVault}/general/assign-access-policy`,
        certainty: "confirmed",
    },
    /** Longest prefix of a block in a storage account's address rules; smaller ones are given as single addresses. */
    storageAddressRulePrefix: {
        value: 30,
        source: "learn.microsoft.com/azure/storage/common/storage-network-security-limitations",
        certainty: "confirmed",
    },
    /** Minutes that a TCP flow through a NAT gateway may be idle. */
    natIdleTimeout: {
        value: { usual: 4, minimum: 4, maximum: 120 },
        source: "learn.microsoft.com/azure/nat-gateway/nat-gateway-resource",
        certainty: "confirmed",
    },
    /** The documentation says 25 KB. */
    secretValueBytes: { value: 25 * 1024, source: `${keyVault}/secrets/about-secrets`, certainty: "confirmed" },
    secretContentTypeLength: { value: 255, source: `${keyVault}/secrets/about-secrets`, certainty: "confirmed" },
    /** Tags of a secret or certificate. Anyone who may list the object reads them. */
    objectTags: {
        value: { count: 15, nameLength: 512, valueLength: 512 },
        source: `${keyVault}/secrets/about-secrets`,
        certainty: "confirmed",
    },
    /** Keys are stated apart, with shorter tags. */
    keyTags: {
        value: { count: 15, nameLength: 256, valueLength: 256 },
        source: `${keyVault}/keys/about-keys-details`,
        certainty: "confirmed",
    },
    /** Tags of an Azure resource. */
    resourceTags: {
        value: { count: 50, nameLength: 512, valueLength: 256 },
        source: "learn.microsoft.com/azure/azure-resource-manager/management/tag-resources",
        certainty: "confirmed",
    },
    objectVersion: {
        value: /^[0-9a-fA-F]{32}$/,
        source: "learn.microsoft.com/azure/templates/microsoft.keyvault/vaults/keys",
        certainty: "confirmed",
    },
    /** Answers beyond it are refused with 429; per vault and region, in ten seconds. */
    secretReadsPerTenSeconds: {
        value: 4000,
        source: `${keyVault}/general/rest-error-codes`,
        certainty: "confirmed",
    },
    /** A subscription may use this many times what one vault may. */
    subscriptionThroughputFactor: {
        value: 5,
        source: `${keyVault}/general/overview-throttling`,
        certainty: "confirmed",
    },
    /** The newest copy of the limits page says 5000, older ones 4000: a plan is safe below the lower one. */
    roleAssignmentsPerSubscription: { value: 4000, source: subscriptionLimits, certainty: "unsettled" },
    roleAssignmentsPerManagementGroup: { value: 500, source: subscriptionLimits, certainty: "confirmed" },
    /** 2000 in the cloud operated by 21Vianet. */
    customRolesPerTenant: { value: 5000, source: subscriptionLimits, certainty: "confirmed" },
    assignableScopesPerCustomRole: { value: 2000, source: subscriptionLimits, certainty: "confirmed" },
    roleConditionBytes: { value: 8 * 1024, source: subscriptionLimits, certainty: "confirmed" },
    privateEndpointsPerVault: { value: 64, source: subscriptionLimits, certainty: "observed" },
    privateEndpointsPerVirtualNetwork: {
        value: 1000,
        source: "learn.microsoft.com/azure/private-link/increase-private-endpoint-vnet-limits",
        certainty: "confirmed",
    },
    zonesPerPrivateDnsZoneGroup: {
        value: 5,
        source: "learn.microsoft.com/azure/private-link/private-endpoint-dns-integration",
        certainty: "confirmed",
    },
    virtualNetworkLinksPerPrivateZone: { value: 1000, source: subscriptionLimits, certainty: "confirmed" },
    diagnosticSettingsPerResource: {
        value: 5,
        source: "learn.microsoft.com/azure/azure-monitor/platform/diagnostic-settings",
        certainty: "confirmed",
    },
    securityRulePriority: {
        value: { minimum: 100, maximum: 4096 },
        source: "learn.microsoft.com/azure/virtual-network/network-security-groups-overview",
        certainty: "confirmed",
    },
    resourcesPerNetworkSecurityPerimeter: {
        value: 1000,
        source: "learn.microsoft.com/azure/private-link/service-endpoint-standard-overview",
        certainty: "confirmed",
    },
    addressPrefixesPerNetworkSecurityPerimeter: {
        value: 200,
        source: "learn.microsoft.com/azure/private-link/service-endpoint-standard-overview",
        certainty: "confirmed",
    },
    /** Days; the retention of a Log Analytics workspace, without its archive. */
    workspaceRetentionDays: {
        value: { minimum: 30, maximum: 730 },
        source: "learn.microsoft.com/azure/azure-monitor/logs/data-retention-configure",
        certainty: "confirmed",
    },
} as const satisfies Record<string, Fact<unknown>>;

/**
 * Blocks that a vault's address rules refuse (private use, RFC 1918).
 * Azure answers 400: "… belongs to forbidden range … (private IP addresses)".
 */
export const privateAddressBlocks = {
    value: ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"],
    source: `${keyVault}/general/network-security`,
    certainty: "confirmed",
} as const satisfies Fact<readonly string[]>;
