import { operations, type DataOperation } from "../../azure/operations.ts";
import { keyVaultRoles } from "../../azure/roles/key-vault.ts";
import { change, type Change } from "../changes.ts";
import { permissionFor, roleFor } from "../grants.ts";
import { matchesPattern } from "../model/condition.ts";
import { after, anyPermitted, ending, permitted, type IndirectPath, type Search, type Step } from "./chain.ts";
import { operationOf, withNetwork } from "./means.ts";

/** Access policies: who may write them gives himself one. */
export function ownPolicy(search: Search): readonly IndirectPath[] {
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
export function ownRole(search: Search): readonly IndirectPath[] {
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
export function otherModel(search: Search): readonly IndirectPath[] {
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
