import type { Fact, Sourced } from "./fact.ts";
import type { Range } from "./limits.ts";

export interface Image extends Sourced {
    readonly publisher: string;
    readonly offer: string;
    readonly sku: string;
    readonly version: string;
    /** Generation 2 is needed for trusted launch. */
    readonly generation: 1 | 2;
    readonly architecture: "x64" | "arm64";
}

/** The marketplace's Linux images. `latest` is resolved when the machine is created. */
export const linuxImages = {
    ubuntu2404: {
        publisher: "Canonical",
        offer: "ubuntu-24_04-lts",
        sku: "server",
        version: "latest",
        generation: 2,
        architecture: "x64",
        source: "github.com/Azure/bicep-registry-modules/avm/res/compute/virtual-machine",
        certainty: "confirmed",
    },
    ubuntu2404arm: {
        publisher: "Canonical",
        offer: "ubuntu-24_04-lts",
        sku: "server-arm64",
        version: "latest",
        generation: 2,
        architecture: "arm64",
        source: "github.com/Azure/bicep-registry-modules/avm/res/compute/virtual-machine",
        certainty: "confirmed",
    },
    ubuntu2204: {
        publisher: "Canonical",
        offer: "0001-com-ubuntu-server-jammy",
        sku: "22_04-lts-gen2",
        version: "latest",
        generation: 2,
        architecture: "x64",
        source: "github.com/Azure/bicep-registry-modules/avm/res/compute/virtual-machine",
        certainty: "confirmed",
    },
} as const satisfies Record<string, Image>;

export interface ExtensionKind extends Sourced {
    readonly publisher: string;
    readonly type: string;
    /** `typeHandlerVersion`. */
    readonly version: string;
}

export const virtualMachineExtensions = {
    /** Tells a scale set whether a machine is well; rolling upgrades need it. */
    applicationHealth: {
        publisher: "Microsoft.ManagedServices",
        type: "ApplicationHealthLinux",
        version: "1.0",
        source: "learn.microsoft.com/azure/virtual-machine-scale-sets/virtual-machine-scale-sets-health-extension",
        certainty: "confirmed",
    },
    /** Sign-in over SSH with an Entra account that holds a Virtual Machine Login role; needs a managed identity. */
    entraLogin: {
        publisher: "Microsoft.Azure.ActiveDirectory",
        type: "AADSSHLoginForLinux",
        version: "1.0",
        source: "learn.microsoft.com/entra/identity/devices/howto-vm-sign-in-azure-ad-linux",
        certainty: "confirmed",
    },
    /**
     * Fetches certificates with their private keys from a vault and renews them; the identity needs Key Vault Secrets
     * User. It calls the vault from the machine: no trusted service. Version 4 takes object entries with versionless
     * `/secrets/` addresses, has no `requireInitialSync`, and wants `authenticationSettings` for user-assigned
     * identities only.
     */
    keyVault: {
        publisher: "Microsoft.Azure.KeyVault",
        type: "KeyVaultForLinux",
        version: "4.0",
        source: "learn.microsoft.com/azure/virtual-machines/extensions/key-vault-linux",
        certainty: "confirmed",
    },
} as const satisfies Record<string, ExtensionKind>;

/** Seconds between two looks of the Key Vault extension at its vault. */
export const certificatePolling = {
    value: { minimum: 300, maximum: 3600 },
    source: "learn.microsoft.com/azure/virtual-machines/extensions/key-vault-linux",
    certainty: "confirmed",
} as const satisfies Fact<Range>;

const osProfile = {
    source: "learn.microsoft.com/rest/api/compute/virtual-machines/create-or-update#osprofile",
    certainty: "confirmed",
} as const;

/** Compared without regard to case. */
export const forbiddenAdminUsernames = {
    names: [
        "1",
        "123",
        "a",
        "actuser",
        "adm",
        "admin",
        "admin1",
        "admin2",
        "administrator",
        "aspnet",
        "backup",
        "console",
        "david",
        "guest",
        "john",
        "owner",
        "root",
        "server",
        "sql",
        "support",
        "support_388945a0",
        "sys",
        "test",
        "test1",
        "test2",
        "test3",
        "user",
        "user1",
        "user2",
        "user3",
        "user4",
        "user5",
    ],
    ...osProfile,
} as const satisfies { readonly names: readonly string[] } & Sourced;

/** Length of the administrator's name; on Windows it also cannot end in ".". */
export const adminUsernameLength = {
    value: { linux: { minimum: 1, maximum: 64 }, windows: { minimum: 1, maximum: 20 } },
    ...osProfile,
} as const satisfies Fact<Record<string, Range>>;

/** What the API asks of an administrator's password; the portal asks for twelve characters or more. */
export const adminPassword = {
    value: {
        linux: { minimum: 6, maximum: 72 },
        windows: { minimum: 8, maximum: 123 },
        /** How many of the four kinds must occur. */
        kindsNeeded: 3,
        kinds: { lower: /[a-z]/, upper: /[A-Z]/, digit: /\d/, special: /[\W_]/ },
        forbidden: [
            "abc@123",
            "P@$$w0rd",
            "P@ssw0rd",
            "P@ssword123",
            "Pa$$word",
            "pass@word1",
            "Password!",
            "Password1",
            "Password22",
            "iloveyou!",
        ],
    },
    ...osProfile,
} as const satisfies Fact<object>;

/** Longest host names; a machine's resource name may be longer. */
export const hostNameLength = {
    value: { linux: 64, windows: 15 },
    source: "learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules",
    certainty: "confirmed",
} as const satisfies Fact<Record<string, number>>;

/** Secure boot and a virtual TPM; generation 2 images only. */
export const trustedLaunch = {
    value: { securityType: "TrustedLaunch", uefiSettings: { secureBootEnabled: true, vTpmEnabled: true } },
    source: "learn.microsoft.com/azure/virtual-machines/trusted-launch",
    certainty: "confirmed",
} as const satisfies Fact<object>;

/** Encryption at host is refused in a subscription that has not registered this feature. */
export const encryptionAtHostFeature = {
    value: "Microsoft.Compute/EncryptionAtHost",
    source: "learn.microsoft.com/azure/virtual-machines/linux/disks-enable-host-based-encryption-portal",
    certainty: "observed",
} as const satisfies Fact<string>;

/** Where a machine gets tokens of its managed identity. Anyone who runs code on the machine can. */
export const instanceMetadataAddress = {
    value: "169.254.169.254",
    source: "learn.microsoft.com/entra/identity/managed-identities-azure-resources/how-to-use-vm-token",
    certainty: "confirmed",
} as const satisfies Fact<string>;
