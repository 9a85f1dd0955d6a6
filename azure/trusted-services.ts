import type { Certainty, Sourced } from "./fact.ts";
import type { OperationName } from "./operations.ts";

/** A service that passes a vault's firewall where `bypass` says so, in this scenario and no other. */
export interface TrustedService extends Sourced {
    /** The scenarios that Microsoft lists, in our words. */
    readonly scenario: string;
    /** What the scenario asks of the vault. The list itself does not say; this is from the services' own pages. */
    readonly operations: readonly OperationName[];
    readonly operationsCertainty: Certainty;
    /** Key vault property without which the service is not served at all, whatever its roles. */
    readonly vaultSwitch?: "enabledForDeployment" | "enabledForDiskEncryption" | "enabledForTemplateDeployment";
}

const list = {
    source: "learn.microsoft.com/azure/key-vault/general/overview-vnet-service-endpoints#trusted-services",
    certainty: "confirmed",
} as const;

const wrapping = ["keys/get", "keys/wrapKey", "keys/unwrapKey"] as const;

/** Encrypts its own data under a key of the customer. */
const customerKey = (scenario: string, operationsCertainty: Certainty = "unsettled"): TrustedService => ({
    scenario,
    operations: wrapping,
    operationsCertainty,
    ...list,
});

/** Serves a certificate, which it reads with its private key as the secret of the same name. */
const certificate = (scenario: string): TrustedService => ({
    scenario,
    operations: ["secrets/get", "certificates/get"],
    operationsCertainty: "unsettled",
    ...list,
});

const credentials = (scenario: string): TrustedService => ({
    scenario,
    operations: ["secrets/get", "secrets/list"],
    operationsCertainty: "unsettled",
    ...list,
});

/**
 * Key Vault's list, by service. Passing the firewall grants nothing: the service's identity still needs a role or an
 * access policy. The bypass also works while public access is disabled, and ends where the vault is secured by a
 * perimeter.
 */
export const trustedServices = {
    "Azure AI Search": customerKey("encryption of its data with a customer-managed key"),
    "Azure API Management": certificate("certificate of a custom domain, by managed identity"),
    // Its own outbound addresses are those of the app's code, and need rules like anybody's.
    "Azure App Service": certificate("import of a web app's certificate; not the app's code"),
    "Azure Application Gateway": certificate("certificate of an HTTPS listener"),
    "Azure Backup": {
        scenario: "backup and restore of keys and secrets with encrypted virtual machines",
        operations: ["keys/get", "keys/list", "keys/backup", "secrets/get", "secrets/list", "secrets/backup"],
        operationsCertainty: "confirmed",
        source: `${list.source}; learn.microsoft.com/azure/key-vault/general/rbac-migration`,
        certainty: "confirmed",
    },
    "Azure Batch": customerKey("customer-managed key of a Batch account; accounts in user subscription mode"),
    "Azure Bot Service": customerKey("encryption of its data with a customer-managed key"),
    "Azure CDN": certificate("certificate of a custom domain"),
    "Azure Container Registry": customerKey("encryption of a registry with a customer-managed key"),
    "Azure Data Factory": credentials("credentials of data stores"),
    "Azure Data Lake Store": customerKey("encryption of its data with a customer-managed key"),
    "Azure Data Manager for Agriculture": credentials("the customer's own licence keys"),
    "Azure Database for MySQL Single server": customerKey("encryption of its data with a customer-managed key"),
    "Azure Database for MySQL Flexible server": customerKey("encryption of its data with a customer-managed key"),
    "Azure Database for PostgreSQL Single server": customerKey("encryption of its data with a customer-managed key"),
    "Azure Database for PostgreSQL Flexible server": customerKey("encryption of its data with a customer-managed key"),
    "Azure Databricks": {
        scenario: "secret scopes and customer-managed keys of a workspace",
        operations: ["secrets/get", "secrets/list", ...wrapping],
        operationsCertainty: "unsettled",
        ...list,
    },
    "Azure Disk Encryption volume encryption service": {
        scenario: "disk encryption inside a machine: BitLocker key or DM passphrase, and the key that wraps it",
        operations: ["secrets/get", "secrets/set", ...wrapping],
        operationsCertainty: "unsettled",
        vaultSwitch: "enabledForDiskEncryption",
        ...list,
    },
    "Azure Disk Storage": customerKey("managed disks with a disk encryption set"),
    "Azure Event Hubs": customerKey("encryption of its data with a customer-managed key"),
    "Azure ExpressRoute": credentials("MACsec on ExpressRoute Direct"),
    "Azure Firewall Premium": certificate("intermediate certificate for TLS inspection"),
    "Azure Front Door Classic": certificate("certificate of a custom domain"),
    "Azure Front Door Standard/Premium": certificate("certificate of a custom domain"),
    "Azure Import/Export": customerKey("encryption of the BitLocker keys of shipped disks"),
    "Azure Information Protection": {
        scenario: "the tenant key",
        operations: ["keys/get", "keys/decrypt", "keys/sign"],
        operationsCertainty: "confirmed",
        source: `${list.source}; learn.microsoft.com/azure/key-vault/general/rbac-migration`,
        certainty: "confirmed",
    },
    "Azure Machine Learning": {
        scenario: "a workspace in a virtual network",
        operations: ["secrets/get", "secrets/list", "secrets/set", ...wrapping],
        operationsCertainty: "unsettled",
        ...list,
    },
    "Azure Monitor": customerKey("customer-managed key of a dedicated Log Analytics cluster"),
    "Azure NetApp Files": customerKey("encryption of its data with a customer-managed key"),
    "Azure Policy Scan": {
        scenario: "policies over secrets, keys and certificates in the vault",
        operations: ["secrets/list", "keys/list", "keys/get", "certificates/list", "certificates/get"],
        operationsCertainty: "unsettled",
        ...list,
    },
    "Azure Resource Manager template deployment service": {
        scenario: "secure values of a deployment's parameters",
        operations: ["secrets/get"],
        operationsCertainty: "confirmed",
        vaultSwitch: "enabledForTemplateDeployment",
        ...list,
    },
    "Azure Service Bus": customerKey("encryption of its data with a customer-managed key"),
    "Azure SQL Database": customerKey("transparent data encryption with the customer's key", "confirmed"),
    "Azure Storage": customerKey("encryption of an account with a customer-managed key", "confirmed"),
    "Azure Synapse Analytics": customerKey("encryption of a workspace with a customer-managed key"),
    "Azure Virtual Machines deployment service": {
        scenario: "certificates put on machines when they are deployed",
        operations: ["secrets/get"],
        operationsCertainty: "confirmed",
        vaultSwitch: "enabledForDeployment",
        ...list,
    },
    "Exchange Online, SharePoint Online, M365DataAtRestEncryption": customerKey("Customer Key, data at rest"),
    "Microsoft PowerPlatform": customerKey("encryption of its data with a customer-managed key"),
    "Microsoft Purview": credentials("credentials of scanned sources"),
} as const satisfies Record<string, TrustedService>;

