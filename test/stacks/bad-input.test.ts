/** Settings that are refused by the real program of the stack `dev`: what is said, and that nothing is registered. */
import { describe, expect, test } from "vitest";
import { refusedStack, type Changes } from "./support.ts";

const principal = (last: number): string => `3f2504e0-4f89-41d3-9a0c-${String(last).padStart(12, "0")}`;
const group = (last: number): object => ({ principalId: principal(last), principalType: "Group" });
const people = (count: number): object =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`p${index}`, group(index)]));
const many = (count: number): string[] =>
    Array.from({ length: count }, (_, index) => `203.${Math.floor(index / 256)}.${index % 256}.7`);
const subnets = (count: number): object =>
    Object.fromEntries(
        Array.from({ length: count }, (_, index) => [
            `s${index}`,
            { size: 29, serviceEndpoints: ["Microsoft.KeyVault"] },
        ]),
    );
const bastionSubnet = "network.subnets.AzureBastionSubnet";

interface Row {
    /** What is wrong. */
    readonly case: string;
    readonly changes: Changes;
    /** The setting that the refusal names. */
    readonly what: string;
    readonly got?: RegExp;
    readonly expected: RegExp;
    readonly fix: RegExp;
}

const network: Row[] = [
    {
        case: "a Bastion subnet named otherwise",
        changes: { [bastionSubnet]: undefined, "network.subnets.BastionSubnet": { prefix: "10.20.0.0/26" } },
        what: "network.subnets",
        got: /BastionSubnet/,
        expected: /a subnet named AzureBastionSubnet, \/26 or larger/,
        fix: /^rename BastionSubnet to AzureBastionSubnet$/,
    },
    {
        case: "a Bastion subnet in other letters",
        changes: { [bastionSubnet]: undefined, "network.subnets.azureBastionSubnet": { prefix: "10.20.0.0/26" } },
        what: "network.subnets.azureBastionSubnet",
        expected: /exactly/,
        fix: /^rename it to AzureBastionSubnet$/,
    },
    {
        case: "a Bastion subnet smaller than /26",
        changes: { [`${bastionSubnet}.prefix`]: "10.20.0.0/27" },
        what: bastionSubnet,
        got: /10\.20\.0\.0\/27/,
        expected: /a \/26 or larger/,
        fix: /\/26/,
    },
    {
        case: "overlapping prefixes",
        changes: { "network.subnets.workload.prefix": "10.20.2.0/24" },
        what: "network.subnets",
        got: /workload 10\.20\.2\.0\/24 and private-endpoints 10\.20\.2\.0\/27/,
        expected: /do not overlap/,
        fix: /move one of the two/,
    },
    {
        case: "a prefix out of range",
        changes: { "network.subnets.workload.prefix": "10.99.1.0/24" },
        what: "network.subnets.workload.prefix",
        got: /10\.99\.1\.0\/24/,
        expected: /inside the address space 10\.20\.0\.0\/16/,
        fix: /address space/,
    },
    {
        case: "a prefix with host bits",
        changes: { "network.subnets.workload.prefix": "10.20.1.1/24" },
        what: "network.subnets.workload.prefix",
        expected: /without host bits/,
        fix: /network address/,
    },
    {
        case: "more subnets than fit",
        changes: {
            "network.addressSpace": ["10.20.0.0/22"],
            "network.subnets.more": { size: 24 },
            "network.subnets.one-more": { size: 24 },
        },
        what: "network.subnets.one-more",
        expected: /a free block of 256 addresses in 10\.20\.0\.0\/22/,
        fix: /widen the address space/,
    },
    {
        case: "a security rule's priority",
        changes: { "network.subnets.workload.securityRules.0.priority": 99 },
        what: "network.subnets.workload.securityRules[0].priority",
        got: /99/,
        expected: /100 to 4096/,
        fix: /another priority/,
    },
    {
        case: "a machine in a subnet that is not there",
        changes: { "virtualMachine.subnet": "workloads" },
        what: "virtualMachine.subnet",
        got: /workloads/,
        expected: /AzureBastionSubnet, private-endpoints, workload/,
        fix: /did you mean "workload"/,
    },
    {
        case: "a machine in Bastion's subnet",
        changes: { "virtualMachine.subnet": "AzureBastionSubnet" },
        what: "virtualMachine.subnet",
        expected: /belongs to no service/,
        fix: /choose/,
    },
    {
        case: "an endpoint in a subnet that is not there",
        changes: { "privateLink.subnet": "endpoints" },
        what: "privateLink.subnet",
        expected: /private-endpoints/,
        fix: /./,
    },
    {
        case: "Bastion of an unknown SKU",
        changes: { "bastion.sku": "basic" },
        what: "bastion.sku",
        expected: /Developer, Basic, Standard, Premium/,
        fix: /did you mean "Basic"/,
    },
    {
        case: "a feature that Bastion's SKU does not have",
        changes: { "bastion.features": ["enableTunneling"] },
        what: "bastion.features",
        expected: /features of SKU Basic/,
        fix: /choose SKU Standard/,
    },
    {
        case: "a network of another subscription for new subnets",
        changes: {
            "network.existingVirtualNetworkId":
                "/subscriptions/99999999-2222-4333-8444-555555555555/resourceGroups/rg-hub/providers/Microsoft.Network/virtualNetworks/vnet-hub",
        },
        what: "network.existingVirtualNetworkId",
        expected: /a network of subscription 00000000-0000-4000-8000-000000000001/,
        fix: /existingSubnetId/,
    },
];

