/**
 * The batches that this app sends, as text. `CREATE USER` and its like take no parameters, so names and passwords are
 * quoted here and nowhere else: an identifier in brackets with `]` doubled, a string in `N'…'` with `'` doubled. Those
 * are T-SQL's only escapes in either (`QUOTENAME` does the same); line breaks and backslashes stand for themselves.
 */

/** https://learn.microsoft.com/sql/relational-databases/databases/database-identifiers: at most 128 characters. */
export function identifier(name: string): string {
    if (name.length === 0 || name.length > 128 || name.includes("\0")) {
        throw new RangeError("A database name has 1 to 128 characters.");
    }
    return `[${name.replaceAll("]", "]]")}]`;
}

export function literal(text: string): string {
    if (text.includes("\0")) throw new RangeError("A text for the database holds no null character.");
    return `N'${text.replaceAll("'", "''")}'`;
}

export const signInTest = "SELECT 1;";

export function findUser(name: string): string {
    return `SELECT type, sid FROM sys.database_principals WHERE name = ${literal(name)};`;
}

export function createUserWithPassword(name: string, password: string): string {
    return `CREATE USER ${identifier(name)} WITH PASSWORD = ${literal(password)};`;
}

/** Without `OLD_PASSWORD`: whoever may alter any user need not know it. */
export function changePassword(name: string, password: string): string {
    return `ALTER USER ${identifier(name)} WITH PASSWORD = ${literal(password)};`;
}

/** SQL looks the name up in Entra ID, for which the server's own identity needs the directory role Directory Readers. */
export function createUserByLookup(name: string): string {
    return `CREATE USER ${identifier(name)} FROM EXTERNAL PROVIDER;`;
}

/** SQL looks nothing up: it takes the application (client) id of the identity as the user's security id. */
export function createUserByClientId(name: string, clientId: string): string {
    return `CREATE USER ${identifier(name)} WITH SID = ${sidOf(clientId)}, TYPE = E;`;
}

export function dropUser(name: string): string {
    return `DROP USER ${identifier(name)};`;
}

/** Adding a member again is no error. */
export function addToRole(role: string, name: string): string {
    return `ALTER ROLE ${identifier(role)} ADD MEMBER ${identifier(name)};`;
}

/**
 * Holds an exclusive lock for as long as the session lasts, so that only one rotation of a secret runs at a time on
 * all instances. The answer is negative when it could not be had within the time.
 */
export function takeLock(resource: string, timeoutMs: number): string {
    return (
        `DECLARE @granted int; EXEC @granted = sp_getapplock @Resource = ${literal(resource)}, ` +
        `@LockMode = N'Exclusive', @LockOwner = N'Session', @LockTimeout = ${timeoutMs}; SELECT @granted AS granted;`
    );
}

/** `Exclusive` while the session holds the lock; `NoLock` when the session is a new one. */
export function lockMode(resource: string): string {
    return `SELECT APPLOCK_MODE(N'public', ${literal(resource)}, N'Session') AS mode;`;
}

/** A GUID as the 16 bytes that SQL stores: the first three groups with their bytes reversed, as in .NET's `ToByteArray`. */
export function sidOf(clientId: string): string {
    const hex = clientId.replaceAll("-", "").toUpperCase();
    const swapped = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16)].map((group) =>
        (group.match(/../g) ?? []).reverse().join(""),
    );
    return `0x${swapped.join("")}${hex.slice(16)}`;
}
