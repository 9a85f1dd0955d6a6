/** From what azure-native is given to what Azure Resource Manager gets. Expected bodies follow Azure's template reference. */
import { describe, expect, it } from "vitest";
import { secret, unknown, type PlanObject, type PlanResource } from "../../plan/plan.ts";
import { armResource } from "../support/arm/body.ts";
import { readToken } from "../support/arm/path.ts";
import { places } from "../support/arm/resources.ts";
import { typesAreHere } from "../support/arm/types.ts";
import { violationsOf } from "../support/arm/conformance.ts";
import { samples } from "./samples/index.ts";
import { group, identity, sample, subnet, vault } from "./samples/sample.ts";

function bodyOf(token: string, inputs: PlanObject): PlanObject | undefined {
    return armResource(sample(token, inputs))?.body;
}

const sampleOf = (token: string): PlanResource =>
    samples.find((resource) => resource.type === `azure-native:${token}`) ?? expect.unreachable(token);

describe("a Pulumi type", () => {
    it.each([
        ["azure-native:keyvault:Vault", { token: "keyvault:Vault" }],
        ["azure-native:keyvault/v20230701:Vault", { token: "keyvault:Vault", version: "2023-07-01" }],
        [
            "azure-native:monitor/v20210501preview:DiagnosticSetting",
            { token: "monitor:DiagnosticSetting", version: "2021-05-01-preview" },
        ],
        ["azure-native_keyvault_v20260201:keyvault:Vault", { token: "keyvault:Vault", version: "2026-02-01" }],
        ["azuread:index/group:Group", undefined],
        ["random:index/randomPassword:RandomPassword", undefined],
    ])("%s is read", (type, read) => {
        expect(readToken(type)).toEqual(read);
    });
});

describe("an address", () => {
    it("keeps the names along the path, and leaves their inputs out of the body", () => {
        const arm = armResource(
            sample("storage:BlobContainer", { resourceGroupName: group, accountName: "st", containerName: "logs" }),
        );
        expect(arm).toMatchObject({
            type: "Microsoft.Storage/storageAccounts/blobServices/containers",
            apiVersion: "2024-01-01",
            names: ["st", "default", "logs"],
            body: { name: "logs" },
            faults: [],
        });
        expect(Object.keys(arm?.body ?? {})).toEqual(["name"]);
    });

    it("of an extension resource is its scope and its own name", () => {
        const arm = armResource(sampleOf("authorization:RoleAssignment"));
        expect(arm).toMatchObject({
            type: "Microsoft.Authorization/roleAssignments",
            scope: vault,
            names: ["44444444-4444-5444-8444-444444444444"],
        });
    });

    it("of a private DNS record carries the record's type", () => {
        expect(armResource(sampleOf("privatedns:PrivateRecordSet"))?.type).toBe("Microsoft.Network/privateDnsZones/A");
    });

    it("without a parent's name has a fault; without its own it is made up", () => {
        const arm = armResource(sample("keyvault:Secret", { resourceGroupName: group, properties: {} }));
        expect(arm?.faults).toEqual(["vaultName is missing"]);
        expect(arm?.names).toEqual([unknown, unknown]);
        expect(armResource(sample("keyvault:Vault", { properties: {} }))?.faults).toEqual([
            "resourceGroupName is missing",
        ]);
    });

    it("contradicted by a second name in the body has a fault", () => {
        const subnetNamed = (inputs: PlanObject) =>
            armResource(sample("network:Subnet", { resourceGroupName: group, virtualNetworkName: "vnet", ...inputs }))
                ?.faults;
        expect(subnetNamed({ subnetName: "a", name: "a" })).toEqual([]);
        expect(subnetNamed({ subnetName: "a", name: "b" })).toEqual(['the body\'s name is "b", the path\'s "a"']);
        expect(subnetNamed({ name: "b" })).toEqual([
            "the body's name is \"b\", the path's one that azure-native makes up",
        ]);
    });

    it("of a type that the table does not have is none", () => {
        expect(armResource(sample("compute:Gallery", {}))).toBeUndefined();
    });
});

