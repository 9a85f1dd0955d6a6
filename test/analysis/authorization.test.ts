import { describe, expect, test } from "vitest";
import type { PlanObject, PlanResource, PlanValue } from "../../plan/plan.ts";
import {
    application,
    ask,
    assignment,
    gateOf,
    group,
    groupId,
    outcome,
    resource,
    roles,
    stranger,
    subscription,
    tenant,
    unknown,
    user,
    vault,
    vaultId,
} from "./plans.ts";

/** Sources: learn.microsoft.com/azure/key-vault/general/rbac-guide, rbac-abac, assign-access-policy; built-in-roles/security. */
const refused = "denied ForbiddenByRbac";

function custom(permission: PlanObject): PlanResource {
    const guid = "77777777-7777-4777-8777-777777777777";
    return resource(
        "authorization:RoleDefinition",
        "custom",
        {
            roleDefinitionId: guid,
            roleName: "custom",
            roleType: "CustomRole",
            scope: groupId,
            permissions: [permission],
        },
        { id: `/subscriptions/${subscription}/providers/Microsoft.Authorization/roleDefinitions/${guid}` },
    );
}
function placed(groupId: string): PlanResource {
    return resource("management:ManagementGroupSubscription", `in-${groupId}`, {
        groupId,
        subscriptionId: subscription,
    });
}

/** The subscription in a management group, and that in another, up to a parent. */
function groups(own: string, parent?: string): readonly PlanResource[] {
    const id = (name: string): string => `/providers/Microsoft.Management/managementGroups/${name}`;
    const upper = { groupId: "mg-upper", ...(parent !== undefined && { details: { parent: { id: id(parent) } } }) };
    return [
        placed(own),
        resource("management:ManagementGroup", own, { groupId: own, details: { parent: { id: id("mg-upper") } } }),
        resource("management:ManagementGroup", "mg-upper", upper),
    ];
}

/** A vault with access policies. */
function byPolicies(entries: readonly PlanObject[], more: PlanObject = {}): PlanResource {
    return vault({ enableRbacAuthorization: false, accessPolicies: [...entries], ...more });
}

function entry(permissions: PlanObject, more: PlanObject = {}): PlanObject {
    return { tenantId: tenant, objectId: user, permissions, ...more };
}

const customRole = "77777777-7777-4777-8777-777777777777";

