/** A type of the azure-native provider, whatever API version its token names. */
export interface AzureType {
    /** `keyvault:Vault`: the key of the tables in `azure/`. */
    readonly key: string;
    /** As in ARM: `2023-07-01`, `2026-03-01-preview`; absent for the version that the provider calls by default. */
    readonly apiVersion?: string;
}

/**
 * Three shapes: `azure-native:keyvault:Vault`, with a version as older SDKs have it
 * `azure-native:keyvault/v20230701:Vault`, and of a locally generated SDK `azure-native_keyvault_v20260201:keyvault:Vault`.
 */
const token =
    /^azure-native(?:_[a-z0-9]+_v(?<local>\d{8}[a-z]*))?:(?<module>[a-z0-9]+)(?:\/v(?<version>\d{8}[a-z]*))?:(?<name>\w+)$/;

/** Reads a type token of Pulumi; `undefined` for types of other providers. */
export function azureType(type: string): AzureType | undefined {
    const groups = token.exec(type)?.groups;
    if (groups === undefined) return undefined;
    const version = groups["version"] ?? groups["local"];
    const apiVersion = version?.replace(/^(\d{4})(\d\d)(\d\d)(?=[a-z]|$)/, "$1-$2-$3-").replace(/-$/, "");
    return { key: `${groups["module"]}:${groups["name"]}`, ...(apiVersion !== undefined && { apiVersion }) };
}
