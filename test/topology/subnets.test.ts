import { describe, expect, test } from "vitest";
import { InputError } from "../../input/error.ts";
import type { SecurityRuleArgs } from "../../topology/security-rules.ts";
import { planSubnets, type PlannedSubnet, type SubnetArgs } from "../../topology/subnets.ts";
import { refused } from "../support/refused.ts";

const space = ["10.0.0.0/16"];
const networkSecurityGroupId =
    "/subscriptions/1/resourceGroups/hub/providers/Microsoft.Network/networkSecurityGroups/nsg";

function plan(subnets: Record<string, SubnetArgs>, natGateway = false): PlannedSubnet[] {
    return planSubnets(space, subnets, natGateway, "network.subnets");
}

function rule(more: Partial<SecurityRuleArgs> = {}): SecurityRuleArgs {
    const ssh = {
        direction: "Inbound",
        access: "Allow",
        protocol: "Tcp",
        source: "10.0.0.0/26",
        destination: "*",
        destinationPorts: ["22"],
    };
    return { name: "AllowSsh", priority: 100, ...ssh, ...more };
}

describe("a subnet for machines", () => {
    test("is closed by default: no outbound address, a group of its own, rules that hold for private endpoints", () => {
        expect(plan({ web: {} })).toEqual([
            {
                name: "web",
                prefix: "10.0.0.0/24",
                serviceEndpoints: [],
                delegation: undefined,
                securityRules: [],
                networkSecurityGroupId: undefined,
                natGateway: false,
                defaultOutboundAccess: false,
                privateEndpointNetworkPolicies: "Enabled",
            },
        ]);
    });

    test("goes out through the network's NAT gateway, or through an address of Azure's choice, by an explicit word", () => {
        expect(plan({ web: { outbound: "nat-gateway" } }, true)[0]).toMatchObject({
            natGateway: true,
            defaultOutboundAccess: false,
        });
        expect(plan({ web: { outbound: "default" } })[0]).toMatchObject({
            natGateway: false,
            defaultOutboundAccess: true,
        });
        const refusal = refused(() => plan({ web: { outbound: "nat-gateway" } }));
        expect(refusal).toMatchObject({
            what: "network.subnets.web.outbound",
            got: "nat-gateway",
            expected: "a network with a NAT gateway",
        });
    });

    test("uses an existing security group instead of its own", () => {
        expect(plan({ web: { networkSecurityGroupId } })[0]).toMatchObject({
            securityRules: undefined,
            networkSecurityGroupId,
        });
        expect(refused(() => plan({ web: { networkSecurityGroupId, securityRules: [rule()] } })).what).toBe(
            "network.subnets.web.securityRules",
        );
        expect(refused(() => plan({ web: { networkSecurityGroupId: "nsg-web" } })).what).toBe(
            "network.subnets.web.networkSecurityGroupId",
        );
    });

    test.each([
        ["outbound", { outbound: "nat" as "none" }, "network.subnets.web.outbound"],
        [
            "privateEndpointNetworkPolicies",
            { privateEndpointNetworkPolicies: "On" },
            "network.subnets.web.privateEndpointNetworkPolicies",
        ],
    ] satisfies [string, SubnetArgs, string][])("with an unknown word for %s is refused", (_, subnet, what) => {
        expect(refused(() => plan({ web: subnet })).what).toBe(what);
    });

    test("whose name differs from another's in case alone is refused: Azure takes them for one", () => {
        expect(refused(() => plan({ web: {}, Web: {} }))).toMatchObject({ what: "network.subnets.Web" });
    });
});

describe("security rules", () => {
    test("have priorities from 100 to 4096", () => {
        for (const priority of [100, 4096])
            expect(plan({ web: { securityRules: [rule({ priority })] } })[0]?.securityRules?.[0]).toEqual(
                rule({ priority }),
            );
        for (const priority of [99, 4097, 100.5]) {
            const refusal = refused(() =>
                plan({ web: { securityRules: [rule(), rule({ name: "Other", priority })] } }),
            );
            expect(refusal).toMatchObject({ what: "network.subnets.web.securityRules[1].priority", got: priority });
        }
    });

    test("share no priority in one direction", () => {
        const both = [rule(), rule({ name: "AllowHttps" })];
        expect(refused(() => plan({ web: { securityRules: both } }))).toMatchObject({
            what: "network.subnets.web.securityRules[1].priority",
            got: "100, which AllowSsh has too",
        });
        expect(() =>
            plan({ web: { securityRules: [rule(), rule({ name: "Out", direction: "Outbound" })] } }),
        ).not.toThrow();
    });

    test("share no name: Azure takes them for one", () => {
        const both = [rule(), rule({ name: "allowssh", priority: 200 })];
        expect(refused(() => plan({ web: { securityRules: both } }))).toMatchObject({
            what: "network.subnets.web.securityRules[1].name",
            got: "allowssh",
        });
    });

    test.each([
        ["direction", { direction: "In" }],
        ["access", { access: "allow" }],
        ["protocol", { protocol: "SSH" }],
    ])("with an unknown %s are refused", (field, more) => {
        expect(refused(() => plan({ web: { securityRules: [rule(more)] } })).what).toBe(
            `network.subnets.web.securityRules[0].${field}`,
        );
    });
});

