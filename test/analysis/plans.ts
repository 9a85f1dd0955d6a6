import type { Answer } from "../../analysis/answer.ts";
import { oracleOf, type Oracle } from "../../analysis/evaluate.ts";
import { modelOf } from "../../analysis/model/model.ts";
import { readQuestion, type Words } from "../../analysis/words.ts";
import { unknown, type Plan, type PlanObject, type PlanResource, type PlanValue } from "../../plan/plan.ts";

/** Plans as a stranger's azure-native program would give them, written by hand. */
export const subscription = "11111111-1111-4111-8111-111111111111";
export const tenant = "22222222-2222-4222-8222-222222222222";
export const user = "33333333-3333-4333-8333-333333333333";
export const group = "44444444-4444-4444-8444-444444444444";
export const application = "55555555-5555-4555-8555-555555555555";
export const stranger = "66666666-6666-4666-8666-666666666666";
export const groupId = `/subscriptions/${subscription}/resourceGroups/rg`;
export const vaultId = `${groupId}/providers/Microsoft.KeyVault/vaults/kv`;

export const roles = {
    administrator: "00482a5a-887f-4fb3-b363-3b7fe8e74483",
    reader: "21090545-7ca7-4776-b22c-e363652d74d2",
    secretsUser: "4633458b-17de-408a-b874-0445c86b69e6",
    secretsOfficer: "b86a8fe4-44ce-4948-aee5-eccb2c155cd7",
    certificateUser: "db79e9a7-68ee-4b58-9aeb-b90e7c24fcba",
    cryptoServiceEncryptionUser: "e147488a-f6f5-4113-8e2d-b22465e65bf6",
    cryptoUser: "12338af0-0e69-4776-bea7-57ae8d297424",
    contributor: "b24988ac-6180-42a0-ab88-20f7382dd24c",
    owner: "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
    keyVaultContributor: "f25e0fa2-a7c8-4377-a976-54943a77a395",
    dataAccessAdministrator: "8b54135c-b56d-4d72-a534-26097cfdc8d8",
    userAccessAdministrator: "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9",
    vmContributor: "9980e02c-c2be-4d73-94e8-173b1dc7cf3c",
} as const;

function urn(type: string, name: string): string {
    return `urn:pulumi:test::program::${type}::${name}`;
}

export interface More {
    readonly id?: string;
    readonly outputs?: PlanObject;
    /** Names of resources, by input. */
    readonly from?: Readonly<Record<string, readonly PlanResource[]>>;
    readonly after?: readonly PlanResource[];
}

export function resource(type: string, name: string, inputs: PlanObject, more: More = {}): PlanResource {
    const full = type.includes(":") && type.split(":").length > 2 ? type : `azure-native:${type}`;
    const from = Object.entries(more.from ?? {}).map(
        ([key, sources]) => [key, sources.map((source) => source.urn).sort()] as const,
    );
    const dependencies = [
        ...new Set([...from.flatMap(([, urns]) => urns), ...(more.after ?? []).map((other) => other.urn)]),
    ];
    return {
        urn: urn(full, name),
        type: full,
        custom: true,
        ...(more.id !== undefined && { id: more.id }),
        inputs,
        outputs: more.outputs ?? {},
        dependencies: dependencies.sort(),
        propertyDependencies: Object.fromEntries(from),
    };
}

export function planOf(...resources: readonly PlanResource[]): Plan {
    return { version: 3, deployment: { resources } };
}

/** A vault with Azure RBAC, open to everyone, in the resource group `rg`. */
export function vault(
    properties: PlanObject = {},
    more: More & { readonly name?: string; readonly type?: string } = {},
): PlanResource {
    const name = more.name ?? "kv";
    return resource(
        more.type ?? "keyvault:Vault",
        name,
        {
            vaultName: name,
            resourceGroupName: "rg",
            location: "northeurope",
            properties: {
                tenantId: tenant,
                sku: { family: "A", name: "standard" },
                enableRbacAuthorization: true,
                ...properties,
            },
        },
        { id: `${groupId}/providers/Microsoft.KeyVault/vaults/${name}`, ...more },
    );
}

export function network(name = "vnet", inputs: PlanObject = {}, more: More = {}): PlanResource {
    return resource(
        "network:VirtualNetwork",
        name,
        {
            virtualNetworkName: name,
            resourceGroupName: "rg",
            addressSpace: { addressPrefixes: ["10.0.0.0/16"] },
            ...inputs,
        },
        { id: networkId(name), ...more },
    );
}

export function networkId(name = "vnet"): string {
    return `${groupId}/providers/Microsoft.Network/virtualNetworks/${name}`;
}

export function subnet(
    name: string,
    inputs: PlanObject = {},
    more: More & { readonly network?: string } = {},
): PlanResource {
    const owner = more.network ?? "vnet";
    return resource(
        "network:Subnet",
        `${owner}-${name}`,
        {
            virtualNetworkName: owner,
            subnetName: name,
            resourceGroupName: "rg",
            addressPrefix: "10.0.1.0/24",
            ...inputs,
        },
        { id: subnetId(name, owner), ...more },
    );
}

