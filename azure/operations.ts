import type { accessPolicyPermissions } from "./access-policies.ts";
import type { Certainty, Sourced } from "./fact.ts";

export { accessPolicyPermissions, allPermission, grantsPermission } from "./access-policies.ts";

export type Family = "secrets" | "keys" | "certificates";

/** What a state of the object does to an operation. */
export type Effect = "works" | "refused" | "unsettled";

/** One operation on the data plane of a vault. */
export interface DataOperation extends Sourced {
    readonly family: Family;
    /** As in access policies: `get`, `wrapKey`. */
    readonly verb: string;
    /** What Azure RBAC asks for. */
    readonly dataAction: string;
    /** What an access policy must list. */
    readonly permission: { readonly family: Family; readonly verb: (typeof accessPolicyPermissions)[Family][number] };
    /** Named by the five documents that this project started from. */
    readonly inDocuments: boolean;
    /** Where Azure RBAC authorises it: a role on one object helps only where this says `object`. */
    readonly scope: "vault" | "object";
    /** Certainty of `scope`, where it is less than the row's. */
    readonly scopeCertainty?: Certainty;
    /** `list` asked of an object lists its versions: authorised on the object, and logged under this name. */
    readonly onVersions?: { readonly scope: "object"; readonly loggedAs: string };
    /** Whether it changes the vault's content. */
    readonly changes: boolean;
    /**
     * The state that the object must be in. `not deleted` makes the object or a new version of it, and is refused
     * (409) while a deleted object has the name; `vault` touches no single object.
     */
    readonly presupposes: "active" | "deleted" | "absent" | "not deleted" | "vault";
    /** What the caller gets to know. */
    readonly reveals: "value" | "sealed copy" | "public part" | "plaintext" | "metadata" | "nothing";
    /** On an object, or version, that is disabled. */
    readonly whenDisabled: Effect;
    /** Before the object's `nbf` or from its `exp` on. */
    readonly outsideDates: Effect;
    /** Who may read an asymmetric key can do it himself with the public part. */
    readonly publicPartSuffices?: true;
    /** `operationName` in the category `AuditEvent`. */
    readonly loggedAs: string;
    /** Certainty of `loggedAs`, where it is less than the row's. */
    readonly loggedAsCertainty?: Certainty;
}

const mapping = "github.com/Azure/KeyVault-AccessPolicyToRBAC-CompareTool";
const permissions = "learn.microsoft.com/azure/role-based-access-control/permissions/security#microsoftkeyvault";

/** What states of the object do, and the names in the log. */
const logging = "learn.microsoft.com/azure/key-vault/general/logging";
const about: Readonly<Record<Family, string>> = {
    secrets: `learn.microsoft.com/azure/key-vault/secrets/about-secrets; ${logging}`,
    keys: `learn.microsoft.com/azure/key-vault/keys/about-keys-details; ${logging}`,
    certificates: `learn.microsoft.com/azure/key-vault/certificates/about-certificates; ${logging}`,
};

/** @param action After `Microsoft.KeyVault/vaults/`. */
function operation(
    family: Family,
    verb: string,
    action: string,
    loggedAs: string,
    more: Partial<DataOperation> = {},
): DataOperation {
    return {
        family,
        verb,
        dataAction: `Microsoft.KeyVault/vaults/${action}`,
        permission: { family, verb: verb as DataOperation["permission"]["verb"] },
        inDocuments: true,
        scope: "object",
        changes: false,
        presupposes: "active",
        reveals: "nothing",
        whenDisabled: "works",
        outsideDates: "works",
        loggedAs,
        source: `${permissions}; ${mapping}; ${about[family]}`,
        certainty: "confirmed",
        ...more,
    };
}

const writes = { changes: true } as const;
const makes = { changes: true, presupposes: "not deleted" } as const;
const fromDeleted = { changes: true, presupposes: "deleted" } as const;
/** The name is in the sealed copy, not in the address: whether a role on one object suffices is not documented. */
const restores = { changes: true, presupposes: "absent", scope: "vault", scopeCertainty: "unsettled" } as const;
const backsUp = { reveals: "sealed copy", whenDisabled: "unsettled" } as const;
const lists = (loggedAs: string): Partial<DataOperation> => ({
    scope: "vault",
    presupposes: "vault",
    reveals: "metadata",
    onVersions: { scope: "object", loggedAs },
});
const onVault = { scope: "vault", presupposes: "vault" } as const;
const reads = { ...onVault, reveals: "metadata" } as const;
/** New use of a key: neither disabled nor outside its dates. */
const protects = { whenDisabled: "refused", outsideDates: "refused" } as const;
/** Use of what was protected before: also outside the dates. */
const unprotects = { whenDisabled: "refused" } as const;
const added = { inDocuments: false } as const;

