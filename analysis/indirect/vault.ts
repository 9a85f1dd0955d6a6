import { operations, type DataOperation } from "../../azure/operations.ts";
import { keyVaultRoles } from "../../azure/roles/key-vault.ts";
import { openings } from "../candidates.ts";
import { change, type Change } from "../changes.ts";
import { permissionFor, roleFor } from "../grants.ts";
import { matchesPattern } from "../model/condition.ts";
import { findById } from "../model/resources.ts";
import type { Question } from "../question.ts";
import {
    after,
    anyPermitted,
    chainFor,
    ending,
    permitted,
    type IndirectPath,
    type Search,
    type Step,
} from "./chain.ts";

/** Paths that lead over the vault's own settings, its names and its copies. */
export function vaultPaths(search: Search): readonly IndirectPath[] {
    return [
        ...ownPolicy(search),
        ...ownRole(search),
        ...otherModel(search),
        ...networkRules(search),
        ...templateReference(search),
        ...throughManagement(search),
        ...copies(search),
        ...approval(search),
        ...names(search),
    ];
}

function operationOf({ question }: Search): (DataOperation & { readonly name: string }) | undefined {
    if (question.operation.plane === "control") return undefined;
    const { name } = question.operation;
    return { ...(operations as Readonly<Record<string, DataOperation>>)[name]!, name };
}

/** Changes of the network rules that whoever may write the vault can make as well. */
function withNetwork(
    search: Search,
    changes: readonly Change[],
    steps: readonly Step[],
    writer: Step | undefined,
): { readonly changes: readonly Change[]; readonly steps: readonly Step[] } {
    const { verdict } = search.oracle.way(
        search.question.object.vault,
        search.question.origin,
        dataName(search.question),
    );
    if (verdict === "allowed" || writer === undefined) return { changes, steps };
    const network = networkChanges(search);
    return network.length === 0
        ? { changes, steps }
        : { changes: [...changes, ...network], steps: [...steps, { ...writer, does: "change-network-rules" }] };
}

function dataName({ operation }: Question): string {
    return operation.plane === "data" ? operation.name : "secrets/get";
}

/** What opens the way for the caller: public access and a rule for where he is. */
function networkChanges({ oracle, question }: Search): readonly Change[] {
    const answer = oracle.answer(question);
    const stopped = answer.gates.find(({ gate, outcome }) => gate === "network" && outcome === "stopped");
    if (stopped === undefined) return [];
    const found = openings(oracle, question, answer).filter(({ what }) =>
        ["enable-public-access", "add-address-rule", "add-subnet-rule", "let-trusted-services-pass"].includes(
            what.code,
        ),
    );
    const open: Change = {
        what: { code: "enable-public-access", vault: question.object.vault },
        edits: [
            {
                edit: "set",
                urn: question.object.vault,
                path: "/inputs/properties/publicNetworkAccess",
                value: "Enabled",
            },
            {
                edit: "set",
                urn: question.object.vault,
                path: "/inputs/properties/networkAcls/defaultAction",
                value: "Allow",
            },
        ],
    };
    return found.some(({ what }) => what.code !== "enable-public-access") ? found : [open];
}

/** Access policies: who may write them gives himself one. */
function ownPolicy(search: Search): readonly IndirectPath[] {
    const { model, question, vaultChain, vaultThing } = search;
    if (model.vaults.get(question.object.vault)!.accessModel.value === "rbac") return [];
    const writer = permitted(search, "Microsoft.KeyVault/vaults/write", vaultChain, vaultThing);
    const found = anyPermitted(
        search,
        ["Microsoft.KeyVault/vaults/accessPolicies/write", "Microsoft.KeyVault/vaults/write"],
        vaultChain,
        vaultThing,
    );
    const policy = policyFor(search);
    if (found === undefined || policy === undefined) return [];
    const { changes, steps } = withNetwork(search, [policy], [found.step], writer?.step);
    return ending("write-own-policy", steps, after(search, changes), found.sure);
}

/** A policy for the caller, whatever stops him now. */
function policyFor({ model, question }: Search): Change | undefined {
    const { caller, operation, object } = question;
    if (caller.kind === "anonymous" || operation.plane === "control") return undefined;
    const vault = model.vaults.get(object.vault)!;
    const { family, verb } = (operations as Readonly<Record<string, DataOperation>>)[operation.name]!.permission;
    return permissionFor(vault, caller.name, caller.principals[0] ?? "", family, verb);
}

