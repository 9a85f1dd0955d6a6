import { describe, expect, test } from "vitest";
import { reachesDatabase, type Reach } from "../../analysis/sql.ts";
import { readOrigin } from "../../analysis/words.ts";
import { unknown, type PlanObject, type PlanResource } from "../../plan/plan.ts";
import { groupId, network, networkId, oracle, resource, subnet, subnetId } from "./plans.ts";

/**
 * Who reaches a server of Azure SQL.
 * Sources: learn.microsoft.com/azure/azure-sql/database/firewall-configure, vnet-service-endpoint-rule-overview,
 * private-endpoint-overview, connectivity-settings.
 */
const serverId = `${groupId}/providers/Microsoft.Sql/servers/sql`;
const own = { serverName: "sql", resourceGroupName: "rg" };

function server(inputs: PlanObject = {}): PlanResource {
    return resource("sql:Server", "sql", { ...own, location: "northeurope", ...inputs }, { id: serverId });
}

function rule(start: string, end: string, server: PlanObject = own): PlanResource {
    return resource("sql:FirewallRule", `rule-${start}`, {
        ...server,
        firewallRuleName: "rule",
        startIpAddress: start,
        endIpAddress: end,
    });
}

function subnetRule(name: string): PlanResource {
    return resource("sql:VirtualNetworkRule", `rule-${name}`, {
        ...own,
        virtualNetworkRuleName: name,
        virtualNetworkSubnetId: subnetId(name),
    });
}

const closed = server({ publicNetworkAccess: "Disabled" });
const everyAzure = rule("0.0.0.0", "0.0.0.0");
const app = resource("web:WebApp", "web", { name: "web", resourceGroupName: "rg", kind: "app,linux" });
const integrated = resource("web:WebApp", "web", {
    ...{ name: "web", resourceGroupName: "rg", kind: "app,linux" },
    virtualNetworkSubnetId: subnetId("app"),
    outboundVnetRouting: { allTraffic: true },
});
const home = [
    network(),
    subnet("app", { delegations: [{ name: "web", serviceName: "Microsoft.Web/serverFarms" }] }),
    subnet("endpoints", { addressPrefix: "10.0.3.0/24" }),
];
const here = network("vnet", { location: "northeurope" });
const withEndpoint = [here, subnet("app", { serviceEndpoints: [{ service: "Microsoft.Sql" }] })];

/** A private endpoint of the server, with its zone linked to the network. */
function privateLink(inputs: PlanObject = {}, list = "privateLinkServiceConnections"): readonly PlanResource[] {
    const zone = "privatelink.database.windows.net";
    const zoneId = `${groupId}/providers/Microsoft.Network/privateDnsZones/${zone}`;
    return [
        resource("network:PrivateEndpoint", "pe", {
            ...{ privateEndpointName: "pe", resourceGroupName: "rg", subnet: { id: subnetId("endpoints") } },
            [list]: [{ name: "sql", groupIds: ["sqlServer"], privateLinkServiceId: serverId, ...inputs }],
        }),
        resource("privatedns:PrivateZone", zone, { privateZoneName: zone, resourceGroupName: "rg" }, { id: zoneId }),
        resource("privatedns:VirtualNetworkLink", "link", {
            privateZoneName: zone,
            resourceGroupName: "rg",
            virtualNetworkLinkName: "link",
            virtualNetwork: { id: networkId() },
        }),
        resource("network:PrivateDnsZoneGroup", "pe-zones", {
            ...{ privateEndpointName: "pe", privateDnsZoneGroupName: "default", resourceGroupName: "rg" },
            privateDnsZoneConfigs: [{ name: "sql", privateDnsZoneId: zoneId }],
        }),
    ];
}

function reach(resources: readonly PlanResource[], from: string): Reach {
    const { model } = oracle(...resources);
    return reachesDatabase(model, readOrigin(model, from), server().urn);
}

/** Verdict, and the reason of the gate that decides: the first that is not passed, else the network's. */
function outcome(resources: readonly PlanResource[], from: string): string {
    const { verdict, gates } = reach(resources, from);
    const wanted = { allowed: "passed", denied: "stopped", undetermined: "unknown" }[verdict];
    const deciding = gates.find(({ outcome }) => verdict !== "allowed" && outcome === wanted) ?? gates[2];
    return `${verdict} ${deciding.because.code}`;
}

