import fc from "fast-check";
import type { Plan, PlanObject, PlanResource } from "../../plan/plan.ts";

/**
 * Small worlds, and the plans that they are registered as: one vault, one network, a few principals. Everything that a
 * world says is in its plan; nothing in its plan is of our components.
 */
export interface World {
    readonly vault: {
        readonly publicNetworkAccess: "Enabled" | "enabled" | "Disabled" | "disabled";
        readonly acls:
            | undefined
            | {
                  readonly bypass: "AzureServices" | "None" | undefined;
                  readonly defaultAction: "Allow" | "Deny";
                  readonly addresses: readonly string[];
                  readonly subnets: readonly SubnetName[];
              };
        readonly rbac: boolean;
        readonly policies: readonly Policy[];
    };
    readonly subnets: readonly Subnet[];
    readonly endpoint: undefined | { readonly subnet: SubnetName; readonly approval: "automatic" | "manual" };
    readonly zone: undefined | { readonly linked: boolean; readonly record: boolean };
    readonly secrets: readonly { readonly name: string; readonly enabled: boolean; readonly expired: boolean }[];
    readonly assignments: readonly Assignment[];
}

export const subnetNames = ["alpha", "beta", "gamma"] as const;
export type SubnetName = (typeof subnetNames)[number];

export interface Subnet {
    readonly name: SubnetName;
    readonly serviceEndpoint: boolean;
    readonly outbound: "nat" | "default" | "none";
}

export interface Policy {
    readonly principal: string;
    readonly secrets: readonly string[];
    readonly keys: readonly string[];
    readonly certificates: readonly string[];
}

export interface Assignment {
    readonly principal: string;
    readonly role: string;
    readonly scope: "subscription" | "group" | "vault" | "secret:first" | "secret:second" | "key:wrapper";
}

export const principals = [1, 2, 3].map((digit) => `1111111${digit}-2222-4333-8444-555555555555`);
const subscription = "/subscriptions/99999999-8888-4777-8666-555555555555";
const group = `${subscription}/resourceGroups/rg-world`;
export const vaultId = `${group}/providers/Microsoft.KeyVault/vaults/kv-world`;
const network = `${group}/providers/Microsoft.Network/virtualNetworks/vnet-world`;
const tenant = "77777777-6666-4555-8444-333333333333";

/** Role definitions by the GUIDs of Microsoft's documentation; two that no table knows. */
export const roleIds: Readonly<Record<string, string>> = {
    "Key Vault Administrator": "00482a5a-887f-4fb3-b363-3b7fe8e74483",
    "Key Vault Reader": "21090545-7ca7-4776-b22c-e363652d74d2",
    "Key Vault Secrets User": "4633458b-17de-408a-b874-0445c86b69e6",
    "Key Vault Secrets Officer": "b86a8fe4-44ce-4948-aee5-eccb2c155cd7",
    "Key Vault Crypto User": "12338af0-0e69-4776-bea7-57ae8d297424",
    "Key Vault Certificate User": "db79e9a7-68ee-4b58-9aeb-b90e7c24fcba",
    "Key Vault Crypto Service Encryption User": "e147488a-f6f5-4113-8e2d-b22465e65bf6",
    Contributor: "b24988ac-6180-42a0-ab88-20f7382dd24c",
    Owner: "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
    Writer: "abababab-0000-4000-8000-000000000001",
    Nobody: "abababab-0000-4000-8000-00000000ffff",
};

const addresses = ["20.50.1.0/24", "20.50.1.7/32", "52.10.0.0/25", "52.10.0.200/32", "13.70.2.0/24"];
const some = <T>(from: readonly T[]): fc.Arbitrary<T[]> => fc.subarray([...from]);
const one = <T>(from: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...from);

const secretWords = ["get", "list", "set", "delete", "purge", "all"];
const keyWords = ["get", "list", "sign", "unwrapKey", "all"];