export type TrustedServiceName = keyof typeof trustedServices;

/** Without regard to case, and also without the leading "Azure" or "Microsoft". */
export function trustedServiceByName(
    name: string,
): (TrustedService & { readonly name: TrustedServiceName }) | undefined {
    const short = (text: string): string => text.toLowerCase().replace(/^(azure|microsoft) /, "");
    const found = Object.entries(trustedServices).find(([key]) => short(key) === short(name));
    return found && { name: found[0] as TrustedServiceName, ...found[1] };
}

/** What people expect on the list and is not: code that the customer controls, and the portal's browser. */
export interface NeverTrusted extends Sourced {
    readonly because: string;
}

const network = "learn.microsoft.com/azure/key-vault/general/network-security";
const anyCode = "it runs the customer's code, which Microsoft does not control";

export const neverTrusted = {
    "Azure Virtual Machines": { because: anyCode, source: network, certainty: "confirmed" },
    "Azure Kubernetes Service": { because: anyCode, source: network, certainty: "confirmed" },
    "Azure Functions": { because: anyCode, source: network, certainty: "confirmed" },
    "Azure App Service applications": { because: anyCode, source: list.source, certainty: "confirmed" },
    "Azure Container Apps": {
        because: anyCode,
        source: "github.com/microsoft/azure-container-apps/issues/888",
        certainty: "observed",
    },
    "Azure DevOps": { because: anyCode, source: network, certainty: "confirmed" },
    "Azure Logic Apps": { because: "it is not on the list", source: list.source, certainty: "confirmed" },
    "Azure Automation": { because: anyCode, source: list.source, certainty: "confirmed" },
    "Azure Bastion": {
        because: "it never calls the vault: the user's browser does",
        source: list.source,
        certainty: "confirmed",
    },
    "Azure portal": { because: "the user's browser calls the vault", source: network, certainty: "confirmed" },
    "Azure Cloud Shell": {
        because: anyCode,
        source: "learn.microsoft.com/azure/key-vault/general/private-link-diagnostics",
        certainty: "confirmed",
    },
} as const satisfies Record<string, NeverTrusted>;

export type NeverTrustedName = keyof typeof neverTrusted;
