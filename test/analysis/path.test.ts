import { describe, expect, test } from "vitest";
import type { PlanObject, PlanResource } from "../../plan/plan.ts";
import {
    ask,
    everyAccess,
    gateOf,
    groupId,
    network,
    networkId,
    outcome,
    peering,
    privateLink,
    resource,
    roles,
    assignment,
    subnet,
    subnetId,
    unknown,
    user,
    vault,
    vaultEndpoint,
} from "./plans.ts";

const closed = vault({ publicNetworkAccess: "Disabled", networkAcls: { defaultAction: "Deny", bypass: "None" } });
const open = vault();
const endpoints = subnet("endpoints", { addressPrefix: "10.0.3.0/24" });

function withAddresses(...values: readonly string[]): PlanResource {
    return vault({
        networkAcls: { defaultAction: "Deny", bypass: "None", ipRules: values.map((value) => ({ value })) },
    });
}

function app(inputs: PlanObject = {}): readonly PlanResource[] {
    return [network(), endpoints, subnet("app", inputs)];
}

describe("how a subnet leaves for a public address", () => {
    const nat = (ipAddress?: string): readonly PlanResource[] => [
        resource(
            "network:PublicIPAddress",
            "pip",
            { publicIpAddressName: "pip", resourceGroupName: "rg" },
            {
                id: `${groupId}/providers/Microsoft.Network/publicIPAddresses/pip`,
                outputs: ipAddress === undefined ? { ipAddress: unknown } : { ipAddress },
            },
        ),
        resource(
            "network:NatGateway",
            "nat",
            {
                natGatewayName: "nat",
                resourceGroupName: "rg",
                publicIpAddresses: [{ id: `${groupId}/providers/Microsoft.Network/publicIPAddresses/pip` }],
            },
            { id: `${groupId}/providers/Microsoft.Network/natGateways/nat` },
        ),
    ];
    const behindNat = app({ natGateway: { id: `${groupId}/providers/Microsoft.Network/natGateways/nat` } });
    const rows: readonly (readonly [claim: string, resources: readonly PlanResource[], expected: string])[] = [
        ["default outbound access reaches an open vault", [...app(), open], "allowed"],
        [
            "from an address that only Azure chooses, so that address rules may match",
            [...app(), withAddresses("203.0.113.7")],
            "undetermined",
        ],
        [
            "without address rules it cannot matter",
            [...app(), vault({ networkAcls: { defaultAction: "Deny" } })],
            "denied ForbiddenByFirewall",
        ],
        [
            "a private subnet without a way out reaches nothing",
            [...app({ defaultOutboundAccess: false }), open],
            "denied",
        ],
        [
            "but its service endpoint needs no way out",
            [...app({ defaultOutboundAccess: false, serviceEndpoints: vaultEndpoint }), open],
            "allowed",
        ],
        [
            "nor does a private endpoint",
            [...app({ defaultOutboundAccess: false }), ...privateLink(), closed],
            "allowed",
        ],
        [
            "a NAT gateway has an address that a rule can name",
            [...nat("203.0.113.7"), ...behindNat, withAddresses("203.0.113.7")],
            "allowed",
        ],
        [
            "and is refused by its address",
            [...nat("203.0.113.7"), ...behindNat, withAddresses("203.0.113.8")],
            "denied ForbiddenByFirewall",
        ],
        [
            "an address still to be chosen is none of the examples' blocks",
            [...nat(), ...behindNat, withAddresses("203.0.113.8")],
            "denied ForbiddenByFirewall",
        ],
        ["but may be in any other rule", [...nat(), ...behindNat, withAddresses("20.0.0.0/8")], "undetermined"],
    ];
    test.each(rows)("%s", (_claim, resources, expected) => {
        expect(outcome([...resources, ...everyAccess], { from: "app" })).toBe(expected);
    });

    test("the gateway's unknown address in the vault's rule is the same address", () => {
        const [pip, gateway] = nat() as [PlanResource, PlanResource];
        const own = withAddresses(`${unknown}`);
        const rule: PlanResource = { ...own, propertyDependencies: { properties: [pip.urn] }, dependencies: [pip.urn] };
        expect(outcome([pip, gateway, ...behindNat, rule, ...everyAccess], { from: "app" })).toBe("allowed");
        expect(outcome([pip, gateway, ...app(), rule, ...everyAccess], { from: "internet" })).toBe(
            "denied ForbiddenByFirewall",
        );
        expect(outcome([pip, gateway, ...app(), rule, ...everyAccess], { from: "198.51.100.7" })).toBe(
            "denied ForbiddenByFirewall",
        );
        expect(outcome([pip, gateway, ...app(), rule, ...everyAccess], { from: "20.1.2.3" })).toBe("undetermined");
    });

    test("a gateway may serve a whole network (learn.microsoft.com/azure/nat-gateway/nat-sku)", () => {
        const [pip, gateway] = nat("203.0.113.7") as [PlanResource, PlanResource];
        const given = (source: PlanObject): PlanResource => ({
            ...gateway,
            inputs: { ...gateway.inputs, sku: { name: "StandardV2" }, sourceVirtualNetwork: source },
        });
        const shut = app({ defaultOutboundAccess: false });
        const from = { from: "app" };
        const own = [pip, given({ id: networkId() }), withAddresses("203.0.113.7"), ...everyAccess];
        expect(outcome([...shut, ...own], from)).toBe("allowed");
        expect(ask([...shut, ...own], from).seenAs).toEqual({ address: "public", ip: "203.0.113.7" });
        expect(outcome([...shut, pip, given({ id: networkId("other") }), open, ...everyAccess], from)).toBe("denied");
        expect(outcome([...shut, pip, given({ id: unknown }), open, ...everyAccess], from)).toBe("undetermined");
        const second = { ...gateway, urn: `${gateway.urn}2`, inputs: { ...gateway.inputs, publicIpAddresses: [] } };
        const ownFirst = app({ natGateway: { id: "/second" } });
        const seen = ask([...ownFirst, ...own, { ...second, id: "/second" }], from).seenAs;
        expect(seen).toEqual({ address: "public" });
    });

    test("two resources never have the same address, known or not", () => {
        const other = resource(
            "network:PublicIPAddress",
            "other",
            { publicIpAddressName: "other", resourceGroupName: "rg" },
            { outputs: { ipAddress: unknown } },
        );
        const own = withAddresses(`${unknown}`);
        const rule = { ...own, propertyDependencies: { properties: [other.urn] }, dependencies: [other.urn] };
        const resources = [...nat("20.1.1.1"), ...behindNat, other, rule, ...everyAccess];
        expect(outcome(resources, { from: "app" })).toBe("denied ForbiddenByFirewall");
        expect(outcome(resources, { from: "20.1.1.1" })).toBe("undetermined");
    });

    test("rules that name every address name one that is not told", () => {
        const from = { from: "app" };
        expect(outcome([...app(), withAddresses("0.0.0.0/0"), ...everyAccess], from)).toBe("allowed");
        expect(outcome([...app(), withAddresses("0.0.0.0/1", "128.0.0.0/1"), ...everyAccess], from)).toBe("allowed");
        expect(outcome([...app(), withAddresses("0.0.0.0/1"), ...everyAccess], from)).toBe("undetermined");
    });

    test("of several addresses the answer tells which the rules name", () => {
        const site = resource(
            "web:WebApp",
            "site",
            { name: "site", resourceGroupName: "rg" },
            { outputs: { possibleOutboundIpAddresses: "20.1.1.1,20.1.1.2,20.1.1.3" } },
        );
        const [pip, gateway] = nat() as [PlanResource, PlanResource];
        const second = {
            ...pip,
            ...{ urn: `${pip.urn}2`, id: `${pip.id!}2`, inputs: { ...pip.inputs, publicIpAddressName: "pip2" } },
            outputs: { ipAddress: "203.0.113.9" },
        };
        const both = {
            ...gateway,
            inputs: { ...gateway.inputs, publicIpAddresses: [{ id: pip.id! }, { id: second.id }] },
        };
        const toSecond = withAddresses("203.0.113.9");
        const toFirst = { ...withAddresses(`${unknown}`), propertyDependencies: { properties: [pip.urn] } };
        const told = (resources: readonly PlanResource[], from: string): unknown =>
            gateOf(ask([...resources, ...everyAccess], { from }), "network").because;
        const partly = (...inside: readonly string[]): unknown => ({ code: "range-partly-in-rules", inside });
        expect(told([site, withAddresses("20.1.1.1", "20.1.1.2")], "site")).toEqual(
            partly("20.1.1.1/32", "20.1.1.2/32"),
        );
        expect(told([pip, second, both, ...behindNat, toFirst], "app")).toEqual(partly(pip.urn));
        expect(told([pip, second, both, ...behindNat, toSecond], "app")).toEqual(partly("203.0.113.9/32"));
    });

    test("the vault logs the gateway's address", () => {
        expect(ask([...nat("203.0.113.7"), ...behindNat, open, ...everyAccess], { from: "app" }).seenAs).toEqual({
            address: "public",
            ip: "203.0.113.7",
        });
        expect(ask([...nat(), ...behindNat, open, ...everyAccess], { from: "app" }).seenAs).toMatchObject({
            address: "public",
            urn: expect.stringContaining("pip") as string,
        });
    });

    test("newer network APIs give subnets no default outbound access", () => {
        const newer = { ...subnet("app"), type: "azure-native:network/v20260501:Subnet" };
        expect(outcome([network(), newer, open, ...everyAccess], { from: "app" })).toBe("denied");
    });

    test("service-endpoint traffic shows its private address", () => {
        expect(
            ask([...app({ serviceEndpoints: vaultEndpoint }), open, ...everyAccess], { from: "app" }).seenAs,
        ).toEqual({ address: "private", ip: "10.0.1.0/24" });
    });
});

