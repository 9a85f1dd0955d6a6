import { describe, expect, test } from "vitest";
import { unknown, type PlanObject, type PlanResource } from "../../plan/plan.ts";
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
    subnet,
    subnetId,
    vault,
} from "./plans.ts";

/** Source unless said otherwise: learn.microsoft.com/azure/virtual-network/virtual-network-manage-peering. */
const closed = vault({ publicNetworkAccess: "Disabled", networkAcls: { defaultAction: "Deny", bypass: "None" } });
const groupAt = `${groupId}/providers/Microsoft.Network/networkSecurityGroups/nsg`;

/** A caller in `spoke`, the endpoint in `vnet`, the zone linked to both. */
const base = [
    network(),
    subnet("endpoints", { addressPrefix: "10.0.3.0/24" }),
    network("spoke", { addressSpace: { addressPrefixes: ["10.1.0.0/16"] } }),
    ...privateLink({ links: ["vnet", "spoke"] }),
    closed,
    ...everyAccess,
];
const app = subnet("app", { addressPrefix: "10.1.1.0/24" }, { network: "spoke" });

/** Both directions, with what Azure reported of each. */
function reported(...states: readonly (string | undefined)[]): readonly PlanResource[] {
    return peering("spoke", "vnet").map((one, index) => {
        const peeringState = states[index];
        return peeringState === undefined ? one : { ...one, outputs: { peeringState } };
    });
}

describe("a peering's state", () => {
    const rows: readonly (readonly [claim: string, states: readonly (string | undefined)[], expected: string])[] = [
        ["is not known before deployment, and both directions are enough", [undefined, undefined], "allowed"],
        ["is that of the moment when the first was made", ["Initiated", "Connected"], "allowed"],
        ["also where nothing was reported since", ["Initiated", undefined], "allowed"],
        ["ends all traffic once one direction was deleted", ["Disconnected", "Disconnected"], "denied"],
        ["also where the other is made anew", ["Disconnected", "Initiated"], "denied"],
        ["and says nothing where two reports contradict each other", ["Disconnected", "Connected"], "undetermined"],
    ];
    test.each(rows)("%s", (_claim, states, expected) => {
        expect(outcome([...base, app, ...reported(...states)], { from: "spoke/app" })).toBe(expected);
    });

    test("the answer points at the report", () => {
        const answer = ask([...base, app, ...reported("Disconnected", "Disconnected")], { from: "spoke/app" });
        expect(gateOf(answer, "path")).toMatchObject({
            outcome: "stopped",
            because: { code: "peering-disconnected", network: "spoke", peer: "vnet" },
            evidence: [{ path: "/outputs/peeringState" }, { path: "/outputs/peeringState" }],
        });
    });
});

