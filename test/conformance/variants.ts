/** Changes to the shipped stacks' files, so that what only a setting registers is checked as well. */

/** Settings as a stack's file has them, without the project's namespace. In a change, `undefined` takes one away. */
export type Settings = Readonly<Record<string, unknown>>;

const hub = "/subscriptions/00000000-0000-4000-8000-000000000009/resourceGroups/rg-hub/providers/Microsoft.Network";
const group = { principalId: "00000000-0000-4000-8000-0000000000e1", principalType: "Group" };
const sshPublicKey =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKHEMzBgTFgcXFsmnYlDsUqPqaBHkrLlzQrbAqJGsVyE operator@example.com";

/** By topology, then by a name of the variant. */
export const variants: Readonly<Record<string, Readonly<Record<string, Settings>>>> = {
    "secure-access": {
        "access policies": { vault: { accessModel: "access-policies" } },
        "an open vault": {
            vault: { exposure: "open", trustedServices: undefined, allowedSubnets: undefined },
            encryptedStorage: undefined,
        },
        "a private vault": { vault: { exposure: "private", allowedSubnets: undefined } },
        "a vault behind addresses": { vault: { exposure: "firewall", allowedAddresses: ["198.51.100.7"] } },
        "a vault in a perimeter": {
            vault: {
                exposure: "perimeter",
                trustedServices: undefined,
                allowedSubnets: undefined,
                perimeterProfileId: `${hub}/networkSecurityPerimeters/nsp-hub/profiles/vaults`,
            },
            encryptedStorage: undefined,
        },
        "keys and dates": {
            vault: {
                sku: "premium",
                keys: {
                    wrapping: {
                        type: "RSA",
                        size: 3072,
                        operations: ["wrapKey", "unwrapKey"],
                        rotation: { every: "P12M", expiresAfter: "P18M", notifyBefore: "P30D" },
                    },
                    signing: {
                        type: "EC",
                        curve: "P-256",
                        notBefore: "2027-01-01T00:00:00Z",
                        expires: "2029-01-01T00:00:00Z",
                    },
                },
                secrets: {
                    dated: { notBefore: "2027-01-01T00:00:00Z", expires: "2028-01-01T00:00:00Z", enabled: false },
                },
            },
        },
        "a recovered vault": { vault: { recover: true, lock: true } },
        "login by key": { virtualMachine: { login: "ssh-key", sshPublicKey } },
        "a scale set": {
            virtualMachine: { login: "ssh-key", sshPublicKey },
            scaleSet: { instances: 2, zones: ["1", "2"] },
        },
        "Bastion for developers": { bastion: { sku: "Developer", features: undefined } },
        "Bastion with more units": { bastion: { sku: "Premium", scaleUnits: 4, features: ["enableTunneling"] } },
        "peered networks": {
            network: {
                dnsServers: ["10.99.0.4"],
                peerings: {
                    hub: { remoteVirtualNetworkId: `${hub}/virtualNetworks/vnet-hub`, allowForwardedTraffic: true },
                },
            },
        },
        "an existing zone": {
            privateLink: { zone: "existing", zoneId: `${hub}/privateDnsZones/privatelink.vaultcore.azure.net` },
        },
        "endpoints that someone approves": { privateLink: { approval: "manual", requestMessage: "for the workload" } },
        "an eligible security team": {
            roleSets: {
                securityTeam: {
                    group: {
                        eligible: {
                            start: "2027-01-01T00:00:00Z",
                            end: "2027-06-30T00:00:00Z",
                            justification: "on call",
                        },
                    },
                },
            },
        },
        "developers who deploy": { roleSets: { developerRights: "deploy", developers: { group } } },
        "archived logs": { monitoring: { archive: { sku: "Standard_ZRS", allowedAddresses: ["198.51.100.7"] } } },
        "the US government's cloud": {
            "azure-native:environment": "usgovernment",
            "azure-native:location": "usgovvirginia",
        },
        "the cloud in China": { "azure-native:environment": "china", "azure-native:location": "chinanorth3" },
    },
    "bastion-integration": {
        open: { step: "open" },
        restricted: { step: "restricted" },
        browser: { step: "browser", browserAddresses: ["198.51.100.7"] },
        "access policies": { vault: { accessModel: "access-policies" } },
    },
    "web-application": {
        hardened: {
            variant: "hardened",
            rotation: undefined,
            sql: { databaseName: "demonstration-db", administratorLogin: undefined },
            network: {
                addressSpace: ["10.60.0.0/16"],
                subnets: {
                    app: {
                        prefix: "10.60.0.0/26",
                        delegation: "Microsoft.Web/serverFarms",
                        serviceEndpoints: ["Microsoft.Storage"],
                    },
                    endpoints: { prefix: "10.60.1.0/27" },
                },
            },
            appSubnet: "app",
            privateEndpointSubnet: "endpoints",
            deployerAddresses: ["203.0.113.10"],
        },
        "without rotation": { rotation: undefined },
    },
    "endpoint-lab": {
        "all networks": { step: "all-networks" },
        "service endpoint": { step: "service-endpoint" },
        addresses: { step: "addresses" },
        "private link": { step: "private-link" },
        "private only": { step: "private-only" },
        "role assignments": { vault: { accessModel: "rbac" } },
    },
};

/** Settings with changes, field by field; lists are replaced. */
export function merged(settings: Settings, changes: Settings): Settings {
    const entries = Object.entries(changes).map(([key, change]) => {
        const value = settings[key];
        return [key, isFields(change) ? merged(isFields(value) ? value : {}, change) : change] as const;
    });
    return { ...settings, ...Object.fromEntries(entries) };
}

function isFields(value: unknown): value is Settings {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}