describe("routes (learn.microsoft.com/azure/virtual-network/virtual-networks-udr-overview)", () => {
    const table = (...routes: readonly PlanObject[]): PlanResource =>
        resource(
            "network:RouteTable",
            "rt",
            {
                routeTableName: "rt",
                resourceGroupName: "rg",
                routes: routes.map((route, index) => ({ name: `r${index}`, ...route })),
            },
            { id: `${groupId}/providers/Microsoft.Network/routeTables/rt` },
        );
    const routed = (more: PlanObject = {}): readonly PlanResource[] =>
        app({ routeTable: { id: `${groupId}/providers/Microsoft.Network/routeTables/rt` }, ...more });
    const everything = "0.0.0.0/0";
    const rows: readonly (readonly [claim: string, resources: readonly PlanResource[], expected: string])[] = [
        [
            "through an appliance the plan cannot follow",
            [
                table({ addressPrefix: everything, nextHopType: "VirtualAppliance", nextHopIpAddress: "10.9.0.4" }),
                ...routed(),
                open,
            ],
            "undetermined",
        ],
        [
            "but a vault without any rule refuses what comes out of it",
            [
                table({ addressPrefix: everything, nextHopType: "VirtualAppliance" }),
                ...routed(),
                vault({ networkAcls: { defaultAction: "Deny" } }),
            ],
            "denied",
        ],
        [
            "to nowhere means nowhere",
            [table({ addressPrefix: everything, nextHopType: "None" }), ...routed(), open],
            "denied",
        ],
        [
            "a service endpoint's route cannot be overridden",
            [
                table({ addressPrefix: everything, nextHopType: "None" }),
                ...routed({ serviceEndpoints: vaultEndpoint }),
                open,
            ],
            "allowed",
        ],
        [
            "a tag for vaults beats the default route",
            [
                table(
                    { addressPrefix: everything, nextHopType: "None" },
                    { addressPrefix: "AzureKeyVault", nextHopType: "Internet" },
                ),
                ...routed(),
                open,
            ],
            "allowed",
        ],
        [
            "the tag of a region beats the service's, and that the cloud's",
            [
                table(
                    { addressPrefix: "AzureCloud", nextHopType: "None" },
                    { addressPrefix: "AzureKeyVault", nextHopType: "None" },
                    { addressPrefix: "AzureKeyVault.NorthEurope", nextHopType: "Internet" },
                ),
                ...routed(),
                open,
            ],
            "allowed",
        ],
        [
            "a tag for vaults of another region does not",
            [
                table(
                    { addressPrefix: everything, nextHopType: "None" },
                    { addressPrefix: "AzureKeyVault.WestUS", nextHopType: "Internet" },
                ),
                ...routed(),
                open,
            ],
            "denied",
        ],
        [
            "a route for a public block may hold the vault",
            [table({ addressPrefix: "20.0.0.0/8", nextHopType: "None" }), ...routed(), open],
            "undetermined",
        ],
        [
            "two halves are everything",
            [
                table(
                    { addressPrefix: "0.0.0.0/1", nextHopType: "None" },
                    { addressPrefix: "128.0.0.0/1", nextHopType: "None" },
                ),
                ...routed(),
                open,
            ],
            "denied",
        ],
        [
            "a route for private blocks does not concern a public address",
            [table({ addressPrefix: "10.0.0.0/8", nextHopType: "None" }), ...routed(), open],
            "allowed",
        ],
        [
            "an endpoint's own route is more exact than the default",
            [table({ addressPrefix: everything, nextHopType: "None" }), ...routed(), ...privateLink(), closed],
            "allowed",
        ],
    ];
    test.each(rows)("%s", (_claim, resources, expected) => {
        expect(outcome([...resources, ...everyAccess], { from: "app" })).toBe(expected);
    });

    test("a route for the endpoint's network counts where its subnet heeds routes", () => {
        const heeding = subnet("endpoints", {
            addressPrefix: "10.0.3.0/24",
            privateEndpointNetworkPolicies: "RouteTableEnabled",
        });
        const none = table({ addressPrefix: "10.0.3.0/24", nextHopType: "None" });
        const resources = [
            none,
            network(),
            subnet("app", { routeTable: { id: `${groupId}/providers/Microsoft.Network/routeTables/rt` } }),
        ];
        const fixed = privateLink({ endpoint: { ipConfigurations: [{ privateIPAddress: "10.0.3.4" }] } });
        expect(outcome([...resources, heeding, ...fixed, closed, ...everyAccess], { from: "app" })).toBe("denied");
        expect(outcome([...resources, endpoints, ...fixed, closed, ...everyAccess], { from: "app" })).toBe("allowed");
    });
});

