/**
 * "Secure access to a key vault": the two planes, the two access models, and the example's roles: security team,
 * developers and operators, auditors, the storage account, the application.
 *
 * The stacks `dev` (vault behind a firewall, with a service endpoint and private link) and `prod` (private link alone) are
 * the document's example; both grant the role table in either access model.
 */
import { expect } from "vitest";
import type { Plan, PlanObject, PlanResource } from "../../plan/plan.ts";
import { allowed, ask, askEach, denied, reportsPaths, resolveName } from "./ask.ts";
import { assignment, idOf, resource, resourceOf, roles, textOf, withInputs, withResources, withRules, withVault, without } from "./edits.ts";
import { experiments, type Experiment, type Trial } from "./experiment.ts";
import { everyOperation, secretOperations } from "./operations.ts";
import { changed, recorded, recordedWith, type Recorded } from "./recorded.ts";

const vault = "kvb-dev-vault";
const token = `${vault}/secrets/api-token`;
const key = `${vault}/keys/storage-encryption`;
const certificate = `${vault}/certificates/app-tls`;
const somebody = "3a6f0f5e-8f2b-4f4c-9d3e-5b1c7a9e2d10";

/** Persons sit at a machine in the workload's subnet, which the vault admits. */
const securityTeam = { from: "browser@workload", as: "security team" };
const developer = { from: "browser@workload", as: "developers and operators" };
const auditor = { from: "browser@workload", as: "auditors" };
const application = { from: "vm-kvb-dev", as: "application" };
const storageAccount = { from: "service:Azure Storage", as: "storage account" };

const byRoles = recorded("dev");
const byPolicies = recorded("dev", "vault.accessModel=access-policies");
const bothModels = [byRoles, byPolicies];
const prod = recorded("prod");
/** Developers as in production: `dev` itself gives them full rights. */
const deploying = "roleSets.developerRights=deploy";
const developersByRoles = recorded("dev", deploying);
const developersByPolicies = recorded("dev", "vault.accessModel=access-policies", deploying);

/** Refusals for want of a grant, in the words of each access model. */
const noRole = denied("authorization", "ForbiddenByRbac", { status: 403 });
const noPolicy = denied("authorization", "AccessDenied", { status: 403 });
const policyLacksIt = denied("authorization", "ForbiddenByPolicy", { status: 403 });

const useOfKey = ["keys/get", "keys/wrapKey", "keys/unwrapKey"];
/** Everything that the example's application may not do; reading keys' metadata is a case of its own. */
const notOfApplications = [
    ...["secrets/set", "secrets/delete", "secrets/backup", "certificates/create", "certificates/import", "certificates/delete"],
    ...["keys/encrypt", "keys/decrypt", "keys/wrapKey", "keys/unwrapKey", "keys/sign", "keys/create", "keys/delete"],
];
const himself = { from: "browser@workload", as: somebody };
const denyingAll = changed(
    recordedWith("dev", "no private link", ({ "keyvault-blueprint:privateLink": _privateLink, ...settings }) => settings),
    "no rule at all",
    (plan) => withRules(plan, vault, { virtualNetworkRules: [], bypass: "None" }),
);

