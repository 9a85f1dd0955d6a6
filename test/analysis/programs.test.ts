import { describe, expect, test } from "vitest";
import { unknown, type PlanObject, type PlanResource } from "../../plan/plan.ts";
import {
    ask,
    assignment,
    everyAccess,
    gateOf,
    network,
    networkId,
    outcome,
    privateLink,
    resource,
    roles,
    subnet,
    subnetId,
    subscription,
    user,
    vault,
    vaultEndpoint,
    vaultId,
} from "./plans.ts";

const ruled = (id: string): PlanResource =>
    vault({ networkAcls: { defaultAction: "Deny", bypass: "None", virtualNetworkRules: [{ id }] } });

describe("programs of strangers: subnets inside their network", () => {
    const inline = network("vnet", {
        subnets: [
            { name: "app", addressPrefix: "10.0.1.0/24", serviceEndpoints: vaultEndpoint },
            { name: "endpoints", addressPrefix: "10.0.3.0/24" },
        ],
    });
    test("have service endpoints and rules", () => {
        expect(outcome([inline, ruled(subnetId("app")), ...everyAccess], { from: "vnet/app" })).toBe("allowed");
        expect(outcome([inline, ruled(subnetId("app")), ...everyAccess], { from: "app" })).toBe("allowed");
        expect(outcome([inline, ruled(subnetId("endpoints")), ...everyAccess], { from: "endpoints" })).toBe(
            "denied ForbiddenByFirewall",
        );
    });

    test("hold private endpoints", () => {
        expect(
            outcome([inline, ...privateLink(), vault({ publicNetworkAccess: "Disabled" }), ...everyAccess], {
                from: "app",
            }),
        ).toBe("allowed");
    });

    test("are named by evidence where they are written", () => {
        const own = ruled(subnetId("app"));
        expect(gateOf(ask([inline, own, ...everyAccess], { from: "app" }), "path").evidence).toEqual([
            { urn: inline.urn, path: "/inputs/subnets/0/serviceEndpoints/0" },
        ]);
    });

    test("written again as a resource are that resource", () => {
        const again = subnet("app", { serviceEndpoints: [] });
        expect(outcome([inline, again, ruled(subnetId("app")), ...everyAccess], { from: "app" })).toBe(
            "denied ForbiddenByFirewall",
        );
    });

    test("are known from what a deployed network reports", () => {
        const reported = network(
            "vnet",
            {},
            {
                outputs: {
                    subnets: [
                        {
                            name: "app",
                            addressPrefix: "10.0.1.0/24",
                            serviceEndpoints: [{ service: "microsoft.keyvault", locations: ["*"] }],
                        },
                    ],
                },
            },
        );
        expect(outcome([reported, ruled(subnetId("app")), ...everyAccess], { from: "app" })).toBe("allowed");
    });
});

describe("programs of strangers: types", () => {
    test("of any API version are read", () => {
        const older = (entry: PlanResource, type: string): PlanResource => ({ ...entry, type });
        const [endpoint, zone, link, group] = privateLink() as [PlanResource, PlanResource, PlanResource, PlanResource];
        const resources = [
            older(network(), "azure-native:network/v20230401:VirtualNetwork"),
            older(subnet("app"), "azure-native:network/v20230401:Subnet"),
            subnet("endpoints", { addressPrefix: "10.0.3.0/24" }),
            older(endpoint, "azure-native:network/v20230401:PrivateEndpoint"),
            older(zone, "azure-native:network/v20200601:PrivateZone"),
            older(link, "azure-native:network:VirtualNetworkLink"),
            older(group, "azure-native:network/v20230401:PrivateDnsZoneGroup"),
            older(vault({ publicNetworkAccess: "Disabled" }), "azure-native:keyvault/v20230701:Vault"),
            older(assignment(roles.secretsUser, user), "azure-native:authorization/v20220401:RoleAssignment"),
        ];
        expect(outcome(resources, { from: "app" })).toBe("allowed");
    });

    test("values are read in any case", () => {
        const shouting = vault({
            publicNetworkAccess: "ENABLED",
            networkAcls: { defaultAction: "DENY", bypass: "AZURESERVICES" },
        });
        expect(
            outcome([shouting, ...everyAccess], { from: "service:Azure Storage", do: "keys/wrapKey", on: "KV/keys/k" }),
        ).toBe("allowed");
    });
});

