import type { Plan, PlanObject, PlanResource } from "../../../plan/plan.ts";
import {
    assignment,
    idOf,
    resource,
    resourceOf,
    roles,
    textOf,
    withInputs,
    withResources,
    withRules,
    withVault,
} from "../edits.ts";
import { changed, recorded, recordedWith, type Recorded } from "../recorded.ts";

/** The plans of "Secure access to a key vault": the stacks `dev` and `prod`, and what the experiments change in them. */

export const vault = "kvb-dev-vault";
/** Object ids of people, and an application's client id. */
export const somebody = "3a6f0f5e-8f2b-4f4c-9d3e-5b1c7a9e2d10";
export const clerk = "5d2b8a54-61c3-4c0f-a1de-7b9a0c6f3e21";
export const holder = "7c4f1e90-2b3d-4d1a-9e55-0a8c6d2f4b17";
export const portal = "9b7e2f10-4a5d-4f3c-8e6b-2d1c0a9f8e77";

export const byRoles = recorded("dev");
export const byPolicies = recorded("dev", "vault.accessModel=access-policies");
export const bothModels = [byRoles, byPolicies];
export const prod = recorded("prod");
/** Developers as in production: `dev` itself gives them full rights. */
const deploying = "roleSets.developerRights=deploy";
export const developersByRoles = recorded("dev", deploying);
export const developersByPolicies = recorded("dev", "vault.accessModel=access-policies", deploying);

export const denyingAll = changed(
    recordedWith(
        "dev",
        "no private link",
        ({ "keyvault-blueprint:privateLink": _privateLink, ...settings }) => settings,
    ),
    "no rule at all",
    (plan) => withRules(plan, vault, { virtualNetworkRules: [], bypass: "None" }),
);

/** An entry with object id and application id: that user, through that application (on-behalf-of). */
export const compoundIdentity = recorded(
    "dev",
    "vault.accessModel=access-policies",
    `roleSets.application.clerk.principalId=${clerk}`,
    "roleSets.application.clerk.principalType=User",
    `roleSets.application.clerk.applicationId=${portal}`,
);

/** In the same resource group, granted like the first one by a role at the group, and closed to public addresses. */
export const secondVault = changed(prod, "a second vault without a private endpoint", (plan) =>
    withResources(
        withSecondVault(plan, "kvb-prod-vault"),
        assignment(plan, roles.keyVaultSecretsUser, { principal: somebody }, groupOf(plan, "kvb-prod-vault")),
    ),
);

export const secondVaultElsewhere = changed(
    secondVault,
    "the second vault has a private endpoint in another network",
    (plan) => withResources(plan, ...endpointElsewhere(plan)),
);

/** Key Vault roles held at the resource group, which has two vaults. */
export const heldAtGroup = changed(
    recorded(
        "dev",
        `roleSets.application.everywhere.principalId=${holder}`,
        "roleSets.application.everywhere.principalType=User",
        "roleSets.application.everywhere.scope=" +
            "/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/rg-kvb-dev",
    ),
    "a second vault in the group",
    (plan) => withSecondVault(plan, vault),
);

export const heldOnSecret = recordedWith("dev", "roles on the secret api-token", (settings) => ({
    ...settings,
    "keyvault-blueprint:roleSets": {
        ...(settings["keyvault-blueprint:roleSets"] as PlanObject),
        application: { reader: { principalId: holder, principalType: "User", objects: ["secrets/api-token"] } },
    },
}));

export function unprotected(plan: Recorded): Recorded {
    return changed(plan, "no purge protection", (recording) =>
        withVault(recording, vault, { enablePurgeProtection: false }),
    );
}

export function enabledForDeployment(plan: Recorded): Recorded {
    return changed(plan, "enabled for deployment", (recording) =>
        withVault(recording, vault, { enabledForDeployment: true }),
    );
}

export function withoutBypass(plan: Recorded): Recorded {
    return changed(plan, "bypass None", (recording) => withRules(recording, vault, { bypass: "None" }));
}