experiments("S3", [
    {
        id: "S3.E1",
        what: "The security team does every one of the 40 data operations, creates a vault and turns on its logging",
        document: "allowed, in both access models",
        trials: bothModels.flatMap((plan) => [
            ...askEach(unprotected(plan), { ...securityTeam, on: vault }, everyOperation, allowed()),
            ...askEach(plan, { ...securityTeam, on: vault }, ["Microsoft.KeyVault/vaults/write", "Microsoft.Insights/diagnosticSettings/write"], allowed()),
        ]),
        // The stack protects against purging, which stops the team too.
        besides: bothModels.flatMap((plan) => askEach(plan, { ...securityTeam, on: vault }, ["keys/purge", "certificates/purge", "secrets/purge"], denied("state"))),
    },
    {
        id: "S3.E2",
        what: "Developers and operators do any data operation; deploy something that refers to a secret",
        document: "denied; the deployment is allowed",
        trials: [
            ...askEach(developersByRoles, { ...developer, on: vault }, everyOperation, noRole),
            ...askEach(developersByPolicies, { ...developer, on: vault }, everyOperation, noPolicy),
            ...[developersByRoles, developersByPolicies].flatMap((plan) => [
                ask(plan, { ...developer, do: "Microsoft.KeyVault/vaults/deploy/action", on: vault }, allowed()),
                // What reads the secret is Azure Resource Manager, where the vault is enabled for template deployment …
                ask(plan, { ...developer, ...byDeployment("Azure Resource Manager template deployment service") }, allowed()),
                // … or the deployment service of machines, where the vault is enabled for deployment.
                ask(enabledForDeployment(plan), { ...developer, ...byDeployment("Azure Virtual Machines deployment service") }, allowed()),
            ]),
        ],
        besides: [ask(developersByRoles, { ...developer, ...byDeployment("Azure Virtual Machines deployment service") }, denied("authorization"))],
    },
    {
        id: "S3.E3",
        what: "Auditors list objects and read metadata and logs; read a value, sign, unwrap",
        document: "allowed; denied for values and use of keys",
        trials: [
            ...bothModels.flatMap((plan) => askEach(plan, { ...auditor, on: vault }, ["keys/list", "secrets/list", "certificates/list"], allowed())),
            ask(byRoles, { ...auditor, do: "secrets/get", on: token }, noRole),
            ...askEach(byRoles, { ...auditor, on: key }, ["keys/sign", "keys/unwrapKey"], noRole),
            ask(byPolicies, { ...auditor, do: "secrets/get", on: token }, policyLacksIt),
            ...askEach(byPolicies, { ...auditor, on: key }, ["keys/sign", "keys/unwrapKey"], policyLacksIt),
            readsLogs(prod, "00000000-0000-4000-8000-0000000000b3"),
        ],
    },
    {
        id: "S3.E4",
        what: "The storage account gets, wraps and unwraps with its key; touches a secret; with bypass None",
        document: "allowed past the firewall as a trusted service; denied for secrets; denied without bypass",
        trials: [
            ...bothModels.flatMap((plan) => askEach(plan, { ...storageAccount, on: key }, useOfKey, allowed())),
            ...askEach(byRoles, { ...storageAccount, from: "workload", on: vault }, secretOperations, noRole),
            ...askEach(byPolicies, { ...storageAccount, from: "workload", on: vault }, secretOperations, policyLacksIt),
            ...askEach(withoutBypass(byRoles), { ...storageAccount, on: key }, useOfKey, denied("network", "ForbiddenByFirewall")),
        ],
        besides: [
            // For the listed scenario only: as a reader of secrets Azure Storage is no trusted service.
            ask(byRoles, { ...storageAccount, do: "secrets/get", on: token }, denied("network", "ForbiddenByFirewall")),
            // C8: trusted services pass also where public access is off.
            ...askEach(prod, { ...storageAccount, on: "kvb-prod-vault/keys/storage-encryption" }, useOfKey, allowed()),
        ],
    },
    {
        id: "S3.E5",
        what: "The application gets and lists secrets and certificates; writes, deletes, uses keys; reads a key's metadata",
        document: "allowed; denied for everything else, in both access models alike",
        correction: "parity",
        trials: [
            ...bothModels.flatMap((plan) => [
                ask(plan, { ...application, do: "secrets/get", on: token }, allowed({ seenAs: "private 10.20.1.0/24" })),
                ask(plan, { ...application, do: "certificates/get", on: certificate }, allowed()),
                ...askEach(plan, { ...application, on: vault }, ["secrets/list", "certificates/list"], allowed()),
            ]),
            ...askEach(byRoles, { ...application, on: vault }, notOfApplications, noRole),
            ...askEach(byPolicies, { ...application, on: vault }, notOfApplications, policyLacksIt),
            // No pair of roles reads certificates and not the metadata of keys: neither the stack's nor the document's.
            ...[byRoles, documentsPair(byRoles)].flatMap((plan) =>
                askEach(plan, { ...application, on: key }, ["keys/get", "keys/list"], allowed({ document: "denied" })),
            ),
            ...askEach(byPolicies, { ...application, on: key }, ["keys/get", "keys/list"], policyLacksIt),
        ],
    },
    {
        id: "S3.E6",
        what: "A Key Vault Contributor adds an access policy for himself, then reads a secret",
        document: "allowed with access policies; denied with role assignments",
        trials: [
            ...[byPolicies, byRoles].map((plan) => ask(contributor(plan), { ...himself, do: "Microsoft.KeyVault/vaults/accessPolicies/write", on: vault }, allowed())),
            ask(contributor(byPolicies), { ...himself, do: "secrets/get", on: token }, noPolicy),
            reportsPaths(contributor(byPolicies), { ...himself, do: "secrets/get", on: token }, ["write-own-policy"]),
            ask(policyAdded(contributor(byPolicies)), { ...himself, do: "secrets/get", on: token }, allowed()),
            ask(policyAdded(contributor(byRoles)), { ...himself, do: "secrets/get", on: token }, denied("authorization", "ForbiddenByRbac", { nearMiss: "policy-inactive" })),
        ],
        besides: [reportsPaths(contributor(byRoles), { ...himself, do: "secrets/get", on: token }, [], ["write-own-policy"])],
    },
    {
        id: "S3.E7",
        what: "A policy names the caller and the vault uses role assignments; and the reverse",
        document: "denied: the other model's grants are inactive",
        trials: [
            ask(switched(byPolicies, { toRoles: true }), { ...auditor, do: "secrets/list", on: vault }, denied("authorization", "ForbiddenByRbac", { nearMiss: "policy-inactive" })),
            ask(switched(byRoles, { toRoles: false }), { ...auditor, do: "secrets/list", on: vault }, denied("authorization", "AccessDenied", { nearMiss: "role-inactive" })),
        ],
    },
    {
        id: "S3.E8",
        what: "Control plane and data plane from any network, with a firewall that denies all",
        document: "allowed on the control plane; denied on the data plane",
        trials: ["internet", "workload", "browser@203.0.113.50", "on-premises"].flatMap((from) => [
            ...askEach(denyingAll, { ...securityTeam, from, on: vault }, ["Microsoft.KeyVault/vaults/write", "Microsoft.KeyVault/vaults/accessPolicies/write", "Microsoft.KeyVault/vaults/read"], allowed()),
            ask(denyingAll, { ...securityTeam, from, do: "secrets/get", on: token }, denied("network", "ForbiddenByFirewall")),
        ]),
    },
    {
        id: "S3.E9",
        what: "Compound identity: the user through the application; through another one; another user",
        document: "allowed; denied; denied",
        trials: compound(),
    },
    {
        id: "S3.E10",
        what: "The private endpoint of vault A is used to reach vault B",
        document: "denied: a private endpoint leads to one instance",
        ...otherVault(),
    },
    {
        id: "S3.E11",
        what: "A client's network in region A, the vault in region B, over a private endpoint",
        document: "allowed",
        trials: [
            ask(
                changed(prod, "the vault in northeurope", (plan) => withInputs(plan, "kvb-prod-vault", (inputs) => ({ ...inputs, location: "northeurope" }))),
                { from: "vm-kvb-prod", as: "application", do: "secrets/get", on: "kvb-prod-vault/secrets/api-token" },
                allowed({ seenAs: "private 10.30.1.0/24", resolves: "private" }),
            ),
        ],
    },
    {
        id: "S3.E12",
        what: "A role held at the resource group, and one held on a single secret",
        document: "every vault of the group; that secret only",
        trials: scopes(),
    },
    {
        id: "S3.E13",
        what: "The vault's names in the clouds of China and the US government",
        document: "suffix and private zone follow the cloud",
        trials: [
            ...inCloud("china", "chinanorth3", "vault.azure.cn", "privatelink.vaultcore.azure.cn"),
            ...inCloud("usgovernment", "usgovvirginia", "vault.usgovcloudapi.net", "privatelink.vaultcore.usgovcloudapi.net"),
        ],
    },
]);

