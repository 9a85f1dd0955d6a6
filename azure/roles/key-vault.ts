import { role, type BuiltInRole } from "./role.ts";

/** What most of Key Vault's roles may do on the control plane: see vaults, and deploy. */
const vaultManagement = [
    "Microsoft.Authorization/*/read",
    "Microsoft.Insights/alertRules/*",
    "Microsoft.Resources/deployments/*",
    "Microsoft.Resources/subscriptions/resourceGroups/read",
    "Microsoft.Support/*",
    "Microsoft.KeyVault/checkNameAvailability/read",
    "Microsoft.KeyVault/deletedVaults/read",
    "Microsoft.KeyVault/locations/*/read",
    "Microsoft.KeyVault/vaults/*/read",
    "Microsoft.KeyVault/operations/read",
];

/** Roles of Key Vault's own. They have an effect only on vaults whose permission model is Azure RBAC. */
export const keyVaultRoles = {
    "Key Vault Administrator": role("00482a5a-887f-4fb3-b363-3b7fe8e74483", "security", {
        actions: vaultManagement,
        dataActions: ["Microsoft.KeyVault/vaults/*"],
    }),
    "Key Vault Reader": role("21090545-7ca7-4776-b22c-e363652d74d2", "security", {
        actions: [
            "Microsoft.Authorization/*/read",
            "Microsoft.Insights/alertRules/*",
            "Microsoft.Resources/subscriptions/resourceGroups/read",
            "Microsoft.Support/*",
            "Microsoft.KeyVault/checkNameAvailability/read",
            "Microsoft.KeyVault/deletedVaults/read",
            "Microsoft.KeyVault/locations/*/read",
            "Microsoft.KeyVault/vaults/*/read",
            "Microsoft.KeyVault/operations/read",
        ],
        dataActions: ["Microsoft.KeyVault/vaults/*/read", "Microsoft.KeyVault/vaults/secrets/readMetadata/action"],
    }),
    "Key Vault Secrets User": role("4633458b-17de-408a-b874-0445c86b69e6", "security", {
        dataActions: [
            "Microsoft.KeyVault/vaults/secrets/getSecret/action",
            "Microsoft.KeyVault/vaults/secrets/readMetadata/action",
        ],
    }),
    "Key Vault Secrets Officer": role("b86a8fe4-44ce-4948-aee5-eccb2c155cd7", "security", {
        actions: vaultManagement,
        dataActions: ["Microsoft.KeyVault/vaults/secrets/*"],
    }),
    "Key Vault Certificate User": role("db79e9a7-68ee-4b58-9aeb-b90e7c24fcba", "security", {
        dataActions: [
            "Microsoft.KeyVault/vaults/certificates/read",
            "Microsoft.KeyVault/vaults/secrets/getSecret/action",
            "Microsoft.KeyVault/vaults/secrets/readMetadata/action",
            "Microsoft.KeyVault/vaults/keys/read",
        ],
    }),
    "Key Vault Certificates Officer": role("a4417e6f-fecd-4de8-b567-7b0420556985", "security", {
        actions: vaultManagement,
        dataActions: [
            "Microsoft.KeyVault/vaults/certificatecas/*",
            "Microsoft.KeyVault/vaults/certificates/*",
            "Microsoft.KeyVault/vaults/certificatecontacts/write",
        ],
    }),
    "Key Vault Crypto User": role("12338af0-0e69-4776-bea7-57ae8d297424", "security", {
        dataActions: [
            "Microsoft.KeyVault/vaults/keys/read",
            "Microsoft.KeyVault/vaults/keys/update/action",
            "Microsoft.KeyVault/vaults/keys/backup/action",
            "Microsoft.KeyVault/vaults/keys/encrypt/action",
            "Microsoft.KeyVault/vaults/keys/decrypt/action",
            "Microsoft.KeyVault/vaults/keys/wrap/action",
            "Microsoft.KeyVault/vaults/keys/unwrap/action",
            "Microsoft.KeyVault/vaults/keys/sign/action",
            "Microsoft.KeyVault/vaults/keys/verify/action",
        ],
    }),
    "Key Vault Crypto Officer": role("14b46e9e-c2b7-41b4-b07b-48a6ebf60603", "security", {
        actions: vaultManagement,
        dataActions: ["Microsoft.KeyVault/vaults/keys/*", "Microsoft.KeyVault/vaults/keyrotationpolicies/*"],
    }),
    "Key Vault Crypto Service Encryption User": role("e147488a-f6f5-4113-8e2d-b22465e65bf6", "security", {
        actions: [
            "Microsoft.EventGrid/eventSubscriptions/write",
            "Microsoft.EventGrid/eventSubscriptions/read",
            "Microsoft.EventGrid/eventSubscriptions/delete",
        ],
        dataActions: [
            "Microsoft.KeyVault/vaults/keys/read",
            "Microsoft.KeyVault/vaults/keys/wrap/action",
            "Microsoft.KeyVault/vaults/keys/unwrap/action",
        ],
    }),
    "Key Vault Crypto Service Release User": role("08bbd89e-9f13-488c-ac41-acfcb10c90ab", "security", {
        dataActions: ["Microsoft.KeyVault/vaults/keys/release/action"],
    }),
    "Key Vault Contributor": role("f25e0fa2-a7c8-4377-a976-54943a77a395", "security", {
        actions: [
            "Microsoft.Authorization/*/read",
            "Microsoft.Insights/alertRules/*",
            "Microsoft.KeyVault/*",
            "Microsoft.Resources/deployments/*",
            "Microsoft.Resources/subscriptions/resourceGroups/read",
            "Microsoft.Support/*",
        ],
        notActions: [
            "Microsoft.KeyVault/locations/deletedVaults/purge/action",
            "Microsoft.KeyVault/hsmPools/*",
            "Microsoft.KeyVault/managedHsms/*",
        ],
    }),
    "Key Vault Data Access Administrator": role(
        "8b54135c-b56d-4d72-a534-26097cfdc8d8",
        "security",
        {
            actions: [
                "Microsoft.Authorization/roleAssignments/write",
                "Microsoft.Authorization/roleAssignments/delete",
                "Microsoft.Authorization/*/read",
                "Microsoft.Resources/deployments/*",
                "Microsoft.Resources/subscriptions/resourceGroups/read",
                "Microsoft.Resources/subscriptions/read",
                "Microsoft.Management/managementGroups/read",
                "Microsoft.Support/*",
                "Microsoft.KeyVault/vaults/*/read",
            ],
        },
        {
            mayAssign: [
                "00482a5a-887f-4fb3-b363-3b7fe8e74483",
                "a4417e6f-fecd-4de8-b567-7b0420556985",
                "14b46e9e-c2b7-41b4-b07b-48a6ebf60603",
                "e147488a-f6f5-4113-8e2d-b22465e65bf6",
                "12338af0-0e69-4776-bea7-57ae8d297424",
                "21090545-7ca7-4776-b22c-e363652d74d2",
                "b86a8fe4-44ce-4948-aee5-eccb2c155cd7",
                "4633458b-17de-408a-b874-0445c86b69e6",
            ],
        },
    ),
    "Key Vault Purge Operator": role("a68e7c17-0ab2-4c09-9a58-125dae29748c", "security", {
        actions: [
            "Microsoft.Authorization/*/read",
            "Microsoft.Insights/alertRules/*",
            "Microsoft.Resources/deployments/*",
            "Microsoft.Resources/subscriptions/resourceGroups/read",
            "Microsoft.KeyVault/deletedVaults/read",
            "Microsoft.KeyVault/locations/deletedVaults/read",
            "Microsoft.KeyVault/locations/deletedVaults/purge/action",
            "Microsoft.KeyVault/locations/operationResults/read",
        ],
    }),
} as const satisfies Record<string, BuiltInRole>;
