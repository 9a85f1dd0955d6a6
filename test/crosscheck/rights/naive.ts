import { type NaiveVerdict, type Three } from "../three.ts";
import { meets, type Condition, type Test } from "./conditions.ts";
import { builtInRoles } from "./roles.ts";
import type { Assignment, Denial, Holder, Permission, RightsWorld, ScopeName } from "./world.ts";

/**
 * Who may do what under roles, straight from Microsoft's prose: role-based-access-control (overview, scope-overview,
 * role-definitions, deny-assignments, conditions-format), azure-resource-manager/management/lock-resources,
 * key-vault/general (rbac-guide, rbac-abac).
 */
export interface RightsQuestion {
    readonly as: "person" | "person in team" | "friend" | "identity" | "stranger";
    /** A data operation with its object, or an action of the control plane on the vault. */
    readonly do: string;
    readonly object?: string;
}

export function rightsVerdict(world: RightsWorld, question: RightsQuestion): NaiveVerdict {
    const { plane, action } = actionOf(question);
    if (plane === "control" && locked(world, action)) return "denied";
    const denials = world.denials.map((denial) => denies(denial, question, plane, action));
    if (denials.includes("yes")) return "denied";
    const grants = world.assignments.map((assignment) => grantsBy(world, assignment, question, plane, action));
    if (!grants.includes("yes")) return grants.includes("cannot tell") ? "undetermined" : "denied";
    return denials.includes("cannot tell") ? "undetermined" : "allowed";
}

type Plane = "data" | "control";

const dataActions: Readonly<Record<string, string>> = {
    "secrets/get": "secrets/getSecret/action",
    "secrets/list": "secrets/readMetadata/action",
    "secrets/set": "secrets/setSecret/action",
    "secrets/delete": "secrets/delete",
    "keys/get": "keys/read",
    "keys/sign": "keys/sign/action",
    "certificates/get": "certificates/read",
};

function actionOf(question: RightsQuestion): { readonly plane: Plane; readonly action: string } {
    const data = dataActions[question.do];
    return data === undefined
        ? { plane: "control", action: question.do }
        : { plane: "data", action: `Microsoft.KeyVault/vaults/${data}` };
}

/** Locks are about Resource Manager alone; a read-only one leaves nothing but reading. Both hold for what is below. */
function locked({ locks }: RightsWorld, action: string): boolean {
    return locks
        .filter(({ scope }) => scope === "subscription" || scope === "group" || scope === "vault")
        .some(({ level }) => level === "ReadOnly" || action.endsWith("/delete"));
}

function grantsBy(
    world: RightsWorld,
    { holder, role, scope, condition, eligible }: Assignment,
    question: RightsQuestion,
    plane: Plane,
    action: string,
): Three {
    if (eligible) return "no";
    const answers = [
        isCaller(holder, question),
        holdsAt(world, scope, question),
        permits(world, role, plane, action),
        condition === undefined ? "yes" : meetsCondition(condition, action, question.object),
    ] as const;
    if (answers.includes("no")) return "no";
    return answers.includes("cannot tell") ? "cannot tell" : "yes";
}

function isCaller(holder: Holder | "untold", { as }: RightsQuestion): Three {
    if (holder === "untold") return "cannot tell";
    if (holder === "team") return as === "person in team" ? "yes" : "no";
    return holder === (as === "person in team" ? "person" : as) ? "yes" : "no";
}

/** A role holds at its scope and below. Nobody but the tree of management groups tells what is below one. */
function holdsAt({ placement }: RightsWorld, scope: ScopeName, { do: operation, object }: RightsQuestion): Three {
    if (["root", "tenant root group", "subscription", "group", "vault"].includes(scope)) return "yes";
    if (scope === "platform")
        return ({ platform: "yes", below: "yes", other: "no", untold: "cannot tell" } as const)[placement];
    const [family = "", name] = scope.split(":");
    return name !== undefined && operation.startsWith(`${family}s/`) && object === name ? "yes" : "no";
}

function permits({ roles }: RightsWorld, role: string, plane: Plane, action: string): Three {
    if (role === "unheard of") return "cannot tell";
    const built = builtInRoles[role];
    const permissions = built === undefined ? roles[Number(role.slice(-1)) as 0 | 1] : [built.permission];
    return permissions.some((permission) => covers(permission, plane, action)) ? "yes" : "no";
}

/** What one entry excludes, another may still permit. */
function covers(permission: Permission, plane: Plane, action: string): boolean {
    const [listed, excluded] =
        plane === "data"
            ? [permission.dataActions, permission.notDataActions]
            : [permission.actions, permission.notActions];
    return listed.some((pattern) => matches(pattern, action)) && !excluded.some((pattern) => matches(pattern, action));
}

function matches(pattern: string, action: string): boolean {
    const escaped = pattern.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*");
    return new RegExp(`^${escaped}$`, "i").test(action);
}

function meetsCondition({ action: about, test }: Condition, action: string, object: string | undefined): Three {
    if (action !== `Microsoft.KeyVault/vaults/secrets/${about}/action`) return "yes";
    // A list fails where a secret's name is asked for.
    if (object === undefined && asksForSecret(test)) return "no";
    return meets(test, { vault: "kv-world", secret: object ?? "" }) ? "yes" : "no";
}

function asksForSecret(test: Test): boolean {
    return "attribute" in test && test.attribute === "secret";
}

/** A deny assignment goes before every role. */
function denies(denial: Denial, question: RightsQuestion, plane: Plane, action: string): Three {
    const { principals, excluded, scope, hereOnly, permissions } = denial;
    if (!covers(permissions, plane, action)) return "no";
    const named = principals === "everyone" || principals.some((holder) => isCaller(holder, question) === "yes");
    if (!named || excluded.some((holder) => isCaller(holder, question) === "yes")) return "no";
    const isObject = plane === "data" && question.object !== undefined;
    if (scope === "secret:first")
        return isObject && question.do.startsWith("secrets/") && question.object === "first" ? "yes" : "no";
    if (scope === "similar group") return "no";
    return hereOnly && (scope !== "vault" || isObject) ? "no" : "yes";
}
