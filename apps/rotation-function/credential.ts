import { randomInt } from "node:crypto";
import { parse } from "@tediousjs/connection-string";

/** What rotation needs to know of an ADO.NET connection string. */
export interface Credential {
    readonly server: string;
    readonly database: string;
    readonly login: string | undefined;
    readonly password: string | undefined;
}

/** The keys' other names: https://learn.microsoft.com/dotnet/api/microsoft.data.sqlclient.sqlconnection.connectionstring */
const aliases = {
    server: ["data source", "server", "addr", "address", "network address"],
    database: ["initial catalog", "database"],
    login: ["user id", "uid", "user"],
    password: ["password", "pwd"],
} as const;

/** @throws {Error} when the text is no connection string; the message holds no part of it */
export function readCredential(connectionString: string): Credential {
    const parts = partsOf(connectionString);
    const get = (names: readonly string[]): string | undefined => parts.find(([key]) => names.includes(key))?.[1];
    return {
        server: normalServer(get(aliases.server) ?? ""),
        database: get(aliases.database) ?? "",
        login: get(aliases.login),
        password: get(aliases.password),
    };
}

/** The same connection string for another login; everything else in it (timeouts, application name) stays. */
export function withLogin(connectionString: string, login: string, password: string): string {
    const taken: readonly string[] = [...aliases.login, ...aliases.password];
    const kept = partsOf(connectionString).filter(([key]) => !taken.includes(key));
    return [...kept, ["user id", login] as const, ["password", password] as const]
        .map(([key, value]) => `${key}=${quoted(value)};`)
        .join("");
}

/** `tcp:host,1433` and `HOST` are the same server. */
export function normalServer(server: string): string {
    const [host = "", port = "1433"] = server.replace(/^tcp:/i, "").split(",");
    return `${host.trim().toLowerCase()},${port.trim()}`;
}

/** Letters, digits and marks that no connection string, shell, URL or T-SQL text needs to quote. */
const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~";

/**
 * 32 characters of the system's randomness (about 193 bits), drawn again until every class that SQL's policy counts is
 * there (https://learn.microsoft.com/sql/relational-databases/security/password-policy: three of four, at least 8).
 */
export function newPassword(): string {
    for (;;) {
        const password = Array.from({ length: 32 }, () => alphabet.charAt(randomInt(alphabet.length))).join("");
        if ([/[A-Z]/, /[a-z]/, /[0-9]/, /[^A-Za-z0-9]/].every((kind) => kind.test(password))) return password;
    }
}

function partsOf(connectionString: string): (readonly [key: string, value: string])[] {
    try {
        return [...parse(connectionString)];
    } catch {
        throw new Error("The secret is not a connection string.");
    }
}

/** ADO.NET's rule: a value with a separator, a quote or a blank at an end stands in quotes, and those in it are doubled. */
function quoted(value: string): string {
    return /[;'"{}=]|^\s|\s$|^$/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