describe("roles", () => {
    const rows: readonly (readonly [
        claim: string,
        grants: readonly PlanResource[],
        operation: string,
        on: string,
        expected: string,
    ])[] = [
        ["Secrets User reads a value", [assignment(roles.secretsUser, user)], "secrets/get", "kv/secrets/s", "allowed"],
        ["and lists", [assignment(roles.secretsUser, user)], "secrets/list", "kv", "allowed"],
        ["and does not write", [assignment(roles.secretsUser, user)], "secrets/set", "kv/secrets/s", refused],
        [
            "Reader lists and does not read values",
            [assignment(roles.reader, user)],
            "secrets/get",
            "kv/secrets/s",
            refused,
        ],
        ["Reader lists names", [assignment(roles.reader, user)], "secrets/list", "kv", "allowed"],
        ["Reader reads a key's public part", [assignment(roles.reader, user)], "keys/get", "kv/keys/k", "allowed"],
        [
            "Certificate User reads every secret, because that is where private keys are",
            [assignment(roles.certificateUser, user)],
            "secrets/get",
            "kv/secrets/s",
            "allowed",
        ],
        [
            "Crypto Service Encryption User wraps",
            [assignment(roles.cryptoServiceEncryptionUser, user)],
            "keys/wrapKey",
            "kv/keys/k",
            "allowed",
        ],
        [
            "and does not decrypt",
            [assignment(roles.cryptoServiceEncryptionUser, user)],
            "keys/decrypt",
            "kv/keys/k",
            refused,
        ],
        ["Administrator purges", [assignment(roles.administrator, user)], "secrets/purge", "kv/secrets/s", "allowed"],
        ["Owner has no data actions", [assignment(roles.owner, user)], "secrets/get", "kv/secrets/s", refused],
        [
            "Key Vault Contributor neither",
            [assignment(roles.keyVaultContributor, user)],
            "secrets/get",
            "kv/secrets/s",
            refused,
        ],
        [
            "a role of the subscription is inherited",
            [assignment(roles.secretsUser, user, `/subscriptions/${subscription}`)],
            "secrets/get",
            "kv/secrets/s",
            "allowed",
        ],
        [
            "of the resource group, in any case",
            [assignment(roles.secretsUser, user, groupId.toUpperCase())],
            "secrets/get",
            "kv/secrets/s",
            "allowed",
        ],
        [
            "of another group it is not",
            [assignment(roles.secretsUser, user, `${groupId}2`)],
            "secrets/get",
            "kv/secrets/s",
            refused,
        ],
        [
            "of another vault it is not",
            [assignment(roles.secretsUser, user, `${vaultId}2`)],
            "secrets/get",
            "kv/secrets/s",
            refused,
        ],
        [
            "of the tenant's root group it is",
            [assignment(roles.secretsUser, user, `/providers/Microsoft.Management/managementGroups/${tenant}`)],
            "secrets/get",
            "kv/secrets/s",
            "allowed",
        ],
        [
            "which subscriptions another group holds is not told",
            [assignment(roles.secretsUser, user, "/providers/Microsoft.Management/managementGroups/mg")],
            "secrets/get",
            "kv/secrets/s",
            "undetermined",
        ],
        [
            "unless the plan places the subscription",
            [
                assignment(roles.secretsUser, user, "/providers/Microsoft.Management/managementGroups/mg"),
                resource("management:ManagementGroupSubscription", "placed", {
                    groupId: "MG",
                    subscriptionId: subscription,
                }),
            ],
            "secrets/get",
            "kv/secrets/s",
            "allowed",
        ],
        ...(
            [
                [
                    "of a group beside the subscription's it is not, where the way up is told",
                    groups("mg-own", tenant),
                    refused,
                ],
                ["also where the upper group names no parent: it is below the root", groups("mg-own"), refused],
                ["where the way up breaks off it may be", groups("mg-own", "mg-outside"), "undetermined"],
                [
                    "where the plan places it twice it may be",
                    [...groups("mg-own", tenant), placed("mg-other")],
                    "undetermined",
                ],
            ] as const
        ).map(
            ([claim, resources, expected]) =>
                [
                    claim,
                    [
                        assignment(roles.secretsUser, user, "/providers/Microsoft.Management/managementGroups/mg"),
                        ...resources,
                    ],
                    "secrets/get",
                    "kv/secrets/s",
                    expected,
                ] as const,
        ),
        [
            "a role on one secret is for that secret",
            [assignment(roles.secretsUser, user, `${vaultId}/secrets/S`)],
            "secrets/get",
            "kv/secrets/s",
            "allowed",
        ],
        [
            "and no other",
            [assignment(roles.secretsUser, user, `${vaultId}/secrets/t`)],
            "secrets/get",
            "kv/secrets/s",
            refused,
        ],
        [
            "nor one whose name it begins",
            [assignment(roles.secretsUser, user, `${vaultId}/secrets/s`)],
            "secrets/get",
            "kv/secrets/s2",
            refused,
        ],
        [
            "it does not list the vault",
            [assignment(roles.secretsUser, user, `${vaultId}/secrets/s`)],
            "secrets/list",
            "kv",
            refused,
        ],
        [
            "but the versions of its secret",
            [assignment(roles.secretsUser, user, `${vaultId}/secrets/s`)],
            "secrets/list",
            "kv/secrets/s",
            "allowed",
        ],
        [
            "whether it restores is not documented",
            [assignment(roles.secretsOfficer, user, `${vaultId}/secrets/s`)],
            "secrets/restore",
            "kv/secrets/s",
            "undetermined",
        ],
        [
            "a role that is not in any table may grant",
            [assignment("99999999-9999-4999-8999-999999999999", user)],
            "secrets/get",
            "kv/secrets/s",
            "undetermined",
        ],
        [
            "to somebody else it does not",
            [assignment("99999999-9999-4999-8999-999999999999", stranger)],
            "secrets/get",
            "kv/secrets/s",
            refused,
        ],
        ["an unknown role may grant", [assignment(unknown, user)], "secrets/get", "kv/secrets/s", "undetermined"],
        [
            "an unknown principal may be the caller",
            [assignment(roles.secretsUser, unknown)],
            "secrets/get",
            "kv/secrets/s",
            "undetermined",
        ],
        [
            "an unknown scope may be the vault",
            [assignment(roles.secretsUser, user, unknown)],
            "secrets/get",
            "kv/secrets/s",
            "undetermined",
        ],
        [
            "doubt about one grant does not undo another",
            [assignment(roles.secretsUser, user, unknown), assignment(roles.secretsUser, user)],
            "secrets/get",
            "kv/secrets/s",
            "allowed",
        ],
        [
            "a custom role grants by its patterns",
            [custom({ dataActions: ["Microsoft.KeyVault/vaults/secrets/*/action"] }), assignment(customRole, user)],
            "secrets/set",
            "kv/secrets/s",
            "allowed",
        ],
        [
            "without what it excludes",
            [
                custom({
                    dataActions: ["microsoft.keyvault/vaults/*"],
                    notDataActions: ["Microsoft.KeyVault/vaults/secrets/setSecret/action"],
                }),
                assignment(customRole, user),
            ],
            "secrets/set",
            "kv/secrets/s",
            refused,
        ],
        [
            "which another role may still grant",
            [
                custom({ dataActions: ["*"], notDataActions: ["Microsoft.KeyVault/vaults/secrets/*"] }),
                assignment(customRole, user),
                assignment(roles.secretsOfficer, user),
            ],
            "secrets/set",
            "kv/secrets/s",
            "allowed",
        ],
        [
            "actions are not data actions",
            [custom({ actions: ["*"] }), assignment(customRole, user)],
            "secrets/get",
            "kv/secrets/s",
            refused,
        ],
        [
            "an unknown pattern may grant",
            [custom({ dataActions: [unknown] }), assignment(customRole, user)],
            "secrets/get",
            "kv/secrets/s",
            "undetermined",
        ],
        [
            "eligible is not active",
            [
                resource("authorization:PimRoleEligibilitySchedule", "pim", {
                    scope: vaultId,
                    principalId: user,
                    roleDefinitionId: roles.secretsUser,
                }),
            ],
            "secrets/get",
            "kv/secrets/s",
            refused,
        ],
    ];
    test.each(rows)("%s", (_claim, grants, operation, on, expected) => {
        expect(outcome([vault(), ...grants], { do: operation, on })).toBe(expected);
    });

    test("a wildcard of which it is not documented what it covers is named, where it is written", () => {
        const own = custom({ actions: ["Microsoft.Support/*", "Microsoft.KeyVault/vaults/*/read"] });
        const read = { do: "Microsoft.KeyVault/vaults/read", on: "kv" };
        expect(gateOf(ask([vault(), own, assignment(customRole, user)], read), "authorization")).toMatchObject({
            because: { maybes: [{ code: "pattern-unsettled", detail: "Microsoft.KeyVault/vaults/*/read" }] },
            evidence: [{ urn: own.urn, path: "/inputs/permissions/0/actions/1" }],
        });
    });

    test("of a delegate it is told which roles it may assign, and that the role says so", () => {
        const granted = assignment(roles.dataAccessAdministrator, user);
        const write = { do: "Microsoft.Authorization/roleAssignments/write", on: "kv" };
        const { because, evidence } = gateOf(ask([vault(), granted], write), "authorization");
        expect(evidence).toEqual([{ urn: granted.urn, path: "/inputs/roleDefinitionId" }]);
        const [maybe] = (because as { maybes: readonly { code: string; detail: string }[] }).maybes;
        expect(maybe?.code).toBe("some-roles-only");
        // B1.5: neither of these is among the eight.
        expect(maybe?.detail.split(", ")).toHaveLength(8);
        expect(maybe?.detail).toContain("Key Vault Secrets User");
        expect(maybe?.detail).not.toMatch(/Certificate User|Contributor/);
    });

    test("members inherit what their groups hold", () => {
        const grants = [vault(), assignment(roles.secretsUser, group)];
        expect(outcome(grants)).toBe(refused);
        expect(outcome(grants, { groups: [group] })).toBe("allowed");
    });

    test("asked of no secret in particular, it depends on which, where a scope names one", () => {
        const one = assignment(roles.secretsUser, user, `${vaultId}/secrets/shared`);
        const whole = { do: "secrets/get", on: "kv" };
        expect(outcome([vault(), one], whole)).toBe("undetermined");
        expect(gateOf(ask([vault(), one], whole), "authorization").because).toMatchObject({
            code: "depends-on-object",
            objects: ["shared"],
            otherwise: "stopped",
        });
        expect(outcome([vault(), one], { ...whole, as: stranger })).toBe(refused);
        expect(outcome([vault(), one], { do: "keys/get", on: "kv" })).toBe(refused);
        expect(outcome([vault(), one], { do: "secrets/list", on: "kv" })).toBe(refused);
        expect(outcome([vault(), one, assignment(roles.secretsUser, user)], whole)).toBe("allowed");
    });

    test("near misses are kept", () => {
        const because = gateOf(
            ask([vault(), assignment(roles.reader, user), assignment(roles.secretsUser, user, `${vaultId}/secrets/t`)]),
            "authorization",
        ).because;
        expect(because).toMatchObject({
            code: "no-role",
            nearMisses: [
                { code: "role-lacks-action", role: "Key Vault Reader" },
                { code: "scope-elsewhere", role: "Key Vault Secrets User" },
            ],
        });
    });
});

