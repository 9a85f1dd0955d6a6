import { describe, expect, test } from "vitest";
import type { PlanObject, PlanResource } from "../../plan/plan.ts";
import {
    ask,
    everyAccess,
    gateOf,
    network,
    networkId,
    outcome,
    peering,
    privateLink,
    resource,
    subnet,
    unknown,
    vault,
} from "./plans.ts";

/** Source of the rows unless said otherwise: learn.microsoft.com/azure/key-vault/general/private-link-diagnostics, sections 5 to 8. */
const closed = vault({ publicNetworkAccess: "Disabled", networkAcls: { defaultAction: "Deny", bypass: "None" } });
const open = vault();
const home = [network(), subnet("app"), subnet("endpoints", { addressPrefix: "10.0.3.0/24" })];
const away = [
    network("other", { addressSpace: { addressPrefixes: ["10.1.0.0/16"] } }),
    subnet("app", { addressPrefix: "10.1.1.0/24" }, { network: "other" }),
];

function without(resources: readonly PlanResource[], type: string): readonly PlanResource[] {
    return resources.filter((other) => !other.type.endsWith(type));
}

function resolves(resources: readonly PlanResource[], from: string): string {
    return ask([...resources, ...everyAccess], { from }).resolves.address;
}

describe("what the vault's name becomes", () => {
    const rows: readonly (readonly [
        claim: string,
        resources: readonly PlanResource[],
        from: string,
        address: string,
    ])[] = [
        [
            "public without an endpoint, also where a zone is linked",
            [...home, ...without(privateLink(), "PrivateEndpoint"), open],
            "app",
            "public",
        ],
        ["private in a linked network", [...home, ...privateLink(), open], "app", "private"],
        ["public on the Internet", [...home, ...privateLink(), open], "internet", "public"],
        ["public where the zone is not linked", [...home, ...privateLink({ links: [] }), open], "app", "public"],
        [
            "public in a peered network that is not linked",
            [...home, ...away, ...peering("vnet", "other"), ...privateLink(), open],
            "other/app",
            "public",
        ],
        [
            "private in a peered network that is linked",
            [...home, ...away, ...peering("vnet", "other"), ...privateLink({ links: ["vnet", "other"] }), open],
            "other/app",
            "private",
        ],
        [
            "nothing where the linked zone lacks the record",
            [...home, ...privateLink({ zoneGroup: false }), open],
            "app",
            "none",
        ],
        [
            "public where the link redirects what its zone lacks",
            [...home, ...privateLink({ zoneGroup: false, resolutionPolicy: "NxDomainRedirect" }), open],
            "app",
            "public",
        ],
        [
            "public while the endpoint is not approved",
            [...home, ...privateLink({ manual: true }), open],
            "app",
            "public",
        ],
    ];
    test.each(rows)("%s", (_claim, resources, from, address) => {
        expect(resolves(resources, from)).toBe(address);
    });

    test("the alias is there once an endpoint is approved, and not before", () => {
        const alias = "kv.privatelink.vaultcore.azure.net";
        expect(ask([...home, ...privateLink(), open, ...everyAccess]).resolves.names).toEqual([
            "kv.vault.azure.net",
            alias,
        ]);
        expect(ask([...home, ...privateLink({ manual: true }), open, ...everyAccess]).resolves.names).toEqual([
            "kv.vault.azure.net",
        ]);
    });

    test("clouds have suffixes and zones of their own", () => {
        const names = (location: string): readonly string[] => {
            const own = { ...open, inputs: { ...open.inputs, location } };
            return ask([...home, ...privateLink(), own, ...everyAccess]).resolves.names;
        };
        expect(names("US Gov Virginia")).toEqual(names("usgovvirginia"));
        expect(names("US DoD East")).toEqual(names("usdodeast"));
        expect(names("China North 3")).toEqual(names("chinanorth3"));
        expect(names("chinanorth3")).toEqual(["kv.vault.azure.cn", "kv.privatelink.vaultcore.azure.cn"]);
        expect(names("usgovvirginia")).toEqual([
            "kv.vault.usgovcloudapi.net",
            "kv.privatelink.vaultcore.usgovcloudapi.net",
        ]);
    });
});

