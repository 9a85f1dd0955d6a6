import { Provider } from "@pulumi/azure-native/provider.js";
import * as pulumi from "@pulumi/pulumi";
import {
    AccessModel,
    Exposure,
    Monitoring,
    Network,
    PrincipalType,
    PrivateDns,
    PrivateLink,
    privateZoneOf,
    RoleSets,
    TrustedServices,
    Vault,
    WorkloadIdentity,
    ZoneOwner,
    type Placement,
} from "keyvault-blueprint";

const azure = new pulumi.Config("azure-native");
const config = new pulumi.Config();

const placement: Placement = {
    subscriptionId: azure.require("subscriptionId"),
    tenantId: azure.require("tenantId"),
    location: azure.require("location"),
    resourceGroupName: config.require("resourceGroup"),
    tags: { team: "payments" },
};

// The network stays as it is, but for one new subnet.
const network = new Network("payments", {
    placement,
    existingVirtualNetworkId: config.require("virtualNetworkId"),
    addressSpace: [config.require("endpointsPrefix")],
    subnets: {
        workload: { existingSubnetId: config.require("workloadSubnetId") },
        endpoints: { prefix: config.require("endpointsPrefix") },
    },
});

const vault = new Vault("payments", {
    placement,
    accessModel: AccessModel.Rbac,
    exposure: Exposure.Private,
    trustedServices: TrustedServices.Refuse,
    softDeleteRetentionInDays: 90,
    purgeProtection: true,
    secrets: { "db-password": { contentType: "password" } },
});

// Links belong to the zone, so they are made with a provider of the zone's subscription.
const zoneId = config.require("zoneId");
const connectivity = new Provider("connectivity", {
    subscriptionId: zoneId.split("/")[2]!,
    tenantId: placement.tenantId,
});
new PrivateDns(
    "payments",
    {
        placement,
        zoneName: privateZoneOf("vault"),
        existingZoneId: zoneId,
        links: { "payments-prod": network.virtualNetworkId },
    },
    { provider: connectivity },
);
new PrivateLink("payments", {
    placement,
    subnetId: network.subnetId("endpoints"),
    targetId: vault.vaultId,
    zone: ZoneOwner.Existing,
    zoneId,
});

const workspaceId = config.require("workspaceId");
new Monitoring("payments", { placement, vaultIds: { payments: vault.vaultId }, existingWorkspaceId: workspaceId });

const identity = new WorkloadIdentity("payments", { placement });
new RoleSets("payments", {
    placement,
    vaultId: vault.vaultId,
    vaultName: vault.vaultName,
    accessModel: AccessModel.Rbac,
    logWorkspaceIds: [workspaceId],
    personas: {
        securityTeam: {
            "key-custodians": { principalId: config.require("securityTeam"), principalType: PrincipalType.Group },
        },
        application: {
            payments: {
                principalId: identity.principalId,
                principalType: PrincipalType.ServicePrincipal,
                identityId: identity.identityId,
                objects: ["secrets/db-password"],
            },
        },
    },
});

export const vaultUri = vault.vaultUri;
export const identityId = identity.identityId;
