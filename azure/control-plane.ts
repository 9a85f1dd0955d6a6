import type { Certainty, Sourced } from "./fact.ts";

/**
 * How an action that reads no secret leads to one, or to its loss.
 *
 * - `grant`: gives anyone, the holder too, access to data;
 * - `write value`: puts a value or a key into a vault without touching its data plane;
 * - `read by deployment`: lets a deployment of the holder's use a secret, and pass it on;
 * - `act as identity`: runs the holder's code where a managed identity is at hand;
 * - `borrow identity`: makes a managed identity answer to a machine or an issuer of the holder's choice;
 * - `open network`: admits callers that the vault's network rules refuse;
 * - `steer names`: sends clients of a vault to another address, or lets them resolve it privately;
 * - `blind`: stops the log, or sends it elsewhere;
 * - `destroy`: deletes vaults or objects, or removes what forbids it;
 * - `read metadata`: names and attributes, tags included, and no values.
 */
export type Consequence =
    | "grant"
    | "write value"
    | "read by deployment"
    | "act as identity"
    | "borrow identity"
    | "open network"
    | "steer names"
    | "blind"
    | "destroy"
    | "read metadata";

export interface ControlAction extends Sourced {
    readonly does: string;
    readonly leadsTo: readonly Consequence[];
    /** Only on vaults with this permission model. */
    readonly model?: "access policies" | "azure rbac";
    /** Actions that the holder needs as well, on what they name. */
    readonly together?: readonly string[];
    /** Patterns under which roles grant the same thing, where the name alone would not match them. */
    readonly alsoGrantedBy?: readonly string[];
    /** A data action: it stands in a role's `dataActions`. */
    readonly dataAction?: true;
}

type More = Partial<Omit<ControlAction, "does" | "leadsTo" | "source">>;

/** @param page The page of Microsoft's list of permissions. */
function on(page: string, certainty: Certainty = "confirmed") {
    const source = `learn.microsoft.com/azure/role-based-access-control/permissions/${page}`;
    return (does: string, leadsTo: readonly Consequence[], more: More = {}): ControlAction => ({
        does,
        leadsTo,
        source,
        certainty,
        ...more,
    });
}

const vault = on("security");
const governance = on("management-and-governance");
const identity = on("identity");
const compute = on("compute");
const web = on("web-and-mobile");
const network = on("networking");
const monitor = on("monitor");
const containers = on("containers");
const storage = on("storage");
const integration = on("integration");

