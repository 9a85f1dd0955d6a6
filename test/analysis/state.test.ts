import { describe, expect, test } from "vitest";
import type { PlanObject, PlanResource } from "../../plan/plan.ts";
import {
    ask,
    assignment,
    everyAccess,
    gateOf,
    groupId,
    outcome,
    resource,
    roles,
    unknown,
    subscription,
    user,
    vault,
    vaultId,
} from "./plans.ts";

/** Sources: learn.microsoft.com/azure/key-vault/secrets/about-secrets, keys/about-keys-details, general/soft-delete-overview. */
const past = 1_600_000_000;
const future = 2_000_000_000;
const now = "2026-11-21T12:00:00Z";

function secret(
    attributes: PlanObject = {},
    more: { outputs?: PlanObject; name?: string; after?: readonly PlanResource[] } = {},
): PlanResource {
    const { name = "s", ...rest } = more;
    return resource(
        "keyvault:Secret",
        name,
        { vaultName: "kv", resourceGroupName: "rg", secretName: "s", properties: { attributes } },
        rest,
    );
}

function key(attributes: PlanObject = {}, properties: PlanObject = {}): PlanResource {
    return resource("keyvault:Key", "k", {
        vaultName: "kv",
        resourceGroupName: "rg",
        keyName: "k",
        properties: { kty: "RSA", attributes, ...properties },
    });
}

describe("secrets", () => {
    const rows: readonly (readonly [
        claim: string,
        object: PlanResource,
        words: Record<string, string>,
        expected: string,
    ])[] = [
        ["a disabled one is not read", secret({ enabled: false }), {}, "denied SecretDisabled"],
        ["but listed", secret({ enabled: false }), { do: "secrets/list" }, "allowed"],
        ["and written anew", secret({ enabled: false }), { do: "secrets/set" }, "allowed"],
        ["an unknown switch may be off", secret({ enabled: unknown }), {}, "undetermined"],
        ["expiry informs and does not bind", secret({ expires: past }), { at: now }, "allowed"],
        ["nor does activation", secret({ notBefore: future }), { at: now }, "allowed"],
        ["without a moment neither matters", secret({ expires: past }), {}, "allowed"],
        [
            "of another version the plan may know nothing",
            secret({ enabled: false }),
            { on: "kv/secrets/s/0123456789abcdef0123456789abcdef" },
            "undetermined",
        ],
        [
            "unless it knows the one that it disabled",
            secret(
                { enabled: false },
                {
                    outputs: {
                        properties: {
                            secretUriWithVersion:
                                "https://kv.vault.azure.net/secrets/s/ffffffffffffffffffffffffffffffff",
                        },
                    },
                },
            ),
            { on: "kv/secrets/s/0123456789abcdef0123456789abcdef" },
            "allowed",
        ],
        [
            "which is refused by its own name",
            secret(
                { enabled: false },
                {
                    outputs: {
                        properties: {
                            secretUriWithVersion:
                                "https://kv.vault.azure.net/secrets/s/ffffffffffffffffffffffffffffffff",
                        },
                    },
                },
            ),
            { on: `kv/secrets/s/${"F".repeat(32)}` },
            "denied SecretDisabled",
        ],
    ];
    test.each(rows)("%s", (_claim, object, words, expected) => {
        expect(outcome([vault(), object, ...everyAccess], words)).toBe(expected);
    });

    test("of two versions the later one counts", () => {
        const first = secret({ enabled: false }, { name: "first" });
        expect(
            outcome([vault(), first, secret({ enabled: true }, { name: "second", after: [first] }), ...everyAccess]),
        ).toBe("allowed");
        expect(outcome([vault(), first, secret({ enabled: true }, { name: "second" }), ...everyAccess])).toBe(
            "undetermined",
        );
    });

    test("one that the plan does not show is taken to exist", () => {
        expect(ask([vault(), ...everyAccess]).assumes).toContainEqual({
            code: "object-exists",
            object: "kv/secrets/s",
        });
        expect(ask([vault(), secret(), ...everyAccess]).assumes).not.toContainEqual(
            expect.objectContaining({ code: "object-exists" }),
        );
    });
});