describe("conditions (preview: names of vaults and secrets, case-sensitive)", () => {
    const under = (condition: string, role: string = roles.secretsUser, version = "2.0"): readonly PlanResource[] => [
        vault(),
        assignment(role, user, vaultId, { condition, conditionVersion: version }),
    ];
    const get = "!(ActionMatches{'Microsoft.KeyVault/vaults/secrets/getSecret/action'})";
    const own = "@Resource[Microsoft.KeyVault/vaults/secrets:name]";
    const prefix = `( ${get} OR ( ${own} StringStartsWith 'app-' ) )`;
    const rows: readonly (readonly [
        claim: string,
        resources: readonly PlanResource[],
        operation: string,
        on: string,
        expected: string,
    ])[] = [
        ["a prefix admits", under(prefix), "secrets/get", "kv/secrets/app-one", "allowed"],
        ["and refuses", under(prefix), "secrets/get", "kv/secrets/one", refused],
        ["letters count", under(prefix), "secrets/get", "kv/secrets/App-one", refused],
        ["other actions are not concerned", under(prefix), "secrets/list", "kv", "allowed"],
        [
            "a name condition on listing makes listing fail",
            under(`${own} StringStartsWith 'app-'`),
            "secrets/list",
            "kv",
            refused,
        ],
        ["asked of any secret of the vault it cannot be told", under(prefix), "secrets/get", "kv", "undetermined"],
        [
            "the vault's name",
            under("@Resource[Microsoft.KeyVault/vaults:name] StringEquals 'kv'"),
            "secrets/get",
            "kv/secrets/s",
            "allowed",
        ],
        [
            "another vault's",
            under("@Resource[Microsoft.KeyVault/vaults:name] StringEquals 'prod'"),
            "secrets/get",
            "kv/secrets/s",
            refused,
        ],
        ["patterns", under(`${own} StringLike 'a?p-*'`), "secrets/get", "kv/secrets/app-one", "allowed"],
        [
            "one of several",
            under(`${own} ForAnyOfAnyValues:StringEquals {'a', 'b'}`),
            "secrets/get",
            "kv/secrets/b",
            "allowed",
        ],
        [
            "none of several",
            under(`${own} ForAnyOfAnyValues:StringEquals {'a', 'b'}`),
            "secrets/get",
            "kv/secrets/c",
            refused,
        ],
        ...(
            [
                ["ForAllOfAnyValues:StringEquals {'a', 'b'}", "b", "allowed"],
                ["ForAllOfAnyValues:StringEquals {'a', 'b'}", "c", refused],
                ["ForAnyOfAllValues:StringNotEquals {'a', 'b'}", "c", "allowed"],
                ["ForAnyOfAllValues:StringNotEquals {'a', 'b'}", "b", refused],
                ["ForAllOfAllValues:StringNotLike {'a*', 'b*'}", "c1", "allowed"],
                ["ForAllOfAllValues:StringNotLike {'a*', 'b*'}", "b1", refused],
                ["ForAnyOfAnyValues:StringNotEquals {'a', 'b'}", "a", "allowed"],
                ["ForAnyOfAnyValues:StringNotEquals {'a'}", "a", refused],
                ["ForAnyOfAllValues:StringEquals {'a', 'b'}", "a", refused],
                ["StringNotEquals {'a', 'b'}", "a", "undetermined"],
                ["ForSomeOfAnyValues:StringEquals {'a'}", "a", "undetermined"],
            ] as const
        ).map(
            ([comparison, name, expected]) =>
                [
                    `${comparison}: ${name}`,
                    under(`${own} ${comparison}`),
                    "secrets/get",
                    `kv/secrets/${name}`,
                    expected,
                ] as const,
        ),
        [
            "both",
            under(`${own} StringStartsWith 'a' AND ${own} StringEndsWith 'z'`),
            "secrets/get",
            "kv/secrets/a-z",
            "allowed",
        ],
        [
            "not both",
            under(`${own} StringStartsWith 'a' && ${own} StringEndsWith 'z'`),
            "secrets/get",
            "kv/secrets/a-y",
            refused,
        ],
        ["negation", under(`NOT ${own} StringContains 'root'`), "secrets/get", "kv/secrets/root-ca", refused],
        [
            "new secrets are named by the request",
            under("@Request[Microsoft.KeyVault/vaults/secrets:name] StringStartsWith 'app-'", roles.secretsOfficer),
            "secrets/set",
            "kv/secrets/app-one",
            "allowed",
        ],
        [
            "and refused by it",
            under("@Request[Microsoft.KeyVault/vaults/secrets:name] StringStartsWith 'app-'", roles.secretsOfficer),
            "secrets/set",
            "kv/secrets/one",
            refused,
        ],
        [
            "keys have no such attribute: not documented",
            under(`${own} StringEquals 'a'`, roles.administrator),
            "keys/get",
            "kv/keys/a",
            "undetermined",
        ],
        [
            "what is not a name is not read",
            under("@Environment[UtcNow] DateTimeLessThan '2030-01-01T00:00:00.0Z'"),
            "secrets/get",
            "kv/secrets/s",
            "undetermined",
        ],
        ...[
            "@Principal[Microsoft.Directory/CustomSecurityAttributes/Id:Eng_Project] StringEquals 'x'",
            "@Principal[Microsoft.Directory/CustomSecurityAttributes/Id:Eng_Project] StringNotEquals 'x'",
            "Exists @Principal[Microsoft.Directory/CustomSecurityAttributes/Id:Eng_Project]",
            "NOT Exists @Principal[Microsoft.Directory/CustomSecurityAttributes/Id:Eng_Project]",
            "@Environment[Microsoft.Network/subnets] StringEqualsIgnoreCase '/subscriptions/s'",
            "@Environment[isPrivateLink] BoolEquals true",
            `${own} StringStartsWith 's' AND @Principal[Microsoft.Directory/CustomSecurityAttributes/Id:a_b] StringEquals 'x'`,
        ].map(
            (condition) =>
                [
                    `no plan shows attributes of callers and environments: ${condition}`,
                    under(condition),
                    "secrets/get",
                    "kv/secrets/s",
                    "undetermined",
                ] as const,
        ),
        [
            "what is false whatever they are, is false",
            under(
                `${own} StringStartsWith 'app-' AND @Principal[Microsoft.Directory/CustomSecurityAttributes/Id:a_b] StringEquals 'x'`,
            ),
            "secrets/get",
            "kv/secrets/s",
            refused,
        ],
        [
            "without a version it is of version 2.0",
            [vault(), assignment(roles.secretsUser, user, vaultId, { condition: prefix })],
            "secrets/get",
            "kv/secrets/one",
            refused,
        ],
        ["nor what is no condition", under("secret name is app"), "secrets/get", "kv/secrets/s", "undetermined"],
        [
            "nor another version of the language",
            under(prefix, roles.secretsUser, "1.0"),
            "secrets/get",
            "kv/secrets/app-one",
            "undetermined",
        ],
        ["an unknown condition may refuse", under(unknown), "secrets/get", "kv/secrets/s", "undetermined"],
        [
            "a longer one than Azure takes is not read",
            under("(".repeat(20_000)),
            "secrets/get",
            "kv/secrets/s",
            "undetermined",
        ],
    ];
    test.each(rows)("%s", (_claim, resources, operation, on, expected) => {
        expect(outcome(resources, { do: operation, on })).toBe(expected);
    });
});

