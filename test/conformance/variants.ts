/** Settings over the shipped stacks' files, so that what only a setting registers is checked as well. */

/** The settings of a stack's file, without the namespace. */
export type Settings = Readonly<Record<string, unknown>>;
type Change = (settings: Settings) => Settings;

const id = "/subscriptions/00000000-0000-4000-8000-000000000009/resourceGroups/rg-hub/providers/Microsoft.Network";
const sshPublicKey =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKHEMzBgTFgcXFsmnYlDsUqPqaBHkrLlzQrbAqJGsVyE operator@example.com";

/** Fields of one structured setting, changed. */
function fields(setting: string, changed: Settings): Change {
    return (settings) => ({ [setting]: { ...(settings[setting] as Settings | undefined), ...changed } });
}

const step =
    (name: string, more: Settings = {}): Change =>
    () => ({ step: name, ...more });

const group = { principalId: "00000000-0000-4000-8000-0000000000e1", principalType: "Group" };
const period = { start: "2027-01-01T00:00:00Z", end: "2027-06-30T00:00:00Z", justification: "on call" };

/** By topology, then by a name of the variant. */
export const variants: Readonly<Record<string, Readonly<Record<string, Change>>>> = {
    "secure-access": {
        "access policies": fields("vault", { accessModel: "access-policies" }),
        "an open vault": fields("vault", { exposure: "open", trustedServices: undefined, allowedSubnets: undefined }),
        "a private vault": fields("vault", { exposure: "private", allowedSubnets: undefined }),
        "a vault behind addresses": fields("vault", { exposure: "firewall", allowedAddresses: ["198.51.100.7"] }),
        "a vault in a perimeter": fields("vault", {
            exposure: "perimeter",
            trustedServices: undefined,
            allowedSubnets: undefined,
            perimeterProfileId: `${id}/networkSecurityPerimeters/nsp-hub/profiles/vaults`,
        }),
        "keys and dates": fields("vault", {
            sku: "premium",
            keys: {
                storage: {
                    type: "RSA",
                    size: 2048,
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
            secrets: { token: { notBefore: "2027-01-01T00:00:00Z", expires: "2028-01-01T00:00:00Z", enabled: false } },
        }),
        "a recovered vault": fields("vault", { recover: true, lock: true }),
        "login by key": fields("virtualMachine", { login: "ssh-key", sshPublicKey, entraLogin: true }),
        "Bastion for developers": fields("bastion", { sku: "Developer", features: undefined }),
        "Bastion with more units": fields("bastion", { sku: "Premium", scaleUnits: 4, features: ["enableTunneling"] }),
        "peered networks": fields("network", {
            dnsServers: ["10.99.0.4"],
            peerings: {
                hub: { remoteVirtualNetworkId: `${id}/virtualNetworks/vnet-hub`, allowForwardedTraffic: true },
            },
        }),
        "an existing zone": fields("privateLink", {
            zone: "existing",
            zoneId: `${id}/privateDnsZones/privatelink.vaultcore.azure.net`,
        }),
        "endpoints that someone approves": fields("privateLink", {
            approval: "manual",
            requestMessage: "for the workload",
        }),
        "eligible security team": fields("roleSets", { securityTeam: { group: { ...group, eligible: period } } }),
        "developers who deploy": fields("roleSets", { developerRights: "deploy", developers: { group } }),
        "archived logs": fields("monitoring", { archive: { sku: "Standard_ZRS", allowedAddresses: ["198.51.100.7"] } }),
    },
    "bastion-integration": {
        open: step("open"),
        restricted: step("restricted"),
        browser: step("browser", { browserAddresses: ["198.51.100.7"] }),
        "access policies": fields("vault", { accessModel: "access-policies" }),
    },
    "endpoint-lab": {
        "all networks": step("all-networks"),
        "service endpoint": step("service-endpoint"),
        addresses: step("addresses"),
        "private link": step("private-link"),
        "private only": step("private-only"),
        "role assignments": fields("vault", { accessModel: "rbac" }),
    },
};