describe("resources of which it is not told what they change", () => {
    const inputs = { resourceGroupName: "rg-kv", location: "northeurope" };
    const asked = { as: "88888888-8888-4888-8888-888888888888" };
    test("leave a refusal open where they name the vault", () => {
        const any = resource("resources:Resource", "any", { ...inputs, resourceName: "kv" });
        expect(outcome([any, vault()], asked)).toBe("undetermined");
    });
    test("are no resource groups, whatever these are called", () => {
        for (const version of ["", "/v20240301"])
            expect(outcome([resource(`resources${version}:ResourceGroup`, "rg", inputs), vault()], asked)).toBe(
                "denied ForbiddenByRbac",
            );
    });
});

/** A first preview knows no ids: references are unknown, and Pulumi tells which resources they come from. */
describe("first previews", () => {
    const bare = (
        type: string,
        name: string,
        inputs: PlanObject,
        from: Readonly<Record<string, readonly PlanResource[]>> = {},
    ): PlanResource => resource(type, name, inputs, { from });
    const rg = bare("resources:ResourceGroup", "rg", { resourceGroupName: "rg0a1b2c3d" });
    const inGroup = { resourceGroupName: unknown };
    const vnet = bare(
        "network:VirtualNetwork",
        "vnet",
        { ...inGroup, addressSpace: { addressPrefixes: ["10.0.0.0/16"] } },
        { resourceGroupName: [rg] },
    );
    const place = (name: string, prefix: string, more: PlanObject = {}): PlanResource =>
        bare(
            "network:Subnet",
            name,
            { ...inGroup, virtualNetworkName: unknown, addressPrefix: prefix, ...more },
            { resourceGroupName: [rg], virtualNetworkName: [vnet] },
        );
    const app = place("app", "10.0.1.0/24", { serviceEndpoints: vaultEndpoint });
    const data = place("data", "10.0.2.0/24", { serviceEndpoints: vaultEndpoint });
    const ends = place("ends", "10.0.3.0/24");
    const kv = (properties: PlanObject, sources: readonly PlanResource[] = []): PlanResource =>
        bare(
            "keyvault:Vault",
            "kv",
            {
                ...inGroup,
                vaultName: "kv0a1b2c3d",
                properties: { tenantId: "t", enableRbacAuthorization: true, ...properties },
            },
            { resourceGroupName: [rg], properties: sources },
        );
    const identity = bare(
        "managedidentity:UserAssignedIdentity",
        "id",
        { ...inGroup, resourceName: "id0a1b2c3d" },
        { resourceGroupName: [rg] },
    );
    const words = { from: "app", as: "id", on: "kv/secrets/s" };
    const group = [rg, vnet, app, data, ends, identity];
    const grant = (scope: PlanResource | string, more: PlanObject = {}): PlanResource =>
        bare(
            "authorization:RoleAssignment",
            "grant",
            {
                scope: typeof scope === "string" ? scope : unknown,
                principalId: unknown,
                roleDefinitionId: `/providers/Microsoft.Authorization/roleDefinitions/${roles.secretsUser}`,
                ...more,
            },
            { principalId: [identity], ...(typeof scope !== "string" && { scope: [scope] }) },
        );

    test("a rule's subnet is the one that it comes from", () => {
        const one = kv({ networkAcls: { defaultAction: "Deny", virtualNetworkRules: [{ id: unknown }] } }, [app]);
        const answer = ask([...group, one], words);
        expect(gateOf(answer, "network").outcome).toBe("passed");
        expect(answer.assumes).toContainEqual({
            code: "reference-read-from-dependency",
            urn: one.urn,
            path: "/inputs/properties/networkAcls/virtualNetworkRules/0/id",
            from: app.urn,
        });
        expect(gateOf(ask([...group, one], { ...words, from: "data" }), "network").outcome).toBe("stopped");
    });

    test("as many rules as subnets: each is one of them", () => {
        const two = kv(
            { networkAcls: { defaultAction: "Deny", virtualNetworkRules: [{ id: unknown }, { id: unknown }] } },
            [app, data],
        );
        expect(gateOf(ask([...group, two], words), "network").outcome).toBe("passed");
        expect(gateOf(ask([...group, two], { ...words, from: "data" }), "network").outcome).toBe("passed");
        const fewer = kv({ networkAcls: { defaultAction: "Deny", virtualNetworkRules: [{ id: unknown }] } }, [
            app,
            data,
        ]);
        expect(gateOf(ask([...group, fewer], words), "network").outcome).toBe("unknown");
    });

    test("endpoint, zone, link and zone group are joined by what they come from", () => {
        const own = kv({ publicNetworkAccess: "Disabled" });
        const endpoint = bare(
            "network:PrivateEndpoint",
            "pe",
            {
                ...inGroup,
                subnet: { id: unknown },
                privateLinkServiceConnections: [{ name: "v", groupIds: ["vault"], privateLinkServiceId: unknown }],
            },
            { subnet: [ends], privateLinkServiceConnections: [own] },
        );
        const zone = bare("privatedns:PrivateZone", "zone", {
            ...inGroup,
            privateZoneName: "privatelink.vaultcore.azure.net",
        });
        const link = bare(
            "privatedns:VirtualNetworkLink",
            "link",
            { ...inGroup, privateZoneName: unknown, virtualNetwork: { id: unknown } },
            { privateZoneName: [zone], virtualNetwork: [vnet] },
        );
        const zones = bare(
            "network:PrivateDnsZoneGroup",
            "zones",
            {
                ...inGroup,
                privateEndpointName: unknown,
                privateDnsZoneConfigs: [{ name: "v", privateDnsZoneId: unknown }],
            },
            { privateEndpointName: [endpoint], privateDnsZoneConfigs: [zone] },
        );
        expect(gateOf(ask([...group, own, endpoint, zone, link, zones], words), "network")).toMatchObject({
            outcome: "passed",
            because: { code: "private-link" },
        });
        expect(gateOf(ask([...group, own, endpoint, zone, zones], words), "network")).toMatchObject({
            outcome: "stopped",
            because: { code: "public-access-disabled" },
        });
    });

    test("a scope that comes from a vault or a group alone is taken for its id, and the answer says so", () => {
        const own = kv({});
        for (const place of [own, rg]) {
            const answer = ask([...group, own, grant(place)], words);
            expect(answer.verdict).toBe("allowed");
            expect(answer.assumes).toContainEqual({
                code: "reference-read-from-dependency",
                urn: grant(place).urn,
                path: "/inputs/scope",
                from: place.urn,
            });
        }
        const secret = bare(
            "keyvault:Secret",
            "s",
            { ...inGroup, vaultName: unknown, secretName: "s", properties: {} },
            { resourceGroupName: [rg], vaultName: [own] },
        );
        expect(outcome([...group, own, secret, grant(secret)], words)).toBe("allowed");
        expect(outcome([...group, own, secret, grant(secret)], { ...words, on: "kv/secrets/t" })).toBe(
            "denied ForbiddenByRbac",
        );
        const nameless = bare("resources:ResourceGroup", "rg", {});
        for (const place of [own, nameless, secret])
            expect(outcome([nameless, vnet, app, identity, own, secret, grant(place)], words)).toBe("allowed");
        const other = bare("keyvault:Vault", "other", {
            ...inGroup,
            vaultName: "other",
            properties: { enableRbacAuthorization: true },
        });
        expect(outcome([...group, own, other, grant(other)], words)).toBe("denied ForbiddenByRbac");
    });

    test("a vault that has no id yet is in its provider's subscription, and in no other that the plan happens to name", () => {
        const scope = "/subscriptions/11111111-1111-4111-8111-111111111111";
        const nameless = bare("resources:ResourceGroup", "rg", {});
        const provider = (subscriptionId: string): PlanResource => ({
            ...bare("x", "own", { subscriptionId }),
            urn: "urn:pulumi:test::program::pulumi:providers:azure-native::own",
            type: "pulumi:providers:azure-native",
        });
        const by = (own: PlanResource): PlanResource => ({
            ...own,
            provider:
                "urn:pulumi:test::program::pulumi:providers:azure-native::own::04da6b54-80e4-46f7-96ec-b56ff0331ba9",
        });
        const rest = [nameless, vnet, app, identity, grant(scope)];
        expect(outcome([...rest, kv({})], words)).toBe("undetermined");
        expect(outcome([...rest, provider("11111111-1111-4111-8111-111111111111"), by(kv({}))], words)).toBe("allowed");
        expect(outcome([...rest, provider("99999999-9999-4999-8999-999999999999"), by(kv({}))], words)).toBe(
            "denied ForbiddenByRbac",
        );
    });

    test("a vault whose name Azure or the provider makes up is found by its name in the program", () => {
        const nameless = bare(
            "keyvault:Vault",
            "kv",
            { ...inGroup, properties: { enableRbacAuthorization: true, tenantId: "t" } },
            { resourceGroupName: [rg] },
        );
        expect(outcome([...group, nameless], { ...words, on: "kv", do: "secrets/list" })).toBe(
            "denied ForbiddenByRbac",
        );
        const inherited = grant(`/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg0a1b2c3d`);
        expect(outcome([...group, nameless, inherited], words)).toBe("allowed");
    });
});

