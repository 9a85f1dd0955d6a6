import { describe, expect, test } from "vitest";
import { readSettings as readWeb } from "../../apps/web-application/settings.ts";
import { readSettings as readRotation } from "../../apps/rotation-function/settings.ts";

const web = { KEY_VAULT_NAME: "kv-demo" };
const rotation = { ...web, SQL_SERVER: "sql-demo.database.windows.net", SQL_DATABASE: "demo" };
const clientId = "aaaaaaaa-1111-4000-8000-00000000000a";

describe("web application", () => {
    test("a vault's name is enough", () => {
        expect(readWeb(web)).toEqual({
            vaultUri: "https://kv-demo.vault.azure.net",
            port: 8080,
            secretName: "db-connection-string",
            secretLifetimeMs: 600_000,
        });
    });

    test("an address takes the place of the name, for the other clouds", () => {
        expect(readWeb({ ...web, KEY_VAULT_URI: "https://KV-Demo.vault.usgovcloudapi.net/" }).vaultUri).toBe(
            "https://kv-demo.vault.usgovcloudapi.net",
        );
    });

    test.each([
        [{ KEY_VAULT_NAME: undefined }, "KEY_VAULT_NAME is missing"],
        [{ KEY_VAULT_NAME: "kv--demo" }, "KEY_VAULT_NAME"],
        [{ KEY_VAULT_NAME: "kv-demo.evil.example/" }, "KEY_VAULT_NAME"],
        [{ KEY_VAULT_URI: "http://kv-demo.vault.azure.net" }, "KEY_VAULT_URI"],
        [{ KEY_VAULT_URI: "https://user@kv-demo.vault.azure.net" }, "KEY_VAULT_URI"],
        [{ KEY_VAULT_URI: "https://kv-demo.vault.azure.net/secrets/x" }, "KEY_VAULT_URI"],
        [{ PORT: "eighty" }, "PORT"],
        [{ PORT: "65536" }, "PORT"],
        [{ PORT: "-1" }, "PORT"],
        [{ SECRET_NAME: "db_connection" }, "SECRET_NAME"],
        [{ SECRET_LIFETIME_SECONDS: "0" }, "SECRET_LIFETIME_SECONDS"],
    ])("%o is refused by name", (wrong, name) => {
        expect(() => readWeb({ ...web, ...wrong })).toThrow(name);
    });
});

describe("rotation", () => {
    test("without logins rotation is off, and no user is made", () => {
        expect(readRotation(rotation)).toMatchObject({
            logins: undefined,
            users: [],
            validityDays: 90,
            roles: ["db_datareader"],
        });
    });

    test("two logins, users of Entra ID with and without their application id", () => {
        const users = JSON.stringify([
            { name: "web-app", clientId, roles: ["db_datareader"] },
            { name: "Data team", roles: [] },
        ]);
        expect(readRotation({ ...rotation, ROTATION_LOGINS: "app_a, app_b", DATABASE_USERS: users })).toMatchObject({
            logins: ["app_a", "app_b"],
            users: [
                { name: "web-app", clientId, roles: ["db_datareader"] },
                { name: "Data team", roles: [] },
            ],
        });
    });

    test.each([
        [{ SQL_SERVER: undefined }, "SQL_SERVER is missing"],
        [{ SQL_SERVER: "host;Encrypt=False" }, "SQL_SERVER"],
        [{ SQL_DATABASE: undefined }, "SQL_DATABASE"],
        [{ ROTATION_LOGINS: "app_a" }, "two different names"],
        [{ ROTATION_LOGINS: "app_a,APP_A" }, "two different names"],
        [{ ROTATION_LOGINS: "app_a,app_b,app_c" }, "two different names"],
        [{ ROTATION_LOGINS: "app_a,dbo" }, "not one of the database's own"],
        [{ ROTATION_LOGINS: "app_a,\u0001" }, "ROTATION_LOGINS"],
        [{ ROTATION_VALIDITY_DAYS: "30" }, "from 31"],
        [{ DATABASE_USERS: "web-app" }, "a JSON list"],
        [{ DATABASE_USERS: "{}" }, "a JSON list"],
        [{ DATABASE_USERS: '[{"name":"web-app"}]' }, "a JSON list"],
        [{ DATABASE_USERS: '[{"name":"web-app","clientId":"1","roles":[]}]' }, "a JSON list"],
        [{ DATABASE_USERS: '[{"name":"dbo","roles":[]}]' }, "not one of the database's own"],
        [{ DATABASE_USERS: "[null]" }, "a JSON list"],
    ])("%o is refused by name", (wrong, message) => {
        expect(() => readRotation({ ...rotation, ...wrong })).toThrow(message);
    });
});
