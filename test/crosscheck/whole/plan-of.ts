import type { Plan, PlanObject } from "../../../plan/plan.ts";
import { group, inGroup, place, subscription, tenant, vaultIdOf, written, type Add } from "../written.ts";
import {
    dates,
    natAddress,
    principals,
    roleIds,
    type Assignment,
    type Subnet,
    type SubnetName,
    type World,
} from "./world.ts";

const otherTenant = tenant.replace("7777", "7778");
export const vaultId = vaultIdOf("kv-world");
const network = inGroup("Microsoft.Network/virtualNetworks/vnet-world");
const peer = inGroup("Microsoft.Network/virtualNetworks/vnet-peer");

export function planOf(world: World): Plan {
    return written(world.style.version, (add) => {
        addNetworks(world, add);
        const vault = { ...place, vaultName: "kv-world", properties: vaultProperties(world) };
        add("azure-native:keyvault:Vault", "vault", vault, vaultId);
        addPolicies(world, add);
        addObjects(world, add);
        addPerimeter(world, add);
        addEndpoint(world, add);
        addIdentity(world, add);
        addRoles(world, add);
    });
}

/** Where a role is held. */
export function scopeId(scope: Assignment["scope"]): string {
    const [kind, name] = scope.split(":");
    if (kind === "subscription") return subscription;
    if (kind === "group") return group;
    return kind === "vault" ? vaultId : `${vaultId}/${kind ?? ""}s/${name ?? ""}`;
}

function networkOf(name: SubnetName): string {
    return name === "delta" ? peer : network;
}

function addNetworks(world: World, add: Add): void {
    const inline = (id: string): PlanObject => ({
        ...(world.style.inlineSubnets && {
            subnets: world.subnets
                .filter(({ name }) => networkOf(name) === id)
                .map((subnet) => ({ name: subnet.name, ...subnetInputs(subnet) })),
        }),
    });
    add(
        "azure-native:network:VirtualNetwork",
        "net",
        {
            ...place,
            virtualNetworkName: "vnet-world",
            addressSpace: { addressPrefixes: ["10.0.0.0/16"] },
            ...inline(network),
        },
        network,
    );
    add(
        "azure-native:network:VirtualNetwork",
        "peer",
        {
            ...place,
            virtualNetworkName: "vnet-peer",
            addressSpace: { addressPrefixes: ["10.1.0.0/16"] },
            ...inline(peer),
        },
        peer,
    );
    const outputs = { nat: {}, "known nat": { ipAddress: natAddress } } as const;
    for (const [outbound, name] of Object.entries(gateways)) {
        const ip = inGroup(`Microsoft.Network/publicIPAddresses/pip-${name}`);
        const sku = { name: "Standard" };
        add(
            "azure-native:network:PublicIPAddress",
            `${name}-ip`,
            { ...place, publicIpAddressName: `pip-${name}`, publicIPAllocationMethod: "Static", sku },
            ip,
            outputs[outbound as "nat"],
        );
        add(
            "azure-native:network:NatGateway",
            name,
            { ...place, natGatewayName: name, sku, publicIpAddresses: [{ id: ip }] },
            inGroup(`Microsoft.Network/natGateways/${name}`),
        );
    }
    for (const subnet of world.style.inlineSubnets ? [] : world.subnets) {
        const virtualNetworkName = networkOf(subnet.name) === peer ? "vnet-peer" : "vnet-world";
        add(
            "azure-native:network:Subnet",
            subnet.name,
            { resourceGroupName: "rg-world", virtualNetworkName, subnetName: subnet.name, ...subnetInputs(subnet) },
            `${networkOf(subnet.name)}/subnets/${subnet.name}`,
        );
    }
    const { peering } = world.peered;
    const directions = [
        ["there", "vnet-world", network, peer],
        ["back", "vnet-peer", peer, network],
    ] as const;
    for (const [name, virtualNetworkName, local, remote] of directions.filter(
        ([direction]) => peering === "both" || peering === direction,
    )) {
        const inputs = {
            resourceGroupName: "rg-world",
            virtualNetworkName,
            virtualNetworkPeeringName: name,
            remoteVirtualNetwork: { id: remote },
            allowVirtualNetworkAccess: true,
        };
        add("azure-native:network:VirtualNetworkPeering", name, inputs, `${local}/virtualNetworkPeerings/${name}`);
    }
    if (world.gateway) addGateway(add);
}

const gateways = { nat: "nat-world", "known nat": "nat-known" } as const;
const lastOctets: Readonly<Record<SubnetName, string>> = {
    alpha: "10.0.0.0/24",
    beta: "10.0.1.0/24",
    gamma: "10.0.2.0/24",
    delta: "10.1.0.0/24",
};

function subnetInputs({ name, serviceEndpoint, outbound }: Subnet): PlanObject {
    return {
        addressPrefix: lastOctets[name],
        defaultOutboundAccess: outbound === "default",
        privateEndpointNetworkPolicies: "Disabled",
        ...(serviceEndpoint && { serviceEndpoints: [{ service: "Microsoft.KeyVault" }] }),
        ...((outbound === "nat" || outbound === "known nat") && {
            natGateway: { id: inGroup(`Microsoft.Network/natGateways/${gateways[outbound]}`) },
        }),
    };
}

