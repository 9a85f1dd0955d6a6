import * as pulumi from "@pulumi/pulumi";
import { Alerts } from "../components/alerts.ts";
import { AppPackages } from "../components/app-packages.ts";
import { FunctionApp } from "../components/function-app.ts";
import { Monitoring } from "../components/monitoring.ts";
import { Network } from "../components/network.ts";
import { PrivateLink } from "../components/private-link.ts";
import { assignRole, builtInRoleId } from "../components/role-assignment.ts";
import { SecretRotation } from "../components/secret-rotation.ts";
import { SqlAudit } from "../components/sql-audit.ts";
import { SqlDatabase } from "../components/sql-database.ts";
import { Vault } from "../components/vault.ts";
import { WebApplication } from "../components/web-application.ts";
import { WorkloadIdentity } from "../components/workload-identity.ts";
import { checkDeployment } from "./deployment.ts";
import { inResourceGroup, subnetIdsOf } from "./parts.ts";
import { readSettings, webApplication, type StackSettings, type WebApplicationSettings } from "./settings.ts";
import { checkWebApplicationStack } from "./web-application-checks.ts";
import { isHardened, needsFunction, packageArgs, sqlArgs, vaultArgsOf } from "./web-application-parts.ts";

type Given = StackSettings<WebApplicationSettings>;

/** The function that takes the near-expiry event, by its name in apps/rotation-function. */
const rotationFunction = "RotateSecret";

/**
 * The documents' "Best practices for secret management": a web app that reads its database's connection string from a
 * vault, with rotation and monitoring. The setting `variant` chooses between the document's own set-up, which is public and
 * keeps a password, and one without either.
 */
export async function webApplicationStack(): Promise<Record<string, unknown>> {
    const given = readSettings(webApplication);
    checkWebApplicationStack(given);
    await checkDeployment(given);
    const { settings, placement } = given;
    const { name } = settings;
    const options = inResourceGroup(name, placement, settings.resourceGroup);

    const network = settings.network && new Network(name, { placement, ...settings.network }, options);
    const subnetId = network && settings.appSubnet !== undefined ? subnetIdsOf(network)(settings.appSubnet) : undefined;
    const inSubnet = subnetId === undefined ? {} : { subnetId };

    // An identity of its own, so that the database can know the app before the app exists.
    const identity = isHardened(settings) ? new WorkloadIdentity(`${name}-app`, { placement }, options) : undefined;
    const functionIdentity = needsFunction(settings)
        ? new WorkloadIdentity(`${name}-functions`, { placement }, options)
        : undefined;
    const sql = new SqlDatabase(name, sqlArgs(given, functionIdentity), options);
    const vault = new Vault(name, vaultArgsOf(given, sql.connectionString), options);
    const secretId = pulumi.interpolate`${vault.vaultId}/secrets/${settings.connectionString.secretName}`;
    if (network !== undefined) makePrivateLinks(given, network, vault, sql, options);

    const packages = new AppPackages(name, packageArgs(given, subnetId), options);
    const packaged = (
        app: string,
    ): { packageUrl: pulumi.Output<string>; packageStorageAccountId: pulumi.Output<string> } => ({
        packageUrl: packages.urls.apply((urls) => urls[app] ?? ""),
        packageStorageAccountId: packages.storageAccountId,
    });
    const app = new WebApplication(
        name,
        {
            placement,
            ...settings.app,
            ...inSubnet,
            ...packaged("web-application"),
            ...(identity !== undefined && { identity }),
            // The document grants the whole vault; hardened, the app reads its one secret.
            secretScope: isHardened(settings) ? secretId : vault.vaultId,
            appSettings: { PORT: "80", SECRET_NAME: settings.connectionString.secretName, ...vaultSettings(vault) },
        },
        options,
    );
    const functions =
        functionIdentity &&
        new FunctionApp(
            name,
            {
                placement,
                ...inSubnet,
                ...packaged("rotation-function"),
                planId: app.planId,
                identity: functionIdentity,
                appSettings: functionSettings(given, vault, sql, identity),
            },
            options,
        );
    if (settings.rotation !== undefined && functions !== undefined && functionIdentity !== undefined) {
        new SecretRotation(
            name,
            {
                placement,
                vaultId: vault.vaultId,
                vaultName: vault.vaultName,
                accessModel: settings.vault.accessModel,
                secretName: settings.connectionString.secretName,
                functionAppId: functions.siteId,
                functionName: rotationFunction,
                principalId: functionIdentity.principalId,
                identityId: functionIdentity.identityId,
            },
            options,
        );
    }
    makeAdministrators(given, vault.vaultId, options);
    const monitoring = new Monitoring(
        name,
        { placement, vaultIds: { vault: vault.vaultId }, ...settings.monitoring },
        options,
    );
    new SqlAudit(
        name,
        { placement, serverId: sql.serverId, serverName: sql.serverName, workspaceId: monitoring.workspaceId },
        options,
    );
    if (settings.alerts !== undefined) {
        new Alerts(
            name,
            { placement, workspaceId: monitoring.workspaceId, vaultId: vault.vaultId, ...settings.alerts },
            options,
        );
    }
    return {
        url: app.url,
        vaultUri: vault.vaultUri,
        vaultId: vault.vaultId,
        sqlServer: sql.serverHost,
        workspaceId: monitoring.workspaceId,
    };
}

