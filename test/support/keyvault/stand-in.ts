import { randomUUID } from "node:crypto";
import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { TokenCredential } from "@azure/core-auth";
import type { SecretClientOptions } from "@azure/keyvault-secrets";
import { makeCertificate, type Certificate } from "../certificate.ts";
import { badParameter, throttled, VaultFault } from "./errors.ts";
import { refused, type Gate, type VaultRequest } from "./gates.ts";
import { startIdentityEndpoint, type IdentityEndpoint } from "./identity.ts";
import { operationOf, type Operation } from "./operations.ts";
import { Origins, type Proxy } from "./origins.ts";
import { answerSecrets, type Answer } from "./secrets.ts";
import { SecretStore, type VaultSettings } from "./store.ts";
import { TokenAuthority, type Caller, type TokenOptions } from "./tokens.ts";

export type { Caller } from "./tokens.ts";
export type { Gate, GateRefusal } from "./gates.ts";

export interface StandInOptions {
    /** The vaults by name; any other host is answered 404, as a name that resolves but has no vault. */
    readonly vaults: Readonly<Record<string, VaultSettings>>;
    /** Asked after authentication; a refusal is answered as Key Vault would. @default everyone may knock */
    readonly network?: Gate;
    /** Asked after the network. @default every caller may do everything */
    readonly authorization?: Gate;
    /** @default the system's clock */
    readonly now?: () => Date;
    /** The cloud's vault suffix; the token's audience is `https://` and this. @default "vault.azure.net" */
    readonly suffix?: string;
    /** Share one between stand-ins, so that a client needs to trust only one. */
    readonly certificate?: Certificate;
}

/** What the vault saw, as its audit log would have it. */
interface LogEntry {
    readonly vault: string;
    /** `undefined` for requests that are no operation on objects. */
    readonly operation: string | undefined;
    readonly object: string | undefined;
    readonly address: string;
    /** The caller's object id, once the token was accepted. */
    readonly oid: string | undefined;
    readonly status: number;
    /** The inner code where there is one, else the code. */
    readonly code: string | undefined;
}

/** Something that goes wrong, once unless `times` says otherwise. */
interface Mishap {
    /** Only for this operation. @default any */
    readonly operation?: string;
    readonly times?: number;
    readonly what:
        | { readonly status: number; readonly code: string; readonly retryAfterSeconds?: number }
        /** The connection is cut before anything is done. */
        | "cut"
        /** The operation is done and the connection cut before the answer. */
        | "cut after";
}

export interface KeyVaultStandIn {
    readonly port: number;
    readonly certificate: Certificate;
    readonly log: readonly LogEntry[];
    /** Behind the scenes: what a vault holds, without a request. */
    store(vault: string): SecretStore;
    uri(vault: string): string;
    token(caller: Caller, options?: TokenOptions): string;
    credential(caller: Caller): TokenCredential;
    /** For `new SecretClient(uri(vault), credential(caller), clientOptions(from))`: the request comes from that address. */
    clientOptions(from?: string): SecretClientOptions;
    /** An HTTP proxy (`HTTPS_PROXY`) that takes `CONNECT <vault>.vault.azure.net:443` here, for programs of their own. */
    proxy(from?: string): Promise<Proxy>;
    /** App Service's identity endpoint for that caller, as environment variables. */
    identityEndpoint(caller: Caller): Promise<Readonly<Record<string, string>>>;
    inject(mishap: Mishap): void;
    /** Puts another gate in place, as an administrator who changes the rules. */
    change(gates: Pick<StandInOptions, "network" | "authorization">): void;
    close(): Promise<void>;
}

/**
 * An HTTPS server that answers the secrets routes as Key Vault does: bearer challenge, then network, then
 * authorisation, then the state of the object. Keys and certificates pass the gates and are then not there.
 *
 * What it does not do: replication delays, throttling by itself, managed storage, customer roles. Its bodies follow
 * public reports and recordings of the SDK; `errors.ts` and `gates.ts` say where.
 */
