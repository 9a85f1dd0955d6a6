import { describe, expect, test } from "vitest";
import { changed } from "../../analysis/changes.ts";
import { oracleOf } from "../../analysis/evaluate.ts";
import { modelOf } from "../../analysis/model/model.ts";
import { remediesFor } from "../../analysis/remedies.ts";
import { readQuestion, type Words } from "../../analysis/words.ts";
import type { PlanObject, PlanResource } from "../../plan/plan.ts";
import {
    assignment,
    everyAccess,
    group,
    network,
    oracle,
    planOf,
    privateLink,
    resource,
    roles,
    subnet,
    tenant,
    user,
    vault,
    vaultEndpoint,
    vaultId,
} from "./plans.ts";

function remedies(resources: readonly PlanResource[], words: Partial<Words> = {}): readonly string[] {
    const asked = oracle(...resources);
    const question = readQuestion(asked.model, {
        from: "internet",
        as: user,
        do: "secrets/get",
        on: "kv/secrets/s",
        ...words,
    });
    const before = asked.verdict(question);
    return remediesFor(asked, question).map((remedy) => {
        const after = oracleOf(modelOf(changed(planOf(...resources), remedy.changes))).verdict(question);
        expect(after).toBe(remedy.verdict);
        expect(after).not.toBe(before);
        return remedy.changes.map(({ what }) => what.code).join(" + ");
    });
}

const closed = (more: PlanObject = {}): PlanResource =>
    vault({ networkAcls: { defaultAction: "Deny", bypass: "None" }, ...more });
const home = [network(), subnet("app"), subnet("endpoints", { addressPrefix: "10.0.3.0/24" })];

describe("what would allow it", () => {
    const rows: readonly (readonly [
        claim: string,
        resources: readonly PlanResource[],
        words: Partial<Words>,
        expected: readonly string[],
    ])[] = [
        ["an address rule", [closed(), ...everyAccess], { from: "203.0.113.7" }, ["add-address-rule"]],
        [
            "public access and a rule",
            [closed({ publicNetworkAccess: "Disabled" }), ...everyAccess],
            { from: "203.0.113.7" },
            ["enable-public-access + add-address-rule"],
        ],
        [
            "a service endpoint and a rule, or a private endpoint",
            [...home, closed(), ...everyAccess],
            { from: "app" },
            ["add-private-endpoint"],
        ],
        [
            "a rule for a subnet that has its endpoint",
            [network(), subnet("app", { serviceEndpoints: vaultEndpoint }), closed(), ...everyAccess],
            { from: "app" },
            ["add-subnet-rule", "add-private-endpoint"],
        ],
        [
            "a link",
            [...home, ...privateLink({ links: [] }), closed({ publicNetworkAccess: "Disabled" }), ...everyAccess],
            { from: "app" },
            ["link-zone"],
        ],
        [
            "an approval",
            [...home, ...privateLink({ manual: true }), closed({ publicNetworkAccess: "Disabled" }), ...everyAccess],
            { from: "app" },
            ["approve-endpoint"],
        ],
        [
            "a record",
            [
                ...home,
                ...privateLink({ zoneGroup: false }),
                closed({ publicNetworkAccess: "Disabled" }),
                ...everyAccess,
            ],
            { from: "app" },
            ["add-zone-group"],
        ],
        [
            "the bypass",
            [closed(), ...everyAccess],
            { from: "service:Azure Storage", do: "keys/wrapKey", on: "kv/keys/k" },
            ["let-trusted-services-pass"],
        ],
        ["a role", [vault()], {}, ["assign-role"]],
        ["a role and a rule", [closed()], { from: "203.0.113.7" }, ["add-address-rule + assign-role"]],
        ["a permission", [vault({ enableRbacAuthorization: false })], {}, ["add-permission"]],
        [
            "activation",
            [
                vault(),
                resource("authorization:PimRoleEligibilitySchedule", "pim", {
                    scope: vaultId,
                    principalId: user,
                    roleDefinitionId: roles.secretsUser,
                }),
            ],
            {},
            ["activate-role", "assign-role"],
        ],
        [
            "an enabled secret",
            [
                vault(),
                resource("keyvault:Secret", "s", {
                    vaultName: "kv",
                    resourceGroupName: "rg",
                    secretName: "s",
                    properties: { attributes: { enabled: false } },
                }),
                ...everyAccess,
            ],
            {},
            ["enable-object"],
        ],
        [
            "nothing brings back what is protected from purging",
            [vault({ enablePurgeProtection: true }), ...everyAccess],
            { do: "secrets/purge" },
            [],
        ],
        ["nothing helps without a token", [vault()], { as: "anonymous" }, []],
    ];
    test.each(rows)("%s", (_claim, resources, words, expected) => {
        expect(remedies(resources, words)).toEqual(expected);
    });

    test("the role is the narrowest, at the object", () => {
        const asked = oracle(vault());
        const question = readQuestion(asked.model, {
            from: "internet",
            as: user,
            do: "secrets/get",
            on: "kv/secrets/s",
        });
        expect(remediesFor(asked, question)[0]?.changes[0]?.what).toMatchObject({
            code: "assign-role",
            role: "Key Vault Secrets User",
            scope: `${vaultId.toLowerCase()}/secrets/s`,
        });
    });

    test("an identity that the plan makes gets its role by its resource", () => {
        const vm = resource("compute:VirtualMachine", "vm", {
            vmName: "vm",
            resourceGroupName: "rg",
            identity: { type: "SystemAssigned" },
        });
        expect(remedies([vault(), vm], { as: "vm" })).toEqual(["assign-role"]);
        expect(remedies([vault({ enableRbacAuthorization: false }), vm], { as: "vm" })).toEqual(["add-permission"]);
    });
});

describe("what it hinges on", () => {
    const rule = { networkAcls: { defaultAction: "Deny", ipRules: [{ value: "203.0.113.0/24" }] } };
    const rows: readonly (readonly [
        claim: string,
        resources: readonly PlanResource[],
        words: Partial<Words>,
        expected: readonly string[],
    ])[] = [
        [
            "an open vault and one role",
            [vault(), assignment(roles.secretsUser, user)],
            {},
            ["deny-by-default", "disable-public-access", "remove-resource"],
        ],
        [
            "one rule and one role",
            [vault(rule), assignment(roles.secretsUser, user)],
            { from: "203.0.113.7" },
            ["remove-rule", "disable-public-access", "remove-resource"],
        ],
        [
            "one of two roles is not enough",
            [vault(rule), assignment(roles.secretsUser, user), assignment(roles.administrator, user)],
            { from: "203.0.113.7" },
            ["remove-rule", "disable-public-access"],
        ],
        [
            "a policy",
            [
                vault({
                    enableRbacAuthorization: false,
                    accessPolicies: [{ tenantId: tenant, objectId: user, permissions: { secrets: ["get"] } }],
                }),
            ],
            {},
            ["deny-by-default", "disable-public-access", "remove-permission"],
        ],
        [
            "a group's role",
            [vault(rule), assignment(roles.secretsUser, group)],
            { from: "203.0.113.7", groups: [group] },
            ["remove-rule", "disable-public-access", "remove-resource"],
        ],
    ];
    test.each(rows)("%s", (_claim, resources, words, expected) => {
        expect(remedies(resources, words)).toEqual(expected);
    });

    test("what cannot be told has none", () => {
        expect(remedies([vault({ publicNetworkAccess: "Perhaps" }), ...everyAccess])).toEqual([]);
    });
});