describe("where names decide", () => {
    test("a linked zone without the record shuts an open vault out", () => {
        const answer = ask([...home, ...privateLink({ zoneGroup: false }), open, ...everyAccess], { from: "app" });
        expect(answer).toMatchObject({ verdict: "denied", seenAs: { address: "none" }, logged: [] });
        expect(answer).not.toHaveProperty("code");
        expect(gateOf(answer, "dns")).toMatchObject({ outcome: "stopped", because: { code: "record-missing" } });
    });

    test("another team's approved endpoint does the same in a network that holds the zone", () => {
        const reported = {
            ...open,
            outputs: {
                properties: {
                    privateEndpointConnections: [
                        {
                            privateEndpoint: { id: "/subscriptions/x/pe" },
                            privateLinkServiceConnectionState: { status: "Approved" },
                        },
                    ],
                },
            },
        };
        expect(
            outcome(
                [
                    ...home,
                    ...without(without(privateLink(), "PrivateEndpoint"), "PrivateDnsZoneGroup"),
                    reported,
                    ...everyAccess,
                ],
                { from: "app" },
            ),
        ).toBe("denied");
        expect(outcome([...home, reported, ...everyAccess], { from: "app" })).toBe("allowed");
    });

    test("an unlinked network meets a closed vault's public door", () => {
        expect(outcome([...home, ...privateLink({ links: [] }), closed, ...everyAccess], { from: "app" })).toBe(
            "denied ForbiddenByConnection",
        );
    });

    test("an endpoint that waits for approval is none", () => {
        expect(outcome([...home, ...privateLink({ manual: true }), closed, ...everyAccess], { from: "app" })).toBe(
            "denied ForbiddenByConnection",
        );
    });

    test("until the vault's side approves it", () => {
        const approval = (status: string): PlanResource =>
            resource("keyvault:PrivateEndpointConnection", "approval", {
                vaultName: "kv",
                resourceGroupName: "rg",
                privateEndpointConnectionName: "pe.0123",
                privateLinkServiceConnectionState: { status },
            });
        expect(
            outcome([...home, ...privateLink({ manual: true }), approval("Approved"), closed, ...everyAccess], {
                from: "app",
            }),
        ).toBe("allowed");
        expect(
            outcome([...home, ...privateLink(), approval("Rejected"), closed, ...everyAccess], { from: "app" }),
        ).toBe("denied ForbiddenByConnection");
    });

    describe("what Azure reports of a connection", () => {
        const state = (status: string): PlanObject => ({ privateLinkServiceConnectionState: { status } });
        const endpointReports = (status: string): readonly PlanResource[] =>
            privateLink().map((one) =>
                one.type.endsWith("PrivateEndpoint")
                    ? { ...one, outputs: { privateLinkServiceConnections: [state(status)] } }
                    : one,
            );
        const vaultReports = (status: string): PlanResource => ({
            ...closed,
            outputs: {
                properties: {
                    privateEndpointConnections: [{ privateEndpoint: { id: privateLink()[0]!.id! }, ...state(status) }],
                },
            },
        });
        test.each([
            ["Approved", "allowed"],
            ["Pending", "denied ForbiddenByConnection"],
            ["Rejected", "denied ForbiddenByConnection"],
            ["Disconnected", "denied ForbiddenByConnection"],
            ["Removed", "denied ForbiddenByConnection"],
            ["Whatever", "undetermined"],
        ])("%s by the endpoint", (status, expected) => {
            expect(outcome([...home, ...endpointReports(status), closed, ...everyAccess], { from: "app" })).toBe(
                expected,
            );
        });
        test.each([
            ["Approved", "Approved", "allowed"],
            ["Approved", "Rejected", "undetermined"],
            ["Pending", "Approved", "undetermined"],
            ["Pending", "Pending", "denied ForbiddenByConnection"],
        ])("%s by the endpoint and %s by the vault", (endpoint, vaults, expected) => {
            const resources = [...home, ...endpointReports(endpoint), vaultReports(vaults), ...everyAccess];
            expect(outcome(resources, { from: "app" })).toBe(expected);
        });
    });

    test("the endpoint of one vault does not lead to another", () => {
        const other = vault({ publicNetworkAccess: "Disabled" }, { name: "kv2" });
        expect(
            outcome([...home, ...privateLink(), closed, other, ...everyAccess], { from: "app", on: "kv2/secrets/s" }),
        ).toBe("denied ForbiddenByConnection");
    });

    test("another vault's endpoint in the zone hides a vault whose own endpoint has no record", () => {
        const resources = [
            ...home,
            ...privateLink({ zoneGroup: false }),
            ...privateLink({ name: "pe2", vault: "kv2" }),
            closed,
            vault({}, { name: "kv2" }),
        ];
        const unique = [...new Map(resources.map((entry) => [entry.urn, entry])).values()];
        expect(outcome([...unique, ...everyAccess], { from: "app" })).toBe("denied");
    });
});