function byDeployment(service: string): { readonly from: string; readonly do: string; readonly on: string } {
    return { from: `service:${service}`, do: "secrets/get", on: token };
}

function unprotected(plan: Recorded): Recorded {
    return changed(plan, "no purge protection", (recording) => withVault(recording, vault, { enablePurgeProtection: false }));
}

function enabledForDeployment(plan: Recorded): Recorded {
    return changed(plan, "enabled for deployment", (recording) => withVault(recording, vault, { enabledForDeployment: true }));
}

function withoutBypass(plan: Recorded): Recorded {
    return changed(plan, "bypass None", (recording) => withRules(recording, vault, { bypass: "None" }));
}

/** The other access model, with the grants of the first left as they are. */
function switched(plan: Recorded, { toRoles }: { readonly toRoles: boolean }): Recorded {
    return changed(plan, `switched to ${toRoles ? "role assignments" : "access policies"}`, (recording) =>
        withVault(recording, vault, { enableRbacAuthorization: toRoles }),
    );
}

/** The document gives the application Key Vault Reader where the stack gives Key Vault Certificate User. */
function documentsPair(plan: Recorded): Recorded {
    return changed(plan, "Key Vault Reader for the application", (recording) =>
        withInputs(recording, "kvb-dev-application-machine-key-vault-certificate-user", (inputs) => ({
            ...inputs,
            roleDefinitionId: textOf(inputs["roleDefinitionId"]).replace(/[^/]+$/, roles.keyVaultReader),
        })),
    );
}