describe("access policies", () => {
    const rows: readonly (readonly [
        claim: string,
        resources: readonly PlanResource[],
        words: Record<string, string | readonly string[]>,
        expected: string,
    ])[] = [
        ["a listed permission grants", [byPolicies([entry({ secrets: ["get"] })])], {}, "allowed"],
        ["in any case", [byPolicies([entry({ secrets: ["Get"] })])], {}, "allowed"],
        [
            "get is not list",
            [byPolicies([entry({ secrets: ["get"] })])],
            { do: "secrets/list", on: "kv" },
            "denied ForbiddenByPolicy",
        ],
        ["families are apart", [byPolicies([entry({ keys: ["get"] })])], {}, "denied ForbiddenByPolicy"],
        ["without an entry access is denied", [byPolicies([])], {}, "denied AccessDenied"],
        ["set also updates", [byPolicies([entry({ secrets: ["set"] })])], { do: "secrets/update" }, "allowed"],
        [
            "all holds everything",
            [byPolicies([entry({ keys: ["all"] })])],
            { do: "keys/unwrapKey", on: "kv/keys/k" },
            "allowed",
        ],
        ["but purge", [byPolicies([entry({ secrets: ["all"] })])], { do: "secrets/purge" }, "denied ForbiddenByPolicy"],
        [
            "entries of the caller's groups add up",
            [byPolicies([entry({ secrets: ["list"] }), entry({ secrets: ["get"] }, { objectId: group })])],
            { groups: [group] },
            "allowed",
        ],
        [
            "a resource of its own is an entry",
            [
                byPolicies([]),
                resource("keyvault:AccessPolicy", "policy", {
                    vaultName: "KV",
                    resourceGroupName: "rg",
                    policy: entry({ secrets: ["get"] }),
                }),
            ],
            {},
            "allowed",
        ],
        [
            "of another vault it is not",
            [
                byPolicies([]),
                vault({}, { name: "kv2" }),
                resource("keyvault:AccessPolicy", "policy", {
                    vaultName: "kv2",
                    resourceGroupName: "rg",
                    policy: entry({ secrets: ["get"] }),
                }),
            ],
            {},
            "denied AccessDenied",
        ],
        [
            "an entry of another tenant helps nobody",
            [byPolicies([entry({ secrets: ["get"] }, { tenantId: stranger })])],
            {},
            "denied AccessDenied",
        ],
        [
            "an entry whose tenant is not told may be another's",
            [byPolicies([entry({ secrets: ["get"] }, { tenantId: unknown })])],
            {},
            "undetermined",
        ],
        ["as one that names none", [byPolicies([entry({ secrets: ["get"] }, { tenantId: null })])], {}, "undetermined"],
        [
            "of a vault whose own is not told either",
            [byPolicies([entry({ secrets: ["get"] }, { tenantId: unknown })], { tenantId: unknown })],
            {},
            "undetermined",
        ],
        [
            "unless both come from one resource",
            [
                vault(
                    {
                        enableRbacAuthorization: false,
                        tenantId: unknown,
                        accessPolicies: [entry({ secrets: ["get"] }, { tenantId: unknown })],
                    },
                    { from: { properties: [resource("random:index:RandomUuid", "tenant", {})] } },
                ),
                resource("random:index:RandomUuid", "tenant", {}),
            ],
            {},
            "allowed",
        ],
        ["unknown permissions may grant", [byPolicies([entry({ secrets: unknown })])], {}, "undetermined"],
        ["an unknown list may hold an entry", [byPolicies([], { accessPolicies: unknown })], {}, "undetermined"],
        ["roles are ignored", [byPolicies([]), assignment(roles.administrator, user)], {}, "denied AccessDenied"],
        [
            "and policies are, where roles decide",
            [vault({ accessPolicies: [entry({ secrets: ["get"] })] })],
            {},
            refused,
        ],
        [
            "where the model is not known both must agree",
            [vault({ enableRbacAuthorization: unknown, accessPolicies: [entry({ secrets: ["get"] })] })],
            {},
            "undetermined",
        ],
        [
            "and do",
            [
                vault({ enableRbacAuthorization: unknown, accessPolicies: [entry({ secrets: ["get"] })] }),
                assignment(roles.secretsUser, user),
            ],
            {},
            "allowed",
        ],
        ["or refuse", [vault({ enableRbacAuthorization: unknown })], {}, "denied"],
    ];
    test.each(rows)("%s", (_claim, resources, words, expected) => {
        expect(outcome(resources, words)).toBe(expected);
    });

    test("compound identity: this user through this application", () => {
        const resources = [byPolicies([entry({ secrets: ["get"] }, { applicationId: application })])];
        expect(outcome(resources, { through: application })).toBe("allowed");
        expect(outcome(resources, { through: stranger })).toBe("denied ForbiddenByPolicy");
        expect(outcome(resources)).toBe("denied ForbiddenByPolicy");
        expect(outcome(resources, { as: stranger, through: application })).toBe("denied AccessDenied");
    });

    test("an entry without an application takes any", () => {
        expect(outcome([byPolicies([entry({ secrets: ["get"] })])], { through: application })).toBe("allowed");
    });

    test("what the other model would grant is named", () => {
        const policy = gateOf(ask([vault({ accessPolicies: [entry({ secrets: ["get"] })] })]), "authorization").because;
        expect(policy).toMatchObject({ nearMisses: [{ code: "policy-inactive" }] });
        const role = gateOf(ask([byPolicies([]), assignment(roles.secretsUser, user)]), "authorization").because;
        expect(role).toMatchObject({ nearMisses: [{ code: "role-inactive", role: "Key Vault Secrets User" }] });
    });
});

