import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import type { AppPackagesArgs } from "../components/app-packages.ts";
import type { SqlDatabaseArgs } from "../components/sql-database.ts";
import type { VaultArgs } from "../components/vault.ts";
import type { WorkloadIdentity } from "../components/workload-identity.ts";
import { Exposure, TrustedServices } from "../topology/vault.ts";
import { vaultArgs } from "./parts.ts";
import type { StackSettings, WebApplicationSettings } from "./settings.ts";

/** From the settings of the web application's stack to component arguments, the same for its checks and its resources. */

type Given = StackSettings<WebApplicationSettings>;

/** The encrypted setting that may hold the SQL administrator's password. */
export const sqlPasswordSetting = "sql-administrator";

/** Where `npm run package:apps` writes. */
const packages = join(import.meta.dirname, "../dist/apps");
const webApplicationPackage = join(packages, "web-application.zip");
const rotationFunctionPackage = join(packages, "rotation-function.zip");

export function isHardened({ variant }: WebApplicationSettings): boolean {
    return variant === "hardened";
}

/** The function rotates the password, or makes the database's users where there is none. */
export function needsFunction(settings: WebApplicationSettings): boolean {
    return isHardened(settings) || settings.rotation !== undefined;
}

export function sqlArgs({ settings, placement }: Given, administrator: WorkloadIdentity | undefined): SqlDatabaseArgs {
    const { databaseName, edition, serverName, administratorLogin } = settings.sql;
    const password = settings.secretValues[sqlPasswordSetting];
    return {
        placement,
        databaseName,
        ...(edition !== undefined && { edition }),
        ...(serverName !== undefined && { serverName }),
        ...(isHardened(settings)
            ? { authentication: "entra-only", exposure: "private" }
            : { authentication: "sql-login", exposure: "azure-services" }),
        ...(administratorLogin !== undefined && { administratorLogin }),
        ...(password !== undefined && { administratorPassword: pulumi.secret(password) }),
        ...(administrator !== undefined && {
            entraAdministrator: {
                login: administrator.identityName,
                sid: administrator.clientId,
                principalType: "Application",
            },
        }),
    };
}

/** Hardened, the vault is private; as in the document it is open. */
export function vaultArgsOf({ settings, placement }: Given, connectionString: pulumi.Output<string>): VaultArgs {
    const { trustedServices = TrustedServices.Refuse, ...vault } = settings.vault;
    const { secretName, ...dates } = settings.connectionString;
    const exposure = isHardened(settings)
        ? { exposure: Exposure.Private, trustedServices }
        : { exposure: Exposure.Open };
    const args = vaultArgs({ ...vault, ...exposure }, {}, placement, () => pulumi.output(""));
    const secret = {
        ...dates,
        value: connectionString,
        contentType: "ADO.NET connection string",
        // The function owns value and dates once it rotates.
        rotatedElsewhere: settings.rotation !== undefined,
    };
    return { ...args, secrets: { ...args.secrets, [secretName]: secret } };
}

export function packageArgs(
    { settings, placement }: Given,
    subnetId: pulumi.Input<string> | undefined,
): AppPackagesArgs {
    return {
        placement,
        packages: {
            "web-application": webApplicationPackage,
            ...(needsFunction(settings) && { "rotation-function": rotationFunctionPackage }),
        },
        exposure: isHardened(settings) ? "firewall" : "open",
        ...(isHardened(settings) && { allowedAddresses: settings.deployerAddresses }),
        ...(subnetId !== undefined && { allowedSubnetIds: [subnetId] }),
    };
}
