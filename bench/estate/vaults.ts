import type { PlanObject } from "../../plan/plan.ts";
import type { Networks } from "./networks.ts";
import type { Random } from "./random.ts";
import { placeOf, subscription, tenant, type Add } from "./writer.ts";

/** What roles are held at. */
export interface Vault {
    readonly id: string;
    readonly group: string;
    /** Ids of its secrets and keys. */
    readonly objects: readonly string[];
}

export const vaultsPerTeam = 10;

const exposures = ["open", "addresses", "subnets", "both", "endpoint", "endpoint and rules", "disabled"] as const;

/** A vault of a team, with its objects, policies, private endpoint and log, as different as vaults of many teams are. */
export function addVault(
    random: Random,
    add: Add,
    index: number,
    networks: Networks,
    principals: readonly string[],
): Vault {
    const team = Math.floor(index / vaultsPerTeam);
    const group = `${subscription}/resourceGroups/rg-team-${team}`;
    const name = `kv-${index}`;
    const id = `${group}/providers/Microsoft.KeyVault/vaults/${name}`;
    const exposure = random.one(exposures);
    const roleBased = random.chance(75);
    const policies = roleBased ? [] : random.some(principals, 1, 6).map((principal) => policyFor(random, principal));
    const inline = random.chance(50);
    add("keyvault:Vault", name, id, {
        ...placeOf(id),
        vaultName: name,
        properties: {
            tenantId: tenant,
            sku: { family: "A", name: "standard" },
            enableRbacAuthorization: roleBased,
            publicNetworkAccess: exposure === "disabled" || exposure === "endpoint" ? "Disabled" : "Enabled",
            ...(random.chance(60) && { enablePurgeProtection: true }),
            ...(inline && { accessPolicies: policies }),
            ...(exposure !== "open" && exposure !== "disabled" && { networkAcls: rulesOf(random, exposure, networks) }),
        },
    });
    for (const [number, policy] of inline ? [] : policies.entries()) {
        const inputs = { resourceGroupName: placeOf(id).resourceGroupName, vaultName: name, policy };
        add("keyvault:AccessPolicy", `${name}-policy-${number}`, `${id}/accessPolicy/${number}`, inputs);
    }
    if (exposure === "endpoint" || exposure === "endpoint and rules") addEndpoint(random, add, id, networks);
    const workspaceId = `${subscription}/resourceGroups/rg-platform/providers/Microsoft.OperationalInsights/workspaces/log`;
    const logs = [{ categoryGroup: "audit", enabled: true }];
    if (random.chance(80))
        add("monitor:DiagnosticSetting", `${name}-log`, `${id}/providers/Microsoft.Insights/diagnosticSettings/log`, {
            resourceUri: id,
            name: "log",
            workspaceId,
            logs,
        });
    return { id, group, objects: addObjects(random, add, id) };
}

const offices = [
    "20.50.1.0/24",
    "20.50.1.7",
    "52.10.0.0/22",
    "52.10.1.200",
    "13.70.2.0/24",
    "13.70.2.128/25",
    "40.80.0.0/16",
    "91.12.4.9",
];

function rulesOf(random: Random, exposure: (typeof exposures)[number], { subnets }: Networks): PlanObject {
    const named = exposure === "subnets" || exposure === "both" || exposure === "endpoint and rules";
    const ipRules = exposure === "addresses" || exposure === "both" ? random.some(offices, 1, 4) : [];
    return {
        defaultAction: "Deny",
        bypass: random.one(["AzureServices", "None"]),
        ipRules: ipRules.map((value) => ({ value })),
        virtualNetworkRules: (named ? random.some(subnets, 1, 4) : []).map((id) => ({ id })),
    };
}

function addEndpoint(random: Random, add: Add, vault: string, { endpointSubnets, zone }: Networks): void {
    const name = `pep-${vault.split("/").at(-1)!}`;
    const id = vault.replace(/Microsoft\.KeyVault.*/, `Microsoft.Network/privateEndpoints/${name}`);
    const list = random.chance(5) ? "manualPrivateLinkServiceConnections" : "privateLinkServiceConnections";
    const address = random.chance(50)
        ? { customDnsConfigs: [{ ipAddresses: [`10.0.0.${4 + random.below(250)}`] }] }
        : {};
    add(
        "network:PrivateEndpoint",
        name,
        id,
        {
            ...placeOf(id),
            privateEndpointName: name,
            subnet: { id: random.one(endpointSubnets) },
            [list]: [{ name: "vault", privateLinkServiceId: vault, groupIds: ["vault"] }],
        },
        { outputs: address },
    );
    if (random.chance(5)) return;
    add("network:PrivateDnsZoneGroup", `${name}-zone`, `${id}/privateDnsZoneGroups/default`, {
        resourceGroupName: placeOf(id).resourceGroupName,
        privateEndpointName: name,
        privateDnsZoneGroupName: "default",
        privateDnsZoneConfigs: [{ name: "vault", privateDnsZoneId: zone }],
    });
}

function addObjects(random: Random, add: Add, vault: string): readonly string[] {
    const [vaultName, { resourceGroupName }] = [vault.split("/").at(-1)!, placeOf(vault)];
    const attributes = (): PlanObject =>
        random.one<PlanObject>([
            { enabled: true },
            { enabled: true },
            { enabled: false },
            { enabled: true, expires: 1_900_000_000 },
        ]);
    const secrets = random.some(["connection", "password", "token"], 0, 2).map((secretName) => {
        const id = `${vault}/secrets/${secretName}`;
        const properties = { attributes: attributes() };
        add("keyvault:Secret", `${vaultName}-${secretName}`, id, {
            resourceGroupName,
            vaultName,
            secretName,
            properties,
        });
        return id;
    });
    const keys = random.some(["wrapper", "signer"], 0, 1).map((keyName) => {
        const id = `${vault}/keys/${keyName}`;
        const properties = { kty: "RSA", keySize: 2048, attributes: attributes() };
        add("keyvault:Key", `${vaultName}-${keyName}`, id, { resourceGroupName, vaultName, keyName, properties });
        return id;
    });
    return [...secrets, ...keys];
}

function policyFor(random: Random, objectId: string): PlanObject {
    return {
        tenantId: tenant,
        objectId,
        permissions: {
            secrets: [...random.some(["get", "list", "set", "delete", "recover", "backup"], 0, 4)],
            keys: [...random.some(["get", "list", "sign", "wrapKey", "unwrapKey", "decrypt"], 0, 4)],
            certificates: [...random.some(["get", "list", "import"], 0, 2)],
        },
    };
}
