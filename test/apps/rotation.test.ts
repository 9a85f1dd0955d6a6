import { SecretClient } from "@azure/keyvault-secrets";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openDatabase } from "../../apps/common/database.ts";
import { rotateIfDue } from "../../apps/rotation-function/due.ts";
import { rotate, type Rotation, type Tools } from "../../apps/rotation-function/rotate.ts";
import type { Settings } from "../../apps/rotation-function/settings.ts";
import { makeCertificate, type Certificate } from "../support/certificate.ts";
import { startKeyVault, type Caller, type KeyVaultStandIn } from "../support/keyvault/stand-in.ts";
import { startSql, type SqlStandIn } from "../support/sql/stand-in.ts";
import { trust } from "./trust.ts";

/** The real SDK and the real SQL driver, each against a server that speaks its protocol. */
const identity: Caller = { oid: "ffffffff-0000-4000-8000-00000000000f" };
const first = "First-Secret-1";
const secretName = "db-connection-string";
const now = new Date("2026-11-22T00:00:00Z");

let certificate: Certificate;
let vault: KeyVaultStandIn;
let sql: SqlStandIn;
let settings: Settings;
let said: string[];

beforeAll(async () => {
    certificate = await makeCertificate();
    trust(certificate);
});

beforeEach(async () => {
    vault = await startKeyVault({ vaults: { "kv-demo": {} }, certificate });
    sql = await startSql({ certificate, administrators: [identity.oid] });
    sql.engine.addUser("app_a", first);
    vault.store("kv-demo").set(secretName, {
        value: sql.connectionString("app_a", first),
        contentType: "text/plain",
        tags: { ProviderAddress: "sql" },
    });
    said = [];
    settings = {
        vaultUri: vault.uri("kv-demo"),
        secretName,
        server: sql.server,
        database: "demo",
        logins: ["app_a", "app_b"],
        roles: ["db_datareader"],
        validityDays: 90,
        users: [],
    };
});

afterEach(async () => {
    const versions = vault.store("kv-demo").versions(secretName);
    const secrets = [
        ...versions.map(({ value }) => /password=([^;]+)/i.exec(value)?.[1] ?? "?"),
        ...passwordsIn(sql.batches),
    ];
    for (const secret of secrets) expect(said.join("\n"), "a secret was logged").not.toContain(secret);
    await vault.close();
    await sql.close();
});

function passwordsIn(batches: readonly string[]): string[] {
    return batches.flatMap((batch) => /PASSWORD = N'([^']+)'/.exec(batch)?.[1] ?? []);
}

function tools(): Tools {
    const credential = vault.credential(identity);
    return {
        vault: new SecretClient(settings.vaultUri, credential, {
            ...vault.clientOptions(),
            retryOptions: { maxRetries: 1, retryDelayInMs: 1 },
        }),
        openAsAdministrator: () =>
            openDatabase(`Server=tcp:${sql.server};Initial Catalog=demo`, credential, { connections: 1 }),
        open: (connectionString) => openDatabase(connectionString, credential),
        log: (sentence) => said.push(sentence),
        now: () => now,
    };
}

function current(): { readonly id: string; readonly value: string } {
    const version = vault.store("kv-demo").versions(secretName).at(-1);
    if (version === undefined) throw new Error("no version");
    return version;
}

function deliver(version: string, vaultName = "kv-demo", name = secretName): Promise<Rotation> {
    return rotate({ vaultName, secretName: name, version }, settings, tools()).catch((error: unknown) => {
        said.push(String(error));
        throw error;
    });
}

async function works(connectionString: string): Promise<boolean> {
    const database = openDatabase(connectionString, vault.credential(identity));
    return database
        .run("SELECT 1;")
        .then(
            () => true,
            () => false,
        )
        .finally(() => database.close());
}

const versions = (): number => vault.store("kv-demo").versions(secretName).length;
const loginOf = (text: string): string => /user id=([^;]+)/i.exec(text)?.[1] ?? "";

