import { DatabaseError, type Database } from "@keyvault-blueprint/apps-common/database";
import * as sql from "./statements.ts";
import type { EntraUser } from "./settings.ts";

/** Error 15023: someone else, perhaps another instance, made the user between our look and our try. */
const exists = 15023;

/** What kind of user has the name, as `sys.database_principals` says: `S` with a password, `E` and `X` of Entra ID. */
async function find(database: Database, name: string): Promise<{ type: string; sid: string } | undefined> {
    const [row] = await database.run(sql.findUser(name));
    if (row === undefined) return undefined;
    const sid = row["sid"];
    return {
        type: typeof row["type"] === "string" ? row["type"].trim() : "",
        sid: Buffer.isBuffer(sid) ? `0x${sid.toString("hex").toUpperCase()}` : "",
    };
}

/**
 * Makes sure that an Entra principal is a user of the database with its roles. Done twice, it changes nothing.
 *
 * A user whose identity was deleted and made again under the same name is replaced: it has the old security id and
 * would never sign in again. A user of another kind is left alone and refused.
 * @returns what was done, for the log; `undefined` when the user was there already
 */
export async function ensureEntraUser(database: Database, user: EntraUser): Promise<string | undefined> {
    const { name, clientId } = user;
    const create = clientId === undefined ? sql.createUserByLookup(name) : sql.createUserByClientId(name, clientId);
    const found = await find(database, name);
    let done: string | undefined;
    if (found === undefined) {
        await unlessThere(database.run(create));
        done = `Database user ${name} made.`;
    } else if (found.type !== "E" && found.type !== "X") {
        throw new Error(`The database has a user ${name} that is not an Entra principal; it is left alone.`);
    } else if (clientId !== undefined && found.sid !== sql.sidOf(clientId)) {
        await database.run(`SET XACT_ABORT ON; BEGIN TRANSACTION; ${sql.dropUser(name)} ${create} COMMIT;`);
        done = `Database user ${name} replaced: its identity was made anew.`;
    }
    await addRoles(database, name, user.roles);
    return done;
}

/** Makes sure that a user with a password exists. The password of one that exists is not touched. */
export async function ensureLogin(
    database: Database,
    {
        login,
        password,
        roles,
    }: { readonly login: string; readonly password: string; readonly roles: readonly string[] },
): Promise<string | undefined> {
    const found = await findLogin(database, login);
    if (found) return undefined;
    await unlessThere(database.run(sql.createUserWithPassword(login, password)));
    await addRoles(database, login, roles);
    return `Database user ${login} made.`;
}

/** Gives a login a new password, and makes it where it is missing. */
export async function setPassword(
    database: Database,
    {
        login,
        password,
        roles,
    }: { readonly login: string; readonly password: string; readonly roles: readonly string[] },
): Promise<void> {
    const found = await findLogin(database, login);
    await database.run(found ? sql.changePassword(login, password) : sql.createUserWithPassword(login, password));
    await addRoles(database, login, roles);
}

async function findLogin(database: Database, login: string): Promise<boolean> {
    const found = await find(database, login);
    if (found !== undefined && found.type !== "S") {
        throw new Error(`The database has a user ${login} that has no password; it is left alone.`);
    }
    return found !== undefined;
}

async function addRoles(database: Database, name: string, roles: readonly string[]): Promise<void> {
    for (const role of roles) await database.run(sql.addToRole(role, name));
}

async function unlessThere(creation: Promise<unknown>): Promise<void> {
    await creation.catch((error: unknown) => {
        if (!(error instanceof DatabaseError && error.number === exists)) throw error;
    });
}
