import type { BuiltInRole } from "./roles/role.ts";
import { appRoles } from "./roles/app.ts";
import { computeRoles } from "./roles/compute.ts";
import { dataRoles } from "./roles/data.ts";
import { keyVaultRoles } from "./roles/key-vault.ts";
import { privilegedRoles } from "./roles/privileged.ts";

export type { BuiltInRole, Permissions } from "./roles/role.ts";

/**
 * Azure's built-in roles by display name: all of Key Vault's own, and those that can reach a vault some other way.
 * There are some 900 more; one that is not here is unknown, not harmless.
 */
export const builtInRoles = {
    ...keyVaultRoles,
    ...privilegedRoles,
    ...computeRoles,
    ...appRoles,
    ...dataRoles,
} as const;

export type BuiltInRoleName = keyof typeof builtInRoles;

/** A built-in role with its display name. */
export type NamedRole = BuiltInRole & { readonly name: BuiltInRoleName };

const named = (Object.entries(builtInRoles) as [BuiltInRoleName, BuiltInRole][]).map(([name, row]): NamedRole => ({
    name,
    ...row,
}));
const byName = new Map(named.map((row) => [row.name.toLowerCase(), row]));
const byId = new Map(named.map((row) => [row.id.toLowerCase(), row]));

export function roleByName(name: string): NamedRole | undefined {
    return byName.get(name.toLowerCase());
}

/** @param id The GUID, or a full role definition id, whose last segment it is. */
export function roleById(id: string): NamedRole | undefined {
    return byId.get(id.toLowerCase().split("/").at(-1) ?? "");
}
