import { describe, expect, test } from "vitest";
import { Network, type NetworkArgs } from "../../components/network.ts";
import { unknown } from "../../plan/plan.ts";
import {
    idOf,
    placed,
    placement,
    refusedProgram,
    registered,
    subscriptionId,
    type Registered,
} from "../support/recording.ts";

const networkId = idOf("Microsoft.Network/virtualNetworks/vnet-payments");
const hub =
    "/subscriptions/99999999-2222-4333-8444-555555555555/resourceGroups/rg-hub/providers/Microsoft.Network/virtualNetworks/vnet-hub";
const nsg = idOf("Microsoft.Network/networkSecurityGroups/nsg-platform");
const here = `/subscriptions/${subscriptionId}/resourceGroups/rg-hub/providers/Microsoft.Network/virtualNetworks/vnet-hub`;

const network = (args: Partial<NetworkArgs>): Promise<Registered> =>
    registered(() => new Network("payments", { placement, addressSpace: ["10.0.0.0/16"], subnets: {}, ...args }));
const refused = async (
    args: Partial<NetworkArgs>,
): Promise<{ what: string; got: unknown; expected: string; fix: string }> =>
    (
        await refusedProgram(
            () => new Network("payments", { placement, addressSpace: ["10.0.0.0/16"], subnets: {}, ...args }),
        )
    ).refusal;

