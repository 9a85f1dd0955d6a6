import type { Fact, Sourced } from "./fact.ts";
import type { Range } from "./limits.ts";

/** Inputs of `network:BastionHost` that switch a feature on. */
export type BastionFeature =
    | "enableTunneling"
    | "enableIpConnect"
    | "enableShareableLink"
    | "enableFileCopy"
    | "enableKerberos"
    | "enableSessionRecording"
    | "enablePrivateOnlyBastion"
    | "disableCopyPaste";

export interface BastionSku extends Sourced {
    /** A subnet named `AzureBastionSubnet` in the network; without it the host names the network itself. */
    readonly subnet: "required" | "absent";
    readonly publicAddress: "required" | "absent" | "required unless private-only";
    /** `undefined` where the number is not to be chosen: Developer shares a host, Basic has two instances. */
    readonly scaleUnits: Range | undefined;
    readonly features: readonly BastionFeature[];
    /** Reaches machines in peered networks. */
    readonly peeredNetworks: boolean;
    /** The portal takes a machine's credential from a vault. It is the browser that reads it. */
    readonly keyVaultCredentials: boolean;
}

const skuPage = "learn.microsoft.com/azure/bastion/bastion-sku-comparison";
const sourced = { source: skuPage, certainty: "confirmed" } as const;

const standardFeatures = [
    "enableTunneling",
    "enableIpConnect",
    "enableShareableLink",
    "enableFileCopy",
    "enableKerberos",
    "disableCopyPaste",
] as const;

/** In order: a host can move up without being replaced, never down. Leaving Developer takes a subnet and an address. */
export const bastionSkus = {
    Developer: {
        subnet: "absent",
        publicAddress: "absent",
        scaleUnits: undefined,
        features: ["enableKerberos"],
        peeredNetworks: false,
        keyVaultCredentials: true,
        ...sourced,
    },
    Basic: {
        subnet: "required",
        publicAddress: "required",
        scaleUnits: undefined,
        features: ["enableKerberos"],
        peeredNetworks: true,
        keyVaultCredentials: true,
        ...sourced,
    },
    Standard: {
        subnet: "required",
        publicAddress: "required",
        scaleUnits: { minimum: 2, maximum: 50 },
        features: standardFeatures,
        peeredNetworks: true,
        keyVaultCredentials: true,
        ...sourced,
    },
    Premium: {
        subnet: "required",
        publicAddress: "required unless private-only",
        scaleUnits: { minimum: 2, maximum: 50 },
        features: [...standardFeatures, "enableSessionRecording", "enablePrivateOnlyBastion"],
        peeredNetworks: true,
        keyVaultCredentials: true,
        ...sourced,
    },
} as const satisfies Record<string, BastionSku>;

export type BastionSkuName = keyof typeof bastionSkus;

/** Features that exclude one another: session recording switches the native client off. */
export const exclusiveBastionFeatures = {
    value: [["enableSessionRecording", "enableTunneling"]],
    source: "learn.microsoft.com/azure/bastion/session-recording",
    certainty: "confirmed",
} as const satisfies Fact<readonly (readonly [BastionFeature, BastionFeature])[]>;

/** The one subnet name that a host accepts, alone in it. Size and the rest are in `subnets.ts`. */
export const bastionSubnetName = "AzureBastionSubnet";

/** A dedicated host's public address: Standard and Static. */
export const bastionPublicAddress = {
    value: { sku: "Standard", allocation: "Static" },
    source: "learn.microsoft.com/azure/bastion/configuration-settings",
    certainty: "confirmed",
} as const satisfies Fact<object>;

export interface BastionRule extends Sourced {
    readonly name: string;
    readonly direction: "Inbound" | "Outbound";
    readonly priority: number;
    readonly protocol: "Tcp" | "*";
    readonly sourceAddressPrefix: string;
    readonly destinationAddressPrefix: string;
    readonly destinationPortRanges: readonly string[];
    /** Narrowing the source to known addresses is allowed. */
    readonly narrowable?: true;
    readonly purpose: string;
}

const ruleSource = { source: "learn.microsoft.com/azure/bastion/bastion-nsg", certainty: "confirmed" } as const;

/**
 * Rules that a network security group on `AzureBastionSubnet` must have, all eight: with one missing Azure refuses the
 * association or the host stops being updated. Source ports are `*`, access is `Allow`. Only the order of priorities is
 * ours: Azure asks for none.
 */
export const bastionRules = [
    {
        name: "AllowHttpsInbound",
        direction: "Inbound",
        priority: 120,
        protocol: "Tcp",
        sourceAddressPrefix: "Internet",
        destinationAddressPrefix: "*",
        destinationPortRanges: ["443"],
        narrowable: true,
        purpose: "users' browsers and native clients",
        ...ruleSource,
    },
    {
        name: "AllowGatewayManagerInbound",
        direction: "Inbound",
        priority: 130,
        protocol: "Tcp",
        sourceAddressPrefix: "GatewayManager",
        destinationAddressPrefix: "*",
        destinationPortRanges: ["443"],
        purpose: "Bastion's control plane",
        ...ruleSource,
    },
    {
        name: "AllowAzureLoadBalancerInbound",
        direction: "Inbound",
        priority: 140,
        protocol: "Tcp",
        sourceAddressPrefix: "AzureLoadBalancer",
        destinationAddressPrefix: "*",
        destinationPortRanges: ["443"],
        purpose: "health probes",
        ...ruleSource,
    },
    {
        name: "AllowBastionHostCommunication",
        direction: "Inbound",
        priority: 150,
        protocol: "*",
        sourceAddressPrefix: "VirtualNetwork",
        destinationAddressPrefix: "VirtualNetwork",
        destinationPortRanges: ["8080", "5701"],
        purpose: "among the host's instances",
        ...ruleSource,
    },
    {
        name: "AllowSshRdpOutbound",
        direction: "Outbound",
        priority: 100,
        protocol: "*",
        sourceAddressPrefix: "*",
        destinationAddressPrefix: "VirtualNetwork",
        destinationPortRanges: ["22", "3389"],
        purpose: "to the machines",
        ...ruleSource,
    },
    {
        name: "AllowAzureCloudOutbound",
        direction: "Outbound",
        priority: 110,
        protocol: "Tcp",
        sourceAddressPrefix: "*",
        destinationAddressPrefix: "AzureCloud",
        destinationPortRanges: ["443"],
        purpose: "Azure's public endpoints, for logs and diagnostics",
        ...ruleSource,
    },
    {
        name: "AllowBastionCommunication",
        direction: "Outbound",
        priority: 120,
        protocol: "*",
        sourceAddressPrefix: "VirtualNetwork",
        destinationAddressPrefix: "VirtualNetwork",
        destinationPortRanges: ["8080", "5701"],
        purpose: "among the host's instances",
        ...ruleSource,
    },
    {
        name: "AllowHttpOutbound",
        direction: "Outbound",
        priority: 130,
        protocol: "*",
        sourceAddressPrefix: "*",
        destinationAddressPrefix: "Internet",
        destinationPortRanges: ["80"],
        purpose: "validation of sessions, shareable links and certificates",
        ...ruleSource,
    },
] as const satisfies readonly BastionRule[];
