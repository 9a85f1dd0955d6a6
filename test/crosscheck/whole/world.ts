import fc from "fast-check";

/**
 * Small worlds: one vault, a network and a peered one, a few principals. What a world says is all there is; `plan-of.ts`
 * writes it down as a program's resources, `naive.ts` answers from it.
 */
export interface World {
    readonly vault: {
        readonly publicNetworkAccess: "Enabled" | "enabled" | "Disabled" | "disabled" | "SecuredByPerimeter";
        readonly acls:
            | undefined
            | {
                  readonly bypass: "AzureServices" | "None" | undefined;
                  readonly defaultAction: "Allow" | "Deny";
                  readonly addresses: readonly string[];
                  readonly subnets: readonly SubnetName[];
              };
        readonly rbac: boolean;
        readonly purgeProtection: boolean;
        readonly policies: readonly Policy[];
    };
    readonly perimeter:
        | undefined
        | {
              readonly mode: "Enforced" | "Learning";
              readonly addresses: readonly string[];
              /** Where its members may call, which does not concern those who call them. */
              readonly outbound: boolean;
          };
    readonly subnets: readonly Subnet[];
    /** A second network with one subnet, `delta`. */
    readonly peered: { readonly peering: "both" | "there" | "back" | "none"; readonly linked: boolean };
    /** The first network has a gateway with a connection to a local network. */
    readonly gateway: boolean;
    readonly endpoint: undefined | { readonly subnet: SubnetName; readonly approval: "automatic" | "manual" };
    readonly zone: undefined | { readonly linked: boolean; readonly record: boolean };
    readonly secrets: readonly { readonly name: string; readonly enabled: boolean; readonly expired: boolean }[];
    /** The key `wrapper`. */
    readonly key: { readonly enabled: boolean; readonly dates: "none" | "past" | "present" | "future" };
    readonly assignments: readonly Assignment[];
    /** The third principal is a managed identity, of the vault's tenant or of another. */
    readonly identity: undefined | "own" | "foreign";
    /** How it is written down, which must not matter. */
    readonly style: {
        readonly inlineSubnets: boolean;
        readonly standalonePolicies: boolean;
        readonly version: "" | "/v20230701";
    };
}

export const subnetNames = ["alpha", "beta", "gamma", "delta"] as const;
export type SubnetName = (typeof subnetNames)[number];

export interface Subnet {
    readonly name: SubnetName;
    readonly serviceEndpoint: boolean;
    /** `known nat` leaves with {@link natAddress}. */
    readonly outbound: "nat" | "known nat" | "default" | "none";
}

export interface Policy {
    readonly principal: string;
    /** Its principal is said to be of another tenant than the vault's. */
    readonly foreign: boolean;
    /** Only through this application on behalf of the principal. */
    readonly application: string | undefined;
    readonly secrets: readonly string[];
    readonly keys: readonly string[];
    readonly certificates: readonly string[];
}

export interface Assignment {
    readonly principal: string;
    readonly role: string;
    readonly scope: "subscription" | "group" | "vault" | "secret:first" | "secret:second" | "key:wrapper";
    /** Values of secrets only where their name starts so. */
    readonly onlyNames: string | undefined;
    /** Held on request only, and not requested. */
    readonly eligible: boolean;
}

const ids = [1, 2, 3, 4].map((digit) => `1111111${digit}-2222-4333-8444-555555555555`);
export const principals: readonly string[] = ids.slice(0, 3);
/** A group that nobody is in unless the question says so. */
export const group = ids[3]!;
export const application = "aaaaaaaa-2222-4333-8444-555555555555";
export const natAddress = "52.10.0.200";
/** When a question with a moment is asked, and the dates around it in seconds. */
export const moment = "2026-11-21T12:00:00Z";
export const dates = { past: 1_600_000_000, future: 1_900_000_000 } as const;

/** Role definitions by the GUIDs of Microsoft's documentation; two that no table knows. */
export const roleIds: Readonly<Record<string, string>> = {
    "Key Vault Administrator": "00482a5a-887f-4fb3-b363-3b7fe8e74483",
    "Key Vault Reader": "21090545-7ca7-4776-b22c-e363652d74d2",
    "Key Vault Secrets User": "4633458b-17de-408a-b874-0445c86b69e6",
    "Key Vault Secrets Officer": "b86a8fe4-44ce-4948-aee5-eccb2c155cd7",
    "Key Vault Crypto User": "12338af0-0e69-4776-bea7-57ae8d297424",
    "Key Vault Certificate User": "db79e9a7-68ee-4b58-9aeb-b90e7c24fcba",
    "Key Vault Crypto Service Encryption User": "e147488a-f6f5-4113-8e2d-b22465e65bf6",
    Contributor: "b24988ac-6180-42a0-ab88-20f7382dd24c",
    Owner: "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
    Writer: "abababab-0000-4000-8000-000000000001",
    Nobody: "abababab-0000-4000-8000-00000000ffff",
};

