// A program as Pulumi's template for Azure begins one: CommonJS, compiled to bin/.
import * as pulumi from "@pulumi/pulumi";
import * as resources from "@pulumi/azure-native/resources";
import { AccessModel, Network, Placement, Vault } from "keyvault-blueprint";
import { PrivateLink } from "keyvault-blueprint/components";

const azure = new pulumi.Config("azure-native");
const placement: Placement = {
    subscriptionId: azure.require("subscriptionId"),
    tenantId: azure.require("tenantId"),
    location: azure.require("location"),
    resourceGroupName: "rg-classic",
};

const group = new resources.ResourceGroup("classic", { resourceGroupName: placement.resourceGroupName });
const inGroup = { dependsOn: [group] };
const network = new Network(
    "classic",
    { placement, addressSpace: ["10.0.0.0/24"], subnets: { endpoints: { size: 27 } } },
    inGroup,
);
const vault = new Vault(
    "classic",
    {
        placement,
        accessModel: AccessModel.Rbac,
        exposure: "private",
        trustedServices: "refuse",
        softDeleteRetentionInDays: 7,
        purgeProtection: true,
        secrets: { token: { value: new pulumi.Config().requireSecret("token") } },
    },
    inGroup,
);
new PrivateLink(
    "classic",
    {
        placement,
        subnetId: network.subnetId("endpoints"),
        targetId: vault.vaultId,
        zone: "own",
        linkedNetworks: { classic: network.virtualNetworkId },
    },
    inGroup,
);

export const vaultUri: pulumi.Output<string> = vault.vaultUri;
