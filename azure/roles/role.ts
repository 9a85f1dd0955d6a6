import type { Sourced } from "../fact.ts";

/** A role definition: patterns of actions, where `*` stands for any text. Azure compares without regard to case. */
export interface Permissions {
    /** On the control plane. */
    readonly actions: readonly string[];
    /** Taken away from `actions` of this role only: another role may still grant them. */
    readonly notActions: readonly string[];
    /** On the data plane. */
    readonly dataActions: readonly string[];
    readonly notDataActions: readonly string[];
}

export interface BuiltInRole extends Permissions, Sourced {
    /** The GUID of the definition, the same in every tenant. */
    readonly id: string;
    /** Narrows what the role grants, in Azure's condition language. */
    readonly condition?: string;
    readonly conditionVersion?: "2.0";
    /** The condition as data: the only roles that its holder may assign and take away. */
    readonly mayAssign?: readonly string[];
}

interface Limits {
    readonly condition?: string;
    readonly mayAssign?: readonly string[];
}

/** @param page The page of Microsoft's list of built-in roles that has the definition. */
export function role(id: string, page: string, permissions: Partial<Permissions>, limits: Limits = {}): BuiltInRole {
    const condition = limits.mayAssign === undefined ? limits.condition : delegation(limits.mayAssign);
    return {
        id,
        actions: [],
        notActions: [],
        dataActions: [],
        notDataActions: [],
        ...permissions,
        ...(condition === undefined ? {} : { condition, conditionVersion: "2.0" as const }),
        ...(limits.mayAssign === undefined ? {} : { mayAssign: limits.mayAssign }),
        source: `learn.microsoft.com/azure/role-based-access-control/built-in-roles/${page}`,
        certainty: "confirmed",
    };
}

/** The condition by which a role lets its holder hand out some roles and no others. */
function delegation(ids: readonly string[]): string {
    const only = (action: string, subject: string): string =>
        `((!(ActionMatches{'Microsoft.Authorization/roleAssignments/${action}'})) OR ` +
        `(@${subject}[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ` +
        `ForAnyOfAnyValues:GuidEquals{${ids.join(", ")}}))`;
    return `${only("write", "Request")} AND ${only("delete", "Resource")}`;
}