describe("keys", () => {
    const rows: readonly (readonly [
        claim: string,
        object: PlanResource,
        operation: string,
        at: string | undefined,
        expected: string,
    ])[] = [
        ["an expired one protects nothing new", key({ expires: past }), "wrapKey", now, "denied"],
        ["but gives back what it protected", key({ expires: past }), "unwrapKey", now, "allowed"],
        ["and decrypts", key({ expires: past }), "decrypt", now, "allowed"],
        ["and verifies", key({ expires: past }), "verify", now, "allowed"],
        ["it does not sign", key({ expires: past }), "sign", now, "denied"],
        ["one that is not yet valid does not encrypt", key({ notBefore: future }), "encrypt", now, "denied"],
        ["whether or not it is enabled", key({ expires: past, enabled: unknown }), "sign", now, "denied"],
        ["within its dates that matters", key({ expires: future, enabled: unknown }), "sign", now, "undetermined"],
        ["within its dates it does", key({ notBefore: past, expires: future }), "encrypt", now, "allowed"],
        ["without a moment the plan cannot tell", key({ expires: future }), "encrypt", undefined, "undetermined"],
        ["a disabled one does nothing", key({ enabled: false }), "unwrapKey", now, "denied KeyDisabled"],
        ["whether it is still read is not documented", key({ enabled: false }), "get", now, "undetermined"],
        ["it is still listed", key({ enabled: false }), "list", now, "allowed"],
        ["one for signing does not wrap", key({}, { keyOps: ["sign", "verify"] }), "wrapKey", now, "denied"],
        ["a curve does not wrap", key({}, { kty: "EC" }), "wrapKey", now, "denied"],
        ["but signs", key({}, { kty: "EC" }), "sign", now, "allowed"],
        ["unknown operations leave it open", key({}, { keyOps: unknown }), "sign", now, "undetermined"],
        ["only an exportable one is released", key(), "release", now, "denied"],
    ];
    test.each(rows)("%s", (_claim, object, operation, at, expected) => {
        expect(
            outcome([vault(), object, ...everyAccess], {
                do: `keys/${operation}`,
                on: "kv/keys/k",
                ...(at !== undefined && { at }),
            }),
        ).toBe(expected);
    });
});

describe("objects that another provider makes", () => {
    const classic = (type: string, name: string): PlanResource =>
        resource(`azure:keyvault/${type}`, "other", { keyVaultId: vaultId, name });
    test.each([
        ["the key itself", classic("key:Key", "k"), "undetermined"],
        ["a certificate, which has a key of its name", classic("certifiate:Certifiate", "K"), "undetermined"],
        ["a key of another name", classic("key:Key", "other"), "allowed"],
        ["a secret of its name", classic("secret:Secret", "k"), "allowed"],
    ])("%s: its state is not read", (_claim, other, expected) => {
        const asked = { do: "keys/sign", on: "kv/keys/k", at: now };
        expect(outcome([vault(), other, ...everyAccess], asked)).toBe(expected);
    });
});

describe("deleted objects", () => {
    test("are not told to be there where nothing is kept", () => {
        const old = vault({ enableSoftDelete: false });
        expect(outcome([old, ...everyAccess], { do: "secrets/recover" })).toBe("undetermined");
        expect(outcome([old, ...everyAccess])).toBe("allowed");
    });

    test("are recovered and purged, unless the vault is protected", () => {
        const protectedVault = vault({ enablePurgeProtection: true });
        expect(outcome([vault(), ...everyAccess], { do: "secrets/purge" })).toBe("allowed");
        expect(outcome([protectedVault, ...everyAccess], { do: "secrets/recover" })).toBe("allowed");
        const answer = ask([protectedVault, ...everyAccess], { do: "secrets/purge" });
        expect(answer).toMatchObject({ verdict: "denied", status: 403 });
        expect(gateOf(answer, "state").because).toMatchObject({ code: "purge-protected" });
        expect(gateOf(answer, "authorization").outcome).toBe("passed");
        expect(outcome([vault({ enablePurgeProtection: unknown }), ...everyAccess], { do: "secrets/purge" })).toBe(
            "undetermined",
        );
    });

    test("what they presuppose is said", () => {
        expect(ask([vault(), secret({ enabled: false }), ...everyAccess], { do: "secrets/recover" })).toMatchObject({
            verdict: "allowed",
            assumes: expect.arrayContaining([{ code: "object-deleted", object: "kv/secrets/s" }]) as unknown,
        });
    });
});

