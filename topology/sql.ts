import { databaseEditions, forbiddenSqlLogins } from "../azure/sql.ts";
import { InputError } from "../input/error.ts";
import { checkWord } from "./vault.ts";

/** Who signs in to a SQL server. */
export const SqlAuthentication = {
    /** Microsoft Entra identities alone; no password exists. */
    EntraOnly: "entra-only",
    /** Also logins with passwords, as in the document. */
    SqlLogin: "sql-login",
} as const;
export type SqlAuthentication = (typeof SqlAuthentication)[keyof typeof SqlAuthentication];

/** From where a SQL server may be reached. */
export const SqlExposure = {
    /** Every address of Azure, other customers' too: the rule 0.0.0.0. */
    AzureServices: "azure-services",
    /** Private endpoints alone. */
    Private: "private",
} as const;
export type SqlExposure = (typeof SqlExposure)[keyof typeof SqlExposure];

/** Editions of a database by word. */
export const DatabaseEdition = { FreeOffer: "free-offer", Basic: "basic", Free: "free" } as const;
export type DatabaseEdition = (typeof DatabaseEdition)[keyof typeof DatabaseEdition];

export interface SqlSettings {
    authentication: string;
    exposure: string;
    edition: string;
    administratorLogin?: string | undefined;
    hasAdministratorPassword: boolean;
    passwordIsSecretOutput: boolean;
    hasEntraAdministrator: boolean;
}

/** @throws InputError for sign-in settings that contradict each other or that Azure refuses */
export function checkSql(settings: SqlSettings, what = "sql"): void {
    checkWord(SqlAuthentication, settings.authentication, `${what}.authentication`);
    checkWord(SqlExposure, settings.exposure, `${what}.exposure`);
    checkWord(DatabaseEdition, settings.edition, `${what}.edition`);
    if (settings.hasAdministratorPassword && !settings.passwordIsSecretOutput) {
        throw new InputError({
            what: `${what}.administratorPassword`,
            got: "a text in plain",
            expected: "a secret Output, or nothing to have one generated",
            fix: "leave it out, or pulumi config set --secret and config.requireSecret",
        });
    }
    if (settings.authentication === SqlAuthentication.EntraOnly) {
        if (settings.administratorLogin !== undefined || settings.hasAdministratorPassword) {
            throw new InputError({
                what: `${what}.administratorLogin`,
                got: settings.administratorLogin ?? "a password",
                expected: 'nothing with authentication "entra-only": there is no login with a password',
                fix: 'remove it, or choose authentication "sql-login"',
            });
        }
        if (!settings.hasEntraAdministrator) {
            throw new InputError({
                what: `${what}.entraAdministrator`,
                got: undefined,
                expected: 'an Entra administrator with authentication "entra-only": nobody else could sign in',
                fix: "give one",
            });
        }
        return;
    }
    const login = settings.administratorLogin ?? "";
    const forbidden: readonly string[] = forbiddenSqlLogins.value;
    if (/^[A-Za-z][A-Za-z0-9_-]{0,127}$/.test(login) && !forbidden.includes(login.toLowerCase())) return;
    throw new InputError({
        what: `${what}.administratorLogin`,
        got: settings.administratorLogin,
        expected: `a name starting with a letter, none of ${forbidden.join(", ")}`,
        fix: "choose another name",
    });
}

/** The database's SKU by the edition's word. */
export function editionOf(edition: DatabaseEdition): (typeof databaseEditions)[keyof typeof databaseEditions] {
    const rows = {
        "free-offer": databaseEditions.freeOffer,
        basic: databaseEditions.basic,
        free: databaseEditions.free,
    };
    return rows[edition];
}