describe("network security groups", () => {
    const groupOf = (...rules: readonly PlanObject[]): PlanResource =>
        resource(
            "network:NetworkSecurityGroup",
            "nsg",
            {
                networkSecurityGroupName: "nsg",
                resourceGroupName: "rg",
                securityRules: rules.map((rule, index) => ({
                    name: `rule${index}`,
                    priority: 100 + index,
                    direction: "Outbound",
                    access: "Deny",
                    protocol: "*",
                    sourceAddressPrefix: "*",
                    sourcePortRange: "*",
                    destinationAddressPrefix: "*",
                    destinationPortRange: "*",
                    ...rule,
                })),
            },
            { id: `${groupId}/providers/Microsoft.Network/networkSecurityGroups/nsg` },
        );
    const guarded = (more: PlanObject = {}): readonly PlanResource[] =>
        app({
            networkSecurityGroup: { id: `${groupId}/providers/Microsoft.Network/networkSecurityGroups/nsg` },
            ...more,
        });
    const rows: readonly (readonly [
        claim: string,
        rules: readonly PlanObject[],
        more: PlanObject,
        link: boolean,
        expected: string,
    ])[] = [
        ["its own rules let everything out", [], {}, false, "allowed"],
        ["a denial of everything stops", [{}], {}, false, "denied"],
        [
            "a denial of the Internet stops what goes to the public address",
            [{ destinationAddressPrefix: "Internet" }],
            {},
            false,
            "denied",
        ],
        [
            "also over a service endpoint",
            [{ destinationAddressPrefix: "Internet" }],
            { serviceEndpoints: vaultEndpoint },
            false,
            "denied",
        ],
        [
            "unless vaults are let out before",
            [
                { access: "Allow", destinationAddressPrefix: "AzureKeyVault", destinationPortRange: "443" },
                { destinationAddressPrefix: "Internet" },
            ],
            { serviceEndpoints: vaultEndpoint },
            false,
            "allowed",
        ],
        [
            "the lower number comes first",
            [
                { destinationAddressPrefix: "Internet", priority: 200 },
                { access: "Allow", destinationAddressPrefix: "AzureKeyVault", priority: 300 },
            ],
            {},
            false,
            "denied",
        ],
        [
            "a tag of the vault's region is the vault",
            [{ destinationAddressPrefix: "AzureKeyVault.NorthEurope" }],
            {},
            false,
            "denied",
        ],
        ["another region's is not", [{ destinationAddressPrefix: "AzureKeyVault.WestEurope" }], {}, false, "allowed"],
        ["another service's tag is not", [{ destinationAddressPrefix: "Storage" }], {}, false, "allowed"],
        ["other ports are not the vault's", [{ destinationPortRange: "80" }], {}, false, "allowed"],
        ["a range of ports may hold 443", [{ destinationPortRanges: ["22", "400-500"] }], {}, false, "denied"],
        ["UDP is not TCP", [{ protocol: "Udp" }], {}, false, "allowed"],
        ["rules for what comes in do not matter", [{ direction: "Inbound" }], {}, false, "allowed"],
        ["a public block may hold the vault", [{ destinationAddressPrefix: "20.0.0.0/8" }], {}, false, "undetermined"],
        ["a private block does not", [{ destinationAddressPrefix: "10.0.0.0/8" }], {}, false, "allowed"],
        [
            "a denial of the Internet lets a private endpoint be",
            [{ destinationAddressPrefix: "Internet" }],
            {},
            true,
            "allowed",
        ],
        ["a denial of the network does not", [{ destinationAddressPrefix: "VirtualNetwork" }], {}, true, "denied"],
        [
            "a denial of the endpoint's block neither",
            [{ destinationAddressPrefixes: ["10.0.3.0/24"] }],
            {},
            true,
            "denied",
        ],
        ["a rule for other machines does not matter", [{ sourceAddressPrefix: "10.0.9.0/24" }], {}, false, "allowed"],
        ["one for some of these machines may", [{ sourceAddressPrefix: "10.0.1.0/28" }], {}, false, "undetermined"],
        ["an unknown action may be a denial", [{ access: unknown }], {}, false, "undetermined"],
        ["an unknown priority may come first", [{ access: "Allow", priority: unknown }, {}], {}, false, "undetermined"],
    ];
    test.each(rows)("%s", (_claim, rules, more, link, expected) => {
        const target = link ? [...privateLink(), closed] : [open];
        expect(outcome([groupOf(...rules), ...guarded(more), ...target, ...everyAccess], { from: "app" })).toBe(
            expected,
        );
    });

    test("a rule of its own is a rule of the group", () => {
        const own = resource("network:SecurityRule", "deny", {
            networkSecurityGroupName: "nsg",
            resourceGroupName: "rg",
            securityRuleName: "deny",
            priority: 100,
            direction: "Outbound",
            access: "Deny",
            protocol: "*",
            sourceAddressPrefix: "*",
            destinationAddressPrefix: "*",
            destinationPortRange: "*",
        });
        expect(outcome([groupOf(), own, ...guarded(), open, ...everyAccess], { from: "app" })).toBe("denied");
    });

    test("a group outside the plan is not known", () => {
        expect(outcome([...guarded(), open, ...everyAccess], { from: "app" })).toBe("undetermined");
    });

    test("an endpoint's subnet heeds its group only where it says so", () => {
        const refusing = groupOf({ direction: "Inbound" });
        const own = {
            addressPrefix: "10.0.3.0/24",
            networkSecurityGroup: { id: `${groupId}/providers/Microsoft.Network/networkSecurityGroups/nsg` },
        };
        const from = (policies: string): string =>
            outcome(
                [
                    refusing,
                    network(),
                    subnet("app"),
                    subnet("endpoints", { ...own, privateEndpointNetworkPolicies: policies }),
                    ...privateLink(),
                    closed,
                    ...everyAccess,
                ],
                { from: "app" },
            );
        expect(from("Disabled")).toBe("allowed");
        expect(from("Enabled")).toBe("denied");
        expect(from("NetworkSecurityGroupEnabled")).toBe("denied");
        expect(from("RouteTableEnabled")).toBe("allowed");
    });
});