describe("a near-expiry event", () => {
    test("makes the idle login current with a new password, and leaves the former one working", async () => {
        const former = current();
        const rotation = await deliver(former.id);
        expect(rotation).toEqual({
            outcome: "rotated",
            from: "app_a",
            to: "app_b",
            version: current().id,
            expires: new Date("2027-02-20T00:00:00Z"),
        });
        expect(loginOf(current().value)).toBe("app_b");
        expect([await works(current().value), await works(former.value)]).toEqual([true, true]);
        expect(sql.engine.users.get("app_b")?.roles).toEqual(new Set(["db_datareader"]));
    });

    test("writes expiry, content type and tags, and keeps the tags that were there", async () => {
        await deliver(current().id);
        expect(vault.store("kv-demo").versions(secretName).at(-1)).toMatchObject({
            contentType: "text/plain",
            tags: { ProviderAddress: "sql", CredentialId: "app_b", ValidityPeriodDays: "90" },
            attributes: { enabled: true, exp: Date.parse("2027-02-20T00:00:00Z") / 1_000 },
        });
    });

    test("keeps the rest of the connection string, and its meaning, for the real parser", async () => {
        const text = `Server=tcp:${sql.server};Database=demo;Application Name="a;b ""c""";Uid=app_a;Pwd=${first};Connect Timeout=7;`;
        vault.store("kv-demo").set(secretName, { value: text });
        await deliver(current().id);
        expect(current().value).toMatch(
            /^server=tcp:localhost,\d+;database=demo;application name="a;b ""c""";connect timeout=7;user id=app_b;password=[^;]{32};$/,
        );
        expect(await works(current().value)).toBe(true);
    });

    test("takes the validity from the version's tag; one that cannot be used is reported and the setting taken", async () => {
        vault.store("kv-demo").set(secretName, { value: current().value, tags: { ValidityPeriodDays: "60" } });
        await deliver(current().id);
        expect(vault.store("kv-demo").versions(secretName).at(-1)?.tags?.["ValidityPeriodDays"]).toBe("60");
        vault.store("kv-demo").set(secretName, { value: current().value, tags: { ValidityPeriodDays: "7" } });
        await deliver(current().id);
        expect(vault.store("kv-demo").versions(secretName).at(-1)?.tags?.["ValidityPeriodDays"]).toBe("90");
        expect(said.join()).toMatch(/ValidityPeriodDays is no whole number/);
    });

    test("a current version without an expiry gets a successor with one", async () => {
        expect(vault.store("kv-demo").versions(secretName).at(-1)?.attributes.exp).toBeUndefined();
        await deliver(current().id);
        expect(vault.store("kv-demo").versions(secretName).at(-1)?.attributes.exp).toBeGreaterThan(0);
    });

    test("two rotations alternate the logins, and an old value stops working only at the rotation after next", async () => {
        const [zero] = [current()];
        await deliver(zero.id);
        const one = current();
        expect([loginOf(one.value), await works(zero.value), await works(one.value)]).toEqual(["app_b", true, true]);
        await deliver(one.id);
        const two = current();
        expect([loginOf(two.value), await works(zero.value), await works(one.value), await works(two.value)]).toEqual([
            "app_a",
            false,
            true,
            true,
        ]);
        await deliver(two.id);
        expect([
            loginOf(current().value),
            await works(one.value),
            await works(two.value),
            await works(current().value),
        ]).toEqual(["app_b", false, true, true]);
    });

    test("a secret that holds the server administrator's login gives way to the first of the two", async () => {
        sql.engine.addUser("azurehacks", "Admin-Secret-1");
        vault.store("kv-demo").set(secretName, { value: sql.connectionString("azurehacks", "Admin-Secret-1") });
        expect(await deliver(current().id)).toMatchObject({ outcome: "rotated", from: "azurehacks", to: "app_a" });
        expect(await works(sql.connectionString("azurehacks", "Admin-Secret-1"))).toBe(true);
    });
});

