import * as pulumi from "@pulumi/pulumi";
import { getClientConfig, getClientConfigOutput } from "@pulumi/azure-native/authorization/getClientConfig.js";
import { RoleAssignment } from "@pulumi/azure-native/authorization/roleAssignment.js";
import { VirtualMachine } from "@pulumi/azure-native/compute/virtualMachine.js";
import { getVaultOutput } from "@pulumi/azure-native/keyvault/getVault.js";
import { Secret } from "@pulumi/azure-native/keyvault/secret.js";
import { Vault } from "@pulumi/azure-native/keyvault/vault.js";
import { UserAssignedIdentity } from "@pulumi/azure-native/managedidentity/userAssignedIdentity.js";
import { NetworkInterface } from "@pulumi/azure-native/network/networkInterface.js";
import { PublicIPAddress } from "@pulumi/azure-native/network/publicIPAddress.js";
import { VirtualNetwork } from "@pulumi/azure-native/network/virtualNetwork.js";
import { Provider } from "@pulumi/azure-native/provider.js";
import { ResourceGroup } from "@pulumi/azure-native/resources/resourceGroup.js";
import { Server } from "@pulumi/azure-native/sql/server.js";
import { StorageAccount } from "@pulumi/azure-native/storage/storageAccount.js";
import { WebApp } from "@pulumi/azure-native/web/webApp.js";
import { RandomUuid } from "@pulumi/random/randomUuid.js";
import { describe, expect, test } from "vitest";
import { secret, unknown } from "../../plan/plan.ts";
import { config, group, named, recorded, subscription, tenant, Thing } from "./things.ts";

const sku = { family: "A", name: "standard" } as const;
class OlderVault extends pulumi.CustomResource {}
const inGroup = { resourceGroupName: "rg" };

describe("ids are those that Azure will give", () => {
    test("of resources in groups, of their children, of groups and of extensions", async () => {
        const recording = await recorded(() => {
            const rg = new ResourceGroup("rg", { resourceGroupName: "rg" });
            const vault = new Vault("vault", {
                resourceGroupName: rg.name,
                vaultName: "kv",
                properties: { sku, tenantId: tenant },
            });
            const object = new Secret("secret", {
                resourceGroupName: rg.name,
                vaultName: vault.name,
                secretName: "db",
                properties: {},
            });
            new RoleAssignment("role", {
                scope: object.id,
                roleAssignmentName: "11111111-1111-1111-1111-111111111111",
                principalId: "p",
                roleDefinitionId: "r",
            });
        });
        const vaultId = `${group}/providers/Microsoft.KeyVault/vaults/kv`;
        expect(named(recording, "rg").id).toBe(group);
        expect(named(recording, "vault").id).toBe(vaultId);
        expect(named(recording, "secret").id).toBe(`${vaultId}/secrets/db`);
        expect(named(recording, "role").id).toBe(
            `${vaultId}/secrets/db/providers/Microsoft.Authorization/roleAssignments/11111111-1111-1111-1111-111111111111`,
        );
    });

    test("whatever API version the type token names", async () => {
        const recording = await recorded(() => {
            for (const [index, type] of [
                "azure-native:keyvault/v20230701:Vault",
                "azure-native_keyvault_v20260201:keyvault:Vault",
            ].entries()) {
                new OlderVault(type, `v${index}`, { ...inGroup, vaultName: `kv${index}` });
            }
        });
        expect(named(recording, "v0").id).toBe(`${group}/providers/Microsoft.KeyVault/vaults/kv0`);
        expect(named(recording, "v1").id).toBe(`${group}/providers/Microsoft.KeyVault/vaults/kv1`);
    });

    test("in the subscription of the provider that was chosen, unknown where that one does not tell", async () => {
        const recording = await recorded(() => {
            const vault = (name: string, provider: Provider) =>
                new Vault(name, { ...inGroup, vaultName: name, properties: { sku, tenantId: tenant } }, { provider });
            vault("kv1", new Provider("one", { subscriptionId: "other" }));
            vault("kv2", new Provider("two", {}));
        });
        expect(named(recording, "kv1").id).toBe(
            "/subscriptions/other/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv1",
        );
        expect(named(recording, "kv2").id).toBe(unknown);
    });

    test.each([
        ["a name that the provider makes up", {}, config],
        ["a name that is not known yet", { vaultName: "unknown" }, config],
        ["no subscription", { vaultName: "kv" }, {}],
    ])("are unknown with %s", async (_, args, settings) => {
        const recording = await recorded(
            () => {
                const known =
                    "vaultName" in args && args.vaultName === "unknown"
                        ? { vaultName: new RandomUuid("random").result }
                        : args;
                return { id: new Vault("vault", { ...inGroup, properties: { sku, tenantId: tenant }, ...known }).id };
            },
            { config: settings },
        );
        expect(named(recording, "vault").id).toBe(unknown);
        expect(recording.outputs).toEqual({ id: unknown });
    });

    test("are those given where a resource is imported", async () => {
        const recording = await recorded(() => void new Thing("a", {}, { import: "here" }));
        expect(named(recording, "a").id).toBe("here");
    });
});

