import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { InputError } from "../input/error.ts";
import { suggestion } from "../input/nearest.ts";
import { checkedPlacement, type Placement } from "../topology/placement.ts";
import { isEncrypted, namespace, readConfig, setSecret } from "./config.ts";

/** Keys whose value is a text; the others are structured. */
const texts = ["topology", "name", "step", "variant", "certificateName", "appSubnet", "privateEndpointSubnet"];

const names = z.record(z.string(), z.string());
const text = z.string();
const positive = z.int().positive();

const securityRule = z.strictObject({
    name: text,
    priority: z.int(),
    direction: z.enum(["Inbound", "Outbound"]),
    access: z.enum(["Allow", "Deny"]),
    protocol: z.enum(["Tcp", "Udp", "Icmp", "Esp", "Ah", "*"]),
    source: text,
    destination: text,
    destinationPorts: z.array(text).min(1),
    description: text.exactOptional(),
});

const subnet = z.strictObject({
    prefix: text.exactOptional(),
    size: z.int().exactOptional(),
    serviceEndpoints: z.array(text).exactOptional(),
    delegation: text.exactOptional(),
    securityRules: z.array(securityRule).exactOptional(),
    networkSecurityGroupId: text.exactOptional(),
    outbound: z.enum(["none", "nat-gateway", "default"]).exactOptional(),
    privateEndpointNetworkPolicies: text.exactOptional(),
    existingSubnetId: text.exactOptional(),
});

/** A resource group: made by the stack, or there already. */
export const resourceGroup = z.strictObject({
    name: text,
    /** Deploy into a group that exists. */
    existing: z.boolean().exactOptional(),
});

export const network = z.strictObject({
    virtualNetworkName: text.exactOptional(),
    existingVirtualNetworkId: text.exactOptional(),
    addressSpace: z.array(text).min(1),
    dnsServers: z.array(text).exactOptional(),
    subnets: z.record(text, subnet),
    natGateway: z
        .strictObject({
            natGatewayName: text.exactOptional(),
            idleTimeoutInMinutes: z.int().exactOptional(),
        })
        .exactOptional(),
    peerings: z
        .record(
            text,
            z.strictObject({
                remoteVirtualNetworkId: text,
                allowForwardedTraffic: z.boolean().exactOptional(),
                useRemoteGateways: z.boolean().exactOptional(),
                allowGatewayTransit: z.boolean().exactOptional(),
            }),
        )
        .exactOptional(),
});

export const bastion = z.strictObject({
    sku: text,
    features: z.array(text).exactOptional(),
    scaleUnits: z.int().exactOptional(),
    publicIpAddressId: text.exactOptional(),
    allowedAddresses: z.array(text).exactOptional(),
    zones: z.array(text).exactOptional(),
    bastionHostName: text.exactOptional(),
});

export const virtualMachine = z.strictObject({
    subnet: text,
    login: z.enum(["ssh-key", "password"]),
    sshPublicKey: text.exactOptional(),
    passwordSecretName: text.exactOptional(),
    adminUsername: text.exactOptional(),
    vmName: text.exactOptional(),
    size: text.exactOptional(),
    encryptionAtHost: z.boolean().exactOptional(),
    entraLogin: z.boolean().exactOptional(),
    systemAssignedIdentity: z.boolean().exactOptional(),
    zone: text.exactOptional(),
});

const dates = { notBefore: text.exactOptional(), expires: text.exactOptional() };

const secret = z.strictObject({
    ...dates,
    generatedLength: z.int().exactOptional(),
    contentType: text.exactOptional(),
    enabled: z.boolean().exactOptional(),
    rotatedElsewhere: z.boolean().exactOptional(),
});

const key = z.strictObject({
    ...dates,
    type: text.exactOptional(),
    size: z.int().exactOptional(),
    curve: text.exactOptional(),
    operations: z.array(text).exactOptional(),
    enabled: z.boolean().exactOptional(),
    rotation: z.strictObject({ every: text, expiresAfter: text, notifyBefore: text.exactOptional() }).exactOptional(),
});

export const vault = z.strictObject({
    accessModel: z.enum(["rbac", "access-policies"]),
    exposure: z.enum(["open", "firewall", "private", "perimeter"]),
    trustedServices: z.enum(["allow", "refuse"]).exactOptional(),
    allowedSubnets: z.array(text).exactOptional(),
    allowedAddresses: z.array(text).exactOptional(),
    perimeterProfileId: text.exactOptional(),
    softDeleteRetentionInDays: z.int(),
    purgeProtection: z.boolean(),
    vaultName: text.exactOptional(),
    salt: text.exactOptional(),
    recover: z.boolean().exactOptional(),
    sku: z.enum(["standard", "premium"]).exactOptional(),
    enabledFor: z.array(z.enum(["deployment", "template-deployment", "disk-encryption"])).exactOptional(),
    secrets: z.record(text, secret).exactOptional(),
    keys: z.record(text, key).exactOptional(),
    lock: z.boolean().exactOptional(),
});

