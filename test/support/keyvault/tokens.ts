import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { TokenCredential } from "@azure/core-auth";
import { VaultFault } from "./errors.ts";

/** Who asks. */
export interface Caller {
    readonly oid: string;
    readonly appid?: string;
    readonly groups?: readonly string[];
    /** @default the stand-in's own tenant */
    readonly tenant?: string;
}

const tenant = "72f988bf-0000-4000-8000-2d7cd011db47";

/** Lifetime of a test token, and what a test may bend in it. */
export interface TokenOptions {
    readonly audience?: string;
    readonly expiresAt?: Date;
}

/**
 * Makes and checks access tokens: JWTs with Entra's claims, signed with a key that lives as long as the stand-in. The
 * checks are Key Vault's: signature, audience, time, and that the issuer is the vault's tenant.
 */
export class TokenAuthority {
    readonly #key = randomBytes(32);

    issue(
        { oid, appid = oid, groups, tenant: tid = tenant }: Caller,
        { audience, expiresAt }: TokenOptions = {},
    ): string {
        const now = Math.floor(Date.now() / 1_000);
        const exp = expiresAt === undefined ? now + 3_600 : Math.floor(expiresAt.getTime() / 1_000);
        const claims = {
            ...{ aud: audience ?? "https://vault.azure.net", iss: `https://sts.windows.net/${tid}/`, tid, oid, appid },
            ...(groups === undefined ? {} : { groups }),
            ...{ iat: now, nbf: Math.min(now, exp), exp },
        };
        const head = Buffer.from(JSON.stringify({ typ: "JWT", alg: "HS256" })).toString("base64url");
        const signed = `${head}.${Buffer.from(JSON.stringify(claims)).toString("base64url")}`;
        return `${signed}.${this.#sign(signed)}`;
    }

    /** A credential as the SDK takes one; asks for the audience that the challenge named. */
    credential(caller: Caller): TokenCredential {
        return {
            getToken: (scopes) => {
                const [scope = ""] = typeof scopes === "string" ? [scopes] : scopes;
                const expiresOnTimestamp = Date.now() + 3_600_000;
                return Promise.resolve({
                    token: this.issue(caller, { audience: scope.replace("/.default", "") }),
                    expiresOnTimestamp,
                });
            },
        };
    }

    /** @throws {VaultFault} 401, with the challenge that tells a client where to get a token */
    check(authorization: string | undefined, resource: string): Caller {
        const token = /^Bearer (\S+)$/i.exec(authorization ?? "")?.[1];
        if (token === undefined) throw unauthorized("AKV10000: Request is missing a Bearer or PoP token.", resource);
        const [head = "", payload = "", signature = ""] = token.split(".");
        const expected = Buffer.from(this.#sign(`${head}.${payload}`));
        const given = Buffer.from(signature);
        if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
            throw unauthorized("Error validating token: signature.", resource);
        }
        const claims = JSON.parse(Buffer.from(payload, "base64url").toString()) as Readonly<Record<string, unknown>>;
        const { aud, exp, oid, appid, tid, groups } = claims;
        if (aud !== resource) throw unauthorized("Error validating token: audience.", resource);
        if (typeof exp !== "number" || exp * 1_000 <= Date.now())
            throw unauthorized("Error validating token: lifetime.", resource);
        if (tid !== tenant) {
            const issuer = `https://sts.windows.net/${String(tid)}/`;
            throw unauthorized(
                `AKV10032: Invalid issuer. Expected one of https://sts.windows.net/${tenant}/, found ${issuer}.`,
                resource,
            );
        }
        return {
            oid: String(oid),
            appid: String(appid),
            tenant,
            ...(Array.isArray(groups) ? { groups: groups.map(String) } : {}),
        };
    }

    #sign(text: string): string {
        return createHmac("sha256", this.#key).update(text).digest("base64url");
    }
}

function unauthorized(message: string, resource: string): VaultFault {
    const challenge = `Bearer authorization="https://login.microsoftonline.com/${tenant}", resource="${resource}"`;
    return new VaultFault(401, "Unauthorized", message, { headers: { "WWW-Authenticate": challenge } });
}
