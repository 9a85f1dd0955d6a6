import type { Sourced } from "./fact.ts";

/** A day on which Azure changes or has changed what this project stands on. */
export interface DateFact extends Sourced {
    /** ISO 8601; a month where the day is not given. */
    readonly date: string;
    readonly event: string;
}

const whatsNew = "learn.microsoft.com/azure/key-vault/general/whats-new";

/** In order. */
export const dates = {
    azureGermanyClosed: {
        date: "2021-10-29",
        event: "Azure Germany was closed",
        source: "azure.microsoft.com/blog (Microsoft Cloud Deutschland retirement)",
        certainty: "observed",
    },
    tls12: { date: "2023-06", event: "Key Vault asks for TLS 1.2 or later", source: whatsNew, certainty: "confirmed" },
    node18EndOfLife: {
        date: "2025-04-30",
        event: "Node 18 is no longer patched",
        source: "github.com/nodejs/Release",
        certainty: "confirmed",
    },
    basicPublicAddress: {
        date: "2025-09-30",
        event: "public addresses of the SKU Basic were retired",
        source: "learn.microsoft.com/azure/virtual-network/ip-services/public-ip-upgrade-portal",
        certainty: "confirmed",
    },
    rbacByDefault: {
        date: "2026-03",
        event: "Key Vault API 2026-02-01: a vault made without a word on its permission model uses Azure RBAC",
        source: whatsNew,
        certainty: "confirmed",
    },
    privateSubnetsByDefault: {
        date: "2026-03-31",
        event: "network API versions released later make subnets without outbound access by default",
        source: "learn.microsoft.com/azure/virtual-network/ip-services/default-outbound-access",
        certainty: "confirmed",
    },
    secretConditions: {
        date: "2026-06",
        event: "conditions on the names of secrets and vaults in role assignments, preview",
        source: "learn.microsoft.com/azure/key-vault/general/rbac-abac",
        certainty: "confirmed",
    },
    standardServiceEndpoint: {
        date: "2026-07",
        event: "service endpoints with a network identifier, preview",
        source: "learn.microsoft.com/azure/private-link/service-endpoint-standard-overview",
        certainty: "confirmed",
    },
    trustedLaunchByDefault: {
        date: "2026-08-03",
        event: "new generation 2 machines use trusted launch by default",
        source: "azure.microsoft.com/updates/568600",
        certainty: "observed",
    },
    dotnetInProcess: {
        date: "2026-11-10",
        event: "support for the in-process .NET model of Functions ended, in which Key Vault's rotation samples are written",
        source: "learn.microsoft.com/azure/azure-functions/migrate-dotnet-to-isolated-model",
        certainty: "confirmed",
    },
    olderKeyVaultApis: {
        date: "2027-02-27",
        event: "control-plane versions of Key Vault before 2026-02-01 stop working",
        source: "learn.microsoft.com/azure/key-vault/general/access-control-default",
        certainty: "confirmed",
    },
    diskEncryption: {
        date: "2028-09-15",
        event: "Azure Disk Encryption inside machines is retired; encryption at host takes its place",
        source: "learn.microsoft.com/azure/virtual-machines/disk-encryption-overview",
        certainty: "confirmed",
    },
    linuxConsumption: {
        date: "2028-09-30",
        event: "the Linux Consumption plan of Functions is retired; Flex Consumption takes its place",
        source: "learn.microsoft.com/azure/azure-functions/consumption-plan",
        certainty: "observed",
    },
} as const satisfies Record<string, DateFact>;
