import { Provider } from "@pulumi/azure-native/provider.js";
import { describe, expect, test } from "vitest";
import { PrivateDns, type PrivateDnsArgs } from "../../components/private-dns.ts";
import { PrivateLink, privateZoneOf, type PrivateLinkArgs } from "../../components/private-link.ts";
import { idOf, placed, placement, refusedProgram, registered, type Registered } from "../support/recording.ts";

const hubSubscription = "99999999-2222-4333-8444-555555555555";
const zoneName = "privatelink.vaultcore.azure.net";
const ownZone = idOf(`Microsoft.Network/privateDnsZones/${zoneName}`);
const hubZone = `/subscriptions/${hubSubscription}/resourceGroups/rg-dns/providers/Microsoft.Network/privateDnsZones/${zoneName}`;
const network = idOf("Microsoft.Network/virtualNetworks/vnet-payments");
const hub = `/subscriptions/${hubSubscription}/resourceGroups/rg-hub/providers/Microsoft.Network/virtualNetworks/vnet-hub`;
const vaultId = idOf("Microsoft.KeyVault/vaults/kv-payments");

describe("a private zone", () => {
    const dns = (args: Partial<PrivateDnsArgs>): Promise<Registered> =>
        registered(() => new PrivateDns("payments", { placement, zoneName, links: { own: network, hub }, ...args }));

    test("of one's own answers in every linked network, and registers no machine", async () => {
        const { list, inputs, one, waitsFor } = await dns({});
        expect(list).toEqual([
            "PrivateDns payments",
            "privatedns:PrivateZone payments-zone",
            "privatedns:VirtualNetworkLink payments-link-hub",
            "privatedns:VirtualNetworkLink payments-link-own",
        ]);
        expect(inputs("payments-zone")).toEqual({
            resourceGroupName: "rg-payments",
            location: "Global",
            tags: { team: "payments" },
            privateZoneName: zoneName,
        });
        expect(inputs("payments-link-hub")).toEqual({
            resourceGroupName: "rg-payments",
            location: "Global",
            tags: { team: "payments" },
            privateZoneName: zoneName,
            virtualNetworkLinkName: "hub",
            registrationEnabled: false,
            resolutionPolicy: "Default",
            virtualNetwork: { id: hub },
        });
        expect(waitsFor("payments-link-hub")).toEqual(["payments-zone"]);
        expect(one("payments").outputs).toEqual({ zoneId: ownZone });
    });

    test("falls back to the public answer where it is asked to", async () => {
        const { inputs } = await dns({ resolution: "NxDomainRedirect" });
        expect(inputs("payments-link-own")["resolutionPolicy"]).toBe("NxDomainRedirect");
    });

    test("that exists in another subscription gets links only, where it is and by the provider that the program gives", async () => {
        const { list, inputs, one } = await registered(() => {
            const provider = new Provider("hub", { subscriptionId: hubSubscription });
            new PrivateDns(
                "payments",
                { placement, zoneName, existingZoneId: hubZone, links: { own: network } },
                { provider },
            );
        });
        expect(list).toEqual([
            "PrivateDns payments",
            "privatedns:VirtualNetworkLink payments-link-own",
            "pulumi:providers:azure-native hub",
        ]);
        expect(inputs("payments-link-own")).toMatchObject({
            resourceGroupName: "rg-dns",
            virtualNetwork: { id: network },
        });
        expect(one("payments-link-own")).toMatchObject({
            id: `${hubZone}/virtualNetworkLinks/own`,
            provider: expect.stringContaining("::hub::") as string,
        });
        expect(one("payments").outputs).toEqual({ zoneId: hubZone });
    });

    test.each([
        ["a name", { zoneName: "vaultcore" }, "privateDns.zoneName"],
        ["a link's name", { links: { "to hub": hub } }, "privateDns.links.to hub"],
        ["an unknown resolution", { resolution: "Redirect" as "Default" }, "privateDns.resolution"],
        [
            "the id of another zone",
            { existingZoneId: hubZone.replace("vaultcore", "blob") },
            "privateDns.existingZoneId",
        ],
        ["what is no zone", { existingZoneId: vaultId }, "privateDns.existingZoneId"],
    ] satisfies [string, Partial<PrivateDnsArgs>, string][])(
        "with %s is refused, with nothing registered",
        async (_, args, what) => {
            const { refusal } = await refusedProgram(
                () => new PrivateDns("payments", { placement, zoneName, links: {}, ...args }),
            );
            expect(refusal.what).toBe(what);
        },
    );
});

