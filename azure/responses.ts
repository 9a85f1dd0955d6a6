import type { Sourced } from "./fact.ts";

/** How Key Vault refuses: `{"error":{"code":…,"message":…,"innererror":{"code":…}}}`. */
export interface Response extends Sourced {
    readonly status: 401 | 403 | 404 | 409 | 429;
    /** Code of the inner error, which tells refusals apart; the outer one is `Forbidden` for every 403. */
    readonly code?: string;
    /** How the message begins, or what is peculiar to it; `…` stands for what varies. */
    readonly message?: string;
}

const errors = "learn.microsoft.com/azure/key-vault/general/common-error-codes";
const authentication = "learn.microsoft.com/azure/key-vault/general/authentication-requests-and-responses";

/** By situation. */
export const responses = {
    /** Also for a token that has expired or is for another audience; `WWW-Authenticate` names tenant and audience. */
    noToken: { status: 401, source: authentication, certainty: "confirmed" },
    otherTenant: {
        status: 401,
        code: "AKV10032",
        message: "AKV10032: Invalid issuer.…",
        source: "github.com/Azure/azure-functions-host (recorded tests)",
        certainty: "observed",
    },
    /** Public access is on, the default is to deny, no rule matches and the caller is no trusted service. */
    noRuleMatches: {
        status: 403,
        code: "ForbiddenByFirewall",
        message: "Client address is not authorized and caller is not a trusted service.",
        source: errors,
        certainty: "confirmed",
    },
    publicAccessDisabled: {
        status: 403,
        code: "ForbiddenByConnection",
        message:
            "Public network access is disabled and request is not from a trusted service nor via an approved private link.",
        source: "github.com/microsoft/multimodal-ai/issues/171",
        certainty: "observed",
    },
    publicAccessDisabledWithoutBypass: {
        status: 403,
        code: "ForbiddenByConnection",
        message:
            "Connection is not an approved private link and caller was ignored because bypass is not set to 'AzureServices' and PublicNetworkAccess is set to 'Disabled'.",
        source: "github.com/Azure/azure-cli/issues/31406",
        certainty: "observed",
    },
    perimeterRefuses: {
        status: 403,
        code: "ForbiddenByNsp",
        message: "The request was forbidden by NSP policy.…",
        source: "public code (a comment on a refused deployment)",
        certainty: "observed",
    },
    /** Permission model Azure RBAC; also where the condition of an assignment is not met. */
    noRole: {
        status: 403,
        code: "ForbiddenByRbac",
        message: "Caller is not authorized to perform action on resource.…",
        source: "learn.microsoft.com/azure/key-vault/general/rbac-abac; github.com/hashicorp/terraform-provider-azurerm/issues/27817",
        certainty: "confirmed",
    },
    /** On the control plane, answered by Azure Resource Manager. */
    noRoleForAction: {
        status: 403,
        code: "AuthorizationFailed",
        message: "The client '…' with object id '…' does not have authorization to perform action '…' over scope '…'…",
        source: "learn.microsoft.com/azure/role-based-access-control/troubleshooting",
        certainty: "confirmed",
    },
    /** Permission model access policies, and no entry names the caller. */
    noPolicy: {
        status: 403,
        code: "AccessDenied",
        message: "The user, group or application '…' does not have … permission on key vault '…'.…",
        source: `${errors}; github.com/turbot/steampipe-plugin-azure/issues/127`,
        certainty: "confirmed",
    },
    /** An entry names the caller without this permission. That it is refused is certain, the code is not. */
    policyLacksPermission: {
        status: 403,
        code: "ForbiddenByPolicy",
        message: "The user, group or application '…' does not have … permission on key vault '…'.…",
        source: "github.com/hashicorp/terraform-provider-azurerm/issues/9984",
        certainty: "unsettled",
    },
    /** The entry has an `applicationId`, and the caller does not come through that application. */
    policyNeedsApplication: {
        status: 403,
        code: "ForbiddenByPolicy",
        message: "The policy requires the caller '…' to use on-behalf-of (OBO) flow.…",
        source: "github.com/SparebankenVest/azure-key-vault-to-kubernetes/issues/232",
        certainty: "observed",
    },
    secretDisabled: {
        status: 403,
        code: "SecretDisabled",
        message: "Operation get is not allowed on a disabled secret.",
        source: "github.com/Azure/azure-sdk-for-js (recorded tests)",
        certainty: "observed",
    },
    keyDisabled: {
        status: 403,
        code: "KeyDisabled",
        message: "Operation … is not allowed on a disabled key.",
        source: "public code (several implementations and tests)",
        certainty: "observed",
    },
    /** New use of a key before its `nbf` or from its `exp` on. The status is documented, the code is not. */
    keyOutsideDates: {
        status: 403,
        source: "learn.microsoft.com/azure/key-vault/keys/about-keys-details#date-time-controlled-operations",
        certainty: "confirmed",
    },
    purgeProtected: {
        status: 403,
        message: 'Operation "purge" is not allowed because purge protection is enabled for this vault.…',
        source: "learn.microsoft.com/azure/key-vault/general/soft-delete-overview; github.com/hashicorp/terraform-provider-azurerm",
        certainty: "confirmed",
    },
    notFound: { status: 404, source: errors, certainty: "confirmed" },
    /** The name is taken by a deleted object until that is recovered or purged. */
    nameOfDeletedObject: {
        status: 409,
        code: "ObjectIsDeletedButRecoverable",
        message: "… is currently in a deleted but recoverable state, and its name cannot be reused;…",
        source: "learn.microsoft.com/azure/key-vault/general/soft-delete-overview; github.com/Azure/azure-sdk-for-net",
        certainty: "observed",
    },
    throttled: {
        status: 429,
        source: "learn.microsoft.com/azure/key-vault/general/overview-throttling",
        certainty: "confirmed",
    },
} as const satisfies Record<string, Response>;

export type Situation = keyof typeof responses;