describe("reaching an endpoint from another network", () => {
    const other = [
        network("other", { addressSpace: { addressPrefixes: ["10.1.0.0/16"] } }),
        subnet("app", { addressPrefix: "10.1.1.0/24" }, { network: "other" }),
    ];
    const link = privateLink({ links: ["vnet", "other"] });
    const base = [network(), endpoints, ...other, ...link, closed, ...everyAccess];
    test("needs a peering in both directions", () => {
        const [out, back] = peering("vnet", "other");
        expect(outcome(base, { from: "other/app" })).toBe("denied");
        expect(outcome([...base, out!], { from: "other/app" })).toBe("denied");
        expect(outcome([...base, out!, back!], { from: "other/app" })).toBe("allowed");
    });

    test("is not passed on by a third network", () => {
        const third = [
            network("hub", { addressSpace: { addressPrefixes: ["10.2.0.0/16"] } }),
            ...peering("vnet", "hub"),
            ...peering("hub", "other"),
        ];
        expect(outcome([...base, ...third], { from: "other/app" })).toBe("denied");
    });

    test("stops where a peering keeps traffic out", () => {
        expect(
            outcome([...base, ...peering("vnet", "other", { allowVirtualNetworkAccess: false })], {
                from: "other/app",
            }),
        ).toBe("denied");
    });

    test("is not told where the other half of the peering is outside", () => {
        const [out] = peering("vnet", "hub");
        const rule = vault({
            networkAcls: { defaultAction: "Deny", virtualNetworkRules: [{ id: subnetId("ops", "hub") }] },
        });
        const answer = ask(
            [network(), endpoints, ...privateLink({ links: ["vnet", "hub"] }), out!, rule, ...everyAccess],
            { from: subnetId("ops", "hub") },
        );
        expect(answer.verdict).toBe("undetermined");
    });

    test("works across regions", () => {
        const far = { ...closed, inputs: { ...closed.inputs, location: "australiaeast" } };
        expect(
            outcome([network(), endpoints, subnet("app"), ...privateLink(), far, ...everyAccess], { from: "app" }),
        ).toBe("allowed");
    });
});