describe.skipIf(!typesAreHere)("a body (with ../shared/arm-types)", () => {
    it("has one level of properties where the SDK has none, also inside lists", () => {
        expect(
            bodyOf("network:VirtualNetwork", {
                resourceGroupName: group,
                virtualNetworkName: "vnet",
                location: "westeurope",
                addressSpace: { addressPrefixes: ["10.0.0.0/16"] },
                subnets: [
                    {
                        name: "a",
                        addressPrefix: "10.0.1.0/24",
                        delegations: [{ name: "web", serviceName: "Microsoft.Web/serverFarms" }],
                    },
                ],
            }),
        ).toEqual({
            name: "vnet",
            location: "westeurope",
            properties: {
                addressSpace: { addressPrefixes: ["10.0.0.0/16"] },
                subnets: [
                    {
                        name: "a",
                        properties: {
                            addressPrefix: "10.0.1.0/24",
                            delegations: [{ name: "web", properties: { serviceName: "Microsoft.Web/serverFarms" } }],
                        },
                    },
                ],
            },
        });
    });

    it("keeps properties where the SDK has them too, with Azure's names of dates", () => {
        expect(
            bodyOf("keyvault:Secret", {
                resourceGroupName: group,
                vaultName: "kv",
                secretName: "s",
                properties: { value: secret, attributes: { expires: 2, notBefore: 1 } },
            }),
        ).toEqual({ name: "s", properties: { value: unknown, attributes: { exp: 2, nbf: 1 } } });
    });

    it("has Azure's names of a storage account's network rules and encryption", () => {
        expect(armResource(sampleOf("storage:StorageAccount"))?.body["properties"]).toMatchObject({
            supportsHttpsTrafficOnly: true,
            isNfsV3Enabled: false,
            networkAcls: {
                ipRules: [{ value: "198.51.100.7", action: "Allow" }],
                virtualNetworkRules: [{ id: subnet }],
            },
            encryption: {
                identity: { userAssignedIdentity: identity },
                keyvaultproperties: { keyname: "storage", keyvaulturi: "https://kv-sample.vault.azure.net" },
            },
        });
    });

    it("has user-assigned identities as keys", () => {
        expect(armResource(sampleOf("storage:StorageAccount"))?.body["identity"]).toEqual({
            type: "UserAssigned",
            userAssignedIdentities: { [identity]: {} },
        });
    });

    it("puts what several levels call `type` where the SDK means it", () => {
        const extension = armResource(sampleOf("compute:VirtualMachineExtension"))?.body;
        expect(extension).not.toHaveProperty("type");
        expect(extension?.["properties"]).toMatchObject({
            type: "KeyVaultForLinux",
            publisher: "Microsoft.Azure.KeyVault",
        });
        expect(armResource(sampleOf("authorization:RoleDefinition"))?.body["properties"]).toMatchObject({
            type: "CustomRole",
        });
    });

    it("chooses the kind by its tag, whatever the SDK calls the tag", () => {
        expect(armResource(sampleOf("monitor:MetricAlert"))?.body["properties"]).toMatchObject({
            criteria: {
                "odata.type": "Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria",
                allOf: [{ criterionType: "StaticThresholdCriterion" }],
            },
        });
        expect(armResource(sampleOf("eventgrid:SystemTopicEventSubscription"))?.body["properties"]).toMatchObject({
            destination: { endpointType: "AzureFunction", properties: { maxEventsPerBatch: 1 } },
        });
    });

    it("of a peering leaves out what goes into the query", () => {
        expect(JSON.stringify(armResource(sampleOf("network:VirtualNetworkPeering"))?.body)).not.toContain(
            "syncRemoteAddressSpace",
        );
    });

    it("of an access policy is a list of one", () => {
        expect(armResource(sampleOf("keyvault:AccessPolicy"))).toMatchObject({
            type: "Microsoft.KeyVault/vaults/accessPolicies",
            names: ["kv-sample", "replace"],
            body: { name: "replace", properties: { accessPolicies: [{ objectId: unknown }] } },
        });
    });

    it("of the newer Key Vault version is checked against that version's types", () => {
        const arm = armResource({
            ...sampleOf("keyvault:Vault"),
            type: "azure-native_keyvault_v20260201:keyvault:Vault",
        });
        expect(arm?.bodyType?.id).toBe("Microsoft.KeyVault/vaults@2026-02-01");
        expect(arm === undefined ? [] : violationsOf(arm)).toEqual([]);
    });

    it("of a version whose types are not here is not checked", () => {
        expect(
            armResource({ ...sampleOf("keyvault:Vault"), type: "azure-native:keyvault/v20230701:Vault" })?.bodyType,
        ).toBeUndefined();
    });

    it("keeps an input that has no place where it is, and that is a violation", () => {
        const arm = armResource(
            sample("network:NatGateway", {
                resourceGroupName: group,
                natGatewayName: "ng",
                enableRbacAuthorization: true,
            }),
        );
        expect(arm === undefined ? [] : violationsOf(arm)).toEqual([
            {
                urn: arm?.urn,
                type: "Microsoft.Network/natGateways@2024-05-01",
                path: "/enableRbacAuthorization",
                says: "misplaced or unknown",
            },
        ]);
    });
});

describe("an address without Azure's types", () => {
    it("still tells the envelope from the properties", () => {
        const perimeter = armResource(
            sample("network:NetworkSecurityPerimeterAssociation", {
                resourceGroupName: group,
                networkSecurityPerimeterName: "nsp",
                associationName: "kv",
                accessMode: "Enforced",
            }),
        );
        expect(perimeter).toMatchObject({
            names: ["nsp", "kv"],
            body: { name: "kv", properties: { accessMode: "Enforced" } },
        });
        expect(perimeter?.bodyType).toBeUndefined();
    });

    it("is known for every sample, and every sample's type has a place", () => {
        expect(samples.filter((resource) => !places.has(resource.type.slice("azure-native:".length)))).toEqual([]);
    });
});