/** The other access model, with the grants of the first left as they are. */
export function switched(plan: Recorded, { toRoles }: { readonly toRoles: boolean }): Recorded {
    return changed(plan, `switched to ${toRoles ? "role assignments" : "access policies"}`, (recording) =>
        withVault(recording, vault, { enableRbacAuthorization: toRoles }),
    );
}

/** The document gives the application Key Vault Reader where the stack gives Key Vault Certificate User. */
export function documentsPair(plan: Recorded): Recorded {
    return changed(plan, "Key Vault Reader for the application", (recording) =>
        withInputs(recording, "kvb-dev-application-machine-key-vault-certificate-user", (inputs) => ({
            ...inputs,
            roleDefinitionId: textOf(inputs["roleDefinitionId"]).replace(/[^/]+$/, roles.keyVaultReader),
        })),
    );
}

/** Somebody with Key Vault Contributor on the vault, and nothing else. */
export function contributor(plan: Recorded): Recorded {
    return changed(plan, "somebody is Key Vault Contributor", (recording) =>
        withResources(
            recording,
            assignment(recording, roles.keyVaultContributor, { principal: somebody }, idOf(recording, vault)),
        ),
    );
}

/** What he wrote with `vaults/accessPolicies/write`. */
export function policyAdded(plan: Recorded): Recorded {
    return changed(plan, "he added a policy for himself", (recording) => {
        const { vaultName, resourceGroupName, properties } = resourceOf(recording, vault).inputs;
        const { tenantId } = properties as PlanObject;
        const policy = { objectId: somebody, tenantId: tenantId!, permissions: { secrets: ["get"] } };
        return withResources(
            recording,
            resource(recording, "keyvault:AccessPolicy", "himself", {
                vaultName: vaultName!,
                resourceGroupName: resourceGroupName!,
                policy,
            }),
        );
    });
}

/** Another vault with the settings of the first, beside it in its resource group. */
function withSecondVault(plan: Plan, first: string): Plan {
    const { id, inputs, dependencies, propertyDependencies } = resourceOf(plan, first);
    const vaultName = "kv-second";
    const more = { id: id!.replace(/[^/]+$/, vaultName), dependencies, propertyDependencies };
    return withResources(plan, resource(plan, "keyvault:Vault", vaultName, { ...inputs, vaultName }, more));
}

/** A private endpoint of the second vault in a network that has nothing to do with the first one's. */
function endpointElsewhere(plan: Plan): readonly PlanResource[] {
    const group = groupOf(plan, "kvb-prod-vault");
    const network = `${group}/providers/Microsoft.Network/virtualNetworks/vnet-elsewhere`;
    const resourceGroupName = group.split("/").at(-1)!;
    return [
        resource(
            plan,
            "network:VirtualNetwork",
            "elsewhere",
            {
                resourceGroupName,
                virtualNetworkName: "vnet-elsewhere",
                addressSpace: { addressPrefixes: ["10.90.0.0/16"] },
            },
            { id: network },
        ),
        resource(
            plan,
            "network:Subnet",
            "elsewhere-endpoints",
            {
                resourceGroupName,
                virtualNetworkName: "vnet-elsewhere",
                subnetName: "endpoints",
                addressPrefix: "10.90.0.0/24",
            },
            { id: `${network}/subnets/endpoints` },
        ),
        resource(plan, "network:PrivateEndpoint", "pep-elsewhere", {
            resourceGroupName,
            privateEndpointName: "pep-elsewhere",
            subnet: { id: `${network}/subnets/endpoints` },
            privateLinkServiceConnections: [
                {
                    name: "vault",
                    groupIds: ["vault"],
                    privateLinkServiceId: `${group}/providers/Microsoft.KeyVault/vaults/kv-second`,
                },
            ],
        }),
    ];
}

function groupOf(plan: Plan, name: string): string {
    return idOf(plan, name).split("/providers/")[0]!;
}
