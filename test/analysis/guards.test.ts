import { describe, expect, test } from "vitest";
import type { PlanObject, PlanResource } from "../../plan/plan.ts";
import {
    ask,
    everyAccess,
    gateOf,
    groupId,
    network,
    outcome,
    privateLink,
    resource,
    subnet,
    subnetId,
    unknown,
    vault,
} from "./plans.ts";

/** What stands between a machine and a vault besides addresses: rules, by whom they are for and in which order. */
const open = vault();
const closed = vault({ publicNetworkAccess: "Disabled", networkAcls: { defaultAction: "Deny", bypass: "None" } });
const groupAt = `${groupId}/providers/Microsoft.Network/networkSecurityGroups/nsg`;
const guarded = [network(), subnet("app", { networkSecurityGroup: { id: groupAt } })];
const free = [network(), subnet("app")];
const endpoints = subnet("endpoints", { addressPrefix: "10.0.3.0/24" });

function nsg(...rules: readonly PlanObject[]): PlanResource {
    const securityRules = rules.map((rule, index) => ({
        name: `r${index}`,
        priority: 100 + index,
        access: "Deny",
        direction: "Outbound",
        protocol: "*",
        sourceAddressPrefix: "*",
        destinationAddressPrefix: "*",
        destinationPortRange: "*",
        ...rule,
    }));
    return resource(
        "network:NetworkSecurityGroup",
        "nsg",
        { networkSecurityGroupName: "nsg", resourceGroupName: "rg", securityRules },
        { id: groupAt },
    );
}

/** Clients call from a port that their system chooses: RFC 6056. */
describe("the ports that a rule names as source", () => {
    const rows: readonly (readonly [claim: string, rules: readonly PlanObject[], expected: string])[] = [
        ["all of them", [{ sourcePortRange: "*" }], "denied"],
        ["none written is all", [{}], "denied"],
        ["one that no client calls from", [{ sourcePortRange: "80" }], "allowed"],
        ["all that clients call from", [{ sourcePortRange: "1024-65535" }], "denied"],
        ["all in parts", [{ sourcePortRanges: ["1024-40000", "40001-65535"] }], "denied"],
        ["some of them", [{ sourcePortRange: "49152-65535" }], "undetermined"],
        [
            "an exception for ports that no client calls from is none",
            [{ access: "Allow", sourcePortRange: "80", destinationAddressPrefix: "AzureKeyVault" }, {}],
            "denied",
        ],
    ];
    test.each(rows)("%s", (_claim, rules, expected) => {
        expect(outcome([...guarded, nsg(...rules), open, ...everyAccess], { from: "app" })).toBe(expected);
    });
});

test.each([
    ["both halves of a block", ["10.0.3.0/25", "10.0.3.128/25"], "denied"],
    ["one half", ["10.0.3.0/25"], "undetermined"],
])("a rule for %s", (_claim, destinationAddressPrefixes, expected) => {
    const rule = { destinationAddressPrefix: "", destinationAddressPrefixes };
    expect(outcome([...guarded, endpoints, ...privateLink(), nsg(rule), closed, ...everyAccess], { from: "app" })).toBe(
        expected,
    );
});

test("two halves of everything hold a vault", () => {
    const rule = { destinationAddressPrefix: "", destinationAddressPrefixes: ["0.0.0.0/1", "128.0.0.0/1"] };
    expect(outcome([...guarded, nsg(rule), open, ...everyAccess], { from: "app" })).toBe("denied");
});

/** "… and address prefixes used on user-defined routes": learn.microsoft.com/azure/virtual-network/service-tags-overview. */
test.each([
    ["10.9.0.0/16", "allowed"],
    ["20.0.0.0/8", "undetermined"],
    ["AzureKeyVault", "undetermined"],
    ["0.0.0.0/0", "undetermined"],
    ["AzureSQL", "allowed"],
])("the tag VirtualNetwork under a route for %s", (addressPrefix, expected) => {
    const tableAt = `${groupId}/providers/Microsoft.Network/routeTables/rt`;
    const table = resource(
        "network:RouteTable",
        "rt",
        {
            routeTableName: "rt",
            resourceGroupName: "rg",
            routes: [{ name: "r", addressPrefix, nextHopType: "Internet" }],
        },
        { id: tableAt },
    );
    const app = subnet("app", { networkSecurityGroup: { id: groupAt }, routeTable: { id: tableAt } });
    const rule = { destinationAddressPrefix: "VirtualNetwork" };
    expect(outcome([network(), app, table, nsg(rule), open, ...everyAccess], { from: "app" })).toBe(expected);
});