describe("machines and apps", () => {
    const nic = (inputs: PlanObject = {}): PlanResource =>
        resource(
            "network:NetworkInterface",
            "nic",
            {
                networkInterfaceName: "nic",
                resourceGroupName: "rg",
                ipConfigurations: [{ name: "ip", subnet: { id: subnetId("app") }, ...inputs }],
            },
            { id: "/nic" },
        );
    const vm = resource(
        "compute:VirtualMachine",
        "vm",
        {
            vmName: "vm",
            resourceGroupName: "rg",
            identity: { type: "SystemAssigned" },
            networkProfile: { networkInterfaces: [{ id: "/nic" }] },
        },
        { id: "/vm", outputs: { identity: { principalId: user } } },
    );
    const pip = resource(
        "network:PublicIPAddress",
        "pip",
        { publicIpAddressName: "pip", resourceGroupName: "rg", ipAddress: "203.0.113.7" },
        { id: "/pip" },
    );

    test("a machine leaves with its own public address", () => {
        const address = { publicIPAddress: { id: "/pip" } };
        expect(
            outcome(
                [
                    ...app({ defaultOutboundAccess: false }),
                    pip,
                    nic(address),
                    vm,
                    withAddresses("203.0.113.7"),
                    ...everyAccess,
                ],
                { from: "vm", as: "vm" },
            ),
        ).toBe("allowed");
        expect(
            outcome([...app({ defaultOutboundAccess: false }), nic(), vm, open, ...everyAccess], {
                from: "vm",
                as: "vm",
            }),
        ).toBe("denied");
    });

    test("behind a NAT gateway its own address is not used", () => {
        const gateway = resource(
            "network:NatGateway",
            "nat",
            { natGatewayName: "nat", resourceGroupName: "rg", publicIpAddresses: [{ id: "/pip2" }] },
            { id: "/nat" },
        );
        const second = resource(
            "network:PublicIPAddress",
            "pip2",
            { publicIpAddressName: "pip2", resourceGroupName: "rg", ipAddress: "203.0.113.9" },
            { id: "/pip2" },
        );
        const both = [
            ...app({ natGateway: { id: "/nat" } }),
            pip,
            second,
            gateway,
            nic({ publicIPAddress: { id: "/pip" } }),
            vm,
        ];
        expect(outcome([...both, withAddresses("203.0.113.7"), ...everyAccess], { from: "vm", as: "vm" })).toBe(
            "denied ForbiddenByFirewall",
        );
        expect(outcome([...both, withAddresses("203.0.113.9"), ...everyAccess], { from: "vm", as: "vm" })).toBe(
            "allowed",
        );
    });

    test("flexible scale sets have no default outbound access", () => {
        const set = (orchestrationMode: string): PlanResource =>
            resource("compute:VirtualMachineScaleSet", "vmss", {
                vmScaleSetName: "vmss",
                resourceGroupName: "rg",
                orchestrationMode,
                virtualMachineProfile: {
                    networkProfile: {
                        networkInterfaceConfigurations: [
                            { name: "n", ipConfigurations: [{ name: "i", subnet: { id: subnetId("app") } }] },
                        ],
                    },
                },
            });
        expect(outcome([...app(), set("Flexible"), open, ...everyAccess], { from: "vmss" })).toBe("denied");
        expect(outcome([...app(), set("Uniform"), open, ...everyAccess], { from: "vmss" })).toBe("allowed");
    });

    const web = (inputs: PlanObject = {}, outputs: PlanObject = {}): PlanResource =>
        resource("web:WebApp", "web", { name: "web", resourceGroupName: "rg", ...inputs }, { id: "/web", outputs });
    const rows: readonly (readonly [claim: string, resources: readonly PlanResource[], expected: string])[] = [
        ["an app without a network reaches an open vault", [web(), open], "allowed"],
        ["its addresses are known only after deployment", [web(), withAddresses("203.0.113.7")], "undetermined"],
        ["and cannot matter to a vault without address rules", [web(), closed], "denied ForbiddenByConnection"],
        [
            "once known all of them must be admitted",
            [web({}, { possibleOutboundIpAddresses: "203.0.113.7,203.0.113.8" }), withAddresses("203.0.113.0/24")],
            "allowed",
        ],
        [
            "some of them are not enough to tell",
            [web({}, { possibleOutboundIpAddresses: "203.0.113.7,203.0.113.8" }), withAddresses("203.0.113.7")],
            "undetermined",
        ],
        [
            "with a network it reaches a private endpoint",
            [web({ virtualNetworkSubnetId: subnetId("app") }), ...app(), ...privateLink(), closed],
            "allowed",
        ],
        [
            "and its subnet's service endpoint, without routing everything",
            [
                web({ virtualNetworkSubnetId: subnetId("app") }),
                ...app({ serviceEndpoints: vaultEndpoint }),
                vault({ networkAcls: { defaultAction: "Deny", virtualNetworkRules: [{ id: subnetId("app") }] } }),
            ],
            "allowed",
        ],
        [
            "the integration may be a resource of its own",
            [
                web(),
                resource("web:WebAppSwiftVirtualNetworkConnection", "swift", {
                    name: "web",
                    resourceGroupName: "rg",
                    subnetResourceId: subnetId("app"),
                }),
                ...app(),
                ...privateLink(),
                closed,
            ],
            "allowed",
        ],
        [
            "its other traffic leaves past the subnet's rules",
            [web({ virtualNetworkSubnetId: subnetId("app") }), ...app({ networkSecurityGroup: { id: "/nsg" } }), open],
            "allowed",
        ],
        [
            "unless it routes everything",
            [
                web({ virtualNetworkSubnetId: subnetId("app"), outboundVnetRouting: { allTraffic: true } }),
                ...app({ networkSecurityGroup: { id: "/nsg" } }),
                open,
            ],
            "undetermined",
        ],
    ];
    test.each(rows)("%s", (_claim, resources, expected) => {
        expect(outcome([...resources, ...everyAccess], { from: "web" })).toBe(expected);
    });

    const environment = resource(
        "web:AppServiceEnvironment",
        "ase",
        { name: "ase", resourceGroupName: "rg", virtualNetwork: { id: subnetId("app") } },
        { id: `${groupId}/providers/Microsoft.Web/hostingEnvironments/ase` },
    );
    const hosted = { hostingEnvironmentProfile: { id: environment.id! } };
    const farm = (inputs: PlanObject): PlanResource =>
        resource(
            "web:AppServicePlan",
            "farm",
            { name: "farm", resourceGroupName: "rg", ...inputs },
            { id: `${groupId}/providers/Microsoft.Web/serverfarms/farm` },
        );
    const ofFarm = { serverFarmId: `${groupId}/providers/Microsoft.Web/serverfarms/farm` };
    test.each([
        ["that its plan names", [web(ofFarm), farm(hosted), environment], "allowed"],
        ["that it names itself", [web(hosted), environment], "allowed"],
        ["that the plan does not show", [web(ofFarm), farm(hosted)], "undetermined"],
        ["not in any", [web(ofFarm), farm({}), environment], "denied ForbiddenByConnection"],
    ])("an app runs in the subnet of the environment %s", (_claim, resources, expected) => {
        expect(outcome([...resources, ...app(), ...privateLink(), closed, ...everyAccess], { from: "web" })).toBe(
            expected,
        );
    });

    test("the Bastion host never calls; the browser at its user does", () => {
        const bastion = resource("network:BastionHost", "bastion", {
            bastionHostName: "bastion",
            resourceGroupName: "rg",
            ipConfigurations: [{ name: "ip", subnet: { id: subnetId("AzureBastionSubnet") } }],
        });
        const resources = [
            network(),
            subnet("AzureBastionSubnet", { serviceEndpoints: vaultEndpoint }),
            bastion,
            vault({
                networkAcls: {
                    defaultAction: "Deny",
                    virtualNetworkRules: [{ id: subnetId("AzureBastionSubnet") }],
                    ipRules: [{ value: "203.0.113.7" }],
                },
            }),
            ...everyAccess,
        ];
        const answer = ask(resources, { from: "AzureBastionSubnet" });
        expect(answer).toMatchObject({ verdict: "denied", seenAs: { address: "none" } });
        expect(gateOf(answer, "path").because).toMatchObject({ code: "never-calls", host: "bastion" });
        expect(outcome(resources, { from: "bastion" })).toBe("denied");
        expect(outcome(resources, { from: "browser@203.0.113.7" })).toBe("allowed");
        expect(outcome(resources, { from: "browser@203.0.113.9" })).toBe("denied ForbiddenByFirewall");
    });
});

