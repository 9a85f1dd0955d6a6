import { describe, expect, test } from "vitest";
import { InputError } from "../../input/error.ts";
import type { Member } from "../../topology/members.ts";
import {
    planRoleSets,
    type PlannedAssignment,
    type PlannedRoleSets,
    type RoleSetsRequest,
} from "../../topology/role-sets.ts";
import { refused } from "../support/refused.ts";

const subscription = "/subscriptions/11111111-2222-4333-8444-555555555555";
const resourceGroupId = `${subscription}/resourceGroups/rg-payments`;
const vaultId = `${resourceGroupId}/providers/Microsoft.KeyVault/vaults/kv-payments`;
const workspaceId = `${resourceGroupId}/providers/Microsoft.OperationalInsights/workspaces/log-payments`;
const archiveId = `${resourceGroupId}/providers/Microsoft.Storage/storageAccounts/stpayments`;

type Request = RoleSetsRequest<string>;
type Personas = Request["personas"];

const principal = (last: number): string => `3f2504e0-4f89-41d3-9a0c-${String(last).padStart(12, "0")}`;
const member = (last: number, more: Partial<Member<string>> = {}): Member<string> => ({
    principalId: principal(last),
    principalType: "Group",
    ...more,
});

function request(personas: Personas, more: Partial<Request> = {}): Request {
    const logScopes = [
        { kind: "workspace", id: workspaceId } as const,
        { kind: "storage account", id: archiveId } as const,
    ];
    return { accessModel: "rbac", vaultId, resourceGroupId, logScopes, personas, ...more };
}

const plan = (personas: Personas, more: Partial<Request> = {}): PlannedRoleSets<string> =>
    planRoleSets(request(personas, more));
const refusal = (personas: Personas, more: Partial<Request> = {}): ReturnType<typeof refused> =>
    refused(() => plan(personas, more));

/** Role and place of an assignment, in short. */
function short({ role, scope }: PlannedAssignment<string>): string {
    const place = scope.kind === "id" ? scope.id : scope.kind === "object" ? scope.path : "vault";
    return `${role} at ${place.replace(resourceGroupId, "group")}`;
}

const granted = (personas: Personas, more?: Partial<Request>): string[] => plan(personas, more).assignments.map(short);

/** All permissions of an access policy, by name: "all" does not contain "purge" (learn.microsoft.com/azure/key-vault/general/assign-access-policy). */
const every = {
    keys: "backup create decrypt delete encrypt get getrotationpolicy import list purge recover release restore rotate setrotationpolicy sign unwrapKey update verify wrapKey",
    secrets: "backup delete get list purge recover restore set",
    certificates:
        "backup create delete deleteissuers get getissuers import list listissuers managecontacts manageissuers purge recover restore setissuers update",
};

function permitted(personas: Personas, more: Partial<Request> = {}): Record<string, string>[] {
    const sorted = (words: readonly string[]): string => [...words].sort().join(" ");
    return plan(personas, { accessModel: "access-policies", ...more }).policies.map(
        ({ permissions: { keys, secrets, certificates } }) => ({
            keys: sorted(keys),
            secrets: sorted(secrets),
            certificates: sorted(certificates),
        }),
    );
}

/** The role table of "Secure access to a key vault": management plane, data plane by role, data plane by access policy. */
const table: Record<
    string,
    { management: string[]; byVault: string[]; roles: string[]; permissions: Record<string, string>[] }
> = {
    securityTeam: {
        management: ["Key Vault Contributor at group", "Monitoring Contributor at group"],
        byVault: ["Key Vault Data Access Administrator at vault"],
        roles: ["Key Vault Administrator at vault"],
        permissions: [every],
    },
    developers: { management: ["Key Vault Deployer at group"], byVault: [], roles: [], permissions: [] },
    auditors: {
        management: [
            "Log Analytics Reader at group/providers/Microsoft.OperationalInsights/workspaces/log-payments",
            "Storage Blob Data Reader at group/providers/Microsoft.Storage/storageAccounts/stpayments",
        ],
        byVault: [],
        roles: ["Key Vault Reader at vault"],
        permissions: [{ keys: "list", secrets: "list", certificates: "list" }],
    },
    storageAccount: {
        management: [],
        byVault: [],
        roles: ["Key Vault Crypto Service Encryption User at vault"],
        permissions: [{ keys: "get list unwrapKey wrapKey", secrets: "", certificates: "" }],
    },
    application: {
        management: [],
        byVault: [],
        roles: ["Key Vault Secrets User at vault", "Key Vault Certificate User at vault"],
        permissions: [{ keys: "", secrets: "get list", certificates: "get list" }],
    },
};