/** Source: learn.microsoft.com/azure/virtual-network/virtual-networks-udr-overview: the longest prefix wins. */
describe("routes to a private endpoint", () => {
    const tableAt = `${groupId}/providers/Microsoft.Network/routeTables/rt`;
    const table = (...routes: readonly (readonly [string, string])[]): PlanResource =>
        resource(
            "network:RouteTable",
            "rt",
            {
                routeTableName: "rt",
                resourceGroupName: "rg",
                routes: routes.map(([addressPrefix, nextHopType], index) => ({
                    name: `r${index}`,
                    addressPrefix,
                    nextHopType,
                })),
            },
            { id: tableAt },
        );
    const place = (policies: string, more: PlanObject = {}): readonly PlanResource[] => [
        network(),
        subnet("app", { routeTable: { id: tableAt } }),
        subnet("endpoints", { addressPrefix: "10.0.3.0/24", privateEndpointNetworkPolicies: policies, ...more }),
        ...privateLink(),
        closed,
        ...everyAccess,
    ];
    const apart = [
        network("spoke", { addressSpace: { addressPrefixes: ["10.1.0.0/16"] } }),
        subnet("app", { addressPrefix: "10.1.1.0/24", routeTable: { id: tableAt } }, { network: "spoke" }),
        network(),
        subnet("endpoints", { addressPrefix: "10.0.3.0/24" }),
        ...privateLink({ links: ["vnet", "spoke"] }),
        closed,
        ...everyAccess,
    ];
    const heeded = place("RouteTableEnabled");
    const rows: readonly (readonly [claim: string, resources: readonly PlanResource[], expected: string])[] = [
        ["drop what they are all for", [...heeded, table(["10.0.0.0/16", "None"])], "denied"],
        ["the Internet drops it as well", [...heeded, table(["10.0.0.0/16", "Internet"])], "denied"],
        ["not where the subnet heeds none", [...place("Disabled"), table(["10.0.0.0/16", "None"])], "allowed"],
        ["not by a shorter prefix than the network's", [...heeded, table(["10.0.0.0/8", "None"])], "allowed"],
        [
            "by the longest, whatever the order",
            [...heeded, table(["10.0.0.0/16", "None"], ["10.0.3.0/24", "VirtualAppliance"])],
            "undetermined",
        ],
        [
            "also where it keeps packets in the network",
            [...heeded, table(["10.0.0.0/16", "None"], ["10.0.3.0/24", "VnetLocal"])],
            "allowed",
        ],
        ["perhaps, for a part of the subnet", [...heeded, table(["10.0.3.0/25", "None"])], "undetermined"],
        [
            "between networks that are not joined, nothing passes",
            [...apart, table(["0.0.0.0/0", "Internet"])],
            "denied",
        ],
        [
            "unless the longest leads to an appliance",
            [...apart, table(["0.0.0.0/0", "Internet"], ["10.0.3.0/24", "VirtualAppliance"])],
            "undetermined",
        ],
        ["or one for a part", [...apart, table(["10.0.3.0/25", "VirtualAppliance"])], "undetermined"],
        ["or one that is not told", [...apart, table([`${unknown}`, "VirtualAppliance"])], "undetermined"],
    ];
    test.each(rows)("%s", (_claim, resources, expected) => {
        expect(outcome(resources, { from: "app" })).toBe(expected);
    });

    test("to one whose subnet is not told", () => {
        const [spoke, app, ...rest] = apart;
        const blurred = rest.map((one) =>
            one.urn.endsWith("vnet-endpoints") ? { ...one, inputs: { ...one.inputs, addressPrefix: unknown } } : one,
        );
        const toAppliance = table(["0.0.0.0/0", "VirtualAppliance"]);
        expect(outcome([spoke!, app!, ...blurred, toAppliance], { from: "app" })).toBe("undetermined");
    });
});