export function subnetId(name: string, owner = "vnet"): string {
    return `${networkId(owner)}/subnets/${name}`;
}

export const vaultEndpoint: PlanValue = [{ service: "Microsoft.KeyVault" }];

export function assignment(
    role: string,
    principalId: PlanValue,
    scope: PlanValue = vaultId,
    inputs: PlanObject = {},
    more: More = {},
): PlanResource {
    return resource(
        "authorization:RoleAssignment",
        `assignment-${JSON.stringify([role, principalId, scope]).replaceAll(/\W+/g, "-")}`,
        {
            scope,
            principalId,
            roleDefinitionId:
                role.startsWith("/") || role === unknown
                    ? role
                    : `/subscriptions/${subscription}/providers/Microsoft.Authorization/roleDefinitions/${role}`,
            principalType: "User",
            ...inputs,
        },
        more,
    );
}

/** A private endpoint of the vault in a subnet, with a zone linked to networks and a zone group. */
export function privateLink(
    options: {
        readonly subnet?: string;
        readonly network?: string;
        readonly links?: readonly string[];
        readonly manual?: boolean;
        readonly zoneGroup?: boolean;
        readonly resolutionPolicy?: string;
        readonly vault?: string;
        readonly endpoint?: PlanObject;
        readonly name?: string;
    } = {},
): readonly PlanResource[] {
    const {
        subnet: place = "endpoints",
        network: owner = "vnet",
        links = ["vnet"],
        manual = false,
        zoneGroup = true,
        name = "pe",
    } = options;
    const connection = {
        name: "vault",
        privateLinkServiceId: `${groupId}/providers/Microsoft.KeyVault/vaults/${options.vault ?? "kv"}`,
        groupIds: ["vault"],
    };
    const zoneName = "privatelink.vaultcore.azure.net";
    const zoneId = `${groupId}/providers/Microsoft.Network/privateDnsZones/${zoneName}`;
    return [
        resource(
            "network:PrivateEndpoint",
            name,
            {
                privateEndpointName: name,
                resourceGroupName: "rg",
                subnet: { id: subnetId(place, owner) },
                [manual ? "manualPrivateLinkServiceConnections" : "privateLinkServiceConnections"]: [connection],
                ...options.endpoint,
            },
            { id: `${groupId}/providers/Microsoft.Network/privateEndpoints/${name}` },
        ),
        resource(
            "privatedns:PrivateZone",
            zoneName,
            { privateZoneName: zoneName, resourceGroupName: "rg" },
            { id: zoneId },
        ),
        ...links.map((link) =>
            resource("privatedns:VirtualNetworkLink", `link-${link}`, {
                privateZoneName: zoneName,
                resourceGroupName: "rg",
                virtualNetworkLinkName: link,
                virtualNetwork: { id: networkId(link) },
                ...(options.resolutionPolicy !== undefined && { resolutionPolicy: options.resolutionPolicy }),
            }),
        ),
        ...(zoneGroup
            ? [
                  resource("network:PrivateDnsZoneGroup", `${name}-zones`, {
                      privateEndpointName: name,
                      privateDnsZoneGroupName: "default",
                      resourceGroupName: "rg",
                      privateDnsZoneConfigs: [{ name: "vault", privateDnsZoneId: zoneId }],
                  }),
              ]
            : []),
    ];
}

/** The two directions of a peering. */
export function peering(a: string, b: string, inputs: PlanObject = {}): readonly PlanResource[] {
    return [
        [a, b],
        [b, a],
    ].map(([from, to]) =>
        resource("network:VirtualNetworkPeering", `${from}-to-${to}`, {
            virtualNetworkName: from!,
            resourceGroupName: "rg",
            virtualNetworkPeeringName: `to-${to}`,
            remoteVirtualNetwork: { id: networkId(to) },
            ...inputs,
        }),
    );
}

export const everyAccess: readonly PlanResource[] = [assignment(roles.administrator, user)];

export function oracle(...resources: readonly PlanResource[]): Oracle {
    return oracleOf(modelOf(planOf(...resources)));
}

/** Asks in words; the caller is {@link user}, the operation `secrets/get`, the object `kv/secrets/s` unless said. */
export function ask(resources: readonly PlanResource[], words: Partial<Words> = {}): Answer {
    const asked = oracle(...resources);
    const answer = asked.answer(
        readQuestion(asked.model, { from: "internet", as: user, do: "secrets/get", on: "kv/secrets/s", ...words }),
    );
    return answer;
}

/** What a table of expectations compares: verdict, and the code with which the vault refuses. */
export function outcome(resources: readonly PlanResource[], words: Partial<Words> = {}): string {
    const { verdict, code } = ask(resources, words);
    return code === undefined ? verdict : `${verdict} ${code}`;
}

export function gateOf(answer: Answer, name: Answer["gates"][number]["gate"]): Answer["gates"][number] {
    return answer.gates.find(({ gate }) => gate === name)!;
}

export { unknown };
