/** Variants of the shipped stack `dev` by settings: clouds, what exists already, the other access model, other exposures. */
import { describe, expect, test } from "vitest";
import { isSecret, unknown, type PlanObject } from "../../plan/plan.ts";
import type { Registered } from "../support/recording.ts";
import { refusedStack, stack, type Changes } from "./support.ts";

const subscription = "/subscriptions/00000000-0000-4000-8000-000000000001";
const other = "99999999-2222-4333-8444-555555555555";
const hub = `/subscriptions/${other}/resourceGroups/rg-hub/providers/Microsoft.Network/virtualNetworks/vnet-hub`;
const hubZone = `/subscriptions/${other}/resourceGroups/rg-dns/providers/Microsoft.Network/privateDnsZones/privatelink.vaultcore.azure.net`;
const group = (last: number): object => ({
    principalId: `3f2504e0-4f89-41d3-9a0c-00000000000${last}`,
    principalType: "Group",
});
/** Without what needs roles, keys or machines of its own. */
const plain: Changes = { encryptedStorage: undefined, certificateName: undefined };

function vaultOf(recorded: Registered): PlanObject {
    return recorded.inputs("keyvault:Vault kvb-dev-vault")["properties"] as PlanObject;
}

describe("clouds", () => {
    test.each([
        ["china", "vault.azure.cn", "privatelink.vaultcore.azure.cn"],
        ["usgovernment", "vault.usgovcloudapi.net", "privatelink.vaultcore.usgovcloudapi.net"],
    ])("%s has its own addresses and zones, and none of the public ones", async (cloud, suffix, zone) => {
        const { outputs, inputs, plan } = await stack("dev", { "azure-native:environment": cloud });
        expect(outputs["vaultUri"]).toMatch(
            new RegExp(`^https://kv-kvb-dev-[a-z0-9]{5}\\.${suffix.replaceAll(".", "\\.")}/$`),
        );
        expect(inputs("kvb-dev-vault-dns-zone")["privateZoneName"]).toBe(zone);
        expect(inputs("kvb-dev-certificates")["settings"]).toMatchObject({
            secretsManagementSettings: {
                observedCertificates: [{ url: expect.stringContaining(`.${suffix}/secrets/`) as string }],
            },
        });
        expect(JSON.stringify(plan)).not.toMatch(/vault\.azure\.net|vaultcore\.azure\.net/);
    });
});