describe("repeated and late events", () => {
    test("the same event again does nothing, and does not even ask the database", async () => {
        const { id } = current();
        await deliver(id);
        const [batches, count] = [sql.batches.length, versions()];
        expect(await deliver(id)).toEqual({ outcome: "nothing to do", because: "a newer version exists already" });
        expect([sql.batches.length, versions()]).toEqual([batches, count]);
    });

    test("an event for an older version does nothing", async () => {
        const { id } = current();
        vault.store("kv-demo").set(secretName, { value: current().value });
        expect(await deliver(id)).toMatchObject({ outcome: "nothing to do" });
        expect(versions()).toBe(2);
    });

    test("five deliveries at once rotate once, and the value that is stored works", async () => {
        const { id } = current();
        const outcomes = await Promise.all(Array.from({ length: 5 }, () => deliver(id)));
        expect(outcomes.filter(({ outcome }) => outcome === "rotated")).toHaveLength(1);
        expect(versions()).toBe(2);
        expect(passwordsIn(sql.batches)).toHaveLength(1);
        expect(await works(current().value)).toBe(true);
    });

    test.each([
        ["another vault", "kv-other", secretName],
        ["another secret", "kv-demo", "other"],
    ])("an event of %s does nothing", async (_name, vaultName, name) => {
        expect(await deliver(current().id, vaultName, name)).toMatchObject({ outcome: "nothing to do" });
        expect(vault.log).toHaveLength(0);
    });
});

describe("what fails half-way leaves the vault unchanged and the current login working, and the next delivery mends it", () => {
    test.each([
        ["the database is down", { batch: /./, times: Infinity, what: "cut" }],
        [
            "the lock cannot be had",
            { batch: /sp_getapplock/, what: { number: 1222, message: "Lock request time out." } },
        ],
        [
            "the password change is refused",
            { batch: /WITH PASSWORD/, what: { number: 15247, message: "no permission" } },
        ],
        ["the connection is cut before the password is changed", { batch: /WITH PASSWORD/, what: "cut" }],
        ["the connection is cut after the password was changed", { batch: /WITH PASSWORD/, what: "cut after" }],
        ["the role cannot be given", { batch: /ADD MEMBER/, what: { number: 15151, message: "no role" } }],
        [
            "the new login does not work",
            { batch: /SELECT 1/, what: { number: 916, message: "not able to access the database" } },
        ],
        ["the session with the lock is lost", { batch: /APPLOCK_MODE/, what: "cut" }],
    ] as const)("%s", async (_name, mishap) => {
        const former = current();
        const mend = sql.inject(mishap);
        await expect(deliver(former.id)).rejects.toThrow();
        mend();
        expect([versions(), current().id, await works(former.value)]).toEqual([1, former.id, true]);
        expect(await deliver(former.id)).toMatchObject({ outcome: "rotated", to: "app_b" });
        expect([await works(former.value), await works(current().value)]).toEqual([true, true]);
    });

    test("the session with the lock is replaced by another unnoticed, as after a fail-over: nothing is written", async () => {
        const former = current();
        const real = tools();
        const failingOver: Tools = {
            ...real,
            open: (text) => {
                const database = real.open(text);
                return {
                    async run(batch) {
                        const rows = await database.run(batch);
                        sql.cutAll();
                        await new Promise((resolve) => setTimeout(resolve, 20)); // the end must have reached this side
                        return rows;
                    },
                    close: () => database.close(),
                };
            },
        };
        await expect(
            rotate({ vaultName: "kv-demo", secretName, version: former.id }, settings, failingOver),
        ).rejects.toThrow(/session with the lock was lost/);
        expect([versions(), await works(former.value)]).toEqual([1, true]);
    });

    test.each([
        ["the vault has a fault", { status: 500, code: "InternalServerError" }],
        ["the function may not write", { status: 403, code: "Forbidden" }],
        ["the connection to the vault is cut", "cut"],
    ] as const)("%s when the secret is written", async (_name, what) => {
        const former = current();
        vault.inject({ operation: "secrets/set", times: 4, what });
        await expect(deliver(former.id)).rejects.toThrow();
        expect([versions(), await works(former.value)]).toEqual([1, true]);
        for (let left = 0; left < 4; left++)
            await tools()
                .vault.setSecret("drain", "x")
                .catch(() => undefined);
        expect(await deliver(former.id)).toMatchObject({ outcome: "rotated" });
        expect(await works(current().value)).toBe(true);
    });

    test("the answer to the write is lost: the value that arrived works, and nothing is rotated a second time", async () => {
        const former = current();
        vault.inject({ operation: "secrets/set", times: 4, what: "cut after" });
        await deliver(former.id).catch(() => undefined);
        expect(versions()).toBeGreaterThan(1);
        expect([await works(current().value), await works(former.value)]).toEqual([true, true]);
        expect(await deliver(former.id)).toMatchObject({ outcome: "nothing to do" });
    });

    test("throttling is waited out", async () => {
        vault.inject({ operation: "secrets/set", what: { status: 429, code: "Throttled", retryAfterSeconds: 0 } });
        expect(await deliver(current().id)).toMatchObject({ outcome: "rotated" });
    });
});