describe("a peering that keeps the networks apart", () => {
    const shut = peering("spoke", "vnet", { allowVirtualNetworkAccess: false });
    const guarded = subnet(
        "app",
        { addressPrefix: "10.1.1.0/24", networkSecurityGroup: { id: groupAt } },
        {
            network: "spoke",
        },
    );
    const nsg = (rule: PlanObject): PlanResource =>
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
                        access: "Allow",
                        direction: "Outbound",
                        protocol: "Tcp",
                        sourceAddressPrefix: "*",
                        destinationAddressPrefix: "*",
                        destinationPortRange: "443",
                        ...rule,
                    },
                ],
            },
            { id: groupAt },
        );
    const innerAt = `${groupId}/providers/Microsoft.Network/networkSecurityGroups/inner`;
    const heeding = [
        subnet("endpoints", {
            addressPrefix: "10.0.3.0/24",
            privateEndpointNetworkPolicies: "Enabled",
            networkSecurityGroup: { id: innerAt },
        }),
        resource(
            "network:NetworkSecurityGroup",
            "inner",
            { networkSecurityGroupName: "inner", resourceGroupName: "rg", securityRules: [] },
            { id: innerAt },
        ),
    ];
    const rows: readonly (readonly [claim: string, resources: readonly PlanResource[], expected: string])[] = [
        ["lets nothing pass", [app, ...shut], "denied"],
        [
            "nor by Azure's own rules, whose tag no longer holds the other",
            [guarded, nsg({ access: "Deny", destinationAddressPrefix: "10.7.0.0/16" }), ...shut],
            "denied",
        ],
        [
            "nor by a rule of that tag",
            [guarded, nsg({ destinationAddressPrefix: "VirtualNetwork" }), ...shut],
            "denied",
        ],
        [
            "may let pass what a rule names by address",
            [guarded, nsg({ destinationAddressPrefix: "10.0.3.0/24" }), ...shut],
            "undetermined",
        ],
        ["or by everything", [guarded, nsg({}), ...shut], "undetermined"],
        ["not for another port", [guarded, nsg({ destinationPortRange: "80" }), ...shut], "denied"],
        ["not for another block", [guarded, nsg({ destinationAddressPrefix: "10.0.7.0/24" }), ...shut], "denied"],
        ["half of one does not", [guarded, nsg({}), shut[0]!], "denied"],
        [
            "nor where the endpoint's own group lets nothing in by address",
            [guarded, nsg({}), ...shut, ...heeding],
            "denied",
        ],
        ["on one side as on both", [guarded, nsg({}), shut[0]!, peering("spoke", "vnet")[1]!], "undetermined"],
    ];
    test.each(rows)("%s", (_claim, resources, expected) => {
        const unique = [...new Map([...base, ...resources].map((one) => [one.urn, one])).values()];
        expect(outcome(unique, { from: "spoke/app" })).toBe(expected);
    });

    test("what the caller's own rules deny no route carries", () => {
        const tableAt = `${groupId}/providers/Microsoft.Network/routeTables/rt`;
        const routed = subnet(
            "app",
            { addressPrefix: "10.1.1.0/24", networkSecurityGroup: { id: groupAt }, routeTable: { id: tableAt } },
            { network: "spoke" },
        );
        const table = resource(
            "network:RouteTable",
            "rt",
            {
                routeTableName: "rt",
                resourceGroupName: "rg",
                routes: [{ name: "out", addressPrefix: "0.0.0.0/0", nextHopType: "VirtualAppliance" }],
            },
            { id: tableAt },
        );
        expect(outcome([...base, routed, table, nsg({ access: "Deny" })], { from: "spoke/app" })).toBe("denied");
        expect(outcome([...base, routed, table, nsg({})], { from: "spoke/app" })).toBe("undetermined");
        // Whether the tag holds what a default route leads to is not documented.
        const byTag = nsg({ access: "Deny", destinationAddressPrefix: "VirtualNetwork" });
        expect(outcome([...base, routed, table, byTag], { from: "spoke/app" })).toBe("undetermined");
    });
});

/** Source: learn.microsoft.com/azure/vpn-gateway/vpn-gateway-peering-gateway-transit. */
describe("a gateway that a peered network lends", () => {
    const hub = [
        network("hub", { addressSpace: { addressPrefixes: ["10.2.0.0/16"] } }),
        subnet("GatewaySubnet", { addressPrefix: "10.2.250.0/27" }, { network: "hub" }),
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
        resource("network:VirtualNetworkGatewayConnection", "connection", {
            virtualNetworkGatewayConnectionName: "c",
            resourceGroupName: "rg",
            connectionType: "IPsec",
            virtualNetworkGateway1: { id: "/gateway" },
        }),
        resource("dnsresolver:DnsResolver", "resolver", {
            dnsResolverName: "resolver",
            resourceGroupName: "rg",
            virtualNetwork: { id: networkId("hub") },
        }),
        resource("dnsresolver:InboundEndpoint", "inbound", {
            dnsResolverName: "resolver",
            inboundEndpointName: "in",
            resourceGroupName: "rg",
        }),
    ];
    const plan = [
        network(),
        subnet("endpoints", { addressPrefix: "10.0.3.0/24" }),
        ...hub,
        ...privateLink({ links: ["vnet", "hub"] }),
        closed,
        ...everyAccess,
    ];
    const uses = peering("vnet", "hub", { useRemoteGateways: true })[0]!;
    const lends = peering("vnet", "hub", { allowGatewayTransit: true })[1]!;
    const rows: readonly (readonly [claim: string, resources: readonly PlanResource[], expected: string])[] = [
        ["carries a local network's packets to the endpoint", [uses, lends], "allowed"],
        ["not where it is not lent", [uses, peering("vnet", "hub")[1]!], "denied"],
        ["not where it is not used", [peering("vnet", "hub")[0]!, lends], "denied"],
        ["not over half a peering", [uses], "denied"],
        [
            "not over one that was disconnected",
            [uses, lends].map((one) => ({ ...one, outputs: { peeringState: "Disconnected" } })),
            "denied",
        ],
    ];
    test.each(rows)("%s", (_claim, resources, expected) => {
        expect(outcome([...plan, ...resources], { from: "on-premises" })).toBe(expected);
    });
});

