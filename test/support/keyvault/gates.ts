import { VaultFault } from "./errors.ts";
import type { Caller } from "./tokens.ts";

/** What a gate is asked. */
export interface VaultRequest {
    readonly vault: string;
    /** `secrets/get`, `keys/wrapKey`, … */
    readonly operation: string;
    readonly dataAction: string;
    /** The object's name, and its version where the request names one. */
    readonly object?: string;
    readonly version?: string;
    readonly caller: Caller;
    /** The source address as the vault sees it. */
    readonly address: string;
}

/** A refusal by its inner code; the message is Key Vault's own. */
export interface GateRefusal {
    readonly code:
        | "ForbiddenByFirewall"
        | "ForbiddenByConnection"
        | "ForbiddenByNsp"
        | "ForbiddenByRbac"
        | "ForbiddenByPolicy"
        | "AccessDenied";
    readonly message?: string;
}

export type Gate = (request: VaultRequest) => GateRefusal | undefined;

export function refused({ code, message }: GateRefusal, request: VaultRequest): VaultFault {
    return new VaultFault(403, "Forbidden", message ?? messages[code](request), { inner: code });
}

const messages: Readonly<Record<GateRefusal["code"], (request: VaultRequest) => string>> = {
    ForbiddenByFirewall: (request) =>
        `Client address is not authorized and caller is not a trusted service.\r\nClient address: ${request.address}\r\n` +
        `Caller: ${callerOf(request)}\r\n${vaultOf(request)}`,
    ForbiddenByConnection: (request) =>
        "Public network access is disabled and request is not from a trusted service nor via an approved private link." +
        `\r\nCaller: ${callerOf(request)}\r\n${vaultOf(request)}`,
    ForbiddenByNsp: (request) => `The request was forbidden by NSP policy.\r\nCaller: ${callerOf(request)}`,
    ForbiddenByRbac: (request) =>
        "Caller is not authorized to perform action on resource.\r\nIf role assignments, deny assignments or role " +
        "definitions were changed recently, please observe propagation time.\r\n" +
        `Caller: ${callerOf(request)}\r\nAction: 'Microsoft.KeyVault/vaults/${request.dataAction}'\r\n` +
        "Assignment: (not found)\r\nDenyAssignmentId: null\r\nDecisionReason: 'DeniedWithNoValidRBAC'\r\n" +
        vaultOf(request),
    ForbiddenByPolicy: noPermission,
    AccessDenied: noPermission,
};

function noPermission(request: VaultRequest): string {
    const [family = "", verb = ""] = request.operation.split("/");
    return (
        `The user, group or application '${callerOf(request)}' does not have ${family} ${verb} permission on key vault ` +
        `'${request.vault};location=northeurope'. For help resolving this issue, please see ` +
        "https://go.microsoft.com/fwlink/?linkid=2125287"
    );
}

function callerOf({ caller: { appid, oid, groups, tenant } }: VaultRequest): string {
    return `appid=${appid ?? oid};oid=${oid};numgroups=${groups?.length ?? 0};iss=https://sts.windows.net/${tenant ?? ""}/`;
}

function vaultOf({ vault }: VaultRequest): string {
    return `Vault: ${vault};location=northeurope`;
}