const vault: Row[] = [
    {
        case: "a vault name of 25 characters",
        changes: { "vault.vaultName": "kv-keyvault-blueprint-dev" },
        what: "vault.vaultName",
        got: /25 characters/,
        expected: /3 to 24 characters/,
        fix: /another name/,
    },
    {
        case: "a vault name with bad characters",
        changes: { "vault.vaultName": "kv_dev" },
        what: "vault.vaultName",
        got: /kv_dev/,
        expected: /letters, digits and single '-'/,
        fix: /another name/,
    },
    {
        case: "a stem of which no names can be made",
        changes: { name: "--" },
        what: "keyvault-blueprint:name",
        got: /--/,
        expected: /lower-case letters, digits and hyphens/,
        fix: /stack's file/,
    },
    {
        case: "a stem that is too long for the resources' names",
        changes: { name: "a".repeat(80) },
        what: "keyvault-blueprint:name",
        expected: /at most \d+/,
        fix: /stack's file/,
    },
    ...[6, 91, 0, -1].map((days) => ({
        case: `${days} days of retention`,
        changes: { "vault.softDeleteRetentionInDays": days },
        what: "vault.softDeleteRetentionInDays",
        got: new RegExp(`^${days}$`),
        expected: /from 7 to 90/,
        fix: /cannot be changed later/,
    })),
    {
        case: "half days of retention",
        changes: { "vault.softDeleteRetentionInDays": 7.5 },
        what: "keyvault-blueprint:vault.softDeleteRetentionInDays",
        got: /7\.5/,
        expected: /int/,
        fix: /stack's file/,
    },
    ...["10.0.0.4", "172.20.0.0/16", "192.168.1.0/24"].map((address) => ({
        case: `the private address ${address}`,
        changes: { "vault.allowedAddresses": ["203.0.113.7", address] },
        what: "vault.allowedAddresses[1]",
        got: new RegExp(address),
        expected: /RFC 1918/,
        fix: /service endpoint/,
    })),
    {
        case: "an IPv6 address",
        changes: { "vault.allowedAddresses": ["2001:db8::1"] },
        what: "vault.allowedAddresses[0]",
        got: /2001:db8::1/,
        expected: /IPv4.*no IPv6/,
        fix: /public IPv4 address/,
    },
    {
        case: "1,001 addresses",
        changes: { "vault.allowedAddresses": many(1001) },
        what: "vault.allowedAddresses",
        got: /1001/,
        expected: /at most 1000/,
        fix: /join neighbouring ranges/,
    },
    {
        case: "201 subnets",
        changes: { "network.subnets.lab": undefined, ...withSubnets(201) },
        what: "vault.allowedSubnets",
        got: /201/,
        expected: /at most 200/,
        fix: /private endpoints/,
    },
    {
        case: "a rule for a subnet without the service endpoint",
        changes: { "vault.allowedSubnets": ["workload", "private-endpoints"] },
        what: "vault.allowedSubnets[1]",
        got: /private-endpoints/,
        expected: /the service endpoint Microsoft\.KeyVault/,
        fix: /add Microsoft\.KeyVault to network\.subnets\.private-endpoints\.serviceEndpoints/,
    },
    {
        case: "a rule for a subnet that is not there",
        changes: { "vault.allowedSubnets": ["work"] },
        what: "vault.allowedSubnets[0]",
        expected: /workload/,
        fix: /./,
    },
    {
        case: "rules of a private vault",
        changes: { "vault.exposure": "private" },
        what: "vault.allowedSubnets",
        expected: /never looks at them/,
        fix: /firewall/,
    },
    {
        case: "an unknown exposure",
        changes: { "vault.exposure": "firewal" },
        what: "keyvault-blueprint:vault.exposure",
        got: /firewal/,
        expected: /open, firewall, private, perimeter/,
        fix: /did you mean "firewall"/,
    },
    {
        case: "an unknown access model",
        changes: { "vault.accessModel": "access-policy" },
        what: "keyvault-blueprint:vault.accessModel",
        expected: /rbac, access-policies/,
        fix: /did you mean "access-policies"/,
    },
    {
        case: "no access model",
        changes: { "vault.accessModel": undefined },
        what: "keyvault-blueprint:vault.accessModel",
        expected: /rbac, access-policies/,
        fix: /add it/,
    },
    {
        case: "a secret that a machine's password is kept in too",
        changes: { "vault.secrets.vm-password": {} },
        what: "virtualMachine.passwordSecretName",
        got: /vm-password/,
        expected: /vault\.secrets\.vm-password/,
        fix: /another name/,
    },
    {
        case: "a perimeter without profile",
        changes: {
            "vault.exposure": "perimeter",
            "vault.trustedServices": undefined,
            "vault.allowedSubnets": undefined,
        },
        what: "vault.perimeterProfileId",
        expected: /existing profile/,
        fix: /both or neither/,
    },
    {
        case: "a storage key of a vault without purge protection",
        changes: { "vault.purgeProtection": false },
        what: "vault.purgeProtection",
        expected: /true/,
        fix: /purge protection/,
    },
];

