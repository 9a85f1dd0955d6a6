import type { Evidence } from "../answer.ts";
import { scopeOf, type Scope } from "./assignments.ts";
import { principalBehind, type Identities, type PrincipalReference } from "./identities.ts";
import { below, evidence, flag, items, property, text, unsure, word, type Unsure } from "./property.ts";
import { ofType, type Resources } from "./resources.ts";
import { permissionsIn, roleGrants, type Permission, type Plane } from "./roles.ts";

/** A deny assignment of the plan: it overrides what roles grant. */
export interface Denial {
    readonly urn: string;
    readonly at: Evidence;
    readonly scope: Scope;
    /** Only at its scope, not below. */
    readonly here: boolean | Unsure;
    readonly principals: readonly PrincipalReference[] | "everyone" | Unsure;
    readonly excluded: readonly PrincipalReference[] | Unsure;
    readonly permissions: readonly Permission[];
    /** It has a condition, or an effect that may only report. */
    readonly conditional: boolean;
}

/** The principal that stands for everyone. Source: learn.microsoft.com/azure/role-based-access-control/deny-assignments. */
const everyone = "00000000-0000-0000-0000-000000000000";

export function readDenials(resources: Resources, identities: Identities): readonly Denial[] {
    return ofType(resources, "authorization:DenyAssignment").flatMap((resource) => {
        const effect = word(property(resource, "denyAssignmentEffect"), ["enforced", "audit"]);
        if (effect === "audit") return [];
        const principalsOf = (key: string): readonly PrincipalReference[] | Unsure => {
            const list = items(property(resource, key));
            return list === unsure
                ? unsure
                : list.map((item) => principalBehind(resources, identities, below(item, "id")));
        };
        const principals = principalsOf("principals");
        const all =
            principals !== unsure &&
            principals.some((principal) => principal.kind === "principal" && principal.principal === everyone);
        return [
            {
                urn: resource.urn,
                at: evidence(property(resource, "permissions")),
                scope: scopeOf(resources, property(resource, "scope")),
                here: flag(property(resource, "doNotApplyToChildScopes")) ?? false,
                principals: all ? "everyone" : principals,
                excluded: principalsOf("excludePrincipals"),
                permissions: permissionsIn(property(resource, "permissions")),
                conditional: effect === unsure || text(property(resource, "condition")) !== undefined,
            },
        ];
    });
}

/** Whether a denial is about an action. */
export function deniesAction({ permissions }: Denial, plane: Plane, action: string): boolean | Unsure {
    const found = roleGrants({ name: "", key: "", permissions }, plane, action);
    return found === "excluded" ? false : found;
}