describe("the permission model where it is left out (learn.microsoft.com/azure/key-vault/general/access-control-default)", () => {
    const bare = (type: string, more: { outputs?: PlanObject } = {}): PlanResource => {
        const own = vault({}, { type, ...more });
        return {
            ...own,
            inputs: { ...own.inputs, properties: { tenantId: tenant, sku: { family: "A", name: "standard" } } },
        };
    };
    const rows: readonly (readonly [type: string, expected: string])[] = [
        ["azure-native:keyvault:Vault", "denied AccessDenied"],
        ["azure-native:keyvault/v20230701:Vault", "denied AccessDenied"],
        ["azure-native_keyvault_v20260201:keyvault:Vault", "allowed"],
        ["azure-native:keyvault/v20260201:Vault", "allowed"],
        ["azure-native:keyvault/v20260401preview:Vault", "allowed"],
    ];
    test.each(rows)("%s: %s", (type, expected) => {
        expect(outcome([bare(type), assignment(roles.secretsUser, user)])).toBe(expected);
    });

    test("what the provider reports counts more than a default", () => {
        const reported = { properties: { tenantId: tenant, enableRbacAuthorization: true } };
        expect(
            outcome([bare("azure-native:keyvault:Vault", { outputs: reported }), assignment(roles.secretsUser, user)]),
        ).toBe("allowed");
    });
});

describe("access policies that Azure reports", () => {
    const reported = (written: readonly PlanObject[], ...found: readonly PlanObject[]): PlanResource => {
        const own = byPolicies(written);
        return { ...own, outputs: { properties: { enableRbacAuthorization: false, accessPolicies: [...found] } } };
    };
    const get = entry({ secrets: ["get"] });
    const rows: readonly (readonly [claim: string, vault: PlanResource, expected: string])[] = [
        ["and that the program writes are as it writes them", reported([get], entry({ secrets: ["list"] })), "allowed"],
        ["and that it does not write may stay", reported([], get), "undetermined"],
        ["grant what they list alone", reported([], entry({ keys: ["get"] })), "denied AccessDenied"],
        [
            "are whose they are",
            reported([], entry({ secrets: ["get"] }, { objectId: stranger })),
            "denied AccessDenied",
        ],
    ];
    test.each(rows)("%s", (_claim, own, expected) => {
        expect(outcome([own])).toBe(expected);
    });
});

describe("lists with something else in them", () => {
    const strange: readonly (readonly [what: string, value: PlanValue])[] = [
        ["nothing", null],
        ["a list", ["x"]],
        ["a text", "x"],
    ];
    test.each(strange)("%s in place of an access policy may be one for anybody", (_what, value) => {
        const own = vault({ enableRbacAuthorization: false, accessPolicies: [value] });
        expect(outcome([own])).toBe("undetermined");
    });
    test.each(strange.slice(1))("%s in place of its permissions may be any", (_what, permissions) => {
        const own = vault({
            enableRbacAuthorization: false,
            accessPolicies: [{ tenantId: tenant, objectId: user, permissions }],
        });
        expect(outcome([own])).toBe("undetermined");
    });
    test.each(strange)("%s in place of what a deny assignment forbids may forbid it", (_what, value) => {
        const deny = resource("authorization:DenyAssignment", "deny", {
            ...{ scope: groupId, principals: [{ id: user, type: "User" }], permissions: [value] },
        });
        expect(outcome([vault(), assignment(roles.secretsUser, user), deny])).toBe("undetermined");
    });
    test.each(strange)("%s in place of what a custom role permits may permit it", (_what, value) => {
        const own = { ...custom({}), inputs: { ...custom({}).inputs, permissions: [value] } };
        expect(outcome([vault(), own, assignment("77777777-7777-4777-8777-777777777777", user)])).toBe("undetermined");
    });
});

describe("deny assignments of the plan", () => {
    const deny = (more: PlanObject = {}): PlanResource =>
        resource("authorization:DenyAssignment", "deny", {
            scope: groupId,
            principals: [{ id: user, type: "User" }],
            permissions: [{ dataActions: ["Microsoft.KeyVault/vaults/secrets/*"] }],
            ...more,
        });
    const rows: readonly (readonly [claim: string, more: PlanObject, expected: string])[] = [
        ["override roles", {}, refused],
        [
            "for everyone, too",
            { principals: [{ id: "00000000-0000-0000-0000-000000000000", type: "SystemDefined" }] },
            refused,
        ],
        [
            "but for those that they exclude",
            { principals: [{ id: "00000000-0000-0000-0000-000000000000" }], excludePrincipals: [{ id: user }] },
            "allowed",
        ],
        [
            "about other actions do not matter",
            { permissions: [{ dataActions: ["Microsoft.KeyVault/vaults/keys/*"] }] },
            "allowed",
        ],
        ["elsewhere do not matter", { scope: `${groupId}2` }, "allowed"],
        ["that only report do not matter", { denyAssignmentEffect: "audit" }, "allowed"],
        [
            "at the vault alone do not hold for what is in it",
            { scope: vaultId, doNotApplyToChildScopes: true },
            "allowed",
        ],
        ["at one secret for that", { scope: `${vaultId}/secrets/s`, doNotApplyToChildScopes: true }, refused],
        ["at the group alone for no vault", { doNotApplyToChildScopes: true }, "allowed"],
        ["with a condition may", { condition: "x", conditionVersion: "2.0" }, "undetermined"],
    ];
    test.each(rows)("%s", (_claim, more, expected) => {
        expect(outcome([vault(), assignment(roles.secretsUser, user), deny(more)])).toBe(expected);
    });

    test("at the vault alone hold for the vault", () => {
        const own = deny({ scope: vaultId, doNotApplyToChildScopes: true });
        const asked = { do: "secrets/list", on: "kv" };
        expect(outcome([vault(), assignment(roles.secretsUser, user), own], asked)).toBe(refused);
    });
});

