import type { ManagementLockByScopeArgs } from "@pulumi/azure-native/authorization/managementLockByScope.js";
import type { RoleAssignmentArgs } from "@pulumi/azure-native/authorization/roleAssignment.js";
import type { RoleDefinitionArgs } from "@pulumi/azure-native/authorization/roleDefinition.js";
import type { AccessPolicyArgs } from "@pulumi/azure-native/keyvault/accessPolicy.js";
import type { KeyArgs } from "@pulumi/azure-native/keyvault/key.js";
import type { SecretArgs } from "@pulumi/azure-native/keyvault/secret.js";
import type { VaultArgs } from "@pulumi/azure-native/keyvault/vault.js";
import type { FederatedIdentityCredentialArgs } from "@pulumi/azure-native/managedidentity/federatedIdentityCredential.js";
import type { UserAssignedIdentityArgs } from "@pulumi/azure-native/managedidentity/userAssignedIdentity.js";
import type { ResourceGroupArgs } from "@pulumi/azure-native/resources/resourceGroup.js";
import {
    group,
    hidden,
    later,
    location,
    principalId,
    sample,
    subnet,
    subscription,
    tenantId,
    vault,
} from "./sample.ts";

export const vaultSamples = [
    sample<ResourceGroupArgs>("resources:ResourceGroup", {
        resourceGroupName: group,
        location,
        tags: { stage: "test" },
    }),
    sample<VaultArgs>("keyvault:Vault", {
        resourceGroupName: group,
        vaultName: "kv-sample",
        location,
        tags: { stage: "test" },
        properties: {
            tenantId,
            sku: { family: "A", name: "standard" },
            enableRbacAuthorization: true,
            enablePurgeProtection: true,
            enableSoftDelete: true,
            softDeleteRetentionInDays: 90,
            enabledForDeployment: false,
            publicNetworkAccess: "Enabled",
            accessPolicies: [{ tenantId, objectId: principalId, permissions: { secrets: ["get", "list"] } }],
            networkAcls: {
                bypass: "AzureServices",
                defaultAction: "Deny",
                ipRules: [{ value: "198.51.100.7/32" }, { value: later }],
                virtualNetworkRules: [{ id: subnet, ignoreMissingVnetServiceEndpoint: false }],
            },
        },
    }),
    sample<SecretArgs>("keyvault:Secret", {
        resourceGroupName: group,
        vaultName: "kv-sample",
        secretName: "db-password",
        properties: {
            value: hidden,
            contentType: "text/plain",
            attributes: { enabled: true, notBefore: 1_767_225_600, expires: 1_798_761_600 },
        },
    }),
    sample<KeyArgs>("keyvault:Key", {
        resourceGroupName: group,
        vaultName: "kv-sample",
        keyName: "storage",
        properties: {
            kty: "RSA",
            keySize: 2048,
            keyOps: ["wrapKey", "unwrapKey"],
            attributes: { enabled: true, expires: 1_798_761_600, exportable: false },
            rotationPolicy: {
                attributes: { expiryTime: "P2Y" },
                lifetimeActions: [{ action: { type: "rotate" }, trigger: { timeAfterCreate: "P18M" } }],
            },
        },
    }),
    sample<AccessPolicyArgs>("keyvault:AccessPolicy", {
        resourceGroupName: group,
        vaultName: "kv-sample",
        policy: { tenantId, objectId: later, permissions: { keys: ["get"], secrets: ["get"], certificates: ["get"] } },
    }),
    sample<RoleAssignmentArgs>("authorization:RoleAssignment", {
        scope: vault,
        roleAssignmentName: "44444444-4444-5444-8444-444444444444",
        principalId: later,
        principalType: "ServicePrincipal",
        roleDefinitionId: `${subscription}/providers/Microsoft.Authorization/roleDefinitions/4633458b-17de-408a-b874-0445c86b69e6`,
        conditionVersion: "2.0",
        condition: "true",
        description: "reads secrets",
    }),
    sample<RoleDefinitionArgs>("authorization:RoleDefinition", {
        scope: subscription,
        roleDefinitionId: "55555555-5555-5555-8555-555555555555",
        roleName: "Deploys with secrets",
        roleType: "CustomRole",
        description: "may use the vault in a template",
        assignableScopes: [subscription],
        permissions: [
            {
                actions: ["Microsoft.KeyVault/vaults/deploy/action"],
                notActions: [],
                dataActions: [],
                notDataActions: [],
            },
        ],
    }),
    sample<ManagementLockByScopeArgs>("authorization:ManagementLockByScope", {
        scope: vault,
        lockName: "keep",
        level: "CanNotDelete",
        notes: "lift it first",
    }),
    sample<UserAssignedIdentityArgs>("managedidentity:UserAssignedIdentity", {
        resourceGroupName: group,
        resourceName: "id-sample",
        location,
    }),
    sample<FederatedIdentityCredentialArgs>("managedidentity:FederatedIdentityCredential", {
        resourceGroupName: group,
        resourceName: "id-sample",
        federatedIdentityCredentialResourceName: "pipeline",
        issuer: "https://token.actions.githubusercontent.com",
        subject: "repo:example/app:environment:prod",
        audiences: ["api://AzureADTokenExchange"],
    }),
];
