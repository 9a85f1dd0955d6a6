import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { makeCertificate, type Certificate } from "../support/certificate.ts";
import { startKeyVault, type Caller, type KeyVaultStandIn } from "../support/keyvault/stand-in.ts";
import { startSql, type SqlStandIn } from "../support/sql/stand-in.ts";
import { certificateFile, start, unpacked, workFolder, type Program } from "./program.ts";

/** The package as it is deployed, in a process of its own, against a vault and a database that speak the real protocols. */
const app: Caller = { oid: "aaaaaaaa-0000-4000-8000-00000000000a", appid: "aaaaaaaa-1111-4000-8000-00000000000a" };
const passwords = ["First-Secret-1", "Second-Secret-2"] as const;

let folder: Awaited<ReturnType<typeof workFolder>>;
let main: string;
let certificate: Certificate;
let trusted: string;
let vault: KeyVaultStandIn;
let sql: SqlStandIn;
let environment: Record<string, string>;
let program: Program | undefined;

beforeAll(async () => {
    folder = await workFolder();
    certificate = await makeCertificate();
    trusted = await certificateFile(certificate, folder.path);
    main = await unpacked("web-application", folder.path);
});

afterAll(() => folder.remove());

beforeEach(async () => {
    vault = await startKeyVault({ vaults: { "kv-demo": {} }, certificate });
    sql = await startSql({ certificate });
    sql.engine.addUser("app_a", passwords[0]);
    vault.store("kv-demo").set("db-connection-string", { value: sql.connectionString("app_a", passwords[0]) });
    environment = {
        PORT: "0",
        KEY_VAULT_NAME: "kv-demo",
        AZURE_TOKEN_CREDENTIALS: "ManagedIdentityCredential",
        HTTPS_PROXY: (await vault.proxy()).url,
        NO_PROXY: "127.0.0.1",
        NODE_EXTRA_CA_CERTS: trusted,
        AZURE_LOG_LEVEL: "verbose",
        ...(await vault.identityEndpoint(app)),
    };
});

afterEach(async () => {
    const printed = program?.output() ?? "";
    await program?.stop();
    program = undefined;
    await vault.close();
    await sql.close();
    for (const password of passwords) expect(printed, "a secret was printed").not.toContain(password);
});

async function serve(): Promise<string> {
    program = start(main, environment);
    const [, port] = await program.line(/Listening on port (\d+)/);
    return `http://127.0.0.1:${port ?? ""}/`;
}

async function get(url: string): Promise<readonly [number, unknown]> {
    const response = await fetch(url);
    return [response.status, await response.json()];
}

describe("GET /", () => {
    test("answers healthy after SELECT 1 with the connection string from the vault, read as the managed identity", async () => {
        const url = await serve();
        expect(await get(url)).toEqual([200, { status: "healthy" }]);
        expect(sql.batches).toContain("SELECT 1;");
        expect(vault.log.at(-1)).toMatchObject({
            operation: "secrets/get",
            object: "db-connection-string",
            oid: app.oid,
            status: 200,
        });
    });

    test("answers 500 unhealthy while the database refuses or is away, keeps running, and is healthy again afterwards", async () => {
        const url = await serve();
        const mend = sql.inject({
            batch: /SELECT 1/,
            times: Infinity,
            what: { number: 40613, message: "Database is not currently available." },
        });
        expect(await get(url)).toEqual([500, { status: "unhealthy" }]);
        mend();
        expect(await get(url)).toEqual([200, { status: "healthy" }]);
        sql.engine.users.delete("app_a");
        sql.cutAll();
        expect(await get(url)).toEqual([500, { status: "unhealthy" }]);
        sql.engine.addUser("app_a", passwords[0]);
        expect(await get(url)).toEqual([200, { status: "healthy" }]);
    });

    test("starts and answers unhealthy when the database cannot be reached at all", async () => {
        await sql.close();
        const url = await serve();
        expect(await get(url)).toEqual([500, { status: "unhealthy" }]);
        expect(program?.output()).toMatch(/Unhealthy: Failed to connect/);
        sql = await startSql({ certificate });
    });

    test("asks the database once for checks that come at the same time", async () => {
        const url = await serve();
        await get(url);
        const before = sql.batches.length;
        const answers = await Promise.all(Array.from({ length: 20 }, () => get(url)));
        expect(answers.every(([status]) => status === 200)).toBe(true);
        expect(sql.batches.length - before).toBeLessThan(20);
    });

    test("tells a stranger nothing: no reason, no framework, nothing at other paths", async () => {
        sql.engine.users.clear();
        const url = await serve();
        const response = await fetch(url);
        expect(await response.text()).toBe('{"status":"unhealthy"}');
        expect(response.headers.get("x-powered-by")).toBeNull();
        expect((await fetch(`${url}secret`)).status).toBe(404);
    });
});