describe("a subscription that is delegated to another tenant", () => {
    const scope = `/subscriptions/${subscription}`;
    const offerId = `${scope}/providers/Microsoft.ManagedServices/registrationDefinitions/offer`;
    const offer = (entry: PlanObject, list = "authorizations"): PlanResource =>
        resource(
            "managedservices:RegistrationDefinition",
            "offer",
            { scope, properties: { managedByTenantId: stranger, [list]: [{ principalId: user, ...entry }] } },
            { id: offerId },
        );
    const taken = resource("managedservices:RegistrationAssignment", "taken", {
        scope,
        properties: { registrationDefinitionId: offerId },
    });
    const write = { do: "Microsoft.KeyVault/vaults/write", on: "kv" };
    const rows: readonly (readonly [
        claim: string,
        resources: readonly PlanResource[],
        asked: object,
        expected: string,
    ])[] = [
        ["gives its principals their roles", [offer({ roleDefinitionId: roles.contributor }), taken], write, "allowed"],
        [
            "not before it is taken",
            [offer({ roleDefinitionId: roles.contributor })],
            write,
            "denied AuthorizationFailed",
        ],
        ["never data", [offer({ roleDefinitionId: roles.administrator }), taken], {}, refused],
        [
            "eligible ones once they are active",
            [offer({ roleDefinitionId: roles.contributor }, "eligibleAuthorizations"), taken],
            write,
            "denied AuthorizationFailed",
        ],
        ["by an offer that the plan does not have, perhaps", [taken], write, "undetermined"],
        ["and that no data either", [taken], {}, refused],
    ];
    test.each(rows)("%s", (_claim, resources, asked, expected) => {
        expect(outcome([vault(), ...resources], asked)).toBe(expected);
    });
});

describe("another provider's resources", () => {
    const classic = (type: string, inputs: PlanObject): PlanResource =>
        resource(`azure:${type}`, "other", inputs, { after: [] });
    const role = (principalId: PlanValue): PlanResource =>
        classic("authorization/assignment:Assignment", { scope: vaultId, principalId });
    const policy = (objectId: PlanValue): PlanResource =>
        classic("keyvault/accessPolicy:AccessPolicy", { keyVaultId: vaultId, objectId });
    const rows: readonly (readonly [claim: string, resources: readonly PlanResource[], expected: string])[] = [
        ["an assignment for the caller may grant it", [vault(), role(user)], "undetermined"],
        ["or for whom the plan does not tell", [vault(), role(unknown)], "undetermined"],
        ["not for somebody else", [vault(), role(stranger)], refused],
        ["nor where access policies decide", [byPolicies([]), role(user)], "denied AccessDenied"],
        ["a policy may where they do", [byPolicies([]), policy(user)], "undetermined"],
        ["not for somebody else, either", [byPolicies([]), policy(stranger)], "denied AccessDenied"],
        ["nor where roles decide", [vault(), policy(user)], refused],
        [
            "an eligible role is not held",
            [
                vault(),
                classic("pim/eligibleRoleAssignment:EligibleRoleAssignment", { scope: vaultId, principalId: user }),
            ],
            refused,
        ],
        ["a secret grants nothing", [vault(), classic("keyvault/secret:Secret", { keyVaultId: vaultId })], refused],
    ];
    test.each(rows)("%s", (_claim, resources, expected) => {
        expect(outcome(resources)).toBe(expected);
    });

    const generic = (resourceType: string, more: PlanObject = {}): PlanResource =>
        resource("resources:Resource", "any", {
            resourceProviderNamespace: "Microsoft.Authorization",
            resourceType,
            ...more,
        });
    const api = (type: string, parentId: string): PlanResource =>
        resource("azapi:index/resource:Resource", "any", { type, parentId, name: "x" });
    test.each([
        ["a role assignment by any other name may grant it", generic("roleAssignments"), "undetermined"],
        ["not in another group", generic("roleAssignments", { resourceGroupName: "other" }), refused],
        ["through the API, too", api("Microsoft.Authorization/roleAssignments@2022-04-01", groupId), "undetermined"],
        ["nor a storage account", api("Microsoft.Storage/storageAccounts@2023-01-01", groupId), refused],
    ])("%s", (_claim, other, expected) => {
        expect(outcome([vault(), other])).toBe(expected);
    });

    test("a schedule of privileged access makes members of groups", () => {
        const joins = resource(
            "azuread:index/privilegedAccessGroupAssignmentSchedule:PrivilegedAccessGroupAssignmentSchedule",
            "joins",
            { groupId: group, principalId: user, assignmentType: "member" },
        );
        const held = [vault(), assignment(roles.secretsUser, group)];
        expect(outcome([...held, joins])).toBe("undetermined");
        expect(outcome([...held, { ...joins, inputs: { ...joins.inputs, principalId: stranger } }])).toBe(refused);
    });
});

describe("definitions that cannot be", () => {
    const definition = (name: string, guid: string, dataActions: readonly string[]): PlanResource =>
        resource("authorization:RoleDefinition", name, {
            roleDefinitionId: guid,
            roleName: name,
            scope: groupId,
            permissions: [{ dataActions }],
        });
    const reads = ["Microsoft.KeyVault/vaults/secrets/*"];
    test("a built-in role is not written over", () => {
        const own = definition("own", roles.reader, reads);
        expect(outcome([vault(), own, assignment(roles.reader, user)])).toBe(refused);
    });
    test("of two with one id, which stays is not told", () => {
        const guid = "78787878-7878-4787-8787-787878787878";
        const twice = [definition("first", guid, reads), definition("second", guid, [])];
        expect(outcome([vault(), ...twice, assignment(guid, user)])).toBe("undetermined");
    });
});