describe("a network", () => {
    test("of one subnet is a network, a subnet and its security group", async () => {
        const recorded = await network({ subnets: { web: {} } });
        expect(recorded.list).toEqual([
            "Network payments",
            "network:NetworkSecurityGroup payments-nsg-web",
            "network:Subnet payments-subnet-web",
            "network:VirtualNetwork payments-vnet",
        ]);
        const component = recorded.one("payments").urn;
        expect(recorded.resources.filter(({ custom }) => custom).map(({ parent }) => parent)).toEqual([
            component,
            component,
            component,
        ]);
        expect(recorded.inputs("payments-vnet")).toEqual({
            ...placed,
            virtualNetworkName: "vnet-payments",
            addressSpace: { addressPrefixes: ["10.0.0.0/16"] },
            // The provider's own defaults.
            enableDdosProtection: false,
            enableVmProtection: false,
        });
        expect(recorded.inputs("payments-nsg-web")).toEqual({
            ...placed,
            networkSecurityGroupName: "nsg-payments-web",
            securityRules: [],
        });
        expect(recorded.inputs("payments-subnet-web")).toEqual({
            resourceGroupName: "rg-payments",
            virtualNetworkName: "vnet-payments",
            subnetName: "web",
            addressPrefix: "10.0.0.0/24",
            serviceEndpoints: [],
            delegations: [],
            privateEndpointNetworkPolicies: "Enabled",
            privateLinkServiceNetworkPolicies: "Enabled", // the provider's own default
            defaultOutboundAccess: false,
            networkSecurityGroup: { id: idOf("Microsoft.Network/networkSecurityGroups/nsg-payments-web") },
        });
        expect(recorded.waitsFor("payments-subnet-web")).toEqual(["payments-nsg-web", "payments-vnet"]);
    });

    test("knows its ids and prefixes before deployment", async () => {
        const { one } = await network({ subnets: { web: {}, db: { size: 26 } } });
        expect(one("payments").outputs).toEqual({
            virtualNetworkId: networkId,
            subnetIds: { web: `${networkId}/subnets/web`, db: `${networkId}/subnets/db` },
            subnetPrefixes: { web: "10.0.0.0/24", db: "10.0.1.0/26" },
        });
        expect(one("payments-vnet").id).toBe(networkId);
        expect(one("payments-subnet-db").id).toBe(`${networkId}/subnets/db`);
    });

    test("writes its subnets one after another: Azure refuses two writes at a time", async () => {
        const { waitsFor } = await network({ subnets: { a: {}, b: {}, c: {} } });
        expect(waitsFor("payments-subnet-b")).toContain("payments-subnet-a");
        expect(waitsFor("payments-subnet-c")).toContain("payments-subnet-b");
    });

    test("makes whoever uses a subnet wait for it", async () => {
        const { waitsFor } = await registered(() => {
            const own = new Network("own", { placement, addressSpace: ["10.0.0.0/16"], subnets: { web: {} } });
            new Network(
                "other",
                { placement, addressSpace: ["10.1.0.0/16"], subnets: {}, virtualNetworkName: "vnet-other" },
                { dependsOn: own },
            );
        });
        expect(waitsFor("other-vnet")).toEqual(expect.arrayContaining(["own-subnet-web", "own-vnet"]));
    });

    test("carries endpoints, delegations, rules and DNS servers", async () => {
        const { inputs } = await network({
            dnsServers: ["10.0.0.4"],
            subnets: {
                web: {
                    serviceEndpoints: ["Microsoft.KeyVault", "Microsoft.Storage"],
                    privateEndpointNetworkPolicies: "Disabled",
                    securityRules: [
                        {
                            name: "AllowSsh",
                            priority: 100,
                            direction: "Inbound",
                            access: "Allow",
                            protocol: "Tcp",
                            source: "10.0.0.0/26",
                            destination: "*",
                            destinationPorts: ["22"],
                        },
                        {
                            name: "DenyRest",
                            priority: 200,
                            direction: "Inbound",
                            access: "Deny",
                            protocol: "*",
                            source: "*",
                            destination: "*",
                            destinationPorts: ["80", "443"],
                            description: "the web",
                        },
                    ],
                },
                app: { delegation: "Microsoft.Web/serverFarms", size: 26 },
                shared: { networkSecurityGroupId: nsg },
            },
        });
        expect(inputs("payments-vnet")["dhcpOptions"]).toEqual({ dnsServers: ["10.0.0.4"] });
        expect(inputs("payments-subnet-web")).toMatchObject({
            serviceEndpoints: [{ service: "Microsoft.KeyVault" }, { service: "Microsoft.Storage" }],
            privateEndpointNetworkPolicies: "Disabled",
        });
        expect(inputs("payments-nsg-web")["securityRules"]).toEqual([
            {
                name: "AllowSsh",
                priority: 100,
                direction: "Inbound",
                access: "Allow",
                protocol: "Tcp",
                sourceAddressPrefix: "10.0.0.0/26",
                sourcePortRange: "*",
                destinationAddressPrefix: "*",
                destinationPortRange: "22",
            },
            {
                name: "DenyRest",
                priority: 200,
                direction: "Inbound",
                access: "Deny",
                protocol: "*",
                sourceAddressPrefix: "*",
                sourcePortRange: "*",
                destinationAddressPrefix: "*",
                destinationPortRanges: ["80", "443"],
                description: "the web",
            },
        ]);
        const app = inputs("payments-subnet-app");
        expect(app["delegations"]).toEqual([{ name: "delegation", serviceName: "Microsoft.Web/serverFarms" }]);
        expect(app, "delegated subnets have no such switch").not.toHaveProperty("defaultOutboundAccess");
        expect(inputs("payments-subnet-shared")["networkSecurityGroup"]).toEqual({ id: nsg });
    });

    test("has Bastion's subnet with all eight rules, and GatewaySubnet without a security group", async () => {
        const { inputs, counts } = await network({ subnets: { AzureBastionSubnet: {}, GatewaySubnet: {} } });
        expect(counts).toMatchObject({ "network:Subnet": 2, "network:NetworkSecurityGroup": 1 });
        expect(inputs("payments-nsg-AzureBastionSubnet")["securityRules"]).toHaveLength(8);
        expect(inputs("payments-subnet-AzureBastionSubnet")).toMatchObject({
            subnetName: "AzureBastionSubnet",
            addressPrefix: "10.0.0.0/26",
        });
        expect(inputs("payments-subnet-GatewaySubnet")).not.toHaveProperty("networkSecurityGroup");
    });
});

