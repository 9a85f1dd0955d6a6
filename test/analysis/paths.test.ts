import { describe, expect, test } from "vitest";
import { indirectPaths, type IndirectPath } from "../../analysis/paths.ts";
import { readQuestion, type Words } from "../../analysis/words.ts";
import type { PlanObject, PlanResource } from "../../plan/plan.ts";
import {
    assignment,
    groupId,
    network,
    oracle,
    privateLink,
    resource,
    roles,
    stranger,
    subnet,
    subnetId,
    subscription,
    user,
    vault,
    vaultId,
} from "./plans.ts";

function paths(resources: readonly PlanResource[], words: Partial<Words> = {}): readonly IndirectPath[] {
    const asked = oracle(...resources);
    return indirectPaths(
        asked,
        readQuestion(asked.model, { from: "internet", as: user, do: "secrets/get", on: "kv/secrets/s", ...words }),
    );
}

function codes(resources: readonly PlanResource[], words: Partial<Words> = {}): readonly string[] {
    return paths(resources, words).map(({ code, verdict }) => (verdict === "allowed" ? code : `${code}?`));
}

const policyVault = vault({ enableRbacAuthorization: false });
const closed = { networkAcls: { defaultAction: "Deny", bypass: "None" } };
const contributor = assignment(roles.keyVaultContributor, user, groupId);

function lock(level: string): PlanResource {
    return resource("authorization:ManagementLockByScope", "lock", { lockName: "lock", level, scope: vaultId });
}

function keyOf(vaultName: string): PlanResource {
    const inputs = { vaultName, keyName: "k", resourceGroupName: "rg", properties: { kty: "RSA" } };
    return resource("keyvault:Key", `${vaultName}-k`, inputs, {
        id: `${groupId}/providers/Microsoft.KeyVault/vaults/${vaultName}/keys/k`,
    });
}

const key = keyOf("kv");

/** A custom role for the user at the vault, in one resource: a definition whose assignment is the second. */
function custom(permission: PlanObject): readonly PlanResource[] {
    const guid = "12121212-1212-4121-8121-121212121212";
    const id = `/subscriptions/${subscription}/providers/Microsoft.Authorization/roleDefinitions/${guid}`;
    const inputs = { roleDefinitionId: guid, roleName: "own", permissions: [permission] };
    return [
        resource("authorization:RoleDefinition", "own", { ...inputs, scope: `/subscriptions/${subscription}` }, { id }),
        assignment(guid, user),
    ];
}

const backsUpKeys = custom({ dataActions: ["Microsoft.KeyVault/vaults/keys/backup/action"] });
const writesSecrets = custom({ actions: ["Microsoft.KeyVault/vaults/secrets/write"] });

