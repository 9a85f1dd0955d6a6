import { request, type Agent } from "node:https";
import { SecretClient, type SecretClientOptions } from "@azure/keyvault-secrets";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { startKeyVault, type Caller, type Gate, type KeyVaultStandIn } from "../support/keyvault/stand-in.ts";

const alice: Caller = { oid: "11111111-0000-4000-8000-000000000001" };

let standIn: KeyVaultStandIn;
let client: SecretClient;

beforeEach(async () => {
    standIn = await startKeyVault({
        vaults: { "kv-open": {}, "kv-kept": { purgeProtection: true, retentionDays: 7 } },
    });
    client = clientOf("kv-open");
});

afterEach(() => standIn.close());

function clientOf(vault: string, from?: string, options: SecretClientOptions = {}): SecretClient {
    return new SecretClient(standIn.uri(vault), standIn.credential(alice), {
        ...standIn.clientOptions(from),
        ...options,
    });
}

/** What the SDK makes of a refusal: status, code and inner code. */
async function refusalOf(call: Promise<unknown>): Promise<readonly unknown[]> {
    const error = (await call.then(
        () => undefined,
        (reason: unknown) => reason,
    )) as { statusCode?: number; code?: string; details?: { error?: { innerError?: { code?: string } } } } | undefined;
    return [error?.statusCode, error?.code, error?.details?.error?.innerError?.code];
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
    const list: T[] = [];
    for await (const item of items) list.push(item);
    return list;
}

describe("authentication", () => {
    test("the first request has no token and no body, and is answered with the challenge", async () => {
        await client.setSecret("greeting", "hello");
        expect(standIn.log.map(({ status, operation, oid }) => [status, operation, oid])).toEqual([
            [401, "secrets/set", undefined],
            [200, "secrets/set", alice.oid],
        ]);
    });

    test.each([
        ["expired", () => standIn.token(alice, { expiresAt: new Date(Date.now() - 1_000) }), /lifetime/],
        ["of another audience", () => standIn.token(alice, { audience: "https://management.azure.com" }), /audience/],
        [
            "of another tenant",
            () => standIn.token({ ...alice, tenant: "99999999-0000-4000-8000-000000000009" }),
            /AKV10032/,
        ],
        ["forged", () => `${standIn.token(alice).slice(0, -4)}AAAA`, /signature/],
    ])("a token that is %s is answered 401", async (_kind, token, message) => {
        const credential = {
            getToken: () => Promise.resolve({ token: token(), expiresOnTimestamp: Date.now() + 3_600_000 }),
        };
        const bearer = new SecretClient(standIn.uri("kv-open"), credential, standIn.clientOptions());
        await expect(bearer.getSecret("x")).rejects.toMatchObject({
            statusCode: 401,
            message: expect.stringMatching(message) as string,
        });
    });
});

describe("gates", () => {
    const firewall: Gate = ({ address }) => (address.startsWith("10.") ? undefined : { code: "ForbiddenByFirewall" });
    const roles: Gate = ({ operation }) => (operation === "secrets/get" ? undefined : { code: "ForbiddenByRbac" });

    test("the network is asked before the roles, and sees the address that the connection comes from", async () => {
        standIn.change({ network: firewall, authorization: roles });
        standIn.store("kv-open").set("db", { value: "v" });
        expect(await refusalOf(clientOf("kv-open", "203.0.113.7").setSecret("db", "w"))).toEqual([
            403,
            "Forbidden",
            "ForbiddenByFirewall",
        ]);
        expect(await refusalOf(clientOf("kv-open", "10.1.0.4").setSecret("db", "w"))).toEqual([
            403,
            "Forbidden",
            "ForbiddenByRbac",
        ]);
        expect((await clientOf("kv-open", "10.1.0.4").getSecret("db")).value).toBe("v");
        expect(standIn.log.map(({ address }) => address)).toContain("203.0.113.7");
        expect(standIn.store("kv-open").versions("db")).toHaveLength(1);
    });

    test("the firewall's message names the address that it saw", async () => {
        standIn.change({ network: firewall });
        await expect(clientOf("kv-open", "203.0.113.7").getSecret("x")).rejects.toThrow(
            /Client address: 203\.0\.113\.7/,
        );
    });

    test("every data operation on secrets is judged under its own name", async () => {
        const asked: string[] = [];
        standIn.change({
            authorization: ({ operation, dataAction }) => {
                asked.push(`${operation} ${dataAction}`);
                return { code: "AccessDenied" };
            },
        });
        await Promise.allSettled([
            client.getSecret("a"),
            all(client.listPropertiesOfSecrets()),
            client.setSecret("a", "b"),
            client.beginDeleteSecret("a"),
            client.backupSecret("a"),
            client.restoreSecretBackup(new Uint8Array([1])),
            client.beginRecoverDeletedSecret("a"),
            client.purgeDeletedSecret("a"),
            client.updateSecretProperties("a", "0".repeat(32), { enabled: false }),
        ]);
        expect([...new Set(asked)].sort()).toEqual([
            "secrets/backup secrets/backup/action",
            "secrets/delete secrets/delete",
            "secrets/get secrets/getSecret/action",
            "secrets/list secrets/readMetadata/action",
            "secrets/purge secrets/purge/action",
            "secrets/recover secrets/recover/action",
            "secrets/restore secrets/restore/action",
            "secrets/set secrets/setSecret/action",
            "secrets/set secrets/update/action",
        ]);
    });
});