export const privateLink = z.strictObject({
    subnet: text,
    zone: z.enum(["own", "existing", "policy"]),
    zoneId: text.exactOptional(),
    linkedNetworks: names.exactOptional(),
    approval: z.enum(["automatic", "manual"]).exactOptional(),
    requestMessage: text.exactOptional(),
    resolution: z.enum(["Default", "NxDomainRedirect"]).exactOptional(),
});

const principal = z.strictObject({
    principalId: text,
    principalType: z.enum(["User", "Group", "ServicePrincipal"]),
    applicationId: text.exactOptional(),
    scope: text.exactOptional(),
    objects: z.array(text).exactOptional(),
    eligible: z.strictObject({ start: text, end: text, justification: text }).exactOptional(),
});

const members = z.record(text, principal).exactOptional();

export const roleSets = z.strictObject({
    preparedAccessModel: z.enum(["rbac", "access-policies"]).exactOptional(),
    developerRights: z.enum(["deploy", "full"]).exactOptional(),
    securityTeam: members,
    developers: members,
    auditors: members,
    storageAccount: members,
    application: members,
});

export const monitoring = z.strictObject({
    existingWorkspaceId: text.exactOptional(),
    workspaceName: text.exactOptional(),
    retentionInDays: positive.exactOptional(),
    archive: z
        .strictObject({
            existingStorageAccountId: text.exactOptional(),
            storageAccountName: text.exactOptional(),
            sku: text.exactOptional(),
            allowedAddresses: z.array(text).exactOptional(),
        })
        .exactOptional(),
});

/** What every topology has. */
const common = {
    topology: text,
    name: text
        .regex(
            /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/,
            "lower-case letters, digits and hyphens: the stem of every resource's name",
        )
        // The shortest name that it is a part of is an App Service plan's, asp-<name> of at most 40.
        .max(36, "at most 36 characters: the stem of every resource's name"),
    tags: names.default({}),
    resourceGroup,
    secretValues: names.default({}),
};

export const alerts = z.strictObject({
    emailAddresses: z.array(text),
    existingActionGroupId: text.exactOptional(),
    refusedThreshold: z.int().exactOptional(),
});

export const encryptedStorage = z.strictObject({
    keyName: text,
    storageAccountName: text.exactOptional(),
    sku: text.exactOptional(),
    allowedSubnets: z.array(text).exactOptional(),
    allowedAddresses: z.array(text).exactOptional(),
});

export const scaleSet = z.strictObject({
    instances: z.int().min(1).max(1000),
    size: text.exactOptional(),
    zones: z.array(text).exactOptional(),
});

export const secureAccess = {
    ...common,
    network,
    bastion: bastion.exactOptional(),
    virtualMachine: virtualMachine.exactOptional(),
    vault,
    privateLink: privateLink.exactOptional(),
    roleSets,
    monitoring,
    alerts: alerts.exactOptional(),
    /** A TLS certificate in the vault, made or imported by the security team; machines fetch and renew it. */
    certificateName: text.exactOptional(),
    encryptedStorage: encryptedStorage.exactOptional(),
    scaleSet: scaleSet.exactOptional(),
};

/** A vault whose exposure follows from the step that the stack is at. */
const steppedVault = vault.omit({
    exposure: true,
    trustedServices: true,
    allowedSubnets: true,
    allowedAddresses: true,
    perimeterProfileId: true,
});

const principals = z.record(text, principal.pick({ principalId: true, principalType: true }));

export const bastionIntegration = {
    ...common,
    step: z.enum(["open", "restricted", "browser"]),
    browserAddresses: z.array(text).default([]),
    network,
    bastion,
    virtualMachine,
    vault: steppedVault,
    people: principals,
    monitoring: monitoring.exactOptional(),
};

export const endpointLab = {
    ...common,
    step: z.enum(["all-networks", "service-endpoint", "addresses", "private-link", "private-only"]),
    /** The outside client's and the author's own public addresses. */
    outsideAddresses: z.array(text).default([]),
    network,
    machines: z.record(text, virtualMachine),
    vault: steppedVault,
    people: principals,
    privateLink,
    monitoring,
};