describe("refused before anything is changed", () => {
    async function refused(message: RegExp): Promise<void> {
        await expect(deliver(current().id)).rejects.toThrow(message);
        expect([versions(), passwordsIn(sql.batches)]).toEqual([1, []]);
    }

    test("a secret that points at another server: whoever wrote it would be sent the function's token", async () => {
        settings = { ...settings, server: `localhost,${sql.port + 1}` };
        const asked: string[] = [];
        const shown = tools();
        await expect(
            rotate({ vaultName: "kv-demo", secretName, version: current().id }, settings, {
                ...shown,
                open: (text) => {
                    asked.push(text);
                    return shown.open(text);
                },
            }),
        ).rejects.toThrow(/another server or database/);
        expect([versions(), passwordsIn(sql.batches), asked]).toEqual([1, [], []]);
    });

    test("a secret for another database", async () => {
        settings = { ...settings, database: "other" };
        await refused(/another server or database/);
    });

    test("rotation that is off", async () => {
        settings = { ...settings, logins: undefined };
        await refused(/Rotation is off/);
    });

    test("a login whose name belongs to an Entra principal", async () => {
        sql.engine.users.set("app_b", { type: "E", sid: "0x01", roles: new Set() });
        await refused(/has no password; it is left alone/);
    });

    test("an identity that is not administrator of the database", async () => {
        await sql.close();
        sql = await startSql({ certificate });
        await expect(deliver(current().id)).rejects.toThrow();
        expect(versions()).toBe(1);
    });
});

test.each([
    "Server=tcp:SERVER;Initial Catalog=demo;Encrypt=True;",
    "Server=tcp:SERVER;Initial Catalog=demo;User ID=11111111-0000-4000-8000-000000000001;Authentication=Active Directory Managed Identity",
])("a connection string without a password has nothing to rotate: %s", async (text) => {
    vault.store("kv-demo").set(secretName, { value: text.replace("SERVER", sql.server) });
    await expect(deliver(current().id)).rejects.toThrow(/no password/);
    expect(versions()).toBe(2);
});

describe("without an event", () => {
    const day = 86_400;
    const at = (days: number): number => Math.floor(now.getTime() / 1000) + days * day;

    function renewCurrent(days: number | undefined): void {
        const attributes = days === undefined ? {} : { attributes: { exp: at(days) } };
        vault.store("kv-demo").set(secretName, { value: sql.connectionString("app_a", first), ...attributes });
    }

    test.each([30, 1, -5])("a version that ends in %i days is rotated", async (days) => {
        renewCurrent(days);
        expect(await rotateIfDue(settings, tools())).toMatchObject({ outcome: "rotated", from: "app_a", to: "app_b" });
    });

    test.each([31, 200, undefined])("a version that ends in %s days is left alone", async (days) => {
        renewCurrent(days);
        const before = current().id;
        expect(await rotateIfDue(settings, tools())).toMatchObject({ outcome: "nothing to do" });
        expect(current().id).toBe(before);
    });

    test("nothing happens with rotation off", async () => {
        renewCurrent(1);
        expect(await rotateIfDue({ ...settings, logins: undefined }, tools())).toMatchObject({
            outcome: "nothing to do",
        });
    });
});