/** By action, in Azure's letters; Azure compares without regard to case. */
export const controlActions = {
    "Microsoft.KeyVault/vaults/read": vault("reads a vault's properties, its access policies too", ["read metadata"]),
    // Documentation says both that changing the permission model needs roleAssignments/write and that this suffices.
    "Microsoft.KeyVault/vaults/write": vault(
        "creates or changes a vault: network rules, access policies, permission model, deployment switches; recovers one",
        ["grant", "open network", "read by deployment"],
    ),
    "Microsoft.KeyVault/vaults/delete": vault("deletes a vault, recoverably", ["destroy"]),
    "Microsoft.KeyVault/vaults/accessPolicies/write": vault("adds or replaces access policies", ["grant"], {
        model: "access policies",
    }),
    "Microsoft.KeyVault/vaults/deploy/action": vault(
        "lets deployments of the holder's take secrets of the vault, whose switch must be on",
        ["read by deployment"],
        { together: ["Microsoft.Resources/deployments/write"] },
    ),
    "Microsoft.KeyVault/vaults/secrets/read": vault("reads a secret's properties, not its value", ["read metadata"]),
    "Microsoft.KeyVault/vaults/secrets/write": vault("creates a secret or sets its value", ["write value"]),
    "Microsoft.KeyVault/vaults/keys/read": vault("reads a key's properties and public part", ["read metadata"]),
    "Microsoft.KeyVault/vaults/keys/write": vault("creates a key that is not there yet", ["write value"]),
    "Microsoft.KeyVault/vaults/PrivateEndpointConnectionsApproval/action": vault(
        "approves a private endpoint, in any network of anyone's",
        ["open network"],
    ),
    "Microsoft.KeyVault/vaults/privateEndpointConnections/write": vault(
        "changes the state of a private endpoint's connection",
        ["open network"],
    ),
    "Microsoft.KeyVault/vaults/joinPerimeter/action": vault(
        "puts the vault into a network security perimeter, whose rules then replace its own",
        ["open network"],
        { certainty: "observed" },
    ),
    "Microsoft.KeyVault/locations/deletedVaults/read": vault("sees deleted vaults", ["read metadata"]),
    "Microsoft.KeyVault/locations/deletedVaults/purge/action": vault(
        "destroys a deleted vault, unless it has purge protection",
        ["destroy"],
        { together: ["Microsoft.KeyVault/locations/deletedVaults/read"] },
    ),

    "Microsoft.Authorization/roleAssignments/write": governance("assigns roles, to oneself too", ["grant"]),
    "Microsoft.Authorization/roleAssignments/delete": governance("takes roles away", ["destroy"]),
    "Microsoft.Authorization/roleDefinitions/write": governance(
        "changes custom roles, and with them what their holders may do",
        ["grant"],
    ),
    "Microsoft.Authorization/elevateAccess/action": governance(
        "makes a global administrator User Access Administrator of everything",
        ["grant"],
    ),
    "Microsoft.Authorization/roleEligibilityScheduleRequests/write": governance(
        "makes people eligible for roles that they can then activate",
        ["grant"],
    ),
    "Microsoft.Authorization/roleAssignmentScheduleRequests/write": governance(
        "activates roles, and assigns them for a time",
        ["grant"],
    ),
    "Microsoft.Authorization/roleManagementPolicies/write": governance(
        "changes what activation of a role asks for: approval, duration, second factor",
        ["grant"],
    ),
    "Microsoft.Authorization/denyAssignments/delete": governance("removes a denial", ["grant"]),
    "Microsoft.Authorization/policyAssignments/write": governance(
        "assigns policies, which can change resources with an identity of their own",
        ["act as identity"],
    ),
    "Microsoft.Authorization/locks/delete": governance("removes a lock", ["destroy"]),
    "Microsoft.Authorization/locks/write": governance("sets or weakens a lock", ["destroy"]),
    "Microsoft.Resources/deployments/write": governance("deploys templates, as oneself", []),
    "Microsoft.Resources/deploymentScripts/write": governance(
        "runs a script under a user-assigned identity",
        ["act as identity"],
        { together: ["Microsoft.ManagedIdentity/userAssignedIdentities/assign/action"] },
    ),
    "Microsoft.Automation/automationAccounts/runbooks/write": governance(
        "changes a runbook, which runs under the account's identity",
        ["act as identity"],
        { together: ["Microsoft.Automation/automationAccounts/jobs/write"] },
    ),

    "Microsoft.ManagedIdentity/userAssignedIdentities/assign/action": identity(
        "attaches a user-assigned identity to a resource that the holder may change",
        ["borrow identity"],
        { alsoGrantedBy: ["Microsoft.ManagedIdentity/userAssignedIdentities/*/assign/action"] },
    ),
    "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/write": identity(
        "lets tokens of another issuer stand for the identity",
        ["borrow identity"],
    ),

    "Microsoft.Compute/virtualMachines/write": compute(
        "creates or changes a machine: its identities, extensions and start-up data",
        ["act as identity"],
    ),
    "Microsoft.Compute/virtualMachines/runCommand/action": compute("runs a script as administrator on a machine", [
        "act as identity",
    ]),
    "Microsoft.Compute/virtualMachines/runCommands/write": compute("runs a managed script on a machine", [
        "act as identity",
    ]),
    "Microsoft.Compute/virtualMachines/extensions/write": compute("installs an extension, a script among others", [
        "act as identity",
    ]),
    "Microsoft.Compute/virtualMachines/login/action": compute("signs in to a machine as a user", ["act as identity"], {
        dataAction: true,
    }),
    "Microsoft.Compute/virtualMachines/loginAsAdmin/action": compute(
        "signs in to a machine as administrator",
        ["act as identity"],
        { dataAction: true },
    ),
    "Microsoft.SerialConsole/serialPorts/connect/action": compute("opens a machine's serial console", [
        "act as identity",
    ]),
    "Microsoft.Compute/virtualMachineScaleSets/write": compute("creates or changes a scale set", ["act as identity"]),
    "Microsoft.Compute/virtualMachineScaleSets/extensions/write": compute("installs an extension on a scale set", [
        "act as identity",
    ]),
    "Microsoft.Compute/virtualMachineScaleSets/virtualMachines/runCommand/action": compute(
        "runs a script as administrator on a machine of a scale set",
        ["act as identity"],
    ),

    "Microsoft.Web/sites/write": web("creates or changes an app: its identities and network", ["act as identity"]),
    "Microsoft.Web/sites/config/write": web(
        "changes an app's settings: Key Vault references, start-up command, code package",
        ["act as identity"],
    ),
    "Microsoft.Web/sites/config/list/action": web("reads an app's settings in clear, and its publishing credentials", [
        "act as identity",
    ]),
    "Microsoft.Web/sites/publish/action": web("deploys code to an app", ["act as identity"]),
    "Microsoft.Web/sites/publishxml/action": web("gets an app's publishing profile, with its password", [
        "act as identity",
    ]),
    "Microsoft.Web/sites/extensions/write": web("deploys a package to an app", ["act as identity"]),
    "Microsoft.Web/sites/sourcecontrols/write": web("makes an app take its code from elsewhere", ["act as identity"]),
    "Microsoft.Web/sites/functions/write": web("creates or changes a function of an app", ["act as identity"]),
    "Microsoft.Web/sites/slots/write": web("creates or changes a slot of an app", ["act as identity"]),
    "Microsoft.Web/sites/basicPublishingCredentialsPolicies/write": web(
        "allows publishing with a password",
        ["act as identity"],
        { together: ["Microsoft.Web/sites/publishxml/action"] },
    ),
    "Microsoft.Logic/workflows/write": integration(
        "creates or changes a workflow, which calls services under its identity",
        ["act as identity"],
    ),
    "Microsoft.App/containerApps/write": containers("creates or changes a container app", ["act as identity"]),
    "Microsoft.App/jobs/write": containers("creates or changes a container app job", ["act as identity"]),
    "Microsoft.ContainerService/managedClusters/runCommand/action": containers("runs a command in a cluster", [
        "act as identity",
    ]),
    "Microsoft.ContainerService/managedClusters/listClusterAdminCredential/action": containers(
        "gets the administrator's credential of a cluster",
        ["act as identity"],
    ),
    // A function app's code lies in its account.
    "Microsoft.Storage/storageAccounts/listKeys/action": storage("gets the keys of a storage account", [
        "act as identity",
    ]),

    "Microsoft.Network/virtualNetworks/subnets/write": network(
        "changes a subnet: its service endpoints, routes and security group",
        ["open network"],
    ),
    "Microsoft.Network/virtualNetworks/subnets/join/action": network("puts a resource into a subnet", ["open network"]),
    "Microsoft.Network/virtualNetworks/subnets/joinViaServiceEndpoint/action": network(
        "names a subnet in a vault's network rules",
        ["open network"],
        { together: ["Microsoft.KeyVault/vaults/write"] },
    ),
    "Microsoft.Network/virtualNetworks/virtualNetworkPeerings/write": network("joins two networks", ["open network"]),
    "Microsoft.Network/privateEndpoints/write": network(
        "makes a private endpoint; it works once the vault's side has approved it",
        ["open network"],
        { together: ["Microsoft.KeyVault/vaults/PrivateEndpointConnectionsApproval/action"] },
    ),
    "Microsoft.Network/networkSecurityPerimeters/profiles/accessRules/write": network(
        "admits callers to what is in a perimeter",
        ["open network"],
    ),
    "Microsoft.Network/networkSecurityPerimeters/resourceAssociations/write": network(
        "puts a vault into a perimeter, or only watches it there",
        ["open network"],
    ),
    "Microsoft.Network/privateDnsZones/A/write": network("sets the address of a name in a private zone", [
        "steer names",
    ]),
    "Microsoft.Network/privateDnsZones/virtualNetworkLinks/write": network("makes a network use a private zone", [
        "steer names",
    ]),
    "Microsoft.Network/virtualNetworks/write": network("changes a network: its address space and DNS servers", [
        "steer names",
    ]),

    "Microsoft.Insights/diagnosticSettings/write": monitor("changes what is logged, and where to", ["blind"]),
    "Microsoft.Insights/diagnosticSettings/delete": monitor("ends logging", ["blind"]),
    "Microsoft.OperationalInsights/workspaces/query/read": monitor("queries a workspace's logs", ["read metadata"]),
    "Microsoft.EventGrid/systemTopics/eventSubscriptions/write": integration(
        "sends a vault's events, which carry names and versions, to an address",
        ["read metadata"],
    ),
} as const satisfies Record<string, ControlAction>;

