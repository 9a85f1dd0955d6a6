import { once } from "node:events";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { duplexPair, type Duplex } from "node:stream";
import { createSecureContext, TLSSocket } from "node:tls";
import { makeCertificate, type Certificate } from "../certificate.ts";
import { Engine, SqlFault, type Session } from "./engine.ts";
import * as wire from "./wire.ts";

export interface SqlOptions {
    readonly certificate?: Certificate;
    /** Object ids that are administrators. */
    readonly administrators?: readonly string[];
    /** @default "on" */
    readonly encryption?: "on" | "not supported";
}

/** What happens to the batches that a pattern matches; once, unless `times` says otherwise. */
interface SqlMishap {
    readonly batch: RegExp;
    readonly times?: number;
    readonly what: { readonly number: number; readonly message: string } | "cut" | "cut after" | "hang";
}

export interface SqlStandIn {
    readonly port: number;
    readonly engine: Engine;
    readonly certificate: Certificate;
    /** Every batch that came, in order. */
    readonly batches: readonly string[];
    /** Kinds of messages that came unencrypted, by packet type. */
    readonly inTheClear: readonly number[];
    /** `localhost,port`, as `SQL_SERVER` takes it. */
    readonly server: string;
    connectionString(user: string, password: string): string;
    /** @returns what ends it */
    inject(mishap: SqlMishap): () => void;
    /** Ends all sessions, as a fail-over does. */
    cutAll(): void;
    close(): Promise<void>;
}

/**
 * A server that the real SQL driver signs in to: TDS 7.4 with TLS inside it, passwords or Entra tokens, batches. It is
 * no SQL Server (see `Engine`), but what the driver sends and how it takes the answers is real.
 */