describe("on what exists already", () => {
    test("a resource group: none is made, nothing waits for one", async () => {
        const { counts, resources } = await stack("dev", { "resourceGroup.existing": true });
        expect(counts).not.toHaveProperty("resources:ResourceGroup");
        for (const { dependencies } of resources) expect(dependencies.join()).not.toContain("ResourceGroup");
    });

    test("a network and its subnets in another subscription: nothing of it is made or changed", async () => {
        const { list, inputs } = await stack("dev", {
            ...plain,
            "network.existingVirtualNetworkId": hub,
            "network.natGateway": undefined,
            "network.subnets": {
                AzureBastionSubnet: { existingSubnetId: `${hub}/subnets/AzureBastionSubnet` },
                workload: { existingSubnetId: `${hub}/subnets/machines`, serviceEndpoints: ["Microsoft.KeyVault"] },
                "private-endpoints": { existingSubnetId: `${hub}/subnets/endpoints` },
            },
        });
        expect(
            list.filter((entry) => /network:(VirtualNetwork|Subnet|NetworkSecurityGroup|NatGateway)/.test(entry)),
        ).toEqual([]);
        expect(inputs("kvb-dev-nic")["ipConfigurations"]).toMatchObject([
            { subnet: { id: `${hub}/subnets/machines` } },
        ]);
        expect(inputs("kvb-dev-bastion")["ipConfigurations"]).toMatchObject([
            { subnet: { id: `${hub}/subnets/AzureBastionSubnet` } },
        ]);
        expect(inputs("kvb-dev-vault-endpoint")["subnet"]).toMatchObject({ id: `${hub}/subnets/endpoints` });
        expect(inputs("kvb-dev-vault-dns-link-kvb-dev")["virtualNetwork"]).toEqual({ id: hub });
    });

    test("a zone in another subscription: links are made there by a provider of that subscription", async () => {
        const { list, inputs, one } = await stack("dev", {
            "privateLink.zone": "existing",
            "privateLink.zoneId": hubZone,
            "privateLink.linkedNetworks": { hub },
            "privateLink.resolution": "NxDomainRedirect",
        });
        expect(list).not.toContain("privatedns:PrivateZone kvb-dev-vault-dns-zone");
        expect(list.filter((entry) => entry.startsWith("pulumi:providers:"))).toEqual([
            "pulumi:providers:azure-native kvb-dev-dns",
        ]);
        expect(inputs("pulumi:providers:azure-native kvb-dev-dns")["subscriptionId"]).toBe(other);
        for (const [link, network] of [
            [
                "kvb-dev-dns-link-kvb-dev",
                `${subscription}/resourceGroups/rg-kvb-dev/providers/Microsoft.Network/virtualNetworks/vnet-kvb-dev`,
            ],
            ["kvb-dev-dns-link-hub", hub],
        ] as const) {
            expect(inputs(link)).toMatchObject({
                resourceGroupName: "rg-dns",
                virtualNetwork: { id: network },
                resolutionPolicy: "NxDomainRedirect",
            });
            expect(one(link).provider).toContain("::kvb-dev-dns::");
        }
        expect(inputs("kvb-dev-vault-zone-group")["privateDnsZoneConfigs"]).toMatchObject([
            { privateDnsZoneId: hubZone },
        ]);
    });

    test("a zone in the same subscription needs no other provider", async () => {
        const zoneId = hubZone.replace(`/subscriptions/${other}`, subscription);
        const { list } = await stack("dev", { "privateLink.zone": "existing", "privateLink.zoneId": zoneId });
        expect(list.filter((entry) => entry.startsWith("pulumi:providers:"))).toEqual([]);
        expect(list).toContain("privatedns:VirtualNetworkLink kvb-dev-dns-link-kvb-dev");
    });

    test("a zone of Azure Policy: nothing of DNS is made", async () => {
        const { list } = await stack("dev", { "privateLink.zone": "policy" });
        expect(list.filter((entry) => /dns/i.test(entry))).toEqual([]);
    });

    test("a workspace and an archive of others: logs go there, auditors read there", async () => {
        const workspace = `/subscriptions/${other}/resourceGroups/rg-logs/providers/Microsoft.OperationalInsights/workspaces/log-hub`;
        const archive = `/subscriptions/${other}/resourceGroups/rg-logs/providers/Microsoft.Storage/storageAccounts/stlogs`;
        const { list, inputs } = await stack("dev", {
            ...plain,
            "monitoring.existingWorkspaceId": workspace,
            "monitoring.archive": { existingStorageAccountId: archive },
        });
        expect(list.filter((entry) => /operationalinsights|storage:/.test(entry))).toEqual([]);
        expect(inputs("kvb-dev-diagnostics-vault")).toMatchObject({
            workspaceId: workspace,
            storageAccountId: archive,
        });
        expect(inputs("kvb-dev-auditors-group-log-analytics-reader")["scope"]).toBe(workspace);
        expect(inputs("kvb-dev-auditors-group-storage-blob-data-reader")["scope"]).toBe(archive);
    });
});

describe("the access model", () => {
    test("access-policies: data access by entries, management by roles, the vault says so", async () => {
        const recorded = await stack("dev", { ...plain, "vault.accessModel": "access-policies" });
        expect(vaultOf(recorded)).toMatchObject({ enableRbacAuthorization: false });
        expect(recorded.list.filter((entry) => entry.includes("keyvault:AccessPolicy"))).toEqual([
            "keyvault:AccessPolicy kvb-dev-policy-application-machine",
            "keyvault:AccessPolicy kvb-dev-policy-auditors-group",
            "keyvault:AccessPolicy kvb-dev-policy-developers-group",
            "keyvault:AccessPolicy kvb-dev-policy-securityteam-group",
        ]);
        const assigned = recorded.list.filter((entry) => entry.startsWith("authorization:RoleAssignment"));
        expect(assigned.map((entry) => entry.replace("authorization:RoleAssignment kvb-dev-", ""))).toEqual([
            "auditors-group-log-analytics-reader",
            "developers-group-contributor",
            "securityteam-group-key-vault-contributor",
            "securityteam-group-monitoring-contributor",
        ]);
        expect(recorded.inputs("kvb-dev-policy-application-machine")["policy"]).toMatchObject({
            objectId: unknown,
            permissions: { secrets: ["get", "list"] },
        });
    });

    test.each([
        ["rbac", "access-policies", true],
        ["access-policies", "rbac", false],
    ])(
        "%s, with %s prepared, makes both kinds of grants; the vault still goes by the first",
        async (accessModel, preparedAccessModel, byRoles) => {
            const recorded = await stack("dev", {
                ...plain,
                "vault.accessModel": accessModel,
                "roleSets.preparedAccessModel": preparedAccessModel,
            });
            expect(vaultOf(recorded)).toMatchObject({ enableRbacAuthorization: byRoles });
            expect(recorded.counts).toMatchObject({ "keyvault:AccessPolicy": 4, "authorization:RoleAssignment": 10 });
        },
    );
});