describe("networks that something else than a peering joins", () => {
    const inSpoke = subnet("GatewaySubnet", { addressPrefix: "10.1.250.0/27" }, { network: "spoke" });
    const inHome = subnet("GatewaySubnet", { addressPrefix: "10.0.250.0/27" });
    const gateway = (name: string, owner: string): PlanResource =>
        resource(
            "network:VirtualNetworkGateway",
            name,
            {
                virtualNetworkGatewayName: name,
                resourceGroupName: "rg",
                ipConfigurations: [{ subnet: { id: subnetId("GatewaySubnet", owner) } }],
            },
            { id: `/${name}` },
        );
    const connected = (one: string, inputs: PlanObject): PlanResource =>
        resource("network:VirtualNetworkGatewayConnection", `c-${one}`, {
            virtualNetworkGatewayConnectionName: `c-${one}`,
            resourceGroupName: "rg",
            virtualNetworkGateway1: { id: `/${one}` },
            ...inputs,
        });
    const gateways = [inSpoke, inHome, gateway("gs", "spoke"), gateway("gh", "vnet")];
    const both = [
        connected("gs", { connectionType: "Vnet2Vnet", virtualNetworkGateway2: { id: "/gh" } }),
        connected("gh", { connectionType: "Vnet2Vnet", virtualNetworkGateway2: { id: "/gs" } }),
    ];
    const manager = { networkManagerName: "nm", resourceGroupName: "rg" };
    const managerAt = `${groupId}/providers/Microsoft.Network/networkManagers/nm`;
    const member = (name: string): PlanResource =>
        resource("network:StaticMember", `member-${name}`, {
            ...manager,
            networkGroupName: "ng",
            staticMemberName: name,
            resourceId: networkId(name),
        });
    const managed = (
        members: readonly PlanResource[],
        inputs: PlanObject,
        connectivity: string,
    ): readonly PlanResource[] => [
        resource(
            "network:NetworkGroup",
            "ng",
            { ...manager, networkGroupName: "ng" },
            { id: `${managerAt}/networkGroups/ng` },
        ),
        ...members,
        resource("network:ConnectivityConfiguration", "cc", {
            ...manager,
            configurationName: "cc",
            appliesToGroups: [{ networkGroupId: `${managerAt}/networkGroups/ng`, groupConnectivity: connectivity }],
            ...inputs,
        }),
    ];
    const mesh = { connectivityTopology: "Mesh" };
    const star = (hub: string): PlanObject => ({
        connectivityTopology: "HubAndSpoke",
        hubs: [{ resourceId: networkId(hub), resourceType: "Microsoft.Network/virtualNetworks" }],
    });
    const away = network("away", { addressSpace: { addressPrefixes: ["10.3.0.0/16"] } });
    const two = [member("spoke"), member("vnet")];
    const rows: readonly (readonly [claim: string, resources: readonly PlanResource[], expected: string])[] = [
        ["nothing does", [], "denied"],
        ["gateways that are connected to each other may", [...gateways, ...both], "undetermined"],
        ["gateways alone do not", gateways, "denied"],
        ["one gateway does not", [inSpoke, gateway("gs", "spoke"), both[0]!], "denied"],
        ...[unknown, [{ subnet: { id: unknown } }]].map((ipConfigurations) => {
            const far = gateway("gh", "vnet");
            const untold = { ...far, inputs: { ...far.inputs, ipConfigurations } };
            const resources = [inSpoke, inHome, gateway("gs", "spoke"), untold, ...both];
            return ["one whose network is not told may be in the other", resources, "undetermined"] as const;
        }),
        [
            "gateways that lead to the same place outside may",
            [
                ...gateways,
                connected("gs", { connectionType: "IPsec" }),
                connected("gh", { connectionType: "ExpressRoute" }),
            ],
            "undetermined",
        ],
        ["a mesh of the network manager may", managed(two, mesh, "DirectlyConnected"), "undetermined"],
        ["not for a network that is no member", managed([member("spoke")], mesh, "DirectlyConnected"), "denied"],
        ["a group that a policy fills may hold any network", managed([], mesh, "DirectlyConnected"), "undetermined"],
        ["a hub is joined to its spokes", managed([member("spoke")], star("vnet"), "None"), "undetermined"],
        ["spokes are not joined to each other", [away, ...managed(two, star("away"), "None")], "denied"],
        ["unless their group says so", [away, ...managed(two, star("away"), "DirectlyConnected")], "undetermined"],
    ];
    test.each(rows)("%s", (_claim, resources, expected) => {
        expect(outcome([...base, app, ...resources], { from: "spoke/app" })).toBe(expected);
    });
});
