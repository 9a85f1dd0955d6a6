import type { DataOperation } from "../../azure/operations.ts";
import { builtInRoles } from "../../azure/roles.ts";
import { holds, type Condition, type RequestAttributes } from "../model/condition.ts";
import { unsure, type Unsure } from "../model/property.ts";
import type { Vault } from "../model/vaults.ts";
import type { ObjectOfQuestion } from "../question.ts";

/** What is known of a request on the control plane beyond its action. */
export interface ControlRequest {
    readonly moment?: number | undefined;
    readonly object?: ObjectOfQuestion;
    /** The role that the request assigns, and to whom. */
    readonly assigns?: { readonly role: string; readonly principal: string };
}

/** Attributes of a request to assign a role; unsure where it does not say which, to whom. */
export function assignedAttributes(assigns: ControlRequest["assigns"]): ReadonlyMap<string, string | Unsure> {
    const values = {
        roledefinitionid: assigns?.role ?? unsure,
        principalid: assigns?.principal ?? unsure,
        principaltype: unsure,
    } as const;
    return new Map(
        Object.entries(values).flatMap(([attribute, value]) =>
            ["@request", "@resource"].map(
                (source) => [`${source}[microsoft.authorization/roleassignments:${attribute}]`, value] as const,
            ),
        ),
    );
}

/**
 * Names of the built-in roles that conditions let a request assign or take away which does not say which; none where they
 * do not turn on that.
 */
export function rolesPermitted(
    conditions: readonly (Condition | Unsure)[],
    { action, attributes }: RequestAttributes,
): readonly string[] {
    const open = [...attributes].filter(([name, value]) => name.endsWith(":roledefinitionid]") && value === unsure);
    if (open.length === 0) return [];
    return Object.entries<{ readonly id: string }>(builtInRoles).flatMap(([role, { id }]) => {
        const asked = { action, attributes: new Map([...attributes, ...open.map(([name]) => [name, id] as const)]) };
        return conditions.every((condition) => condition !== unsure && holds(condition, asked) === true) ? [role] : [];
    });
}

/**
 * What a request offers to conditions. Key Vault knows two attributes, for operations on secrets only: the vault's name
 * and the secret's, the latter of the request where the secret need not exist yet.
 * Source: learn.microsoft.com/azure/key-vault/general/rbac-abac.
 */
export function dataRequest(
    vault: Vault,
    operation: DataOperation,
    name: string,
    object: string | undefined,
): RequestAttributes {
    const attributes = new Map<string, string | Unsure>();
    const secrets = operation.family === "secrets";
    attributes.set("@resource[microsoft.keyvault/vaults:name]", secrets && vault.named ? vault.name : unsure);
    const byRequest = name === "secrets/set" || name === "secrets/restore";
    const own = "[microsoft.keyvault/vaults/secrets:name]";
    if (!secrets) {
        attributes.set(`@resource${own}`, unsure);
        attributes.set(`@request${own}`, unsure);
    } else if (object !== undefined) {
        attributes.set(byRequest ? `@request${own}` : `@resource${own}`, object);
        attributes.set(byRequest ? `@resource${own}` : `@request${own}`, unsure);
    } else if (operation.scope === "object" || operation.scopeCertainty === "unsettled") {
        // Asked of the vault as a whole: any secret may be meant.
        attributes.set(`@resource${own}`, unsure);
        attributes.set(`@request${own}`, unsure);
    }
    return { action: operation.dataAction, attributes };
}
