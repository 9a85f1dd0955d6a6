/**
 * What a plan cannot show and an answer takes for granted. Each answer lists those that could change its verdict.
 */
export type Assumption =
    /** No role is assigned at a scope above, or beside the plan, that the plan does not show. */
    | { readonly code: "no-other-assignments"; readonly scope: string }
    /** No access policy was added to the vault by other means. */
    | { readonly code: "no-other-policies"; readonly vault: string }
    /** The caller is a member of no group but those given. */
    | { readonly code: "no-other-groups"; readonly principal: string }
    /** Resources whose kind is not read, and that name nothing of the vault, grant nothing on it. */
    | { readonly code: "others-grant-nothing"; readonly vault: string; readonly urns: readonly string[] }
    /** The caller's tokens come from the vault's tenant. */
    | { readonly code: "same-tenant"; readonly principal: string }
    /** No deny assignment or Azure Policy forbids it. */
    | { readonly code: "no-deny-assignments" }
    /** The object exists, enabled and without dates, because the plan does not show it. */
    | { readonly code: "object-exists"; readonly object: string }
    /** `recover` and `purge` ask about a deleted object, `restore` about an absent one. */
    | { readonly code: "object-deleted" | "object-absent"; readonly object: string }
    /** The identity that the plan creates is not the principal whose GUID was given. */
    | { readonly code: "new-identity-is-another"; readonly urn: string }
    /** Servers of the local network forward the vault's name to the resolver that the plan shows. */
    | { readonly code: "local-dns-forwards"; readonly resolver: string }
    /** Nothing outside the plan joins the local network to the networks of the vault's private endpoints. */
    | { readonly code: "no-other-gateway"; readonly vault: string }
    /** The vault is a member of no perimeter but those shown. */
    | { readonly code: "no-other-perimeter"; readonly vault: string }
    /** An unknown value that depends on one resource of the fitting type is that resource's: its id, its principal. */
    | {
          readonly code: "reference-read-from-dependency";
          readonly urn: string;
          readonly path: string;
          /** The one resource that it depends on, where it is the only one. */
          readonly from?: string;
      }
    /** A resource whose subscription only deployment tells is in the one that an id which names it has. */
    | { readonly code: "in-subscription"; readonly urn: string; readonly subscription: string }
    /** The platform releases a key only to an environment that proves itself. */
    | { readonly code: "environment-attested" }
    /** Properties of a vault that is recovered are as written, not as they were before deletion. */
    | { readonly code: "recovered-as-written"; readonly vault: string };