/** Role assignments: who may write them gives himself a role, as far as his own role lets him choose. */
function ownRole(search: Search): readonly IndirectPath[] {
    const { model, question, vaultChain, vaultThing } = search;
    const vault = model.vaults.get(question.object.vault)!;
    const operation = operationOf(search);
    if (
        vault.accessModel.value === "access-policies" ||
        question.caller.kind === "anonymous" ||
        operation === undefined
    )
        return [];
    const [principal = ""] = question.caller.principals;
    const granting = Object.entries(keyVaultRoles).filter(([, { dataActions }]) =>
        dataActions.some((pattern) => matchesPattern(pattern, operation.dataAction)),
    );
    const found = granting.flatMap(([name, { id }]) => {
        const allowed = permitted(search, "Microsoft.Authorization/roleAssignments/write", vaultChain, vaultThing, {
            assigns: { role: id, principal },
        });
        return allowed === undefined ? [] : [{ ...allowed, name, id }];
    });
    const best = found.find(({ sure }) => sure) ?? found[0];
    if (best === undefined || vault.id === undefined) return [];
    const role = roleFor(best, vault.id, principal);
    const writer = permitted(search, "Microsoft.KeyVault/vaults/write", vaultChain, vaultThing);
    const step: Step = { ...best.step, on: { ...vaultThing, name: `${vaultThing.name} (${best.name})` } };
    const { changes, steps } = withNetwork(search, [role], [step], writer?.step);
    return ending("assign-role", steps, after(search, changes), best.sure);
}

/**
 * The permission model: who may write the vault may turn it to access policies and give himself one. Two pages of
 * Microsoft's disagree on whether that needs more than `vaults/write`, so the path is never sure.
 * Source: learn.microsoft.com/azure/key-vault/general/rbac-guide against access-control-default.
 */
function otherModel(search: Search): readonly IndirectPath[] {
    const { model, question, vaultChain, vaultThing } = search;
    const vault = model.vaults.get(question.object.vault)!;
    const found = permitted(search, "Microsoft.KeyVault/vaults/write", vaultChain, vaultThing);
    const policy = policyFor(search);
    if (vault.accessModel.value !== "rbac" || found === undefined || policy === undefined) return [];
    const other = change(
        { code: "switch-model", vault: vault.name, to: "access-policies" },
        { edit: "set", urn: vault.urn, path: "/inputs/properties/enableRbacAuthorization", value: false },
    );
    const { changes, steps } = withNetwork(
        search,
        [other, policy],
        [{ ...found.step, does: "switch-model" }],
        found.step,
    );
    return ending("switch-model", steps, after(search, changes), false);
}

/** Network rules, where they alone stand in the way. */
function networkRules(search: Search): readonly IndirectPath[] {
    const found = permitted(search, "Microsoft.KeyVault/vaults/write", search.vaultChain, search.vaultThing);
    const changes = networkChanges(search);
    if (found === undefined || changes.length === 0 || search.oracle.standing(search.question) === "denied") return [];
    return ending("change-network-rules", [found.step], after(search, changes), found.sure);
}

/** A deployment of the caller's takes the secret, and may pass it on. */
function templateReference(search: Search): readonly IndirectPath[] {
    const { model, oracle, question, vaultChain, vaultThing } = search;
    if (operationOf(search)?.name !== "secrets/get") return [];
    const deploy = permitted(search, "Microsoft.KeyVault/vaults/deploy/action", vaultChain, vaultThing);
    const deployments = permitted(search, "Microsoft.Resources/deployments/write", vaultChain, vaultThing);
    if (deploy === undefined || deployments === undefined) return [];
    const service = { kind: "service", name: "Azure Resource Manager template deployment service" } as const;
    const asked: Question = { ...question, origin: service };
    const steps = [deployments.step, deploy.step];
    const sure = deploy.sure && deployments.sure;
    const now = oracle.verdict(asked);
    if (now !== "denied") return ending("deploy-with-reference", steps, now, sure);
    const writer = permitted(search, "Microsoft.KeyVault/vaults/write", vaultChain, vaultThing);
    if (writer === undefined) return [];
    const { urn, name } = model.vaults.get(question.object.vault)!;
    const edits = [
        { edit: "set", urn, path: "/inputs/properties/enabledForTemplateDeployment", value: true },
        { edit: "set", urn, path: "/inputs/properties/networkAcls/bypass", value: "AzureServices" },
    ] as const;
    const change: Change = {
        what: { code: "turn-on-switch", vault: name, switch: "enabledForTemplateDeployment" },
        edits,
    };
    return ending(
        "deploy-with-reference",
        [writer.step, ...steps],
        after({ ...search, question: asked }, [change]),
        sure && writer.sure,
    );
}