describe("rotation", () => {
    test("a new version is taken up without a restart, in the very check that finds the old login refused", async () => {
        const url = await serve();
        await get(url);
        sql.engine.addUser("app_b", passwords[1]);
        vault.store("kv-demo").set("db-connection-string", { value: sql.connectionString("app_b", passwords[1]) });
        sql.engine.users.delete("app_a");
        sql.cutAll();
        expect(await get(url)).toEqual([200, { status: "healthy" }]);
        expect(program?.process.exitCode).toBeNull();
    });

    test("a new version is taken up when the old one's time is over, though the old login still works", async () => {
        environment["SECRET_LIFETIME_SECONDS"] = "1";
        const url = await serve();
        await get(url);
        sql.engine.addUser("app_b", passwords[1]);
        vault.store("kv-demo").set("db-connection-string", { value: sql.connectionString("app_b", passwords[1]) });
        const reads = (): number => vault.log.filter(({ status }) => status === 200).length;
        expect(reads()).toBe(1);
        await expect
            .poll(async () => [await get(url), reads()], { timeout: 3_000, interval: 100 })
            .toEqual([[200, { status: "healthy" }], 2]);
    });
});

describe("start", () => {
    test("without a role it never listens, says who refused what, and ends with an error", async () => {
        vault.change({ authorization: () => ({ code: "ForbiddenByRbac" }) });
        program = start(main, { ...environment, AZURE_LOG_LEVEL: "error" });
        expect(await program.ended()).toBe(1);
        expect(program.output()).not.toContain("Listening");
        expect(program.output().trim()).toBe(
            "Cannot read secret db-connection-string of https://kv-demo.vault.azure.net. The network is admitted, but no " +
                "role of this identity grants the operation (new roles take minutes). (403 ForbiddenByRbac)",
        );
    });

    test("behind a firewall that does not admit it, it never listens and says which address was seen", async () => {
        vault.change({ network: () => ({ code: "ForbiddenByFirewall" }) });
        program = start(main, environment);
        expect(await program.ended()).toBe(1);
        expect(program.output()).toMatch(/firewall does not admit.*It sees the address 127\.0\.0\.1/);
        expect(program.output()).not.toContain("Listening");
    });

    test("without an identity it never listens", async () => {
        program = start(main, { ...environment, IDENTITY_HEADER: "wrong" });
        expect(await program.ended()).toBe(1);
        expect(program.output()).toMatch(/No token could be had/);
    });

    test("a wrong setting is named", async () => {
        program = start(main, { ...environment, KEY_VAULT_NAME: "" });
        expect(await program.ended()).toBe(1);
        expect(program.output()).toMatch(/^The setting KEY_VAULT_NAME is missing; expected/);
    });

    test("SIGTERM lets the request under way finish and ends without an error", async () => {
        const url = await serve();
        expect(await get(url)).toEqual([200, { status: "healthy" }]);
        program?.process.kill("SIGTERM");
        expect(await program?.ended()).toBe(0);
    });
});

test("without a password in the connection string it signs in to the database as its identity", async () => {
    sql.engine.users.set("web-app", { type: "E", sid: "0xAAAAAAAA11110040800000000000000A", roles: new Set() });
    vault
        .store("kv-demo")
        .set("db-connection-string", { value: `Server=tcp:${sql.server};Initial Catalog=demo;Encrypt=True;` });
    const url = await serve();
    expect(await get(url)).toEqual([200, { status: "healthy" }]);
});
