import { describe, expect, test } from "vitest";
import { compareModels, compareRolesWithPermissions } from "../../analysis/models-compared.ts";
import { InputError } from "../../input/error.ts";
import { assignment, oracle, roles, tenant, user, vault } from "./plans.ts";

function differences(
    names: readonly string[],
    permissions: Parameters<typeof compareRolesWithPermissions>[1],
): Readonly<Record<string, string>> {
    return Object.fromEntries(
        compareRolesWithPermissions(names, permissions).differences.map(({ operation, byRoles }) => [
            operation,
            byRoles === "allowed" ? "roles" : "policies",
        ]),
    );
}

/** The rows of the documents' role table ("Secure access to a key vault", Example), in both access models. */
describe("the documents' table", () => {
    const everyKey = [
        "encrypt",
        "decrypt",
        "wrapKey",
        "unwrapKey",
        "sign",
        "verify",
        "get",
        "list",
        "create",
        "update",
        "import",
        "delete",
        "recover",
        "backup",
        "restore",
        "purge",
    ];
    const everySecret = ["get", "list", "set", "delete", "recover", "backup", "restore", "purge"];
    const everyCertificate = [
        "managecontacts",
        "getissuers",
        "listissuers",
        "setissuers",
        "deleteissuers",
        "manageissuers",
        "get",
        "list",
        "create",
        "import",
        "update",
        "delete",
        "recover",
        "backup",
        "restore",
        "purge",
    ];

    test("security team: the administrator also holds what Azure has added since", () => {
        expect(
            differences(["Key Vault Administrator"], {
                keys: everyKey,
                secrets: everySecret,
                certificates: everyCertificate,
            }),
        ).toEqual({
            "keys/release": "roles",
            "keys/rotate": "roles",
            "keys/getrotationpolicy": "roles",
            "keys/setrotationpolicy": "roles",
        });
    });

    test("auditors: Reader reads properties and public parts, list does not", () => {
        expect(
            differences(["Key Vault Reader"], { keys: ["list"], secrets: ["list"], certificates: ["list"] }),
        ).toEqual({
            "keys/get": "roles",
            "keys/getrotationpolicy": "roles",
            "certificates/get": "roles",
            "certificates/getissuers": "roles",
            "certificates/listissuers": "roles",
        });
    });

    test("storage account: the role's read is get and list", () => {
        expect(
            differences(["Key Vault Crypto Service Encryption User"], {
                keys: ["get", "list", "wrapKey", "unwrapKey"],
            }),
        ).toEqual({});
        expect(
            differences(["Key Vault Crypto Service Encryption User"], { keys: ["get", "wrapKey", "unwrapKey"] }),
        ).toEqual({ "keys/list": "roles" });
    });

    test("application: the documents' pair of roles reads keys, too", () => {
        const application = { secrets: ["get", "list"], certificates: ["get", "list"] };
        expect(differences(["Key Vault Reader", "Key Vault Secrets User"], application)).toEqual({
            "keys/get": "roles",
            "keys/list": "roles",
            "keys/getrotationpolicy": "roles",
            "certificates/getissuers": "roles",
            "certificates/listissuers": "roles",
        });
        expect(differences(["Key Vault Secrets User", "Key Vault Certificate User"], application)).toEqual({
            "keys/get": "roles",
            "keys/list": "roles",
        });
    });
});

test("all lists everything but purge", () => {
    expect(differences(["Key Vault Secrets Officer"], { secrets: ["all"] })).toEqual({ "secrets/purge": "roles" });
});

test("a role that is none is refused with the nearest name", () => {
    expect(() => compareRolesWithPermissions(["Key Vault Secret User"], {})).toThrow(InputError);
    expect(() => compareRolesWithPermissions(["Key Vault Secret User"], {})).toThrow(/Key Vault Secrets User/);
});

test("a plan's roles and policies are compared whichever is in force", () => {
    for (const rbac of [true, false]) {
        const { model } = oracle(
            vault({
                enableRbacAuthorization: rbac,
                accessPolicies: [{ tenantId: tenant, objectId: user, permissions: { secrets: ["get"] } }],
            }),
            assignment(roles.secretsUser, user),
        );
        const [own] = model.vaults.values();
        const caller = { kind: "principal", name: user, principals: [user], groups: [] } as const;
        expect(compareModels(model, own!, caller).differences).toEqual([
            { operation: "secrets/list", byRoles: "allowed", byPolicies: "denied" },
        ]);
    }
});

describe("permissions that there are not", () => {
    test.each([
        ["a permission", { secrets: ["gett"] }, /did you mean "get"/],
        ["a family", { sekrets: ["get"] }, /did you mean "secrets"/],
        ["no list", { secrets: "get" }, /a list of permissions/],
        ["nothing", undefined, /lists of permissions by family/],
    ])("%s is refused", (_claim, permissions, offered) => {
        const compare = (): unknown => compareRolesWithPermissions([], permissions as never);
        expect(compare).toThrow(InputError);
        expect(compare).toThrow(offered);
    });
});
