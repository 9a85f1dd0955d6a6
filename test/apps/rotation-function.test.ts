import { once } from "node:events";
import { resolve } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { makeCertificate, type Certificate } from "../support/certificate.ts";
import { startKeyVault, type Caller, type KeyVaultStandIn } from "../support/keyvault/stand-in.ts";
import { startSql, type SqlStandIn } from "../support/sql/stand-in.ts";
import type { FunctionMetadata, Invocation, Reply } from "./functions-host.ts";
import { certificateFile, start, unpacked, workFolder, type Program } from "./program.ts";

/** The package as it is deployed, under the worker's protocol, in a process of its own. */
const identity: Caller = { oid: "ffffffff-0000-4000-8000-00000000000f", appid: "ffffffff-1111-4000-8000-00000000000f" };
const password = "First-Secret-1";
const secretName = "db-connection-string";

let folder: Awaited<ReturnType<typeof workFolder>>;
let main: string;
let certificate: Certificate;
let trusted: string;
let vault: KeyVaultStandIn;
let sql: SqlStandIn;
let program: Program;
let functions: readonly FunctionMetadata[];

beforeAll(async () => {
    folder = await workFolder();
    certificate = await makeCertificate();
    trusted = await certificateFile(certificate, folder.path);
    main = await unpacked("rotation-function", folder.path);
});

afterAll(() => folder.remove());

beforeEach(async () => {
    vault = await startKeyVault({ vaults: { "kv-demo": {} }, certificate });
    sql = await startSql({ certificate, administrators: [identity.oid] });
    vault.store("kv-demo").set(secretName, { value: sql.connectionString("app_a", password) });
});

afterEach(async () => {
    const printed = program.output();
    await program.stop();
    const values = vault
        .store("kv-demo")
        .versions(secretName)
        .map(({ value }) => /password=([^;]+)/i.exec(value)?.[1] ?? "?");
    const changed = sql.batches.flatMap((batch) => /PASSWORD = N'([^']+)'/.exec(batch)?.[1] ?? []);
    for (const secret of [...values, ...changed]) expect(printed, "a secret was printed").not.toContain(secret);
    await vault.close();
    await sql.close();
});

async function host(settings: Readonly<Record<string, string>> = {}): Promise<void> {
    program = start(
        resolve(import.meta.dirname, "functions-host.ts"),
        {
            KEY_VAULT_NAME: "kv-demo",
            SQL_SERVER: sql.server,
            SQL_DATABASE: "demo",
            ROTATION_LOGINS: "app_a,app_b",
            AZURE_TOKEN_CREDENTIALS: "ManagedIdentityCredential",
            HTTPS_PROXY: (await vault.proxy()).url,
            NO_PROXY: "127.0.0.1",
            NODE_EXTRA_CA_CERTS: trusted,
            AZURE_LOG_LEVEL: "verbose",
            ...(await vault.identityEndpoint(identity)),
            ...settings,
        },
        [main],
    );
    const [ready] = (await once(program.process, "message")) as [Reply];
    functions = "functions" in ready ? ready.functions : [];
}

async function invoke(name: string, payload: unknown): Promise<Reply> {
    const answer = once(program.process, "message");
    program.process.send({ name, json: JSON.stringify(payload) } satisfies Invocation);
    return ((await answer) as [Reply])[0];
}

/** An event as Event Grid delivers it: https://learn.microsoft.com/azure/event-grid/event-schema-key-vault */
function nearExpiry(
    version: string,
    data: Readonly<Record<string, unknown>> = {},
    eventType = "Microsoft.KeyVault.SecretNearExpiry",
): unknown {
    const id = `https://kv-demo.vault.azure.net/secrets/${secretName}/${version}`;
    return {
        id: "00eccf70-95a7-4e7c-8299-2eb17ee9ad64",
        topic: "/subscriptions/0/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv-demo",
        subject: secretName,
        eventType,
        eventTime: "2026-11-22T02:10:42.2391978Z",
        data: {
            Id: id,
            VaultName: "kv-demo",
            ObjectType: "Secret",
            ObjectName: secretName,
            Version: version,
            NBF: null,
            EXP: 1_800_000_000,
            ...data,
        },
        dataVersion: "1",
        metadataVersion: "1",
    };
}