/** Vault and database over private endpoints of the app's network. */
function makePrivateLinks(
    { settings, placement }: Given,
    network: Network,
    vault: Vault,
    sql: SqlDatabase,
    options: pulumi.ComponentResourceOptions,
): void {
    const { name, privateEndpointSubnet } = settings;
    if (privateEndpointSubnet === undefined) return;
    const common = {
        placement,
        subnetId: subnetIdsOf(network)(privateEndpointSubnet),
        zone: "own" as const,
        linkedNetworks: { [name]: network.virtualNetworkId },
    };
    new PrivateLink(`${name}-vault`, { ...common, targetId: vault.vaultId }, options);
    new PrivateLink(`${name}-sql`, { ...common, targetId: sql.serverId, group: "sqlServer" }, options);
}

function vaultSettings(vault: Vault): Record<string, pulumi.Input<string>> {
    return { KEY_VAULT_NAME: vault.vaultName, KEY_VAULT_URI: vault.vaultUri.apply((uri) => uri.replace(/\/$/, "")) };
}

/** What apps/rotation-function reads: docs/apps.md. */
function functionSettings(
    { settings }: Given,
    vault: Vault,
    sql: SqlDatabase,
    app: WorkloadIdentity | undefined,
): Record<string, pulumi.Input<string>> {
    const users =
        app && pulumi.jsonStringify([{ name: app.identityName, clientId: app.clientId, roles: ["db_datareader"] }]);
    return {
        ...vaultSettings(vault),
        SECRET_NAME: settings.connectionString.secretName,
        SQL_SERVER: sql.serverHost,
        SQL_DATABASE: sql.databaseName,
        ...(settings.rotation !== undefined && {
            ROTATION_LOGINS: settings.rotation.logins.join(","),
            ROTATION_VALIDITY_DAYS: String(settings.rotation.validityDays),
        }),
        ...(users !== undefined && { DATABASE_USERS: users }),
    };
}

/** The document's human: Key Vault Administrator of the vault. */
function makeAdministrators(
    { settings, placement }: Given,
    vaultId: pulumi.Output<string>,
    options: pulumi.ComponentResourceOptions,
): void {
    const roleDefinitionId = builtInRoleId(placement.subscriptionId, "Key Vault Administrator");
    for (const [label, { principalId, principalType }] of Object.entries(settings.administrators)) {
        assignRole(
            `${settings.name}-administrator-${label}`,
            { scope: vaultId, roleDefinitionId, principalId, principalType },
            { ...options },
        );
    }
}
