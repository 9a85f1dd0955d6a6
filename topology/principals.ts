import { InputError } from "../input/error.ts";
import { isGuid } from "../input/guid.ts";
import { checkWord } from "./vault.ts";

/** What kind of principal an object id is; Azure needs it for identities that are not replicated yet. */
export const PrincipalType = { User: "User", Group: "Group", ServicePrincipal: "ServicePrincipal" } as const;
export type PrincipalType = (typeof PrincipalType)[keyof typeof PrincipalType];

/** Somebody by object id. */
export interface Principal {
    /** Object id, a GUID. */
    principalId: string;
    /** `User`, `Group` or `ServicePrincipal`. */
    principalType: PrincipalType;
}

/** Principals by a label that names their resources. */
export type Principals = Record<string, Principal>;

/** @throws InputError for an object id that is no GUID or an unknown type */
export function checkPrincipal(principalId: unknown, principalType: string, what: string): void {
    checkWord(PrincipalType, principalType, `${what}.principalType`);
    if (typeof principalId !== "string" || isGuid(principalId)) return;
    throw new InputError({
        what: `${what}.principalId`,
        got: principalId,
        expected: "the object id of a user, group or service principal, a GUID",
        fix: "az ad group show --group <name> --query id (az ad user / sp show for the others)",
    });
}

/** @throws InputError for the first principal that is unusable */
export function checkPrincipals(
    principals: Readonly<Record<string, { principalId: unknown; principalType: string }>>,
    what: string,
): void {
    for (const [label, { principalId, principalType }] of Object.entries(principals)) {
        checkPrincipal(principalId, principalType, `${what}.${label}`);
    }
}
