import { responses, type Response } from "../../azure/responses.ts";
import type { Evidence } from "../answer.ts";
import { unsure } from "../model/property.ts";
import type { Vault } from "../model/vaults.ts";
import type { Caller } from "../question.ts";
import type { AuthenticationReason } from "../reason.ts";

export interface AuthenticationRuling {
    readonly outcome: "passed" | "stopped" | "unknown";
    readonly reason: AuthenticationReason;
    readonly at: readonly Evidence[];
    readonly response?: Response;
}

/** A token of the vault's tenant; without one the vault answers 401 and says where to get one. */
export function authenticate(vault: Vault, caller: Caller): AuthenticationRuling {
    if (caller.kind === "anonymous")
        return { outcome: "stopped", reason: { code: "no-token" }, at: [], response: responses.noToken };
    const { tenant, isGroup } = caller;
    const { value, at } = vault.tenant;
    if (tenant === undefined || tenant === value)
        return {
            outcome: "passed",
            reason: { code: "token", ...(isGroup === true && { members: true }) },
            at: tenant === undefined ? [] : [at],
        };
    if (value === unsure) return { outcome: "unknown", reason: { code: "tenant-unknown", callers: tenant }, at: [at] };
    return {
        outcome: "stopped",
        reason: { code: "other-tenant", callers: tenant, vaults: value },
        at: [at],
        response: responses.otherTenant,
    };
}
