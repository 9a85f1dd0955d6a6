import { ResourceGroup } from "@pulumi/azure-native/resources/resourceGroup.js";
import * as pulumi from "@pulumi/pulumi";
import {
    BastionHost,
    Network,
    NetworkPeering,
    PrivateDns,
    PrivateLink,
    privateZoneOf,
    RoleSets,
    Vault,
    VirtualMachine,
    type Placement,
} from "keyvault-blueprint";

const azure = new pulumi.Config("azure-native");
const config = new pulumi.Config();

/** A resource group, and the options of everything in it. */
function resourceGroup(name: string): { placement: Placement; inGroup: pulumi.ComponentResourceOptions } {
    const placement: Placement = {
        subscriptionId: azure.require("subscriptionId"),
        tenantId: azure.require("tenantId"),
        location: azure.require("location"),
        resourceGroupName: `rg-${name}-${pulumi.getStack()}`,
        tags: { stack: pulumi.getStack() },
    };
    const { resourceGroupName, location, tags } = placement;
    const group = new ResourceGroup(name, { resourceGroupName, location, tags: tags ?? {} });
    return { placement, inGroup: { dependsOn: [group] } };
}

// The hub: what all spokes share.
const hub = resourceGroup("hub");
const hubNetwork = new Network(
    "hub",
    {
        placement: hub.placement,
        addressSpace: ["10.0.0.0/22"],
        subnets: { AzureBastionSubnet: { prefix: "10.0.0.0/26" } },
    },
    hub.inGroup,
);
// Standard reaches machines in peered networks.
new BastionHost(
    "hub",
    {
        placement: hub.placement,
        virtualNetworkId: hubNetwork.virtualNetworkId,
        sku: "Standard",
        features: ["enableTunneling"],
    },
    hub.inGroup,
);

// The spoke: a machine, and a vault that is reached through its private endpoint alone.
const spoke = resourceGroup("spoke");
const spokeNetwork = new Network(
    "spoke",
    {
        placement: spoke.placement,
        addressSpace: ["10.1.0.0/22"],
        subnets: { workload: { prefix: "10.1.0.0/24" }, endpoints: { prefix: "10.1.1.0/27" } },
    },
    spoke.inGroup,
);
new NetworkPeering("hub-spoke", {
    placement: hub.placement,
    hubVirtualNetworkId: hubNetwork.virtualNetworkId,
    spokeVirtualNetworkId: spokeNetwork.virtualNetworkId,
});

// Peering carries packets, not names: the zone is linked to each network whose machines ask it.
const zone = new PrivateDns(
    "hub",
    {
        placement: hub.placement,
        zoneName: privateZoneOf("vault"),
        links: { hub: hubNetwork.virtualNetworkId, spoke: spokeNetwork.virtualNetworkId },
    },
    hub.inGroup,
);

const vault = new Vault(
    "spoke",
    {
        placement: spoke.placement,
        accessModel: "rbac",
        exposure: "private",
        trustedServices: "refuse",
        softDeleteRetentionInDays: 90,
        purgeProtection: true,
        secrets: { "api-token": { contentType: "token of the partner's API" } },
    },
    spoke.inGroup,
);
new PrivateLink(
    "spoke",
    {
        placement: spoke.placement,
        subnetId: spokeNetwork.subnetId("endpoints"),
        targetId: vault.vaultId,
        zone: "existing",
        zoneId: zone.zoneId,
    },
    spoke.inGroup,
);

// Bastion's page would read a password from the vault in the person's browser, which a private vault refuses: hence a key.
const machine = new VirtualMachine(
    "spoke",
    {
        placement: spoke.placement,
        subnetId: spokeNetwork.subnetId("workload"),
        login: "ssh-key",
        sshPublicKey: config.require("sshPublicKey"),
    },
    spoke.inGroup,
);
new RoleSets(
    "spoke",
    {
        placement: spoke.placement,
        vaultId: vault.vaultId,
        vaultName: vault.vaultName,
        accessModel: "rbac",
        personas: {
            securityTeam: { team: { principalId: config.require("securityTeam"), principalType: "Group" } },
            application: {
                machine: {
                    principalId: machine.principalId,
                    principalType: "ServicePrincipal",
                    identityId: machine.virtualMachineId,
                },
            },
        },
    },
    spoke.inGroup,
);

export const vaultUri = vault.vaultUri;
