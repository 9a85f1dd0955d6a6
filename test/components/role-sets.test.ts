import * as pulumi from "@pulumi/pulumi";
import { describe, expect, test } from "vitest";
import { RoleSets, type PersonasArgs, type RoleSetsArgs } from "../../components/role-sets.ts";
import { unknown, type PlanObject } from "../../plan/plan.ts";
import {
    idOf,
    placement,
    refusedProgram,
    registered,
    subscriptionId,
    tenantId,
    type Registered,
} from "../support/recording.ts";

const vaultId = idOf("Microsoft.KeyVault/vaults/kv-shared");
const resourceGroupId = `/subscriptions/${subscriptionId}/resourceGroups/rg-payments`;
const group = "3f2504e0-4f89-41d3-9a0c-0305e82c3301";
const other = "3f2504e0-4f89-41d3-9a0c-0305e82c3302";

const base: RoleSetsArgs = { placement, vaultId, vaultName: "kv-shared", accessModel: "rbac", personas: {} };
const roleSets = (personas: PersonasArgs, more: Partial<RoleSetsArgs> = {}): Promise<Registered> =>
    registered(() => new RoleSets("payments", { ...base, personas, ...more }));

/** learn.microsoft.com/azure/role-based-access-control/built-in-roles, typed anew. */
const roles: Record<string, string> = {
    "00482a5a-887f-4fb3-b363-3b7fe8e74483": "Key Vault Administrator",
    "21090545-7ca7-4776-b22c-e363652d74d2": "Key Vault Reader",
    "4633458b-17de-408a-b874-0445c86b69e6": "Key Vault Secrets User",
    "db79e9a7-68ee-4b58-9aeb-b90e7c24fcba": "Key Vault Certificate User",
    "e147488a-f6f5-4113-8e2d-b22465e65bf6": "Key Vault Crypto Service Encryption User",
    "f25e0fa2-a7c8-4377-a976-54943a77a395": "Key Vault Contributor",
    "8b54135c-b56d-4d72-a534-26097cfdc8d8": "Key Vault Data Access Administrator",
    "749f88d5-cbae-40b8-bcfc-e573ddc772fa": "Monitoring Contributor",
    "73c42c96-874c-492b-b04d-ab87d138a893": "Log Analytics Reader",
    "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1": "Storage Blob Data Reader",
    "b24988ac-6180-42a0-ab88-20f7382dd24c": "Contributor",
};

/** What is assigned to whom where, in words. */
function assigned({ resources }: Registered): string[] {
    return resources
        .filter(({ type }) => type === "azure-native:authorization:RoleAssignment")
        .map(({ inputs }) => {
            const { roleDefinitionId, principalId, principalType, scope } = inputs as Record<string, string>;
            const guid = roleDefinitionId?.slice(roleDefinitionId.lastIndexOf("/") + 1) ?? "";
            const place = scope?.replace(vaultId, "vault").replace(resourceGroupId, "group");
            return `${roles[guid] ?? guid} at ${place} to ${principalType} ${principalId === group ? "group" : principalId}`;
        })
        .sort();
}

