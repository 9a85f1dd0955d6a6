import * as pulumi from "@pulumi/pulumi";
import { PimRoleEligibilitySchedule } from "@pulumi/azure-native/authorization/pimRoleEligibilitySchedule.js";
import { RoleAssignment } from "@pulumi/azure-native/authorization/roleAssignment.js";
import { builtInRoles, type BuiltInRoleName } from "../azure/roles.ts";
import type { Eligibility } from "../topology/members.ts";
import { roleAssignmentName } from "../topology/names.ts";

/** One principal, one role, one scope. */
export interface RoleAssignmentArgs {
    readonly scope: pulumi.Input<string>;
    /** Full id of the role's definition; see {@link builtInRoleId}. */
    readonly roleDefinitionId: pulumi.Input<string>;
    /** Object id of the principal. */
    readonly principalId: pulumi.Input<string>;
    readonly principalType: string;
    /**
     * What names the principal while its object id is unknown: the resource id of its identity. Left out where the object
     * id is a setting.
     */
    readonly identityId?: pulumi.Input<string> | undefined;
    /** @default standing access */
    readonly eligible?: Eligibility | undefined;
    /** Why the principal holds the role, shown beside the assignment. @default none */
    readonly description?: string;
}

/** The full id of a built-in role's definition in a subscription. */
export function builtInRoleId(subscriptionId: string, role: BuiltInRoleName): string {
    return `/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${builtInRoles[role].id}`;
}

/**
 * Assigns a role, or makes a principal eligible for it. The assignment's name is derived from scope, role and principal,
 * and Azure refuses a name that is still held by another principal: it is deleted before its replacement is made.
 */
export function assignRole(
    name: string,
    args: RoleAssignmentArgs,
    child: pulumi.CustomResourceOptions,
): pulumi.CustomResource {
    const common = { scope: args.scope, roleDefinitionId: args.roleDefinitionId, principalId: args.principalId };
    const options = { ...child, deleteBeforeReplace: true };
    if (args.eligible !== undefined) {
        const { start, end, justification } = args.eligible;
        const scheduleInfo = { startDateTime: start, expiration: { type: "AfterDateTime", endDateTime: end } };
        return new PimRoleEligibilitySchedule(name, { ...common, justification, scheduleInfo }, options);
    }
    const roleAssignmentNameOutput = pulumi
        .all([args.scope, args.roleDefinitionId, args.identityId ?? args.principalId])
        .apply(([scope, role, principal]) => roleAssignmentName(scope, role, principal));
    return new RoleAssignment(
        name,
        {
            ...common,
            roleAssignmentName: roleAssignmentNameOutput,
            principalType: args.principalType,
            ...(args.description !== undefined && { description: args.description }),
        },
        options,
    );
}
