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
    vaultId,
    type More,
} from "./plans.ts";

/** Network resources of other providers, which are not read, leave open what they may change. */
const closed = vault({ publicNetworkAccess: "Disabled", networkAcls: { defaultAction: "Deny", bypass: "None" } });
const open = vault();
const home = [network(), subnet("app"), subnet("endpoints", { addressPrefix: "10.0.3.0/24" })];
const zoneName = "privatelink.vaultcore.azure.net";

function classic(type: string, inputs: PlanObject, more: More = {}): PlanResource {
    return resource(`azure:${type}`, "other", inputs, more);
}

function without(resources: readonly PlanResource[], type: string): readonly PlanResource[] {
    return resources.filter((other) => !other.type.endsWith(type));
}

const endpointOf = (id: string, group = "vault"): PlanResource =>
    classic("privatelink/endpoint:Endpoint", {
        resourceGroupName: "elsewhere",
        subnetId: `/subscriptions/other${subnetId("endpoints")}`,
        privateServiceConnection: { privateConnectionResourceId: id, subresourceNames: [group] },
    });

describe("another provider's", () => {
    const linked = without(privateLink(), "PrivateEndpoint");
    const spoke = [
        network("spoke", { addressSpace: { addressPrefixes: ["10.1.0.0/16"] } }),
        subnet("spoke", { addressPrefix: "10.1.1.0/24" }, { network: "spoke" }),
    ];
    const rows: readonly (readonly [
        claim: string,
        resources: readonly PlanResource[],
        from: string,
        expected: string,
    ])[] = [
        ["endpoint may be the vault's", [...home, endpointOf(vaultId), ...linked, closed], "app", "undetermined"],
        [
            "not from the Internet",
            [...home, endpointOf(vaultId), ...linked, closed],
            "internet",
            "denied ForbiddenByConnection",
        ],
        [
            "peering may join the caller to the endpoint",
            [
                ...home,
                ...spoke,
                ...privateLink({ links: ["vnet", "spoke"] }),
                classic("network/virtualNetworkPeering:VirtualNetworkPeering", {
                    resourceGroupName: "rg2",
                    virtualNetworkName: "spoke",
                    remoteVirtualNetworkId: "/somewhere",
                }),
                closed,
            ],
            "spoke",
            "undetermined",
        ],
        [
            "association may lead out of a private subnet",
            [
                network(),
                subnet("app", { defaultOutboundAccess: false }),
                classic("network/subnetNatGatewayAssociation:SubnetNatGatewayAssociation", {
                    subnetId: subnetId("app"),
                    natGatewayId: "/nat",
                }),
                open,
            ],
            "app",
            "undetermined",
        ],
        [
            "link whose network is known after deployment only may be the caller's",
            [
                ...home,
                ...privateLink({ links: [] }),
                classic(
                    "privatedns/zoneVirtualNetworkLink:ZoneVirtualNetworkLink",
                    { resourceGroupName: "elsewhere", privateDnsZoneName: zoneName, virtualNetworkId: unknown },
                    { from: { virtualNetworkId: [network()] } },
                ),
                closed,
            ],
            "app",
            "undetermined",
        ],
        [
            "link of a zone that is the plan's may be the caller's",
            [
                ...home,
                ...privateLink({ links: [] }),
                classic("privatedns/zoneVirtualNetworkLink:ZoneVirtualNetworkLink", {
                    resourceGroupName: "elsewhere",
                    privateDnsZoneName: zoneName,
                    virtualNetworkId: "/x",
                }),
                closed,
            ],
            "app",
            "undetermined",
        ],
        [
            "endpoint of another service is none",
            [...home, endpointOf(vaultId, "blob"), ...linked, closed],
            "app",
            "denied ForbiddenByConnection",
        ],
        [
            "endpoint of another vault is none",
            [...home, endpointOf(`${vaultId}-two`), ...linked, closed],
            "app",
            "denied ForbiddenByConnection",
        ],
        [
            "zone for other names answers for no vault",
            [
                ...home,
                classic("privatedns/zone:Zone", {
                    resourceGroupName: "rg",
                    name: "privatelink.blob.core.windows.net",
                    id: networkId(),
                }),
                open,
            ],
            "app",
            "allowed",
        ],
        [
            "peering changes nothing about the public way",
            [
                ...home,
                classic("network/virtualNetworkPeering:VirtualNetworkPeering", {
                    resourceGroupName: "rg",
                    virtualNetworkName: "vnet",
                    remoteVirtualNetworkId: "/somewhere",
                }),
                open,
            ],
            "app",
            "allowed",
        ],
        [
            "association with another subnet leaves the caller's alone",
            [
                ...home,
                classic("network/subnetRouteTableAssociation:SubnetRouteTableAssociation", {
                    subnetId: subnetId("endpoints"),
                    routeTableId: "/table",
                }),
                open,
            ],
            "app",
            "allowed",
        ],
        [
            "public address is nobody's way",
            [...home, classic("network/publicIp:PublicIp", { resourceGroupName: "rg", name: "kv" }), closed],
            "app",
            "denied ForbiddenByConnection",
        ],
        [
            "network that has nothing to do with the plan's changes nothing",
            [
                ...home,
                classic("network/virtualNetwork:VirtualNetwork", { resourceGroupName: "far", name: "x" }),
                closed,
            ],
            "app",
            "denied ForbiddenByConnection",
        ],
    ];
    test.each(rows)("%s", (_claim, resources, from, expected) => {
        expect(outcome([...resources, ...everyAccess], { from })).toBe(expected);
    });

    test("the answer names it, and nothing that it was given", () => {
        const answer = ask([...home, endpointOf(vaultId), ...linked, closed, ...everyAccess], { from: "app" });
        const { because } = gateOf(answer, "dns");
        expect(because).toMatchObject({ code: "dns-unknown", what: { name: "other" } });
        expect(JSON.stringify(because)).not.toContain("privateConnectionResourceId");
    });

    test("a template with an endpoint in it leaves the path open", () => {
        const template = {
            resources: [{ type: "Microsoft.Network/privateEndpoints", apiVersion: "2024-05-01", name: "pe" }],
        };
        const deployment = resource("resources:Deployment", "arm", {
            resourceGroupName: "rg",
            properties: { template },
        });
        expect(outcome([...home, deployment, ...linked, closed, ...everyAccess], { from: "app" })).toBe("undetermined");
    });
});