describe("outputs", () => {
    test("of a vault: its address, in the cloud that is configured", async () => {
        const program = () => ({
            uri: new Vault("v", { ...inGroup, vaultName: "kv", properties: { sku, tenantId: tenant } }).properties
                .vaultUri,
        });
        expect((await recorded(program)).outputs).toEqual({ uri: "https://kv.vault.azure.net/" });
        const china = await recorded(program, { config: { ...config, "azure-native:environment": "china" } });
        expect(china.outputs).toEqual({ uri: "https://kv.vault.azure.cn/" });
        const elsewhere = await recorded(program, { config: { ...config, "azure-native:environment": "moon" } });
        expect(elsewhere.outputs).toEqual({ uri: unknown });
    });

    test("of a secret: its address, and nothing of its value", async () => {
        const recording = await recorded(() => {
            const made = new Secret("s", {
                ...inGroup,
                vaultName: "kv",
                secretName: "db",
                properties: { value: pulumi.secret("hush") },
            });
            return { uri: made.properties.secretUri, version: made.properties.secretUriWithVersion };
        });
        expect(recording.outputs).toEqual({ uri: "https://kv.vault.azure.net/secrets/db", version: unknown });
        expect(JSON.stringify(recording)).not.toContain("hush");
    });

    test("of properties that are secret as a whole stay secret", async () => {
        const recording = await recorded(
            () =>
                void new Vault("v", {
                    ...inGroup,
                    vaultName: "kv",
                    properties: pulumi.secret({ sku, tenantId: "hush" }),
                }),
        );
        expect(named(recording, "v").outputs["properties"]).toEqual(secret);
        expect(JSON.stringify(recording)).not.toContain("hush");
    });

    test("of identities: the tenant is known, the principal is not", async () => {
        const recording = await recorded(() => {
            const own = new UserAssignedIdentity("id", { ...inGroup, resourceName: "id" });
            const vm = new VirtualMachine("vm", {
                ...inGroup,
                vmName: "vm",
                identity: { type: "SystemAssigned, UserAssigned", userAssignedIdentities: [own.id] },
            });
            return {
                own: own.principalId,
                tenant: own.tenantId,
                vm: vm.identity.apply((identity) => identity?.principalId),
                vmTenant: vm.identity.apply((identity) => identity?.tenantId),
            };
        });
        expect(recording.outputs).toEqual({ own: unknown, tenant, vm: unknown, vmTenant: unknown });
        expect(named(recording, "vm").outputs["identity"]).toEqual({
            type: "SystemAssigned, UserAssigned",
            principalId: unknown,
            tenantId: tenant,
            userAssignedIdentities: {
                [`${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id`]: {
                    principalId: unknown,
                    clientId: unknown,
                },
            },
        });
    });

    test("of networks: the ids of what is written inline", async () => {
        const { outputs } = await recorded(() => {
            const network = new VirtualNetwork("n", {
                ...inGroup,
                virtualNetworkName: "vnet",
                subnets: [{ name: "app", addressPrefix: "10.0.0.0/24" }],
            });
            const card = new NetworkInterface("c", {
                ...inGroup,
                networkInterfaceName: "nic",
                ipConfigurations: [{ name: "a" }, { name: "b", privateIPAddress: "10.0.0.4" }],
            });
            return {
                subnet: network.subnets.apply((subnets) => subnets?.[0]?.id),
                first: card.ipConfigurations.apply((all) => all?.[1]?.privateIPAddress),
                address: new PublicIPAddress("p", { ...inGroup, publicIpAddressName: "pip" }).ipAddress,
            };
        });
        expect(outputs).toEqual({
            subnet: `${group}/providers/Microsoft.Network/virtualNetworks/vnet/subnets/app`,
            first: unknown,
            address: unknown,
        });
    });

    test("of services: their addresses, where Azure's rule is fixed", async () => {
        const { outputs } = await recorded(() => ({
            app: new WebApp("a", { ...inGroup, name: "shop" }).defaultHostName,
            hashed: new WebApp("b", { ...inGroup, name: "shop2", autoGeneratedDomainNameLabelScope: "TenantReuse" })
                .defaultHostName,
            sql: new Server("s", { ...inGroup, serverName: "sql" }).fullyQualifiedDomainName,
            storage: new StorageAccount("st", {
                ...inGroup,
                accountName: "shopstore",
                kind: "StorageV2",
                sku: { name: "Standard_LRS" },
            }).primaryEndpoints.blob,
        }));
        expect(outputs).toEqual({
            app: "shop.azurewebsites.net",
            hashed: unknown,
            sql: "sql.database.windows.net",
            storage: "https://shopstore.blob.core.windows.net/",
        });
    });

    test("that random generates are unknown", async () => {
        const { outputs } = await recorded(() => ({ uuid: new RandomUuid("u").result }));
        expect(outputs).toEqual({ uuid: unknown });
    });

    test("of another stack are unknown", async () => {
        const recording = await recorded(() => {
            const hub = new pulumi.StackReference("acme/hub/prod");
            return { id: hub.getOutput("vnetId"), required: hub.requireOutput("vnetId") };
        });
        expect(recording.outputs).toEqual({ id: unknown, required: unknown });
        expect(named(recording, "acme/hub/prod")).toMatchObject({
            external: true,
            type: "pulumi:pulumi:StackReference",
        });
    });
});

