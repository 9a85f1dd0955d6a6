/** A stranger's program: every component of the reference topology, on a group, network, zone and workspace that exist. */
import { Provider } from "@pulumi/azure-native/provider.js";
import { ResourceGroup } from "@pulumi/azure-native/resources/resourceGroup.js";
import * as pulumi from "@pulumi/pulumi";
import { describe, expect, test } from "vitest";
import {
    BastionHost,
    Monitoring,
    Network,
    PrivateDns,
    PrivateLink,
    RoleSets,
    Vault,
    VirtualMachine,
} from "../../components/index.ts";
import { placement, registered, type Registered } from "../support/recording.ts";

const hub = "/subscriptions/99999999-2222-4333-8444-555555555555/resourceGroups/rg-hub/providers";
const network = `${hub}/Microsoft.Network/virtualNetworks/vnet-hub`;
const zoneId = `${hub}/Microsoft.Network/privateDnsZones/privatelink.vaultcore.azure.net`;
const workspace = `${hub}/Microsoft.OperationalInsights/workspaces/log-hub`;

/** The program, with the options that it gives to every component. */
function program(name: string, options: () => pulumi.ComponentResourceOptions): void {
    const opts = options();
    const subnets = new Network(
        name,
        {
            placement,
            addressSpace: [],
            existingVirtualNetworkId: network,
            subnets: {
                machines: { existingSubnetId: `${network}/subnets/machines` },
                endpoints: { existingSubnetId: `${network}/subnets/endpoints` },
            },
        },
        opts,
    );
    const subnetId = (subnet: string): pulumi.Output<string> => subnets.subnetIds.apply((ids) => ids[subnet] ?? "");
    const vault = new Vault(
        name,
        {
            placement,
            accessModel: "rbac",
            exposure: "private",
            trustedServices: "refuse",
            softDeleteRetentionInDays: 7,
            purgeProtection: false,
        },
        opts,
    );
    const { vaultId, vaultName } = vault;
    const machine = new VirtualMachine(
        name,
        { placement, subnetId: subnetId("machines"), login: "password", passwordSecret: { vaultName } },
        opts,
    );
    new BastionHost(name, { placement, virtualNetworkId: subnets.virtualNetworkId, sku: "Developer" }, opts);
    new PrivateLink(
        name,
        { placement, subnetId: subnetId("endpoints"), targetId: vaultId, zone: "existing", zoneId },
        opts,
    );
    new PrivateDns(
        `${name}-hub`,
        { placement, zoneName: "privatelink.vaultcore.azure.net", existingZoneId: zoneId, links: { [name]: network } },
        opts,
    );
    new Monitoring(name, { placement, vaultIds: { vault: vaultId }, existingWorkspaceId: workspace }, opts);
    new RoleSets(
        name,
        {
            placement,
            vaultId,
            vaultName,
            accessModel: "rbac",
            personas: {
                application: {
                    machine: {
                        principalId: machine.principalId,
                        principalType: "ServicePrincipal",
                        identityId: machine.virtualMachineId,
                    },
                },
                auditors: { team: { principalId: "3f2504e0-4f89-41d3-9a0c-0305e82c3301", principalType: "Group" } },
            },
            logWorkspaceIds: [workspace],
        },
        opts,
    );
}

const customOf = ({ resources }: Registered): Registered["resources"] =>
    resources.filter(
        ({ custom, type }) =>
            custom && !type.startsWith("pulumi:providers:") && type !== "azure-native:resources:ResourceGroup",
    );

describe("a stranger's program", () => {
    test("makes nothing that exists already", async () => {
        const { counts } = await registered(() => program("payments", () => ({})));
        for (const type of [
            "resources:ResourceGroup",
            "network:VirtualNetwork",
            "network:Subnet",
            "privatedns:PrivateZone",
            "operationalinsights:Workspace",
        ]) {
            expect(counts).not.toHaveProperty(type);
        }
        expect(counts).toMatchObject({
            "keyvault:Vault": 1,
            "compute:VirtualMachine": 1,
            "network:PrivateEndpoint": 1,
            "authorization:RoleAssignment": 4,
        });
    });

    test("says once for a component, and every resource in it waits", async () => {
        const recorded = await registered(() =>
            program("payments", () => ({
                dependsOn: [new ResourceGroup("group", { resourceGroupName: "rg-payments" })],
            })),
        );
        const group = recorded.one("group").urn;
        for (const { urn, dependencies } of customOf(recorded)) expect(dependencies, urn).toContain(group);
    });

    test("gives a component a provider, and every resource in it has it", async () => {
        const recorded = await registered(() => {
            const provider = new Provider("spoke", { subscriptionId: placement.subscriptionId });
            program("payments", () => ({ provider }));
        });
        for (const { urn, type, provider } of customOf(recorded)) {
            if (type.startsWith("azure-native:")) expect(provider, urn).toContain("::spoke::");
        }
    });

    test("gives a component a parent, and a second name, without any clash", async () => {
        const recorded = await registered(() => {
            const parent = new pulumi.ComponentResource("strangers:index:Platform", "platform");
            program("payments", () => ({ parent }));
            program("orders", () => ({ parent }));
        });
        const platform = recorded.one("strangers:index:Platform platform").urn;
        const components = recorded.resources.filter(({ type }) => type.startsWith("keyvault-blueprint:"));
        expect(components).toHaveLength(16);
        for (const { urn, parent } of components) expect(parent, urn).toBe(platform);
        const vaults = recorded.resources
            .filter(({ type }) => type === "azure-native:keyvault:Vault")
            .map(({ inputs }) => inputs["vaultName"]);
        expect(new Set(vaults).size).toBe(2);
    });

    test("that is refused in one component leaves the others as they are", async () => {
        const { list } = await registered(() => {
            new Vault("first", {
                placement,
                accessModel: "rbac",
                exposure: "private",
                trustedServices: "refuse",
                softDeleteRetentionInDays: 7,
                purgeProtection: false,
            });
            expect(() => new BastionHost("second", { placement, virtualNetworkId: network, sku: "Free" })).toThrow(
                /bastion\.sku is refused/,
            );
        });
        expect(list).toEqual(["Vault first", "keyvault:Vault first-vault"]);
    });
});