test("a template that assigns roles alone leaves the path as it is", () => {
    const template = { resources: [{ type: "Microsoft.Authorization/roleAssignments", name: "x" }] };
    const deployment = resource("resources:Deployment", "arm", { resourceGroupName: "rg", properties: { template } });
    expect(outcome([...home, deployment, open, ...everyAccess], { from: "app" })).toBe("allowed");
    expect(outcome([...home, deployment, closed, ...everyAccess], { from: "app" })).toBe(
        "denied ForbiddenByConnection",
    );
});

describe("an endpoint in a network that the plan does not show", () => {
    const outside = `${groupId}-hub/providers/Microsoft.Network/virtualNetworks/hub/subnets/endpoints`;
    const link = privateLink({ endpoint: { subnet: { id: outside } } });
    test("may be peered by the other team", () => {
        expect(outcome([...home, ...link, closed, ...everyAccess], { from: "app" })).toBe("undetermined");
    });

    test("in one that it shows, it may not", () => {
        const hub = [
            network("hub", { addressSpace: { addressPrefixes: ["10.9.0.0/16"] } }),
            subnet("endpoints", { addressPrefix: "10.9.1.0/24" }, { network: "hub" }),
        ];
        const inHub = privateLink({ network: "hub" });
        expect(outcome([...home, ...hub, ...inHub, closed, ...everyAccess], { from: "app" })).toBe("denied");
        expect(
            outcome([...home, ...hub, ...inHub, ...peering("vnet", "hub"), closed, ...everyAccess], { from: "app" }),
        ).toBe("allowed");
    });
});
