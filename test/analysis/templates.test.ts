import { describe, expect, test } from "vitest";
import type { PlanObject, PlanResource, PlanValue } from "../../plan/plan.ts";
import { ask, assignment, outcome, resource, roles, unknown, user, vault } from "./plans.ts";

/** Templates that the plan deploys: what they hold is read as far as it says which types it deploys. */

const refused = "denied ForbiddenByRbac";
const holds = (...types: readonly PlanValue[]): PlanObject => ({ resources: types.map((type) => ({ type })) });

function deployment(template: PlanValue, inputs: PlanObject = {}, type = "resources:Deployment"): PlanResource {
    return resource(type, "deployed", {
        resourceGroupName: "rg",
        properties: { mode: "Incremental", template },
        ...inputs,
    });
}

describe("a template in the vault's group", () => {
    test.each([
        ["that assigns roles", holds("Microsoft.Authorization/roleAssignments"), "undetermined"],
        ["that writes vaults", holds("Microsoft.KeyVault/vaults/accessPolicies"), "undetermined"],
        ["that deploys another", holds("Microsoft.Resources/deployments"), "undetermined"],
        ["that runs a script", holds("Microsoft.Resources/deploymentScripts"), "undetermined"],
        ["whose types are computed", holds("[parameters('type')]"), "undetermined"],
        ["that is not told", unknown, "undetermined"],
        ["that is elsewhere", null, "undetermined"],
        [
            "that assigns a role inside another resource",
            {
                resources: [
                    { type: "Microsoft.Storage/storageAccounts", ...holds("Microsoft.Authorization/roleAssignments") },
                ],
            },
            "undetermined",
        ],
        [
            "that names its resources",
            { languageVersion: "2.0", resources: { role: { type: "Microsoft.Authorization/roleAssignments" } } },
            "undetermined",
        ],
        ["that holds an account", holds("Microsoft.Storage/storageAccounts", "Microsoft.Web/sites"), refused],
        ["that holds nothing", holds(), refused],
    ] as const)("%s", (_claim, template, expected) => {
        expect(outcome([vault(), deployment(template)])).toBe(expected);
        expect(outcome([vault(), deployment(template), assignment(roles.secretsUser, user)])).toBe("allowed");
    });
});

const roleAssignments = holds("Microsoft.Authorization/roleAssignments");
test.each([
    [
        "in another group assigns roles there alone",
        deployment(roleAssignments, { resourceGroupName: "other" }),
        refused,
    ],
    [
        "unless it deploys others",
        deployment(holds("Microsoft.Resources/deployments"), { resourceGroupName: "other" }),
        "undetermined",
    ],
    [
        "of the subscription may assign them anywhere in it",
        deployment(roleAssignments, {}, "resources:DeploymentAtSubscriptionScope"),
        "undetermined",
    ],
    [
        "of a stack is written at the top",
        resource("resources:DeploymentStackAtResourceGroup", "s", {
            resourceGroupName: "rg",
            template: roleAssignments,
        }),
        "undetermined",
    ],
])("a template %s", (_claim, deployed, expected) => {
    expect(outcome([vault(), deployed])).toBe(expected);
});

test("what may do anything and names nothing of the vault is taken to leave it alone, and named", () => {
    const command = { ...resource("x", "run", { create: "az role assignment create" }), type: "command:local:Command" };
    const answer = ask([vault(), command]);
    expect(answer).toMatchObject({ verdict: "denied" });
    expect(answer.assumes).toContainEqual({ code: "others-grant-nothing", vault: "kv", urns: [command.urn] });
    expect(ask([vault(), command, assignment(roles.secretsUser, user)]).assumes).not.toContainEqual(
        expect.objectContaining({ code: "others-grant-nothing" }),
    );
});