describe("a private endpoint", () => {
    const base: PrivateLinkArgs = {
        placement,
        subnetId: `${network}/subnets/private-endpoints`,
        targetId: vaultId,
        zone: "own",
    };
    const link = (args: Partial<PrivateLinkArgs>): Promise<Registered> =>
        registered(() => new PrivateLink("payments", { ...base, ...args }));

    test("with a zone of its own is found by every linked network", async () => {
        const { list, inputs, one, waitsFor } = await link({ linkedNetworks: { own: network } });
        expect(list).toEqual([
            "PrivateDns payments-dns",
            "PrivateLink payments",
            "network:PrivateDnsZoneGroup payments-zone-group",
            "network:PrivateEndpoint payments-endpoint",
            "privatedns:PrivateZone payments-dns-zone",
            "privatedns:VirtualNetworkLink payments-dns-link-own",
        ]);
        expect(inputs("payments-endpoint")).toEqual({
            ...placed,
            privateEndpointName: "pep-payments",
            customNetworkInterfaceName: "nic-pep-payments",
            subnet: {
                id: base.subnetId,
                privateEndpointNetworkPolicies: "Disabled",
                privateLinkServiceNetworkPolicies: "Enabled",
            },
            privateLinkServiceConnections: [
                { name: "pep-payments", privateLinkServiceId: vaultId, groupIds: ["vault"] },
            ],
        });
        expect(inputs("payments-zone-group")).toEqual({
            resourceGroupName: "rg-payments",
            privateEndpointName: "pep-payments",
            privateDnsZoneGroupName: "default",
            privateDnsZoneConfigs: [{ name: "privatelink-vaultcore-azure-net", privateDnsZoneId: ownZone }],
        });
        expect(waitsFor("payments-zone-group")).toEqual(["payments-dns-zone", "payments-endpoint"]);
        expect(one("payments-dns").parent).toBe(one("PrivateLink payments").urn);
        expect(one("PrivateLink payments").outputs).toEqual({
            privateEndpointId: idOf("Microsoft.Network/privateEndpoints/pep-payments"),
            zoneId: ownZone,
        });
    });

    test("with an existing zone, in any subscription, writes its record there and makes no zone", async () => {
        const { list, inputs } = await link({ zone: "existing", zoneId: hubZone });
        expect(list).toEqual([
            "PrivateLink payments",
            "network:PrivateDnsZoneGroup payments-zone-group",
            "network:PrivateEndpoint payments-endpoint",
        ]);
        expect(inputs("payments-zone-group")["privateDnsZoneConfigs"]).toEqual([
            { name: "privatelink-vaultcore-azure-net", privateDnsZoneId: hubZone },
        ]);
    });

    test("whose zone Azure Policy owns leaves DNS alone", async () => {
        const { list, one } = await link({ zone: "policy" });
        expect(list).toEqual(["PrivateLink payments", "network:PrivateEndpoint payments-endpoint"]);
        expect(one("payments").outputs).not.toHaveProperty("zoneId");
    });

    test("that a person approves asks with a message", async () => {
        const { inputs } = await link({ zone: "policy", approval: "manual", requestMessage: "for payments" });
        expect(inputs("payments-endpoint")).not.toHaveProperty("privateLinkServiceConnections");
        expect(inputs("payments-endpoint")["manualPrivateLinkServiceConnections"]).toEqual([
            {
                name: "pep-payments",
                privateLinkServiceId: vaultId,
                groupIds: ["vault"],
                requestMessage: "for payments",
            },
        ]);
    });

    /** learn.microsoft.com/azure/private-link/private-endpoint-dns, typed anew. */
    test.each([
        ["vault", "public", "privatelink.vaultcore.azure.net"],
        ["vault", "china", "privatelink.vaultcore.azure.cn"],
        ["vault", "usgovernment", "privatelink.vaultcore.usgovcloudapi.net"],
        ["blob", "public", "privatelink.blob.core.windows.net"],
        ["sqlServer", "public", "privatelink.database.windows.net"],
        ["sites", "public", "privatelink.azurewebsites.net"],
        ["blob", "china", "privatelink.blob.core.chinacloudapi.cn"],
        ["sqlServer", "usgovernment", "privatelink.database.usgovcloudapi.net"],
    ])("to a %s in the cloud %s is found in %s", async (group, cloud, zone) => {
        expect(privateZoneOf(group, cloud)).toBe(zone);
        const { inputs } = await link({ group, placement: { ...placement, cloud } });
        expect(inputs("payments-dns-zone")["privateZoneName"]).toBe(zone);
        expect(inputs("payments-endpoint")["privateLinkServiceConnections"]).toMatchObject([{ groupIds: [group] }]);
    });

    test.each([
        ["an unknown zone's owner", { zone: "mine" as "own" }, "privateLink.zone"],
        ["an unknown group", { group: "vaults" }, "privateLink.group"],
        ["an unknown approval", { approval: "auto" as "automatic" }, "privateLink.approval"],
        ["an existing zone without id", { zone: "existing" }, "privateLink.zoneId"],
        ["an id of an own zone", { zoneId: hubZone }, "privateLink.zoneId"],
        [
            "the zone of another cloud",
            { zone: "existing", zoneId: hubZone.replace("azure.net", "azure.cn") },
            "privateLink.zoneId",
        ],
        [
            "links to an existing zone",
            { zone: "existing", zoneId: hubZone, linkedNetworks: { own: network } },
            "privateLink.linkedNetworks",
        ],
        [
            "links to a policy's zone",
            { zone: "policy", linkedNetworks: { own: network } },
            "privateLink.linkedNetworks",
        ],
        [
            "a resolution of a policy's zone",
            { zone: "policy", resolution: "NxDomainRedirect" },
            "privateLink.resolution",
        ],
        ["an unknown resolution", { resolution: "Redirect" as "Default" }, "privateLink.resolution"],
        ["a link's name", { linkedNetworks: { "to hub": hub } }, "privateLink.linkedNetworks.to hub"],
        ["a message that nobody reads", { requestMessage: "please" }, "privateLink.requestMessage"],
        [
            "a message of 141 characters",
            { approval: "manual", requestMessage: "x".repeat(141) },
            "privateLink.requestMessage",
        ],
        ["a name", { privateEndpointName: "pep payments" }, "privateLink.privateEndpointName"],
        ["a name that is too long for its interface", { privateEndpointName: "p".repeat(78) }, "networkInterfaceName"],
    ] satisfies [string, Partial<PrivateLinkArgs>, string][])(
        "with %s is refused, with nothing registered",
        async (_, args, what) => {
            expect((await refusedProgram(() => new PrivateLink("payments", { ...base, ...args }))).refusal.what).toBe(
                what,
            );
        },
    );
});