describe.each(Object.entries(table))("the persona %s", (persona, { management, byVault, roles, permissions }) => {
    const personas = { [persona]: { group: member(1) } } as Personas;

    test("holds its roles and no access policy with access model rbac", () => {
        const planned = plan(personas);
        expect(planned.assignments.map(short)).toEqual([...management, ...byVault, ...roles]);
        expect(planned.policies).toEqual([]);
        expect(planned.needsDeployRole).toBe(persona === "developers");
    });

    test("holds the management plane and its permissions with access policies", () => {
        expect(granted(personas, { accessModel: "access-policies" })).toEqual(management);
        expect(permitted(personas)).toEqual(permissions);
    });

    test("holds both while a change of model is prepared", () => {
        for (const [accessModel, preparedAccessModel] of [
            ["rbac", "access-policies"],
            ["access-policies", "rbac"],
        ] as const) {
            expect(granted(personas, { accessModel, preparedAccessModel })).toEqual([
                ...management,
                ...byVault,
                ...roles,
            ]);
            expect(permitted(personas, { accessModel, preparedAccessModel })).toEqual(permissions);
        }
    });
});

describe("developers", () => {
    test("hold everything where they have a subscription or group of their own, by an explicit word", () => {
        const developers = { developers: { group: member(1) } };
        expect(granted(developers, { developerRights: "full" })).toEqual([
            "Contributor at group",
            "Key Vault Administrator at vault",
        ]);
        expect(permitted(developers, { developerRights: "full" })).toEqual([every]);
        expect(plan(developers, { developerRights: "full" }).needsDeployRole).toBe(false);
        expect(granted(developers, { developerRights: "deploy" })).toEqual(["Key Vault Deployer at group"]);
        expect(refusal(developers, { developerRights: "all" })).toMatchObject({
            what: "roleSets.developerRights",
            expected: "one of deploy, full",
        });
    });
});

describe("auditors", () => {
    test("read every place of the logs, and none where there is none", () => {
        const auditors = { auditors: { group: member(1) } };
        const second = `${resourceGroupId}/providers/Microsoft.OperationalInsights/workspaces/log-2`;
        expect(granted(auditors, { logScopes: [] })).toEqual(["Key Vault Reader at vault"]);
        const two = plan(auditors, {
            logScopes: [
                { kind: "workspace", id: workspaceId },
                { kind: "workspace", id: second },
            ],
        });
        expect(two.assignments.map(({ label }) => label)).toEqual([
            "auditors-group-log-analytics-reader",
            "auditors-group-log-analytics-reader-2",
            "auditors-group-key-vault-reader",
        ]);
    });
});

describe("scopes", () => {
    const application = (more: Partial<Member<string>>): Personas => ({ application: { app: member(1, more) } });

    test.each([
        ["a management group", "/providers/Microsoft.Management/managementGroups/platform"],
        ["the subscription", subscription],
        ["the resource group", resourceGroupId],
        ["the resource group in capitals", resourceGroupId.toUpperCase()],
    ])("%s takes the place of the vault, for data access alone", (_, scope) => {
        expect(granted(application({ scope }))).toEqual([
            `Key Vault Secrets User at ${scope.replace(resourceGroupId, "group")}`,
            `Key Vault Certificate User at ${scope.replace(resourceGroupId, "group")}`,
        ]);
    });

    test("the vault by its id is the vault", () => {
        expect(granted(application({ scope: vaultId }))).toEqual([
            "Key Vault Secrets User at vault",
            "Key Vault Certificate User at vault",
        ]);
    });

    test("single objects take the place of the vault, each with an assignment", () => {
        expect(
            plan(application({ objects: ["secrets/db-password", "certificates/tls"] })).assignments.map(
                ({ label, scope }) => [label, scope],
            ),
        ).toEqual([
            [
                "application-app-key-vault-secrets-user-secrets-db-password",
                { kind: "object", path: "secrets/db-password" },
            ],
            ["application-app-key-vault-secrets-user-certificates-tls", { kind: "object", path: "certificates/tls" }],
            [
                "application-app-key-vault-certificate-user-secrets-db-password",
                { kind: "object", path: "secrets/db-password" },
            ],
            [
                "application-app-key-vault-certificate-user-certificates-tls",
                { kind: "object", path: "certificates/tls" },
            ],
        ]);
    });

    test.each([
        ["another resource group", `${subscription}/resourceGroups/rg-other`],
        ["a group whose name begins alike", `${subscription}/resourceGroups/rg-pay`],
        ["another subscription", "/subscriptions/99999999-2222-4333-8444-555555555555"],
        ["a network", `${resourceGroupId}/providers/Microsoft.Network/virtualNetworks/v`],
        ["no id", "rg-payments"],
        ["an object, which has a setting of its own", `${vaultId}/secrets/db-password`],
    ])("%s does not cover the vault, and is refused", (_, scope) => {
        expect(refusal(application({ scope }))).toMatchObject({ what: "roleSets.application.app.scope", got: scope });
    });

    test.each(["db-password", "secret/db-password", "secrets/db_password", "secrets/", "secrets/a/b", "storage/x"])(
        "%j is no object, and is refused",
        (path) => {
            expect(refusal(application({ objects: ["secrets/ok", path] }))).toMatchObject({
                what: "roleSets.application.app.objects",
                got: path,
            });
        },
    );

    test("an empty list of objects would grant nothing, and is refused", () => {
        expect(refusal(application({ objects: [] })).what).toBe("roleSets.application.app.objects");
    });

    test("a scope and objects together are refused", () => {
        expect(refusal(application({ scope: resourceGroupId, objects: ["secrets/a"] })).what).toBe(
            "roleSets.application.app.scope",
        );
    });

    test.each([
        ["rbac", "access-policies"],
        ["access-policies", "rbac"],
        ["access-policies", undefined],
    ])(
        "narrower or wider than the vault are refused where access policies hold or are prepared (%s, %s): they know the vault alone",
        (accessModel, preparedAccessModel) => {
            for (const [field, more] of [
                ["objects", { objects: ["secrets/a"] }],
                ["scope", { scope: resourceGroupId }],
            ] as const) {
                expect(
                    refusal(application({ ...more } as Partial<Member<string>>), { accessModel, preparedAccessModel })
                        .what,
                ).toBe(`roleSets.application.app.${field}`);
            }
        },
    );
});

