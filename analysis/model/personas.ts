import { isGuid } from "../../input/guid.ts";
import type { Identities } from "./identities.ts";
import { below, items, output, text, unsure, type Property } from "./property.ts";
import { findById, type Resources } from "./resources.ts";

/**
 * A member of a persona, as a component of type `keyvault-blueprint:index:RoleSets` shows it in its output `personas`:
 * `[{ persona, label, principalId, principalType, identityId? }]`. A file of the same shape serves other programs.
 */
export interface PersonaMember {
    readonly persona: string;
    readonly label: string;
    /** A GUID, or the key of an identity that is still to be made; absent where neither is told. */
    readonly principal?: string;
    readonly principalType?: string;
    readonly tenant?: string;
    /** The component that shows it; absent for a member from a file. */
    readonly urn?: string;
}

export const roleSetsType = "keyvault-blueprint:index:RoleSets";

export function readPersonas(resources: Resources, identities: Identities): readonly PersonaMember[] {
    return (resources.byType.get(roleSetsType) ?? []).flatMap((component) => {
        const list = items(output(component, "personas"));
        if (list === unsure) return [];
        return list.flatMap((item) => readMember(resources, identities, item, component.urn));
    });
}

function readMember(
    resources: Resources,
    identities: Identities,
    item: Property,
    urn: string,
): readonly PersonaMember[] {
    const [persona, label, principalId, principalType, identityId, tenant] = [
        "persona",
        "label",
        "principalId",
        "principalType",
        "identityId",
        "tenantId",
    ].map((key) => text(below(item, key)));
    if (typeof persona !== "string") return [];
    const resource = typeof identityId === "string" ? findById(resources, identityId) : undefined;
    const behind = resource === undefined ? [] : (identities.principalsOf.get(resource.urn) ?? []);
    const own = behind.find(({ kind, urn: holder }) => kind === "system" || holder === resource?.urn) ?? behind[0];
    const principal =
        typeof principalId === "string" && isGuid(principalId) ? principalId.toLowerCase() : own?.principal;
    return [
        {
            persona,
            label: typeof label === "string" ? label : "",
            ...(principal !== undefined && { principal }),
            ...(typeof principalType === "string" && { principalType }),
            ...(typeof tenant === "string" && { tenant: tenant.toLowerCase() }),
            urn,
        },
    ];
}
