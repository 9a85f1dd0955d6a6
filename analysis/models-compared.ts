import {
    accessPolicyPermissions,
    allPermission,
    grantsPermission,
    operations,
    type DataOperation,
} from "../azure/operations.ts";
import { builtInRoles, roleByName } from "../azure/roles.ts";
import { InputError } from "../input/error.ts";
import { suggestion } from "../input/nearest.ts";
import type { Outcome, Verdict } from "./answer.ts";
import { byPolicies } from "./gates/policies.ts";
import { byRoles } from "./gates/roles.ts";
import { matchesPattern } from "./model/condition.ts";
import type { Model } from "./model/model.ts";
import type { Vault } from "./model/vaults.ts";
import type { Caller, Family } from "./question.ts";

/** What two access models make of one operation. */
export interface Compared {
    readonly operation: string;
    readonly byRoles: Verdict;
    readonly byPolicies: Verdict;
}

export interface ModelsCompared {
    /** Every data operation, in the order of the table of operations. */
    readonly operations: readonly Compared[];
    /** Those on which the models differ, or may. */
    readonly differences: readonly Compared[];
}

/** Permissions of an access policy by family. */
export type Permissions = Readonly<Partial<Record<Family, readonly string[]>>>;

/**
 * Whether roles grant exactly what an access policy grants, operation by operation, for a whole vault.
 * @throws InputError for a name that is no built-in role's, and for a family or permission that there is not.
 */
export function compareRolesWithPermissions(roles: readonly string[], permissions: Permissions): ModelsCompared {
    checkPermissions(permissions);
    const patterns = roles.flatMap((name) => {
        const role = roleByName(name);
        if (role === undefined) {
            throw new InputError({
                what: "the role",
                got: name,
                expected: "the name of a built-in role",
                fix: suggestion(name, Object.keys(builtInRoles)),
            });
        }
        return [role];
    });
    return compared(({ dataAction, permission }) => ({
        byRoles: patterns.some(
            ({ dataActions, notDataActions }) =>
                dataActions.some((pattern) => matchesPattern(pattern, dataAction)) &&
                !notDataActions.some((pattern) => matchesPattern(pattern, dataAction)),
        )
            ? "allowed"
            : "denied",
        byPolicies: grantsPermission(permissions[permission.family] ?? [], permission.verb) ? "allowed" : "denied",
    }));
}

/** What a caller's roles and access policies at a vault would each grant, whichever of them is in force. */
export function compareModels(model: Model, vault: Vault, caller: Caller, moment?: number): ModelsCompared {
    return compared((operation, name) => {
        if (caller.kind === "anonymous") return { byRoles: "denied", byPolicies: "denied" };
        return {
            byRoles: verdictOf(byRoles(model, vault, name, operation, { vault: vault.urn }, caller, moment).outcome),
            byPolicies: verdictOf(byPolicies(model, vault, operation, caller).outcome),
        };
    });
}

function checkPermissions(permissions: unknown): asserts permissions is Permissions {
    const families = ["keys", "secrets", "certificates"] as const satisfies readonly Family[];
    const refuse = (what: string, got: unknown, expected: string, fix: string): never => {
        throw new InputError({ what, got, expected, fix });
    };
    if (typeof permissions !== "object" || permissions === null || Array.isArray(permissions))
        refuse("the permissions", permissions, "lists of permissions by family", 'write { secrets: ["get", "list"] }');
    for (const [name, listed] of Object.entries(permissions as object) as readonly (readonly [string, unknown])[]) {
        const family = families.find((known) => known === name);
        if (family === undefined) return refuse("the family", name, families.join(", "), suggestion(name, families));
        if (!Array.isArray(listed))
            return refuse(`the permissions ${family}`, listed, "a list of permissions", `write ["get"]`);
        const known = [...accessPolicyPermissions[family], allPermission.value.word];
        for (const word of listed as readonly unknown[])
            if (typeof word !== "string" || !known.some((verb) => verb.toLowerCase() === word.toLowerCase()))
                refuse(
                    `the permission of ${family}`,
                    word,
                    "a permission of access policies",
                    suggestion(String(word), known),
                );
    }
}

function compared(verdicts: (operation: DataOperation, name: string) => Omit<Compared, "operation">): ModelsCompared {
    const all = Object.entries<DataOperation>(operations).map(([name, operation]): Compared => ({
        operation: name,
        ...verdicts(operation, name),
    }));
    return {
        operations: all,
        differences: all.filter((row) => row.byRoles !== row.byPolicies || row.byRoles === "undetermined"),
    };
}

function verdictOf(outcome: Outcome): Verdict {
    return outcome === "passed" ? "allowed" : outcome === "unknown" ? "undetermined" : "denied";
}
