/** The shipped stacks `dev` and `prod`: what they register, what decides their security, and how they differ. */
import { describe, expect, test } from "vitest";
import { unknown, type PlanObject } from "../../plan/plan.ts";
import program from "../../stacks/index.ts";
import { registered, type Registered } from "../support/recording.ts";
import { configuration, stack } from "./support.ts";

const stacks = { dev: await stack("dev"), prod: await stack("prod") };

/** Names without the stack's stem. */
const listOf = (name: "dev" | "prod"): string[] =>
    stacks[name].list.map((entry) => entry.replaceAll(`kvb-${name}`, "*"));

/** What both stacks register. */
const both = [
    "Alerts *",
    "BastionHost *",
    "EncryptedStorage *",
    "Monitoring *",
    "Network *",
    "PrivateDns *-vault-dns",
    "PrivateLink *-vault",
    "RoleSets *",
    "Vault *",
    "VirtualMachine *",
    "authorization:RoleAssignment *-application-machine-key-vault-certificate-user",
    "authorization:RoleAssignment *-application-machine-key-vault-secrets-user",
    "authorization:RoleAssignment *-auditors-group-key-vault-reader",
    "authorization:RoleAssignment *-auditors-group-log-analytics-reader",
    "authorization:RoleAssignment *-data-machine",
    "authorization:RoleAssignment *-securityteam-group-key-vault-administrator",
    "authorization:RoleAssignment *-securityteam-group-key-vault-contributor",
    "authorization:RoleAssignment *-securityteam-group-key-vault-data-access-administrator",
    "authorization:RoleAssignment *-securityteam-group-monitoring-contributor",
    "authorization:RoleAssignment *-storageaccount-storage-key-vault-crypto-service-encryption-user",
    "compute:VirtualMachine *-vm",
    "compute:VirtualMachineExtension *-certificates",
    "compute:VirtualMachineExtension *-entra-login",
    "keyvault:Key *-key-storage-encryption",
    "keyvault:Secret *-secret-api-token",
    "keyvault:Secret *-secret-vm-password",
    "keyvault:Vault *-vault",
    "managedidentity:UserAssignedIdentity *-encryption-identity",
    "monitor:ActionGroup *-action-group",
    "monitor:ActivityLogAlert *-alert-deletion",
    "monitor:DiagnosticSetting *-diagnostics-vault",
    "monitor:MetricAlert *-alert-availability",
    "monitor:ScheduledQueryRule *-alert-privileged",
    "monitor:ScheduledQueryRule *-alert-refused",
    "network:BastionHost *-bastion",
    "network:NatGateway *-nat",
    "network:NetworkInterface *-nic",
    "network:NetworkSecurityGroup *-nsg-AzureBastionSubnet",
    "network:NetworkSecurityGroup *-nsg-private-endpoints",
    "network:NetworkSecurityGroup *-nsg-workload",
    "network:PrivateDnsZoneGroup *-vault-zone-group",
    "network:PrivateEndpoint *-vault-endpoint",
    "network:PublicIPAddress *-address",
    "network:PublicIPAddress *-nat-address",
    "network:Subnet *-subnet-AzureBastionSubnet",
    "network:Subnet *-subnet-private-endpoints",
    "network:Subnet *-subnet-workload",
    "network:VirtualNetwork *-vnet",
    "operationalinsights:SavedSearch *-query-calls",
    "operationalinsights:SavedSearch *-query-privileged",
    "operationalinsights:SavedSearch *-query-refused",
    "operationalinsights:Workspace *-workspace",
    "privatedns:PrivateZone *-vault-dns-zone",
    "privatedns:VirtualNetworkLink *-vault-dns-link-*",
    "random:index/randomPassword:RandomPassword *-password",
    "random:index/randomPassword:RandomPassword *-value-api-token",
    "resources:ResourceGroup *-group",
    "storage:StorageAccount *-account",
];

