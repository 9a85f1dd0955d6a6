/**
 * Why a call to Key Vault did not succeed, in one sentence for the log or the screen.
 *
 * Made of the status, Key Vault's codes and addresses only. The SDK's error object also holds the request, whose body
 * is the secret when one is written; it is never printed.
 */
export function explain(error: unknown): string {
    const { status, inner, code, message } = facts(error);
    // Asked first: the identity's errors carry the status of the token endpoint, not of the vault.
    if (isIdentity(error)) return `No token could be had: ${firstLine(message)}`;
    const sentence =
        status === undefined ? (ofNetwork[code ?? ""] ?? firstLine(message)) : ofStatus(status, inner, message);
    const label = [status, inner ?? code].filter((part) => part !== undefined).join(" ");
    return label === "" ? sentence : `${sentence} (${label})`;
}

interface Facts {
    readonly status: number | undefined;
    readonly inner: string | undefined;
    readonly code: string | undefined;
    readonly message: string;
}

/**
 * The SDK's `RestError`, read without trusting its shape: `details.error.innerError.code` is where 4.12 keeps the inner
 * code.
 */
function facts(error: unknown): Facts {
    const { statusCode, code, message } = record(error);
    const inner = record(record(record(record(error)["details"])["error"])["innerError"])["code"];
    return {
        status: typeof statusCode === "number" ? statusCode : undefined,
        inner: typeof inner === "string" ? inner : undefined,
        code: typeof code === "string" ? code : undefined,
        message: typeof message === "string" ? message : "an error without a message",
    };
}

function ofStatus(status: number, inner: string | undefined, message: string): string {
    if (status === 401)
        return "The vault does not accept the token: it is of another tenant or audience, or has expired.";
    if (status === 403) {
        const sentence = inner === undefined ? undefined : ofRefusal[inner];
        const seen = /Client address: (\S+)/.exec(message)?.[1];
        return (
            (sentence ?? "The vault refuses the request.") + (seen === undefined ? "" : ` It sees the address ${seen}.`)
        );
    }
    if (status === 404) return "The vault holds no such secret; it may have been deleted.";
    if (status === 409) return "The name belongs to a deleted secret: recover or purge that first.";
    if (status === 429) return "The vault is asked too often; try again later.";
    if (status >= 500) return "The vault has a fault of its own; try again later.";
    return "The vault cannot use the request.";
}

/** Inner codes of a 403: https://learn.microsoft.com/azure/key-vault/general/common-error-codes and observed bodies. */
const ofRefusal: Readonly<Record<string, string>> = {
    ForbiddenByFirewall: "The vault's firewall does not admit this network: no address or subnet rule matches.",
    ForbiddenByConnection:
        "The vault admits no public network, and this connection is not an approved private endpoint.",
    ForbiddenByNsp: "The network security perimeter around the vault does not admit this request.",
    ForbiddenByRbac:
        "The network is admitted, but no role of this identity grants the operation (new roles take minutes).",
    AccessDenied: "The network is admitted, but no access policy of the vault names this identity for the operation.",
    ForbiddenByPolicy: "The network is admitted, but this identity's access policy does not hold the permission.",
    SecretDisabled: "This version of the secret is disabled.",
};

const ofNetwork: Readonly<Record<string, string>> = {
    ENOTFOUND: "The vault's name does not resolve here: no such vault, or a private DNS zone without its record.",
    EAI_AGAIN: "No name server answers.",
    ECONNREFUSED: "Nothing accepts connections at the address that the vault's name resolves to.",
    ECONNRESET: "The connection was cut off on the way.",
    ETIMEDOUT:
        "Nothing answers at the address that the vault's name resolves to: a route or a network rule is in the way.",
    EHOSTUNREACH: "There is no route to the address that the vault's name resolves to.",
    ENETUNREACH: "There is no route to the address that the vault's name resolves to.",
    ERR_TLS_CERT_ALTNAME_INVALID: "What answers is not the vault: its certificate is for another name.",
    DEPTH_ZERO_SELF_SIGNED_CERT: "What answers is not the vault: its certificate is self-signed.",
    SELF_SIGNED_CERT_IN_CHAIN: "Something on the way opens TLS: the certificate chain is not a public one.",
    UNABLE_TO_VERIFY_LEAF_SIGNATURE: "Something on the way opens TLS: the certificate chain is not a public one.",
};

/** The error classes of @azure/identity, by name: `instanceof` fails across two copies of the package. */
function isIdentity(error: unknown): boolean {
    const { name } = record(error);
    return typeof name === "string" && /^(CredentialUnavailable|Authentication|AggregateAuthentication)/.test(name);
}

function firstLine(message: string): string {
    return message.split(/\r?\n/, 1)[0]?.slice(0, 300) ?? "";
}

function record(value: unknown): Readonly<Record<string, unknown>> {
    return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
