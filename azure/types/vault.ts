import { nameRules } from "../name-rules.ts";
import { extension, provider, resourceType, type More, type ResourceType } from "../resource-type.ts";

const vault = provider("Microsoft.KeyVault", "2024-11-01");
const script = provider("Microsoft.Resources", "2023-08-01");
const identity = provider("Microsoft.ManagedIdentity", "2023-01-31");
const granting = (path: string, version: string | undefined, names: readonly string[], more?: More): ResourceType =>
    extension("scope", `Microsoft.Authorization/${path}`, version, names, more);
const policyVersion = "2025-01-01";
const customResources = "github.com/pulumi/pulumi-azure-native/provider/pkg/resources/customresources";
const lockVersion = "2020-05-01";

/** Vaults, what they stand in, and everything that grants access or forbids change. */
export const vaultTypes = {
    "keyvault:Vault": vault("vaults", ["vaultName"], { abbreviation: "kv", nameRule: nameRules.vault }),
    "keyvault:Secret": vault("vaults/secrets", ["vaultName", "secretName"], { nameRule: nameRules.vaultObject }),
    "keyvault:Key": vault("vaults/keys", ["vaultName", "keyName"], { nameRule: nameRules.vaultObject }),
    // The provider's own: it edits one entry of the vault's list, and the id is the provider's invention.
    "keyvault:AccessPolicy": provider("Microsoft.KeyVault", undefined)(
        "vaults/accessPolicy",
        ["vaultName", "policy.objectId"],
        { source: `${customResources}/custom_keyvault_accesspolicy.go` },
    ),
    "keyvault:PrivateEndpointConnection": vault("vaults/privateEndpointConnections", [
        "vaultName",
        "privateEndpointConnectionName",
    ]),
    "keyvault:ManagedHsm": vault("managedHSMs", ["name"], { abbreviation: "kvmhsm" }),
    "resources:ResourceGroup": resourceType(
        "subscription",
        "Microsoft.Resources/resourceGroups",
        "2024-03-01",
        ["resourceGroupName"],
        { abbreviation: "rg", nameRule: nameRules.resourceGroup },
    ),
    "resources:AzureCliScript": script("deploymentScripts", ["scriptName"]),
    "resources:AzurePowerShellScript": script("deploymentScripts", ["scriptName"]),
    "resources:Deployment": provider("Microsoft.Resources", "2024-03-01")("deployments", ["deploymentName"]),
    "resources:DeploymentAtSubscriptionScope": resourceType(
        "subscription",
        "Microsoft.Resources/deployments",
        "2024-03-01",
        ["deploymentName"],
    ),
    "resources:DeploymentStackAtResourceGroup": provider("Microsoft.Resources", "2024-03-01")("deploymentStacks", [
        "deploymentStackName",
    ]),
    "resources:TagAtScope": extension("scope", "Microsoft.Resources/tags", "2024-03-01", [], {
        fixed: { 0: "default" },
    }),
    "management:ManagementGroup": resourceType(
        "tenant",
        "Microsoft.Management/managementGroups",
        "2023-04-01",
        ["groupId"],
        { abbreviation: "mg" },
    ),
    "authorization:RoleAssignment": granting("roleAssignments", "2022-04-01", ["roleAssignmentName"], {
        nameRule: nameRules.guid,
    }),
    "authorization:RoleDefinition": granting("roleDefinitions", "2022-05-01-preview", ["roleDefinitionId"], {
        nameRule: nameRules.guid,
    }),
    "authorization:DenyAssignment": granting("denyAssignments", "2024-07-01-preview", ["denyAssignmentId"]),
    // The provider's own, over one-shot requests; the name is a random GUID.
    "authorization:PimRoleEligibilitySchedule": granting("roleEligibilityScheduleRequests", undefined, [], {
        generatedName: true,
        source: `${customResources}/custom_pim_eligibility.go`,
    }),
    "authorization:RoleManagementPolicy": granting("roleManagementPolicies", "2024-09-01-preview", [
        "roleManagementPolicyName",
    ]),
    "authorization:RoleManagementPolicyAssignment": granting("roleManagementPolicyAssignments", "2024-09-01-preview", [
        "roleManagementPolicyAssignmentName",
    ]),
    "authorization:ManagementLockByScope": granting("locks", lockVersion, ["lockName"], { nameRule: nameRules.lock }),
    "authorization:ManagementLockAtResourceGroupLevel": provider("Microsoft.Authorization", lockVersion)(
        "locks",
        ["lockName"],
        { nameRule: nameRules.lock },
    ),
    "authorization:ManagementLockAtSubscriptionLevel": resourceType(
        "subscription",
        "Microsoft.Authorization/locks",
        lockVersion,
        ["lockName"],
        { nameRule: nameRules.lock },
    ),
    "authorization:PolicyAssignment": granting("policyAssignments", policyVersion, ["policyAssignmentName"]),
    "authorization:PolicyExemption": granting("policyExemptions", "2022-07-01-preview", ["policyExemptionName"]),
    "authorization:PolicyDefinition": resourceType(
        "subscription",
        "Microsoft.Authorization/policyDefinitions",
        policyVersion,
        ["policyDefinitionName"],
    ),
    "authorization:PolicySetDefinition": resourceType(
        "subscription",
        "Microsoft.Authorization/policySetDefinitions",
        policyVersion,
        ["policySetDefinitionName"],
    ),
    "managedidentity:UserAssignedIdentity": identity("userAssignedIdentities", ["resourceName"], {
        abbreviation: "id",
        nameRule: nameRules.userAssignedIdentity,
    }),
    "managedidentity:FederatedIdentityCredential": identity("userAssignedIdentities/federatedIdentityCredentials", [
        "resourceName",
        "federatedIdentityCredentialResourceName",
    ]),
} as const satisfies Record<string, ResourceType>;