export const webApplication = {
    ...common,
    /** `as-documented`: public, a SQL login, the rule 0.0.0.0. `hardened`: private, Entra identities, no stored password. */
    variant: z.enum(["as-documented", "hardened"]),
    app: z.strictObject({ sku: text.exactOptional(), siteName: text.exactOptional() }).default({}),
    sql: z.strictObject({
        databaseName: text.default("demonstration-db"),
        edition: z.enum(["free-offer", "basic", "free"]).exactOptional(),
        serverName: text.exactOptional(),
        administratorLogin: text.exactOptional(),
        /** A setting that is refused: passwords are generated, or come encrypted as `secretValues.sql-administrator`. */
        administratorPassword: text.exactOptional(),
    }),
    /** The secret with the connection string. */
    connectionString: z
        .strictObject({ secretName: text.default("db-connection-string"), ...dates })
        .default({ secretName: "db-connection-string" }),
    rotation: z.strictObject({ logins: z.array(text), validityDays: z.int() }).exactOptional(),
    network: network.exactOptional(),
    /** Subnets of the hardened variant: where the apps call from, and where private endpoints stand. */
    appSubnet: text.exactOptional(),
    privateEndpointSubnet: text.exactOptional(),
    deployerAddresses: z.array(text).default([]),
    /** Role assignments alone: the app's grant is one secret, which access policies do not know. */
    vault: steppedVault.extend({
        accessModel: z.literal("rbac"),
        trustedServices: z.enum(["allow", "refuse"]).exactOptional(),
    }),
    administrators: principals,
    monitoring,
    alerts: alerts.exactOptional(),
};

type Parsed<S extends Readonly<Record<string, z.ZodType>>> = { [K in keyof S]: z.output<S[K]> };
export type SecureAccessSettings = Parsed<typeof secureAccess>;
export type BastionIntegrationSettings = Parsed<typeof bastionIntegration>;
export type WebApplicationSettings = Parsed<typeof webApplication>;
export type EndpointLabSettings = Parsed<typeof endpointLab>;

/** The settings of a topology, and where the stack is placed. */
export interface StackSettings<T> {
    readonly settings: T;
    readonly placement: Placement;
    readonly stack: string;
}

/** The topology that the stack's file selects. */
export function topologyName(known: readonly string[]): string {
    const name = new pulumi.Config(namespace).get("topology");
    if (name !== undefined && known.includes(name)) return name;
    throw new InputError({
        what: `${namespace}:topology`,
        got: name,
        expected: `one of ${known.join(", ")}`,
        fix: name === undefined ? `pulumi config set topology ${known[0] ?? ""}` : suggestion(name, known),
    });
}

/**
 * Reads and checks the stack's whole configuration.
 * @throws InputError for unknown, missing or badly typed settings and for a secret in plain text
 */
export function readSettings<S extends typeof common>(shape: S): StackSettings<Parsed<S>> {
    const settings = readConfig(shape, texts);
    if (Object.keys(settings["secretValues"]).length > 0 && !isEncrypted("secretValues")) {
        throw new InputError({
            what: `${namespace}:secretValues`,
            got: `values in plain text of ${Object.keys(settings["secretValues"]).join(", ")}`,
            expected: "values that are encrypted in the stack's file",
            fix: `remove them, change the secrets, and use ${setSecret("<name>")}`,
        });
    }
    return { settings, placement: placementOf(settings), stack: pulumi.getStack() };
}

/** The provider's own settings say where: a second setting could contradict them. */
function placementOf({ resourceGroup, tags }: Pick<Parsed<typeof common>, "resourceGroup" | "tags">): Placement {
    const provider = new pulumi.Config("azure-native");
    const required = (key: string, example: string): string => {
        const value = provider.get(key);
        if (value !== undefined) return value;
        throw new InputError({
            what: `azure-native:${key}`,
            got: undefined,
            expected: `the provider's ${key}, as ${example}`,
            fix: `pulumi config set azure-native:${key} <value>: names and ids are computed from it`,
        });
    };
    const placement = {
        subscriptionId: required("subscriptionId", "11111111-2222-3333-4444-555555555555"),
        tenantId: required("tenantId", "11111111-2222-3333-4444-555555555555"),
        location: required("location", "westeurope"),
        cloud: provider.get("environment") ?? "public",
        resourceGroupName: resourceGroup.name,
        tags,
    };
    return checkedPlacement(placement, {
        subscriptionId: "azure-native:subscriptionId",
        tenantId: "azure-native:tenantId",
        location: "azure-native:location",
        resourceGroupName: `${namespace}:resourceGroup.name`,
    });
}
