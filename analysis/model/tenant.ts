import type { Model } from "./model.ts";

/**
 * Tells which tenant issues the tokens of principals, where the plan does: of a managed identity Azure reports it, of a
 * persona its program states it. An access policy does not tell: its `tenantId` is a setting of the entry, checked
 * against the vault's, and may be wrong or left over.
 */
export function tenantsOf({
    identities,
    personas,
}: Pick<Model, "identities" | "personas">): (principals: readonly string[]) => string | undefined {
    const stated = Map.groupBy(
        personas.filter(({ tenant }) => tenant !== undefined),
        ({ principal }) => principal,
    );
    const tenantOf = (principal: string): string | undefined => {
        const own = identities.byPrincipal.get(principal)?.tenant;
        return typeof own === "string" ? own : agreed((stated.get(principal) ?? []).map(({ tenant }) => tenant));
    };
    return (principals) => agreed(principals.map(tenantOf));
}

function agreed(tenants: readonly (string | undefined)[]): string | undefined {
    return new Set(tenants).size === 1 ? tenants[0] : undefined;
}
