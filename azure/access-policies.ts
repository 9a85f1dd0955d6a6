import type { Fact, Sourced } from "./fact.ts";

const schema = "learn.microsoft.com/azure/templates/microsoft.keyvault/vaults#permissions";

/** Words that an access policy may list, by family. `storage` belongs to a feature that Azure has deprecated. */
export const accessPolicyPermissions = {
    keys: [
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
        "backup",
        "restore",
        "recover",
        "purge",
        "release",
        "rotate",
        "getrotationpolicy",
        "setrotationpolicy",
    ],
    secrets: ["get", "list", "set", "delete", "backup", "restore", "recover", "purge"],
    certificates: [
        "get",
        "list",
        "delete",
        "create",
        "import",
        "update",
        "managecontacts",
        "getissuers",
        "listissuers",
        "setissuers",
        "deleteissuers",
        "manageissuers",
        "recover",
        "purge",
        "backup",
        "restore",
    ],
    storage: [
        "get",
        "list",
        "delete",
        "set",
        "update",
        "regeneratekey",
        "recover",
        "purge",
        "backup",
        "restore",
        "setsas",
        "listsas",
        "getsas",
        "deletesas",
    ],
    source: schema,
    certainty: "confirmed",
} as const satisfies Record<"keys" | "secrets" | "certificates" | "storage", readonly string[]> & Sourced;

/** One word for every permission of a family but these: they must be listed by name. */
export const allPermission = {
    value: { word: "all", without: ["purge"] },
    source: "github.com/Azure/azure-rest-api-specs/issues/1394",
    certainty: "observed",
} as const satisfies Fact<object>;

/** Whether a policy that lists these words grants a permission. Azure compares without regard to case. */
export function grantsPermission(listed: readonly string[], permission: string): boolean {
    const words = listed.map((word) => word.toLowerCase());
    const wanted = permission.toLowerCase();
    const { word, without } = allPermission.value;
    return words.includes(wanted) || (words.includes(word) && !without.some((name) => name === wanted));
}

/** The words that grant what these grant, but for one permission; the word for all of them is written out. */
export function permissionsBut(
    family: "keys" | "secrets" | "certificates",
    listed: readonly string[],
    permission: string,
): readonly string[] {
    return accessPolicyPermissions[family].filter(
        (name) => name.toLowerCase() !== permission.toLowerCase() && grantsPermission(listed, name),
    );
}

export interface AccessPolicyTemplate extends Sourced {
    readonly keys: readonly string[];
    readonly secrets: readonly string[];
    readonly certificates: readonly string[];
}

const manage = ["get", "list", "update", "create", "import", "delete", "recover", "backup", "restore"] as const;

/** Choices of the portal when it makes an access policy. None ticks the cryptographic operations or `purge`. */
export const accessPolicyTemplates = {
    "Key, Secret, & Certificate Management": {
        keys: [...manage, "getrotationpolicy", "setrotationpolicy", "rotate"],
        secrets: ["get", "list", "set", "delete", "recover", "backup", "restore"],
        certificates: [
            ...manage,
            "managecontacts",
            "manageissuers",
            "getissuers",
            "listissuers",
            "setissuers",
            "deleteissuers",
        ],
        source: "learn.microsoft.com/azure/key-vault/general/rbac-migration",
        certainty: "unsettled",
    },
    "Secret Management": {
        keys: [],
        secrets: ["get", "list", "set", "delete", "recover", "backup", "restore"],
        certificates: [],
        source: "learn.microsoft.com/azure/key-vault/general/rbac-migration",
        certainty: "unsettled",
    },
    "SQL Server Connector": {
        keys: ["get", "list", "wrapKey", "unwrapKey"],
        secrets: [],
        certificates: [],
        source: "learn.microsoft.com/azure/key-vault/general/rbac-migration",
        certainty: "confirmed",
    },
} as const satisfies Record<string, AccessPolicyTemplate>;