test("an id in some subscription is taken for a resource whose own is not known yet, and that is said", () => {
    const { id: _network, ...net } = network("vnet");
    const { id: _subnet, ...app } = subnet("app", { serviceEndpoints: vaultEndpoint });
    const elsewhere = subscription.replaceAll("1", "9");
    const { id: _vault, ...own } = ruled(subnetId("app").replace(subscription, elsewhere));
    const { verdict, assumes } = ask([net, app, own, ...everyAccess], { from: "app" });
    expect(verdict).toBe("allowed");
    expect(assumes).toContainEqual({ code: "in-subscription", urn: app.urn, subscription: elsewhere });
    const known = ask([network("vnet"), { ...app, id: subnetId("app") }, ruled(subnetId("app")), ...everyAccess], {
        from: "app",
    });
    expect(known.assumes.map(({ code }) => code)).not.toContain("in-subscription");
});

describe("plans edited by hand", () => {
    test("wrong types count as unknown, never as permission", () => {
        expect(outcome([vault({ publicNetworkAccess: 1 }), ...everyAccess])).toBe("undetermined");
        expect(outcome([vault({ networkAcls: "Deny" }), ...everyAccess])).toBe("undetermined");
        expect(
            outcome([
                vault({ networkAcls: { defaultAction: "Deny", ipRules: { value: "203.0.113.7" } } }),
                ...everyAccess,
            ]),
        ).toBe("undetermined");
        expect(
            outcome(
                [
                    vault({ networkAcls: { defaultAction: "Deny", ipRules: [{ value: "not an address" }] } }),
                    ...everyAccess,
                ],
                { from: "203.0.113.7" },
            ),
        ).toBe("undetermined");
        expect(outcome([vault({ enableRbacAuthorization: "yes" }), ...everyAccess])).toBe("undetermined");
        expect(outcome([vault(), assignment(roles.administrator, user, vaultId, { principalId: 7 })])).toBe(
            "undetermined",
        );
    });

    test("null is absent", () => {
        expect(outcome([vault({ networkAcls: null, publicNetworkAccess: null }), ...everyAccess])).toBe("allowed");
    });

    test("a block with bits below its prefix is the block", () => {
        expect(
            outcome(
                [
                    vault({ networkAcls: { defaultAction: "Deny", ipRules: [{ value: "203.0.113.77/24" }] } }),
                    ...everyAccess,
                ],
                { from: "203.0.113.1" },
            ),
        ).toBe("allowed");
    });

    test("a vault that was only looked up shows nothing", () => {
        const looked = { ...vault(), inputs: {}, outputs: { name: "kv" } };
        expect(outcome([looked, ...everyAccess])).toBe("undetermined");
    });

    test("what is outside the plan is not known", () => {
        const rule = ruled(`${networkId("hub")}/subnets/ops`);
        expect(outcome([rule, ...everyAccess], { from: `${networkId("hub")}/subnets/ops` })).toBe("undetermined");
        expect(outcome([rule, ...everyAccess], { from: `${networkId("hub")}/subnets/other` })).toBe("undetermined");
    });
});