describe("exposure", () => {
    test("perimeter: the vault joins an existing profile", async () => {
        const profile = `${subscription}/resourceGroups/rg-platform/providers/Microsoft.Network/networkSecurityPerimeters/nsp/profiles/vaults`;
        const recorded = await stack("dev", {
            ...plain,
            "vault.exposure": "perimeter",
            "vault.trustedServices": undefined,
            "vault.allowedSubnets": undefined,
            "vault.perimeterProfileId": profile,
        });
        expect(vaultOf(recorded)).toMatchObject({
            publicNetworkAccess: "SecuredByPerimeter",
            networkAcls: { bypass: "None", defaultAction: "Deny" },
        });
        expect(recorded.inputs("kvb-dev-perimeter")).toMatchObject({
            resourceGroupName: "rg-platform",
            networkSecurityPerimeterName: "nsp",
            accessMode: "Enforced",
            profile: { id: profile },
        });
    });

    test("open: everybody knocks, and nothing else changes", async () => {
        const recorded = await stack("dev", {
            "vault.exposure": "open",
            "vault.trustedServices": undefined,
            "vault.allowedSubnets": undefined,
        });
        expect(vaultOf(recorded)).toMatchObject({
            publicNetworkAccess: "Enabled",
            networkAcls: { defaultAction: "Allow" },
        });
        expect(recorded.list).toEqual((await stack("dev")).list);
    });
});

describe("machines", () => {
    const sshPublicKey = `ssh-ed25519 ${"A".repeat(64)}`;

    test("by key have no password, and none is kept in the vault", async () => {
        const { list, inputs } = await stack("dev", {
            "virtualMachine.login": "ssh-key",
            "virtualMachine.sshPublicKey": sshPublicKey,
        });
        expect(list.filter((entry) => /password/i.test(entry))).toEqual([
            "random:index/randomPassword:RandomPassword kvb-dev-value-api-token",
        ]);
        expect(inputs("kvb-dev-vm")["osProfile"]).toMatchObject({
            linuxConfiguration: { disablePasswordAuthentication: true },
        });
        expect(inputs("kvb-dev-vm")["osProfile"]).not.toHaveProperty("adminPassword");
    });

    test("without an identity hold nothing", async () => {
        const { list } = await stack("dev", {
            "virtualMachine.systemAssignedIdentity": false,
            "virtualMachine.entraLogin": undefined,
            certificateName: undefined,
        });
        expect(list.filter((entry) => entry.includes("-machine"))).toEqual([]);
    });

    test("can be left out, with Bastion, the endpoint and everything that is optional", async () => {
        const { counts } = await stack("dev", {
            ...plain,
            virtualMachine: undefined,
            bastion: undefined,
            privateLink: undefined,
            alerts: undefined,
            "network.subnets.AzureBastionSubnet": undefined,
        });
        for (const type of [
            "compute:VirtualMachine",
            "network:BastionHost",
            "network:PrivateEndpoint",
            "monitor:ActionGroup",
            "storage:StorageAccount",
        ]) {
            expect(counts).not.toHaveProperty(type);
        }
        expect(counts).toMatchObject({ "keyvault:Vault": 1, "monitor:DiagnosticSetting": 1 });
    });

    test("of a scale set are members of the application too, with a password of their own", async () => {
        const { list, inputs } = await stack("dev", { scaleSet: { instances: 2, zones: ["1", "2"] } });
        expect(list).toEqual(
            expect.arrayContaining([
                "compute:VirtualMachineScaleSet kvb-dev-vmss",
                "keyvault:Secret kvb-dev-secret-scale-set-password",
                "keyvault:Secret kvb-dev-secret-vm-password",
                "authorization:RoleAssignment kvb-dev-application-scale-set-key-vault-secrets-user",
            ]),
        );
        expect(inputs("kvb-dev-vmss")).toMatchObject({ sku: { capacity: 2 }, zones: ["1", "2"] });
    });

    test("of a scale set need the machine that they are like", async () => {
        const { refusal } = await refusedStack("dev", { scaleSet: { instances: 2 }, virtualMachine: undefined });
        expect(refusal).toMatchObject({ what: "scaleSet", fix: "add virtualMachine" });
    });
});

