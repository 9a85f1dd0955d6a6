/** A request to the data plane, as a gate judges it. */
export interface Operation {
    /** Family and verb as in access policies: `secrets/get`, `keys/wrapKey`. */
    readonly name: string;
    /** The RBAC data action, without `Microsoft.KeyVault/vaults/`. */
    readonly dataAction: string;
    /** What the answer is made by; `undefined` for the families that the stand-in holds nothing of. */
    readonly handler: SecretHandler | undefined;
    readonly object: string | undefined;
    readonly version: string | undefined;
}

type SecretHandler =
    | "list"
    | "listVersions"
    | "listDeleted"
    | "get"
    | "getDeleted"
    | "set"
    | "update"
    | "delete"
    | "recover"
    | "purge"
    | "backup"
    | "restore";

interface Route {
    readonly method: string;
    readonly path: RegExp;
    readonly name: string;
    readonly dataAction: string;
    readonly handler?: SecretHandler;
}

const name = "(?<object>[^/]+)";
const version = "(?:/(?<version>[^/]*))?";

function route(method: string, path: string, name: string, dataAction: string, handler?: SecretHandler): Route {
    return {
        method,
        path: new RegExp(`^${path}/?$`, "i"),
        name,
        dataAction,
        ...(handler === undefined ? {} : { handler }),
    };
}

/** https://learn.microsoft.com/rest/api/keyvault/ ; the operation's name is the permission that the page of each route asks for. */
const routes: readonly Route[] = [
    route("GET", "/secrets", "secrets/list", "secrets/readMetadata/action", "list"),
    route("POST", "/secrets/restore", "secrets/restore", "secrets/restore/action", "restore"),
    route("GET", `/secrets/${name}/versions`, "secrets/list", "secrets/readMetadata/action", "listVersions"),
    route("POST", `/secrets/${name}/backup`, "secrets/backup", "secrets/backup/action", "backup"),
    route("GET", `/secrets/${name}${version}`, "secrets/get", "secrets/getSecret/action", "get"),
    route("PUT", `/secrets/${name}`, "secrets/set", "secrets/setSecret/action", "set"),
    route("PATCH", `/secrets/${name}${version}`, "secrets/set", "secrets/update/action", "update"),
    route("DELETE", `/secrets/${name}`, "secrets/delete", "secrets/delete", "delete"),
    route("GET", "/deletedsecrets", "secrets/list", "secrets/readMetadata/action", "listDeleted"),
    route("GET", `/deletedsecrets/${name}`, "secrets/get", "secrets/readMetadata/action", "getDeleted"),
    route("DELETE", `/deletedsecrets/${name}`, "secrets/purge", "secrets/purge/action", "purge"),
    route("POST", `/deletedsecrets/${name}/recover`, "secrets/recover", "secrets/recover/action", "recover"),
    // Keys and certificates pass the same gates; behind them is nothing here.
    route("GET", "/(?:deleted)?keys", "keys/list", "keys/read"),
    route("GET", `/(?:deleted)?keys/${name}${version}`, "keys/get", "keys/read"),
    route("POST", `/keys/${name}/create`, "keys/create", "keys/create/action"),
    route("PUT", `/keys/${name}`, "keys/import", "keys/import/action"),
    route("DELETE", `/keys/${name}`, "keys/delete", "keys/delete"),
    ...(["encrypt", "decrypt", "sign", "verify"] as const).map((verb) =>
        route("POST", `/keys/${name}/[^/]*/${verb}`, `keys/${verb}`, `keys/${verb}/action`),
    ),
    route("POST", `/keys/${name}/[^/]*/wrapkey`, "keys/wrapKey", "keys/wrap/action"),
    route("POST", `/keys/${name}/[^/]*/unwrapkey`, "keys/unwrapKey", "keys/unwrap/action"),
    route("GET", "/(?:deleted)?certificates", "certificates/list", "certificates/read"),
    route("GET", `/(?:deleted)?certificates/${name}${version}`, "certificates/get", "certificates/read"),
    route("POST", `/certificates/${name}/create`, "certificates/create", "certificates/create/action"),
    route("POST", `/certificates/${name}/import`, "certificates/import", "certificates/import/action"),
    route("DELETE", `/certificates/${name}`, "certificates/delete", "certificates/delete"),
];

/** Which operation a request is; `undefined` when Key Vault has no such route. */
export function operationOf(method: string, path: string): Operation | undefined {
    for (const { method: wanted, path: pattern, name, dataAction, handler } of routes) {
        const match = wanted === method ? pattern.exec(path) : null;
        if (match === null) continue;
        const { object, version } = (match.groups ?? {}) as Readonly<Record<string, string | undefined>>;
        return { name, dataAction, handler, object, version: version === "" ? undefined : version };
    }
    return undefined;
}
