import * as pulumi from "@pulumi/pulumi";
import { RoleAssignment } from "@pulumi/azure-native/authorization/roleAssignment.js";
import { Secret } from "@pulumi/azure-native/keyvault/secret.js";
import { Vault } from "@pulumi/azure-native/keyvault/vault.js";
import { Subnet } from "@pulumi/azure-native/network/subnet.js";
import { VirtualNetwork } from "@pulumi/azure-native/network/virtualNetwork.js";
import { Provider } from "@pulumi/azure-native/provider.js";
import { RandomPassword } from "@pulumi/random/randomPassword.js";

/** A program that uses what a record can hold: components, providers, secrets, aliases, resources that are only read. */
export default async function program(): Promise<pulumi.Inputs> {
    const group = { resourceGroupName: "rg" };
    const provider = new Provider("hub", { subscriptionId: "hub" });
    class Workload extends pulumi.ComponentResource {
        constructor(name: string, options?: pulumi.ComponentResourceOptions) {
            super("test:index:Workload", name, { name, hidden: pulumi.secret("s3cr3t") }, options);
            const own = { parent: this };
            const network = new VirtualNetwork(
                `${name}-net`,
                { ...group, virtualNetworkName: name, addressSpace: { addressPrefixes: ["10.0.0.0/16"] } },
                own,
            );
            const subnet = new Subnet(
                `${name}-subnet`,
                { ...group, virtualNetworkName: network.name, subnetName: "app", addressPrefix: "10.0.0.0/24" },
                { ...own, aliases: [{ name: "old" }] },
            );
            const vault = new Vault(
                `${name}-vault`,
                {
                    ...group,
                    vaultName: name,
                    properties: {
                        sku: { family: "A", name: "standard" },
                        tenantId: "t",
                        networkAcls: { virtualNetworkRules: [{ id: subnet.id }] },
                    },
                },
                { ...own, protect: true, aliases: [{ parent: pulumi.rootStackResource }], dependsOn: [network] },
            );
            const password = new RandomPassword(`${name}-password`, { length: 20 }, own);
            new Secret(
                `${name}-secret`,
                { ...group, vaultName: vault.name, secretName: "login", properties: { value: password.result } },
                { ...own, deletedWith: vault, ignoreChanges: ["properties.value"] },
            );
            this.registerOutputs({ uri: vault.properties.vaultUri });
        }
    }
    const workload = new Workload("one");
    new Workload("two", { providers: [provider], dependsOn: [workload] });
    const existing = Vault.get("existing", "/subscriptions/s/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv");
    new RoleAssignment(
        "role",
        { scope: existing.id, principalId: "p", roleDefinitionId: "r", roleAssignmentName: "n" },
        { retainOnDelete: true },
    );
    await pulumi.log.warn("look out");
    return { name: existing.name, hidden: pulumi.secret("s3cr3t") };
}