describe("scopes of role sets", () => {
    test.each([
        [
            "a management group",
            "/providers/Microsoft.Management/managementGroups/platform",
            "/providers/Microsoft.Authorization/roleDefinitions/4633458b-17de-408a-b874-0445c86b69e6",
        ],
        [
            "the subscription",
            subscription,
            `${subscription}/providers/Microsoft.Authorization/roleDefinitions/4633458b-17de-408a-b874-0445c86b69e6`,
        ],
        [
            "the resource group",
            `${subscription}/resourceGroups/rg-kvb-dev`,
            `${subscription}/providers/Microsoft.Authorization/roleDefinitions/4633458b-17de-408a-b874-0445c86b69e6`,
        ],
    ])("%s", async (_, scope, roleDefinitionId) => {
        const { inputs } = await stack("dev", { "roleSets.application": { team: { ...group(1), scope } } });
        expect(inputs("kvb-dev-application-team-key-vault-secrets-user")).toMatchObject({ scope, roleDefinitionId });
    });

    test("a single secret", async () => {
        const recorded = await stack("dev", {
            "roleSets.application": { team: { ...group(1), objects: ["secrets/api-token"] } },
        });
        const { scope } = recorded.inputs("kvb-dev-application-team-key-vault-secrets-user-secrets-api-token");
        expect(scope).toBe(`${String(recorded.one("keyvault:Vault kvb-dev-vault").id)}/secrets/api-token`);
    });

    test("eligible instead of standing", async () => {
        const eligible = { start: "2027-01-01T00:00:00Z", end: "2027-06-30T00:00:00Z", justification: "on call" };
        const { counts } = await stack("dev", { "roleSets.application": { team: { ...group(1), eligible } } });
        expect(counts).toMatchObject({ "authorization:PimRoleEligibilitySchedule": 2 });
    });
});

describe("settings", () => {
    test("encrypted values are unknown secrets of the plan, and generate nothing", async () => {
        const { inputs, list, plan } = await stack("dev", {
            "secretValues.api-token": { secure: "AAABAKVvrmZ0VGVzdA==" },
        });
        const { value } = inputs("kvb-dev-secret-api-token")["properties"] as PlanObject;
        expect(isSecret(value)).toBe(true);
        expect(list).not.toContain("random:index/randomPassword:RandomPassword kvb-dev-value-api-token");
        expect(JSON.stringify(plan)).not.toContain("AAABAKVvrmZ0VGVzdA==");
    });

    test("of a peering and Bastion Premium without a public address", async () => {
        const { inputs, list } = await stack("dev", {
            "network.peerings": { hub: { remoteVirtualNetworkId: hub, allowForwardedTraffic: true } },
            "bastion.sku": "Premium",
            "bastion.features": ["enablePrivateOnlyBastion"],
        });
        expect(inputs("kvb-dev-peering-hub")).toMatchObject({
            remoteVirtualNetwork: { id: hub },
            allowForwardedTraffic: true,
            allowGatewayTransit: false,
        });
        expect(list).not.toContain("network:PublicIPAddress kvb-dev-address");
    });

    test("subnets without a prefix are placed by name, and the preview says so", async () => {
        const { inputs, warnings } = await stack("dev", {
            "network.subnets.alpha": { size: 26 },
            "network.subnets.beta": {},
        });
        expect(inputs("kvb-dev-subnet-alpha")["addressPrefix"]).toBe("10.20.0.64/26");
        expect(inputs("kvb-dev-subnet-beta")["addressPrefix"]).toBe("10.20.3.0/24");
        expect(warnings).toContainEqual(expect.stringMatching(/order of their names: alpha, beta\./));
    });

    test("GUIDs of one's own leave no placeholder to warn of", async () => {
        const { warnings } = await stack("dev", {
            "azure-native:subscriptionId": other,
            "azure-native:tenantId": other,
            roleSets: { securityTeam: { group: group(1) } },
        });
        expect(warnings.join()).not.toMatch(/placeholder/i);
    });
});
