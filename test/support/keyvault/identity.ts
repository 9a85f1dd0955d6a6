import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Caller, TokenAuthority } from "./tokens.ts";

export interface IdentityEndpoint {
    /** What App Service gives its apps. */
    readonly variables: Readonly<Record<string, string>>;
    readonly close: () => void;
}

/**
 * App Service's endpoint for tokens of a managed identity:
 * https://learn.microsoft.com/azure/app-service/overview-managed-identity#rest-endpoint-reference
 */
export async function startIdentityEndpoint(authority: TokenAuthority, caller: Caller): Promise<IdentityEndpoint> {
    const header = randomUUID();
    const server = createServer((request, response) => {
        const query = new URL(request.url ?? "/", "http://identity").searchParams;
        const audience = query.get("resource");
        if (request.headers["x-identity-header"] !== header || audience === null) {
            response.writeHead(400).end(JSON.stringify({ statusCode: 400, message: "Bad identity request." }));
            return;
        }
        const expires = Math.floor(Date.now() / 1_000) + 3_600;
        response.writeHead(200, { "Content-Type": "application/json" }).end(
            JSON.stringify({
                access_token: authority.issue(caller, { audience: audience.replace(/\/$/, "") }),
                ...{
                    expires_on: String(expires),
                    resource: audience,
                    token_type: "Bearer",
                    client_id: caller.appid ?? caller.oid,
                },
            }),
        );
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    return {
        variables: { IDENTITY_ENDPOINT: `http://127.0.0.1:${port}/msi/token`, IDENTITY_HEADER: header },
        close: () => {
            server.closeAllConnections();
            server.close();
        },
    };
}