/** Source: learn.microsoft.com/azure/virtual-network/application-security-groups, private-link/private-endpoint-overview. */
describe("application security groups", () => {
    const asg = (name: string): string => `${groupId}/providers/Microsoft.Network/applicationSecurityGroups/${name}`;
    const ofGroup = (side: "source" | "destination", name: string): PlanObject => ({
        [`${side}AddressPrefix`]: "",
        [`${side}ApplicationSecurityGroups`]: [{ id: asg(name) }],
    });
    const machine = [
        resource(
            "network:NetworkInterface",
            "nic",
            {
                networkInterfaceName: "nic",
                resourceGroupName: "rg",
                ipConfigurations: [
                    { name: "ip", subnet: { id: subnetId("app") }, applicationSecurityGroups: [{ id: asg("web") }] },
                ],
            },
            { id: "/nic" },
        ),
        resource("compute:VirtualMachine", "vm", {
            vmName: "vm",
            resourceGroupName: "rg",
            networkProfile: { networkInterfaces: [{ id: "/nic" }] },
        }),
    ];
    const inGroup = (name: string, more: PlanObject = {}): readonly PlanResource[] => [
        subnet("endpoints", { addressPrefix: "10.0.3.0/24", ...more }),
        ...privateLink({ endpoint: { applicationSecurityGroups: [{ id: asg(name) }] } }),
        closed,
    ];
    const heeding = { privateEndpointNetworkPolicies: "Enabled" };
    const rows: readonly (readonly [
        claim: string,
        resources: readonly PlanResource[],
        from: string,
        expected: string,
    ])[] = [
        ["do not hold a vault's public address", [nsg(ofGroup("destination", "web")), open], "app", "allowed"],
        ["hold the machines in them", [nsg(ofGroup("source", "web")), open], "vm", "denied"],
        ["and no others", [nsg(ofGroup("source", "db")), open], "vm", "allowed"],
        ["some machines of a subnet", [nsg(ofGroup("source", "web")), open], "app", "undetermined"],
        ["endpoints in them", [nsg(ofGroup("destination", "web")), ...inGroup("web", heeding)], "app", "denied"],
        [
            "perhaps where the endpoint's subnet heeds no rules",
            [nsg(ofGroup("destination", "web")), ...inGroup("web")],
            "app",
            "undetermined",
        ],
        ["no other endpoints", [nsg(ofGroup("destination", "db")), ...inGroup("web", heeding)], "app", "allowed"],
        [
            "nor one that is in none",
            [nsg(ofGroup("destination", "db")), endpoints, ...privateLink(), closed],
            "app",
            "allowed",
        ],
    ];
    test.each(rows)("%s", (_claim, resources, from, expected) => {
        expect(outcome([...guarded, ...machine, ...resources, ...everyAccess], { from })).toBe(expected);
    });
});

/** Source: learn.microsoft.com/azure/virtual-network-manager/concept-security-admins. */
describe("security admin rules", () => {
    const rule = (inputs: PlanObject): PlanResource =>
        resource("network:AdminRule", "admin", {
            resourceGroupName: "rg",
            networkManagerName: "nm",
            configurationName: "c",
            ruleCollectionName: "rc",
            ruleName: "admin",
            kind: "Custom",
            access: "Deny",
            direction: "Outbound",
            priority: 1,
            protocol: "Tcp",
            destinations: [{ addressPrefix: "Internet", addressPrefixType: "ServiceTag" }],
            destinationPortRanges: ["443"],
            ...inputs,
        });
    const rows: readonly (readonly [claim: string, resources: readonly PlanResource[], expected: string])[] = [
        ["may forbid what nothing else does", [...free, rule({})], "undetermined"],
        ["another port not", [...free, rule({ destinationPortRanges: ["22"] })], "allowed"],
        ["another direction not", [...free, rule({ direction: "Inbound" })], "allowed"],
        ["what they allow groups may still forbid", [...guarded, nsg({}), rule({ access: "Allow" })], "denied"],
        ["but not what they always allow", [...guarded, nsg({}), rule({ access: "AlwaysAllow" })], "undetermined"],
        ["what they forbid besides changes nothing", [...guarded, nsg({}), rule({})], "denied"],
        ["unknown ones may do anything", [...free, rule({ access: unknown })], "undetermined"],
    ];
    test.each(rows)("%s", (_claim, resources, expected) => {
        expect(outcome([...resources, open, ...everyAccess], { from: "app" })).toBe(expected);
    });

    test("the answer names the rule", () => {
        const answer = ask([...free, rule({}), open, ...everyAccess], { from: "app" });
        expect(gateOf(answer, "path")).toMatchObject({
            outcome: "unknown",
            because: { code: "path-unknown", what: { name: "admin" } },
            evidence: [{ path: "/inputs/access" }],
        });
    });
});