describe("by rules of the server", () => {
    const rows: readonly (readonly [
        claim: string,
        resources: readonly PlanResource[],
        from: string,
        expected: string,
    ])[] = [
        ["0.0.0.0 admits an app without a network", [server(), app, everyAzure], "web", "allowed address-rule"],
        ["without it the app is refused", [server(), app], "web", "denied no-rule-matches"],
        [
            "a rule may name the app's addresses, which are not told",
            [server(), app, rule("20.0.0.0", "20.255.255.255")],
            "web",
            "undetermined source-unknown",
        ],
        [
            "0.0.0.0 admits an Azure service",
            [server(), everyAzure],
            "service:Azure Data Factory",
            "allowed address-rule",
        ],
        ["0.0.0.0 is no rule for the Internet", [server(), everyAzure], "internet", "denied no-rule-matches"],
        ["nor for a local network", [server(), everyAzure], "on-premises", "denied no-rule-matches"],
        ["nor for an address that is nobody's", [server(), everyAzure], "203.0.113.7", "denied no-rule-matches"],
        [
            "an address that somebody names may be Azure's",
            [server(), everyAzure],
            "20.1.2.3",
            "undetermined source-unknown",
        ],
        [
            "a rule admits its addresses, the last one too",
            [server(), rule("203.0.113.5", "203.0.113.7")],
            "203.0.113.7",
            "allowed address-rule",
        ],
        ["and no others", [server(), rule("203.0.113.5", "203.0.113.7")], "203.0.113.8", "denied no-rule-matches"],
        [
            "a rule for every address is the Internet",
            [server(), rule("0.0.0.0", "255.255.255.255")],
            "internet",
            "allowed address-rule",
        ],
        [
            "a rule that is not known may admit",
            [server(), rule(unknown, unknown)],
            "203.0.113.8",
            "undetermined rule-unknown",
        ],
        [
            "another server's rule admits nobody here",
            [server(), app, rule("0.0.0.0", "0.0.0.0", { ...own, serverName: "other" })],
            "web",
            "denied no-rule-matches",
        ],
        [
            "a machine's default outbound address is Azure's",
            [server(), everyAzure, network(), subnet("app")],
            "app",
            "allowed address-rule",
        ],
        ["with public access off no rule matters", [closed, app, everyAzure], "web", "denied public-access-disabled"],
        [
            "what the plan does not know of public access leaves it open",
            [server({ publicNetworkAccess: unknown }), app, everyAzure],
            "web",
            "undetermined network-unknown",
        ],
        [
            "a perimeter is not told by the server's rules",
            [server({ publicNetworkAccess: "SecuredByPerimeter" }), app, everyAzure],
            "web",
            "undetermined network-unknown",
        ],
    ];
    test.each(rows)("%s", (_claim, resources, from, expected) => {
        expect(outcome(resources, from)).toBe(expected);
    });
});

describe("by service endpoint", () => {
    const rows: readonly (readonly [
        claim: string,
        resources: readonly PlanResource[],
        from: string,
        expected: string,
    ])[] = [
        [
            "a subnet with a rule and the endpoint passes",
            [server(), ...withEndpoint, subnetRule("app")],
            "app",
            "allowed subnet-rule",
        ],
        [
            "its private address is not what 0.0.0.0 admits",
            [server(), ...withEndpoint, everyAzure],
            "app",
            "denied no-rule-matches",
        ],
        [
            "without the endpoint it comes from a public address",
            [server(), network(), subnet("app"), subnetRule("app")],
            "app",
            "denied no-rule-matches",
        ],
        [
            "an endpoint for vaults is none for databases",
            [
                server(),
                network(),
                subnet("app", { serviceEndpoints: [{ service: "Microsoft.KeyVault" }] }),
                subnetRule("app"),
            ],
            "app",
            "denied no-rule-matches",
        ],
        [
            "whether it serves another region's server is left open",
            [server({ location: "westeurope" }), ...withEndpoint, subnetRule("app")],
            "app",
            "undetermined depends-on-path",
        ],
        [
            "another subnet's rule does not",
            [server(), ...withEndpoint, subnetRule("other")],
            "app",
            "denied no-rule-matches",
        ],
    ];
    test.each(rows)("%s", (_claim, resources, from, expected) => {
        expect(outcome(resources, from)).toBe(expected);
    });

    test("the server sees the subnet's addresses", () => {
        expect(reach([server(), ...withEndpoint, subnetRule("app")], "app")).toMatchObject({
            seenAs: { address: "private" },
            resolves: { address: "public" },
        });
    });
});

describe("by private endpoint", () => {
    const rows: readonly (readonly [
        claim: string,
        resources: readonly PlanResource[],
        from: string,
        expected: string,
    ])[] = [
        [
            "an app in the network reaches a closed server",
            [closed, integrated, ...home, ...privateLink()],
            "web",
            "allowed private-link",
        ],
        [
            "an app without a network does not",
            [closed, app, ...home, ...privateLink()],
            "web",
            "denied public-access-disabled",
        ],
        [
            "an endpoint of another group is none",
            [closed, integrated, ...home, ...privateLink({ groupIds: ["vault"] })],
            "web",
            "denied public-access-disabled",
        ],
        [
            "one that nobody has approved yet is none",
            [closed, integrated, ...home, ...privateLink({}, "manualPrivateLinkServiceConnections")],
            "web",
            "denied public-access-disabled",
        ],
        ["rules are not asked", [server(), integrated, ...home, ...privateLink()], "web", "allowed private-link"],
    ];
    test.each(rows)("%s", (_claim, resources, from, expected) => {
        expect(outcome(resources, from)).toBe(expected);
    });

    test("the name gets an alias, and a private address where the zone is linked", () => {
        const names = ["sql.database.windows.net", "sql.privatelink.database.windows.net"];
        expect(reach([server(), integrated, ...home, ...privateLink()], "web").resolves).toEqual({
            names,
            address: "private",
        });
        expect(reach([server(), ...home, ...privateLink()], "internet").resolves).toEqual({ names, address: "public" });
        expect(reach([server()], "internet").resolves).toEqual({ names: names.slice(0, 1), address: "public" });
    });
});

