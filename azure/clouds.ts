import type { Certainty, Sourced } from "./fact.ts";

/** What differs between Azure's clouds. Suffixes have no leading dot, endpoints no trailing slash. */
export interface Cloud extends Sourced {
    /** Display name. */
    readonly name: string;
    /** A vault answers at `https://<vault>.<vaultSuffix>`. */
    readonly vaultSuffix: string;
    /** Azure Resource Manager. */
    readonly managementEndpoint: string;
    /** Microsoft Entra ID. */
    readonly loginEndpoint: string;
    /** The audience of a token for the data plane. */
    readonly tokenResource: string;
    readonly tokenResourceCertainty: Certainty;
    readonly storageSuffix: string;
    readonly sqlSuffix: string;
    readonly webSuffix: string;
    /** Where an app's deployment and console site (Kudu) answers: `<app>.<scmSuffix>`. */
    readonly scmSuffix: string;
    /** Private DNS zones of private endpoints. */
    readonly privateZones: {
        readonly vault: string;
        readonly blob: string;
        readonly sqlServer: string;
        /** The zone holds `<app>` and `<app>.scm`; one zone serves both. */
        readonly sites: string;
    };
    /**
     * Zones that an on-premises DNS server forwards to a resolver inside a linked network, so that a vault's name
     * becomes its private address. They are the public names: forwarding `privatelink.*` has no effect.
     */
    readonly forwarderZones: readonly string[];
    readonly forwarderZonesCertainty: Certainty;
}

const privateZoneTable = "learn.microsoft.com/azure/private-link/private-endpoint-dns";
const endpointTable = "learn.microsoft.com/azure/key-vault/general/access-behind-firewall";

/** Keys are the words of the azure-native provider's `environment` setting. */
export const clouds = {
    public: {
        name: "Azure",
        vaultSuffix: "vault.azure.net",
        managementEndpoint: "https://management.azure.com",
        loginEndpoint: "https://login.microsoftonline.com",
        tokenResource: "https://vault.azure.net",
        tokenResourceCertainty: "confirmed",
        storageSuffix: "core.windows.net",
        sqlSuffix: "database.windows.net",
        webSuffix: "azurewebsites.net",
        scmSuffix: "scm.azurewebsites.net",
        privateZones: {
            vault: "privatelink.vaultcore.azure.net",
            blob: "privatelink.blob.core.windows.net",
            sqlServer: "privatelink.database.windows.net",
            sites: "privatelink.azurewebsites.net",
        },
        forwarderZones: ["vault.azure.net", "vaultcore.azure.net"],
        forwarderZonesCertainty: "confirmed",
        source: `${endpointTable}; ${privateZoneTable}`,
        certainty: "confirmed",
    },
    china: {
        name: "Azure operated by 21Vianet",
        vaultSuffix: "vault.azure.cn",
        managementEndpoint: "https://management.chinacloudapi.cn",
        loginEndpoint: "https://login.chinacloudapi.cn",
        tokenResource: "https://vault.azure.cn",
        tokenResourceCertainty: "unsettled",
        storageSuffix: "core.chinacloudapi.cn",
        sqlSuffix: "database.chinacloudapi.cn",
        webSuffix: "chinacloudsites.cn",
        scmSuffix: "scm.chinacloudsites.cn",
        privateZones: {
            vault: "privatelink.vaultcore.azure.cn",
            blob: "privatelink.blob.core.chinacloudapi.cn",
            sqlServer: "privatelink.database.chinacloudapi.cn",
            sites: "privatelink.chinacloudsites.cn",
        },
        // The documentation lists only the second; the first is where a vault's public name lives.
        forwarderZones: ["vault.azure.cn", "vaultcore.azure.cn"],
        forwarderZonesCertainty: "unsettled",
        source: `${endpointTable}; ${privateZoneTable}`,
        certainty: "confirmed",
    },
    usgovernment: {
        name: "Azure Government",
        vaultSuffix: "vault.usgovcloudapi.net",
        managementEndpoint: "https://management.usgovcloudapi.net",
        loginEndpoint: "https://login.microsoftonline.us",
        tokenResource: "https://vault.usgovcloudapi.net",
        tokenResourceCertainty: "unsettled",
        storageSuffix: "core.usgovcloudapi.net",
        sqlSuffix: "database.usgovcloudapi.net",
        webSuffix: "azurewebsites.us",
        scmSuffix: "scm.azurewebsites.us",
        privateZones: {
            vault: "privatelink.vaultcore.usgovcloudapi.net",
            blob: "privatelink.blob.core.usgovcloudapi.net",
            sqlServer: "privatelink.database.usgovcloudapi.net",
            sites: "privatelink.azurewebsites.us",
        },
        forwarderZones: ["vault.usgovcloudapi.net", "vaultcore.usgovcloudapi.net"],
        forwarderZonesCertainty: "confirmed",
        source: `${endpointTable}; ${privateZoneTable}`,
        certainty: "confirmed",
    },
} as const satisfies Record<string, Cloud>;

export type CloudName = keyof typeof clouds;

/** A region as Azure Resource Manager compares it: `US Gov Virginia` is `usgovvirginia`. */
export function normalRegion(written: string): string {
    return written.replaceAll(" ", "").toLowerCase();
}

/** A cloud that older documents name and that no longer exists. */
export interface RetiredCloud extends Sourced {
    readonly name: string;
    readonly vaultSuffix: string;
    readonly managementEndpoint: string;
    readonly reason: string;
}

export const retiredClouds = {
    germany: {
        name: "Azure Germany",
        vaultSuffix: "vault.microsoftazure.de",
        managementEndpoint: "https://management.microsoftazure.de",
        reason: "Microsoft closed this cloud in 2021; its endpoints are gone from the current tables.",
        source: `${endpointTable} (absent)`,
        certainty: "confirmed",
    },
} as const satisfies Record<string, RetiredCloud>;