describe("on-premises", () => {
    const gateway = [
        subnet("GatewaySubnet", { addressPrefix: "10.0.250.0/27" }),
        resource(
            "network:VirtualNetworkGateway",
            "gateway",
            {
                virtualNetworkGatewayName: "gateway",
                resourceGroupName: "rg",
                ipConfigurations: [{ subnet: { id: subnetId("GatewaySubnet") } }],
            },
            { id: "/gateway" },
        ),
        resource("network:VirtualNetworkGatewayConnection", "connection", {
            virtualNetworkGatewayConnectionName: "c",
            resourceGroupName: "rg",
            connectionType: "IPsec",
            virtualNetworkGateway1: { id: "/gateway" },
        }),
    ];
    const resolver = [
        resource("dnsresolver:DnsResolver", "resolver", {
            dnsResolverName: "resolver",
            resourceGroupName: "rg",
            virtualNetwork: { id: networkId() },
        }),
        resource("dnsresolver:InboundEndpoint", "inbound", {
            dnsResolverName: "resolver",
            inboundEndpointName: "in",
            resourceGroupName: "rg",
        }),
    ];
    const base = [network(), subnet("app", { serviceEndpoints: vaultEndpoint }), endpoints];
    const rows: readonly (readonly [
        claim: string,
        resources: readonly PlanResource[],
        from: string,
        expected: string,
    ])[] = [
        [
            "cannot use a network's service endpoint",
            [
                ...gateway,
                vault({ networkAcls: { defaultAction: "Deny", virtualNetworkRules: [{ id: subnetId("app") }] } }),
            ],
            "on-premises",
            "denied ForbiddenByFirewall",
        ],
        [
            "passes by its own public address",
            [...gateway, withAddresses("203.0.113.7")],
            "on-premises@203.0.113.7",
            "allowed",
        ],
        ["which the plan does not know", [...gateway, withAddresses("203.0.113.7")], "on-premises", "undetermined"],
        [
            "reaches an endpoint through the gateway, where it can ask a resolver",
            [...gateway, ...resolver, ...privateLink(), closed],
            "on-premises",
            "allowed",
        ],
        [
            "without a resolver its name servers decide",
            [...gateway, ...privateLink(), closed],
            "on-premises",
            "undetermined",
        ],
        [
            "without a gateway it is the Internet",
            [...privateLink(), closed],
            "on-premises",
            "denied ForbiddenByConnection",
        ],
    ];
    test.each(rows)("%s", (_claim, resources, from, expected) => {
        expect(outcome([...base, ...resources, ...everyAccess], { from })).toBe(expected);
    });

    test("is taken to be joined by nothing that the plan does not show", () => {
        const apart = ask([...base, ...privateLink(), closed, ...everyAccess], { from: "on-premises" });
        expect(apart).toMatchObject({ verdict: "denied", code: "ForbiddenByConnection" });
        expect(apart.assumes).toContainEqual({ code: "no-other-gateway", vault: "kv" });
        const alone = ask([closed, ...everyAccess], { from: "on-premises" });
        expect(alone.assumes.map(({ code }) => code)).not.toContain("no-other-gateway");
    });

    test("the answer says that forwarding is taken for granted", () => {
        expect(
            ask([...base, ...gateway, ...resolver, ...privateLink(), closed, ...everyAccess], { from: "on-premises" })
                .assumes,
        ).toContainEqual(expect.objectContaining({ code: "local-dns-forwards" }));
    });

    test("a spoke uses the hub's gateway", () => {
        const hub = [
            network("hub", { addressSpace: { addressPrefixes: ["10.2.0.0/16"] } }),
            subnet("GatewaySubnet", { addressPrefix: "10.2.250.0/27" }, { network: "hub" }),
        ];
        const hubGateway = [
            resource(
                "network:VirtualNetworkGateway",
                "gateway",
                {
                    virtualNetworkGatewayName: "gateway",
                    resourceGroupName: "rg",
                    ipConfigurations: [{ subnet: { id: subnetId("GatewaySubnet", "hub") } }],
                },
                { id: "/gateway" },
            ),
            gateway[2]!,
        ];
        const [spokeSide] = peering("vnet", "hub", { useRemoteGateways: true });
        const [, hubSide] = peering("vnet", "hub", { allowGatewayTransit: true });
        expect(
            outcome(
                [
                    ...base,
                    ...hub,
                    ...hubGateway,
                    spokeSide!,
                    hubSide!,
                    ...resolver,
                    ...privateLink(),
                    closed,
                    ...everyAccess,
                ],
                { from: "on-premises" },
            ),
        ).toBe("allowed");
        expect(
            outcome(
                [
                    ...base,
                    ...hub,
                    ...hubGateway,
                    ...peering("vnet", "hub"),
                    ...resolver,
                    ...privateLink(),
                    closed,
                    ...everyAccess,
                ],
                { from: "on-premises" },
            ),
        ).toBe("denied ForbiddenByConnection");
    });
});

test("the first refusal in order gives status and code", () => {
    const refusing = vault({ networkAcls: { defaultAction: "Deny" } });
    expect(ask([refusing], { as: "anonymous" })).toMatchObject({ verdict: "denied", status: 401 });
    expect(ask([refusing])).toMatchObject({ status: 403, code: "ForbiddenByFirewall" });
    expect(ask([vault(), assignment(roles.reader, user)])).toMatchObject({ status: 403, code: "ForbiddenByRbac" });
});