describe("roles on a vault that exists", () => {
    test("of all personas are the documents' table, each assignment with its principal's type", async () => {
        const members = { team: { principalId: group, principalType: "Group" } } as const;
        const recorded = await roleSets(
            {
                securityTeam: members,
                developers: members,
                auditors: members,
                storageAccount: members,
                application: members,
            },
            {
                logWorkspaceIds: [idOf("Microsoft.OperationalInsights/workspaces/log")],
                logStorageAccountIds: [idOf("Microsoft.Storage/storageAccounts/stlogs")],
            },
        );
        expect(recorded.counts).toEqual({
            RoleSets: 1,
            "authorization:RoleDefinition": 1,
            "authorization:RoleAssignment": 11,
        });
        expect(assigned(recorded)).toEqual(
            [
                "Key Vault Administrator at vault to Group group",
                "Key Vault Certificate User at vault to Group group",
                "Key Vault Contributor at group to Group group",
                "Key Vault Crypto Service Encryption User at vault to Group group",
                "Key Vault Data Access Administrator at vault to Group group",
                "Key Vault Reader at vault to Group group",
                "Key Vault Secrets User at vault to Group group",
                "Log Analytics Reader at group/providers/Microsoft.OperationalInsights/workspaces/log to Group group",
                "Monitoring Contributor at group to Group group",
                "Storage Blob Data Reader at group/providers/Microsoft.Storage/storageAccounts/stlogs to Group group",
                expect.stringMatching(/^[0-9a-f-]{36} at group to Group group$/) as string,
            ].sort((a, b) => (String(a) < String(b) ? -1 : 1)),
        );
    });

    test("have names derived from scope, role and principal: the same in every run, and never the same twice", async () => {
        const personas: PersonasArgs = {
            application: {
                a: { principalId: group, principalType: "Group" },
                b: { principalId: other, principalType: "User" },
            },
        };
        const names = async (): Promise<unknown[]> =>
            (await roleSets(personas)).resources.flatMap(({ inputs }) => inputs["roleAssignmentName"] ?? []);
        const first = await names();
        expect(first).toHaveLength(4);
        expect(new Set(first).size).toBe(4);
        for (const name of first) expect(name).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
        expect(await names()).toEqual(first);
    });

    test("of an identity that only deployment gives are named by the identity, and known", async () => {
        const identityId = idOf("Microsoft.Compute/virtualMachines/vm-payments");
        const principalId = pulumi.output(pulumi.unknown as unknown as string);
        const { inputs, one } = await roleSets({
            application: { machine: { principalId, principalType: "ServicePrincipal", identityId } },
        });
        const assignment = inputs("payments-application-machine-key-vault-secrets-user");
        expect(assignment).toMatchObject({ principalId: unknown, principalType: "ServicePrincipal", scope: vaultId });
        expect(assignment["roleAssignmentName"]).toMatch(/^[0-9a-f-]{36}$/);
        expect(one("payments-application-machine-key-vault-secrets-user").id).toBe(
            `${vaultId}/providers/Microsoft.Authorization/roleAssignments/${assignment["roleAssignmentName"] as string}`,
        );
    });

    test("at a management group refer to the tenant's definition, at all other scopes to the subscription's", async () => {
        const managementGroup = "/providers/Microsoft.Management/managementGroups/platform";
        const { inputs } = await roleSets({
            application: {
                wide: { principalId: group, principalType: "Group", scope: managementGroup },
                narrow: { principalId: other, principalType: "Group", objects: ["secrets/db-password"] },
            },
        });
        const secretsUser = "providers/Microsoft.Authorization/roleDefinitions/4633458b-17de-408a-b874-0445c86b69e6";
        expect(inputs("payments-application-wide-key-vault-secrets-user")).toMatchObject({
            scope: managementGroup,
            roleDefinitionId: `/${secretsUser}`,
        });
        expect(inputs("payments-application-narrow-key-vault-secrets-user-secrets-db-password")).toMatchObject({
            scope: `${vaultId}/secrets/db-password`,
            roleDefinitionId: `/subscriptions/${subscriptionId}/${secretsUser}`,
        });
    });

    test("that a person activates are schedules with an end, and no standing assignment", async () => {
        const eligible = { start: "2027-01-01T00:00:00Z", end: "2027-06-30T00:00:00Z", justification: "on call" };
        const { counts, inputs } = await roleSets({
            application: { team: { principalId: group, principalType: "Group", eligible } },
        });
        expect(counts).toEqual({ RoleSets: 1, "authorization:PimRoleEligibilitySchedule": 2 });
        expect(inputs("payments-application-team-key-vault-secrets-user")).toMatchObject({
            scope: vaultId,
            principalId: group,
            justification: "on call",
            scheduleInfo: {
                startDateTime: eligible.start,
                expiration: { type: "AfterDateTime", endDateTime: eligible.end },
            },
        });
    });
});

