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
        ["on one side as on both", [guarded, nsg({}), shut[0]!, peering("spoke", "vnet")[1]!], "undetermined"],
    ];
    test.each(rows)("%s", (_claim, resources, expected) => {
        expect(outcome([...base, ...resources], { from: "spoke/app" })).toBe(expected);
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
