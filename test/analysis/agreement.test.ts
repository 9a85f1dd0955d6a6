import { describe, expect, test } from "vitest";
import { operations, type DataOperation } from "../../azure/operations.ts";
import { matrixOf } from "../../analysis/matrix.ts";
import { readQuestion } from "../../analysis/words.ts";
import type { PlanResource } from "../../plan/plan.ts";
import {
    assignment,
    group,
    groupId,
    network,
    oracle,
    resource,
    roles,
    stranger,
    subnet,
    subnetId,
    tenant,
    unknown,
    user,
    vault,
    vaultEndpoint,
    vaultId,
} from "./plans.ts";

/** What the matrix says of a class, the answer to a single question says of each of its members, asked by name. */

const firewall = {
    networkAcls: {
        defaultAction: "Deny",
        bypass: "AzureServices",
        virtualNetworkRules: [{ id: subnetId("app") }],
        ipRules: [{ value: "203.0.113.0/24" }],
    },
};
const places = [network(), subnet("app", { serviceEndpoints: vaultEndpoint }), subnet("plain")];
const entry = { tenantId: tenant, objectId: user, permissions: { secrets: ["get", "list"], keys: ["all"] } };

const plans: Readonly<Record<string, readonly PlanResource[]>> = {
    "roles behind a firewall": [
        ...places,
        vault(firewall),
        assignment(roles.secretsUser, user),
        assignment(roles.cryptoUser, stranger),
        assignment(roles.secretsUser, group, `${vaultId}/secrets/shared`),
        resource("keyvault:Secret", "off", {
            vaultName: "kv",
            resourceGroupName: "rg",
            secretName: "off",
            properties: { attributes: { enabled: false } },
        }),
    ],
    "an ignored access policy of another tenant": [
        vault({ accessPolicies: [{ ...entry, tenantId: stranger }] }),
        assignment(roles.secretsUser, user),
    ],
    "an access policy of another tenant on another vault": [
        vault(),
        vault(
            { tenantId: stranger, enableRbacAuthorization: false, accessPolicies: [{ ...entry, tenantId: stranger }] },
            { name: "kv2" },
        ),
        assignment(roles.secretsUser, user),
    ],
    "access policies": [
        ...places,
        vault({ ...firewall, enableRbacAuthorization: false, accessPolicies: [entry] }),
        assignment(roles.administrator, stranger),
    ],
    "a machine whose identity is outside the plan": [
        vault(),
        resource("compute:VirtualMachine", "vm", {
            vmName: "vm",
            resourceGroupName: "rg",
            identity: {
                type: "UserAssigned",
                userAssignedIdentities: [
                    `${groupId}-other/providers/Microsoft.ManagedIdentity/userAssignedIdentities/outside`,
                ],
            },
        }),
        resource("compute:VirtualMachine", "vm2", {
            vmName: "vm2",
            resourceGroupName: "rg",
            identity: { type: "SystemAssigned" },
        }),
        assignment(roles.secretsUser, stranger, vaultId, { principalType: "ServicePrincipal" }),
    ],
    "a machine whose identity is outside the plan beside one of whose identity nothing is told": [
        vault(),
        ...[
            ["vm", `${groupId}-other/providers/Microsoft.ManagedIdentity/userAssignedIdentities/outside`],
            ["vm2", unknown],
        ].map(([vmName = "", id = ""]) =>
            resource("compute:VirtualMachine", vmName, {
                vmName,
                resourceGroupName: "rg",
                identity: { type: "UserAssigned", userAssignedIdentities: [id] },
            }),
        ),
        resource(
            "managedidentity:UserAssignedIdentity",
            "id",
            { resourceName: "id", resourceGroupName: "rg" },
            { outputs: { principalId: stranger } },
        ),
        assignment(roles.secretsUser, stranger, vaultId, { principalType: "ServicePrincipal" }),
    ],
    "personas of two tenants": [
        vault(),
        resource(
            "keyvault-blueprint:index:RoleSets",
            "roles",
            {},
            {
                outputs: {
                    personas: [
                        { persona: "guests", label: "", principalId: user, tenantId: stranger },
                        { persona: "staff", label: "", principalId: group, tenantId: tenant },
                    ],
                },
            },
        ),
        assignment(roles.secretsUser, user),
        assignment(roles.secretsUser, group),
    ],
};

describe("matrix and single answers agree", () => {
    test.each(Object.entries(plans))("%s", (_name, resources) => {
        const asked = oracle(...resources);
        let compared = 0;
        for (const { vault: own, origins, callers, objects, cells } of matrixOf(asked.model).vaults) {
            const named = callers.flatMap(({ members }, caller) =>
                members.filter((member) => member !== "anyone else").map((as) => ({ as, caller })),
            );
            const froms = origins.flatMap(({ members, operations: scenario }, origin) =>
                members.map((from) => ({ from, origin, scenario })),
            );
            for (const { as, caller } of named) {
                for (const { from, origin, scenario } of froms) {
                    for (const [object, { family, name = "of-no-plan" }] of objects.entries()) {
                        const cell = cells.find(
                            (one) => one.caller === caller && one.origin === origin && one.object === object,
                        );
                        for (const [operation, row] of Object.entries<DataOperation>(operations)) {
                            if (family !== undefined && row.family !== family) continue;
                            if (scenario?.includes(operation) === false) continue;
                            const whole = row.scope === "vault" && object === 0;
                            const on = whole ? own.name : `${own.name}/${row.family}/${name}`;
                            const { verdict } = asked.answer(
                                readQuestion(asked.model, { from, as, do: operation, on }),
                            );
                            const expected = cell?.allowed.includes(operation)
                                ? "allowed"
                                : cell?.undetermined.includes(operation)
                                  ? "undetermined"
                                  : "denied";
                            if (verdict !== expected)
                                expect.fail(`${operation} on ${on} from ${from} as ${as}: ${verdict}, not ${expected}`);
                            compared += 1;
                        }
                    }
                }
            }
        }
        expect(compared).toBeGreaterThan(100);
    });
});