/** Values and keys written through Azure Resource Manager, past the vault's network rules and data roles. */
function throughManagement(search: Search): readonly IndirectPath[] {
    const name = operationOf(search)?.name;
    const action =
        name === "secrets/set"
            ? "Microsoft.KeyVault/vaults/secrets/write"
            : name === "keys/create"
              ? "Microsoft.KeyVault/vaults/keys/write"
              : undefined;
    const found =
        action === undefined
            ? undefined
            : permitted(search, action, search.vaultChain, search.vaultThing, { object: search.question.object });
    return found === undefined ? [] : ending("write-through-management", [found.step], "allowed", found.sure);
}

/** A sealed copy opens in any vault of the same subscription and geography; where vaults are is not always told. */
function copies(search: Search): readonly IndirectPath[] {
    const { oracle, model, question, vaultThing } = search;
    const operation = operationOf(search);
    if (operation === undefined || !["value", "plaintext"].includes(operation.reveals)) return [];
    const at = (name: string, vault: string): Question => ({
        ...question,
        operation: { plane: "data", name },
        object: { ...question.object, vault },
    });
    const backup = oracle.verdict(at(`${operation.family}/backup`, question.object.vault));
    if (backup === "denied") return [];
    const [, , subscription] = model.vaults.get(question.object.vault)!.id?.split("/") ?? [];
    return [...model.vaults.values()].flatMap((other) => {
        if (other.urn === question.object.vault || other.id?.split("/")[2] !== subscription) return [];
        const verdicts = [
            backup,
            oracle.verdict(at(`${operation.family}/restore`, other.urn)),
            oracle.verdict(at(operation.name, other.urn)),
        ];
        if (verdicts.includes("denied")) return [];
        const step = (does: string, on: Step["on"], asked: Question): Step => ({
            does,
            on,
            evidence: oracle.answer(asked).gates.find(({ gate }) => gate === "authorization")!.evidence,
        });
        const there = { name: other.name, urn: other.urn };
        const steps = [
            step(`${operation.family}/backup`, vaultThing, at(`${operation.family}/backup`, question.object.vault)),
            step(`${operation.family}/restore`, there, at(`${operation.family}/restore`, other.urn)),
            step(operation.name, there, at(operation.name, other.urn)),
        ];
        const here = model.vaults.get(question.object.vault)!.location;
        return ending(
            "backup-and-restore",
            steps,
            verdicts.includes("undetermined") ? "undetermined" : "allowed",
            here === other.location,
        );
    });
}

/** A private endpoint of the caller's own, approved by himself, passes any network rule. */
function approval(search: Search): readonly IndirectPath[] {
    const { oracle, question, vaultChain, vaultThing } = search;
    const { verdict } = oracle.way(question.object.vault, question.origin, dataName(question));
    const found = permitted(
        search,
        "Microsoft.KeyVault/vaults/PrivateEndpointConnectionsApproval/action",
        vaultChain,
        vaultThing,
    );
    if (verdict === "allowed" || found === undefined) return [];
    return ending(
        "approve-private-endpoint",
        [
            found.step,
            {
                does: "Microsoft.Network/privateEndpoints/write",
                on: { name: "a network of the caller's own" },
                evidence: [],
            },
        ],
        oracle.standing(question),
        found.sure,
    );
}

/** The private zone: who may write its records and links makes a name lead to the endpoint, where names stand in the way. */
function names(search: Search): readonly IndirectPath[] {
    const { model, question, oracle } = search;
    const answer = oracle.answer(question);
    const missing = openings(oracle, question, answer).filter(
        ({ what }) => what.code === "link-zone" || what.code === "add-zone-group",
    );
    const [change] = missing;
    const edit = change?.edits[0];
    if (change === undefined || edit?.edit !== "add resource") return [];
    const vault = model.vaults.get(question.object.vault)!;
    const zone = model.zones.zones.find(
        ({ name, urn }) => name === vault.cloud.privateZones.vault && urn !== undefined,
    );
    const resource =
        zone?.urn === undefined
            ? undefined
            : (findById(model.resources, model.resources.ids.get(zone.urn) ?? zone.urn) ??
              model.resources.byUrn.get(zone.urn));
    if (resource === undefined) return [];
    const action =
        change.what.code === "link-zone"
            ? "Microsoft.Network/privateDnsZones/virtualNetworkLinks/write"
            : "Microsoft.Network/privateDnsZones/A/write";
    const found = permitted(search, action, chainFor(model, resource), {
        name: vault.cloud.privateZones.vault,
        urn: resource.urn,
    });
    return found === undefined ? [] : ending("write-private-zone", [found.step], after(search, [change]), found.sure);
}
