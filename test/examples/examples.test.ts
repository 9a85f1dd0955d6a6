/** The examples, with the package's sources in place of the package; `test/package` runs them with the packed one. */
import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import type { PlanResource } from "../../plan/plan.ts";
import { recordStack } from "../../recorder/stack.ts";

const examples = resolve(import.meta.dirname, "../../examples");
const own = JSON.parse(readFileSync(resolve(examples, "../package.json"), "utf8")) as Manifest;

interface Manifest {
    readonly version: string;
    readonly dependencies: Readonly<Record<string, string>>;
    readonly devDependencies?: Readonly<Record<string, string>>;
}

interface Recorded {
    readonly one: (name: string) => PlanResource;
    readonly counts: Readonly<Record<string, number>>;
}

async function recorded(example: string, stack: string): Promise<Recorded> {
    const { plan } = await recordStack({ folder: resolve(examples, example), stack });
    const resources = plan.deployment.resources.map((resource) => ({
        resource,
        name: `${shortType(resource)} ${resource.urn.split("::").at(-1)}`,
    }));
    return {
        one: (name) => {
            const found = resources.filter((entry) => entry.name === name);
            expect(found, name).toHaveLength(1);
            return found[0]!.resource;
        },
        counts: Object.fromEntries(
            [...Map.groupBy(resources, ({ resource }) => shortType(resource))].map(([type, all]) => [type, all.length]),
        ),
    };
}

function shortType({ type }: PlanResource): string {
    return type.replace(/^azure-native:|^keyvault-blueprint:index:/, "");
}

const subscription = "/subscriptions/00000000-0000-4000-8000-000000000001";

test("existing-network makes neither network nor zone nor workspace, and writes where each of them is", async () => {
    const { one, counts } = await recorded("existing-network", "prod");
    expect(counts).toEqual({
        "pulumi:pulumi:Stack": 1,
        "pulumi:providers:azure-native": 1,
        "random:index/randomPassword:RandomPassword": 1,
        Network: 1,
        Vault: 1,
        PrivateDns: 1,
        PrivateLink: 1,
        Monitoring: 1,
        WorkloadIdentity: 1,
        RoleSets: 1,
        "network:NetworkSecurityGroup": 1,
        "network:Subnet": 1,
        "network:PrivateEndpoint": 1,
        "network:PrivateDnsZoneGroup": 1,
        "privatedns:VirtualNetworkLink": 1,
        "keyvault:Vault": 1,
        "keyvault:Secret": 1,
        "monitor:DiagnosticSetting": 1,
        "managedidentity:UserAssignedIdentity": 1,
        "authorization:RoleAssignment": 6,
    });
    const network = `${subscription}/resourceGroups/rg-network/providers/Microsoft.Network/virtualNetworks/vnet-prod`;
    const zone =
        "/subscriptions/00000000-0000-4000-8000-000000000003/resourceGroups/rg-dns/providers/Microsoft.Network/privateDnsZones/privatelink.vaultcore.azure.net";
    expect(one("network:Subnet payments-subnet-endpoints").id).toBe(`${network}/subnets/endpoints`);
    const link = one("privatedns:VirtualNetworkLink payments-link-payments-prod");
    expect(link.id).toBe(`${zone}/virtualNetworkLinks/payments-prod`);
    expect(link.inputs).toMatchObject({ virtualNetwork: { id: network } });
    expect(link.provider).toContain(one("pulumi:providers:azure-native connectivity").urn);
    expect(one("network:PrivateDnsZoneGroup payments-zone-group").inputs).toMatchObject({
        privateDnsZoneConfigs: [{ privateDnsZoneId: zone }],
    });
    expect(one("monitor:DiagnosticSetting payments-diagnostics-payments").inputs).toMatchObject({
        workspaceId: `${subscription}/resourceGroups/rg-logs/providers/Microsoft.OperationalInsights/workspaces/log-platform`,
    });
});

test("hub-and-spoke peers both ways, and links the one zone to both networks", async () => {
    const { one, counts } = await recorded("hub-and-spoke", "dev");
    expect(counts).toMatchObject({
        "network:VirtualNetwork": 2,
        "network:VirtualNetworkPeering": 2,
        "privatedns:PrivateZone": 1,
        "privatedns:VirtualNetworkLink": 2,
    });
    const idOf = (place: string): string =>
        `${subscription}/resourceGroups/rg-${place}-dev/providers/Microsoft.Network`;
    expect(one("network:VirtualNetworkPeering hub-spoke-hub-peering").id).toBe(
        `${idOf("hub")}/virtualNetworks/vnet-hub/virtualNetworkPeerings/peer-vnet-spoke`,
    );
    expect(one("network:VirtualNetworkPeering hub-spoke-spoke-peering").id).toBe(
        `${idOf("spoke")}/virtualNetworks/vnet-spoke/virtualNetworkPeerings/peer-vnet-hub`,
    );
    for (const place of ["hub", "spoke"]) {
        expect(one(`privatedns:VirtualNetworkLink hub-link-${place}`).inputs).toMatchObject({
            virtualNetwork: { id: `${idOf(place)}/virtualNetworks/vnet-${place}` },
        });
    }
    expect(one("network:PrivateDnsZoneGroup spoke-zone-group").inputs).toMatchObject({
        privateDnsZoneConfigs: [{ privateDnsZoneId: `${idOf("hub")}/privateDnsZones/privatelink.vaultcore.azure.net` }],
    });
    expect(one("keyvault:Vault spoke-vault").inputs).toMatchObject({ properties: { publicNetworkAccess: "Disabled" } });
});

test.each(readdirSync(examples).filter((name) => !name.endsWith(".md")))(
    "%s asks for this package and for SDKs that it takes",
    (example) => {
        const { dependencies, devDependencies } = JSON.parse(
            readFileSync(resolve(examples, example, "package.json"), "utf8"),
        ) as Manifest;
        expect(dependencies["keyvault-blueprint"]).toBe(`^${own.version}`);
        for (const [name, range] of Object.entries({ ...dependencies, ...devDependencies })) {
            if (name !== "keyvault-blueprint")
                expect([own.devDependencies?.[name], own.dependencies[name]], name).toContain(range);
        }
    },
);