describe("provider functions", () => {
    test("say what the configuration says of who deploys", async () => {
        const { outputs } = await recorded(async () => {
            const plain = await getClientConfig();
            return {
                subscription: plain.subscriptionId,
                tenant: getClientConfigOutput().tenantId,
                object: getClientConfigOutput().objectId,
                plain: plain.objectId,
            };
        });
        expect(outputs).toEqual({ subscription, tenant, object: unknown, plain: unknown });
    });

    test("are answered by the caller where only Azure could", async () => {
        const { outputs } = await recorded(
            () => ({ uri: getVaultOutput({ ...inGroup, vaultName: "kv" }).properties.vaultUri }),
            {
                invokes: {
                    "azure-native:keyvault:getVault": (args) => ({
                        properties: { vaultUri: `https://${String(args["vaultName"])}/` },
                    }),
                },
            },
        );
        expect(outputs).toEqual({ uri: "https://kv/" });
    });

    test("without an answer are refused by name, with the fix", async () => {
        const recording = recorded(() => ({
            uri: getVaultOutput({ ...inGroup, vaultName: "kv" }).properties.vaultUri,
        }));
        await expect(recording).rejects.toThrow(/azure-native:keyvault:getVault is refused[^]*option invokes/);
    });

    test("without an answer are named before what fails of it", async () => {
        const recording = recorded(async () => {
            const result = (await pulumi.runtime.invoke("things:index:list", {})) as { list: string[] };
            return result.list.length;
        });
        await expect(recording).rejects.toThrow(/the provider function things:index:list is refused/);
    });
});