describe("eligibility", () => {
    const eligible = { start: "2027-01-01T00:00:00Z", end: "2027-06-30T00:00:00Z", justification: "on call" };

    test("is carried to every role of the persona", () => {
        const { assignments } = plan({ securityTeam: { group: member(1, { eligible }) } });
        expect(assignments.map(({ member: { eligible: period } }) => period)).toEqual(
            Array.from({ length: 4 }, () => eligible),
        );
    });

    test.each([
        ["without an end", { ...eligible, end: undefined as unknown as string }, "end"],
        ["that ends before it starts", { ...eligible, end: "2026-12-31T00:00:00Z" }, "end"],
        ["with an unreadable start", { ...eligible, start: "soon" }, "start"],
        ["with an unreadable end", { ...eligible, end: "2027-02-30" }, "end"],
    ])("%s is refused", (_, period, field) => {
        expect(refusal({ auditors: { group: member(1, { eligible: period }) } }).what).toBe(
            `roleSets.auditors.group.eligible.${field}`,
        );
    });

    test.each([
        ["access-policies", undefined],
        ["rbac", "access-policies"],
        ["access-policies", "rbac"],
    ])(
        "is refused where access policies hold or are prepared (%s, %s): they would stand",
        (accessModel, preparedAccessModel) => {
            expect(
                refusal({ auditors: { group: member(1, { eligible }) } }, { accessModel, preparedAccessModel }).what,
            ).toBe("roleSets.auditors.group.eligible");
        },
    );
});

describe("an application beside a principal", () => {
    const applicationId = "7f2504e0-4f89-41d3-9a0c-0305e82c3301";

    test("is carried to the access policy", () => {
        const { policies } = plan(
            { application: { user: member(1, { principalType: "User", applicationId }) } },
            { accessModel: "access-policies" },
        );
        expect(policies.map(({ member: { principalId, applicationId: id } }) => [principalId, id])).toEqual([
            [principal(1), applicationId],
        ]);
    });

    test("is refused beside the principal's entry without one: the provider finds entries by the principal alone", () => {
        const personas = { application: { user: member(1, { applicationId }) }, auditors: { user: member(1) } };
        expect(refusal(personas, { accessModel: "access-policies" }).got).toContain("another application");
    });

    test("is refused where roles decide, or will", () => {
        for (const [accessModel, preparedAccessModel] of [
            ["rbac", undefined],
            ["rbac", "access-policies"],
            ["access-policies", "rbac"],
        ] as const) {
            const { what } = refusal(
                { application: { user: member(1, { applicationId }) } },
                { accessModel, preparedAccessModel },
            );
            expect(what).toBe("roleSets.application.user.applicationId");
        }
    });

    test("is a GUID", () => {
        expect(
            refusal(
                { application: { user: member(1, { applicationId: "my-app" }) } },
                { accessModel: "access-policies" },
            ).got,
        ).toBe("my-app");
    });
});