describe("over the vault", () => {
    const rows: readonly (readonly [
        claim: string,
        resources: readonly PlanResource[],
        words: Partial<Words>,
        expected: readonly string[],
    ])[] = [
        ["nobody without a role gets anywhere", [vault()], {}, []],
        [
            "who may write a vault with access policies gives himself one",
            [policyVault, contributor],
            {},
            ["write-own-policy", "deploy-with-reference"],
        ],
        [
            "a role at the vault alone makes no deployment, unless there is a group for it elsewhere",
            [policyVault, assignment(roles.keyVaultContributor, user)],
            {},
            ["write-own-policy", "deploy-with-reference?"],
        ],
        [
            "as one that the plan shows",
            [
                policyVault,
                assignment(roles.keyVaultContributor, user),
                resource(
                    "resources:ResourceGroup",
                    "mine",
                    { resourceGroupName: "mine" },
                    { id: `${groupId.replace(/rg$/, "mine")}` },
                ),
                assignment(roles.contributor, user, groupId.replace(/rg$/, "mine")),
            ],
            {},
            ["write-own-policy", "deploy-with-reference"],
        ],
        [
            "and opens its firewall on the way",
            [vault({ enableRbacAuthorization: false, ...closed }), contributor],
            {},
            ["write-own-policy", "deploy-with-reference"],
        ],
        [
            "on a vault with roles that is not sure",
            [vault(), contributor],
            {},
            ["switch-model?", "deploy-with-reference"],
        ],
        [
            "who may assign roles gives himself one",
            [vault(), assignment(roles.userAccessAdministrator, user)],
            {},
            ["assign-role"],
        ],
        [
            "a delegate those that he may hand out",
            [vault(), assignment(roles.dataAccessAdministrator, user)],
            {},
            ["assign-role"],
        ],
        [
            "who may assign any role to himself needs no other: with one of them he writes the policies",
            [policyVault, assignment(roles.userAccessAdministrator, user)],
            {},
            ["assign-role"],
        ],
        ["a delegate has no use for his", [policyVault, assignment(roles.dataAccessAdministrator, user)], {}, []],
        [
            "a delegate may not hand out what his condition leaves out",
            [vault(), assignment(roles.dataAccessAdministrator, user)],
            { do: "keys/release", on: "kv/keys/k" },
            ["assign-role"],
        ],
        [
            "at one object it is enough to assign roles there",
            [vault(), assignment(roles.owner, user, `${vaultId}/secrets/s`)],
            {},
            ["assign-role"],
        ],
        ["and not at another", [vault(), assignment(roles.owner, user, `${vaultId}/secrets/other`)], {}, []],
        [
            "with both rights the access model is surely switched",
            [vault(), assignment(roles.owner, user)],
            {},
            ["assign-role", "switch-model", "deploy-with-reference?"],
        ],
        ["a lock stops who may not remove it", [policyVault, contributor, lock("ReadOnly")], {}, []],
        [
            "not who may",
            [policyVault, assignment(roles.owner, user), lock("ReadOnly")],
            {},
            ["write-own-policy", "deploy-with-reference?"],
        ],
        [
            "nor is it about changes, if it is one against deletions",
            [policyVault, contributor, lock("CanNotDelete")],
            {},
            ["write-own-policy", "deploy-with-reference"],
        ],
        [
            "a closed vault is opened by who may write it",
            [vault({ publicNetworkAccess: "Disabled" }), contributor, assignment(roles.secretsUser, user)],
            {},
            ["switch-model?", "change-network-rules", "deploy-with-reference", "approve-private-endpoint"],
        ],
        [
            "a secret is written through the management plane, past the firewall",
            [vault(closed), contributor],
            { do: "secrets/set" },
            ["switch-model?", "write-through-management"],
        ],
        [
            "a key is made there",
            [vault(closed), contributor],
            { do: "keys/create", on: "kv/keys/k" },
            ["switch-model?", "write-through-management"],
        ],
        [
            "one that is there is left as it is",
            [vault(closed), contributor, key],
            { do: "keys/create", on: "kv/keys/k" },
            ["switch-model?"],
        ],
        [
            "in a perimeter that is not sure",
            [vault({ publicNetworkAccess: "SecuredByPerimeter" }), ...writesSecrets],
            { do: "secrets/set" },
            ["write-through-management?"],
        ],
        [
            "a copy of a key signs as the key does",
            [
                vault(),
                vault({}, { name: "kv2" }),
                key,
                ...backsUpKeys,
                assignment(roles.administrator, user, `${vaultId}2`),
            ],
            { do: "keys/sign", on: "kv/keys/k" },
            ["backup-and-restore"],
        ],
        [
            "nothing is restored over what is there",
            [
                vault(),
                vault({}, { name: "kv2" }),
                key,
                keyOf("kv2"),
                ...backsUpKeys,
                assignment(roles.administrator, user, `${vaultId}2`),
            ],
            { do: "keys/sign", on: "kv/keys/k" },
            [],
        ],
        [
            "a copy opens in another vault",
            [
                vault(),
                vault({}, { name: "kv2" }),
                assignment(roles.secretsOfficer, user, `${vaultId}2`),
                assignment(roles.administrator, user, vaultId),
            ],
            {},
            ["backup-and-restore"],
        ],
        [
            "but not where it cannot be read",
            [vault(), vault({}, { name: "kv2" }), assignment(roles.administrator, user, vaultId)],
            {},
            [],
        ],
    ];
    test.each(rows)("%s", (_claim, resources, words, expected) => {
        expect(codes(resources, words)).toEqual(expected);
    });

    test("the private zone is written by who may", () => {
        const home = [
            network(),
            subnet("app"),
            subnet("endpoints", { addressPrefix: "10.0.3.0/24" }),
            ...privateLink({ links: [] }),
        ];
        const zoneId = `${groupId}/providers/Microsoft.Network/privateDnsZones/privatelink.vaultcore.azure.net`;
        const zoneContributor = assignment("b12aa53e-6015-4669-85d0-8515ebb3ae7f", user, zoneId);
        expect(
            codes(
                [
                    ...home,
                    vault({ publicNetworkAccess: "Disabled" }),
                    assignment(roles.secretsUser, user),
                    zoneContributor,
                ],
                { from: "app" },
            ),
        ).toEqual(["write-private-zone"]);
    });

    test("a lock is removed first, where the caller may", () => {
        const [own] = paths([policyVault, assignment(roles.owner, user), lock("ReadOnly")]);
        expect(own?.steps.map(({ does }) => does)).toEqual([
            "Microsoft.Authorization/locks/delete",
            "Microsoft.KeyVault/vaults/accessPolicies/write",
        ]);
    });

    test("an endpoint that waits for approval needs no other", () => {
        const waiting = privateLink({ manual: true });
        const approver = assignment(roles.keyVaultContributor, user, groupId);
        const found = paths(
            [
                network(),
                subnet("app"),
                subnet("endpoints", { addressPrefix: "10.0.3.0/24" }),
                ...waiting,
                vault({ publicNetworkAccess: "Disabled" }),
                assignment(roles.secretsUser, user),
                approver,
            ],
            { from: "app" },
        );
        const path = found.find(({ code }) => code === "approve-private-endpoint");
        expect(path?.steps.map(({ does, makes }) => [does, makes?.map(({ code }) => code)])).toEqual([
            ["Microsoft.KeyVault/vaults/PrivateEndpointConnectionsApproval/action", ["approve-endpoint"]],
        ]);
    });

    describe("steps say what they change, by the vault's name", () => {
        const passes = { code: "let-trusted-services-pass", vault: "kv" };
        const allows = { code: "allow-by-default", vault: "kv" };
        const enables = { code: "enable-public-access", vault: "kv" };
        const reads = { code: "turn-on-switch", vault: "kv", switch: "enabledForTemplateDeployment" };
        const reader = assignment(roles.secretsUser, user);
        const changes = (own: PlanObject, code: IndirectPath["code"]): unknown =>
            paths([vault(own), contributor, reader])
                .find((path) => path.code === code)
                ?.steps.flatMap(({ makes = [] }) => makes);
        const rows: readonly (readonly [
            claim: string,
            own: PlanObject,
            code: IndirectPath["code"],
            expected: readonly unknown[],
        ])[] = [
            ["a firewall is opened, not switched on", closed, "change-network-rules", [allows]],
            [
                "public access is all that is missing",
                { publicNetworkAccess: "Disabled" },
                "change-network-rules",
                [enables],
            ],
            ["both are", { publicNetworkAccess: "Disabled", ...closed }, "change-network-rules", [enables, allows]],
            ["a deployment reads an open vault by the switch", {}, "deploy-with-reference", [reads]],
            ["one with a firewall as a trusted service, too", closed, "deploy-with-reference", [reads, passes]],
            [
                "by that alone, where the switch is on",
                { ...closed, enabledForTemplateDeployment: true },
                "deploy-with-reference",
                [passes],
            ],
        ];
        test.each(rows)("%s", (_claim, own, code, expected) => {
            expect(changes(own, code)).toEqual(expected);
        });
    });

    test("a lock is removed once", () => {
        const found = paths([policyVault, assignment(roles.owner, user, groupId), lock("ReadOnly")]);
        const deployed = found.find(({ code }) => code === "deploy-with-reference");
        expect(deployed?.steps.map(({ does }) => does)).toEqual([
            "Microsoft.Authorization/locks/delete",
            "Microsoft.KeyVault/vaults/write",
            "Microsoft.Resources/deployments/write",
            "Microsoft.KeyVault/vaults/deploy/action",
        ]);
    });

    test("steps point at what permits them", () => {
        const [own] = paths([policyVault, contributor]);
        expect(own?.steps).toEqual([
            {
                does: "Microsoft.KeyVault/vaults/accessPolicies/write",
                on: { name: "kv", urn: policyVault.urn },
                makes: [{ code: "add-permission", vault: "kv", family: "secrets", permission: "get", principal: user }],
                evidence: [{ urn: contributor.urn, path: "/inputs/roleDefinitionId" }],
            },
        ]);
    });
});

