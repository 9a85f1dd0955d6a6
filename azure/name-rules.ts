import type { Sourced } from "./fact.ts";

/** What Azure demands of a resource's name. */
export interface NameRule extends Sourced {
    readonly minimum: number;
    readonly maximum: number;
    /** Everything but the length. */
    readonly pattern: RegExp;
    /** Where no second resource may have the name. Names are compared without regard to case. */
    readonly unique: "global" | "region" | "subscription" | "resource group" | "parent" | "scope";
    /** The pattern in words. */
    readonly describes: string;
}

const source = "learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules";
const sourced = { source, certainty: "confirmed" } as const;

const networkName = {
    minimum: 1,
    maximum: 80,
    pattern: /^[A-Za-z0-9]([A-Za-z0-9_.-]*[A-Za-z0-9_])?$/,
    describes: "letters, digits, '_', '.' and '-'; starts with a letter or digit, ends with one or '_'",
    ...sourced,
} as const;

/** By resource type, in Azure's words. */
export const nameRules = {
    vault: {
        minimum: 3,
        maximum: 24,
        pattern: /^[A-Za-z](?!.*--)[A-Za-z0-9-]*[A-Za-z0-9]$/,
        unique: "global",
        describes: "letters, digits and single '-'; starts with a letter, ends with a letter or digit",
        ...sourced,
    },
    vaultObject: {
        minimum: 1,
        maximum: 127,
        pattern: /^[A-Za-z0-9-]+$/,
        unique: "parent",
        describes: "letters, digits and '-'",
        ...sourced,
    },
    resourceGroup: {
        minimum: 1,
        maximum: 90,
        pattern: /^[\p{L}\p{N}_().-]*[\p{L}\p{N}_()-]$/u,
        unique: "subscription",
        describes: "letters, digits, '_', '(', ')', '-' and '.'; does not end with '.'",
        ...sourced,
    },
    network: { ...networkName, unique: "resource group" },
    networkChild: { ...networkName, unique: "parent" },
    virtualNetwork: { ...networkName, minimum: 2, maximum: 64, unique: "resource group" },
    privateZone: {
        minimum: 1,
        maximum: 253,
        pattern: /^[A-Za-z0-9_-]{1,63}(\.[A-Za-z0-9_-]{1,63}){1,33}$/,
        unique: "resource group",
        describes: "2 to 34 labels of 1 to 63 letters, digits, '_' and '-', separated by '.'",
        ...sourced,
    },
    /** The resource's name. A host name is shorter: see `compute.ts`. */
    virtualMachine: {
        minimum: 1,
        maximum: 64,
        pattern: /^(?!_)[^\\/"[\]:|<>+=;,?*@&\s]*[^\\/"[\]:|<>+=;,?*@&\s.-]$/,
        unique: "resource group",
        describes:
            "no space and none of \\ / \" [ ] : | < > + = ; , ? * @ &; does not start with '_' or end with '.' or '-'",
        ...sourced,
    },
    computeName: {
        minimum: 1,
        maximum: 80,
        pattern: /^[A-Za-z0-9_.-]+$/,
        unique: "resource group",
        describes: "letters, digits, '_', '.' and '-'",
        ...sourced,
    },
    userAssignedIdentity: {
        minimum: 3,
        maximum: 128,
        pattern: /^[A-Za-z0-9][A-Za-z0-9_-]*$/,
        unique: "resource group",
        describes: "letters, digits, '_' and '-'; starts with a letter or digit",
        ...sourced,
    },
    workspace: {
        minimum: 4,
        maximum: 63,
        pattern: /^[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?$/,
        unique: "resource group",
        describes: "letters, digits and '-'; starts and ends with a letter or digit",
        ...sourced,
    },
    storageAccount: {
        minimum: 3,
        maximum: 24,
        pattern: /^[a-z0-9]+$/,
        unique: "global",
        describes: "lower-case letters and digits",
        ...sourced,
    },
    blobContainer: {
        minimum: 3,
        maximum: 63,
        pattern: /^(?!.*--)[a-z0-9][a-z0-9-]*$/,
        unique: "parent",
        describes: "lower-case letters, digits and single '-'; starts with a letter or digit",
        ...sourced,
    },
    sqlServer: {
        minimum: 1,
        maximum: 63,
        pattern: /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/,
        unique: "global",
        describes: "lower-case letters, digits and '-'; does not start or end with '-'",
        ...sourced,
    },
    sqlDatabase: {
        minimum: 1,
        maximum: 128,
        pattern: /^[^<>*%&:\\/?]*[^<>*%&:\\/?. ]$/,
        unique: "parent",
        describes: "none of < > * % & : \\ / ?; does not end with '.' or a space",
        ...sourced,
    },
    sqlRule: {
        minimum: 1,
        maximum: 128,
        pattern: /^[^<>*%&:;\\/?]*[^<>*%&:;\\/?.]$/,
        unique: "parent",
        describes: "none of < > * % & : ; \\ / ?; does not end with '.'",
        ...sourced,
    },
    appServicePlan: {
        minimum: 1,
        maximum: 40,
        pattern: /^[A-Za-z0-9-]+$/,
        unique: "resource group",
        describes: "letters, digits and '-'",
        ...sourced,
    },
    webApp: {
        minimum: 2,
        maximum: 60,
        pattern: /^[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?$/,
        unique: "global",
        describes: "letters, digits and '-'; does not start or end with '-'",
        ...sourced,
    },
    webAppSlot: {
        minimum: 2,
        maximum: 59,
        pattern: /^[A-Za-z0-9-]+$/,
        unique: "parent",
        describes: "letters, digits and '-'",
        ...sourced,
    },
    eventGridName: {
        minimum: 3,
        maximum: 50,
        pattern: /^[A-Za-z0-9-]+$/,
        unique: "resource group",
        describes: "letters, digits and '-'",
        ...sourced,
    },
    eventSubscription: {
        minimum: 3,
        maximum: 64,
        pattern: /^[A-Za-z0-9-]+$/,
        unique: "parent",
        describes: "letters, digits and '-'",
        ...sourced,
    },
    lock: {
        minimum: 1,
        maximum: 90,
        pattern: /^[A-Za-z0-9_.()-]*[A-Za-z0-9_()-]$/,
        unique: "scope",
        describes: "letters, digits, '.', '_', '-' and parentheses; does not end with '.'",
        ...sourced,
    },
    /** Role assignments and role definitions are named by a GUID. */
    guid: {
        minimum: 36,
        maximum: 36,
        pattern: /^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$/,
        unique: "scope",
        describes: "a GUID",
        source: "learn.microsoft.com/azure/role-based-access-control/role-assignments-steps",
        certainty: "confirmed",
    },
} as const satisfies Record<string, NameRule>;

/** Whether Azure would take the name, as far as its letters go; uniqueness is only known to Azure. */
export function obeys(rule: NameRule, name: string): boolean {
    return name.length >= rule.minimum && name.length <= rule.maximum && rule.pattern.test(name);
}

/** What Key Vault gives the versions of its objects as names. */
export const objectVersion = {
    pattern: /^[0-9a-f]{32}$/i,
    describes: "32 hexadecimal digits",
    source: "learn.microsoft.com/azure/key-vault/general/about-keys-secrets-certificates",
    certainty: "confirmed",
} as const satisfies Sourced & Record<string, unknown>;