describe("AzureBastionSubnet", () => {
    /** learn.microsoft.com/azure/bastion/bastion-nsg, read and typed anew: name, direction, protocol, source, destination, ports. */
    const documented = [
        ["AllowHttpsInbound", "Inbound", "Tcp", "Internet", "*", "443"],
        ["AllowGatewayManagerInbound", "Inbound", "Tcp", "GatewayManager", "*", "443"],
        ["AllowAzureLoadBalancerInbound", "Inbound", "Tcp", "AzureLoadBalancer", "*", "443"],
        ["AllowBastionHostCommunication", "Inbound", "*", "VirtualNetwork", "VirtualNetwork", "5701 8080"],
        ["AllowSshRdpOutbound", "Outbound", "*", "*", "VirtualNetwork", "22 3389"],
        ["AllowAzureCloudOutbound", "Outbound", "Tcp", "*", "AzureCloud", "443"],
        ["AllowBastionCommunication", "Outbound", "*", "VirtualNetwork", "VirtualNetwork", "5701 8080"],
        ["AllowHttpOutbound", "Outbound", "*", "*", "Internet", "80"],
    ];

    test("has the complete rule set, is a /26 by default and keeps Azure's way out", () => {
        const [subnet] = plan({ AzureBastionSubnet: {} });
        expect(subnet).toMatchObject({ prefix: "10.0.0.0/26", natGateway: false, defaultOutboundAccess: undefined });
        const rules = subnet?.securityRules ?? [];
        expect(
            rules.map((r) => [
                r.name,
                r.direction,
                r.protocol,
                r.source,
                r.destination,
                [...r.destinationPorts].sort().join(" "),
            ]),
        ).toEqual(documented);
        expect(new Set(rules.map(({ access }) => access))).toEqual(new Set(["Allow"]));
        expect(new Set(rules.map(({ direction, priority }) => `${direction} ${priority}`)).size).toBe(8);
    });

    test("is a /26 or larger", () => {
        for (const prefix of ["10.0.0.0/26", "10.0.0.0/24"])
            expect(() => plan({ AzureBastionSubnet: { prefix } })).not.toThrow();
        for (const subnet of [{ prefix: "10.0.0.0/27" }, { size: 27 }, { size: 29 }]) {
            const refusal = refused(() => plan({ AzureBastionSubnet: subnet }));
            expect(refusal).toMatchObject({ what: "network.subnets.AzureBastionSubnet", fix: "give it a /26" });
            expect(refusal.expected).toContain("a /26 or larger");
        }
    });

    test.each(["azurebastionsubnet", "AzureBastionSubNet", "gatewaySubnet"])(
        "written as %s is refused: Azure knows it by its letters",
        (name) => {
            expect(refused(() => plan({ [name]: {} })).fix).toMatch(
                /^rename it to (AzureBastionSubnet|GatewaySubnet)$/,
            );
        },
    );

    test.each([
        ["rules of one's own", { securityRules: [rule()] }, /securityRules/],
        ["a delegation", { delegation: "Microsoft.Web/serverFarms" }, /delegation/],
    ] satisfies [string, SubnetArgs, RegExp][])("with %s is refused", (_, subnet, got) => {
        const refusal = refused(() => plan({ AzureBastionSubnet: subnet }));
        expect(refusal.what).toBe("network.subnets.AzureBastionSubnet");
        expect(String(refusal.got)).toMatch(got);
    });
});

describe("other subnets that belong to a service", () => {
    test("have no security group where Azure forbids one", () => {
        for (const name of ["GatewaySubnet", "AzureFirewallSubnet", "RouteServerSubnet"]) {
            expect(plan({ [name]: {} })[0]).toMatchObject({
                securityRules: undefined,
                networkSecurityGroupId: undefined,
            });
            expect(refused(() => plan({ [name]: { networkSecurityGroupId } })).what).toBe(
                `network.subnets.${name}.networkSecurityGroupId`,
            );
        }
    });

    test("have no NAT gateway where Azure forbids one", () => {
        expect(refused(() => plan({ GatewaySubnet: { outbound: "nat-gateway" } }, true)).what).toBe(
            "network.subnets.GatewaySubnet.outbound",
        );
        expect(plan({ AzureBastionSubnet: { outbound: "nat-gateway" } }, true)[0]).toMatchObject({ natGateway: true });
    });

    test("have their smallest size by default", () => {
        expect(plan({ GatewaySubnet: {} })[0]?.prefix).toBe("10.0.0.0/27");
        expect(plan({ AzureFirewallSubnet: {} })[0]?.prefix).toBe("10.0.0.0/26");
    });

    test("delegated ones are managed too: Azure's way out stays, and it cannot be closed", () => {
        expect(plan({ app: { delegation: "Microsoft.Web/serverFarms", size: 26 } })[0]).toMatchObject({
            defaultOutboundAccess: undefined,
            securityRules: [],
        });
        expect(refused(() => plan({ app: { delegation: "Microsoft.Web/serverFarms", outbound: "none" } })).what).toBe(
            "network.subnets.app.outbound",
        );
        expect(refused(() => plan({ app: { delegation: "Microsoft.Web/serverFarms", size: 29 } })).expected).toContain(
            "/28",
        );
    });
});

describe("an existing subnet", () => {
    const existingSubnetId =
        "/subscriptions/1/resourceGroups/hub/providers/Microsoft.Network/virtualNetworks/hub/subnets/web";

    test("is not planned, and takes no place", () => {
        expect(plan({ web: { existingSubnetId, serviceEndpoints: ["Microsoft.KeyVault"] }, db: {} })).toMatchObject([
            { name: "db", prefix: "10.0.0.0/24" },
        ]);
    });

    test("takes no other setting", () => {
        expect(refused(() => plan({ web: { existingSubnetId, size: 26, outbound: "none" } }))).toMatchObject({
            what: "network.subnets.web",
            got: "existingSubnetId together with size, outbound",
        });
    });

    test("is named by a subnet's id", () => {
        for (const id of ["web", existingSubnetId.replace("/subnets/web", "")]) {
            expect(() => plan({ web: { existingSubnetId: id } })).toThrow(InputError);
        }
    });
});
