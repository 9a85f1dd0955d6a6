/** An answer that is no success. Key Vault's shape: `{"error":{"code","message","innererror":{"code"}}}`. */
export class VaultFault extends Error {
    readonly status: number;
    readonly code: string;
    readonly inner: string | undefined;
    readonly headers: Readonly<Record<string, string>>;

    constructor(
        status: number,
        code: string,
        message: string,
        { inner, headers = {} }: { readonly inner?: string; readonly headers?: Readonly<Record<string, string>> } = {},
    ) {
        super(message);
        this.status = status;
        this.code = code;
        this.inner = inner;
        this.headers = headers;
    }

    body(): unknown {
        const innererror = this.inner === undefined ? {} : { innererror: { code: this.inner } };
        return { error: { code: this.code, message: this.message, ...innererror } };
    }
}

export function badParameter(message: string): VaultFault {
    return new VaultFault(400, "BadParameter", message);
}

export function secretNotFound(id: string): VaultFault {
    return new VaultFault(
        404,
        "SecretNotFound",
        `A secret with (name/id) ${id} was not found in this key vault. If you recently deleted this secret you may be ` +
            "able to recover it using the correct recovery command. For help resolving this issue, please see " +
            "https://go.microsoft.com/fwlink/?linkid=2125182",
    );
}

export function deletedSecretNotFound(name: string): VaultFault {
    return new VaultFault(404, "SecretNotFound", `Deleted Secret not found: ${name}`);
}

export function isDeleted(name: string): VaultFault {
    return new VaultFault(
        409,
        "Conflict",
        `Secret ${name} is currently in a deleted but recoverable state, and its name cannot be reused; in this state, ` +
            "the secret can only be recovered or purged.",
        { inner: "ObjectIsDeletedButRecoverable" },
    );
}

export function isBeingDeleted(): VaultFault {
    return new VaultFault(409, "Conflict", "Secret is currently being deleted.", { inner: "ObjectIsBeingDeleted" });
}

export function secretDisabled(): VaultFault {
    return new VaultFault(403, "Forbidden", "Operation get is not allowed on a disabled secret.", {
        inner: "SecretDisabled",
    });
}

/** Seen without an inner code in every public report. */
export function purgeProtected(vault: string): VaultFault {
    return new VaultFault(
        403,
        "Forbidden",
        'Operation "purge" is not allowed because purge protection is enabled for this vault. Key Vault service will ' +
            `automatically purge it after the retention period has passed.\r\nVault: ${vault};location=northeurope`,
    );
}

export function throttled(retryAfterSeconds: number): VaultFault {
    return new VaultFault(
        429,
        "Throttled",
        "Request was not processed because too many requests were received. Reason: VaultRequestTypeLimitReached",
        { headers: { "Retry-After": String(retryAfterSeconds) } },
    );
}
