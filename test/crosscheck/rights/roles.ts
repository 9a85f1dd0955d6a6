import type { Permission } from "./world.ts";

/**
 * Built-in roles as Microsoft documents them (role-based-access-control/built-in-roles/security, privileged, general), as
 * far as they are about vaults; `K` stands for `Microsoft.KeyVault/vaults`.
 */
const K = "Microsoft.KeyVault/vaults";

function role(
    guid: string,
    permission: Partial<Permission>,
): { readonly guid: string; readonly permission: Permission } {
    return { guid, permission: { actions: [], notActions: [], dataActions: [], notDataActions: [], ...permission } };
}

/** What most roles of the vault's data may do in Resource Manager. */
const reading = [
    "Microsoft.Authorization/*/read",
    "Microsoft.Insights/alertRules/*",
    "Microsoft.Resources/deployments/*",
    `${K}/*/read`,
];

export const builtInRoles: Readonly<Record<string, ReturnType<typeof role>>> = {
    "Key Vault Administrator": role("00482a5a-887f-4fb3-b363-3b7fe8e74483", {
        actions: reading,
        dataActions: [`${K}/*`],
    }),
    "Key Vault Reader": role("21090545-7ca7-4776-b22c-e363652d74d2", {
        actions: reading,
        dataActions: [`${K}/*/read`, `${K}/secrets/readMetadata/action`],
    }),
    "Key Vault Secrets User": role("4633458b-17de-408a-b874-0445c86b69e6", {
        dataActions: [`${K}/secrets/getSecret/action`, `${K}/secrets/readMetadata/action`],
    }),
    "Key Vault Secrets Officer": role("b86a8fe4-44ce-4948-aee5-eccb2c155cd7", {
        actions: reading,
        dataActions: [`${K}/secrets/*`],
    }),
    "Key Vault Certificates Officer": role("a4417e6f-fecd-4de8-b567-7b0420556985", {
        actions: reading,
        dataActions: [`${K}/certificatecas/*`, `${K}/certificates/*`, `${K}/certificatecontacts/write`],
    }),
    "Key Vault Certificate User": role("db79e9a7-68ee-4b58-9aeb-b90e7c24fcba", {
        dataActions: [
            `${K}/certificates/read`,
            `${K}/secrets/getSecret/action`,
            `${K}/secrets/readMetadata/action`,
            `${K}/keys/read`,
        ],
    }),
    "Key Vault Crypto Officer": role("14b46e9e-c2b7-41b4-b07b-48a6ebf60603", {
        actions: reading,
        dataActions: [`${K}/keys/*`, `${K}/keyrotationpolicies/*`],
    }),
    "Key Vault Contributor": role("f25e0fa2-a7c8-4377-a976-54943a77a395", {
        actions: ["Microsoft.Authorization/*/read", "Microsoft.KeyVault/*", "Microsoft.Resources/deployments/*"],
        notActions: ["Microsoft.KeyVault/locations/deletedVaults/purge/action", "Microsoft.KeyVault/managedHsms/*"],
    }),
    Owner: role("8e3af657-a8ff-443c-a75c-2fe8c4bcb635", { actions: ["*"] }),
    Contributor: role("b24988ac-6180-42a0-ab88-20f7382dd24c", {
        actions: ["*"],
        notActions: [
            "Microsoft.Authorization/*/Delete",
            "Microsoft.Authorization/*/Write",
            "Microsoft.Authorization/elevateAccess/Action",
        ],
    }),
    Reader: role("acdd72a7-3385-48ef-bd42-f606fba81ae7", { actions: ["*/read"] }),
    "User Access Administrator": role("18d7d88d-d35e-4fb5-a5c3-7773c20a72d9", {
        actions: ["*/read", "Microsoft.Authorization/*", "Microsoft.Support/*"],
    }),
    "Role Based Access Control Administrator": role("f58310d9-a9f6-439a-9e8d-f62e7b41a168", {
        actions: [
            "Microsoft.Authorization/roleAssignments/write",
            "Microsoft.Authorization/roleAssignments/delete",
            "*/read",
        ],
    }),
    "Network Contributor": role("4d97b98b-1d4f-4787-a291-c67834d212e7", {
        actions: ["Microsoft.Network/*", "Microsoft.Authorization/*/read"],
    }),
};

/** A definition that nobody has. */
export const unheardOf = "abababab-0000-4000-8000-00000000ffff";
export const roleNames = [...Object.keys(builtInRoles), "unheard of"];