export const worlds: fc.Arbitrary<World> = fc.record({
    vault: fc.record({
        publicNetworkAccess: one(["Enabled", "enabled", "Disabled", "disabled"] as const),
        acls: fc.option(
            fc.record({
                bypass: one(["AzureServices", "None", undefined] as const),
                defaultAction: one(["Allow", "Deny", "Deny"] as const),
                addresses: some(addresses),
                subnets: some(subnetNames),
            }),
            { nil: undefined, freq: 5 },
        ),
        rbac: fc.boolean(),
        policies: fc.uniqueArray(
            fc.record({ principal: one(principals), secrets: some(secretWords), keys: some(keyWords), certificates: some(["get", "list"]) }),
            { maxLength: 2, selector: ({ principal }) => principal },
        ),
    }),
    subnets: fc.tuple(...subnetNames.map((name) => fc.record({ name: fc.constant(name), serviceEndpoint: fc.boolean(), outbound: one(["nat", "default", "none"] as const) }))),
    endpoint: fc.option(fc.record({ subnet: one(subnetNames), approval: one(["automatic", "automatic", "manual"] as const) }), { nil: undefined }),
    zone: fc.option(fc.record({ linked: fc.boolean(), record: fc.boolean() }), { nil: undefined }),
    secrets: fc.tuple(
        fc.record({ name: fc.constant("first"), enabled: fc.boolean(), expired: fc.boolean() }),
        fc.record({ name: fc.constant("second"), enabled: fc.boolean(), expired: fc.boolean() }),
    ),
    assignments: fc.uniqueArray(
        fc.record({
            principal: one(principals),
            role: one(Object.keys(roleIds)),
            scope: one(["subscription", "group", "vault", "secret:first", "secret:second", "key:wrapper"] as const),
        }),
        { maxLength: 5, selector: (assignment) => JSON.stringify(assignment) },
    ),
});

export function scopeId(scope: Assignment["scope"]): string {
    const [kind, name] = scope.split(":");
    if (kind === "subscription") return subscription;
    if (kind === "group") return group;
    return kind === "vault" ? vaultId : `${vaultId}/${kind ?? ""}s/${name ?? ""}`;
}

/** The plan of a world: plain azure-native resources, as somebody without our components would write them. */
export function planOf(world: World): Plan {
    const resources: PlanResource[] = [stack()];
    const place = { resourceGroupName: "rg-world", location: "westeurope" };
    const add = (type: string, name: string, inputs: PlanObject, id: string): void => {
        resources.push({
            urn: `urn:pulumi:world::cross::${type}::${name}`,
            type,
            custom: true,
            id,
            parent: stackUrn,
            inputs,
            outputs: inputs,
            dependencies: [],
            propertyDependencies: {},
        });
    };
    const inGroup = (path: string): string => `${group}/providers/${path}`;

    add("azure-native:network:VirtualNetwork", "net", { ...place, virtualNetworkName: "vnet-world", addressSpace: { addressPrefixes: ["10.0.0.0/16"] } }, network);
    if (world.subnets.some(({ outbound }) => outbound === "nat")) {
        add(
            "azure-native:network:PublicIPAddress",
            "nat-ip",
            { ...place, publicIpAddressName: "pip-world", publicIPAllocationMethod: "Static", sku: { name: "Standard" } },
            inGroup("Microsoft.Network/publicIPAddresses/pip-world"),
        );
        const publicIpAddresses = [{ id: inGroup("Microsoft.Network/publicIPAddresses/pip-world") }];
        add("azure-native:network:NatGateway", "nat", { ...place, natGatewayName: "nat-world", sku: { name: "Standard" }, publicIpAddresses }, inGroup("Microsoft.Network/natGateways/nat-world"));
    }
    for (const [index, subnet] of world.subnets.entries()) {
        add(
            "azure-native:network:Subnet",
            subnet.name,
            {
                resourceGroupName: "rg-world",
                virtualNetworkName: "vnet-world",
                subnetName: subnet.name,
                addressPrefix: `10.0.${index}.0/24`,
                defaultOutboundAccess: subnet.outbound === "default",
                privateEndpointNetworkPolicies: "Disabled",
                ...(subnet.serviceEndpoint && { serviceEndpoints: [{ service: "Microsoft.KeyVault" }] }),
                ...(subnet.outbound === "nat" && { natGateway: { id: inGroup("Microsoft.Network/natGateways/nat-world") } }),
            },
            `${network}/subnets/${subnet.name}`,
        );
    }
    add("azure-native:keyvault:Vault", "vault", { ...place, vaultName: "kv-world", properties: vaultProperties(world) }, vaultId);
    for (const { name, enabled, expired } of world.secrets) {
        const attributes = { enabled, ...(expired && { expires: 1_600_000_000 }) };
        add("azure-native:keyvault:Secret", `secret-${name}`, { resourceGroupName: "rg-world", vaultName: "kv-world", secretName: name, properties: { attributes } }, `${vaultId}/secrets/${name}`);
    }
    addEndpoint(world, add);
    for (const [index, { principal, role, scope }] of world.assignments.entries()) {
        const roleDefinitionId = `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${roleIds[role] ?? ""}`;
        const name = `33333333-0000-4000-8000-00000000000${index}`;
        add(
            "azure-native:authorization:RoleAssignment",
            `grant-${index}`,
            { scope: scopeId(scope), roleDefinitionId, principalId: principal, principalType: "ServicePrincipal", roleAssignmentName: name },
            `${scopeId(scope)}/providers/Microsoft.Authorization/roleAssignments/${name}`,
        );
    }
    const writer = roleIds["Writer"] ?? "";
    add(
        "azure-native:authorization:RoleDefinition",
        "writer",
        {
            roleDefinitionId: writer,
            roleName: "Writer",
            roleType: "CustomRole",
            scope: subscription,
            assignableScopes: [subscription],
            permissions: [
                {
                    actions: [],
                    notActions: [],
                    dataActions: ["Microsoft.KeyVault/vaults/secrets/*"],
                    notDataActions: ["Microsoft.KeyVault/vaults/secrets/getSecret/action"],
                },
            ],
        },
        `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${writer}`,
    );
    return { version: 3, deployment: { resources } };
}