const roleSets: Row[] = [
    {
        case: "more than 1,024 access policies",
        changes: { "vault.accessModel": "access-policies", "roleSets.application": people(1030) },
        what: "roleSets",
        got: /10\d\d access-policy entries/,
        expected: /at most 1024/,
        fix: /groups/,
    },
    {
        case: "a principal that is not a GUID",
        changes: { "roleSets.auditors.group.principalId": "auditors@example.org" },
        what: "roleSets.auditors.group.principalId",
        got: /auditors@example\.org/,
        expected: /a GUID/,
        fix: /az ad group show/,
    },
    ...["rbac", "access-policies"].map((accessModel) => ({
        case: `the same principal and role twice, with ${accessModel}`,
        changes: { "vault.accessModel": accessModel, "roleSets.application": { one: group(1), two: group(1) } },
        what: "roleSets",
        got: /application-two.*application-one.*twice/,
        expected: /once/,
        fix: /remove one/,
    })),
    {
        case: "the same model prepared that holds already",
        changes: { "roleSets.preparedAccessModel": "rbac" },
        what: "roleSets.preparedAccessModel",
        got: /rbac/,
        expected: /the other access model/,
        fix: /remove it/,
    },
    {
        case: "grants of access policies alone, with roles",
        changes: { "roleSets.application": { user: { ...group(1), applicationId: principal(2) } } },
        what: "roleSets.application.user.applicationId",
        expected: /access policies alone/,
        fix: /access-policies/,
    },
    {
        case: "an unknown persona",
        changes: { "roleSets.auditor": { team: group(1) } },
        what: "keyvault-blueprint:roleSets.auditor",
        got: /auditor/,
        expected: /securityTeam, developers, auditors, storageAccount, application/,
        fix: /did you mean "auditors"/,
    },
    {
        case: "an unknown type of principal",
        changes: { "roleSets.auditors.group.principalType": "group" },
        what: "keyvault-blueprint:roleSets.auditors.group.principalType",
        expected: /User, Group, ServicePrincipal/,
        fix: /did you mean "Group"/,
    },
    {
        case: "a scope that does not cover the vault",
        changes: {
            "roleSets.application": {
                team: { ...group(1), scope: "/subscriptions/99999999-2222-4333-8444-555555555555" },
            },
        },
        what: "roleSets.application.team.scope",
        expected: /covers .*\/vaults\/kv-kvb-dev-/,
        fix: /above the vault/,
    },
];

