import { once } from "node:events";
import { createServer } from "node:http";
import { Agent } from "node:https";
import { connect as connectSocket, type AddressInfo, type Socket } from "node:net";
import { connect as connectTls, type ConnectionOptions } from "node:tls";

export interface Proxy {
    readonly url: string;
    /** Connections that were asked for, as `host:port`. */
    readonly asked: readonly string[];
}

/**
 * Where connections to the stand-in come from.
 *
 * All of them come from this machine; a test that plays a subnet or the Internet says the address, and the connection
 * is remembered by its local port. Nothing in the request tells it, so that no client can claim an address in it.
 */
export class Origins {
    readonly #port: number;
    readonly #ca: string;
    readonly #byPort = new Map<number, string>();
    readonly #closers: (() => void)[] = [];

    constructor(port: number, ca: string) {
        this.#port = port;
        this.#ca = ca;
    }

    of(remotePort: number | undefined): string | undefined {
        return remotePort === undefined ? undefined : this.#byPort.get(remotePort);
    }

    /** An agent that takes every host to the stand-in, under its real name (SNI, `Host`, certificate check). */
    agent(from: string | undefined): Agent {
        const agent = new Agent({ keepAlive: true });
        agent.createConnection = (options) => {
            const { host, servername = host } = options as ConnectionOptions;
            return connectTls({
                socket: this.#open(from),
                ca: this.#ca,
                ...(servername === undefined ? {} : { servername }),
            });
        };
        this.#closers.push(() => {
            agent.destroy();
        });
        return agent;
    }

    async proxy(from: string | undefined): Promise<Proxy> {
        const asked: string[] = [];
        const server = createServer((_request, response) => response.writeHead(405).end());
        const sockets = new Set<{ destroy(): unknown }>();
        server.on("connect", (request, client, head) => {
            asked.push(request.url ?? "");
            const upstream = this.#open(from);
            for (const socket of [client, upstream]) {
                sockets.add(socket);
                socket.on("error", () => {
                    client.destroy();
                    upstream.destroy();
                });
            }
            upstream.once("connect", () => {
                client.write("HTTP/1.1 200 Connection established\r\n\r\n");
                upstream.write(head);
                upstream.pipe(client).pipe(upstream);
            });
        });
        server.listen(0, "127.0.0.1");
        await once(server, "listening");
        this.#closers.push(() => {
            for (const socket of sockets) socket.destroy();
            server.close();
        });
        return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
    }

    close(): void {
        for (const close of this.#closers) close();
    }

    /** The local port is known before the server can have read a request, as the request comes after the handshake. */
    #open(from: string | undefined): Socket {
        const socket = connectSocket(this.#port, "127.0.0.1");
        socket.once("connect", () => {
            const { localPort } = socket;
            if (from === undefined || localPort === undefined) return;
            this.#byPort.set(localPort, from);
            socket.once("close", () => this.#byPort.delete(localPort));
        });
        return socket;
    }
}
