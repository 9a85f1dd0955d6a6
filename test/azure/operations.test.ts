import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { accessPolicyTemplates } from "../../azure/access-policies.ts";
import {
    accessPolicyPermissions,
    grantsPermission,
    operationByName,
    operations,
    type DataOperation,
    type OperationName,
} from "../../azure/operations.ts";
import { nativeDeclaration } from "./native.ts";

const rows = Object.entries(operations) as [OperationName, DataOperation][];

/** The 40 operations of the article "Secure access to a key vault", typed in. */
const fromDocuments = {
    keys: "encrypt, decrypt, wrapKey, unwrapKey, sign, verify, get, list, create, update, import, delete, recover, backup, restore, purge",
    certificates:
        "managecontacts, getissuers, listissuers, setissuers, deleteissuers, manageissuers, get, list, create, import, update, delete, recover, backup, restore, purge",
    secrets: "get, list, set, delete, recover, backup, restore, purge",
} as const;

const documented = Object.entries(fromDocuments).flatMap(([family, verbs]) =>
    verbs.split(", ").map((verb) => `${family}/${verb}`),
);

describe("the operations", () => {
    test("of the documents: 16, 16 and 8, and no other is marked so", () => {
        expect(documented).toHaveLength(40);
        const marked = rows.filter(([, row]) => row.inDocuments).map(([name]) => name);
        expect(marked.toSorted()).toEqual(documented.toSorted());
    });

    test("that Azure has added since", () => {
        const added = rows.filter(([, row]) => !row.inDocuments).map(([name]) => name);
        expect(added.toSorted()).toEqual([
            "keys/getrotationpolicy",
            "keys/release",
            "keys/rotate",
            "keys/setrotationpolicy",
            "secrets/update",
        ]);
    });

    test("are keyed by their family and verb, and found whatever the case", () => {
        for (const [name, row] of rows) expect(name).toBe(`${row.family}/${row.verb}`);
        expect(operationByName("KEYS/unwrapkey")?.name).toBe("keys/unwrapKey");
        expect(operationByName("keys/export")).toBeUndefined();
    });
});

const documents = new URL("../../../shared/documents/", import.meta.url);

describe.skipIf(!existsSync(documents))("the article itself (needs ../shared/documents)", () => {
    test("lists these operations", () => {
        const file = readdirSync(documents).find((name) => name.startsWith("003"))!;
        const text = readFileSync(new URL(file, documents), "utf8");
        const listed = (family: string): string[] =>
            new RegExp(`^${family}: (.+)$`, "m")
                .exec(text)![1]!
                .split(/, ?/)
                .map((verb) => verb.trim());
        expect(listed("Keys").join(", ")).toBe(fromDocuments.keys);
        expect(listed("Certificates").join(", ")).toBe(fromDocuments.certificates);
        expect(listed("Secrets").join(", ")).toBe(fromDocuments.secrets);
    });
});

describe("what an operation asks for", () => {
    /** Typed in from Microsoft's comparison of access policies and roles; what is not here is `<family>/<verb>/action`. */
    const dataActions: Readonly<Record<string, string>> = {
        "secrets/get": "secrets/getSecret/action",
        "secrets/list": "secrets/readMetadata/action",
        "secrets/set": "secrets/setSecret/action",
        "secrets/delete": "secrets/delete",
        "keys/get": "keys/read",
        "keys/list": "keys/read",
        "keys/wrapKey": "keys/wrap/action",
        "keys/unwrapKey": "keys/unwrap/action",
        "keys/delete": "keys/delete",
        "keys/getrotationpolicy": "keyrotationpolicies/read",
        "keys/setrotationpolicy": "keyrotationpolicies/write",
        "certificates/get": "certificates/read",
        "certificates/list": "certificates/read",
        "certificates/delete": "certificates/delete",
        "certificates/managecontacts": "certificatecontacts/write",
        "certificates/getissuers": "certificatecas/read",
        "certificates/listissuers": "certificatecas/read",
        "certificates/setissuers": "certificatecas/write",
        "certificates/manageissuers": "certificatecas/write",
        "certificates/deleteissuers": "certificatecas/delete",
    };
    test.each(rows)("%s: a data action", (name, row) => {
        expect(row.dataAction).toBe(`Microsoft.KeyVault/vaults/${dataActions[name] ?? `${name}/action`}`);
    });

    test("an access policy's word is the verb's own, but for a secret's attributes", () => {
        for (const [name, row] of rows) {
            expect(row.permission.family, name).toBe(row.family);
            expect(row.permission.verb, name).toBe(name === "secrets/update" ? "set" : row.verb);
        }
    });

    test("listing, contacts and issuers are authorised on the vault; listing versions on the object", () => {
        const onVault = rows.filter(([, row]) => row.scope === "vault").map(([name]) => name);
        expect(onVault.filter((name) => !name.endsWith("/restore")).toSorted()).toEqual([
            "certificates/deleteissuers",
            "certificates/getissuers",
            "certificates/list",
            "certificates/listissuers",
            "certificates/managecontacts",
            "certificates/manageissuers",
            "certificates/setissuers",
            "keys/list",
            "secrets/list",
        ]);
        for (const [name, row] of rows)
            expect(row.onVersions?.scope, name).toBe(row.verb === "list" ? "object" : undefined);
    });

    test("where a restore is authorised is not documented, and said so", () => {
        const unsettled = rows.filter(([, row]) => row.scopeCertainty === "unsettled").map(([name]) => name);
        expect(unsettled.toSorted()).toEqual(["certificates/restore", "keys/restore", "secrets/restore"]);
    });
});