describe("over identities", () => {
    const vm = resource(
        "compute:VirtualMachine",
        "vm",
        {
            vmName: "vm",
            resourceGroupName: "rg",
            identity: { type: "SystemAssigned" },
            networkProfile: { networkInterfaces: [{ id: "/nic" }] },
        },
        {
            id: `${groupId}/providers/Microsoft.Compute/virtualMachines/vm`,
            outputs: { identity: { principalId: stranger } },
        },
    );
    const nic = resource(
        "network:NetworkInterface",
        "nic",
        {
            networkInterfaceName: "nic",
            resourceGroupName: "rg",
            ipConfigurations: [{ subnet: { id: subnetId("app") } }],
        },
        { id: "/nic" },
    );
    const home = [network(), subnet("app"), nic, vm, assignment(roles.secretsUser, stranger)];
    test("a command on a machine acts as its identity", () => {
        expect(codes([vault(), ...home, assignment(roles.vmContributor, user, groupId)])).toEqual(["run-on-workload"]);
        expect(codes([vault(), ...home])).toEqual([]);
    });

    test("by what runs a command, before what rewrites the machine; a lock on it stops both", () => {
        const [path] = paths([vault(), ...home, assignment(roles.vmContributor, user, groupId)]);
        expect(path?.steps[0]?.does).toBe("Microsoft.Compute/virtualMachines/runCommand/action");
        const locked = resource("authorization:ManagementLockByScope", "lock", {
            ...{ lockName: "lock", level: "ReadOnly", scope: vm.id! },
        });
        expect(codes([vault(), ...home, assignment(roles.vmContributor, user, groupId), locked])).toEqual([]);
    });

    test("from the machine's place, not the caller's", () => {
        const ruled = vault({ networkAcls: { defaultAction: "Deny", virtualNetworkRules: [{ id: subnetId("app") }] } });
        const served = home.map((entry) =>
            entry.type.endsWith(":Subnet")
                ? subnet("app", { serviceEndpoints: [{ service: "Microsoft.KeyVault" }] })
                : entry,
        );
        expect(codes([ruled, ...served, assignment(roles.vmContributor, user, groupId)])).toEqual(["run-on-workload"]);
        expect(codes([vault(closed), ...home, assignment(roles.vmContributor, user, groupId)])).toEqual([]);
    });

    test("signing in to a machine is enough", () => {
        expect(codes([vault(), ...home, assignment("1c0163c0-47e6-4577-8991-ea5c82e286e4", user, groupId)])).toEqual([
            "run-on-workload",
        ]);
    });

    test("code on an app acts as its identity", () => {
        const app = resource(
            "web:WebApp",
            "web",
            { name: "web", resourceGroupName: "rg", identity: { type: "SystemAssigned" } },
            { id: `${groupId}/providers/Microsoft.Web/sites/web`, outputs: { identity: { principalId: stranger } } },
        );
        expect(
            codes([
                vault(),
                app,
                assignment(roles.secretsUser, stranger),
                assignment("de139f84-1756-47ae-9be6-808fbbe84772", user, groupId),
            ]),
        ).toEqual(["run-on-workload"]);
    });

    test("a credential of another issuer's stands for an identity, and a machine carries it", () => {
        const identity = resource(
            "managedidentity:UserAssignedIdentity",
            "id",
            { resourceName: "id", resourceGroupName: "rg" },
            {
                id: `${groupId}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id`,
                outputs: { principalId: stranger },
            },
        );
        const bare = { ...vm, outputs: {}, inputs: { ...vm.inputs, identity: null } };
        const resources = [
            vault(),
            identity,
            network(),
            subnet("app"),
            nic,
            bare,
            assignment(roles.secretsUser, stranger),
        ];
        const identityContributor = assignment("e40ec5ca-96e0-45a2-b4ff-59039f2c2b59", user, groupId);
        expect(codes([...resources, identityContributor])).toEqual(["federate-identity"]);
        const operator = assignment("f1a07417-d97a-45cb-824c-7a7467783830", user, groupId);
        expect(codes([...resources, operator, assignment(roles.vmContributor, user, groupId)])).toEqual([
            "attach-identity",
        ]);
        expect(codes([...resources, operator])).toEqual([]);
    });
});