describe("versions and state", () => {
    test("the newest version is the current one, and the older ones stay", async () => {
        const first = await client.setSecret("db", "one", { tags: { CredentialId: "a" } });
        await client.setSecret("db", "two");
        expect((await client.getSecret("db")).value).toBe("two");
        const old = await client.getSecret("db", { version: first.properties.version ?? "" });
        expect([old.value, old.properties.tags]).toEqual(["one", { CredentialId: "a" }]);
        const versions = await all(client.listPropertiesOfSecretVersions("db"));
        expect(versions.map(({ version }) => version)).toHaveLength(2);
    });

    test("a disabled version is refused as disabled; an expired or not yet active one is given", async () => {
        const { properties } = await client.setSecret("db", "one", {
            expiresOn: new Date(1_000_000_000_000),
            notBefore: new Date(4_000_000_000_000),
        });
        expect((await client.getSecret("db")).value).toBe("one");
        await client.updateSecretProperties("db", properties.version ?? "", { enabled: false });
        expect(await refusalOf(client.getSecret("db"))).toEqual([403, "Forbidden", "SecretDisabled"]);
    });

    test("deleted, a secret is not found, its name is taken, and recovery brings all versions back", async () => {
        await client.setSecret("db", "one");
        await client.setSecret("db", "two");
        await (await client.beginDeleteSecret("db", { intervalInMs: 1 })).pollUntilDone();
        expect(await refusalOf(client.getSecret("db"))).toEqual([404, "SecretNotFound", undefined]);
        expect(await refusalOf(client.setSecret("db", "three"))).toEqual([
            409,
            "Conflict",
            "ObjectIsDeletedButRecoverable",
        ]);
        expect((await all(client.listDeletedSecrets())).map(({ name }) => name)).toEqual(["db"]);
        await (await client.beginRecoverDeletedSecret("db", { intervalInMs: 1 })).pollUntilDone();
        expect((await client.getSecret("db")).value).toBe("two");
        expect(await all(client.listPropertiesOfSecretVersions("db"))).toHaveLength(2);
    });

    test("purge ends a deleted secret, and purge protection refuses it until the retention is over", async () => {
        await client.setSecret("db", "one");
        await (await client.beginDeleteSecret("db", { intervalInMs: 1 })).pollUntilDone();
        await client.purgeDeletedSecret("db");
        expect(await refusalOf(client.getDeletedSecret("db"))).toEqual([404, "SecretNotFound", undefined]);
        await client.setSecret("db", "anew");

        const kept = clientOf("kv-kept");
        await kept.setSecret("db", "one");
        await (await kept.beginDeleteSecret("db", { intervalInMs: 1 })).pollUntilDone();
        expect(await refusalOf(kept.purgeDeletedSecret("db"))).toEqual([403, "Forbidden", undefined]);
        const { recoverableDays, recoveryLevel } = (await kept.getDeletedSecret("db")).properties;
        expect([recoverableDays, recoveryLevel]).toEqual([7, "CustomizedRecoverable"]);
    });

    test("while a deletion settles, the name is busy and the deleted secret not yet there", async () => {
        const slow = await startKeyVault({ vaults: { "kv-slow": { deletionSettlesAfter: 2 } } });
        const slowClient = new SecretClient(slow.uri("kv-slow"), slow.credential(alice), slow.clientOptions());
        await slowClient.setSecret("db", "one");
        const poller = await slowClient.beginDeleteSecret("db", { intervalInMs: 1 });
        expect(await refusalOf(slowClient.setSecret("db", "two"))).toEqual([409, "Conflict", "ObjectIsBeingDeleted"]);
        await poller.pollUntilDone();
        expect((await slowClient.getDeletedSecret("db")).name).toBe("db");
        await slow.close();
    });

    test("retention runs out by the clock", async () => {
        let time = Date.parse("2026-01-01T00:00:00Z");
        const clocked = await startKeyVault({ vaults: { "kv-old": { retentionDays: 7 } }, now: () => new Date(time) });
        clocked.store("kv-old").set("db", { value: "one" });
        clocked.store("kv-old").delete("db");
        time += 7 * 86_400_000 - 1_000;
        expect(clocked.store("kv-old").deletedNames()).toEqual(["db"]);
        time += 1_000;
        expect(clocked.store("kv-old").deletedNames()).toEqual([]);
        await clocked.close();
    });

    test("a backup restores into another vault with all its versions, but not over a secret that is there", async () => {
        await client.setSecret("db", "one");
        await client.setSecret("db", "two", { contentType: "text/plain" });
        const backup = await client.backupSecret("db");
        expect(backup).toBeDefined();
        const other = clientOf("kv-kept");
        await other.restoreSecretBackup(backup ?? new Uint8Array());
        expect((await other.getSecret("db")).value).toBe("two");
        expect(await all(other.listPropertiesOfSecretVersions("db"))).toHaveLength(2);
        expect((await refusalOf(client.restoreSecretBackup(backup ?? new Uint8Array())))[0]).toBe(409);
        expect((await refusalOf(other.restoreSecretBackup(new Uint8Array([1, 2, 3]))))[0]).toBe(400);
    });
});