describe("name servers", () => {
    const custom = [
        network("vnet", { dhcpOptions: { dnsServers: ["10.0.9.4"] } }),
        subnet("app"),
        subnet("endpoints", { addressPrefix: "10.0.3.0/24" }),
    ];
    test("of a network's own may or may not forward", () => {
        expect(outcome([...custom, ...privateLink(), closed, ...everyAccess], { from: "app" })).toBe("undetermined");
        const answer = ask([...custom, ...privateLink(), closed, ...everyAccess], { from: "app" });
        expect(gateOf(answer, "dns")).toMatchObject({
            outcome: "unknown",
            because: { code: "custom-servers", servers: ["10.0.9.4"] },
        });
        expect(answer.resolves.address).toBe("unknown");
    });

    test("do not matter to a vault without endpoints", () => {
        expect(outcome([...custom, closed, ...everyAccess], { from: "app" })).toBe("denied ForbiddenByConnection");
        expect(outcome([...custom, open, ...everyAccess], { from: "app" })).toBe("allowed");
    });

    test("that are Azure's own are as good as none", () => {
        const azures = [network("vnet", { dhcpOptions: { dnsServers: ["168.63.129.16"] } }), ...home.slice(1)];
        expect(outcome([...azures, ...privateLink(), closed, ...everyAccess], { from: "app" })).toBe("allowed");
    });

    test("that are a private resolver's give its network's view", () => {
        const resolver = [
            network("hub", { addressSpace: { addressPrefixes: ["10.9.0.0/16"] } }),
            ...peering("vnet", "hub"),
            resource("dnsresolver:DnsResolver", "resolver", {
                dnsResolverName: "resolver",
                resourceGroupName: "rg",
                virtualNetwork: { id: networkId("hub") },
            }),
            resource("dnsresolver:InboundEndpoint", "inbound", {
                dnsResolverName: "resolver",
                inboundEndpointName: "in",
                resourceGroupName: "rg",
                ipConfigurations: [{ privateIpAddress: "10.0.9.4" }],
            }),
        ];
        const view = (links: readonly string[]): string =>
            resolves([...custom, ...resolver, ...privateLink({ links }), closed], "app");
        expect(view(["hub"])).toBe("private");
        expect(view(["vnet"])).toBe("public");
    });
});

describe("records", () => {
    const record = (aRecords: readonly { ipv4Address: string }[], name = "kv"): PlanResource =>
        resource("privatedns:PrivateRecordSet", "record", {
            privateZoneName: "privatelink.vaultcore.azure.net",
            resourceGroupName: "rg",
            recordType: "A",
            relativeRecordSetName: name,
            aRecords: [...aRecords],
        });
    const fixed = {
        endpoint: { ipConfigurations: [{ groupId: "vault", memberName: "default", privateIPAddress: "10.0.3.4" }] },
        zoneGroup: false,
    };
    const rows: readonly (readonly [claim: string, resources: readonly PlanResource[], expected: string])[] = [
        [
            "a record of the endpoint's address leads to it",
            [...privateLink(fixed), record([{ ipv4Address: "10.0.3.4" }])],
            "allowed",
        ],
        [
            "a record of another address leads nowhere",
            [...privateLink(fixed), record([{ ipv4Address: "10.0.3.5" }])],
            "denied",
        ],
        [
            "a record of another name is none",
            [...privateLink(fixed), record([{ ipv4Address: "10.0.3.4" }], "kv2")],
            "denied",
        ],
        [
            "an address that only Azure will choose may be the record's",
            [...privateLink({ zoneGroup: false }), record([{ ipv4Address: "10.0.3.5" }])],
            "undetermined",
        ],
        [
            "but not outside the endpoint's subnet",
            [...privateLink({ zoneGroup: false }), record([{ ipv4Address: "10.7.7.7" }])],
            "denied",
        ],
    ];
    test.each(rows)("%s", (_claim, resources, expected) => {
        expect(outcome([...home, ...resources, closed, ...everyAccess], { from: "app" })).toBe(expected);
    });
});

