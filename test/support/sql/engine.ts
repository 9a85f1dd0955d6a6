import { matches, statements, type Token } from "./tsql.ts";
import type { Cell, Login } from "./wire.ts";

export class SqlFault extends Error {
    readonly number: number;

    constructor(number: number, message: string) {
        super(message);
        this.number = number;
    }
}

export interface User {
    /** `S` has a password, `E` is of Entra ID. */
    readonly type: "S" | "E";
    readonly password?: string;
    readonly sid: string;
    readonly roles: Set<string>;
}

/** Someone who is signed in. */
export interface Session {
    readonly id: number;
    readonly administrator: boolean;
}

export type Row = Readonly<Record<string, Cell>>;

/**
 * The database behind the wire: its users, their roles, session locks. It understands the statements that the apps
 * send and refuses every other as a syntax error, so that text which got out of its quotes is noticed. It is no SQL
 * Server: permissions below "administrator or not", schemas and data are not there.
 */
export class Engine {
    readonly database: string;
    readonly users = new Map<string, User>();
    /** Object ids whose token makes them administrator. */
    readonly administrators: readonly string[];
    readonly #locks = new Map<string, { readonly holder: number; readonly waiting: (() => void)[] }>();
    #sessions = 0;

    constructor(database: string, administrators: readonly string[]) {
        this.database = database;
        this.administrators = administrators;
    }

    addUser(name: string, password: string, roles: readonly string[] = []): void {
        this.users.set(name.toLowerCase(), { type: "S", password, sid: "0x01", roles: new Set(roles) });
    }

    /** @throws {SqlFault} 18456, as SQL Server does without saying why */
    signIn({ user, password, database }: Login): Session {
        const known = this.users.get(user.toLowerCase());
        if (
            known?.password === undefined ||
            known.password !== password ||
            database.toLowerCase() !== this.database.toLowerCase()
        ) {
            throw new SqlFault(18456, `Login failed for user '${user}'.`);
        }
        return this.#session(false);
    }

    /** With the claims of a token for `https://database.windows.net`. */
    signInWithToken({ oid, appid }: { readonly oid: string; readonly appid: string }): Session {
        const administrator = this.administrators.includes(oid);
        const known = [...this.users.values()].some(({ type, sid }) => type === "E" && sid === sidOf(appid));
        if (!administrator && !known)
            throw new SqlFault(18456, "Login failed for user '<token-identified principal>'.");
        return this.#session(administrator);
    }