const addresses = ["20.50.1.0/24", "20.50.1.7/32", "52.10.0.0/25", "52.10.0.200/32", "13.70.2.0/24"];
const some = <T>(from: readonly T[]): fc.Arbitrary<T[]> => fc.subarray([...from]);
const one = <T>(from: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...from);
const seldom = <T>(value: T): fc.Arbitrary<T | undefined> => fc.option(fc.constant(value), { nil: undefined, freq: 2 });

const secretWords = ["get", "list", "set", "delete", "recover", "purge", "all"];
const keyWords = ["get", "list", "sign", "encrypt", "wrapKey", "unwrapKey", "decrypt", "all"];

export const grants: fc.Arbitrary<Assignment> = fc.record({
    principal: one(ids),
    role: one(Object.keys(roleIds)),
    scope: one(["subscription", "group", "vault", "secret:first", "secret:second", "key:wrapper"] as const),
    onlyNames: fc.option(one(["fir", "sec", "unseen"]), { nil: undefined, freq: 2 }),
    eligible: fc.integer({ min: 0, max: 4 }).map((number) => number === 4),
});

export const policies: fc.Arbitrary<Policy> = fc.record({
    principal: one(ids),
    foreign: one([false, false, false, false, true]),
    application: seldom(application),
    secrets: some(secretWords),
    keys: some(keyWords),
    certificates: some(["get", "list"]),
});

export const worlds: fc.Arbitrary<World> = fc.record({
    vault: fc.record({
        publicNetworkAccess: one([
            "Enabled",
            "enabled",
            "Enabled",
            "Disabled",
            "disabled",
            "SecuredByPerimeter",
        ] as const),
        acls: fc.option(
            fc.record({
                bypass: one(["AzureServices", "None", undefined] as const),
                defaultAction: one(["Allow", "Deny", "Deny"] as const),
                addresses: some(addresses),
                subnets: some(subnetNames),
            }),
            { nil: undefined, freq: 5 },
        ),
        rbac: fc.boolean(),
        purgeProtection: fc.boolean(),
        policies: fc.uniqueArray(policies, { maxLength: 3, selector: ({ principal }) => principal }),
    }),
    perimeter: fc.option(
        fc.record({ mode: one(["Enforced", "Learning"] as const), addresses: some(addresses), outbound: fc.boolean() }),
        {
            nil: undefined,
            freq: 2,
        },
    ),
    subnets: fc.tuple(
        ...subnetNames.map((name) =>
            fc.record({
                name: fc.constant(name),
                serviceEndpoint: fc.boolean(),
                outbound: one(["nat", "known nat", "default", "none"] as const),
            }),
        ),
    ),
    peered: fc.record({ peering: one(["both", "both", "there", "back", "none"] as const), linked: fc.boolean() }),
    gateway: fc.boolean(),
    endpoint: fc.option(
        fc.record({
            subnet: one(["alpha", "beta", "gamma"] as const),
            approval: one(["automatic", "automatic", "manual"] as const),
        }),
        { nil: undefined },
    ),
    zone: fc.option(fc.record({ linked: fc.boolean(), record: fc.boolean() }), { nil: undefined }),
    secrets: fc.tuple(
        fc.record({ name: fc.constant("first"), enabled: fc.boolean(), expired: fc.boolean() }),
        fc.record({ name: fc.constant("second"), enabled: fc.boolean(), expired: fc.boolean() }),
    ),
    key: fc.record({ enabled: fc.boolean(), dates: one(["none", "past", "present", "future"] as const) }),
    identity: one([undefined, "own", "foreign"] as const),
    assignments: fc.uniqueArray(grants, { maxLength: 6, selector: (assignment) => JSON.stringify(assignment) }),
    style: fc.record({
        inlineSubnets: fc.boolean(),
        standalonePolicies: fc.boolean(),
        version: one(["", "/v20230701"] as const),
    }),
});