describe("developers", () => {
    const developers = { team: { principalId: group, principalType: "Group" } } as const;

    test("hold a custom role that deploys from the vault and reads no secret", async () => {
        const { counts, inputs, waitsFor } = await roleSets({ developers });
        expect(counts).toEqual({ RoleSets: 1, "authorization:RoleDefinition": 1, "authorization:RoleAssignment": 1 });
        const role = inputs("payments-deploy-role");
        expect(role).toMatchObject({
            roleType: "CustomRole",
            roleName: "Key Vault Deployer (rg-payments, dev)",
            scope: resourceGroupId,
            assignableScopes: [resourceGroupId],
            permissions: [
                {
                    actions: [
                        "Microsoft.KeyVault/vaults/read",
                        "Microsoft.KeyVault/vaults/deploy/action",
                        "Microsoft.Resources/deployments/*",
                        "Microsoft.Resources/subscriptions/resourceGroups/read",
                    ],
                    notActions: [],
                    dataActions: [],
                    notDataActions: [],
                },
            ],
        });
        expect(inputs("payments-developers-team-key-vault-deployer")).toMatchObject({
            roleDefinitionId: `/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${role["roleDefinitionId"] as string}`,
            scope: resourceGroupId,
        });
        expect(waitsFor("payments-developers-team-key-vault-deployer")).toEqual(["payments-deploy-role"]);
    });

    test("get another custom role in another stack: its name is unique in the tenant", async () => {
        const roleOf = async (stack: string): Promise<PlanObject> =>
            (await registered(() => new RoleSets("payments", { ...base, personas: { developers } }), { stack })).inputs(
                "payments-deploy-role",
            );
        const [dev, test] = [await roleOf("dev"), await roleOf("test")];
        expect(dev["roleName"]).not.toBe(test["roleName"]);
        expect(dev["roleDefinitionId"]).not.toBe(test["roleDefinitionId"]);
    });

    test("hold everything by an explicit word, and no custom role is made", async () => {
        const recorded = await roleSets({ developers }, { developerRights: "full" });
        expect(assigned(recorded)).toEqual([
            "Contributor at group to Group group",
            "Key Vault Administrator at vault to Group group",
        ]);
        expect(recorded.counts).not.toHaveProperty("authorization:RoleDefinition");
    });
});

describe("access policies", () => {
    test("are entries of their own, with the permissions by name", async () => {
        const { list, inputs } = await roleSets(
            {
                auditors: { team: { principalId: group, principalType: "Group" } },
                storageAccount: { own: { principalId: other, principalType: "ServicePrincipal" } },
            },
            { accessModel: "access-policies" },
        );
        expect(list).toEqual([
            "RoleSets payments",
            "keyvault:AccessPolicy payments-policy-auditors-team",
            "keyvault:AccessPolicy payments-policy-storageaccount-own",
        ]);
        expect(inputs("payments-policy-auditors-team")).toEqual({
            vaultName: "kv-shared",
            resourceGroupName: "rg-payments",
            policy: {
                tenantId,
                objectId: group,
                permissions: { keys: ["list"], secrets: ["list"], certificates: ["list"] },
            },
        });
        expect(inputs("payments-policy-storageaccount-own")).toMatchObject({
            policy: {
                objectId: other,
                permissions: { keys: ["get", "list", "wrapKey", "unwrapKey"], secrets: [], certificates: [] },
            },
        });
    });

    test("of the security team contain purge, which all does not", async () => {
        const { inputs } = await roleSets(
            { securityTeam: { team: { principalId: group, principalType: "Group" } } },
            { accessModel: "access-policies" },
        );
        const { permissions } = inputs("payments-policy-securityteam-team")["policy"] as {
            permissions: Record<string, string[]>;
        };
        for (const [family, count] of Object.entries({ keys: 20, secrets: 8, certificates: 16 })) {
            expect(permissions[family], family).toContain("purge");
            expect(permissions[family], family).not.toContain("all");
            expect(new Set(permissions[family]).size, family).toBe(count);
        }
    });

    test("may ask for an application beside the user", async () => {
        const applicationId = "7f2504e0-4f89-41d3-9a0c-0305e82c3301";
        const { inputs } = await roleSets(
            { application: { user: { principalId: group, principalType: "User", applicationId } } },
            { accessModel: "access-policies" },
        );
        expect(inputs("payments-policy-application-user")["policy"]).toMatchObject({ objectId: group, applicationId });
    });

    test("are made beside roles while a change of model is prepared", async () => {
        for (const [accessModel, preparedAccessModel] of [
            ["rbac", "access-policies"],
            ["access-policies", "rbac"],
        ] as const) {
            const { counts } = await roleSets(
                { auditors: { team: { principalId: group, principalType: "Group" } } },
                { accessModel, preparedAccessModel },
            );
            expect(counts).toEqual({ RoleSets: 1, "authorization:RoleAssignment": 1, "keyvault:AccessPolicy": 1 });
        }
    });
});