describe("a NAT gateway", () => {
    test("has one static public address, and only the subnets that ask for it", async () => {
        const { list, inputs, waitsFor, one } = await network({
            natGateway: {},
            subnets: { web: { outbound: "nat-gateway" }, db: {} },
        });
        expect(list).toEqual(
            expect.arrayContaining(["network:NatGateway payments-nat", "network:PublicIPAddress payments-nat-address"]),
        );
        expect(inputs("payments-nat-address")).toEqual({
            ...placed,
            publicIpAddressName: "pip-ng-payments",
            sku: { name: "Standard", tier: "Regional" },
            publicIPAddressVersion: "IPv4",
            publicIPAllocationMethod: "Static",
        });
        expect(inputs("payments-nat")).toEqual({
            ...placed,
            natGatewayName: "ng-payments",
            sku: { name: "Standard" },
            idleTimeoutInMinutes: 4,
            publicIpAddresses: [{ id: idOf("Microsoft.Network/publicIPAddresses/pip-ng-payments") }],
        });
        expect(inputs("payments-subnet-web")).toMatchObject({
            natGateway: { id: idOf("Microsoft.Network/natGateways/ng-payments") },
            defaultOutboundAccess: false,
        });
        expect(inputs("payments-subnet-db")).not.toHaveProperty("natGateway");
        expect(waitsFor("payments-subnet-web")).toContain("payments-nat");
        expect(one("payments").outputs["natAddress"], "its address is Azure's choice").toBe(unknown);
    });

    test("takes a name and a timeout", async () => {
        const { inputs } = await network({ natGateway: { natGatewayName: "ng-shared", idleTimeoutInMinutes: 10 } });
        expect(inputs("payments-nat")).toMatchObject({ natGatewayName: "ng-shared", idleTimeoutInMinutes: 10 });
    });
});

describe("on a network that exists", () => {
    test("only subnets and their groups are made, in the network's resource group", async () => {
        const { list, inputs, one } = await network({
            existingVirtualNetworkId: here,
            addressSpace: ["10.9.0.0/24"],
            subnets: { web: { size: 26 } },
        });
        expect(list).toEqual([
            "Network payments",
            "network:NetworkSecurityGroup payments-nsg-web",
            "network:Subnet payments-subnet-web",
        ]);
        expect(inputs("payments-subnet-web")).toMatchObject({
            virtualNetworkName: "vnet-hub",
            resourceGroupName: "rg-hub",
            addressPrefix: "10.9.0.0/26",
        });
        expect(inputs("payments-nsg-web")).toMatchObject({ resourceGroupName: "rg-payments" });
        expect(one("payments").outputs).toMatchObject({
            virtualNetworkId: here,
            subnetIds: { web: `${here}/subnets/web` },
        });
        expect(one("payments-subnet-web").id).toBe(`${here}/subnets/web`);
    });

    test("of another subscription, and on subnets that exist there, nothing is made", async () => {
        const { list, one } = await network({
            existingVirtualNetworkId: hub,
            addressSpace: [],
            subnets: {
                web: { existingSubnetId: `${hub}/subnets/shared-web`, serviceEndpoints: ["Microsoft.KeyVault"] },
            },
        });
        expect(list).toEqual(["Network payments"]);
        expect(one("payments").outputs).toMatchObject({
            virtualNetworkId: hub,
            subnetIds: { web: `${hub}/subnets/shared-web` },
            subnetPrefixes: {},
        });
    });

    test("of another subscription new subnets are refused: they would come to be in the wrong one", async () => {
        expect(await refused({ existingVirtualNetworkId: hub, subnets: { web: {} } })).toMatchObject({
            what: "network.existingVirtualNetworkId",
            got: hub,
        });
        const peerings = { spoke: { remoteVirtualNetworkId: here } };
        expect(await refused({ existingVirtualNetworkId: hub, peerings })).toMatchObject({
            what: "network.existingVirtualNetworkId",
            got: hub,
        });
    });

    test.each([
        ["a name", { virtualNetworkName: "vnet-mine" }, "network.virtualNetworkName"],
        ["DNS servers", { dnsServers: ["10.0.0.4"] }, "network.dnsServers"],
    ])("%s cannot be given", async (_, more, what) => {
        expect((await refused({ existingVirtualNetworkId: here, ...more })).what).toBe(what);
    });
});