describe("policies and stacks of the plan", () => {
    const policy = (more: PlanObject = {}): PlanResource =>
        resource("authorization:PolicyAssignment", "policy", {
            policyAssignmentName: "policy",
            scope: groupId,
            policyDefinitionId:
                "/providers/Microsoft.Authorization/policyDefinitions/405c5871-3e91-4644-8a63-58e19d68ff5b",
            ...more,
        });
    const definitionId = `/subscriptions/${subscription}/providers/Microsoft.Authorization/policyDefinitions/own`;
    const definition = (effect: string, mode = "All"): PlanResource =>
        resource(
            "authorization:PolicyDefinition",
            "own",
            { policyDefinitionName: "own", mode, policyRule: { if: {}, then: { effect } } },
            { id: definitionId },
        );
    const own = policy({ policyDefinitionId: definitionId });
    const stack = (denySettings: PlanObject, type = "Microsoft.KeyVault/vaults"): PlanResource =>
        resource("resources:DeploymentStackAtResourceGroup", "stack", {
            resourceGroupName: "rg",
            deploymentStackName: "stack",
            denySettings,
            template: { resources: [{ type, name: "kv" }] },
        });
    const write = { do: "Microsoft.KeyVault/vaults/write", on: "kv" };
    const set = { do: "secrets/set" };
    const remove = { do: "Microsoft.KeyVault/vaults/delete", on: "kv" };
    const rows: readonly (readonly [
        claim: string,
        resources: readonly PlanResource[],
        asked: object,
        expected: string,
    ])[] = [
        ["a policy that is not in the plan may refuse a change", [policy()], write, "undetermined"],
        ["and an object", [policy()], set, "undetermined"],
        ["but no reading", [policy()], {}, "allowed"],
        ["nor anything elsewhere", [policy({ scope: `${groupId}2` })], write, "allowed"],
        ["nor what it leaves out", [policy({ notScopes: [vaultId] })], write, "allowed"],
        ["nor while it is not enforced", [policy({ enforcementMode: "DoNotEnforce" })], write, "allowed"],
        ["one that audits refuses nothing", [definition("Audit"), own], write, "allowed"],
        ["one that denies may", [definition("deny"), own], write, "undetermined"],
        ["one that denies deletions refuses no change", [definition("denyAction"), own], write, "allowed"],
        ["but may a deletion", [definition("denyAction"), own], remove, "undetermined"],
        [
            "a stack lets pass what it names",
            [stack({ mode: "denyWriteAndDelete", excludedActions: ["Microsoft.KeyVault/vaults/write"] })],
            write,
            "allowed",
        ],
        ["one about resources does not concern objects", [definition("deny"), own], set, "allowed"],
        ["one about objects does", [definition("Deny", "Microsoft.KeyVault.Data"), own], set, "undetermined"],
        ["and no resources", [definition("Deny", "Microsoft.KeyVault.Data"), own], write, "allowed"],
        ["a stack may deny changes to its vault", [stack({ mode: "denyWriteAndDelete" })], write, "undetermined"],
        ["not reading", [stack({ mode: "denyWriteAndDelete" })], {}, "allowed"],
        ["nor where it denies deletions alone", [stack({ mode: "denyDelete" })], write, "allowed"],
        ["nor where it denies nothing", [stack({ mode: "none" })], write, "allowed"],
        [
            "nor for whom it spares",
            [stack({ mode: "denyWriteAndDelete", excludedPrincipals: [user] })],
            write,
            "allowed",
        ],
    ];
    test.each(rows)("%s", (_claim, resources, asked, expected) => {
        const held = [assignment(roles.administrator, user), assignment(roles.keyVaultContributor, user, groupId)];
        expect(outcome([vault(), ...held, ...resources], asked)).toBe(expected);
    });
});