test.each([
    ["Approved", "allowed private-link"],
    ["Pending", "denied public-access-disabled"],
    ["Rejected", "denied public-access-disabled"],
])("a connection that Azure reports as %s", (status, expected) => {
    const [endpoint, ...rest] = privateLink();
    const reported = {
        ...endpoint!,
        outputs: { privateLinkServiceConnections: [{ privateLinkServiceConnectionState: { status } }] },
    };
    expect(outcome([closed, integrated, ...home, reported, ...rest], "web")).toBe(expected);
});

describe("security groups (learn.microsoft.com/azure/azure-sql/database/connectivity-architecture)", () => {
    const groupOf = (rules: PlanObject[]): PlanResource =>
        resource(
            "network:NetworkSecurityGroup",
            "nsg",
            { networkSecurityGroupName: "nsg", resourceGroupName: "rg", securityRules: rules },
            { id: `${groupId}/providers/Microsoft.Network/networkSecurityGroups/nsg` },
        );
    const attached = [
        network(),
        subnet("app", {
            networkSecurityGroup: { id: `${groupId}/providers/Microsoft.Network/networkSecurityGroups/nsg` },
        }),
    ];
    const deny = {
        name: "no",
        priority: 100,
        direction: "Outbound",
        access: "Deny",
        protocol: "Tcp",
        sourceAddressPrefix: "*",
        sourcePortRange: "*",
        destinationAddressPrefix: "Sql",
        destinationPortRange: "1433",
    };

    const allow = { ...deny, name: "yes", priority: 90, access: "Allow" };
    const all = { destinationAddressPrefix: "*", destinationPortRange: "*" };
    const rows: readonly (readonly [claim: string, rules: PlanObject[], expected: string])[] = [
        ["without rules nothing is in the way", [], "allowed address-rule"],
        ["a rule against databases stops it", [deny], "denied blocked-by-rule"],
        ["by the port alone, too", [{ ...deny, destinationAddressPrefix: "*" }], "denied blocked-by-rule"],
        ["by the tag alone, too", [{ ...deny, destinationPortRange: "*" }], "denied blocked-by-rule"],
        [
            "in the server's region",
            [{ ...deny, destinationAddressPrefix: "Sql.NorthEurope" }],
            "denied blocked-by-rule",
        ],
        ["not in another", [{ ...deny, destinationAddressPrefix: "Sql.WestEurope" }], "allowed address-rule"],
        [
            "a rule against vaults does not",
            [{ ...deny, ...all, destinationAddressPrefix: "AzureKeyVault" }],
            "allowed address-rule",
        ],
        ["nor does one for a vault's port", [{ ...deny, ...all, destinationPortRange: "443" }], "allowed address-rule"],
        [
            "what is against ports that a redirected connection takes may",
            [{ ...deny, destinationPortRange: "11000-11999" }],
            "undetermined path-unknown",
        ],
        [
            "all ports let through are enough",
            [
                { ...allow, destinationPortRange: "*" },
                { ...deny, ...all },
            ],
            "allowed address-rule",
        ],
        ["the first port alone may not be", [allow, { ...deny, ...all }], "undetermined path-unknown"],
    ];
    test.each(rows)("%s", (_claim, rules, expected) => {
        expect(outcome([server(), everyAzure, ...attached, groupOf(rules)], "app")).toBe(expected);
    });
});

test("a route of the user's leaves the path open", () => {
    const table = `${groupId}/providers/Microsoft.Network/routeTables/routes`;
    const routes = resource(
        "network:RouteTable",
        "routes",
        {
            routeTableName: "routes",
            resourceGroupName: "rg",
            routes: [{ name: "all", addressPrefix: "0.0.0.0/0", nextHopType: "None" }],
        },
        { id: table },
    );
    expect(
        outcome([server(), everyAzure, network(), subnet("app", { routeTable: { id: table } }), routes], "app"),
    ).toBe("undetermined path-unknown");
});

test("a server that the plan does not have is no question", () => {
    const { model } = oracle();
    expect(() => reachesDatabase(model, { kind: "internet" }, "urn:none")).toThrow(RangeError);
});