/** Keyed by family and verb, as questions name them: `secrets/get`. */
export const operations = {
    // Dates of a secret inform and do not bind: `get` works on expired and not yet valid secrets.
    "secrets/get": operation("secrets", "get", "secrets/getSecret/action", "SecretGet", {
        reveals: "value",
        whenDisabled: "refused",
    }),
    "secrets/list": operation(
        "secrets",
        "list",
        "secrets/readMetadata/action",
        "SecretList",
        lists("SecretListVersions"),
    ),
    "secrets/set": operation("secrets", "set", "secrets/setSecret/action", "SecretSet", makes),
    // Attributes, content type and tags; never the value. Access policies have no word of their own for it.
    "secrets/update": operation("secrets", "update", "secrets/update/action", "SecretUpdate", {
        ...writes,
        ...added,
        permission: { family: "secrets", verb: "set" },
    }),
    "secrets/delete": operation("secrets", "delete", "secrets/delete", "SecretDelete", writes),
    "secrets/recover": operation("secrets", "recover", "secrets/recover/action", "SecretRecover", fromDeleted),
    "secrets/backup": operation("secrets", "backup", "secrets/backup/action", "SecretBackup", backsUp),
    "secrets/restore": operation("secrets", "restore", "secrets/restore/action", "SecretRestore", restores),
    "secrets/purge": operation("secrets", "purge", "secrets/purge/action", "SecretPurge", fromDeleted),

    "keys/encrypt": operation("keys", "encrypt", "keys/encrypt/action", "KeyEncrypt", {
        ...protects,
        publicPartSuffices: true,
    }),
    "keys/decrypt": operation("keys", "decrypt", "keys/decrypt/action", "KeyDecrypt", {
        ...unprotects,
        reveals: "plaintext",
    }),
    "keys/wrapKey": operation("keys", "wrapKey", "keys/wrap/action", "KeyWrap", {
        ...protects,
        publicPartSuffices: true,
    }),
    "keys/unwrapKey": operation("keys", "unwrapKey", "keys/unwrap/action", "KeyUnwrap", {
        ...unprotects,
        reveals: "plaintext",
    }),
    "keys/sign": operation("keys", "sign", "keys/sign/action", "KeySign", protects),
    "keys/verify": operation("keys", "verify", "keys/verify/action", "KeyVerify", {
        ...unprotects,
        publicPartSuffices: true,
    }),
    "keys/get": operation("keys", "get", "keys/read", "KeyGet", {
        reveals: "public part",
        whenDisabled: "unsettled",
    }),
    "keys/list": operation("keys", "list", "keys/read", "KeyList", lists("KeyListVersions")),
    "keys/create": operation("keys", "create", "keys/create/action", "KeyCreate", makes),
    "keys/update": operation("keys", "update", "keys/update/action", "KeyUpdate", writes),
    "keys/import": operation("keys", "import", "keys/import/action", "KeyImport", makes),
    "keys/delete": operation("keys", "delete", "keys/delete", "KeyDelete", writes),
    "keys/recover": operation("keys", "recover", "keys/recover/action", "KeyRecover", fromDeleted),
    "keys/backup": operation("keys", "backup", "keys/backup/action", "KeyBackup", backsUp),
    "keys/restore": operation("keys", "restore", "keys/restore/action", "KeyRestore", restores),
    "keys/purge": operation("keys", "purge", "keys/purge/action", "KeyPurge", fromDeleted),
    // To code that proves by attestation what the key's release policy asks for; the one way out for a private key.
    "keys/release": operation("keys", "release", "keys/release/action", "KeyRelease", {
        ...unprotects,
        ...added,
        reveals: "value",
        loggedAsCertainty: "unsettled",
    }),
    "keys/rotate": operation("keys", "rotate", "keys/rotate/action", "KeyRotate", {
        ...writes,
        ...added,
        whenDisabled: "unsettled",
    }),
    "keys/getrotationpolicy": operation(
        "keys",
        "getrotationpolicy",
        "keyrotationpolicies/read",
        "KeyRotationPolicyGet",
        { ...added, reveals: "metadata" },
    ),
    "keys/setrotationpolicy": operation(
        "keys",
        "setrotationpolicy",
        "keyrotationpolicies/write",
        "KeyRotationPolicySet",
        { ...writes, ...added },
    ),

    "certificates/managecontacts": operation(
        "certificates",
        "managecontacts",
        "certificatecontacts/write",
        "CertificateContactsSet",
        { ...onVault, ...writes },
    ),
    "certificates/getissuers": operation(
        "certificates",
        "getissuers",
        "certificatecas/read",
        "CertificateIssuerGet",
        reads,
    ),
    "certificates/listissuers": operation(
        "certificates",
        "listissuers",
        "certificatecas/read",
        "CertificateIssuersList",
        reads,
    ),
    "certificates/setissuers": operation("certificates", "setissuers", "certificatecas/write", "CertificateIssuerSet", {
        ...onVault,
        ...writes,
    }),
    "certificates/deleteissuers": operation(
        "certificates",
        "deleteissuers",
        "certificatecas/delete",
        "CertificateIssuerDelete",
        { ...onVault, ...writes },
    ),
    "certificates/manageissuers": operation(
        "certificates",
        "manageissuers",
        "certificatecas/write",
        "CertificateIssuerUpdate",
        { ...onVault, ...writes },
    ),
    // The certificate without its private key. With it, it is the secret of the same name: `secrets/get`.
    "certificates/get": operation("certificates", "get", "certificates/read", "CertificateGet", {
        reveals: "public part",
    }),
    "certificates/list": operation(
        "certificates",
        "list",
        "certificates/read",
        "CertificateList",
        lists("CertificateListVersions"),
    ),
    "certificates/create": operation(
        "certificates",
        "create",
        "certificates/create/action",
        "CertificateCreate",
        makes,
    ),
    "certificates/import": operation(
        "certificates",
        "import",
        "certificates/import/action",
        "CertificateImport",
        makes,
    ),
    "certificates/update": operation(
        "certificates",
        "update",
        "certificates/update/action",
        "CertificateUpdate",
        writes,
    ),
    "certificates/delete": operation("certificates", "delete", "certificates/delete", "CertificateDelete", writes),
    "certificates/recover": operation(
        "certificates",
        "recover",
        "certificates/recover/action",
        "CertificateRecover",
        fromDeleted,
    ),
    "certificates/backup": operation(
        "certificates",
        "backup",
        "certificates/backup/action",
        "CertificateBackup",
        backsUp,
    ),
    "certificates/restore": operation(
        "certificates",
        "restore",
        "certificates/restore/action",
        "CertificateRestore",
        restores,
    ),
    "certificates/purge": operation(
        "certificates",
        "purge",
        "certificates/purge/action",
        "CertificatePurge",
        fromDeleted,
    ),
} as const satisfies Record<string, DataOperation>;

export type OperationName = keyof typeof operations;

const byName: Readonly<Record<string, DataOperation>> = operations;

/** The row of an operation that a question names, in the table's letters. */
export function operationNamed(name: string): DataOperation {
    return byName[name]!;
}

/** Without regard to case: `keys/wrapkey` finds `keys/wrapKey`. */
export function operationByName(name: string): (DataOperation & { readonly name: OperationName }) | undefined {
    const wanted = name.toLowerCase();
    const found = Object.entries(operations).find(([key]) => key.toLowerCase() === wanted);
    return found && { name: found[0] as OperationName, ...found[1] };
}

/**
 * Making a certificate makes a key and a secret of the same name and versions. Who may read secrets has the certificate
 * with its private key (where its policy lets it be exported); who may use keys can sign with it.
 */
export const certificateBacking = {
    secret: { family: "secrets", holds: "certificate and, if exportable, private key" },
    key: { family: "keys", holds: "private key" },
    source: "learn.microsoft.com/azure/key-vault/certificates/about-certificates",
    certainty: "confirmed",
} as const satisfies Sourced & Record<string, unknown>;