const settings: Row[] = [
    {
        case: "an unknown topology",
        changes: { topology: "secure-acces" },
        what: "keyvault-blueprint:topology",
        got: /secure-acces/,
        expected: /secure-access/,
        fix: /did you mean "secure-access"/,
    },
    {
        case: "an unknown configuration key",
        changes: { vaults: {} },
        what: "keyvault-blueprint:vaults",
        got: /vaults/,
        expected: /a setting of this topology: .*vault/,
        fix: /did you mean "vault"/,
    },
    {
        case: "an unknown key within a setting",
        changes: { "vault.purgeProtected": true },
        what: "keyvault-blueprint:vault.purgeProtected",
        got: /purgeProtected/,
        expected: /purgeProtection/,
        fix: /did you mean "purgeProtection"/,
    },
    {
        case: "an unknown key deep within a setting",
        changes: { "network.subnets.workload.securityRules.0.ports": ["22"] },
        what: "keyvault-blueprint:network.subnets.workload.securityRules.0.ports",
        expected: /destinationPorts/,
        fix: /./,
    },
    {
        case: "a missing setting",
        changes: { monitoring: undefined },
        what: "keyvault-blueprint:monitoring",
        got: /^undefined$/,
        expected: /a mapping of settings/,
        fix: /add it/,
    },
    {
        case: "a text in place of a mapping",
        changes: { monitoring: "yes" },
        what: "keyvault-blueprint:monitoring",
        got: /yes/,
        expected: /structured value/,
        fix: /YAML/,
    },
    {
        case: "a text in place of a switch",
        changes: { "vault.purgeProtection": "on" },
        what: "keyvault-blueprint:vault.purgeProtection",
        got: /on/,
        expected: /boolean/,
        fix: /stack's file/,
    },
    {
        case: "no subscription",
        changes: { "azure-native:subscriptionId": undefined },
        what: "azure-native:subscriptionId",
        expected: /11111111-2222/,
        fix: /pulumi config set azure-native:subscriptionId/,
    },
    {
        case: "a subscription by name",
        changes: { "azure-native:subscriptionId": "payments" },
        what: "azure-native:subscriptionId",
        got: /payments/,
        expected: /a GUID/,
        fix: /az account show/,
    },
    {
        case: "a location by its display name",
        changes: { "azure-native:location": "West Europe" },
        what: "azure-native:location",
        expected: /westeurope/,
        fix: /az account list-locations/,
    },
    {
        case: "the closed German cloud",
        changes: { "azure-native:environment": "german" },
        what: "azure-native:environment",
        got: /german/,
        expected: /public, china, usgovernment/,
        fix: /closed this cloud/,
    },
    {
        case: "a resource group's name",
        changes: { "resourceGroup.name": "rg-dev." },
        what: "keyvault-blueprint:resourceGroup.name",
        got: /rg-dev\./,
        expected: /1 to 90/,
        fix: /rename/,
    },
    {
        case: "retention of logs",
        changes: { "monitoring.retentionInDays": 7 },
        what: "monitoring.retentionInDays",
        expected: /30 to 730/,
        fix: /archive/,
    },
    {
        case: "a workspace by its name",
        changes: { "monitoring.existingWorkspaceId": "log-hub" },
        what: "monitoring.existingWorkspaceId",
        got: /log-hub/,
        expected: /Microsoft\.OperationalInsights\/workspaces\/<name>/,
        fix: /portal/,
    },
    {
        case: "links to an existing zone by names that Azure refuses",
        changes: {
            "privateLink.zone": "existing",
            "privateLink.zoneId": zoneId(),
            "privateLink.linkedNetworks": { "to hub": "/the/hub" },
        },
        what: "privateLink.linkedNetworks.to hub",
        expected: /letters, digits/,
        fix: /another name/,
    },
    {
        case: "links where Azure Policy owns the zone",
        changes: { "privateLink.zone": "policy", "privateLink.linkedNetworks": { hub: "/the/hub" } },
        what: "privateLink.linkedNetworks",
        got: /hub/,
        expected: /links belong to the zone/,
        fix: /PrivateDns/,
    },
    {
        case: "a zone of another service",
        changes: { "privateLink.zone": "existing", "privateLink.zoneId": zoneId().replace("vaultcore", "blob") },
        what: "privateLink.zoneId",
        expected: /privateDnsZones\/privatelink\.vaultcore\.azure\.net/,
        fix: /az network private-dns zone list/,
    },
];