test("peerings open this side only as far as they are asked to", async () => {
    const { inputs, waitsFor } = await network({
        subnets: { web: {} },
        peerings: {
            hub: { remoteVirtualNetworkId: hub },
            spoke: {
                remoteVirtualNetworkId: here,
                allowForwardedTraffic: true,
                useRemoteGateways: true,
                allowGatewayTransit: true,
            },
        },
    });
    expect(inputs("payments-peering-hub")).toEqual({
        resourceGroupName: "rg-payments",
        virtualNetworkName: "vnet-payments",
        virtualNetworkPeeringName: "hub",
        remoteVirtualNetwork: { id: hub },
        allowVirtualNetworkAccess: true,
        allowForwardedTraffic: false,
        allowGatewayTransit: false,
        useRemoteGateways: false,
    });
    expect(inputs("payments-peering-spoke")).toMatchObject({
        allowForwardedTraffic: true,
        allowGatewayTransit: true,
        useRemoteGateways: true,
    });
    expect(waitsFor("payments-peering-hub")).toEqual(["payments-subnet-web", "payments-vnet"]);
});

describe("refused, with nothing registered", () => {
    const long = "x".repeat(78);

    test.each([
        [
            "overlapping prefixes",
            { subnets: { a: { prefix: "10.0.0.0/24" }, b: { prefix: "10.0.0.128/25" } } },
            "network.subnets",
        ],
        [
            "a prefix outside the address space",
            { subnets: { a: { prefix: "10.1.0.0/24" } } },
            "network.subnets.a.prefix",
        ],
        [
            "more subnets than fit",
            { addressSpace: ["10.0.0.0/28"], subnets: { a: { size: 28 }, b: { size: 28 } } },
            "network.subnets.b",
        ],
        ["no address space", { addressSpace: [] }, "network.addressSpace"],
        [
            "a Bastion subnet that is too small",
            { subnets: { AzureBastionSubnet: { size: 27 } } },
            "network.subnets.AzureBastionSubnet",
        ],
        ["a subnet's name", { subnets: { "-web": {} } }, "network.subnets.-web"],
        [
            "a subnet's name that is too long for its security group",
            { subnets: { [long]: {} } },
            "networkSecurityGroupName",
        ],
        ["the network's name", { virtualNetworkName: "v" }, "network.virtualNetworkName"],
        ["a NAT gateway's name", { natGateway: { natGatewayName: "ng/1" } }, "network.natGateway.natGatewayName"],
        [
            "a NAT gateway's name that is too long for its address",
            { natGateway: { natGatewayName: long } },
            "publicIpAddressName",
        ],
        [
            "a NAT gateway's timeout",
            { natGateway: { idleTimeoutInMinutes: 3 } },
            "network.natGateway.idleTimeoutInMinutes",
        ],
        [
            "a way out that is not there",
            { subnets: { web: { outbound: "nat-gateway" } } },
            "network.subnets.web.outbound",
        ],
        ["a peering's name", { peerings: { "to hub": { remoteVirtualNetworkId: hub } } }, "network.peerings.to hub"],
        [
            "a peering with what is no network",
            { peerings: { hub: { remoteVirtualNetworkId: "vnet-hub" } } },
            "network.peerings.hub.remoteVirtualNetworkId",
        ],
        ["what is no network", { existingVirtualNetworkId: `${hub}/subnets/web` }, "network.existingVirtualNetworkId"],
        [
            "a subscription that is none",
            { placement: { ...placement, subscriptionId: "mine" } },
            "placement.subscriptionId",
        ],
    ] satisfies [string, Partial<NetworkArgs>, string][])("%s", async (_, args, what) => {
        expect((await refused(args)).what).toBe(what);
    });
});
