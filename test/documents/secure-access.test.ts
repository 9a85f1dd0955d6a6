/**
 * "Secure access to a key vault": the two planes, the two access models, and the example's roles: security team,
 * developers and operators, auditors, the storage account, the application.
 *
 * The stacks `dev` (vault behind a firewall, with a service endpoint and private link) and `prod` (private link alone) are
 * the document's example; both grant the role table in either access model.
 */
import { expect } from "vitest";
import { allowed, ask, askEach, denied, reportsPaths, resolveName } from "./ask.ts";
import { idOf, textOf, withInputs } from "./edits.ts";
import { experiments, type Experiment, type Trial } from "./experiment.ts";
import { everyOperation, secretOperations } from "./operations.ts";
import {
    bothModels,
    byPolicies,
    byRoles,
    clerk,
    compoundIdentity,
    contributor,
    denyingAll,
    developersByPolicies,
    developersByRoles,
    documentsPair,
    enabledForDeployment,
    heldAtGroup,
    heldOnSecret,
    holder,
    policyAdded,
    portal,
    prod,
    secondVault,
    secondVaultElsewhere,
    somebody,
    switched,
    unprotected,
    vault,
    withoutBypass,
} from "./plans/secure-access.ts";
import { changed, recorded, type Recorded } from "./recorded.ts";

const token = `${vault}/secrets/api-token`;
const key = `${vault}/keys/storage-encryption`;
const certificate = `${vault}/certificates/app-tls`;

/** Persons sit at a machine in the workload's subnet, which the vault admits. */
const securityTeam = { from: "browser@workload", as: "security team" };
const developer = { from: "browser@workload", as: "developers and operators" };
const auditor = { from: "browser@workload", as: "auditors" };
const application = { from: "vm-kvb-dev", as: "application" };
const storageAccount = { from: "service:Azure Storage", as: "storage account" };

/** Refusals for want of a grant, in the words of each access model. */
const noRole = denied("authorization", "ForbiddenByRbac", { status: 403 });
const noPolicy = denied("authorization", "AccessDenied", { status: 403 });
const policyLacksIt = denied("authorization", "ForbiddenByPolicy", { status: 403 });

const useOfKey = ["keys/get", "keys/wrapKey", "keys/unwrapKey"];
/** Everything that the example's application may not do; reading keys' metadata is a case of its own. */
const notOfApplications = [
    ...["secrets/set", "secrets/delete", "secrets/backup"],
    ...["certificates/create", "certificates/import", "certificates/delete"],
    ...["keys/encrypt", "keys/decrypt", "keys/wrapKey", "keys/unwrapKey", "keys/sign", "keys/create", "keys/delete"],
];
const himself = { from: "browser@workload", as: somebody };