export type ControlActionName = keyof typeof controlActions;

/** Without regard to case. */
export function controlActionByName(
    name: string,
): (ControlAction & { readonly action: ControlActionName }) | undefined {
    const wanted = name.toLowerCase();
    const found = Object.entries(controlActions).find(([key]) => key.toLowerCase() === wanted);
    return found && { action: found[0] as ControlActionName, ...found[1] };
}

/** Where a request for an action about a vault is made, and so where its role must hold. */
export type AskedAt = "vault" | "resource group" | "subscription";

/**
 * Deleted vaults, names and locations are the subscription's; deployments and their scripts are made in a resource group;
 * everything else is asked of the vault itself.
 * Source: learn.microsoft.com/rest/api/keyvault/keyvault/vaults (paths of the requests),
 * learn.microsoft.com/azure/azure-resource-manager/templates/deploy-to-resource-group.
 */
export function askedAt(action: string): AskedAt {
    const name = action.toLowerCase();
    if (name.startsWith("microsoft.keyvault/") && !name.startsWith("microsoft.keyvault/vaults/")) return "subscription";
    if (/^microsoft\.resources\/(deployments|deploymentscripts|subscriptions\/resourcegroups)\//.test(name))
        return "resource group";
    return name.startsWith("microsoft.resources/subscriptions/") ? "subscription" : "vault";
}
