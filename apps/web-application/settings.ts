import {
    readSecretName,
    readVaultSettings,
    readWholeNumber,
    type Environment,
    type VaultSettings,
} from "@keyvault-blueprint/apps-common/settings";

export interface Settings extends VaultSettings {
    readonly port: number;
    readonly secretName: string;
    /** How long a connection string that works is used before the vault is asked again. */
    readonly secretLifetimeMs: number;
}

/** @throws {SettingError} naming the first setting that cannot be used */
export function readSettings(environment: Environment): Settings {
    return {
        ...readVaultSettings(environment),
        port: readWholeNumber(environment, "PORT", { from: 0, to: 65_535, otherwise: 8080 }),
        secretName: readSecretName(environment, "db-connection-string"),
        secretLifetimeMs:
            readWholeNumber(environment, "SECRET_LIFETIME_SECONDS", { from: 1, to: 86_400, otherwise: 600 }) * 1_000,
    };
}
