/** The settings of one app, as the platform gives them: `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A setting that the app cannot work with. Its message is meant for the log: it names the setting and never a secret. */
export class SettingError extends Error {
    constructor(setting: string, got: string | undefined, expected: string) {
        super(
            `The setting ${setting} is ${got === undefined ? "missing" : JSON.stringify(got)}; expected ${expected}.`,
        );
        this.name = "SettingError";
    }
}

export interface VaultSettings {
    /** `https://<vault>.vault.azure.net`, without a slash at the end. */
    readonly vaultUri: string;
}

/**
 * Which vault: `KEY_VAULT_URI`, or `KEY_VAULT_NAME` in the public cloud.
 *
 * The other clouds have other suffixes (`vault.azure.cn`, `vault.usgovcloudapi.net`), hence the address as a whole.
 * Only HTTPS, and only an origin: a path or a user name in it would be sent to the vault with every request.
 */
export function readVaultSettings(environment: Environment): VaultSettings {
    const uri = given(environment, "KEY_VAULT_URI");
    if (uri === undefined) {
        const expected = "the vault's name, 3 to 24 letters, digits and hyphens (or set KEY_VAULT_URI)";
        const name = given(environment, "KEY_VAULT_NAME");
        if (name === undefined || !/^[A-Za-z](?!.*--)[A-Za-z0-9-]{1,22}[A-Za-z0-9]$/.test(name)) {
            throw new SettingError("KEY_VAULT_NAME", name, expected);
        }
        return { vaultUri: `https://${name.toLowerCase()}.vault.azure.net` };
    }
    const url = URL.parse(uri);
    if (url?.protocol !== "https:" || uri.replace(/\/$/, "").toLowerCase() !== url.origin) {
        throw new SettingError("KEY_VAULT_URI", uri, "an address such as https://my-vault.vault.azure.net");
    }
    return { vaultUri: url.origin };
}

/** `SECRET_NAME`: 1 to 127 letters, digits and hyphens (Key Vault's rule). */
export function readSecretName(environment: Environment, otherwise: string): string {
    const name = given(environment, "SECRET_NAME") ?? otherwise;
    if (!/^[A-Za-z0-9-]{1,127}$/.test(name)) {
        throw new SettingError("SECRET_NAME", name, "1 to 127 letters, digits and hyphens");
    }
    return name;
}

/** A whole number between two limits, both included. */
export function readWholeNumber(
    environment: Environment,
    setting: string,
    { from, to, otherwise }: { readonly from: number; readonly to: number; readonly otherwise: number },
): number {
    const text = given(environment, setting);
    if (text === undefined) return otherwise;
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < from || value > to) {
        throw new SettingError(setting, text, `a whole number from ${from} to ${to}`);
    }
    return value;
}

/** The setting without surrounding blanks; an empty one counts as not given, as App Service cannot hold "not there". */
export function given(environment: Environment, setting: string): string | undefined {
    const text = environment[setting]?.trim();
    return text === "" ? undefined : text;
}
