import { gunzipSync, gzipSync } from "node:zlib";
import { badParameter, VaultFault } from "./errors.ts";
import type { Operation } from "./operations.ts";
import type { Attributes, SecretStore, Version, Written } from "./store.ts";

export interface Exchange {
    readonly store: SecretStore;
    readonly operation: Operation;
    /** `https://<vault host>[:port]`, for the ids and links in the answer. */
    readonly origin: string;
    readonly query: URLSearchParams;
    readonly body: unknown;
}

export interface Answer {
    readonly status: number;
    readonly body?: unknown;
}

/** Limits of https://learn.microsoft.com/azure/key-vault/secrets/about-secrets and of the REST pages. */
const limits = { valueBytes: 25 * 1_024, contentType: 255, tags: 15, tag: 512, page: 25 };

/** Answers a secrets request that has passed all gates. @throws {VaultFault} */
export function answerSecrets(exchange: Exchange): Answer {
    const { store, operation, origin, body } = exchange;
    const name = operation.object ?? "";
    if (operation.object !== undefined && !/^[A-Za-z0-9-]{1,127}$/.test(name)) {
        throw badParameter(`The request URI contains an invalid name: ${name}`);
    }
    switch (operation.handler) {
        case "list":
            return page(
                exchange,
                store.names().map((each) => item(store, origin, each, store.versions(each).at(-1))),
            );
        case "listVersions":
            return page(
                exchange,
                store.versions(name).map((each) => item(store, origin, name, each, each.id)),
            );
        case "listDeleted":
            return page(
                exchange,
                store.deletedNames().map((each) => deletedItem(store, origin, each, false)),
            );
        case "get":
            return ok(bundle(store, origin, name, store.get(name, operation.version)));
        case "getDeleted":
            return ok(deletedItem(store, origin, name, true));
        case "set": {
            const written = readWritten(body);
            if (written.value === undefined) throw badParameter("Property  has invalid value\r\n");
            return ok(bundle(store, origin, name, store.set(name, { ...written, value: written.value })));
        }
        case "update": {
            const { value: _, ...shown } = bundle(
                store,
                origin,
                name,
                store.update(name, operation.version, readWritten(body)),
            );
            return ok(shown);
        }
        case "delete":
            store.delete(name);
            return ok(deletedItem(store, origin, name, true, false));
        case "recover":
            return ok(item(store, origin, name, store.recover(name), store.versions(name).at(-1)?.id));
        case "purge":
            store.purge(name);
            return { status: 204 };
        case "backup":
            store.get(name);
            return ok({
                value: gzipSync(JSON.stringify({ name, versions: store.versions(name) })).toString("base64url"),
            });
        case "restore":
            return ok(restored(store, origin, body));
        case undefined:
            return nothingHere(operation);
    }
}

/** Keys and certificates: an empty vault's answers, and an honest refusal where something would have to be made. */
function nothingHere({ name, object }: Operation): Answer {
    const [family = "", verb] = name.split("/");
    const kind = family === "keys" ? "Key" : "Certificate";
    if (verb === "list") return ok({ value: [] });
    if (verb === "create" || verb === "import") {
        throw new VaultFault(501, "NotImplemented", `This stand-in holds no ${family}.`);
    }
    throw new VaultFault(
        404,
        `${kind}NotFound`,
        `A ${kind.toLowerCase()} with (name/id) ${object ?? ""} was not found in this key vault.`,
    );
}

function ok(body: unknown): Answer {
    return { status: 200, body };
}

function bundle(store: SecretStore, origin: string, name: string, version: Version): Record<string, unknown> {
    return { value: version.value, ...item(store, origin, name, version, version.id) };
}

/** A secret without its value: what lists hold, where the id has no version but in a list of versions. */
function item(
    store: SecretStore,
    origin: string,
    name: string,
    version: Version | undefined,
    id?: string,
): Record<string, unknown> {
    return {
        id: `${origin}/secrets/${name}${id === undefined ? "" : `/${id}`}`,
        attributes: attributes(store, version?.attributes),
        ...(version?.contentType === undefined ? {} : { contentType: version.contentType }),
        ...(version?.tags === undefined ? {} : { tags: version.tags }),
    };
}

function deletedItem(
    store: SecretStore,
    origin: string,
    name: string,
    withVersion: boolean,
    settled = true,
): Record<string, unknown> {
    const deleted = settled ? store.getDeleted(name) : store.lastDeleted(name);
    const last = deleted.versions.at(-1);
    return {
        ...item(store, origin, name, last, withVersion ? last?.id : undefined),
        recoveryId: `${origin}/deletedsecrets/${name}`,
        deletedDate: deleted.deletedDate,
        scheduledPurgeDate: deleted.scheduledPurgeDate,
    };
}

function attributes(store: SecretStore, own: Attributes | undefined): Record<string, unknown> {
    return { ...own, recoveryLevel: store.recoveryLevel(), recoverableDays: store.settings.retentionDays };
}

/** One page and the link to the next: at most 25 items, fewer when `maxresults` says so. */
function page({ operation, origin, query }: Exchange, items: readonly unknown[]): Answer {
    const asked = query.get("maxresults");
    const size = asked === null ? limits.page : Number(asked);
    if (!Number.isInteger(size) || size < 1 || size > limits.page) {
        throw badParameter(`Invalid maxresults value: must be between 1 and ${limits.page}.`);
    }
    const token = query.get("$skiptoken");
    const start = token === null ? 0 : Number(Buffer.from(token, "base64url").toString());
    if (!Number.isInteger(start) || start < 0) throw badParameter("Invalid continuation token.");
    const end = start + size;
    const next = new URLSearchParams({
        "api-version": query.get("api-version") ?? "",
        $skiptoken: Buffer.from(String(end)).toString("base64url"),
        maxresults: String(size),
    });
    const path =
        { list: "/secrets", listDeleted: "/deletedsecrets" }[operation.handler as string] ??
        `/secrets/${operation.object ?? ""}/versions`;
    return ok({
        value: items.slice(start, end),
        nextLink: end < items.length ? `${origin}${path}?${next.toString()}` : null,
    });
}

function readWritten(body: unknown): Partial<Written> {
    if (typeof body !== "object" || body === null) throw badParameter("Request body not specified");
    const { value, contentType, tags, attributes } = body as Partial<Written>;
    if (value !== undefined && (typeof value !== "string" || Buffer.byteLength(value) > limits.valueBytes)) {
        throw badParameter("Property value has invalid value\r\n");
    }
    if (contentType !== undefined && contentType.length > limits.contentType)
        throw badParameter("Property contentType has invalid value\r\n");
    const list = Object.entries(tags ?? {});
    if (list.length > limits.tags || list.some((pair) => pair.some((text) => text.length > limits.tag))) {
        throw badParameter("Property tags has invalid value\r\n");
    }
    return { ...(value === undefined ? {} : { value }), contentType, tags, attributes };
}

function restored(store: SecretStore, origin: string, body: unknown): Record<string, unknown> {
    const { value } = body as { value?: unknown };
    try {
        const text = gunzipSync(Buffer.from(String(value), "base64url")).toString();
        const { name, versions } = JSON.parse(text) as { name: string; versions: Version[] };
        const { value: _, ...shown } = bundle(store, origin, name, store.restore(name, versions));
        return shown;
    } catch (error) {
        throw error instanceof VaultFault ? error : badParameter("Backup blob is malformed.");
    }
}
