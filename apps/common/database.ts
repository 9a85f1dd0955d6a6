import type { TokenCredential } from "@azure/core-auth";
import mssql from "mssql";

/**
 * The one place that knows the SQL driver. Everything else sees a database as something that runs a batch.
 *
 * Batches are plain text, not parameterised: SQL Server takes no parameters in `CREATE USER` and `ALTER USER`, and it
 * hides passwords from its audit only where they stand in the statement itself. Whoever writes a batch quotes with
 * `statements.ts`.
 */
export interface Database {
    /**
     * Runs one batch and returns its rows. Connects first where there is no connection yet, so the next call after a
     * failure is a fresh try.
     * @throws {DatabaseError}
     */
    run(batch: string): Promise<readonly Row[]>;
    /** Ends all connections. Never fails: a connection that is already gone is closed. */
    close(): Promise<void>;
}

export type Row = Readonly<Record<string, unknown>>;

/** What went wrong, as far as a caller must tell it apart. */
export type DatabaseFault =
    /** The server answered and did not let us in: wrong or old credential, unknown database, its firewall. */
    | "refused"
    /** No answer, or not in time, or not over trusted TLS. */
    | "unreachable"
    /** The batch itself failed. */
    | "statement";

export class DatabaseError extends Error {
    readonly fault: DatabaseFault;
    /** SQL Server's error number, for `statement`. */
    readonly number: number | undefined;

    constructor(fault: DatabaseFault, message: string, number?: number) {
        super(message);
        this.name = "DatabaseError";
        this.fault = fault;
        this.number = number;
    }
}

export interface DatabaseOptions {
    /** At most this many connections; 1 makes all batches share one session (for session locks). @default 4 */
    readonly connections?: number;
}

/**
 * A database by its ADO.NET connection string; nothing is connected yet.
 *
 * Without a password in the string the app signs in with its own identity (Entra authentication). Encryption with a
 * verified certificate is always on, whatever the string says: `Encrypt=False` and `TrustServerCertificate=True` are
 * not obeyed, because the password would travel to whoever answers.
 * @throws {DatabaseError} when the string cannot be read; the message holds no part of it
 */
export function openDatabase(
    connectionString: string,
    identity: TokenCredential,
    { connections = 4 }: DatabaseOptions = {},
): Database {
    const config = configOf(connectionString, identity, connections);
    let connecting: Promise<mssql.ConnectionPool> | undefined;

    function connect(): Promise<mssql.ConnectionPool> {
        const pool = new mssql.ConnectionPool(config);
        // Without a listener a connection that dies while idle would end the process; the next batch reports it.
        pool.on("error", () => undefined);
        return pool.connect();
    }

    return {
        async run(batch) {
            const attempt = (connecting ??= connect());
            try {
                const pool = await attempt;
                const { recordset }: { readonly recordset?: readonly Row[] } = await pool.request().batch<Row>(batch);
                return recordset ?? []; // A batch that selects nothing has no rows at all.
            } catch (error) {
                // A pool that never connected cannot be used again; one that did opens new connections by itself.
                const usable = await attempt.then(
                    (pool) => pool.connected,
                    () => false,
                );
                if (!usable && connecting === attempt) connecting = undefined;
                throw asDatabaseError(error);
            }
        },
        async close() {
            const attempt = connecting;
            connecting = undefined;
            await attempt?.then((pool) => pool.close()).catch(() => undefined);
        },
    };
}

function configOf(connectionString: string, identity: TokenCredential, connections: number): mssql.config {
    let parsed: ReturnType<typeof mssql.ConnectionPool.parseConnectionString>;
    try {
        parsed = mssql.ConnectionPool.parseConnectionString(connectionString);
    } catch {
        throw new DatabaseError("refused", "The connection string is malformed.");
    }
    const { server, port, database, user, password, connectionTimeout } = parsed;
    if (!server || !database) {
        throw new DatabaseError("refused", "The connection string names no server or no database.");
    }
    return {
        server,
        database,
        ...(port === undefined ? {} : { port }),
        ...(password === undefined
            ? { authentication: { type: "token-credential", options: { credential: identity } } }
            : { user: user ?? "", password }),
        connectionTimeout: connectionTimeout ?? 15_000,
        requestTimeout: 15_000,
        options: { encrypt: true, trustServerCertificate: false, appName: "keyvault-blueprint" },
        pool: { max: connections, min: connections === 1 ? 1 : 0, acquireTimeoutMillis: 15_000 },
        // The default tries each connection with a query and makes another one when that fails: a database that lets us
        // in but answers nothing would be signed in to without pause for half a minute.
        validateConnection: "socket",
        beforeConnect: neverInTheClear,
    };
}

/**
 * Keeps the login from going out unencrypted.
 *
 * tedious 20 asks for encryption but follows a server that says it has none, and whoever sits on the path can say so
 * in the server's name, as that part of the exchange is not protected. The driver announces a secured connection
 * (`secure`) before it sends the login; where it did not, the login is not sent. A driver without that method is
 * refused: then this has to be looked at anew.
 */
function neverInTheClear(connection: mssql.Connection): void {
    const guarded = connection as unknown as { sendLogin7Packet?: () => void } & NodeJS.EventEmitter;
    const send = guarded.sendLogin7Packet?.bind(guarded);
    if (send === undefined)
        throw new DatabaseError("unreachable", "The SQL driver cannot be kept from signing in unencrypted.");
    let secured = false;
    guarded.on("secure", () => {
        secured = true;
    });
    guarded.sendLogin7Packet = () => {
        if (!secured) throw new Error("The server offers no encryption; the login was not sent.");
        secured = false; // A redirected connection begins anew.
        send();
    };
}

/**
 * The driver's errors, without what could hold a secret: for a failed batch the server's text is dropped, because it
 * may quote the batch ("Incorrect syntax near '…'"), and a batch may hold a password.
 */
function asDatabaseError(error: unknown): DatabaseError {
    const { code, message, number, originalError } = error as Readonly<Record<string, unknown>>;
    if (originalError instanceof AggregateError) {
        // How tedious reports that the identity gave it no token for the database.
        return new DatabaseError("refused", "No token for the database could be had from the app's identity.");
    }
    const text = typeof message === "string" ? (message.split(/\r?\n/, 1)[0] ?? "") : "";
    if (code === "ELOGIN") return new DatabaseError("refused", text);
    if (code === "EREQUEST" && typeof number === "number") {
        return new DatabaseError("statement", `SQL error ${number}${meanings[number] ?? ""}`, number);
    }
    return new DatabaseError("unreachable", text === "" ? "The database does not answer." : text);
}

/** https://learn.microsoft.com/sql/relational-databases/errors-events/database-engine-events-and-errors */
const meanings: Readonly<Record<number, string>> = {
    262: ": the identity lacks the permission",
    15023: ": the user exists already",
    15118: ": the password does not meet the policy",
    15151: ": the user or role does not exist, or the identity may not change it",
    15247: ": the identity lacks the permission",
    33134: ": the server's identity may not look the principal up in Entra ID (Directory Readers)",
};
