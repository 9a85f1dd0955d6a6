import { describe, expect, test } from "vitest";
import { InputError } from "../../input/error.ts";
import type { PlanObject, PlanResource } from "../../plan/plan.ts";
import {
    ask,
    everyAccess,
    groupId,
    network,
    outcome,
    privateLink,
    resource,
    subnet,
    subnetId,
    vault,
    vaultEndpoint,
} from "./plans.ts";

/** From where a question asks: addresses, ranges and machines whose own address the plan fixes. */
const closed = vault({ publicNetworkAccess: "Disabled", networkAcls: { defaultAction: "Deny", bypass: "None" } });
const open = vault();

function withRules(ips: readonly string[], ...subnets: readonly string[]): PlanResource {
    return vault({
        networkAcls: {
            defaultAction: "Deny",
            bypass: "None",
            ipRules: ips.map((value) => ({ value })),
            virtualNetworkRules: subnets.map((id) => ({ id })),
        },
    });
}

describe("private addresses that are asked about", () => {
    const a = subnet("a", { addressPrefix: "10.0.0.0/24", serviceEndpoints: vaultEndpoint });
    const b = subnet("b", { addressPrefix: "10.0.1.0/24", serviceEndpoints: vaultEndpoint });
    const twin = [network("twin"), subnet("a", { addressPrefix: "10.0.0.0/24" }, { network: "twin" })];
    const one = [network(), a, b, withRules([], subnetId("a"))];
    const both = [network(), a, b, withRules([], subnetId("a"), subnetId("b"))];
    const rows: readonly (readonly [
        claim: string,
        resources: readonly PlanResource[],
        from: string,
        expected: string,
    ])[] = [
        ["in one subnet are that subnet's", one, "10.0.0.7", "allowed"],
        ["or the other's", one, "10.0.1.0/25", "denied ForbiddenByFirewall"],
        ["in two that fare alike fare so", both, "10.0.0.0/23", "allowed"],
        ["in two that do not are not told", one, "10.0.0.0/23", "undetermined"],
        ["partly in no subnet are not told", both, "10.0.0.0/16", "undetermined"],
        ["of a local network, too, are not told", both, "10.0.0.0/8", "undetermined"],
        ["in subnets of two networks are not told", [...one, ...twin], "10.0.0.7", "undetermined"],
        ["that no network has are a local network's", one, "192.168.1.7", "denied ForbiddenByFirewall"],
        ["with public ones are not told", one, "0.0.0.0/0", "undetermined"],
        ["in a browser are the machine's", one, "browser@10.0.0.7", "allowed"],
        ["between two addresses", both, "10.0.0.7–10.0.1.9", "allowed"],
    ];
    test.each(rows)("%s", (_claim, resources, from, expected) => {
        expect(outcome([...resources, ...everyAccess], { from })).toBe(expected);
    });

    test.each([
        "127.0.0.1",
        "169.254.1.1",
        "224.0.0.1",
        "240.0.0.0/4",
        "0.0.0.0",
        "255.255.255.255",
        "10.0.0.9-10.0.0.7",
    ])("no machine calls from %s", (from) => {
        expect(() => ask([open], { from })).toThrow(InputError);
    });
});

describe("a machine's own address", () => {
    const groupAt = `${groupId}/providers/Microsoft.Network/networkSecurityGroups/nsg`;
    const denied = (source: string): PlanResource =>
        resource(
            "network:NetworkSecurityGroup",
            "nsg",
            {
                networkSecurityGroupName: "nsg",
                resourceGroupName: "rg",
                securityRules: [
                    {
                        name: "r",
                        priority: 100,
                        access: "Deny",
                        direction: "Outbound",
                        protocol: "*",
                        sourceAddressPrefix: source,
                        destinationAddressPrefix: "*",
                        destinationPortRange: "*",
                    },
                ],
            },
            { id: groupAt },
        );
    const machine = (dns: PlanObject = {}): readonly PlanResource[] => [
        resource(
            "network:NetworkInterface",
            "nic",
            {
                networkInterfaceName: "nic",
                resourceGroupName: "rg",
                ipConfigurations: [{ name: "ip", subnet: { id: subnetId("app") }, privateIPAddress: "10.0.1.5" }],
                ...dns,
            },
            { id: "/nic" },
        ),
        resource("compute:VirtualMachine", "vm", {
            vmName: "vm",
            resourceGroupName: "rg",
            networkProfile: { networkInterfaces: [{ id: "/nic" }] },
        }),
    ];
    const place = [
        network(),
        subnet("app", { networkSecurityGroup: { id: groupAt } }),
        subnet("endpoints", { addressPrefix: "10.0.3.0/24" }),
    ];
    test.each([
        ["10.0.1.5/32", "vm", "denied"],
        ["10.0.1.6/32", "vm", "allowed"],
        ["10.0.1.5/32", "10.0.1.5", "denied"],
        ["10.0.1.5/32", "10.0.1.6", "allowed"],
        ["10.0.1.5/32", "app", "undetermined"],
    ])("a rule against %s, from %s", (source, from, expected) => {
        expect(outcome([...place, ...machine(), denied(source), open, ...everyAccess], { from })).toBe(expected);
    });

    test("is what the vault sees through an endpoint", () => {
        const plan = [...place, ...machine(), denied("10.9.9.9"), ...privateLink(), closed, ...everyAccess];
        expect(ask(plan, { from: "vm" }).seenAs).toEqual({ address: "private", ip: "10.0.1.5" });
        expect(ask(plan, { from: "10.0.1.7" }).seenAs).toEqual({ address: "private", ip: "10.0.1.7" });
        expect(ask(plan, { from: "app" }).seenAs).toEqual({ address: "private", ip: "10.0.1.0/24" });
    });

    test("asks Azure's servers where its interface says so, whatever its network does", () => {
        const custom = network("vnet", { dhcpOptions: { dnsServers: ["10.0.9.4"] } });
        const azures = machine({ dnsSettings: { dnsServers: ["AzureProvidedDNS"] } });
        const rest = [...place.slice(1), denied("10.9.9.9"), ...privateLink(), closed, ...everyAccess];
        expect(outcome([custom, ...azures, ...rest], { from: "vm" })).toBe("allowed");
        expect(outcome([custom, ...machine(), ...rest], { from: "vm" })).toBe("undetermined");
    });
});