export async function startSql(options: SqlOptions = {}): Promise<SqlStandIn> {
    const { administrators = [], encryption = "on" } = options;
    const certificate = options.certificate ?? (await makeCertificate());
    const engine = new Engine("demo", administrators);
    const batches: string[] = [];
    const inTheClear: number[] = [];
    const mishaps: { mishap: SqlMishap; left: number }[] = [];
    const sockets = new Set<Socket>();

    const server = createServer((socket) => {
        sockets.add(socket);
        socket.on("close", () => sockets.delete(socket));
        socket.on("error", () => socket.destroy());
        converse(socket);
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;

    /** Plain packets until the TLS handshake, which travels in PRELOGIN packets; then packets inside TLS. */
    function converse(socket: Socket): void {
        const reader = new wire.MessageReader();
        let tls: Handshake | undefined;
        socket.on("data", (bytes) => {
            if (tls?.done === true) {
                tls.feed(bytes);
                return;
            }
            for (const { type, payload } of reader.feed(bytes)) {
                inTheClear.push(type);
                if (type !== wire.packetType.prelogin) socket.destroy();
                else if (tls === undefined) {
                    socket.write(wire.packets(wire.packetType.result, wire.preloginAnswer(encryption)));
                    tls = startHandshake(socket, certificate, serve);
                } else tls.feed(payload);
            }
        });
    }

    function serve(stream: Duplex, socket: Socket): void {
        const reader = new wire.MessageReader();
        let session: Session | undefined;
        const answer = (payload: Buffer): unknown => stream.write(wire.packets(wire.packetType.result, payload));
        stream.on("error", () => socket.destroy());
        socket.on("close", () => {
            if (session !== undefined) engine.end(session);
        });
        stream.on("data", (bytes: Buffer) => {
            for (const message of reader.feed(bytes)) {
                respond(message).then(
                    (payload) => payload && answer(payload),
                    (error: unknown) =>
                        answer(wire.failed(error instanceof SqlFault ? error : new SqlFault(50000, String(error)))),
                );
            }
        });

        async function respond({ type, payload }: wire.Message): Promise<Buffer | undefined> {
            switch (type) {
                case wire.packetType.login: {
                    const login = wire.readLogin(payload);
                    if (login.federated)
                        return wire.fedAuthInfo(
                            "https://login.microsoftonline.com/common",
                            "https://database.windows.net/",
                        );
                    session = engine.signIn(login);
                    return wire.loginAccepted(false);
                }
                case wire.packetType.fedAuthToken:
                    session = engine.signInWithToken(claimsOf(wire.readFedAuthToken(payload)));
                    return wire.loginAccepted(true);
                case wire.packetType.batch:
                    return runBatch(wire.readBatch(payload));
                case wire.packetType.rpc:
                    return runBatch(wire.readExecutedSql(payload));
                case wire.packetType.attention:
                    return wire.done(0x20);
                default:
                    socket.destroy();
                    return undefined;
            }
        }

        async function runBatch(batch: string): Promise<Buffer | undefined> {
            if (session === undefined) throw new SqlFault(18456, "Login failed.");
            if (/^set textsize/i.test(batch)) return wire.done(); // the driver's own first batch
            batches.push(batch);
            const found = mishaps.find(({ mishap, left }) => left > 0 && mishap.batch.test(batch));
            if (found !== undefined) found.left--;
            const what = found?.mishap.what;
            if (what === "hang") return undefined;
            if (typeof what === "object") throw new SqlFault(what.number, what.message);
            if (what !== "cut") {
                const rows = await engine.run(session, batch);
                if (what === undefined) return wire.rows(rows);
            }
            socket.destroy();
            return undefined;
        }
    }

    return {
        port,
        engine,
        certificate,
        batches,
        inTheClear,
        server: `localhost,${port}`,
        connectionString: (user, password) =>
            `Server=tcp:localhost,${port};Initial Catalog=demo;Persist Security Info=False;User ID=${user};Password=${password};` +
            "MultipleActiveResultSets=False;Encrypt=True;TrustServerCertificate=False;Connection Timeout=5;",
        inject: (mishap) => {
            const entry = { mishap, left: mishap.times ?? 1 };
            mishaps.push(entry);
            return () => {
                entry.left = 0;
            };
        },
        cutAll() {
            for (const socket of sockets) socket.destroy();
        },
        async close() {
            for (const socket of sockets) socket.destroy();
            server.close();
            await once(server, "close");
        },
    };
}

interface Handshake {
    readonly done: boolean;
    feed(bytes: Buffer): void;
}

/** TLS 1.2 whose handshake goes out in PRELOGIN packets, one for each the client sent (MS-TDS 3.2.5.1); later records go as they are. */
function startHandshake(
    socket: Socket,
    certificate: Certificate,
    serve: (stream: Duplex, socket: Socket) => void,
): Handshake {
    const [inner, outer] = duplexPair();
    const stream = new TLSSocket(inner, {
        isServer: true,
        secureContext: createSecureContext({ ...certificate, maxVersion: "TLSv1.2" }),
    });
    let secured = false;
    let done = false;
    let pending: Buffer[] = [];
    outer.on("data", (record: Buffer) => {
        if (done) {
            socket.write(record);
            return;
        }
        if (pending.push(record) > 1) return;
        // A flight comes in several records within one turn of the event loop; the client expects it in one message.
        setImmediate(() => {
            const flight = Buffer.concat(pending);
            pending = [];
            done = secured;
            socket.write(wire.packets(wire.packetType.prelogin, flight));
        });
    });
    stream.on("secure", () => {
        secured = true;
        serve(stream, socket);
    });
    stream.on("error", () => socket.destroy());
    socket.on("close", () => {
        stream.destroy();
        outer.destroy();
    });
    return {
        get done() {
            return done;
        },
        feed: (bytes) => {
            outer.write(bytes);
        },
    };
}

/** The token's signature is not checked here: that Entra issued it is not what these tests are about. */
function claimsOf(token: string): { readonly oid: string; readonly appid: string } {
    const claims = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()) as Readonly<
        Record<string, unknown>
    >;
    if (claims["aud"] !== "https://database.windows.net")
        throw new SqlFault(18456, "Login failed: token for another audience.");
    return { oid: String(claims["oid"]), appid: String(claims["appid"]) };
}
