import { expect, test } from "vitest";
import { NetworkPeering, type NetworkPeeringArgs } from "../../components/network-peering.ts";
import { Network } from "../../components/network.ts";
import { idOf, placement, refusedProgram, registered } from "../support/recording.ts";

const hub = idOf("Microsoft.Network/virtualNetworks/vnet-hub");
const spoke = `/subscriptions/${placement.subscriptionId}/resourceGroups/rg-spoke/providers/Microsoft.Network/virtualNetworks/vnet-spoke`;
const elsewhere = hub.replace(placement.subscriptionId, "99999999-2222-4333-8444-555555555555");
const peering = (args: Partial<NetworkPeeringArgs> = {}): NetworkPeering =>
    new NetworkPeering("shared", { placement, hubVirtualNetworkId: hub, spokeVirtualNetworkId: spoke, ...args });

test("a peering is one on each side, each where its network is, one after the other", async () => {
    const recorded = await registered(() => peering());
    expect(recorded.list).toEqual([
        "NetworkPeering shared",
        "network:VirtualNetworkPeering shared-hub-peering",
        "network:VirtualNetworkPeering shared-spoke-peering",
    ]);
    const closed = {
        allowVirtualNetworkAccess: true,
        allowForwardedTraffic: false,
        allowGatewayTransit: false,
        useRemoteGateways: false,
    };
    expect(recorded.inputs("shared-hub-peering")).toEqual({
        ...closed,
        resourceGroupName: "rg-payments",
        virtualNetworkName: "vnet-hub",
        virtualNetworkPeeringName: "peer-vnet-spoke",
        remoteVirtualNetwork: { id: spoke },
    });
    expect(recorded.inputs("shared-spoke-peering")).toEqual({
        ...closed,
        resourceGroupName: "rg-spoke",
        virtualNetworkName: "vnet-spoke",
        virtualNetworkPeeringName: "peer-vnet-hub",
        remoteVirtualNetwork: { id: hub },
    });
    expect(recorded.waitsFor("shared-spoke-peering")).toContain("shared-hub-peering");
});

test("the hub forwards and shares its gateway where it is asked to, never the spoke", async () => {
    const { inputs } = await registered(() => peering({ allowForwardedTraffic: true, shareHubGateway: true }));
    expect(inputs("shared-hub-peering")).toMatchObject({
        allowForwardedTraffic: false,
        allowGatewayTransit: true,
        useRemoteGateways: false,
    });
    expect(inputs("shared-spoke-peering")).toMatchObject({
        allowForwardedTraffic: true,
        allowGatewayTransit: false,
        useRemoteGateways: true,
    });
});

test("networks of the same program are waited for, and their peerings' ids known before deployment", async () => {
    const recorded = await registered(() => {
        const networks = ["hub", "spoke"].map(
            (name, index) => new Network(name, { placement, addressSpace: [`10.${index}.0.0/16`], subnets: { a: {} } }),
        );
        peering({
            hubVirtualNetworkId: networks[0]!.virtualNetworkId,
            spokeVirtualNetworkId: networks[1]!.virtualNetworkId,
        });
    });
    expect(recorded.one("shared-hub-peering").id).toBe(`${hub}/virtualNetworkPeerings/peer-vnet-spoke`);
    expect(recorded.waitsFor("shared-hub-peering")).toEqual([
        "hub-subnet-a",
        "hub-vnet",
        "spoke-subnet-a",
        "spoke-vnet",
    ]);
});

test.each<[string, Partial<NetworkPeeringArgs>, string]>([
    ["an id that is no network's", { hubVirtualNetworkId: "vnet-hub" }, "networkPeering.hubVirtualNetworkId"],
    ["a subnet's id", { spokeVirtualNetworkId: `${spoke}/subnets/a` }, "networkPeering.spokeVirtualNetworkId"],
    ["a network of another subscription", { hubVirtualNetworkId: elsewhere }, "networkPeering.hubVirtualNetworkId"],
    ["a network with itself", { spokeVirtualNetworkId: hub.toUpperCase() }, "networkPeering.spokeVirtualNetworkId"],
])("%s is refused before anything is registered", async (_, args, what) => {
    expect((await refusedProgram(() => peering(args))).refusal.what).toBe(what);
});

test("a subnet that a network does not have is refused in the preview, with the one that was meant", async () => {
    const program = (): unknown =>
        new Network("hub", { placement, addressSpace: ["10.0.0.0/16"], subnets: { workload: {} } }).subnetId(
            "wrokload",
        );
    await expect(registered(program)).rejects.toThrow('did you mean "workload"?');
});
