import * as pulumi from "@pulumi/pulumi";
import { checkAlerts } from "../components/alerts.ts";
import { checkAppPackages } from "../components/app-packages.ts";
import { checkMonitoring } from "../components/monitoring.ts";
import { checkNetwork } from "../components/network.ts";
import { checkSecretRotation } from "../components/secret-rotation.ts";
import { checkSqlDatabase } from "../components/sql-database.ts";
import { checkVault } from "../components/vault.ts";
import { checkWebApplication } from "../components/web-application.ts";
import { InputError } from "../input/error.ts";
import { checkPrincipals } from "../topology/principals.ts";
import { checkSubnetReference } from "../topology/references.ts";
import { checkRotation } from "../topology/rotation.ts";
import type { StackSettings, WebApplicationSettings } from "./settings.ts";
import {
    isHardened,
    needsFunction,
    packageArgs,
    sqlArgs,
    sqlPasswordSetting,
    vaultArgsOf,
} from "./web-application-parts.ts";

/** @throws InputError for everything that a component or Azure would refuse; nothing is registered then */
export function checkWebApplicationStack(given: StackSettings<WebApplicationSettings>): void {
    const { settings, placement } = given;
    const { name } = settings;
    const later = pulumi.output("");
    checkPasswords(settings);
    checkVariant(settings);
    if (settings.network !== undefined) checkNetwork(name, { placement, ...settings.network });
    checkSqlDatabase(
        name,
        sqlArgs(given, needsFunction(settings) ? ({ identityName: later, clientId: later } as never) : undefined),
    );
    checkVault(name, vaultArgsOf(given, later));
    checkAppPackages(name, packageArgs(given, later));
    checkWebApplication(name, {
        placement,
        ...settings.app,
        packageUrl: later,
        packageStorageAccountId: later,
        ...(isHardened(settings) && { subnetId: later }),
    });
    checkPrincipals(settings.administrators, "administrators");
    checkMonitoring(name, { placement, vaultIds: {}, ...settings.monitoring });
    if (settings.alerts !== undefined) checkAlerts({ placement, ...settings.alerts });
    if (settings.rotation !== undefined) checkRotationSettings(given);
}

function checkPasswords({ sql, secretValues, variant }: WebApplicationSettings): void {
    if (sql.administratorPassword !== undefined) {
        throw new InputError({
            what: "sql.administratorPassword",
            got: "a password in plain text",
            expected: "no password in the stack's file: one is generated and kept encrypted in the stack's state",
            fix: `remove it and change it where it is in use; to choose one: pulumi config set --secret --path secretValues.${sqlPasswordSetting}`,
        });
    }
    const stray = Object.keys(secretValues).find((key) => key !== sqlPasswordSetting || variant === "hardened");
    if (stray === undefined) return;
    throw new InputError({
        what: `secretValues.${stray}`,
        got: stray,
        expected:
            variant === "hardened" ? "nothing: the hardened variant has no password" : `only ${sqlPasswordSetting}`,
        fix: "remove it",
    });
}

/** A closed vault and database are reached through a network; App Service is no trusted service for an app's own code. */
function checkVariant(settings: WebApplicationSettings): void {
    const { network, appSubnet, privateEndpointSubnet, vault } = settings;
    if (!isHardened(settings)) {
        const extra =
            network !== undefined
                ? "network"
                : vault.trustedServices !== undefined
                  ? "vault.trustedServices"
                  : undefined;
        if (extra === undefined) return;
        throw new InputError({
            what: extra,
            got: "a setting",
            expected: 'nothing in the variant "as-documented": it is public',
            fix: 'remove it, or choose variant "hardened"',
        });
    }
    for (const [what, subnet] of [
        ["appSubnet", appSubnet],
        ["privateEndpointSubnet", privateEndpointSubnet],
    ] as const) {
        if (network === undefined || subnet === undefined) {
            const trusted = vault.trustedServices === "allow" && what === "appSubnet";
            throw new InputError({
                what: network === undefined ? "network" : what,
                got: undefined,
                expected: trusted
                    ? "a subnet for the app: Key Vault trusts App Service for certificates of web apps alone, not for an app's code"
                    : `a network with a subnet for ${what === "appSubnet" ? "the app's calls" : "private endpoints"}: nothing else reaches a private vault`,
                fix: `add network, and name one of its subnets as ${what}`,
            });
        }
        checkSubnetReference(network, subnet, what);
    }
    if (settings.deployerAddresses.length === 0) {
        throw new InputError({
            what: "deployerAddresses",
            got: settings.deployerAddresses,
            expected:
                "the public address from which the packages are uploaded: their storage admits nobody else but the app's subnet",
            fix: "add deployerAddresses, as [203.0.113.10]",
        });
    }
    const app = network?.subnets[appSubnet ?? ""];
    const endpoints = app?.serviceEndpoints ?? [];
    if (app?.delegation !== "Microsoft.Web/serverFarms" || !endpoints.includes("Microsoft.Storage")) {
        throw new InputError({
            what: `network.subnets.${appSubnet}`,
            got: { delegation: app?.delegation, serviceEndpoints: endpoints },
            expected:
                "delegation Microsoft.Web/serverFarms, and the service endpoint Microsoft.Storage for the app's package",
            fix: "add both to the subnet",
        });
    }
}

function checkRotationSettings({ settings, placement }: StackSettings<WebApplicationSettings>): void {
    const { rotation, connectionString, vault } = settings;
    if (rotation === undefined) return;
    if (isHardened(settings)) {
        throw new InputError({
            what: "rotation",
            got: rotation,
            expected: 'nothing in the variant "hardened": its connection string holds no password',
            fix: "remove it; identities need no rotation",
        });
    }
    checkRotation(rotation);
    if (connectionString.expires === undefined) {
        throw new InputError({
            what: "connectionString.expires",
            got: undefined,
            expected: "an expiry date: without one Key Vault never says that the secret is near its end",
            fix: "add connectionString.expires, as 2027-06-01",
        });
    }
    checkSecretRotation({ placement, accessModel: vault.accessModel, secretName: connectionString.secretName });
}