const versions = (): number => vault.store("kv-demo").versions(secretName).length;
const newest = (): string => vault.store("kv-demo").versions(secretName).at(-1)?.id ?? "";

const timer = { Schedule: { AdjustForDST: true }, ScheduleStatus: null, IsPastDue: false };

test("the package registers three functions: one for Event Grid, one once a day, one at every start and once a day", async () => {
    await host();
    expect(
        functions.map(({ name, bindings }) => [
            name,
            ...Object.values(bindings).map(({ type, schedule, runOnStartup }) => [type, schedule, runOnStartup]),
        ]),
    ).toEqual([
        ["RotateSecret", ["eventGridTrigger", undefined, undefined]],
        ["EnsureDatabaseUsers", ["timerTrigger", "0 0 3 * * *", true]],
        ["RotateWhenDue", ["timerTrigger", "0 30 3 * * *", undefined]],
    ]);
});

test("from an empty database to the second rotation, as a deployment goes through it", async () => {
    await host({
        DATABASE_USERS: JSON.stringify([
            { name: "web-app", clientId: "aaaaaaaa-1111-4000-8000-00000000000a", roles: ["db_datareader"] },
        ]),
    });
    expect(await invoke("EnsureDatabaseUsers", timer)).toEqual({ done: true });
    expect([...sql.engine.users.keys()].sort()).toEqual(["app_a", "web-app"]);

    const first = newest();
    expect(await invoke("RotateSecret", nearExpiry(first))).toEqual({ done: true });
    expect(await invoke("RotateSecret", nearExpiry(first))).toEqual({ done: true });
    expect(versions()).toBe(2);
    expect(await invoke("RotateSecret", nearExpiry(newest(), { EXP: null }))).toEqual({ done: true });
    expect(versions()).toBe(3);
    expect(program.output()).toMatch(/Rotated from app_a to app_b: version [0-9a-f]{32}, valid until 2\d{3}-/);
    expect(program.output()).toMatch(/Nothing to do: a newer version exists already/);
    expect(program.output()).toMatch(/Rotated from app_b to app_a/);
});

describe("what goes wrong is one sentence in the log, and the host is told, so that Event Grid delivers again", () => {
    test("the vault refuses the write", async () => {
        await host();
        sql.engine.addUser("app_a", password);
        vault.change({
            authorization: ({ operation }) => (operation === "secrets/set" ? { code: "ForbiddenByRbac" } : undefined),
        });
        expect(await invoke("RotateSecret", nearExpiry(newest()))).toEqual({
            failed: "The network is admitted, but no role of this identity grants the operation (new roles take minutes). (403 ForbiddenByRbac)",
        });
        expect(versions()).toBe(1);
    });

    test("the database refuses", async () => {
        await host();
        sql.inject({
            batch: /WITH PASSWORD/,
            what: { number: 15247, message: "Refused: ALTER USER ... PASSWORD = 'x'" },
        });
        expect(await invoke("RotateSecret", nearExpiry(newest()))).toEqual({
            failed: "The database: SQL error 15247: the identity lacks the permission",
        });
        expect(versions()).toBe(1);
    });

    test("a setting is wrong: the functions are there all the same", async () => {
        await host({ ROTATION_LOGINS: "app_a" });
        expect(functions).toHaveLength(3);
        expect(await invoke("RotateSecret", nearExpiry(newest()))).toMatchObject({
            failed: expect.stringMatching(/ROTATION_LOGINS is "app_a"/) as string,
        });
    });

    test("an event of another type, or without a version", async () => {
        await host();
        expect(
            await invoke("RotateSecret", nearExpiry(newest(), {}, "Microsoft.KeyVault.SecretNewVersionCreated")),
        ).toEqual({ done: true });
        expect(await invoke("RotateSecret", nearExpiry(newest(), { Version: undefined }))).toEqual({
            failed: "The event names no vault, secret or version.",
        });
        expect(versions()).toBe(1);
    });
});