function zoneId(): string {
    return "/subscriptions/99999999-2222-4333-8444-555555555555/resourceGroups/rg-dns/providers/Microsoft.Network/privateDnsZones/privatelink.vaultcore.azure.net";
}

function withSubnets(count: number): Changes {
    const added: Changes = Object.fromEntries(
        Object.entries(subnets(count)).map(([name, subnet]): [string, unknown] => [`network.subnets.${name}`, subnet]),
    );
    return { ...added, "vault.allowedSubnets": Object.keys(subnets(count)) };
}

describe.each([
    ["the network", network],
    ["the vault", vault],
    ["role sets", roleSets],
    ["settings", settings],
])("refused in %s, with nothing registered", (_, rows) => {
    test.each(rows)("$case", async ({ changes, what, got, expected, fix }) => {
        const { refusal, message } = await refusedStack("dev", changes);
        expect(refusal.what).toBe(what);
        if (got !== undefined) expect(String(refusal.got)).toMatch(got);
        expect(refusal.expected).toMatch(expected);
        expect(refusal.fix).toMatch(fix);
        expect(message).toMatch(/is refused\n {2}got: .*\n {2}expected: .*\n {2}fix: /);
        expect(message).not.toMatch(/^\s+at /m);
    });
});

describe("a secret given as plain text", () => {
    const secret = "hunter2-in-plain-text";

    test.each([
        [
            "as secretValues",
            { "secretValues.api-token": secret },
            /secretValues/,
            /pulumi config set --secret --path secretValues\./,
        ],
        ["as secretValues of another type", { secretValues: [secret] }, /secretValues/, /./],
        ["as secretValues in one text", { secretValues: secret }, /secretValues/, /./],
        ["as a number", { "secretValues.api-token": 271828 }, /secretValues\.api-token/, /./],
        [
            "as a secret's value",
            { "vault.secrets.api-token.value": secret },
            /vault\.secrets\.api-token\.value/,
            /pulumi config set --secret --path secretValues\.api-token/,
        ],
        ["in place of a secret's settings", { "vault.secrets.api-token": secret }, /vault\.secrets\.api-token/, /./],
    ] satisfies [string, Changes, RegExp, RegExp][])(
        "%s is refused, and never repeated",
        async (_, changes, what, fix) => {
            const { refusal, message } = await refusedStack("dev", changes);
            expect(refusal.what).toMatch(what);
            expect(refusal.fix).toMatch(fix);
            for (const value of [secret, "271828"]) expect(message).not.toContain(value);
        },
    );

    test("is refused even for a secret that the vault does not have", async () => {
        const { refusal } = await refusedStack("dev", { "secretValues.other": { secure: "v1:encrypted" } });
        expect(refusal).toMatchObject({ what: "secretValues.other", got: "other" });
    });
});

test("several mistakes in one file are said at once", async () => {
    const { message } = await refusedStack("dev", {
        "vault.exposure": "shut",
        "vault.purgeProtected": true,
        "roleSets.auditor": {},
        monitoring: undefined,
    });
    for (const what of ["vault.exposure", "vault.purgeProtected", "roleSets.auditor", "keyvault-blueprint:monitoring"])
        expect(message).toContain(`${what} is refused`);
});