function addGateway(add: Add): void {
    const gateway = inGroup("Microsoft.Network/virtualNetworkGateways/gw-world");
    const ipConfigurations = [{ name: "default", subnet: { id: `${network}/subnets/GatewaySubnet` } }];
    add(
        "azure-native:network:Subnet",
        "gateway-subnet",
        {
            resourceGroupName: "rg-world",
            virtualNetworkName: "vnet-world",
            subnetName: "GatewaySubnet",
            addressPrefix: "10.0.255.0/27",
        },
        `${network}/subnets/GatewaySubnet`,
    );
    add(
        "azure-native:network:VirtualNetworkGateway",
        "gateway",
        { ...place, virtualNetworkGatewayName: "gw-world", gatewayType: "Vpn", ipConfigurations },
        gateway,
    );
    const inputs = {
        ...place,
        virtualNetworkGatewayConnectionName: "cn-world",
        connectionType: "IPsec",
        virtualNetworkGateway1: { id: gateway },
    };
    add(
        "azure-native:network:VirtualNetworkGatewayConnection",
        "connection",
        inputs,
        inGroup("Microsoft.Network/connections/cn-world"),
    );
}

function vaultProperties({ vault, style }: World): PlanObject {
    const { acls } = vault;
    return {
        tenantId: tenant,
        sku: { family: "A", name: "standard" },
        enableRbacAuthorization: vault.rbac,
        publicNetworkAccess: vault.publicNetworkAccess,
        ...(vault.purgeProtection && { enablePurgeProtection: true }),
        accessPolicies: style.standalonePolicies ? [] : vault.policies.map(policyEntry),
        ...(acls !== undefined && {
            networkAcls: {
                defaultAction: acls.defaultAction,
                ...(acls.bypass !== undefined && { bypass: acls.bypass }),
                ipRules: acls.addresses.map((value) => ({ value })),
                virtualNetworkRules: acls.subnets.map((name) => ({
                    id: `${networkOf(name)}/subnets/${name}`,
                    ignoreMissingVnetServiceEndpoint: true,
                })),
            },
        }),
    };
}

function policyEntry({
    principal,
    foreign,
    application,
    secrets,
    keys,
    certificates,
}: World["vault"]["policies"][number]): PlanObject {
    return {
        tenantId: foreign ? otherTenant : tenant,
        objectId: principal,
        ...(application !== undefined && { applicationId: application }),
        permissions: { secrets: [...secrets], keys: [...keys], certificates: [...certificates] },
    };
}

function addPolicies({ vault, style }: World, add: Add): void {
    for (const [index, policy] of style.standalonePolicies ? vault.policies.entries() : []) {
        add(
            "azure-native:keyvault:AccessPolicy",
            `policy-${index}`,
            { resourceGroupName: "rg-world", vaultName: "kv-world", policy: policyEntry(policy) },
            `${vaultId}/accessPolicy/${policy.principal}`,
        );
    }
}

function addIdentity({ identity }: World, add: Add): void {
    if (identity === undefined) return;
    add(
        "azure-native:managedidentity:UserAssignedIdentity",
        "identity",
        { ...place, resourceName: "id-world" },
        inGroup("Microsoft.ManagedIdentity/userAssignedIdentities/id-world"),
        { principalId: principals[2]!, tenantId: identity === "own" ? tenant : otherTenant },
    );
}

function addObjects({ secrets, key }: World, add: Add): void {
    const inVault = { resourceGroupName: "rg-world", vaultName: "kv-world" };
    for (const { name, enabled, expired } of secrets) {
        const attributes = { enabled, ...(expired && { expires: dates.past }) };
        add(
            "azure-native:keyvault:Secret",
            `secret-${name}`,
            { ...inVault, secretName: name, properties: { attributes } },
            `${vaultId}/secrets/${name}`,
        );
    }
    const spans = {
        none: {},
        past: { expires: dates.past },
        present: { notBefore: dates.past, expires: dates.future },
        future: { notBefore: dates.future },
    };
    const attributes = { enabled: key.enabled, ...spans[key.dates] };
    add(
        "azure-native:keyvault:Key",
        "wrapper",
        { ...inVault, keyName: "wrapper", properties: { kty: "RSA", keySize: 2048, attributes } },
        `${vaultId}/keys/wrapper`,
    );
}

