import type { KeyVaultSecret, SecretClient } from "@azure/keyvault-secrets";
import type { Database } from "@keyvault-blueprint/apps-common/database";
import { newPassword, normalServer, readCredential, withLogin } from "./credential.ts";
import { shortestValidityDays, type Settings } from "./settings.ts";
import * as sql from "./statements.ts";
import { setPassword } from "./users.ts";

/** What Event Grid says of a secret: https://learn.microsoft.com/azure/event-grid/event-schema-key-vault */
export interface NearExpiry {
    readonly vaultName: string;
    readonly secretName: string;
    readonly version: string;
}

export interface Tools {
    readonly vault: Pick<SecretClient, "getSecret" | "setSecret">;
    /** The database as its administrator: the function's own identity. One session, which holds the lock. */
    readonly openAsAdministrator: () => Database;
    /** The database by a connection string, to try a credential. */
    readonly open: (connectionString: string) => Database;
    readonly log: (sentence: string) => void;
    readonly now: () => Date;
}

export type Rotation =
    | {
          readonly outcome: "rotated";
          readonly from: string;
          readonly to: string;
          readonly version: string;
          readonly expires: Date;
      }
    | { readonly outcome: "nothing to do"; readonly because: string };

const dayMs = 86_400_000;
/** Below the driver's patience of 15 seconds, so that it is the server who says that the lock is taken. */
const lockTimeoutMs = 10_000;

/**
 * Gives the login that is not in use a new password and makes it the current one.
 *
 * The order is what makes it safe: change the idle login, sign in with it, and only then write the secret. Whatever
 * fails before the last step leaves the vault as it was and the current login untouched; the next delivery of the
 * event starts again with another password. The event names the version that is near its end: when that is no longer
 * the newest, the work is done. A lock in the database lets one rotation of a secret run at a time; a second delivery
 * waits, then finds the newer version.
 * @throws {Error} when anything refuses; Event Grid then delivers the event again
 */
export async function rotate(event: NearExpiry, settings: Settings, tools: Tools): Promise<Rotation> {
    const { secretName, vaultUri, logins } = settings;
    if (logins === undefined) throw new Error("Rotation is off: the setting ROTATION_LOGINS is not there.");
    if (!isOurs(event, settings)) return nothing("the event is for another vault or secret");

    const administrator = tools.openAsAdministrator();
    try {
        // Asked before the database is: most repeated deliveries end here.
        if (isNewer(await tools.vault.getSecret(secretName), event)) return nothing("a newer version exists already");
        const lock = `keyvault-blueprint rotation ${vaultUri}/${secretName}`.slice(0, 255);
        await lockOr(administrator, lock);
        const current = await tools.vault.getSecret(secretName);
        if (isNewer(current, event)) return nothing("a newer version exists already");
        return await rotateLocked(current, logins, settings, { ...tools, administrator, lock });
    } finally {
        await administrator.close();
    }
}

async function rotateLocked(
    current: KeyVaultSecret,
    logins: readonly [string, string],
    settings: Settings,
    { vault, open, now, log, administrator, lock }: Tools & { readonly administrator: Database; readonly lock: string },
): Promise<Rotation> {
    const connectionString = current.value ?? "";
    const { server, database, login, password: old } = readCredential(connectionString);
    if (server !== normalServer(settings.server) || database.toLowerCase() !== settings.database.toLowerCase()) {
        throw new Error("The secret is for another server or database than SQL_SERVER and SQL_DATABASE say.");
    }
    if (login === undefined || old === undefined) {
        throw new Error("The secret holds no password: with Entra authentication there is nothing to rotate.");
    }
    const next = otherThan(login, logins);

    const password = newPassword();
    await setPassword(administrator, { login: next, password, roles: settings.roles });
    const renewed = withLogin(connectionString, next, password);
    await signIn(open(renewed));

    const [held] = await administrator.run(sql.lockMode(lock));
    if (held?.["mode"] !== "Exclusive") {
        throw new Error("The session with the lock was lost; the next delivery starts again.");
    }
    const days = validityOf(current, settings.validityDays, log);
    const expires = new Date(now().getTime() + days * dayMs);
    const { properties } = await vault.setSecret(settings.secretName, renewed, {
        expiresOn: expires,
        ...(current.properties.contentType === undefined ? {} : { contentType: current.properties.contentType }),
        tags: { ...current.properties.tags, CredentialId: next, ValidityPeriodDays: String(days) },
    });
    return { outcome: "rotated", from: login, to: next, version: properties.version ?? "", expires };
}

/**
 * SQL compares logins without regard to case. A login that is neither of the two (the first secret may hold the
 * administrator's) gives way to the first.
 */
function otherThan(login: string, [first, second]: readonly [string, string]): string {
    return login.toLowerCase() === first.toLowerCase() ? second : first;
}

/** The tag `ValidityPeriodDays` of the current version, else the setting. */
function validityOf({ properties }: KeyVaultSecret, otherwise: number, log: (sentence: string) => void): number {
    const tag = properties.tags?.["ValidityPeriodDays"];
    if (tag === undefined) return otherwise;
    const days = Number(tag);
    if (Number.isInteger(days) && days >= shortestValidityDays) return days;
    log(`The tag ValidityPeriodDays is no whole number from ${shortestValidityDays} up; taking ${otherwise}.`);
    return otherwise;
}

async function signIn(database: Database): Promise<void> {
    try {
        await database.run(sql.signInTest);
    } finally {
        await database.close();
    }
}

async function lockOr(administrator: Database, lock: string): Promise<void> {
    const [answer] = await administrator.run(sql.takeLock(lock, lockTimeoutMs));
    if (typeof answer?.["granted"] !== "number" || answer["granted"] < 0) {
        throw new Error("Another rotation of this secret holds the lock; the next delivery tries again.");
    }
}

function isOurs(event: NearExpiry, { secretName, vaultUri }: Settings): boolean {
    const vault = new URL(vaultUri).hostname.split(".", 1)[0];
    return event.vaultName.toLowerCase() === vault && event.secretName.toLowerCase() === secretName.toLowerCase();
}

function isNewer({ properties }: KeyVaultSecret, event: NearExpiry): boolean {
    return properties.version?.toLowerCase() !== event.version.toLowerCase();
}

function nothing(because: string): Rotation {
    return { outcome: "nothing to do", because };
}