describe("the wire", () => {
    test("lists come in pages of at most 25, each linking to the next", async () => {
        for (let index = 0; index < 30; index++)
            standIn.store("kv-open").set(`s-${String(index).padStart(2, "0")}`, { value: "v" });
        const pages = await all(client.listPropertiesOfSecrets().byPage({ maxPageSize: 25 }));
        expect(pages.map(({ length }) => length)).toEqual([25, 5]);
        expect((await all(client.listPropertiesOfSecrets())).map(({ name }) => name)).toHaveLength(30);
        expect(await refusalOf(all(client.listPropertiesOfSecrets().byPage({ maxPageSize: 26 })))).toEqual([
            400,
            "BadParameter",
            undefined,
        ]);
    });

    test("an unknown api-version is refused", async () => {
        const unknown = clientOf("kv-open", undefined, { serviceVersion: "latest" as "7.5" });
        expect(await refusalOf(unknown.getSecret("db"))).toEqual([400, "BadParameter", undefined]);
    });

    test("values over 25 KB and names with other characters are refused", async () => {
        expect((await refusalOf(client.setSecret("db", "x".repeat(25 * 1_024 + 1))))[0]).toBe(400);
        expect((await client.setSecret("db", "x".repeat(25 * 1_024))).name).toBe("db");
        expect((await refusalOf(client.setSecret("d_b", "x")))[0]).toBe(400);
    });

    test("after 429 the SDK waits as Retry-After says and asks again", async () => {
        standIn.store("kv-open").set("db", { value: "one" });
        standIn.inject({ what: { status: 429, code: "Throttled", retryAfterSeconds: 0 } });
        expect((await client.getSecret("db")).value).toBe("one");
        expect(standIn.log.map(({ status }) => status)).toEqual([429, 401, 200]);
    });

    test("the address that the vault sees is in a header, without a token", async () => {
        const { headers } = await fetchThrough(standIn, "https://kv-open.vault.azure.net/healthstatus", "10.9.8.7");
        expect(headers).toContain("addr=10.9.8.7;");
    });
});

async function fetchThrough(to: KeyVaultStandIn, url: string, from: string): Promise<{ headers: string }> {
    const { agent } = to.clientOptions(from);
    return new Promise((resolve, reject) => {
        request(url, { agent: agent as Agent }, (response) => {
            response.resume();
            resolve({ headers: String(response.headers["x-ms-keyvault-network-info"]) });
        })
            .on("error", reject)
            .end();
    });
}
