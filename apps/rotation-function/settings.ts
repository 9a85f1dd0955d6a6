import {
    given,
    readSecretName,
    readVaultSettings,
    readWholeNumber,
    SettingError,
    type Environment,
    type VaultSettings,
} from "@keyvault-blueprint/apps-common/settings";

export interface Settings extends VaultSettings {
    readonly secretName: string;
    /**
     * `host` or `host,port` of the SQL server. Never taken from the secret: whoever may write that could otherwise have
     * the function present its token elsewhere.
     */
    readonly server: string;
    readonly database: string;
    /** The two logins that take turns; `undefined` when rotation is off. */
    readonly logins: readonly [string, string] | undefined;
    /** Roles of the two logins. */
    readonly roles: readonly string[];
    readonly validityDays: number;
    /** Entra principals that must be users of the database. */
    readonly users: readonly EntraUser[];
}

export interface EntraUser {
    readonly name: string;
    /** The application (client) id, which spares the lookup in Entra ID. */
    readonly clientId?: string;
    readonly roles: readonly string[];
}

/**
 * A version must live longer than Key Vault's notice: the near-expiry event comes 30 days before the end, so a shorter
 * life would make every new version near its expiry at once, and rotation would go round without end.
 */
export const shortestValidityDays = 31;

/** @throws {SettingError} naming the first setting that cannot be used */
export function readSettings(environment: Environment): Settings {
    return {
        ...readVaultSettings(environment),
        secretName: readSecretName(environment, "db-connection-string"),
        server: readServer(environment),
        database: readName("SQL_DATABASE", given(environment, "SQL_DATABASE")),
        logins: readLogins(environment),
        roles: (given(environment, "ROTATION_ROLES") ?? "db_datareader")
            .split(",")
            .map((role) => readName("ROTATION_ROLES", role.trim())),
        validityDays: readWholeNumber(environment, "ROTATION_VALIDITY_DAYS", {
            from: shortestValidityDays,
            to: 3650,
            otherwise: 90,
        }),
        users: readUsers(environment),
    };
}

function readServer(environment: Environment): string {
    const server = given(environment, "SQL_SERVER");
    if (server === undefined || !/^[A-Za-z0-9.-]+(,\d{1,5})?$/.test(server)) {
        throw new SettingError("SQL_SERVER", server, "a host name such as my-server.database.windows.net");
    }
    return server;
}

function readLogins(environment: Environment): readonly [string, string] | undefined {
    const text = given(environment, "ROTATION_LOGINS");
    if (text === undefined) return undefined;
    const [first, second, ...more] = text.split(",").map((name) => readName("ROTATION_LOGINS", name.trim()));
    if (
        first === undefined ||
        second === undefined ||
        more.length > 0 ||
        first.toLowerCase() === second.toLowerCase()
    ) {
        throw new SettingError(
            "ROTATION_LOGINS",
            text,
            "two different names, separated by a comma: one serves while the other is changed",
        );
    }
    return [first, second];
}

/** The JSON list `DATABASE_USERS`: `[{"name": "my-app", "clientId": "…", "roles": ["db_datareader"]}]`. */
function readUsers(environment: Environment): readonly EntraUser[] {
    const text = given(environment, "DATABASE_USERS");
    if (text === undefined) return [];
    const expected = 'a JSON list such as [{"name": "my-app", "clientId": "<GUID>", "roles": ["db_datareader"]}]';
    let list: unknown;
    try {
        list = JSON.parse(text);
    } catch {
        throw new SettingError("DATABASE_USERS", text, expected);
    }
    if (!Array.isArray(list)) throw new SettingError("DATABASE_USERS", text, expected);
    return list.map((item: unknown) => {
        const { name, clientId, roles } = (item ?? {}) as Readonly<Record<string, unknown>>;
        const validId = typeof clientId === "string" && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(clientId);
        if (typeof name !== "string" || !(clientId === undefined || validId) || !isListOfText(roles)) {
            throw new SettingError("DATABASE_USERS", text, expected);
        }
        return {
            name: readName("DATABASE_USERS", name),
            ...(validId ? { clientId } : {}),
            roles: roles.map((role) => readName("DATABASE_USERS", role)),
        };
    });
}

function isListOfText(value: unknown): value is readonly string[] {
    return Array.isArray(value) && value.every((item) => typeof item === "string");
}

/** Users that the database has of its own; taking one over would lock everyone out or let everyone in. */
const builtIn = ["dbo", "guest", "sys", "information_schema", "public"];

function readName(setting: string, name: string | undefined): string {
    // eslint-disable-next-line no-control-regex -- control characters are what must not be in a name
    const usable = name !== undefined && name.length <= 128 && /^[^\u0000-\u001f]+$/.test(name);
    if (!usable || builtIn.includes(name.toLowerCase())) {
        throw new SettingError(setting, name, "a name of 1 to 128 characters that is not one of the database's own");
    }
    return name;
}
