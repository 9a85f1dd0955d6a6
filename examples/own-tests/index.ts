import * as pulumi from "@pulumi/pulumi";
import { Network, RoleSets, Vault, VirtualMachine, type Placement } from "keyvault-blueprint";

const azure = new pulumi.Config("azure-native");
const config = new pulumi.Config();

const placement: Placement = {
    subscriptionId: azure.require("subscriptionId"),
    tenantId: azure.require("tenantId"),
    location: azure.require("location"),
    resourceGroupName: `rg-orders-${pulumi.getStack()}`,
};

const network = new Network("orders", {
    placement,
    addressSpace: ["10.30.0.0/22"],
    subnets: { workload: { serviceEndpoints: ["Microsoft.KeyVault"] }, build: {} },
});
const vault = new Vault("orders", {
    placement,
    accessModel: "rbac",
    exposure: "firewall",
    trustedServices: "refuse",
    allowedSubnetIds: [network.subnetId("workload")],
    softDeleteRetentionInDays: 7,
    purgeProtection: true,
    vaultName: "kv-orders-dev",
    secrets: { "db-password": {}, "signing-token": {} },
});
const machine = new VirtualMachine("orders", {
    placement,
    subnetId: network.subnetId("workload"),
    login: "ssh-key",
    sshPublicKey: config.require("sshPublicKey"),
});
new RoleSets("orders", {
    placement,
    vaultId: vault.vaultId,
    vaultName: vault.vaultName,
    accessModel: "rbac",
    personas: {
        application: {
            machine: {
                principalId: machine.principalId,
                principalType: "ServicePrincipal",
                identityId: machine.virtualMachineId,
                objects: ["secrets/db-password"],
            },
        },
    },
});

export const vaultUri = vault.vaultUri;
