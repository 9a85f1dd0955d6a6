import { SecretClient } from "@azure/keyvault-secrets";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openDatabase } from "../../apps/common/database.ts";
import { ensureUsers } from "../../apps/rotation-function/ensure.ts";
import type { EntraUser, Settings } from "../../apps/rotation-function/settings.ts";
import { makeCertificate, type Certificate } from "../support/certificate.ts";
import { startKeyVault, type Caller, type KeyVaultStandIn } from "../support/keyvault/stand-in.ts";
import { startSql, type SqlStandIn } from "../support/sql/stand-in.ts";
import { trust } from "./trust.ts";

const identity: Caller = { oid: "ffffffff-0000-4000-8000-00000000000f" };
const web = { oid: "aaaaaaaa-0000-4000-8000-00000000000a", appid: "aaaaaaaa-1111-4000-8000-00000000000a" };
const secretName = "db-connection-string";

let certificate: Certificate;
let vault: KeyVaultStandIn;
let sql: SqlStandIn;
let said: string[];

beforeAll(async () => {
    certificate = await makeCertificate();
    trust(certificate);
});

beforeEach(async () => {
    vault = await startKeyVault({ vaults: { "kv-demo": {} }, certificate });
    sql = await startSql({ certificate, administrators: [identity.oid] });
    said = [];
});

afterEach(async () => {
    await vault.close();
    await sql.close();
});

function ensure(users: readonly EntraUser[], logins?: readonly [string, string]): Promise<void> {
    const credential = vault.credential(identity);
    const settings: Settings = {
        ...{ vaultUri: vault.uri("kv-demo"), secretName, server: sql.server, database: "demo" },
        ...{ logins, roles: ["db_datareader"], validityDays: 90, users },
    };
    return ensureUsers(settings, {
        vault: new SecretClient(settings.vaultUri, credential, vault.clientOptions()),
        openAsAdministrator: () =>
            openDatabase(`Server=tcp:${sql.server};Initial Catalog=demo`, credential, { connections: 1 }),
        open: (text) => openDatabase(text, credential),
        log: (sentence) => said.push(sentence),
        now: () => new Date(),
    });
}

async function signsIn(caller: Caller): Promise<boolean> {
    const database = openDatabase(`Server=tcp:${sql.server};Initial Catalog=demo`, vault.credential(caller));
    return database
        .run("SELECT 1;")
        .then(
            () => true,
            () => false,
        )
        .finally(() => database.close());
}

describe("users of Entra ID", () => {
    const user: EntraUser = { name: "web-app", clientId: web.appid, roles: ["db_datareader", "db_datawriter"] };

    test("a missing one is made with its roles and can sign in; done again, nothing is created or said", async () => {
        expect(await signsIn(web)).toBe(false);
        await ensure([user]);
        expect([await signsIn(web), sql.engine.users.get("web-app")?.roles]).toEqual([
            true,
            new Set(["db_datareader", "db_datawriter"]),
        ]);
        await ensure([user]);
        expect(sql.batches.filter((batch) => batch.startsWith("CREATE"))).toHaveLength(1);
        expect(said).toEqual(["Database user web-app made."]);
    });

    test("one whose identity was made anew under the same name is replaced", async () => {
        sql.engine.users.set("web-app", { type: "E", sid: "0x0123", roles: new Set(["db_owner"]) });
        await ensure([user]);
        expect(await signsIn(web)).toBe(true);
        expect(sql.engine.users.get("web-app")?.roles).toEqual(new Set(["db_datareader", "db_datawriter"]));
    });

    test("without an application id the server looks the name up, and an existing user is kept", async () => {
        await ensure([{ name: "Data team", roles: ["db_datareader"] }]);
        expect(sql.batches).toContain("CREATE USER [Data team] FROM EXTERNAL PROVIDER;");
        await ensure([{ name: "Data team", roles: [] }]);
        expect(said).toHaveLength(1);
    });

    test("another instance that made the user a moment ago is no failure", async () => {
        sql.inject({ batch: /^CREATE USER/, what: { number: 15023, message: "already exists" } });
        await ensure([{ ...user, roles: [] }]);
    });

    test("a user with a password under that name is left alone and refused", async () => {
        sql.engine.addUser("web-app", "Some-Secret-1");
        await expect(ensure([user])).rejects.toThrow(/not an Entra principal; it is left alone/);
        expect(sql.engine.users.get("web-app")?.password).toBe("Some-Secret-1");
    });

    test("names that try to get out of their quotes become users of that name, and nothing else happens", async () => {
        const names = ["a]; DROP USER [keep]; --", "b'; DROP USER keep; --", "c]] ''"];
        sql.engine.addUser("keep", "Some-Secret-1");
        await ensure(names.map((name) => ({ name, roles: ["db_datareader"] })));
        expect([...sql.engine.users.keys()].sort()).toEqual(
            [...names.map((name) => name.toLowerCase()), "keep"].sort(),
        );
    });
});

describe("the login that the secret names", () => {
    test("is made with the secret's password, so that the first connection string works", async () => {
        vault.store("kv-demo").set(secretName, { value: sql.connectionString("app_a", "First-Secret-1") });
        await ensure([], ["app_a", "app_b"]);
        expect(sql.engine.users.get("app_a")).toMatchObject({
            password: "First-Secret-1",
            roles: new Set(["db_datareader"]),
        });
        expect([sql.engine.users.has("app_b"), said.join()]).toEqual([false, "Database user app_a made."]);
    });

    test("is never given the secret's password again once it is there", async () => {
        sql.engine.addUser("app_a", "Other-Secret-1");
        vault.store("kv-demo").set(secretName, { value: sql.connectionString("app_a", "First-Secret-1") });
        await ensure([], ["app_a", "app_b"]);
        expect(sql.engine.users.get("app_a")?.password).toBe("Other-Secret-1");
    });

    test("is left to the first rotation when it is neither of the two", async () => {
        vault.store("kv-demo").set(secretName, { value: sql.connectionString("azurehacks", "Admin-Secret-1") });
        await ensure([], ["app_a", "app_b"]);
        expect([sql.engine.users.size, said.join()]).toEqual([
            0,
            "The secret names neither of the two logins; the first rotation makes one.",
        ]);
    });
});

test("with nothing to make, neither the database nor the vault is asked", async () => {
    await ensure([]);
    expect([sql.inTheClear, vault.log]).toEqual([[], []]);
});