const stackUrn = "urn:pulumi:world::cross::pulumi:pulumi:Stack::cross-world";

function stack(): PlanResource {
    return { urn: stackUrn, type: "pulumi:pulumi:Stack", custom: false, inputs: {}, outputs: {}, dependencies: [], propertyDependencies: {} };
}

function vaultProperties({ vault }: World): PlanObject {
    const { acls } = vault;
    return {
        tenantId: tenant,
        sku: { family: "A", name: "standard" },
        enableRbacAuthorization: vault.rbac,
        publicNetworkAccess: vault.publicNetworkAccess,
        accessPolicies: vault.policies.map(({ principal, ...permissions }) => ({ tenantId: tenant, objectId: principal, permissions: permissions as unknown as PlanObject })),
        ...(acls !== undefined && {
            networkAcls: {
                defaultAction: acls.defaultAction,
                ...(acls.bypass !== undefined && { bypass: acls.bypass }),
                ipRules: acls.addresses.map((value) => ({ value })),
                virtualNetworkRules: acls.subnets.map((name) => ({ id: `${network}/subnets/${name}`, ignoreMissingVnetServiceEndpoint: true })),
            },
        }),
    };
}

function addEndpoint(world: World, add: (type: string, name: string, inputs: PlanObject, id: string) => void): void {
    const { endpoint, zone } = world;
    const zoneName = "privatelink.vaultcore.azure.net";
    const zoneId = `${group}/providers/Microsoft.Network/privateDnsZones/${zoneName}`;
    if (zone !== undefined) {
        add("azure-native:privatedns:PrivateZone", "zone", { resourceGroupName: "rg-world", privateZoneName: zoneName, location: "Global" }, zoneId);
        if (zone.linked) {
            add(
                "azure-native:privatedns:VirtualNetworkLink",
                "link",
                { resourceGroupName: "rg-world", privateZoneName: zoneName, virtualNetworkLinkName: "link", location: "Global", registrationEnabled: false, virtualNetwork: { id: network } },
                `${zoneId}/virtualNetworkLinks/link`,
            );
        }
    }
    if (endpoint === undefined) return;
    const id = `${group}/providers/Microsoft.Network/privateEndpoints/pep-world`;
    const connection = { name: "vault", privateLinkServiceId: vaultId, groupIds: ["vault"] };
    add(
        "azure-native:network:PrivateEndpoint",
        "endpoint",
        {
            resourceGroupName: "rg-world",
            location: "westeurope",
            privateEndpointName: "pep-world",
            subnet: { id: `${network}/subnets/${endpoint.subnet}` },
            ...(endpoint.approval === "manual" ? { manualPrivateLinkServiceConnections: [connection] } : { privateLinkServiceConnections: [connection] }),
        },
        id,
    );
    if (zone?.record === true) {
        add(
            "azure-native:network:PrivateDnsZoneGroup",
            "zone-group",
            { resourceGroupName: "rg-world", privateEndpointName: "pep-world", privateDnsZoneGroupName: "default", privateDnsZoneConfigs: [{ name: "vault", privateDnsZoneId: zoneId }] },
            `${id}/privateDnsZoneGroups/default`,
        );
    }
}
