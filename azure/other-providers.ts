import type { Sourced } from "./fact.ts";

/**
 * Resources that can change access to a vault and that are not Azure's own types, so that what they do is not read:
 *
 * - `grants`: adds a role assignment or an access policy, and takes none away;
 * - `joins groups`: makes somebody a member of a group;
 * - `names`: changes what names resolve to;
 * - `paths`: changes over what packets go, or whether they pass;
 * - `joints`: joins networks, and so changes what leads to private endpoints;
 * - `network`: all three;
 * - `objects`: is a secret, key or certificate of a vault;
 * - `anything`: deploys a template, runs a script or calls any API;
 * - `nothing`: none of these.
 */
export type ForeignEffect =
    "grants" | "joins groups" | "names" | "paths" | "joints" | "network" | "objects" | "anything" | "nothing";

export const foreignEffectsOn = {
    names: ["names", "network", "anything"],
    paths: ["paths", "network", "anything"],
    "paths to endpoints": ["paths", "joints", "network", "anything"],
} as const satisfies Readonly<Record<string, readonly ForeignEffect[]>>;

export interface ForeignResource extends Sourced {
    /** What the type token starts with. */
    readonly prefix: string;
    /** The prefix is the whole type: longer ones are others'. */
    readonly whole?: true;
    readonly effect: ForeignEffect;
}

const registry = "www.pulumi.com/registry/packages";
const row = (prefix: string, effect: ForeignEffect, page: string): ForeignResource => ({
    prefix,
    effect,
    source: `${registry}/${page}`,
    certainty: "confirmed",
});

/** The first row that fits decides. */
export const foreignResources: readonly ForeignResource[] = [
    row("azure:keyvault/accessPolicy:", "grants", "azure"),
    row("azure:authorization/assignment:", "grants", "azure"),
    row("azure:authorization/", "nothing", "azure"),
    row("azure:pim/activeRoleAssignment:", "grants", "azure"),
    row("azure:pim/", "nothing", "azure"),
    row("azure:keyvault/secret:", "objects", "azure"),
    row("azure:keyvault/key:", "objects", "azure"),
    row("azure:keyvault/certifiate:", "objects", "azure"),
    row("azure:keyvault/certificate:", "objects", "azure"),
    row("azure:keyvault/certificate", "nothing", "azure"),
    row("azure:keyvault/managed", "nothing", "azure"),
    row("azure:keyvault/keyVault:", "nothing", "azure"),
    row("azure:keyvault/", "anything", "azure"),
    row("azure:privatedns/", "names", "azure"),
    row("azure:privatelink/", "network", "azure"),
    ...[
        "publicIp",
        "subnet:",
        "virtualNetwork:",
        "networkInterface:",
        "networkWatcher",
        "networkDdos",
        "natGateway:",
    ].map((type) => row(`azure:network/${type}`, "nothing", "azure")),
    ...["applicationGateway", "trafficManager", "networkSecurityGroup:", "routeTable:"].map((type) =>
        row(`azure:network/${type}`, "nothing", "azure"),
    ),
    row("azure:network/virtualNetworkDnsServers:", "names", "azure"),
    row("azure:network/networkManagerAdminRule", "paths", "azure"),
    ...["virtualNetworkPeering", "virtualHub", "virtualWan", "virtualNetworkGateway", "localNetworkGateway"].map(
        (type) => row(`azure:network/${type}`, "joints", "azure"),
    ),
    ...["expressRoute", "vpn", "pointToPoint", "networkManager"].map((type) =>
        row(`azure:network/${type}`, "joints", "azure"),
    ),
    row("azure:network/", "paths", "azure"),
    row("azure:core/resourceGroup:", "nothing", "azure"),
    row("azure:core/resourceProviderRegistration:", "nothing", "azure"),
    row("azure:core/", "anything", "azure"),
    row("azuread:index/groupMember:", "joins groups", "azuread"),
    row("azuread:index/privilegedAccessGroupAssignmentSchedule:", "joins groups", "azuread"),
    row("azuread:index/group:", "joins groups", "azuread"),
    row("azapi:", "anything", "azapi"),
    { ...row("azure-native:resources:Resource", "anything", "azure-native"), whole: true },
    row("azure-native:resources:Deployment", "anything", "azure-native"),
    row("azure-native:blueprint:Assignment", "anything", "azure-native"),
    row("azure-native:resources:AzureCliScript", "anything", "azure-native"),
    row("azure-native:resources:AzurePowerShellScript", "anything", "azure-native"),
    row("command:", "anything", "command"),
    row("pulumi-nodejs:dynamic", "anything", "../docs/iac/concepts/resources/dynamic-providers"),
    row("pulumi-python:dynamic", "anything", "../docs/iac/concepts/resources/dynamic-providers"),
];