describe("at a first preview, what comes from one resource alone is known by it", () => {
    const record = (...sources: readonly PlanResource[]): PlanResource =>
        resource(
            "privatedns:PrivateRecordSet",
            "record",
            {
                privateZoneName: "privatelink.vaultcore.azure.net",
                resourceGroupName: "rg",
                recordType: "A",
                relativeRecordSetName: unknown,
                aRecords: [{ ipv4Address: unknown }],
            },
            { from: { relativeRecordSetName: sources, aRecords: [privateLink()[0]!] } },
        );
    const linked = [...home, ...privateLink({ zoneGroup: false })];
    const second = vault({}, { name: "kv2" });

    test("the name of a record", () => {
        expect(outcome([...linked, record(closed), closed, ...everyAccess], { from: "app" })).toBe("allowed");
        const of2 = [...linked, record(second), second, closed, ...everyAccess];
        expect(outcome(of2, { from: "app" })).toBe("denied");
        const either = [...linked, record(closed, second), second, closed, ...everyAccess];
        expect(outcome(either, { from: "app" })).toBe("undetermined");
    });

    test("the subnet of an endpoint, in whichever of a network it is", () => {
        const inline = (name: string, base: string): PlanResource =>
            network(name, {
                addressSpace: { addressPrefixes: [`${base}.0.0/16`] },
                subnets: [
                    { name: "app", addressPrefix: `${base}.1.0/24` },
                    { name: "endpoints", addressPrefix: `${base}.3.0/24` },
                ],
            });
        const [endpoint, ...rest] = privateLink({ links: ["vnet", "other"] });
        const inNetwork = {
            ...endpoint!,
            inputs: { ...endpoint!.inputs, subnet: { id: unknown } },
            propertyDependencies: { subnet: [network().urn] },
        };
        const plan = [inline("vnet", "10.0"), inline("other", "10.5"), inNetwork, ...rest, closed, ...everyAccess];
        expect(outcome(plan, { from: "vnet/app" })).toBe("allowed");
        expect(outcome(plan, { from: "other/app" })).toBe("denied");
    });
});

describe("a name that exists with other records (RFC 2308: no data, which no link redirects)", () => {
    const text = (name: string): PlanResource =>
        resource("privatedns:PrivateRecordSet", "text", {
            privateZoneName: "privatelink.vaultcore.azure.net",
            resourceGroupName: "rg",
            recordType: "TXT",
            relativeRecordSetName: name,
        });
    const redirecting = [...home, ...privateLink({ zoneGroup: false, resolutionPolicy: "NxDomainRedirect" }), open];
    test.each([
        ["is not redirected", "kv", "denied"],
        ["nor one that a wildcard makes", "*", "denied"],
        ["another name is", "kv2", "allowed"],
        ["one that is not told may be", `${unknown}`, "undetermined"],
    ])("%s", (_claim, name, expected) => {
        expect(outcome([...redirecting, text(name), ...everyAccess], { from: "app" })).toBe(expected);
    });
});

describe("what the plan does not show", () => {
    test("whether a zone outside is linked is not told", () => {
        const outside = without(privateLink({ links: [] }), "PrivateZone");
        expect(outcome([...home, ...outside, closed, ...everyAccess], { from: "app" })).toBe("undetermined");
    });

    test("a link to a zone outside, with the record that the plan writes there, is told", () => {
        expect(
            outcome([...home, ...without(privateLink(), "PrivateZone"), closed, ...everyAccess], { from: "app" }),
        ).toBe("allowed");
    });

    test("what else a zone outside holds is not told", () => {
        const outside = without(privateLink({ zoneGroup: false }), "PrivateZone");
        expect(outcome([...home, ...outside, closed, ...everyAccess], { from: "app" })).toBe("undetermined");
    });

    test("a network outside has servers of its own", () => {
        const rule = {
            networkAcls: { defaultAction: "Deny", virtualNetworkRules: [{ id: `${networkId("hub")}/subnets/ops` }] },
        };
        const answer = ask([...home, ...privateLink(), vault(rule), ...everyAccess], {
            from: `${networkId("hub")}/subnets/ops`,
        });
        expect(answer.verdict).toBe("undetermined");
    });

    test("an unknown list of servers is not told", () => {
        const blurred = [network("vnet", { dhcpOptions: { dnsServers: unknown } }), ...home.slice(1)];
        expect(outcome([...blurred, ...privateLink(), closed, ...everyAccess], { from: "app" })).toBe("undetermined");
    });
});