/** Source: learn.microsoft.com/azure/app-service/overview-vnet-integration. */
test.each([
    ["20.50.0.0/16", {}, "undetermined"],
    ["20.50.0.0/16", { outboundVnetRouting: { allTraffic: true } }, "allowed"],
    ["172.20.0.0/16", {}, "allowed"],
])("an app reaches an endpoint in %s", (block, routing, expected) => {
    const [base = ""] = block.split("0.0/16");
    const plan = [
        network("vnet", { addressSpace: { addressPrefixes: [block] } }),
        subnet("app", { addressPrefix: `${base}1.0/24` }),
        subnet("endpoints", { addressPrefix: `${base}3.0/24` }),
        resource("web:WebApp", "web", {
            name: "web",
            resourceGroupName: "rg",
            virtualNetworkSubnetId: subnetId("app"),
            ...routing,
        }),
        ...privateLink(),
        closed,
        ...everyAccess,
    ];
    expect(outcome(plan, { from: "web" })).toBe(expected);
});

test("rules that name every address admit a service that is not trusted", () => {
    const from = { from: "service:Azure Backup", do: "secrets/list", on: "kv" };
    expect(outcome([withRules(["0.0.0.0/0"]), ...everyAccess], from)).toBe("allowed");
});

describe("addresses that the plan gives a way out", () => {
    const address = (name: string, ipAddress: string, inputs: PlanObject = {}): PlanResource =>
        resource(
            "network:PublicIPAddress",
            name,
            { publicIpAddressName: name, resourceGroupName: "rg", ...inputs },
            { id: `/${name}`, outputs: { ipAddress } },
        );
    const four = address("four", "20.1.1.1");
    const six = address("six", "2603:1020::1", { publicIPAddressVersion: "IPv6" });

    test("of IPv6 are not for vaults", () => {
        const gateway = resource(
            "network:NatGateway",
            "nat",
            { natGatewayName: "nat", resourceGroupName: "rg", publicIpAddresses: [{ id: "/four" }, { id: "/six" }] },
            { id: "/nat" },
        );
        const plan = [network(), subnet("app", { natGateway: { id: "/nat" } }), gateway, four, six];
        expect(outcome([...plan, withRules(["20.1.1.1"]), ...everyAccess], { from: "app" })).toBe("allowed");
    });

    test("of a cluster's load balancer are the cluster's", () => {
        const cluster = (loadBalancerProfile: PlanObject): PlanResource =>
            resource("containerservice:ManagedCluster", "aks", {
                resourceName: "aks",
                resourceGroupName: "rg",
                agentPoolProfiles: [{ name: "p", vnetSubnetID: subnetId("app") }],
                networkProfile: { loadBalancerProfile },
            });
        const plan = [network(), subnet("app"), four, withRules(["20.1.1.1"]), ...everyAccess];
        const given = cluster({ outboundIPs: { publicIPs: [{ id: "/four" }] } });
        expect(outcome([...plan, given], { from: "aks" })).toBe("allowed");
        expect(outcome([...plan, cluster({})], { from: "aks" })).toBe("undetermined");
    });

    test("of a cluster in a network of its own are no subnet's of the plan", () => {
        const cluster = resource("containerservice:ManagedCluster", "aks", {
            resourceName: "aks",
            resourceGroupName: "rg",
            agentPoolProfiles: [{ name: "p" }],
        });
        const plan = [network(), subnet("app", { serviceEndpoints: vaultEndpoint }), cluster, ...everyAccess];
        expect(outcome([...plan, withRules([], subnetId("app"))], { from: "aks" })).toBe("denied ForbiddenByFirewall");
        expect(outcome([...plan, withRules(["20.1.1.1"])], { from: "aks" })).toBe("undetermined");
        expect(outcome([...plan, open], { from: "aks" })).toBe("allowed");
        const nodes = `${groupId.replace("rg", "MC_rg_aks")}/providers/Microsoft.Network/virtualNetworks/aks-vnet`;
        const link = resource("privatedns:VirtualNetworkLink", "nodes", {
            privateZoneName: "privatelink.vaultcore.azure.net",
            resourceGroupName: "rg",
            virtualNetworkLinkName: "nodes",
            virtualNetwork: { id: nodes },
        });
        const endpoint = [subnet("endpoints", { addressPrefix: "10.0.3.0/24" }), ...privateLink(), closed];
        expect(outcome([...plan, ...endpoint], { from: "aks" })).toBe("denied ForbiddenByConnection");
        expect(outcome([...plan, ...endpoint, link], { from: "aks" })).toBe("undetermined");
    });
});