/** Somebody with Key Vault Contributor on the vault, and nothing else. */
function contributor(plan: Recorded): Recorded {
    return changed(plan, "somebody is Key Vault Contributor", (recording) =>
        withResources(recording, assignment(recording, roles.keyVaultContributor, { principal: somebody }, idOf(recording, vault))),
    );
}

/** What he wrote with `vaults/accessPolicies/write`. */
function policyAdded(plan: Recorded): Recorded {
    return changed(plan, "he added a policy for himself", (recording) => {
        const { vaultName, resourceGroupName, properties } = resourceOf(recording, vault).inputs;
        const { tenantId } = properties as PlanObject;
        const policy = { objectId: somebody, tenantId: tenantId!, permissions: { secrets: ["get"] } };
        return withResources(recording, resource(recording, "keyvault:AccessPolicy", "himself", { vaultName: vaultName!, resourceGroupName: resourceGroupName!, policy }));
    });
}

/** Auditors hold a role for reading at the workspace and at the storage account that keep the logs. */
function readsLogs(stack: Recorded, auditors: string): Trial {
    return {
        tier: "plan",
        run: async () => {
            const plan = await stack.plan();
            const held = plan.deployment.resources
                .filter(({ type, inputs }) => type.endsWith(":RoleAssignment") && inputs["principalId"] === auditors)
                .map(({ inputs }) => [inputs["scope"], textOf(inputs["roleDefinitionId"]).split("/").at(-1)]);
            expect.soft(held).toContainEqual([idOf(plan, "kvb-prod-workspace"), logAnalyticsReader]);
            expect.soft(held).toContainEqual([idOf(plan, "kvb-prod-archive"), storageBlobDataReader]);
            return "logs allowed";
        },
    };
}

const logAnalyticsReader = "73c42c96-874c-492b-b04d-ab87d138a893";
const storageBlobDataReader = "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1";

/** An entry with object id and application id: that user, through that application (on-behalf-of). */
function compound(): readonly Trial[] {
    const clerk = "5d2b8a54-61c3-4c0f-a1de-7b9a0c6f3e21";
    const portal = "9b7e2f10-4a5d-4f3c-8e6b-2d1c0a9f8e77";
    const plan = recorded(
        "dev",
        "vault.accessModel=access-policies",
        `roleSets.application.clerk.principalId=${clerk}`,
        "roleSets.application.clerk.principalType=User",
        `roleSets.application.clerk.applicationId=${portal}`,
    );
    const reads = { from: "vm-kvb-dev", do: "secrets/get", on: token };
    const refused = denied("authorization", "ForbiddenByPolicy", { nearMiss: "policy-needs-application" });
    return [
        ask(plan, { ...reads, as: clerk, through: portal }, allowed()),
        ask(plan, { ...reads, as: clerk, through: "1fec8e78-bce4-4aaf-ab1b-5451cc387264" }, refused),
        ask(plan, { ...reads, as: clerk }, refused),
        ask(plan, { ...reads, as: somebody, through: portal }, noPolicy),
    ];
}

/** A second vault in the resource group, granted like the first one by a role at the group, closed to public addresses. */
function otherVault(): Pick<Experiment, "trials" | "besides"> {
    const plan = changed(prod, "a second vault without a private endpoint", (recording) => withSecondVault(recording, "kvb-prod-vault", "kv-second", somebody));
    const elsewhere = changed(plan, "the second vault has a private endpoint in another network", (recording) => withResources(recording, ...endpointElsewhere(recording, "kv-second")));
    const reads = { from: "vm-kvb-prod", as: somebody, do: "secrets/get" };
    return {
        trials: [ask(plan, { ...reads, on: "kv-second/secrets/x" }, denied("network", "ForbiddenByConnection", { resolves: "public" }))],
        besides: [
            ask(plan, { ...reads, on: "kvb-prod-vault/secrets/x" }, allowed({ resolves: "private" })),
            // The zone of the first vault is linked here and lacks the second's record: the name does not even resolve.
            ask(elsewhere, { ...reads, on: "kv-second/secrets/x" }, denied("dns", undefined, { resolves: "none", seenAs: "none" })),
        ],
    };
}