test("the personas are an output that the analysis reads, one member's unknown principal not hiding the others", async () => {
    const principalId = pulumi.output(pulumi.unknown as unknown as string);
    const identityId = idOf("Microsoft.Compute/virtualMachines/vm");
    const { one } = await roleSets({
        auditors: { team: { principalId: group, principalType: "Group" } },
        application: { machine: { principalId, principalType: "ServicePrincipal", identityId } },
    });
    expect(one("payments").outputs).toEqual({
        personas: [
            { persona: "auditors", label: "team", principalId: group, principalType: "Group" },
            {
                persona: "application",
                label: "machine",
                principalId: unknown,
                principalType: "ServicePrincipal",
                identityId,
            },
        ],
    });
});

describe("refused, with nothing registered", () => {
    const team = { principalId: group, principalType: "Group" } as const;

    test.each([
        ["an unknown persona", { personas: { admins: { team } } as PersonasArgs }, "roleSets.admins"],
        [
            "a principal by name",
            { personas: { auditors: { team: { ...team, principalId: "auditors" } } } },
            "roleSets.auditors.team.principalId",
        ],
        ["the same principal and role twice", { personas: { auditors: { a: team, b: team } } }, "roleSets"],
        [
            "a scope that does not cover the vault",
            {
                personas: {
                    application: { team: { ...team, scope: "/subscriptions/99999999-2222-4333-8444-555555555555" } },
                },
            },
            "roleSets.application.team.scope",
        ],
        [
            "an application with roles",
            { personas: { application: { team: { ...team, applicationId: other } } } },
            "roleSets.application.team.applicationId",
        ],
        [
            "the model that holds already as the prepared one",
            { preparedAccessModel: "rbac" },
            "roleSets.preparedAccessModel",
        ],
        ["an unknown model", { accessModel: "roles" as "rbac" }, "roleSets.accessModel"],
    ] satisfies [string, Partial<RoleSetsArgs>, string][])("%s", async (_, args, what) => {
        expect((await refusedProgram(() => new RoleSets("payments", { ...base, ...args }))).refusal.what).toBe(what);
    });

    test("1,025 entries of access policies", async () => {
        const people = Object.fromEntries(
            Array.from({ length: 1025 }, (_, index) => [
                `p${index}`,
                {
                    principalId: `3f2504e0-4f89-41d3-9a0c-${String(index).padStart(12, "0")}`,
                    principalType: "User" as const,
                },
            ]),
        );
        const args = { ...base, accessModel: "access-policies" as const, personas: { application: people } };
        expect((await refusedProgram(() => new RoleSets("payments", args))).refusal.expected).toBe(
            "at most 1024, Key Vault's limit",
        );
    });
});