describe("the same principal", () => {
    test("in two personas gets one access policy with the permissions of both", () => {
        const personas = {
            auditors: { x: member(1) },
            storageAccount: { y: member(1) },
            application: { z: member(2) },
        };
        expect(permitted(personas)).toEqual([
            { keys: "get list unwrapKey wrapKey", secrets: "list", certificates: "list" },
            { keys: "", secrets: "get list", certificates: "get list" },
        ]);
        expect(granted(personas)).toHaveLength(6);
    });

    test.each(["rbac", "access-policies"])("twice in a persona is refused with access model %s", (accessModel) => {
        for (const persona of ["securityTeam", "developers", "auditors", "storageAccount", "application"] as const) {
            const shouted = { principalId: principal(1).toUpperCase(), principalType: "Group" };
            const { what, got } = refusal({ [persona]: { x: member(1), y: shouted } }, { accessModel });
            expect(what).toBe("roleSets");
            expect(got).toMatch(/x.*y|y.*x/);
        }
    });

    test("with one role from two personas is refused", () => {
        const personas = { securityTeam: { x: member(1) }, developers: { y: member(1) } };
        const { got, fix } = refusal(personas, { developerRights: "full" });
        expect(got).toMatch(/Key Vault Administrator for 3f2504e0/);
        expect(fix).toBe("remove one of the two");
    });

    test("with one role at the vault and at the vault's id is refused: it is one assignment", () => {
        expect(refusal({ application: { x: member(1), y: member(1, { scope: vaultId.toLowerCase() }) } }).what).toBe(
            "roleSets",
        );
    });

    test("with one role at different objects is fine, at one object twice is not", () => {
        const at = (path: string): Member<string> => member(1, { objects: [path] });
        expect(() => plan({ application: { x: at("secrets/a"), y: at("secrets/b") } })).not.toThrow();
        expect(refusal({ application: { x: at("secrets/a"), y: at("secrets/A") } }).what).toBe("roleSets");
    });
});

describe("labels", () => {
    test("name resources: two that would name one are refused", () => {
        const personas = { application: { "Team A": member(1), "team-a": member(2) } };
        for (const accessModel of ["rbac", "access-policies"]) {
            expect(refusal(personas, { accessModel })).toMatchObject({
                what: "roleSets.application.team-a",
                got: "team-a",
            });
        }
    });
});

describe("refused", () => {
    test("a persona that does not exist, with the nearest", () => {
        expect(refusal({ auditor: { x: member(1) } } as Personas)).toMatchObject({
            what: "roleSets.auditor",
            fix: 'did you mean "auditors"?',
        });
        expect(refusal({ toString: { x: member(1) } } as unknown as Personas).what).toBe("roleSets.toString");
    });

    test.each([
        ["a name", "payments-team"],
        ["nothing", ""],
    ])("%s instead of an object id", (_, principalId) => {
        expect(refusal({ auditors: { x: member(1, { principalId }) } })).toMatchObject({
            what: "roleSets.auditors.x.principalId",
            got: principalId,
        });
    });

    test("an unknown type of principal or access model", () => {
        expect(refusal({ auditors: { x: member(1, { principalType: "group" }) } }).what).toBe(
            "roleSets.auditors.x.principalType",
        );
        expect(refusal({}, { accessModel: "policies" }).what).toBe("roleSets.accessModel");
        expect(refusal({}, { preparedAccessModel: "policies" }).what).toBe("roleSets.preparedAccessModel");
    });

    test("to prepare the model that holds already", () => {
        expect(refusal({}, { preparedAccessModel: "rbac" })).toMatchObject({
            what: "roleSets.preparedAccessModel",
            got: "rbac",
        });
    });

    test("more entries than a vault takes; as many as it takes are fine", () => {
        const people = (count: number): Personas => ({
            application: Object.fromEntries(Array.from({ length: count }, (_, index) => [`p${index}`, member(index)])),
        });
        expect(plan(people(1024), { accessModel: "access-policies" }).policies).toHaveLength(1024);
        expect(refusal(people(1025), { accessModel: "access-policies" })).toMatchObject({
            what: "roleSets",
            got: "1025 access-policy entries",
            expected: "at most 1024, Key Vault's limit",
        });
        expect(plan(people(1025)).assignments).toHaveLength(2050);
    });
});

test("principals that only deployment knows are planned without being looked at", () => {
    const later = { value: Promise.resolve("later") };
    const planned = planRoleSets<string | typeof later>({
        ...request({}),
        personas: {
            application: {
                app: { principalId: later, principalType: "ServicePrincipal" },
                other: { principalId: later, principalType: "ServicePrincipal" },
            },
        },
    });
    expect(planned.assignments.map(({ label, member: { principalId } }) => [label, principalId === later])).toEqual([
        ["application-app-key-vault-secrets-user", true],
        ["application-app-key-vault-certificate-user", true],
        ["application-other-key-vault-secrets-user", true],
        ["application-other-key-vault-certificate-user", true],
    ]);
    expect(() => planRoleSets(request({ application: { app: member(1, { principalId: "later" }) } }))).toThrow(
        InputError,
    );
});
