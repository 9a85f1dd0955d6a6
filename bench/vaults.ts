import * as pulumi from "@pulumi/pulumi";
import { RoleAssignment } from "@pulumi/azure-native/authorization/roleAssignment.js";
import { Secret } from "@pulumi/azure-native/keyvault/secret.js";
import { Vault } from "@pulumi/azure-native/keyvault/vault.js";
import { UserAssignedIdentity } from "@pulumi/azure-native/managedidentity/userAssignedIdentity.js";
import { DiagnosticSetting } from "@pulumi/azure-native/monitor/diagnosticSetting.js";
import { NetworkSecurityGroup } from "@pulumi/azure-native/network/networkSecurityGroup.js";
import { PrivateEndpoint } from "@pulumi/azure-native/network/privateEndpoint.js";
import { Subnet } from "@pulumi/azure-native/network/subnet.js";
import { VirtualNetwork } from "@pulumi/azure-native/network/virtualNetwork.js";

/** A vault with what usually stands around it: eleven registrations. */
class Workload extends pulumi.ComponentResource {
    constructor(name: string) {
        super("bench:index:Workload", name, { name });
        const parent = { parent: this };
        const group = { resourceGroupName: "rg" };
        const network = new VirtualNetwork(
            `${name}-net`,
            { ...group, virtualNetworkName: name, addressSpace: { addressPrefixes: ["10.0.0.0/16"] } },
            parent,
        );
        const rules = new NetworkSecurityGroup(`${name}-rules`, { ...group, networkSecurityGroupName: name }, parent);
        const subnet = new Subnet(
            `${name}-subnet`,
            {
                ...group,
                virtualNetworkName: network.name,
                subnetName: "app",
                addressPrefix: "10.0.0.0/24",
                networkSecurityGroup: { id: rules.id },
            },
            parent,
        );
        const identity = new UserAssignedIdentity(`${name}-identity`, { ...group, resourceName: name }, parent);
        const networkAcls = { bypass: "None", defaultAction: "Deny", virtualNetworkRules: [{ id: subnet.id }] };
        const properties = {
            sku: { family: "A", name: "standard" as const },
            tenantId: "t",
            enableRbacAuthorization: true,
            networkAcls,
        };
        const vault = new Vault(`${name}-vault`, { ...group, vaultName: name, properties }, parent);
        new Secret(
            `${name}-secret`,
            { ...group, vaultName: vault.name, secretName: "s", properties: { value: pulumi.secret("v") } },
            parent,
        );
        const connection = { name: "vault", privateLinkServiceId: vault.id, groupIds: ["vault"] };
        new PrivateEndpoint(
            `${name}-endpoint`,
            {
                ...group,
                privateEndpointName: name,
                subnet: { id: subnet.id },
                privateLinkServiceConnections: [connection],
            },
            parent,
        );
        for (const role of ["reader", "user"]) {
            new RoleAssignment(
                `${name}-${role}`,
                {
                    scope: vault.id,
                    principalId: identity.principalId,
                    principalType: "ServicePrincipal",
                    roleDefinitionId: role,
                    roleAssignmentName: role,
                },
                parent,
            );
        }
        new DiagnosticSetting(
            `${name}-logs`,
            {
                resourceUri: vault.id,
                name: "logs",
                workspaceId: "w",
                logs: [{ categoryGroup: "audit", enabled: true }],
            },
            parent,
        );
        this.registerOutputs({ vaultUri: vault.properties.vaultUri });
    }
}

export function vaults(count: number): () => void {
    return () => {
        for (let index = 0; index < count; index++) new Workload(`w${index}`);
    };
}