experiments("S3", [
    {
        id: "S3.E1",
        what: "The security team does every one of the 40 data operations, creates a vault and turns on its logging",
        document: "allowed, in both access models",
        trials: bothModels.flatMap((plan) => [
            ...askEach(unprotected(plan), { ...securityTeam, on: vault }, everyOperation, allowed()),
            ...askEach(
                plan,
                { ...securityTeam, on: vault },
                ["Microsoft.KeyVault/vaults/write", "Microsoft.Insights/diagnosticSettings/write"],
                allowed(),
            ),
        ]),
        // The stack protects against purging, which stops the team too.
        besides: bothModels.flatMap((plan) =>
            askEach(
                plan,
                { ...securityTeam, on: vault },
                ["keys/purge", "certificates/purge", "secrets/purge"],
                denied("state"),
            ),
        ),
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
                ask(
                    plan,
                    { ...developer, ...byDeployment("Azure Resource Manager template deployment service") },
                    allowed(),
                ),
                // … or the deployment service of machines, where the vault is enabled for deployment.
                ask(
                    enabledForDeployment(plan),
                    { ...developer, ...byDeployment("Azure Virtual Machines deployment service") },
                    allowed(),
                ),
            ]),
        ],
        besides: [
            ask(
                developersByRoles,
                { ...developer, ...byDeployment("Azure Virtual Machines deployment service") },
                denied("authorization"),
            ),
        ],
    },
    {
        id: "S3.E3",
        what: "Auditors list objects and read metadata and logs; read a value, sign, unwrap",
        document: "allowed; denied for values and use of keys",
        trials: [
            ...bothModels.flatMap((plan) =>
                askEach(plan, { ...auditor, on: vault }, ["keys/list", "secrets/list", "certificates/list"], allowed()),
            ),
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
            ...askEach(
                withoutBypass(byRoles),
                { ...storageAccount, on: key },
                useOfKey,
                denied("network", "ForbiddenByFirewall"),
            ),
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
                ask(
                    plan,
                    { ...application, do: "secrets/get", on: token },
                    allowed({ seenAs: "private 10.20.1.0/24" }),
                ),
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
            ...[byPolicies, byRoles].map((plan) =>
                ask(
                    contributor(plan),
                    { ...himself, do: "Microsoft.KeyVault/vaults/accessPolicies/write", on: vault },
                    allowed(),
                ),
            ),
            ask(contributor(byPolicies), { ...himself, do: "secrets/get", on: token }, noPolicy),
            reportsPaths(contributor(byPolicies), { ...himself, do: "secrets/get", on: token }, ["write-own-policy"]),
            ask(policyAdded(contributor(byPolicies)), { ...himself, do: "secrets/get", on: token }, allowed()),
            ask(
                policyAdded(contributor(byRoles)),
                { ...himself, do: "secrets/get", on: token },
                denied("authorization", "ForbiddenByRbac", { nearMiss: "policy-inactive" }),
            ),
        ],
        besides: [
            reportsPaths(contributor(byRoles), { ...himself, do: "secrets/get", on: token }, [], ["write-own-policy"]),
        ],
    },
    {
        id: "S3.E7",
        what: "A policy names the caller and the vault uses role assignments; and the reverse",
        document: "denied: the other model's grants are inactive",
        trials: [
            ask(
                switched(byPolicies, { toRoles: true }),
                { ...auditor, do: "secrets/list", on: vault },
                denied("authorization", "ForbiddenByRbac", { nearMiss: "policy-inactive" }),
            ),
            ask(
                switched(byRoles, { toRoles: false }),
                { ...auditor, do: "secrets/list", on: vault },
                denied("authorization", "AccessDenied", { nearMiss: "role-inactive" }),
            ),
        ],
    },
    {
        id: "S3.E8",
        what: "Control plane and data plane from any network, with a firewall that denies all",
        document: "allowed on the control plane; denied on the data plane",
        trials: ["internet", "workload", "browser@203.0.113.50", "on-premises"].flatMap((from) => [
            ...askEach(
                denyingAll,
                { ...securityTeam, from, on: vault },
                [
                    "Microsoft.KeyVault/vaults/write",
                    "Microsoft.KeyVault/vaults/accessPolicies/write",
                    "Microsoft.KeyVault/vaults/read",
                ],
                allowed(),
            ),
            ask(
                denyingAll,
                { ...securityTeam, from, do: "secrets/get", on: token },
                denied("network", "ForbiddenByFirewall"),
            ),
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
                changed(prod, "the vault in northeurope", (plan) =>
                    withInputs(plan, "kvb-prod-vault", (inputs) => ({ ...inputs, location: "northeurope" })),
                ),
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
            ...inCloud(
                "usgovernment",
                "usgovvirginia",
                "vault.usgovcloudapi.net",
                "privatelink.vaultcore.usgovcloudapi.net",
            ),
        ],
    },
]);

function byDeployment(service: string): { readonly from: string; readonly do: string; readonly on: string } {
    return { from: `service:${service}`, do: "secrets/get", on: token };
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
    const reads = { from: "vm-kvb-dev", do: "secrets/get", on: token };
    const refused = denied("authorization", "ForbiddenByPolicy", { nearMiss: "policy-needs-application" });
    return [
        ask(compoundIdentity, { ...reads, as: clerk, through: portal }, allowed()),
        ask(compoundIdentity, { ...reads, as: clerk, through: "1fec8e78-bce4-4aaf-ab1b-5451cc387264" }, refused),
        ask(compoundIdentity, { ...reads, as: clerk }, refused),
        ask(compoundIdentity, { ...reads, as: somebody, through: portal }, noPolicy),
    ];
}

/** A second vault in the resource group, granted like the first one by a role at the group, closed to public addresses. */
function otherVault(): Pick<Experiment, "trials" | "besides"> {
    const reads = { from: "vm-kvb-prod", as: somebody, do: "secrets/get" };
    return {
        trials: [
            ask(
                secondVault,
                { ...reads, on: "kv-second/secrets/x" },
                denied("network", "ForbiddenByConnection", { resolves: "public" }),
            ),
        ],
        besides: [
            ask(secondVault, { ...reads, on: "kvb-prod-vault/secrets/x" }, allowed({ resolves: "private" })),
            // The zone of the first vault is linked here and lacks the second's record: the name does not even resolve.
            ask(
                secondVaultElsewhere,
                { ...reads, on: "kv-second/secrets/x" },
                denied("dns", undefined, { resolves: "none", seenAs: "none" }),
            ),
        ],
    };
}

function scopes(): readonly Trial[] {
    const reads = { from: "browser@workload", as: holder, do: "secrets/get" };
    return [
        ask(heldAtGroup, { ...reads, on: token }, allowed()),
        ask(heldAtGroup, { ...reads, on: "kv-second/secrets/anything" }, allowed()),
        ask(heldOnSecret, { ...reads, on: token }, allowed()),
        ask(
            heldOnSecret,
            { ...reads, on: `${vault}/secrets/vm-password` },
            denied("authorization", "ForbiddenByRbac", { nearMiss: "scope-elsewhere" }),
        ),
        ask(
            heldOnSecret,
            { ...reads, do: "secrets/list", on: vault },
            denied("authorization", "ForbiddenByRbac", { nearMiss: "scope-elsewhere" }),
        ),
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
