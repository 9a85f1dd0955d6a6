import type { ControlActionName } from "../../azure/control-plane.ts";
import { operationNamed } from "../../azure/operations.ts";
import { change, type Change } from "../changes.ts";
import { permissionFor, roleFor, rolesGranting, type NamedRole } from "../grants.ts";
import type { ObjectOfQuestion } from "../question.ts";
import { after, anyPermitted, ending, permitted, type IndirectPath, type Permitted, type Search } from "./chain.ts";
import { making, operationOf, together, withNetwork, type Means } from "./means.ts";

const assignRoles = "Microsoft.Authorization/roleAssignments/write" satisfies ControlActionName;
const writePolicies = "Microsoft.KeyVault/vaults/accessPolicies/write" satisfies ControlActionName;
const writeVault = "Microsoft.KeyVault/vaults/write" satisfies ControlActionName;

/** Access policies: who may write them gives himself one. */
export function ownPolicy(search: Search): readonly IndirectPath[] {
    const { model, question, vaultChain, vaultThing } = search;
    if (model.vaults.get(question.object.vault)!.accessModel.value === "rbac") return [];
    const found = anyPermitted(search, [writePolicies, writeVault], vaultChain, vaultThing);
    const policy = policyFor(search);
    if (found === undefined || policy === undefined) return [];
    const writer = permitted(search, writeVault, vaultChain, vaultThing);
    const means = withNetwork(search, making(found, [policy]), writer);
    return ending("write-own-policy", means, after(search, means.changes));
}

/** A policy for the caller, whatever stops him now. */
function policyFor({ model, question }: Search): Change | undefined {
    const { caller, operation, object } = question;
    if (caller.kind === "anonymous" || operation.plane === "control") return undefined;
    const vault = model.vaults.get(object.vault)!;
    const { family, verb } = operationNamed(operation.name).permission;
    return permissionFor(vault, caller.name, caller.principals[0] ?? "", family, verb);
}

/** Role assignments: who may write them gives himself a role, as far as his own role lets him choose. */
export function ownRole(search: Search): readonly IndirectPath[] {
    const { model, question, vaultChain, vaultThing } = search;
    const vault = model.vaults.get(question.object.vault)!;
    const policy = policyFor(search);
    if (policy === undefined) return [];
    const writer = permitted(search, writeVault, vaultChain, vaultThing);
    if (vault.accessModel.value !== "access-policies") {
        const role = dataRole(search);
        if (role === undefined) return [];
        const means = withNetwork(search, role, writer);
        return ending("assign-role", means, after(search, means.changes));
    }
    // A role for data is of no use here; one that writes access policies is, and whoever may write them needs it not.
    if (anyPermitted(search, [writePolicies, writeVault], vaultChain, vaultThing)?.sure === true) return [];
    const role = assignable(search, rolesGranting(writePolicies, "control"), vaultThing.name);
    if (role === undefined) return [];
    const written: Permitted = { steps: [{ does: writePolicies, on: vaultThing, evidence: [] }], sure: true };
    const means = withNetwork(search, together(role, making(written, [policy])), writer);
    return ending("assign-role", means, after(search, means.changes));
}

/** The caller's own assignment of a role for the operation: at the vault, or at the object where that suffices. */
function dataRole(search: Search): Means | undefined {
    const operation = operationOf(search)!;
    const granting = rolesGranting(operation.dataAction, "data");
    const { object } = search.question;
    const atVault = assignable(search, granting, search.vaultThing.name);
    if (atVault?.sure === true || operation.scope !== "object" || object.name === undefined) return atVault;
    const shown = `${search.vaultThing.name}/${object.family!}/${object.name}`;
    const atObject = assignable(search, granting, shown, object);
    return atVault === undefined || atObject?.sure === true ? atObject : atVault;
}

/** The first role, a sure one before a possible one, that the caller may assign to himself at the vault, or at an object. */
function assignable(
    search: Search,
    roles: readonly NamedRole[],
    name: string,
    object?: ObjectOfQuestion,
): Means | undefined {
    const { model, question, vaultChain, vaultThing } = search;
    const { id } = model.vaults.get(question.object.vault)!;
    if (question.caller.kind === "anonymous" || id === undefined) return undefined;
    const [principal = ""] = question.caller.principals;
    const scope = object === undefined ? id : `${id}/${object.family!}/${object.name!}`;
    const found = roles.flatMap((role) => {
        const request = { assigns: { role: role.id, principal }, ...(object !== undefined && { object }) };
        const allowed = permitted(search, assignRoles, vaultChain, { ...vaultThing, name }, request);
        return allowed === undefined ? [] : [making(allowed, [roleFor(role, scope, principal)])];
    });
    return found.find(({ sure }) => sure) ?? found[0];
}

/**
 * The permission model: who may write the vault may turn it to access policies and give himself one. Two pages of
 * Microsoft's disagree on whether that needs the right to assign roles as well: with it the path is sure.
 * Source: learn.microsoft.com/azure/key-vault/general/rbac-guide against access-control-default.
 */
export function otherModel(search: Search): readonly IndirectPath[] {
    const { model, question, vaultChain, vaultThing } = search;
    const vault = model.vaults.get(question.object.vault)!;
    const found = permitted(search, writeVault, vaultChain, vaultThing);
    const policy = policyFor(search);
    if (vault.accessModel.value !== "rbac" || found === undefined || policy === undefined) return [];
    const other = change(
        { code: "switch-model", vault: vault.name, to: "access-policies" },
        { edit: "set", urn: vault.urn, path: "/inputs/properties/enableRbacAuthorization", value: false },
    );
    const assigns = permitted(search, assignRoles, vaultChain, vaultThing)?.sure === true;
    const means = withNetwork(search, making(found, [other, policy]), found);
    return ending("switch-model", { ...means, sure: means.sure && assigns }, after(search, means.changes));
}
