import { describe, expect, test } from "vitest";
import type { PlanObject, PlanResource } from "../../plan/plan.ts";
import {
    ask,
    gateOf,
    groupId,
    outcome,
    resource,
    roles,
    subscription,
    unknown,
    user,
    vault,
    vaultId,
} from "./plans.ts";

/** How role assignments may be written, and when one holds. */

const refused = "denied ForbiddenByRbac";
const held = { scope: vaultId, principalId: user, roleDefinitionId: roles.secretsUser };

/**
 * Sources: learn.microsoft.com/rest/api/authorization/role-assignment-schedule-requests/create (requestType, scheduleInfo),
 * learn.microsoft.com/azure/role-based-access-control/pim-integration.
 */
describe("schedules", () => {
    const request = (inputs: PlanObject, type = "RoleAssignmentScheduleRequest"): readonly PlanResource[] => [
        vault(),
        resource(`authorization:${type}`, "request", { ...held, ...inputs }),
    ];

    test.each([
        ["AdminAssign", "allowed"],
        ["SelfActivate", "allowed"],
        ["adminrenew", "allowed"],
        ["AdminRemove", refused],
        ["SelfDeactivate", refused],
        [unknown, "undetermined"],
        ["SomethingNew", "undetermined"],
    ])("a request of type %s", (requestType, expected) => {
        expect(outcome(request({ requestType }), { at: "2026-11-22" })).toBe(expected);
    });

    test("a request that ends eligibility leaves no eligible role behind", () => {
        const answer = ask(request({ requestType: "AdminRemove" }, "RoleEligibilityScheduleRequest"));
        expect(gateOf(answer, "authorization").because).toMatchObject({ code: "no-role", nearMisses: [] });
    });

    const scheduled = (expiration: PlanObject, start: string | undefined = "2026-01-31T08:00:00Z") =>
        request(
            { scheduleInfo: { ...(start !== undefined && { startDateTime: start }), expiration } },
            "PimRoleAssignmentSchedule",
        );
    test.each([
        [{ type: "AfterDuration", duration: "PT8H" }, "2026-01-31T07:59:59Z", refused],
        [{ type: "AfterDuration", duration: "PT8H" }, "2026-01-31T15:59:59Z", "allowed"],
        [{ type: "AfterDuration", duration: "PT8H" }, "2026-01-31T16:00:00Z", refused],
        [{ type: "AfterDuration", duration: "P365D" }, "2027-01-31T07:59:59Z", "allowed"],
        [{ type: "AfterDuration", duration: "P30DT1H30M" }, "2026-03-02T09:29:59Z", "allowed"],
        [{ type: "AfterDuration", duration: "P30DT1H30M" }, "2026-03-02T09:30:00Z", refused],
        [{ type: "AfterDuration", duration: "P2W" }, "2026-02-14T08:00:00Z", refused],
        [{ type: "AfterDuration", duration: "P1Y" }, "2027-01-31T08:00:00Z", refused],
        // A month after 31 January is the third of March by the calendar, and 30 days are over the day before.
        [{ type: "AfterDuration", duration: "P1M" }, "2026-03-01T08:00:00Z", "allowed"],
        [{ type: "AfterDuration", duration: "P1M" }, "2026-03-02T09:00:00Z", "undetermined"],
        [{ type: "AfterDuration", duration: "P1M" }, "2026-03-03T08:00:00Z", refused],
        [{ type: "AfterDuration", duration: "a while" }, "2026-02-01T00:00:00Z", "undetermined"],
        [{ type: "AfterDuration", duration: unknown }, "2026-02-01T00:00:00Z", "undetermined"],
        [{ type: "AfterDuration", duration: unknown }, "2026-01-01T00:00:00Z", refused],
        [{ type: "AfterDateTime", endDateTime: "2026-03-01T00:00:00Z" }, "2026-02-28T23:59:59Z", "allowed"],
        [{ type: "AfterDateTime", endDateTime: "2026-03-01T00:00:00Z" }, "2026-03-01T00:00:00Z", refused],
        [{ type: "NoExpiration" }, "2099-01-01T00:00:00Z", "allowed"],
        [{ type: unknown }, "2026-02-01T00:00:00Z", "undetermined"],
    ])("%j at %s", (expiration, at, expected) => {
        expect(outcome(scheduled(expiration), { at })).toBe(expected);
    });

    test("without a moment the reason asks for one; with one it says what the plan does not tell", () => {
        const maybe = (expiration: PlanObject, at: string | undefined): unknown =>
            gateOf(ask(scheduled(expiration), at === undefined ? {} : { at }), "authorization").because;
        expect(maybe({ type: "AfterDuration", duration: "PT8H" }, undefined)).toMatchObject({
            maybes: [{ code: "schedule-needs-moment" }],
        });
        expect(maybe({ type: "AfterDuration", duration: unknown }, "2026-02-01")).toMatchObject({
            maybes: [{ code: "schedule-unknown", path: "/inputs/scheduleInfo/expiration/duration" }],
        });
    });
});

describe("shapes", () => {
    test("of API version 2015-07-01, which keeps them in properties", () => {
        const { scope, ...properties } = held;
        const nested = resource("azure-native:authorization/v20150701:RoleAssignment", "r", { scope, properties });
        expect(outcome([vault(), nested])).toBe("allowed");
        expect(outcome([vault(), nested], { as: "66666666-6666-4666-8666-666666666666" })).toBe(refused);
    });
});

/** Source: learn.microsoft.com/azure/role-based-access-control/role-definitions#assignablescopes. */
describe("custom roles are assigned where they can be", () => {
    const guid = "77777777-7777-4777-8777-777777777777";
    const role = (...assignableScopes: string[]): PlanResource =>
        resource(
            "authorization:RoleDefinition",
            "custom",
            {
                roleDefinitionId: guid,
                roleName: "custom",
                permissions: [{ dataActions: ["Microsoft.KeyVault/vaults/secrets/getSecret/action"] }],
                assignableScopes,
            },
            { id: `/subscriptions/${subscription}/providers/Microsoft.Authorization/roleDefinitions/${guid}` },
        );
    const granted = resource("authorization:RoleAssignment", "r", { ...held, roleDefinitionId: guid });
    test.each([
        [[groupId], "allowed"],
        [[`/subscriptions/${subscription}`], "allowed"],
        [[vaultId.toUpperCase()], "allowed"],
        [["/providers/Microsoft.Management/managementGroups/mg"], "allowed"],
        [[unknown], "allowed"],
        [[], "allowed"],
        [[`${groupId}-other`], "undetermined"],
        [[`${groupId}-other`, groupId], "allowed"],
        [["/subscriptions/99999999-9999-4999-8999-999999999999"], "undetermined"],
    ])("%j", (scopes, expected) => {
        expect(outcome([vault(), role(...scopes), granted])).toBe(expected);
    });
});