export async function startKeyVault(options: StandInOptions): Promise<KeyVaultStandIn> {
    const { vaults, now = () => new Date(), suffix = "vault.azure.net" } = options;
    let { network, authorization } = options;
    const resource = `https://${suffix}`;
    const certificate = options.certificate ?? (await makeCertificate());
    const authority = new TokenAuthority();
    const stores = new Map(
        Object.entries(vaults).map(([name, settings]) => [name, new SecretStore(name, settings, now)]),
    );
    const log: LogEntry[] = [];
    const mishaps: { mishap: Mishap; left: number }[] = [];

    const server = createTlsServer({ ...certificate, minVersion: "TLSv1.2" }, (request, response) => {
        serve(request, response).catch((error: unknown) => {
            response.destroy(error instanceof Error ? error : new Error(String(error)));
        });
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const origins = new Origins(port, certificate.cert);
    const identities: IdentityEndpoint[] = [];

    async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
        const url = new URL(request.url ?? "/", `https://${request.headers.host ?? "none"}`);
        const vault = url.hostname.split(".", 1)[0] ?? "";
        const address = origins.of(request.socket.remotePort) ?? request.socket.remoteAddress ?? "";
        const operation = operationOf(request.method ?? "", url.pathname);
        const seen = { vault, operation: operation?.name, object: operation?.object, address };
        const body = await read(request);
        const mishap = takeMishap(operation);
        if (mishap === "cut") return cut(request);
        let oid: string | undefined;
        let code: string | undefined;
        let answer: Answer & { readonly headers?: Readonly<Record<string, string>> };
        try {
            if (typeof mishap === "object") throw mishapFault(mishap);
            answer = decide();
        } catch (error) {
            if (!(error instanceof VaultFault)) throw error;
            code = error.inner ?? error.code;
            answer = { status: error.status, body: error.body(), headers: error.headers };
        }
        log.push({ ...seen, oid, status: answer.status, code });
        if (mishap === "cut after") return cut(request);
        response.writeHead(answer.status, {
            "Content-Type": "application/json; charset=utf-8",
            "Cache-Control": "no-cache",
            "x-ms-keyvault-region": "northeurope",
            "x-ms-request-id": randomUUID(),
            "x-ms-keyvault-network-info": `conn_type=Ipv4;addr=${address};act_addr_fam=InterNetwork;`,
            ...answer.headers,
        });
        response.end(answer.body === undefined ? undefined : JSON.stringify(answer.body));

        function decide(): Answer {
            const store = stores.get(vault);
            if (store === undefined || url.hostname !== `${vault}.${suffix}`)
                throw new VaultFault(404, "ResourceNotFound", "No such vault.");
            if (url.pathname === "/healthstatus") return { status: 200 };
            if (operation === undefined) throw new VaultFault(404, "NotFound", "No such route.");
            const caller = authority.check(request.headers.authorization, resource);
            oid = caller.oid;
            const asked = askedOf(vault, operation, caller, address);
            const refusal = network?.(asked) ?? authorization?.(asked);
            if (refusal !== undefined) throw refused(refusal, asked);
            const apiVersion = url.searchParams.get("api-version");
            if (apiVersion === null || !/^(7\.\d|20\d\d-\d\d-\d\d)(-preview\.?\d*)?$/.test(apiVersion)) {
                throw badParameter(`The specified version (${apiVersion ?? ""}) is not recognized.`);
            }
            return answerSecrets({ store, operation, origin: url.origin, query: url.searchParams, body: parsed(body) });
        }
    }

    function takeMishap(operation: Operation | undefined): Mishap["what"] | undefined {
        const found = mishaps.find(
            ({ mishap, left }) => left > 0 && (mishap.operation ?? operation?.name) === operation?.name,
        );
        if (found === undefined) return undefined;
        found.left--;
        return found.mishap.what;
    }

    return {
        port,
        certificate,
        log,
        store(vault) {
            const store = stores.get(vault);
            if (store === undefined) throw new Error(`The stand-in has no vault ${vault}.`);
            return store;
        },
        uri: (vault) => `https://${vault}.${suffix}`,
        token: (caller, options) => authority.issue(caller, { audience: resource, ...options }),
        credential: (caller) => authority.credential(caller),
        clientOptions: (from) => ({ agent: origins.agent(from) }),
        proxy: (from) => origins.proxy(from),
        async identityEndpoint(caller) {
            const endpoint = await startIdentityEndpoint(authority, caller);
            identities.push(endpoint);
            return endpoint.variables;
        },
        inject: (mishap) => mishaps.push({ mishap, left: mishap.times ?? 1 }),
        change(gates) {
            network = "network" in gates ? gates.network : network;
            authorization = "authorization" in gates ? gates.authorization : authorization;
        },
        async close() {
            origins.close();
            for (const identity of identities) identity.close();
            server.closeAllConnections();
            server.close();
            await once(server, "close");
        },
    };
}

function askedOf(vault: string, operation: Operation, caller: Caller, address: string): VaultRequest {
    const { name, dataAction, object, version } = operation;
    return {
        ...{ vault, operation: name, dataAction, caller, address },
        ...(object === undefined ? {} : { object }),
        ...(version === undefined ? {} : { version }),
    };
}

function mishapFault({ status, code, retryAfterSeconds }: Extract<Mishap["what"], object>): VaultFault {
    return status === 429 ? throttled(retryAfterSeconds ?? 1) : new VaultFault(status, code, `Injected: ${code}.`);
}

function cut(request: IncomingMessage): void {
    request.socket.destroy();
}

async function read(request: IncomingMessage): Promise<string> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks).toString();
}

function parsed(body: string): unknown {
    if (body === "") return undefined;
    try {
        return JSON.parse(body);
    } catch {
        throw badParameter("Request body is not valid JSON.");
    }
}
