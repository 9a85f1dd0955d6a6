import type { Fact, Sourced } from "./fact.ts";
import type { DelegationName } from "./subnets.ts";

export interface NodeRuntime extends Sourced {
    /** `siteConfig.linuxFxVersion` of an App Service app on Linux. */
    readonly linuxFxVersion: string;
    /** `functionAppConfig.runtime.version` of a function app on Flex Consumption. */
    readonly functionsVersion: string;
    /** When the Node project stops patching it. */
    readonly endOfLife: string;
}

const releases = "github.com/nodejs/Release";

/** Node's long-term releases that App Service on Linux offers or has offered. */
export const nodeRuntimes = {
    /** The documents' choice: neither patched nor to be chosen any more. */
    node18: {
        linuxFxVersion: "NODE|18-lts",
        functionsVersion: "18",
        endOfLife: "2025-04-30",
        source: releases,
        certainty: "confirmed",
    },
    node22: {
        linuxFxVersion: "NODE|22-lts",
        functionsVersion: "22",
        endOfLife: "2027-04-30",
        source: `${releases}; public code`,
        certainty: "observed",
    },
    node24: {
        linuxFxVersion: "NODE|24-lts",
        functionsVersion: "24",
        endOfLife: "2028-04-30",
        source: `${releases}; github.com/Azure/azure-functions-nodejs-worker; public code`,
        certainty: "observed",
    },
} as const satisfies Record<string, NodeRuntime>;

/** What an app can do with a virtual network, by the tier of its plan. */
export interface PlanTier extends Sourced {
    readonly skus: readonly string[];
    /** The delegation of the subnet that its outbound calls can leave from; absent where they cannot. */
    readonly integration?: DelegationName;
    readonly privateEndpoint: boolean;
    readonly functionsOnly?: true;
    /** No new apps should be built on it. */
    readonly retires?: string;
}

const integration = "learn.microsoft.com/azure/app-service/overview-vnet-integration";
const functions = "learn.microsoft.com/azure/azure-functions/functions-networking-options";

export const planTiers = {
    Free: { skus: ["F1"], privateEndpoint: false, source: integration, certainty: "confirmed" },
    Shared: { skus: ["D1"], privateEndpoint: false, source: integration, certainty: "confirmed" },
    Basic: {
        skus: ["B1", "B2", "B3"],
        integration: "Microsoft.Web/serverFarms",
        privateEndpoint: true,
        source: integration,
        certainty: "confirmed",
    },
    Standard: {
        skus: ["S1", "S2", "S3"],
        integration: "Microsoft.Web/serverFarms",
        privateEndpoint: true,
        source: integration,
        certainty: "confirmed",
    },
    PremiumV3: {
        skus: ["P0v3", "P1v3", "P2v3", "P3v3"],
        integration: "Microsoft.Web/serverFarms",
        privateEndpoint: true,
        source: integration,
        certainty: "confirmed",
    },
    ElasticPremium: {
        skus: ["EP1", "EP2", "EP3"],
        integration: "Microsoft.Web/serverFarms",
        privateEndpoint: true,
        functionsOnly: true,
        source: functions,
        certainty: "confirmed",
    },
    FlexConsumption: {
        skus: ["FC1"],
        integration: "Microsoft.App/environments",
        privateEndpoint: true,
        functionsOnly: true,
        source: functions,
        certainty: "confirmed",
    },
    /** Its outbound addresses change: a vault with a firewall is out of its reach. */
    Dynamic: {
        skus: ["Y1"],
        privateEndpoint: false,
        functionsOnly: true,
        retires: "2028-09-30",
        source: functions,
        certainty: "confirmed",
    },
} as const satisfies Record<string, PlanTier>;

export type PlanTierName = keyof typeof planTiers;

/**
 * A setting that the platform, not the app's code, reads from a vault: under the app's system-assigned identity or the
 * one in `keyVaultReferenceIdentity`, over the app's own network path. It is read again within a day and at once when
 * the app's configuration changes; one that cannot be read stays the text of the reference.
 */
export const keyVaultReference = {
    pattern:
        /^@Microsoft\.KeyVault\((?:SecretUri=(?<uri>[^;)]+)|VaultName=(?<vault>[^;)]+);SecretName=(?<name>[^;)]+)(?:;SecretVersion=(?<version>[^;)]+))?)\)$/i,
    refreshHours: 24,
    source: "learn.microsoft.com/azure/app-service/app-service-key-vault-references",
    certainty: "confirmed",
} as const satisfies Sourced & Record<string, unknown>;

/** What `outboundVnetRouting` sends through the integration subnet; without `allTraffic` private addresses only. */
export const outboundRouting = {
    value: {
        property: "outboundVnetRouting",
        parts: ["allTraffic", "applicationTraffic", "contentShareTraffic", "imagePullTraffic", "backupRestoreTraffic"],
        before: "siteConfig.vnetRouteAllEnabled",
    },
    source: "learn.microsoft.com/azure/app-service/configure-vnet-integration-routing",
    certainty: "confirmed",
} as const satisfies Fact<object>;