describe("by reading", () => {
    test("a certificate role reads secrets", () => {
        expect(codes([vault(), assignment(roles.certificateUser, user)])).toEqual(["certificate-role-reads-secrets"]);
        expect(codes([vault(), assignment(roles.certificateUser, user), assignment(roles.secretsUser, user)])).toEqual(
            [],
        );
    });

    test("so do logs in an account, by a role for its blobs or by its keys", () => {
        const account = (more: PlanObject = {}): PlanResource =>
            resource(
                "storage:StorageAccount",
                "archive",
                { accountName: "archive", resourceGroupName: "rg", ...more },
                { id: `${groupId}/providers/Microsoft.Storage/storageAccounts/archive` },
            );
        const setting = resource("monitor:DiagnosticSetting", "setting", {
            resourceUri: vaultId,
            storageAccountId: account().id!,
            logs: [{ categoryGroup: "audit", enabled: true }],
        });
        const asked = { do: "secrets/list", on: "kv" };
        const keyOperator = assignment("81a9662b-bebf-436f-a333-f67b29880f12", user, account().id);
        expect(codes([vault(), account(), setting, keyOperator], asked)).toEqual(["read-logs"]);
        expect(codes([vault(), account({ allowSharedKeyAccess: false }), setting, keyOperator], asked)).toEqual([]);
        const blobReader = assignment("2a2b9908-6ea1-4ae2-8e65-a410df84e7d1", user, account().id);
        expect(codes([vault(), account({ allowSharedKeyAccess: false }), setting, blobReader], asked)).toEqual([
            "read-logs",
        ]);
    });

    test("logs tell what a list tells", () => {
        const workspace = resource(
            "operationalinsights:Workspace",
            "log",
            { workspaceName: "log", resourceGroupName: "rg" },
            { id: `${groupId}/providers/Microsoft.OperationalInsights/workspaces/log` },
        );
        const setting = resource("monitor:DiagnosticSetting", "setting", {
            resourceUri: vaultId,
            workspaceId: workspace.id!,
            logs: [{ categoryGroup: "audit", enabled: true }],
        });
        const reader = assignment("73c42c96-874c-492b-b04d-ab87d138a893", user, workspace.id);
        expect(codes([vault(), workspace, setting, reader], { do: "secrets/list", on: "kv" })).toEqual(["read-logs"]);
        expect(codes([vault(), workspace, setting, reader])).toEqual([]);
    });
});