describe("registered", () => {
    test("by dev: what both have, and everything for developers in a group of their own", () => {
        const developers = [
            "authorization:RoleAssignment *-developers-group-contributor",
            "authorization:RoleAssignment *-developers-group-key-vault-administrator",
        ];
        expect(listOf("dev").sort()).toEqual([...both, ...developers].sort());
    });

    test("by prod: what both have, a lock, and an archive that auditors read; nothing for developers", () => {
        const stricter = [
            "authorization:ManagementLockByScope *-lock",
            "authorization:RoleAssignment *-auditors-group-storage-blob-data-reader",
            "storage:StorageAccount *-archive",
        ];
        expect(listOf("prod").sort()).toEqual([...both, ...stricter].sort());
    });

    test("by each: everything in a component but the resource group and the storage's identity", () => {
        for (const { resources } of Object.values(stacks)) {
            const loose = resources.filter(
                ({ custom, parent }) => custom && parent?.includes("::pulumi:pulumi:Stack::") === true,
            );
            expect(loose.map(({ type }) => type).sort()).toEqual([
                "azure-native:managedidentity:UserAssignedIdentity",
                "azure-native:resources:ResourceGroup",
            ]);
        }
    });
});

describe.each(["dev", "prod"] as const)("in %s", (name) => {
    const { one, inputs, resources, plan, warnings } = stacks[name];
    const all = (type: string): PlanObject[] =>
        resources.filter((resource) => resource.type === `azure-native:${type}`).map((resource) => resource.inputs);

    test("everything carries the stack's tags and location", () => {
        const tags = { environment: name, workload: "keyvault-blueprint" };
        const tagged = resources.filter(({ inputs: given }) => given["tags"] !== undefined);
        expect(tagged.length).toBeGreaterThan(20);
        for (const { inputs: given, urn } of tagged) expect(given["tags"], urn).toEqual(tags);
        for (const { inputs: given, urn } of resources)
            if (given["location"] !== undefined)
                expect(["westeurope", "Global", "global"], urn).toContain(given["location"]);
    });

    test("everything waits for the resource group, and nothing of it is known only later but what Azure chooses", () => {
        const group = one(`kvb-${name}-group`).urn;
        const reachable = new Set([group]);
        for (const { urn, dependencies } of resources)
            if (dependencies.some((dependency) => reachable.has(dependency))) reachable.add(urn);
        const custom = resources.filter(
            (resource) =>
                resource.custom && !resource.type.startsWith("random:") && !resource.type.startsWith("pulumi:"),
        );
        expect(custom.filter(({ urn }) => !reachable.has(urn)).map(({ urn }) => urn)).toEqual([]);
        expect(custom.filter(({ id }) => id === unknown).map(({ urn }) => urn)).toEqual([]);
    });

    test("no machine has a public address; only Bastion and the NAT gateway do", () => {
        for (const machine of all("network:NetworkInterface")) expect(JSON.stringify(machine)).not.toMatch(/publicIP/i);
        expect(
            all("network:PublicIPAddress")
                .map(({ publicIpAddressName }) => publicIpAddressName)
                .sort(),
        ).toEqual([`pip-bas-kvb-${name}`, `pip-ng-kvb-${name}`]);
    });

    test("the machine is reached from Bastion's subnet alone, and goes out through the NAT gateway alone", () => {
        const network = name === "dev" ? "10.20" : "10.30";
        const rule = { sourcePortRange: "*", direction: "Inbound" };
        expect(inputs(`kvb-${name}-nsg-workload`)["securityRules"]).toEqual([
            {
                ...rule,
                name: "AllowSshFromBastion",
                priority: 100,
                access: "Allow",
                protocol: "Tcp",
                sourceAddressPrefix: `${network}.0.0/26`,
                destinationAddressPrefix: `${network}.1.0/24`,
                destinationPortRange: "22",
            },
            {
                ...rule,
                name: "DenyOtherInbound",
                priority: 4096,
                access: "Deny",
                protocol: "*",
                sourceAddressPrefix: "*",
                destinationAddressPrefix: "*",
                destinationPortRange: "*",
            },
        ]);
        expect(inputs(`kvb-${name}-subnet-workload`)).toMatchObject({
            defaultOutboundAccess: false,
            natGateway: { id: expect.stringContaining("/natGateways/ng-kvb-") as string },
        });
        expect(inputs(`kvb-${name}-subnet-private-endpoints`)).toMatchObject({
            defaultOutboundAccess: false,
            privateEndpointNetworkPolicies: "Enabled",
        });
        expect(inputs(`kvb-${name}-nsg-AzureBastionSubnet`)["securityRules"]).toHaveLength(8);
    });

    test("the machine has trusted launch, an identity, and a password that nobody sees", () => {
        expect(inputs(`kvb-${name}-vm`)).toMatchObject({
            identity: { type: "SystemAssigned" },
            securityProfile: {
                securityType: "TrustedLaunch",
                uefiSettings: { secureBootEnabled: true, vTpmEnabled: true },
                encryptionAtHost: name === "prod",
            },
        });
    });

    test("the vault is what its file says, and no more", () => {
        const {
            publicNetworkAccess,
            networkAcls,
            softDeleteRetentionInDays,
            enabledForTemplateDeployment,
            tenantId,
            ...same
        } = inputs(`keyvault:Vault kvb-${name}-vault`)["properties"] as PlanObject;
        expect(same).toEqual({
            sku: { family: "A", name: "standard" },
            createMode: "default",
            enableRbacAuthorization: true,
            enableSoftDelete: true,
            enablePurgeProtection: true,
            enabledForDeployment: false,
            enabledForDiskEncryption: false,
        });
        expect(tenantId).toBe("00000000-0000-4000-8000-000000000002");
        const workload = `${String(one(`kvb-${name}-vnet`).id)}/subnets/workload`;
        const virtualNetworkRules = name === "dev" ? [{ id: workload, ignoreMissingVnetServiceEndpoint: false }] : [];
        expect(networkAcls).toEqual({
            bypass: "AzureServices",
            defaultAction: "Deny",
            ipRules: [],
            virtualNetworkRules,
        });
        expect({ publicNetworkAccess, softDeleteRetentionInDays, enabledForTemplateDeployment }).toEqual(
            name === "dev"
                ? { publicNetworkAccess: "Enabled", softDeleteRetentionInDays: 7, enabledForTemplateDeployment: true }
                : {
                      publicNetworkAccess: "Disabled",
                      softDeleteRetentionInDays: 90,
                      enabledForTemplateDeployment: false,
                  },
        );
    });

    test("the private endpoint leads to the vault, and its zone is linked to the network", () => {
        expect(inputs(`kvb-${name}-vault-endpoint`)["privateLinkServiceConnections"]).toMatchObject([
            { privateLinkServiceId: one(`keyvault:Vault kvb-${name}-vault`).id, groupIds: ["vault"] },
        ]);
        expect(inputs(`kvb-${name}-vault-dns-zone`)["privateZoneName"]).toBe("privatelink.vaultcore.azure.net");
        expect(inputs(`kvb-${name}-vault-dns-link-kvb-${name}`)).toMatchObject({
            registrationEnabled: false,
            virtualNetwork: { id: one(`kvb-${name}-vnet`).id },
        });
    });

    test("every log of the vault is kept", () => {
        expect(inputs(`kvb-${name}-diagnostics-vault`)).toMatchObject({
            resourceUri: one(`keyvault:Vault kvb-${name}-vault`).id,
            workspaceId: one(`kvb-${name}-workspace`).id,
            logs: [{ categoryGroup: "allLogs", enabled: true }],
            ...(name === "prod" && { storageAccountId: one("kvb-prod-archive").id }),
        });
        expect(inputs(`kvb-${name}-workspace`)["retentionInDays"]).toBe(name === "dev" ? 30 : 365);
    });

    test("storage answers nobody by key or anonymously, and no network", () => {
        const accounts = all("storage:StorageAccount");
        expect(accounts).toHaveLength(name === "dev" ? 1 : 2);
        for (const account of accounts) {
            expect(account).toMatchObject({
                allowBlobPublicAccess: false,
                allowSharedKeyAccess: false,
                allowCrossTenantReplication: false,
                enableHttpsTrafficOnly: true,
                minimumTlsVersion: "TLS1_2",
                networkRuleSet: { defaultAction: "Deny", ipRules: [] },
            });
        }
    });

    test("a preview warns of placeholders by their settings, and of what cannot be undone", () => {
        const groups = name === "dev" ? ["securityTeam", "developers", "auditors"] : ["securityTeam", "auditors"];
        const paths = [
            "azure-native:subscriptionId",
            "azure-native:tenantId",
            ...groups.map((persona) => `roleSets.${persona}.group.principalId`),
        ];
        for (const path of paths) expect(warnings[0]).toContain(path);
        expect(warnings[1]).toMatch(/purge protection can never be turned off/);
        expect(warnings).toHaveLength(2);
    });

    test("no secret's value is anywhere in the plan", () => {
        const text = JSON.stringify(plan);
        expect(text.match(/"(value|adminPassword|result)":"/g)).toBeNull();
        expect(all("keyvault:Secret")).toHaveLength(2);
    });

    test("the outputs name the vault and hold no secret", () => {
        expect(stacks[name].outputs).toMatchObject({
            vaultId: one(`keyvault:Vault kvb-${name}-vault`).id,
            vaultUri: expect.stringMatching(/^https:\/\/kv-kvb-.*\.vault\.azure\.net\/$/) as string,
        });
        expect(JSON.stringify(stacks[name].outputs)).not.toMatch(/password|4dabf18193072939515e22adb298388d/i);
    });
});

describe("who holds what", () => {
    /** Principal by placeholder, role by GUID, scope by its last two segments. */
    function holders({ resources }: Registered): string[] {
        return resources
            .filter(({ type }) => type === "azure-native:authorization:RoleAssignment")
            .map(({ inputs }) => {
                const { principalId, roleDefinitionId, scope } = inputs as Record<string, string>;
                const role = roleDefinitionId?.split("/").at(-1)?.slice(0, 8);
                const [kind = "", place = ""] = scope?.split("/").slice(-2) ?? [];
                return `${principalId === unknown ? "identity" : principalId?.slice(-2)}: ${role} at ${kind} ${place.replace(/-[a-z0-9]{5}$/, "").replace(/(st.*)[a-z0-9]{5}$/, "$1")}`;
            })
            .sort();
    }

    // 00482a5a Key Vault Administrator, 21090545 Reader, 4633458b Secrets User, db79e9a7 Certificate User, e147488a Crypto Service
    // Encryption User, f25e0fa2 Contributor, 8b54135c Data Access Administrator; 749f88d5 Monitoring Contributor, 73c42c96 Log
    // Analytics Reader, 2a2b9908 and ba92f5b4 Storage Blob Data Reader and Contributor, b24988ac Contributor.
    test("in dev: developers have a group of their own", () => {
        expect(holders(stacks.dev)).toEqual([
            "a1: 00482a5a at vaults kv-kvb-dev",
            "a1: 749f88d5 at resourceGroups rg-kvb-dev",
            "a1: 8b54135c at vaults kv-kvb-dev",
            "a1: f25e0fa2 at resourceGroups rg-kvb-dev",
            "a2: 00482a5a at vaults kv-kvb-dev",
            "a2: b24988ac at resourceGroups rg-kvb-dev",
            "a3: 21090545 at vaults kv-kvb-dev",
            "a3: 73c42c96 at workspaces log-kvb-dev",
            "identity: 4633458b at vaults kv-kvb-dev",
            "identity: ba92f5b4 at storageAccounts stkvbdev",
            "identity: db79e9a7 at vaults kv-kvb-dev",
            "identity: e147488a at vaults kv-kvb-dev",
        ]);
    });

    test("in prod: developers hold nothing", () => {
        expect(holders(stacks.prod)).toEqual([
            "b1: 00482a5a at vaults kv-kvb-prod",
            "b1: 749f88d5 at resourceGroups rg-kvb-prod",
            "b1: 8b54135c at vaults kv-kvb-prod",
            "b1: f25e0fa2 at resourceGroups rg-kvb-prod",
            "b3: 21090545 at vaults kv-kvb-prod",
            "b3: 2a2b9908 at storageAccounts stkvbprodlogs",
            "b3: 73c42c96 at workspaces log-kvb-prod",
            "identity: 4633458b at vaults kv-kvb-prod",
            "identity: ba92f5b4 at storageAccounts stkvbprod",
            "identity: db79e9a7 at vaults kv-kvb-prod",
            "identity: e147488a at vaults kv-kvb-prod",
        ]);
    });
});

test("the two differ by their files alone: under another stack's name the same file registers the same", async () => {
    // Everything that is named after the stack gets a name of its own.
    const named = {
        "vault.vaultName": "kv-mine",
        "encryptedStorage.storageAccountName": "stmine",
        "monitoring.archive.storageAccountName": "stminelogs",
    };
    const [prod, dev] = await Promise.all(
        ["prod", "dev"].map((name) =>
            registered(program, { stack: name, project: "keyvault-blueprint", ...configuration("prod", named) }),
        ),
    );
    const inputsOf = (recorded: Registered | undefined): unknown =>
        Object.fromEntries(recorded?.list.map((name) => [name, recorded.inputs(name)]) ?? []);
    expect(inputsOf(dev)).toEqual(inputsOf(prod));
});
