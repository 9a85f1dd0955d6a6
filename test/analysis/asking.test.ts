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
    unknown,
    vault,
} from "./plans.ts";

/**
 * Whether questions for names arrive at a server. "DNS communication to Azure DNS isn't subject to NSGs unless it's
 * targeted via the AzurePlatformDNS service tag": learn.microsoft.com/azure/container-apps/firewall-integration.
 */
const open = vault();
const closed = vault({ publicNetworkAccess: "Disabled", networkAcls: { defaultAction: "Deny", bypass: "None" } });
const endpoints = subnet("endpoints", { addressPrefix: "10.0.3.0/24" });
const groupAt = `${groupId}/providers/Microsoft.Network/networkSecurityGroups/nsg`;
const guarded = subnet("app", { networkSecurityGroup: { id: groupAt } });

function nsg(...rules: readonly PlanObject[]): PlanResource {
    const securityRules = rules.map((rule, index) => ({
        name: `r${index}`,
        priority: 100 + index,
        access: "Deny",
        direction: "Outbound",
        protocol: "*",
        sourceAddressPrefix: "*",
        destinationAddressPrefix: "AzurePlatformDNS",
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

describe("Azure's own resolver behind a security group", () => {
    const rows: readonly (readonly [claim: string, rules: readonly PlanObject[], expected: string])[] = [
        ["is out of reach where its tag is denied", [{}], "denied"],
        ["in any case of letters", [{ destinationAddressPrefix: "azureplatformdns" }], "denied"],
        ["on port 53 alone as well", [{ destinationPortRange: "53" }], "denied"],
        ["not where another port is denied", [{ destinationPortRange: "80" }], "allowed"],
        ["may still answer over TCP", [{ protocol: "Udp" }], "undetermined"],
        ["answers over UDP", [{ protocol: "Tcp" }], "allowed"],
        ["is not the address that a rule names", [{ destinationAddressPrefix: "168.63.129.16" }], "allowed"],
        ["nor the Internet", [{ destinationAddressPrefix: "Internet", destinationPortRange: "53" }], "allowed"],
        ["nor everything", [{ destinationAddressPrefix: "*", destinationPortRange: "53" }], "allowed"],
        ["is spared by a rule before", [{ access: "Allow" }, {}], "allowed"],
        ["is not asked inbound", [{ direction: "Inbound" }], "allowed"],
        ["is left open by a rule that is not told", [{ access: unknown }], "undetermined"],
    ];
    test.each(rows)("%s", (_claim, rules, expected) => {
        expect(outcome([network(), guarded, nsg(...rules), open, ...everyAccess], { from: "app" })).toBe(expected);
    });

    test("the answer names the rule and the address that was asked", () => {
        const answer = ask([network(), guarded, nsg({}), open, ...everyAccess], { from: "app" });
        expect(gateOf(answer, "dns")).toMatchObject({
            outcome: "stopped",
            because: { code: "questions-blocked", group: { name: "nsg" }, rule: "r0", server: "168.63.129.16" },
            evidence: [{ path: "/inputs/securityRules/0/access" }],
        });
        expect(answer.resolves.address).toBe("none");
    });

    test("does not matter to a network that asks others", () => {
        const custom = network("vnet", { dhcpOptions: { dnsServers: ["10.0.9.4"] } });
        expect(outcome([custom, guarded, nsg({}), open, ...everyAccess], { from: "app" })).toBe("allowed");
    });

    test.each([
        ["its own tag", {}, "undetermined"],
        ["some address", { destinationAddressPrefix: "10.0.9.0/24", destinationPortRange: "53" }, "undetermined"],
        ["another port", { destinationAddressPrefix: "*", destinationPortRange: "80" }, "allowed"],
    ])("may be what a network asks whose servers are not told: a rule against %s", (_what, rule, expected) => {
        const untold = network("vnet", { dhcpOptions: unknown });
        expect(outcome([untold, guarded, nsg(rule), open, ...everyAccess], { from: "app" })).toBe(expected);
    });

    test("a machine's interface has its own group", () => {
        const nic = resource(
            "network:NetworkInterface",
            "nic",
            {
                networkInterfaceName: "nic",
                resourceGroupName: "rg",
                networkSecurityGroup: { id: groupAt },
                ipConfigurations: [{ name: "ip", subnet: { id: subnetId("app") } }],
            },
            { id: "/nic" },
        );
        const machine = resource("compute:VirtualMachine", "vm", {
            vmName: "vm",
            resourceGroupName: "rg",
            networkProfile: { networkInterfaces: [{ id: "/nic" }] },
        });
        const plan = [network(), subnet("app"), nsg({}), nic, machine, open, ...everyAccess];
        expect(outcome(plan, { from: "vm" })).toBe("denied");
        expect(outcome(plan, { from: "app" })).toBe("allowed");
    });

    test("what it does to an integrated app is not documented", () => {
        const web = resource("web:WebApp", "web", {
            name: "web",
            resourceGroupName: "rg",
            virtualNetworkSubnetId: subnetId("app"),
        });
        expect(outcome([network(), guarded, nsg({}), web, open, ...everyAccess], { from: "web" })).toBe("undetermined");
    });
});

describe("a private resolver", () => {
    const asks = network("vnet", { dhcpOptions: { dnsServers: ["10.9.0.4"] } });
    const hub = network("hub", { addressSpace: { addressPrefixes: ["10.9.0.0/16"] } });
    const resolver = [
        resource("dnsresolver:DnsResolver", "resolver", {
            dnsResolverName: "resolver",
            resourceGroupName: "rg",
            virtualNetwork: { id: networkId("hub") },
        }),
        resource("dnsresolver:InboundEndpoint", "inbound", {
            dnsResolverName: "resolver",
            inboundEndpointName: "in",
            resourceGroupName: "rg",
            ipConfigurations: [{ privateIpAddress: "10.9.0.4" }],
        }),
    ];
    const plan = [asks, hub, ...resolver, endpoints, ...privateLink({ links: ["hub"] }), closed, ...everyAccess];
    const joined = peering("vnet", "hub");
    const rows: readonly (readonly [claim: string, resources: readonly PlanResource[], expected: string])[] = [
        ["answers a joined network", [subnet("app"), ...joined], "allowed"],
        ["is out of reach of one that is not", [subnet("app")], "denied"],
        [
            "and of one whose rules keep it from the other's addresses",
            [guarded, nsg({ destinationAddressPrefix: "10.9.0.0/16" }), ...joined],
            "denied",
        ],
        [
            "a rule for another port does not",
            [guarded, nsg({ destinationAddressPrefix: "10.9.0.0/16", destinationPortRange: "443" }), ...joined],
            "allowed",
        ],
    ];
    test.each(rows)("%s", (_claim, resources, expected) => {
        expect(outcome([...plan, ...resources], { from: "app" })).toBe(expected);
    });

    test("out of reach leaves the other servers of the list", () => {
        const both = network("vnet", { dhcpOptions: { dnsServers: ["10.9.0.4", "168.63.129.16"] } });
        const linked = [hub, ...resolver, endpoints, ...privateLink({ links: ["vnet"] }), closed, ...everyAccess];
        expect(outcome([both, subnet("app"), ...linked], { from: "app" })).toBe("allowed");
    });
});

/** Source: learn.microsoft.com/azure/dns/private-resolver-endpoints-rulesets. */
describe("forwarding rules that are linked to the caller's network", () => {
    const hub = network("hub", { addressSpace: { addressPrefixes: ["10.9.0.0/16"] } });
    const inHub = { dnsResolverName: "resolver", resourceGroupName: "rg" };
    const set = { dnsForwardingRulesetName: "rules", resourceGroupName: "rg" };
    const base = [
        network(),
        subnet("app"),
        hub,
        resource("dnsresolver:DnsResolver", "resolver", { ...inHub, virtualNetwork: { id: networkId("hub") } }),
        resource("dnsresolver:InboundEndpoint", "inbound", {
            ...inHub,
            inboundEndpointName: "in",
            ipConfigurations: [{ privateIpAddress: "10.9.0.4" }],
        }),
        endpoints,
        ...peering("vnet", "hub"),
        ...privateLink({ links: ["hub"] }),
        resource("dnsresolver:DnsForwardingRuleset", "rules", set),
        resource("dnsresolver:PrivateResolverVirtualNetworkLink", "link", {
            ...set,
            virtualNetworkLinkName: "link",
            virtualNetwork: { id: networkId() },
        }),
        closed,
        ...everyAccess,
    ];
    const rule = (domainName: PlanObject[string], ip: PlanObject[string], more: PlanObject = {}): PlanResource =>
        resource("dnsresolver:ForwardingRule", `rule-${JSON.stringify([domainName, ip])}`, {
            ...set,
            forwardingRuleName: "r",
            domainName,
            targetDnsServers: [{ ipAddress: ip, port: 53 }],
            ...more,
        });
    const unlinked = "denied ForbiddenByConnection";
    const rows: readonly (readonly [claim: string, rules: readonly PlanResource[], expected: string])[] = [
        ["none leave the name to Azure's resolver", [], unlinked],
        ["for another domain as well", [rule("corp.example.", "10.7.7.7")], unlinked],
        ["that are disabled as well", [rule("azure.net.", "10.7.7.7", { forwardingRuleState: "Disabled" })], unlinked],
        ["to a server that is not shown, nobody knows", [rule("vault.azure.net.", "10.7.7.7")], "undetermined"],
        ["for everything to one as well", [rule(".", "10.7.7.7")], "undetermined"],
        ["to the plan's own resolver get its answer", [rule("vault.azure.net.", "10.9.0.4")], "allowed"],
        ["for the alias as well", [rule("vaultcore.azure.net.", "10.9.0.4")], "allowed"],
        ["of which the longest decides", [rule(".", "10.7.7.7"), rule("vault.azure.net.", "10.9.0.4")], "allowed"],
        ["for a domain that is not told, nobody knows", [rule(unknown, "10.9.0.4")], "undetermined"],
    ];
    test.each(rows)("%s", (_claim, rules, expected) => {
        expect(outcome([...base, ...rules], { from: "app" })).toBe(expected);
    });
});

/** Source: learn.microsoft.com/azure/firewall/dns-details. */
describe("a firewall that passes questions on", () => {
    const asks = network("vnet", { dhcpOptions: { dnsServers: ["10.9.1.4"] } });
    const plan = (dnsSettings: PlanObject, links: readonly string[]): readonly PlanResource[] => [
        asks,
        subnet("app"),
        network("hub", { addressSpace: { addressPrefixes: ["10.9.0.0/16"] } }),
        subnet("AzureFirewallSubnet", { addressPrefix: "10.9.1.0/24" }, { network: "hub" }),
        resource(
            "network:FirewallPolicy",
            "policy",
            { firewallPolicyName: "policy", resourceGroupName: "rg", dnsSettings },
            { id: "/policy" },
        ),
        resource(
            "network:AzureFirewall",
            "fw",
            {
                azureFirewallName: "fw",
                resourceGroupName: "rg",
                firewallPolicy: { id: "/policy" },
                ipConfigurations: [{ name: "c", subnet: { id: subnetId("AzureFirewallSubnet", "hub") } }],
            },
            { outputs: { ipConfigurations: [{ privateIPAddress: "10.9.1.4" }] } },
        ),
        ...peering("vnet", "hub"),
        endpoints,
        ...privateLink({ links }),
        closed,
        ...everyAccess,
    ];
    test.each([
        ["answers as Azure does in its network", { enableProxy: true }, ["hub"], "allowed"],
        ["where no zone is linked to that", { enableProxy: true }, ["vnet"], "denied ForbiddenByConnection"],
        [
            "asks servers of its own, nobody knows what",
            { enableProxy: true, servers: ["10.7.7.7"] },
            ["hub"],
            "undetermined",
        ],
        ["does not", { enableProxy: false }, ["hub"], "undetermined"],
    ])("%s", (_claim, settings, links, expected) => {
        expect(outcome(plan(settings, links), { from: "app" })).toBe(expected);
    });
});

describe("an app's own name servers", () => {
    const app = (inputs: PlanObject): readonly PlanResource[] => [
        network(),
        subnet("app"),
        endpoints,
        resource("web:WebApp", "web", {
            name: "web",
            resourceGroupName: "rg",
            virtualNetworkSubnetId: subnetId("app"),
            ...inputs,
        }),
        ...privateLink(),
        closed,
        ...everyAccess,
    ];
    const settings = (values: Readonly<Record<string, string>>): PlanObject => ({
        appSettings: Object.entries(values).map(([name, value]) => ({ name, value })),
    });
    const rows: readonly (readonly [claim: string, inputs: PlanObject, expected: string])[] = [
        ["are its network's where it names none", {}, "allowed"],
        [
            "are not told where a property names others",
            { dnsConfiguration: { dnsServers: ["8.8.8.8"] } },
            "undetermined",
        ],
        ["or where a setting does", { siteConfig: settings({ WEBSITE_DNS_SERVER: "8.8.8.8" }) }, "undetermined"],
        ["may be Azure's", { dnsConfiguration: { dnsServers: ["168.63.129.16"] } }, "allowed"],
        [
            "the property replaces the setting",
            {
                dnsConfiguration: { dnsServers: ["168.63.129.16"] },
                siteConfig: settings({ WEBSITE_DNS_SERVER: "8.8.8.8" }),
            },
            "allowed",
        ],
        [
            "the alternate may be the one that answers",
            { dnsConfiguration: { dnsServers: ["168.63.129.16"], dnsAltServer: "8.8.8.8" } },
            "undetermined",
        ],
        [
            "an alternate by setting, too",
            { siteConfig: settings({ WEBSITE_DNS_SERVER: "168.63.129.16", WEBSITE_DNS_ALT_SERVER: "8.8.8.8" }) },
            "undetermined",
        ],
        ["an alternate alone is not documented", { dnsConfiguration: { dnsAltServer: "8.8.8.8" } }, "undetermined"],
        ["may be known after deployment only", { dnsConfiguration: { dnsServers: unknown } }, "undetermined"],
    ];
    test.each(rows)("%s", (_claim, inputs, expected) => {
        expect(outcome(app(inputs), { from: "web" })).toBe(expected);
    });

    test("the answer points at the property", () => {
        const answer = ask(app({ dnsConfiguration: { dnsServers: ["8.8.8.8"] } }), { from: "web" });
        expect(gateOf(answer, "dns")).toMatchObject({
            outcome: "unknown",
            because: { code: "custom-servers", servers: ["8.8.8.8"] },
            evidence: expect.arrayContaining([
                expect.objectContaining({ path: "/inputs/dnsConfiguration/dnsServers" }),
            ]) as unknown,
        });
    });
});