describe("what an operation does", () => {
    test("only a secret's get and a key's release hand out the value", () => {
        expect(rows.filter(([, row]) => row.reveals === "value").map(([name]) => name)).toEqual([
            "secrets/get",
            "keys/release",
        ]);
    });

    test("recover and purge need a deleted object, restore an absent one", () => {
        const needing = (state: DataOperation["presupposes"]): string[] =>
            rows
                .filter(([, row]) => row.presupposes === state)
                .map(([name]) => name)
                .toSorted();
        expect(needing("deleted")).toEqual(
            ["certificates", "keys", "secrets"].flatMap((family) => [`${family}/purge`, `${family}/recover`]),
        );
        expect(needing("absent")).toEqual(["certificates/restore", "keys/restore", "secrets/restore"]);
        expect(needing("not deleted")).toEqual([
            "certificates/create",
            "certificates/import",
            "keys/create",
            "keys/import",
            "secrets/set",
        ]);
    });

    test("using and reading change nothing; everything else does", () => {
        const harmless = rows.filter(([, row]) => !row.changes).map(([name]) => name);
        expect(harmless.toSorted()).toEqual(
            [
                ...["get", "list", "backup"].flatMap((verb) => [
                    `secrets/${verb}`,
                    `keys/${verb}`,
                    `certificates/${verb}`,
                ]),
                ...["encrypt", "decrypt", "wrapKey", "unwrapKey", "sign", "verify", "release"].map(
                    (verb) => `keys/${verb}`,
                ),
                "keys/getrotationpolicy",
                "certificates/getissuers",
                "certificates/listissuers",
            ].toSorted(),
        );
    });

    test("dates bind new uses of a key, and no secret", () => {
        const refused = rows.filter(([, row]) => row.outsideDates === "refused").map(([name]) => name);
        expect(refused.toSorted()).toEqual(["keys/encrypt", "keys/sign", "keys/wrapKey"]);
    });

    test("a disabled secret is not read, a disabled key not used", () => {
        const refused = rows.filter(([, row]) => row.whenDisabled === "refused").map(([name]) => name);
        expect(refused.toSorted()).toEqual([
            "keys/decrypt",
            "keys/encrypt",
            "keys/release",
            "keys/sign",
            "keys/unwrapKey",
            "keys/verify",
            "keys/wrapKey",
            "secrets/get",
        ]);
    });

    test.each([
        ["secrets/get", "SecretGet"],
        ["secrets/list", "SecretList"],
        ["secrets/set", "SecretSet"],
        ["keys/wrapKey", "KeyWrap"],
        ["keys/unwrapKey", "KeyUnwrap"],
        ["keys/setrotationpolicy", "KeyRotationPolicySet"],
        ["certificates/managecontacts", "CertificateContactsSet"],
        ["certificates/listissuers", "CertificateIssuersList"],
        ["certificates/purge", "CertificatePurge"],
    ])("%s is logged as %s", (name, logged) => {
        expect(operationByName(name)?.loggedAs).toBe(logged);
    });

    test("no two are logged alike", () => {
        const names = rows.flatMap(([, row]) => [row.loggedAs, ...(row.onVersions ? [row.onVersions.loggedAs] : [])]);
        expect(new Set(names).size).toBe(names.length);
    });
});

describe("access policies", () => {
    test.each([
        ["keys", "KeyPermissions"],
        ["secrets", "SecretPermissions"],
        ["certificates", "CertificatePermissions"],
        ["storage", "StoragePermissions"],
    ] as const)("%s may list what the provider's %s declares", (family, enumeration) => {
        const declared = [...nativeDeclaration("enums/keyvault/index", enumeration).matchAll(/: "(\w+)"/g)].map(
            ([, word]) => word,
        );
        expect(declared).toContain("all");
        expect([...accessPolicyPermissions[family], "all"].toSorted()).toEqual(declared.toSorted());
    });

    test("`all` is everything but purge", () => {
        for (const verb of accessPolicyPermissions.secrets)
            expect(grantsPermission(["all"], verb)).toBe(verb !== "purge");
        expect(grantsPermission(["all", "purge"], "purge")).toBe(true);
        expect(grantsPermission(["Get", "LIST"], "get")).toBe(true);
        expect(grantsPermission(["wrapkey"], "wrapKey")).toBe(true);
        expect(grantsPermission([], "get")).toBe(false);
    });

    test("templates list words that exist", () => {
        for (const [name, template] of Object.entries(accessPolicyTemplates)) {
            for (const family of ["keys", "secrets", "certificates"] as const) {
                const known: readonly string[] = accessPolicyPermissions[family];
                for (const word of template[family]) expect(known, name).toContain(word);
            }
        }
    });
});