function addPerimeter({ perimeter }: World, add: Add): void {
    if (perimeter === undefined) return;
    const id = inGroup("Microsoft.Network/networkSecurityPerimeters/nsp-world");
    const inPerimeter = { resourceGroupName: "rg-world", networkSecurityPerimeterName: "nsp-world" };
    const type = (name: string): string => `azure-native:network:NetworkSecurityPerimeter${name}`;
    add(type(""), "perimeter", { ...place, networkSecurityPerimeterName: "nsp-world" }, id);
    add(type("Profile"), "profile", { ...inPerimeter, profileName: "usual" }, `${id}/profiles/usual`);
    const association = {
        ...inPerimeter,
        associationName: "vault",
        privateLinkResource: { id: vaultId },
        profile: { id: `${id}/profiles/usual` },
        accessMode: perimeter.mode,
    };
    add(type("Association"), "association", association, `${id}/resourceAssociations/vault`);
    const rules = [
        ...perimeter.addresses.map((prefix) => ({ direction: "Inbound", addressPrefixes: [prefix] })),
        ...(perimeter.outbound ? [{ direction: "Outbound", addressPrefixes: ["0.0.0.0/0"] }] : []),
    ];
    for (const [index, rule] of rules.entries()) {
        const inputs = { ...inPerimeter, profileName: "usual", accessRuleName: `rule-${index}`, ...rule };
        add(type("AccessRule"), `rule-${index}`, inputs, `${id}/profiles/usual/accessRules/rule-${index}`);
    }
}

function addEndpoint({ endpoint, zone, peered }: World, add: Add): void {
    const zoneName = "privatelink.vaultcore.azure.net";
    const zoneId = inGroup(`Microsoft.Network/privateDnsZones/${zoneName}`);
    if (zone !== undefined) {
        add(
            "azure-native:privatedns:PrivateZone",
            "zone",
            { resourceGroupName: "rg-world", privateZoneName: zoneName, location: "Global" },
            zoneId,
        );
        for (const [name, id] of [
            ...(zone.linked ? [["link", network]] : []),
            ...(peered.linked ? [["peer-link", peer]] : []),
        ] as [string, string][]) {
            const inputs = {
                resourceGroupName: "rg-world",
                privateZoneName: zoneName,
                virtualNetworkLinkName: name,
                location: "Global",
                registrationEnabled: false,
                virtualNetwork: { id },
            };
            add("azure-native:privatedns:VirtualNetworkLink", name, inputs, `${zoneId}/virtualNetworkLinks/${name}`);
        }
    }
    if (endpoint === undefined) return;
    const id = inGroup("Microsoft.Network/privateEndpoints/pep-world");
    const connections = [{ name: "vault", privateLinkServiceId: vaultId, groupIds: ["vault"] }];
    const list =
        endpoint.approval === "manual" ? "manualPrivateLinkServiceConnections" : "privateLinkServiceConnections";
    add(
        "azure-native:network:PrivateEndpoint",
        "endpoint",
        {
            ...place,
            privateEndpointName: "pep-world",
            subnet: { id: `${network}/subnets/${endpoint.subnet}` },
            [list]: connections,
        },
        id,
    );
    if (zone?.record !== true) return;
    const privateDnsZoneConfigs = [{ name: "vault", privateDnsZoneId: zoneId }];
    add(
        "azure-native:network:PrivateDnsZoneGroup",
        "zone-group",
        {
            resourceGroupName: "rg-world",
            privateEndpointName: "pep-world",
            privateDnsZoneGroupName: "default",
            privateDnsZoneConfigs,
        },
        `${id}/privateDnsZoneGroups/default`,
    );
}

function addRoles({ assignments }: World, add: Add): void {
    const definition = (role: string): string =>
        `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${roleIds[role] ?? ""}`;
    for (const [index, { principal, role, scope, onlyNames, eligible }] of assignments.entries()) {
        const name = `33333333-0000-4000-8000-00000000000${index}`;
        const condition = `((!(ActionMatches{'Microsoft.KeyVault/vaults/secrets/getSecret/action'})) OR (@Resource[Microsoft.KeyVault/vaults/secrets:name] StringStartsWith '${onlyNames ?? ""}'))`;
        const inputs = {
            scope: scopeId(scope),
            roleDefinitionId: definition(role),
            principalId: principal,
            ...(onlyNames !== undefined && { condition, conditionVersion: "2.0" }),
        };
        if (eligible)
            add(
                "azure-native:authorization:PimRoleEligibilitySchedule",
                `eligible-${index}`,
                inputs,
                `${scopeId(scope)}/providers/Microsoft.Authorization/roleEligibilitySchedules/${name}`,
            );
        else
            add(
                "azure-native:authorization:RoleAssignment",
                `grant-${index}`,
                { ...inputs, principalType: "ServicePrincipal", roleAssignmentName: name },
                `${scopeId(scope)}/providers/Microsoft.Authorization/roleAssignments/${name}`,
            );
    }
    const permissions = [
        {
            actions: [],
            notActions: [],
            dataActions: ["Microsoft.KeyVault/vaults/secrets/*"],
            notDataActions: ["Microsoft.KeyVault/vaults/secrets/getSecret/action"],
        },
    ];
    const writer = {
        roleDefinitionId: roleIds["Writer"] ?? "",
        roleName: "Writer",
        roleType: "CustomRole",
        scope: subscription,
        assignableScopes: [subscription],
        permissions,
    };
    add("azure-native:authorization:RoleDefinition", "writer", writer, definition("Writer"));
}
