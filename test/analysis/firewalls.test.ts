import { describe, expect, test } from "vitest";
import type { PlanObject, PlanResource } from "../../plan/plan.ts";
import { ask, everyAccess, gateOf, groupId, network, outcome, resource, subnet, subnetId, vault } from "./plans.ts";

/** Sources: learn.microsoft.com/azure/firewall/snat-private-range, learn.microsoft.com/azure/firewall/integrate-with-nat-gateway. */
const tableAt = `${groupId}/providers/Microsoft.Network/routeTables/rt`;
const natAt = `${groupId}/providers/Microsoft.Network/natGateways/nat`;
const table = resource(
    "network:RouteTable",
    "rt",
    {
        routeTableName: "rt",
        resourceGroupName: "rg",
        routes: [
            { name: "out", addressPrefix: "0.0.0.0/0", nextHopType: "VirtualAppliance", nextHopIpAddress: "10.0.9.4" },
        ],
    },
    { id: tableAt },
);
const address = resource(
    "network:PublicIPAddress",
    "fwip",
    { publicIpAddressName: "fwip", resourceGroupName: "rg" },
    { id: "/fwip", outputs: { ipAddress: "20.5.5.5" } },
);
const nat = resource("network:NatGateway", "nat", { natGatewayName: "nat", resourceGroupName: "rg" }, { id: natAt });

function firewall(inputs: PlanObject = {}, privateIPAddress = "10.0.9.4"): PlanResource {
    const configuration = {
        name: "c",
        subnet: { id: subnetId("AzureFirewallSubnet") },
        publicIPAddress: { id: "/fwip" },
    };
    return resource(
        "network:AzureFirewall",
        "fw",
        { azureFirewallName: "fw", resourceGroupName: "rg", ipConfigurations: [configuration], ...inputs },
        { outputs: { ipConfigurations: [{ ...configuration, privateIPAddress }] } },
    );
}

function place(ofFirewall: PlanObject = {}): readonly PlanResource[] {
    return [
        network(),
        subnet("app", { routeTable: { id: tableAt } }),
        subnet("AzureFirewallSubnet", { addressPrefix: "10.0.9.0/24", ...ofFirewall }),
        table,
        address,
        nat,
        ...everyAccess,
    ];
}

const rule = (value: string): PlanResource =>
    vault({ networkAcls: { defaultAction: "Deny", bypass: "None", ipRules: [{ value }] } });

describe("a route to a firewall of the plan", () => {
    const rows: readonly (readonly [claim: string, resources: readonly PlanResource[], expected: string])[] = [
        [
            "may be let through where its address is admitted",
            [...place(), firewall(), rule("20.5.5.5")],
            "undetermined",
        ],
        ["is refused where it is not", [...place(), firewall(), rule("20.5.5.6")], "denied"],
        [
            "is not told where another appliance has the address",
            [...place(), firewall({}, "10.0.9.9"), rule("20.5.5.6")],
            "undetermined",
        ],
        [
            "nor where the firewall leaves by a NAT gateway",
            [...place({ natGateway: { id: natAt } }), firewall(), rule("20.5.5.6")],
            "undetermined",
        ],
        [
            "nor where it is told what not to translate",
            [
                ...place(),
                firewall({ additionalProperties: { "Network.SNAT.PrivateRanges": "0.0.0.0/0" } }),
                rule("20.5.5.6"),
            ],
            "undetermined",
        ],
        [
            "nor where a policy outside may tell it so",
            [...place(), firewall({ firewallPolicy: { id: "/policy" } }), rule("20.5.5.6")],
            "undetermined",
        ],
    ];
    test.each(rows)("%s", (_claim, resources, expected) => {
        expect(outcome(resources, { from: "app" })).toBe(expected);
    });

    test("the answer names the firewall and its address", () => {
        const answer = ask([...place(), firewall(), rule("20.5.5.5")], { from: "app" });
        expect(answer.seenAs).toEqual({ address: "public", ip: "20.5.5.5" });
        expect(gateOf(answer, "path").because).toMatchObject({ code: "route-elsewhere", appliance: { name: "fw" } });
    });
});
