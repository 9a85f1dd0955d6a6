import type { BuiltInRoleName } from "../azure/roles.ts";

/**
 * The rows of the documents' role table ("Secure access to a key vault", Example), in today's roles. Each persona holds
 * the same in both access models as far as the models allow; `docs/documents.md` lists where they cannot.
 */
export interface Persona {
    /** What the reports call it. */
    readonly title: string;
    /** On the management plane, in either access model. */
    readonly management: readonly RoleGrant[];
    /** On the data plane of a vault in the access model `rbac`. */
    readonly roles: readonly RoleGrant[];
    /** On the data plane of a vault in the access model `access-policies`. */
    readonly permissions: Permissions;
}

/** A role and where it is held. */
export interface RoleGrant {
    readonly role: BuiltInRoleName | typeof deployRole;
    readonly at: "vault" | "resource group" | "logs";
}

/** Permissions of an access policy; `all` is never used, because it does not contain `purge`. */
export interface Permissions {
    readonly keys: readonly string[];
    readonly secrets: readonly string[];
    readonly certificates: readonly string[];
}

/** The custom role with "Key Vault deploy permission": no built-in role is so narrow. */
export const deployRole = "Key Vault Deployer";

const everyKeyPermission = [
    ...["encrypt", "decrypt", "wrapKey", "unwrapKey", "sign", "verify", "get", "list", "create", "update", "import"],
    ...[
        "delete",
        "recover",
        "backup",
        "restore",
        "purge",
        "release",
        "rotate",
        "getrotationpolicy",
        "setrotationpolicy",
    ],
];
const everySecretPermission = ["get", "list", "set", "delete", "recover", "backup", "restore", "purge"];
const everyCertificatePermission = [
    ...["managecontacts", "getissuers", "listissuers", "setissuers", "deleteissuers", "manageissuers"],
    ...["get", "list", "create", "import", "update", "delete", "recover", "backup", "restore", "purge"],
];
const everything: Permissions = {
    keys: everyKeyPermission,
    secrets: everySecretPermission,
    certificates: everyCertificatePermission,
};
const nothing: Permissions = { keys: [], secrets: [], certificates: [] };

export const personas = {
    securityTeam: {
        title: "security team",
        // Turning on logging and granting data access need roles of their own: Key Vault Contributor holds neither
        // diagnosticSettings/write nor roleAssignments/write.
        management: [
            { role: "Key Vault Contributor", at: "resource group" },
            { role: "Monitoring Contributor", at: "resource group" },
            { role: "Key Vault Data Access Administrator", at: "vault" },
        ],
        roles: [{ role: "Key Vault Administrator", at: "vault" }],
        permissions: everything,
    },
    developers: {
        title: "developers and operators",
        management: [{ role: deployRole, at: "resource group" }],
        roles: [],
        permissions: nothing,
    },
    auditors: {
        title: "auditors",
        management: [
            { role: "Log Analytics Reader", at: "logs" },
            { role: "Storage Blob Data Reader", at: "logs" },
        ],
        roles: [{ role: "Key Vault Reader", at: "vault" }],
        permissions: { keys: ["list"], secrets: ["list"], certificates: ["list"] },
    },
    storageAccount: {
        title: "storage account",
        management: [],
        roles: [{ role: "Key Vault Crypto Service Encryption User", at: "vault" }],
        permissions: { ...nothing, keys: ["get", "list", "wrapKey", "unwrapKey"] },
    },
    application: {
        title: "application",
        management: [],
        // The documents' Key Vault Reader would add the management plane; Certificate User reads certificates without it.
        roles: [
            { role: "Key Vault Secrets User", at: "vault" },
            { role: "Key Vault Certificate User", at: "vault" },
        ],
        permissions: { ...nothing, secrets: ["get", "list"], certificates: ["get", "list"] },
    },
} as const satisfies Record<string, Persona>;

export type PersonaName = keyof typeof personas;

/** What developers hold where production is somewhere else: everything, in their own subscription or resource group. */
export const fullRights: Persona = {
    title: "developers and operators",
    management: [{ role: "Contributor", at: "resource group" }],
    roles: [{ role: "Key Vault Administrator", at: "vault" }],
    permissions: everything,
};

/** The portal's access-policy template "Key, Secret, & Certificate Management": no cryptography, no purge. */
export const managementTemplate = {
    keys: ["get", "list", "update", "create", "import", "delete", "recover", "backup", "restore"],
    secrets: ["get", "list", "set", "delete", "recover", "backup", "restore"],
    certificates: [
        ...["get", "list", "update", "create", "import", "delete", "recover", "backup", "restore"],
        ...["managecontacts", "manageissuers", "getissuers", "listissuers", "setissuers", "deleteissuers"],
    ],
};