function withSecondVault(plan: Plan, first: string, vaultName: string, reader: string): Plan {
    const original = resourceOf(plan, first);
    const id = original.id!.replace(/[^/]+$/, vaultName);
    const group = original.id!.split("/providers/")[0]!;
    return withResources(
        plan,
        resource(plan, "keyvault:Vault", vaultName, { ...original.inputs, vaultName }, { id, dependencies: original.dependencies, propertyDependencies: original.propertyDependencies }),
        assignment(plan, roles.keyVaultSecretsUser, { principal: reader }, group),
    );
}

function endpointElsewhere(plan: Plan, vaultName: string): readonly PlanResource[] {
    const group = idOf(plan, "kvb-prod-vault").split("/providers/")[0]!;
    const network = `${group}/providers/Microsoft.Network/virtualNetworks/vnet-elsewhere`;
    const resourceGroupName = group.split("/").at(-1)!;
    return [
        resource(plan, "network:VirtualNetwork", "elsewhere", { resourceGroupName, virtualNetworkName: "vnet-elsewhere", addressSpace: { addressPrefixes: ["10.90.0.0/16"] } }, { id: network }),
        resource(plan, "network:Subnet", "elsewhere-endpoints", { resourceGroupName, virtualNetworkName: "vnet-elsewhere", subnetName: "endpoints", addressPrefix: "10.90.0.0/24" }, { id: `${network}/subnets/endpoints` }),
        resource(plan, "network:PrivateEndpoint", "pep-elsewhere", {
            resourceGroupName,
            privateEndpointName: "pep-elsewhere",
            subnet: { id: `${network}/subnets/endpoints` },
            privateLinkServiceConnections: [
                { name: "vault", groupIds: ["vault"], privateLinkServiceId: `${group}/providers/Microsoft.KeyVault/vaults/${vaultName}` },
            ],
        }),
    ];
}

function scopes(): readonly Trial[] {
    const reader = "5d2b8a54-61c3-4c0f-a1de-7b9a0c6f3e21";
    const group = "/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/rg-kvb-dev";
    const held = recorded(
        "dev",
        ...[`principalId=${reader}`, "principalType=User", `scope=${group}`].map((field) => `roleSets.application.everywhere.${field}`),
    );
    const inGroup = changed(held, "a second vault in the group", (plan) => without(withSecondVault(plan, vault, "kv-second", reader), `granted-${roles.keyVaultSecretsUser.slice(0, 8)}`));
    const onOne = recordedWith("dev", "a role on the secret api-token", (settings) => ({
        ...settings,
        "keyvault-blueprint:roleSets": {
            ...(settings["keyvault-blueprint:roleSets"] as PlanObject),
            application: { reader: { principalId: reader, principalType: "User", objects: ["secrets/api-token"] } },
        },
    }));
    const reads = { from: "browser@workload", as: reader, do: "secrets/get" };
    return [
        ask(inGroup, { ...reads, on: token }, allowed()),
        ask(inGroup, { ...reads, on: "kv-second/secrets/anything" }, allowed()),
        ask(onOne, { ...reads, on: token }, allowed()),
        ask(onOne, { ...reads, on: `${vault}/secrets/vm-password` }, denied("authorization", "ForbiddenByRbac", { nearMiss: "scope-elsewhere" })),
        ask(onOne, { ...reads, do: "secrets/list", on: vault }, denied("authorization", "ForbiddenByRbac", { nearMiss: "scope-elsewhere" })),
    ];
}

function inCloud(environment: string, location: string, suffix: string, zone: string): readonly Trial[] {
    const plan = recorded("dev", `azure-native:environment=${environment}`, `azure-native:location=${location}`);
    return [
        resolveName(plan, { from: "vm-kvb-dev", on: vault }, "private", [`*.${suffix}`, `*.${zone}`]),
        resolveName(plan, { from: "internet", on: vault }, "public", [`*.${suffix}`, `*.${zone}`]),
        ask(plan, { ...application, do: "secrets/get", on: token }, allowed({ resolves: "private" })),
    ];
}