describe("the control plane", () => {
    const contributor = assignment(roles.keyVaultContributor, user, groupId);
    const write = "Microsoft.KeyVault/vaults/write";
    const closed = vault({ publicNetworkAccess: "Disabled" });
    const lock = (level: string, scope = groupId): PlanResource =>
        resource("authorization:ManagementLockByScope", "lock", { lockName: "lock", level, scope });
    const rows: readonly (readonly [
        claim: string,
        resources: readonly PlanResource[],
        action: string,
        expected: string,
    ])[] = [
        ["roles decide", [vault(), contributor], write, "allowed"],
        ["no role, no way", [vault()], write, "denied AuthorizationFailed"],
        ["the vault's network rules do not matter", [closed, contributor], write, "allowed"],
        [
            "its access policies neither",
            [
                vault({
                    enableRbacAuthorization: false,
                    accessPolicies: [
                        {
                            tenantId: "22222222-2222-4222-8222-222222222222",
                            objectId: user,
                            permissions: { secrets: ["all"] },
                        },
                    ],
                }),
            ],
            write,
            "denied AuthorizationFailed",
        ],
        ["data roles neither", [vault(), assignment(roles.administrator, user)], write, "denied AuthorizationFailed"],
        [
            "Key Vault Contributor purges no vault",
            [vault(), contributor],
            "Microsoft.KeyVault/locations/deletedVaults/purge/action",
            "denied AuthorizationFailed",
        ],
        ...[
            [vaultId, "denied AuthorizationFailed"],
            [groupId, "denied AuthorizationFailed"],
            [`/subscriptions/${subscription}`, "allowed"],
            ["/providers/Microsoft.Management/managementGroups/mg", "undetermined"],
        ].flatMap(([scope = "", expected = ""]) =>
            ["locations/deletedVaults/purge/action", "deletedVaults/read", "checkNameAvailability/read"].map(
                (action) =>
                    [
                        `deleted vaults and names are the subscription's: ${action} with a role at ${scope}`,
                        [vault(), assignment(roles.owner, user, scope)],
                        `Microsoft.KeyVault/${action}`,
                        expected,
                    ] as const,
            ),
        ),
        [
            "deployments are a resource group's, not a vault's",
            [vault(), assignment(roles.owner, user, vaultId)],
            "Microsoft.Resources/deployments/write",
            "denied AuthorizationFailed",
        ],
        [
            "of which it takes a role",
            [vault(), assignment(roles.owner, user, groupId)],
            "Microsoft.Resources/deployments/write",
            "allowed",
        ],
        [
            "Contributor assigns no role",
            [vault(), assignment(roles.contributor, user, groupId)],
            "Microsoft.Authorization/roleAssignments/write",
            "denied AuthorizationFailed",
        ],
        [
            "Owner does",
            [vault(), assignment(roles.owner, user, groupId)],
            "Microsoft.Authorization/roleAssignments/write",
            "allowed",
        ],
        [
            "which roles a delegate may assign depends on the role",
            [vault(), assignment(roles.dataAccessAdministrator, user)],
            "Microsoft.Authorization/roleAssignments/write",
            "undetermined",
        ],
        [
            "whether vaults/*/read is also vaults/read is not documented",
            [vault(), assignment(roles.reader, user)],
            "Microsoft.KeyVault/vaults/read",
            "undetermined",
        ],
        ["names count in any case", [vault(), contributor], "microsoft.keyvault/VAULTS/write", "allowed"],
        [
            "a lock keeps a vault from deletion",
            [vault(), contributor, lock("CanNotDelete")],
            "Microsoft.KeyVault/vaults/delete",
            "denied ScopeLocked",
        ],
        ["and lets it be changed", [vault(), contributor, lock("CanNotDelete")], write, "allowed"],
        ["unless it is for reading only", [vault(), contributor, lock("ReadOnly")], write, "denied ScopeLocked"],
        ["a lock elsewhere does not matter", [vault(), contributor, lock("ReadOnly", `${groupId}2`)], write, "allowed"],
        ["reading goes on", [vault(), contributor, lock("ReadOnly")], "Microsoft.KeyVault/vaults/read", "allowed"],
        [
            "a lock does not touch data",
            [vault(), contributor, lock("ReadOnly")],
            "Microsoft.KeyVault/vaults/deploy/action",
            "allowed",
        ],
    ];
    test.each(rows)("%s", (_claim, resources, action, expected) => {
        expect(outcome(resources, { do: action, on: "kv" })).toBe(expected);
    });

    test("network gates are not asked", () => {
        const answer = ask([closed, contributor], { do: write, on: "kv" });
        expect(answer.gates.map(({ gate, outcome: own }) => [gate, own])).toEqual([
            ["dns", "not applicable"],
            ["path", "not applicable"],
            ["authentication", "passed"],
            ["network", "not applicable"],
            ["authorization", "passed"],
            ["state", "passed"],
        ]);
        expect(answer.resolves.names).toEqual(["management.azure.com"]);
    });

    test("a role on one secret reaches its ARM resource", () => {
        const own = assignment(roles.keyVaultContributor, user, `${vaultId}/secrets/s`);
        const action = "Microsoft.KeyVault/vaults/secrets/write";
        expect(outcome([vault(), own], { do: action, on: "kv/secrets/s" })).toBe("allowed");
        expect(outcome([vault(), own], { do: action, on: "kv/secrets/t" })).toBe("denied AuthorizationFailed");
    });
});

describe("what Azure reads for a deployment", () => {
    const words = { from: "service:Azure Resource Manager template deployment service" };
    const deployer = assignment(roles.keyVaultContributor, user);
    const acls = { networkAcls: { defaultAction: "Deny", bypass: "AzureServices" } };
    test("needs the vault's switch and the deployer's action", () => {
        expect(outcome([vault({ enabledForTemplateDeployment: true, ...acls }), deployer], words)).toBe("allowed");
        expect(outcome([vault({ ...acls }), deployer], words)).toBe("denied");
        expect(outcome([vault({ enabledForTemplateDeployment: true, ...acls })], words)).toBe(
            "denied AuthorizationFailed",
        );
        expect(
            outcome(
                [
                    vault({
                        enabledForTemplateDeployment: true,
                        networkAcls: { defaultAction: "Deny", bypass: "None" },
                    }),
                    deployer,
                ],
                words,
            ),
        ).toBe("denied ForbiddenByFirewall");
    });
});