    /** @throws {SqlFault} */
    async run(session: Session, batch: string): Promise<readonly Row[]> {
        const lock = matches(
            statements(batch).flat(),
            "DECLARE @granted int EXEC @granted = sp_getapplock @Resource = ? , @LockMode = ? , @LockOwner = ? , " +
                "@LockTimeout = ? SELECT @granted AS granted",
        );
        if (lock !== undefined) return [{ granted: await this.#takeLock(lock[0] ?? "", session.id, Number(lock[3])) }];
        let result: readonly Row[] = [];
        for (const statement of parsed(batch)) result = this.#run(session, statement);
        return result;
    }

    end(session: Session): void {
        for (const [name, { holder, waiting }] of this.#locks) {
            if (holder !== session.id) continue;
            this.#locks.delete(name);
            for (const wake of waiting) wake();
        }
    }

    #run(session: Session, statement: readonly Token[]): readonly Row[] {
        const is = (form: string): string[] | undefined => matches(statement, form);
        if (/^SET\b|^BEGIN TRANSACTION$|^COMMIT$/i.test(statement.map(({ text }) => text).join(" "))) return [];
        if (is("SELECT 1")) return [{ "": 1 }];

        let found = is("SELECT type , sid FROM sys.database_principals WHERE name = ?");
        if (found) {
            const user = this.users.get(found[0]?.toLowerCase() ?? "");
            return user === undefined ? [] : [{ type: user.type, sid: Buffer.from(user.sid.slice(2), "hex") }];
        }
        found = is("SELECT APPLOCK_MODE ( ? , ? , ? ) AS mode");
        if (found) return [{ mode: this.#locks.get(found[1] ?? "")?.holder === session.id ? "Exclusive" : "NoLock" }];

        if (!session.administrator) throw new SqlFault(15247, "User does not have permission to perform this action.");
        return this.#change(is);
    }

    #change(is: (form: string) => string[] | undefined): readonly Row[] {
        let found = is("CREATE USER ? WITH PASSWORD = ?");
        if (found) return this.#create(found[0] ?? "", { type: "S", password: accepted(found[1] ?? ""), sid: "0x01" });
        found = is("ALTER USER ? WITH PASSWORD = ?");
        if (found) {
            const user = this.#get(found[0] ?? "");
            this.users.set((found[0] ?? "").toLowerCase(), { ...user, password: accepted(found[1] ?? "") });
            return [];
        }
        found = is("CREATE USER ? WITH SID = ? , TYPE = E");
        if (found) return this.#create(found[0] ?? "", { type: "E", sid: found[1] ?? "" });
        found = is("CREATE USER ? FROM EXTERNAL PROVIDER");
        if (found) return this.#create(found[0] ?? "", { type: "E", sid: "0xEE" });
        found = is("DROP USER ?");
        if (found) {
            this.#get(found[0] ?? "");
            this.users.delete((found[0] ?? "").toLowerCase());
            return [];
        }
        found = is("ALTER ROLE ? ADD MEMBER ?");
        if (found) {
            if (!/^db_\w+$/.test(found[0] ?? ""))
                throw new SqlFault(15151, "Cannot alter the role, because it does not exist.");
            this.#get(found[1] ?? "").roles.add(found[0] ?? "");
            return [];
        }
        throw new SqlFault(102, "Incorrect syntax near something.");
    }

    #create(name: string, user: Omit<User, "roles">): readonly Row[] {
        if (this.users.has(name.toLowerCase())) {
            throw new SqlFault(15023, `User, group, or role '${name}' already exists in the current database.`);
        }
        this.users.set(name.toLowerCase(), { ...user, roles: new Set() });
        return [];
    }

    #get(name: string): User {
        const user = this.users.get(name.toLowerCase());
        if (user === undefined) {
            throw new SqlFault(
                15151,
                `Cannot alter the user '${name}', because it does not exist or you do not have permission.`,
            );
        }
        return user;
    }

    async #takeLock(name: string, session: number, timeoutMs: number): Promise<number> {
        const deadline = Date.now() + timeoutMs;
        for (let holder = this.#locks.get(name); holder !== undefined; holder = this.#locks.get(name)) {
            if (holder.holder === session) return 0;
            const left = deadline - Date.now();
            if (left <= 0) return -1;
            const { waiting } = holder;
            await new Promise<void>((resolve) => {
                waiting.push(resolve);
                setTimeout(resolve, left).unref();
            });
        }
        this.#locks.set(name, { holder: session, waiting: [] });
        return 0;
    }

    #session(administrator: boolean): Session {
        return { id: ++this.#sessions, administrator };
    }
}

/** https://learn.microsoft.com/sql/relational-databases/security/password-policy */
function accepted(password: string): string {
    const classes = [/[A-Z]/, /[a-z]/, /[0-9]/, /[^A-Za-z0-9]/].filter((kind) => kind.test(password)).length;
    if (password.length < 8 || password.length > 128 || classes < 3)
        throw new SqlFault(15118, "Password validation failed.");
    return password;
}

/** The security id of an application: its id's bytes as .NET orders them. Written apart from the app's own, to check it. */
function sidOf(clientId: string): string {
    const bytes = Buffer.from(clientId.replaceAll("-", ""), "hex");
    bytes.subarray(0, 4).swap32();
    bytes.subarray(4, 8).swap16();
    return `0x${bytes.toString("hex").toUpperCase()}`;
}

function parsed(batch: string): Token[][] {
    try {
        return statements(batch);
    } catch {
        throw new SqlFault(105, "Unclosed quotation mark after the character string.");
    }
}
