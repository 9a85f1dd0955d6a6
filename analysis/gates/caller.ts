import type { Response } from "../../azure/responses.ts";
import type { Evidence, Outcome } from "../answer.ts";
import type { Foreign } from "../model/foreign.ts";
import { isOutside, means, principalBehind, type PrincipalReference } from "../model/identities.ts";
import type { Model } from "../model/model.ts";
import { property, unsure, type Unsure } from "../model/property.ts";
import type { Vault } from "../model/vaults.ts";
import type { Caller } from "../question.ts";
import type { AuthorizationReason, Maybe } from "../reason.ts";

export interface AuthorizationRuling {
    readonly outcome: Outcome;
    readonly reason: AuthorizationReason;
    readonly at: readonly Evidence[];
    readonly response?: Response;
}

/** A caller with a token. */
export type Principal = Extract<Caller, { readonly kind: "principal" }>;

/** Whether a reference means the caller, or a group that the caller is in. */
export function isMeant(model: Model, reference: PrincipalReference, caller: Principal): boolean | Unsure {
    const { principals, groups } = caller;
    // Most callers are one principal, and are asked about very often.
    if (principals.length === 1 && groups.length === 0) return means(model.identities, reference, principals[0]!);
    return any([...principals, ...groups].map((principal) => means(model.identities, reference, principal)));
}

/** Why it is not told whom something is for: its principal is not known, or the caller's is not. */
export function notTold(reference: PrincipalReference, at: Evidence, caller: Principal): Maybe {
    const outside = caller.principals.find(isOutside);
    return reference.kind === "unknown" || outside === undefined
        ? { code: "principal-unknown", ...at }
        : { code: "identity-outside", ...at, detail: outside.slice(0, outside.lastIndexOf("#")) };
}

export function any(values: readonly (boolean | Unsure)[]): boolean | Unsure {
    if (values.includes(true)) return true;
    return values.includes(unsure) ? unsure : false;
}

/** Resources that are not read and that may grant the caller access to the vault, by roles or by access policies. */
export function foreignMaybes(
    model: Model,
    vault: Vault,
    by: "roles" | "policies",
    caller: Principal,
): readonly Maybe[] {
    return (model.foreign.get(vault.urn) ?? [])
        .filter((foreign) => foreign.effect === "anything" || mayGrantTo(model, foreign, by, caller))
        .map(({ urn, type }) => ({ code: "other-provider", urn, path: "", detail: type }));
}

/** What grants says to whom it does, and by which of the two access models. */
function mayGrantTo(
    { resources, identities }: Model,
    { effect, type, resource }: Foreign,
    by: "roles" | "policies",
    caller: Principal,
): boolean {
    if (effect !== "grants") return false;
    const policy = type.includes("/accessPolicy:");
    if (policy !== (by === "policies")) return false;
    const reference = principalBehind(resources, identities, property(resource, policy ? "objectId" : "principalId"));
    return [...caller.principals, ...caller.groups].some((one) => means(identities, reference, one) !== false);
}
