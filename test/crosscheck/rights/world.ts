import fc from "fast-check";
import { conditions, type Condition } from "./conditions.ts";
import { roleNames } from "./roles.ts";

/**
 * One open vault under the permission model of roles, and everything that decides who may do what with it: role assignments
 * at all scopes, roles of one's own, conditions, deny assignments, locks, groups, identities whose ids nobody knows yet.
 */
export interface RightsWorld {
    readonly assignments: readonly Assignment[];
    /** Two roles of one's own. */
    readonly roles: readonly [Permissions, Permissions];
    readonly denials: readonly Denial[];
    readonly locks: readonly { readonly scope: LockScope; readonly level: "CanNotDelete" | "ReadOnly" }[];
    /** Where the subscription is in the tree of management groups: in `platform`, in one below it, in another, not told. */
    readonly placement: "platform" | "below" | "other" | "untold";
    /** Whether Azure has told the identity's object id. */
    readonly identityKnown: boolean;
}

export const scopes = [
    "root",
    "tenant root group",
    "platform",
    "subscription",
    "other subscription",
    "group",
    "similar group",
    "vault",
    "similar vault",
    "secret:first",
    "secret:first2",
    "key:wrapper",
    "certificate:first",
] as const;
export type ScopeName = (typeof scopes)[number];
export type LockScope = "subscription" | "group" | "similar group" | "vault" | "similar vault";

/** `identity` is a user-assigned one of the plan; `untold` an object id that comes from nowhere. */
export type Holder = "person" | "friend" | "team" | "identity";

export interface Assignment {
    readonly holder: Holder | "untold";
    readonly role: string;
    readonly scope: ScopeName;
    readonly condition: Condition | undefined;
    readonly eligible: boolean;
}

export interface Permission {
    readonly actions: readonly string[];
    readonly notActions: readonly string[];
    readonly dataActions: readonly string[];
    readonly notDataActions: readonly string[];
}
export type Permissions = readonly Permission[];

export interface Denial {
    readonly principals: readonly Holder[] | "everyone";
    readonly excluded: readonly Holder[];
    readonly scope: "subscription" | "group" | "similar group" | "vault" | "secret:first";
    readonly hereOnly: boolean;
    readonly permissions: Permission;
}

export const guidOf: Readonly<Record<Holder, string>> = {
    person: "11111111-2222-4333-8444-000000000001",
    friend: "11111111-2222-4333-8444-000000000002",
    team: "11111111-2222-4333-8444-000000000003",
    identity: "11111111-2222-4333-8444-000000000004",
};
export const stranger = "11111111-2222-4333-8444-000000000009";

const one = <T>(from: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...from);
const few = <T>(from: readonly T[], maxLength = 2): fc.Arbitrary<T[]> => fc.uniqueArray(one(from), { maxLength });

const actions = [
    "*",
    "Microsoft.KeyVault/*",
    "Microsoft.KeyVault/vaults/write",
    "microsoft.keyvault/VAULTS/delete",
    "Microsoft.KeyVault/vaults/accessPolicies/*",
    "Microsoft.KeyVault/vaults/secrets/write",
    "Microsoft.KeyVault/*/write",
    "Microsoft.Authorization/*",
    "Microsoft.Authorization/roleAssignments/write",
    "*/delete",
    "Microsoft.Compute/*",
];
const dataActions = [
    "*",
    "Microsoft.KeyVault/*",
    "Microsoft.KeyVault/vaults/secrets/*",
    "Microsoft.KeyVault/vaults/*/action",
    "Microsoft.KeyVault/vaults/secrets/getSecret/action",
    "microsoft.keyvault/VAULTS/secrets/setsecret/ACTION",
    "Microsoft.KeyVault/vaults/secrets/*/action",
    "Microsoft.KeyVault/vaults/keys/*",
    "Microsoft.KeyVault/*/read",
    "*/delete",
    "Microsoft.Storage/*",
];

const permission: fc.Arbitrary<Permission> = fc.record({
    actions: few(actions),
    notActions: few(actions.slice(1), 1),
    dataActions: few(dataActions),
    notDataActions: few(dataActions.slice(1), 1),
});
const permissions: fc.Arbitrary<Permissions> = fc.array(permission, { minLength: 1, maxLength: 2 });

const holders = ["person", "person", "friend", "team", "identity"] as const;

export const rightsGrants: fc.Arbitrary<Assignment> = fc.record({
    holder: fc.oneof({ weight: 20, arbitrary: one(holders) }, { weight: 1, arbitrary: fc.constant("untold" as const) }),
    role: one([...roleNames, "Custom 0", "Custom 0", "Custom 1", "Custom 1"]),
    scope: one([...scopes, "group", "vault", "secret:first"] as const),
    condition: fc.option(conditions, { nil: undefined, freq: 2 }),
    eligible: fc.integer({ min: 0, max: 7 }).map((number) => number === 7),
});

export const rightsWorlds: fc.Arbitrary<RightsWorld> = fc.record({
    assignments: fc.array(rightsGrants, { minLength: 1, maxLength: 5 }),
    roles: fc.tuple(permissions, permissions),
    denials: fc.array(
        fc.record({
            principals: fc.oneof(fc.constant("everyone" as const), few(holders)),
            excluded: few(holders, 1),
            scope: one(["subscription", "group", "similar group", "vault", "secret:first"] as const),
            hereOnly: fc.boolean(),
            permissions: permission,
        }),
        { maxLength: 1 },
    ),
    locks: fc.array(
        fc.record({
            scope: one(["subscription", "group", "similar group", "vault", "similar vault"] as const),
            level: one(["CanNotDelete", "ReadOnly"] as const),
        }),
        { maxLength: 1 },
    ),
    placement: one(["platform", "below", "other", "untold"] as const),
    identityKnown: fc.boolean(),
});