describe("callers", () => {
    test("nobody without a token", () => {
        expect(ask([vault()], { as: "anonymous" })).toMatchObject({ verdict: "denied", status: 401 });
    });

    test.each([
        ["by its id", `${groupId}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/other`],
        ["by what only deployment tells", unknown],
    ])("a machine with another provider's identity, named %s, may hold what the plan gives to such", (_how, id) => {
        const other = resource(
            "azure:authorization/userAssignedIdentity:UserAssignedIdentity",
            "other",
            { name: "other" },
            { id: `${groupId}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/other` },
        );
        const machine = resource(
            "compute:VirtualMachine",
            "vm",
            {
                ...{ vmName: "vm", resourceGroupName: "rg" },
                identity: { type: "UserAssigned", userAssignedIdentities: [id] },
            },
            { from: { identity: [other] } },
        );
        const held = resource(
            "authorization:RoleAssignment",
            "held",
            { principalId: unknown, roleDefinitionId: roles.secretsUser, scope: vaultId },
            { from: { principalId: [other] } },
        );
        expect(outcome([vault(), other, machine, held], { as: "vm" })).toBe("undetermined");
        expect(outcome([vault(), other, machine], { as: "vm" })).toBe(refused);
    });

    test("a group does not sign in: its members do", () => {
        const plan = [vault(), assignment(roles.secretsUser, group, vaultId, { principalType: "Group" })];
        const token = (as: string): unknown => gateOf(ask(plan, { as }), "authentication").because;
        expect(token(group)).toEqual({ code: "token", members: true });
        expect(token(user)).toEqual({ code: "token" });
        expect(outcome(plan, { as: group })).toBe("allowed");
    });

    test.each([
        ["an identity in a list", { type: "UserAssigned", userAssignedIdentities: [unknown] }],
        ["all of it", unknown],
    ])("a machine of whose identity %s is not told may have any", (_what, identity) => {
        const machine = resource("compute:VirtualMachine", "vm", { vmName: "vm", resourceGroupName: "rg", identity });
        const own = resource("managedidentity:UserAssignedIdentity", "own", { resourceName: "own" });
        const held = resource(
            "authorization:RoleAssignment",
            "held",
            { principalId: unknown, roleDefinitionId: roles.secretsUser, scope: vaultId },
            { from: { principalId: [own] } },
        );
        expect(outcome([vault(), own, machine, held], { as: "vm" })).toBe("undetermined");
        const literal = { ...held, inputs: { ...held.inputs, principalId: stranger } };
        expect(outcome([vault(), machine, literal], { as: "vm" })).toBe("undetermined");
        expect(outcome([vault(), machine], { as: "vm" })).toBe(refused);
    });

    test("a managed identity of another tenant gets no token that the vault takes", () => {
        const identity = resource(
            "managedidentity:UserAssignedIdentity",
            "id",
            { resourceName: "id", resourceGroupName: "rg" },
            { outputs: { principalId: user, tenantId: stranger } },
        );
        expect(ask([vault(), identity, assignment(roles.secretsUser, user)], { as: "id" })).toMatchObject({
            verdict: "denied",
            status: 401,
        });
    });

    test("an access policy's tenant says nothing of the caller's token, least of all where policies are ignored", () => {
        const stale = vault({ accessPolicies: [entry({ secrets: ["get"] }, { tenantId: stranger })] });
        const elsewhere = vault(
            { tenantId: stranger, accessPolicies: [entry({ secrets: ["get"] }, { tenantId: stranger })] },
            { name: "kv2" },
        );
        const granted = assignment(roles.secretsUser, user);
        for (const plan of [
            [stale, granted],
            [vault(), elsewhere, granted],
        ]) {
            const answer = ask(plan);
            expect(answer.verdict).toBe("allowed");
            expect(answer.assumes).toContainEqual({ code: "same-tenant", principal: user });
        }
    });

    test("a persona's tenant is where its tokens come from, asked by name or by GUID", () => {
        const personas = resource(
            "keyvault-blueprint:index:RoleSets",
            "roles",
            {},
            {
                outputs: { personas: [{ persona: "guests", label: "", principalId: user, tenantId: stranger }] },
            },
        );
        const plan = [vault(), personas, assignment(roles.secretsUser, user)];
        for (const as of ["guests", user]) expect(outcome(plan, { as })).toBe("denied AKV10032");
    });

    test("an identity that the plan makes is known by the resource that has it", () => {
        const identity = resource(
            "managedidentity:UserAssignedIdentity",
            "id",
            { resourceName: "id", resourceGroupName: "rg" },
            { outputs: { principalId: unknown } },
        );
        const granted = assignment(roles.secretsUser, unknown, vaultId, {}, { from: { principalId: [identity] } });
        expect(outcome([vault(), identity, granted], { as: "id" })).toBe("allowed");
        expect(outcome([vault(), identity, granted])).toBe(refused);
        expect(ask([vault(), identity, granted]).assumes).toContainEqual({
            code: "new-identity-is-another",
            urn: identity.urn,
        });
    });

    test("of two that a principal may come from, either may be meant", () => {
        const [a, b] = ["a", "b"].map((name) =>
            resource("managedidentity:UserAssignedIdentity", name, { resourceName: name, resourceGroupName: "rg" }),
        );
        const granted = assignment(roles.secretsUser, unknown, vaultId, {}, { from: { principalId: [a!, b!] } });
        expect(outcome([vault(), a!, b!, granted], { as: "a" })).toBe("undetermined");
        expect(outcome([vault(), a!, b!, granted])).toBe(refused);
    });

    test("code may use any identity of its machine", () => {
        const identity = resource(
            "managedidentity:UserAssignedIdentity",
            "id",
            { resourceName: "id", resourceGroupName: "rg" },
            { id: "/id", outputs: { principalId: stranger } },
        );
        const app = resource("web:WebApp", "web", {
            name: "web",
            resourceGroupName: "rg",
            identity: { type: "SystemAssigned, UserAssigned", userAssignedIdentities: ["/id"] },
        });
        expect(
            outcome([vault(), identity, app, assignment(roles.secretsUser, stranger)], { as: "web", from: "web" }),
        ).toBe("allowed");
    });

    describe("an identity that the plan only points at", () => {
        const outsideId = `${groupId}-other/providers/Microsoft.ManagedIdentity/userAssignedIdentities/outside`;
        const machine = (identity: PlanObject): PlanResource =>
            resource("compute:VirtualMachine", "vm", { vmName: "vm", resourceGroupName: "rg", identity });
        const pointing = machine({ type: "UserAssigned", userAssignedIdentities: [outsideId] });
        const to = (principalType: string): PlanResource =>
            assignment(roles.secretsUser, stranger, vaultId, { principalType });
        test("may be any principal that the plan does not explain", () => {
            const because = gateOf(
                ask([vault(), pointing, to("ServicePrincipal")], { as: "vm" }),
                "authorization",
            ).because;
            expect(because).toMatchObject({
                code: "authorization-unknown",
                maybes: [{ code: "identity-outside", detail: outsideId.toLowerCase() }],
            });
            const policies = byPolicies([entry({ secrets: ["get"] }, { objectId: stranger })]);
            expect(outcome([policies, pointing], { as: "vm" })).toBe("undetermined");
        });
        test("and is no person, no group, nor an identity that the plan has", () => {
            const known = resource(
                "managedidentity:UserAssignedIdentity",
                "id",
                { resourceName: "id", resourceGroupName: "rg" },
                { outputs: { principalId: stranger } },
            );
            expect(outcome([vault(), pointing, to("User")], { as: "vm" })).toBe(refused);
            expect(outcome([vault(), pointing, to("Group")], { as: "vm" })).toBe(refused);
            expect(outcome([vault(), pointing, known, to("ServicePrincipal")], { as: "vm" })).toBe(refused);
        });
        test("where nothing here is for a principal that the plan does not explain, it holds nothing", () => {
            expect(outcome([vault(), pointing], { as: "vm" })).toBe(refused);
            const elsewhere = assignment(roles.secretsUser, stranger, `${vaultId}2`, {
                principalType: "ServicePrincipal",
            });
            expect(outcome([vault(), pointing, elsewhere], { as: "vm" })).toBe(refused);
        });
        test("where the type of the machine's identity does not say so, none is attached", () => {
            const left = machine({ type: "SystemAssigned", userAssignedIdentities: [outsideId] });
            expect(outcome([vault(), left, to("ServicePrincipal")], { as: "vm" })).toBe(refused);
        });
    });

    test("a member that another provider's resource puts into a group may hold what the group holds", () => {
        const member = {
            ...resource("x", "m", { groupObjectId: group, memberObjectId: user }),
            type: "azuread:index/groupMember:GroupMember",
        };
        expect(outcome([vault(), assignment(roles.secretsUser, group), member])).toBe("undetermined");
        expect(outcome([vault(), assignment(roles.secretsUser, group), member], { as: stranger })).toBe(refused);
    });
});

describe("resources of other kinds that can grant", () => {
    const foreign = (type: string, inputs: PlanObject): PlanResource => ({ ...resource("x", "foreign", inputs), type });
    test("leave a refusal open where they touch the vault", () => {
        expect(outcome([vault(), foreign("azure:authorization/assignment:Assignment", { scope: vaultId })])).toBe(
            "undetermined",
        );
        expect(
            outcome([
                vault(),
                foreign("azure:authorization/assignment:Assignment", {
                    scope: "/subscriptions/x/resourceGroups/y/providers/z",
                }),
            ]),
        ).toBe(refused);
        expect(
            outcome([
                vault(),
                assignment(roles.secretsUser, user),
                foreign("azure:authorization/assignment:Assignment", { scope: vaultId }),
            ]),
        ).toBe("allowed");
    });
});
