import { describe, expect, test } from "vitest";
import type { PlanObject, PlanResource } from "../../plan/plan.ts";
import {
    ask,
    everyAccess,
    gateOf,
    groupId,
    network,
    outcome,
    resource,
    subnet,
    subnetId,
    unknown,
    vault,
    type More,
} from "./plans.ts";

/**
 * Sources: learn.microsoft.com/azure/load-balancer/load-balancer-outbound-connections and outbound-rules,
 * virtual-network/ip-services/default-outbound-access.
 */
const open = vault();
const named = vault({
    networkAcls: { defaultAction: "Deny", bypass: "None", ipRules: [{ value: "20.7.7.7" }] },
});
const id = `${groupId}/providers/Microsoft.Network/loadBalancers/lb`;
const pool = { id: `${id}/backendAddressPools/be` };
const front = { id: `${id}/frontendIPConfigurations/fe` };
const address = resource(
    "network:PublicIPAddress",
    "pip",
    { publicIpAddressName: "pip", resourceGroupName: "rg" },
    { id: "/pip", outputs: { ipAddress: "20.7.7.7" } },
);
const outside = { frontendIPConfigurations: [{ name: "fe", publicIPAddress: { id: "/pip" } }] };
const inside = { frontendIPConfigurations: [{ name: "fe", subnet: { id: subnetId("app") } }] };

function balancer(inputs: PlanObject, more: More = {}): PlanResource {
    return resource(
        "network:LoadBalancer",
        "lb",
        {
            loadBalancerName: "lb",
            resourceGroupName: "rg",
            sku: { name: "Standard" },
            backendAddressPools: [{ name: "be" }],
            ...outside,
            ...inputs,
        },
        { id, ...more },
    );
}

const outbound = (more: PlanObject = {}): PlanObject => ({
    outboundRules: [
        { name: "o", protocol: "All", backendAddressPool: pool, frontendIPConfigurations: [front], ...more },
    ],
});
const balancing = (more: PlanObject = {}): PlanObject => ({
    loadBalancingRules: [
        {
            name: "l",
            protocol: "Tcp",
            frontendPort: 80,
            backendPort: 80,
            backendAddressPool: pool,
            frontendIPConfiguration: front,
            ...more,
        },
    ],
});

function machine(more: PlanObject = {}, from: PlanResource[] = []): readonly PlanResource[] {
    return [
        network(),
        subnet("app"),
        address,
        resource(
            "network:NetworkInterface",
            "nic",
            {
                networkInterfaceName: "nic",
                resourceGroupName: "rg",
                ipConfigurations: [
                    { name: "ip", subnet: { id: subnetId("app") }, loadBalancerBackendAddressPools: [pool], ...more },
                ],
            },
            { id: "/nic", ...(from.length > 0 && { from: { ipConfigurations: from } }) },
        ),
        resource("compute:VirtualMachine", "vm", {
            vmName: "vm",
            resourceGroupName: "rg",
            networkProfile: { networkInterfaces: [{ id: "/nic" }] },
        }),
        ...everyAccess,
    ];
}

describe("a machine behind a load balancer", () => {
    const none = balancing({ disableOutboundSnat: true });
    const rows: readonly (readonly [claim: string, inputs: PlanObject, vault: PlanResource, expected: string])[] = [
        ["leaves by its outbound rule", outbound(), named, "allowed"],
        ["or by its balancing rule", balancing(), named, "allowed"],
        ["by the outbound rule first", { ...outbound(), ...none }, named, "allowed"],
        ["by none that disables it", none, open, "denied"],
        ["by none for UDP", balancing({ protocol: "Udp" }), open, "denied"],
        ["by none inside a network", { ...inside, ...balancing() }, open, "denied"],
        [
            "by no rule for another pool",
            balancing({ backendAddressPool: { id: `${id}/backendAddressPools/x` } }),
            open,
            "undetermined",
        ],
        ["in a list of pools", balancing({ backendAddressPool: null, backendAddressPools: [pool] }), named, "allowed"],
        ["of the older tier, nobody knows how", { ...balancing(), sku: { name: "Basic" } }, named, "undetermined"],
        ["by rules that are not told", { outboundRules: unknown }, open, "undetermined"],
        ["by a rule that may disable it", balancing({ disableOutboundSnat: unknown }), open, "undetermined"],
    ];
    test.each(rows)("%s", (_claim, inputs, target, expected) => {
        expect(outcome([...machine(), balancer(inputs), target], { from: "vm" })).toBe(expected);
    });

    test("is seen by its balancer's address, and the answer names the rule", () => {
        const answer = ask([...machine(), balancer(outbound()), named], { from: "vm" });
        expect(answer.seenAs).toEqual({ address: "public", ip: "20.7.7.7" });
        expect(gateOf(answer, "path").evidence).toMatchObject([{ path: "/inputs/outboundRules/0" }]);
        const stopped = ask([...machine(), balancer(none), open], { from: "vm" });
        expect(gateOf(stopped, "path")).toMatchObject({
            because: { code: "no-outbound", setting: "loadBalancer" },
            evidence: [{ path: "/inputs/loadBalancingRules/0" }],
        });
    });

    test("is known by its balancer before either has an id", () => {
        const first = balancer(outbound());
        const unborn = machine({ loadBalancerBackendAddressPools: [{ id: unknown }] }, [first]);
        expect(outcome([...unborn, first, named], { from: "vm" })).toBe("allowed");
    });

    test("has its own address first", () => {
        const own = resource(
            "network:PublicIPAddress",
            "own",
            { publicIpAddressName: "own", resourceGroupName: "rg" },
            { id: "/own", outputs: { ipAddress: "20.9.9.9" } },
        );
        const resources = [...machine({ publicIPAddress: { id: "/own" } }), own, balancer(outbound())];
        expect(ask([...resources, open], { from: "vm" }).seenAs).toEqual({ address: "public", ip: "20.9.9.9" });
    });
});
