import * as pulumi from "@pulumi/pulumi";
import { Database } from "@pulumi/azure-native/sql/database.js";
import { FirewallRule } from "@pulumi/azure-native/sql/firewallRule.js";
import { Server } from "@pulumi/azure-native/sql/server.js";
import { allowAzureServices } from "../azure/sql.ts";
import { checkedName, resourceId, uniqueName } from "../topology/names.ts";
import { checkedPlacement, cloudOf, type Placement } from "../topology/placement.ts";
import { checkSql, DatabaseEdition, editionOf, SqlAuthentication, SqlExposure } from "../topology/sql.ts";
import { after, childOf, type ChildOptions } from "./support.ts";
import { makePassword } from "./vault-objects.ts";

/** Who administers the server, who reaches it, and its database. */
export interface SqlDatabaseArgs {
    placement: Placement;
    /** `entra-only`, or `sql-login`, which keeps an administrator with a password. */
    authentication: SqlAuthentication;
    /** `private`, or `azure-services`: every address of Azure, other customers' too. */
    exposure: SqlExposure;
    /** Name of the administrator with a password; with `sql-login`. */
    administratorLogin?: string;
    /** A secret Output; with `sql-login`. Later changes to the server are ignored then. @default generated */
    administratorPassword?: pulumi.Output<string>;
    /** The Microsoft Entra administrator. Required with `entra-only`. */
    entraAdministrator?: EntraAdministratorArgs;
    /** @default "database" */
    databaseName?: string;
    /** `free-offer`, `basic` or `free`. @default "free-offer" */
    edition?: DatabaseEdition;
    /** Unique in the cloud. @default `sql-<component's name>-<short hash>` */
    serverName?: string;
}

/** Who administers through Microsoft Entra. */
export interface EntraAdministratorArgs {
    /** Name shown; of a managed identity its name. */
    login: pulumi.Input<string>;
    /** A user's or group's object id; an application's or managed identity's client id. */
    sid: pulumi.Input<string>;
    /** `User`, `Group` or `Application` (also managed identities). */
    principalType: string;
}

/** An Azure SQL server with one database. */
export class SqlDatabase extends pulumi.ComponentResource {
    readonly serverId: pulumi.Output<string>;
    readonly serverName: pulumi.Output<string>;
    /** `<server>.database.windows.net`, by cloud; known before deployment. */
    readonly serverHost: pulumi.Output<string>;
    readonly databaseName: pulumi.Output<string>;
    /** ADO.NET connection string, a secret: with login and password, or without either for Entra identities. */
    readonly connectionString: pulumi.Output<string>;

    /** @throws InputError for sign-in settings that contradict each other; nothing is registered then */
    constructor(name: string, args: SqlDatabaseArgs, opts?: pulumi.ComponentResourceOptions) {
        const serverName = checkSqlDatabase(name, args);
        super("keyvault-blueprint:index:SqlDatabase", name, {}, opts);
        const child = childOf(this, opts);
        const { placement } = args;
        const databaseName = args.databaseName ?? "database";
        const password =
            args.authentication === SqlAuthentication.SqlLogin
                ? (args.administratorPassword ?? makePassword(`${name}-sql-password`, passwordLength, child).result)
                : undefined;

        // Every update of a server with a login sends its password too, and would bring back one that was changed since.
        const server = new Server(
            `${name}-server`,
            {
                serverName,
                resourceGroupName: placement.resourceGroupName,
                location: placement.location,
                tags: placement.tags ?? {},
                version: "12.0",
                minimalTlsVersion: "1.2",
                publicNetworkAccess: args.exposure === SqlExposure.Private ? "Disabled" : "Enabled",
                restrictOutboundNetworkAccess: "Disabled",
                ...(password !== undefined && {
                    administratorLogin: args.administratorLogin ?? "",
                    administratorLoginPassword: pulumi.secret(password),
                }),
                ...(args.entraAdministrator !== undefined && {
                    administrators: {
                        administratorType: "ActiveDirectory",
                        azureADOnlyAuthentication: args.authentication === SqlAuthentication.EntraOnly,
                        ...args.entraAdministrator,
                        tenantId: placement.tenantId,
                    },
                }),
            },
            { ...child, ...(password !== undefined && { ignoreChanges: ["*"] }) },
        );
        const database = makeDatabase(name, databaseName, serverName, server, args, child);
        if (args.exposure === SqlExposure.AzureServices) {
            new FirewallRule(
                `${name}-azure-services`,
                {
                    firewallRuleName: allowAzureServices.name,
                    serverName: after([server], serverName),
                    resourceGroupName: placement.resourceGroupName,
                    startIpAddress: allowAzureServices.startIpAddress,
                    endIpAddress: allowAzureServices.endIpAddress,
                },
                child,
            );
        }

        this.serverId = after([server], resourceId(placement, "sql:Server", serverName));
        this.serverName = after([server], serverName);
        this.serverHost = after([server], `${serverName}.${cloudOf(placement.cloud).sqlSuffix}`);
        this.databaseName = after([database], databaseName);
        this.connectionString = pulumi.secret(
            pulumi.all([this.serverHost, this.databaseName, password]).apply(([host, catalog, secret]) => {
                const login =
                    secret === undefined ? "" : `User ID=${args.administratorLogin ?? ""};Password=${secret};`;
                return `Server=tcp:${host},1433;Initial Catalog=${catalog};${login}Encrypt=True;TrustServerCertificate=False;Connection Timeout=30;`;
            }),
        );
        this.registerOutputs({
            serverId: this.serverId,
            serverName: this.serverName,
            serverHost: this.serverHost,
            databaseName: this.databaseName,
        });
    }
}

const passwordLength = 40;

export function checkSqlDatabase(name: string, args: SqlDatabaseArgs): string {
    const placement = checkedPlacement(args.placement);
    checkSql({
        authentication: args.authentication,
        exposure: args.exposure,
        edition: args.edition ?? DatabaseEdition.FreeOffer,
        administratorLogin: args.administratorLogin,
        hasAdministratorPassword: args.administratorPassword !== undefined,
        passwordIsSecretOutput: pulumi.Output.isInstance(args.administratorPassword),
        hasEntraAdministrator: args.entraAdministrator !== undefined,
    });
    checkedName("sql:Database", args.databaseName ?? "database", "sql.databaseName");
    return args.serverName === undefined
        ? uniqueName("sql:Server", { placement, stack: pulumi.getStack(), name })
        : checkedName("sql:Server", args.serverName, "sql.serverName");
}

function makeDatabase(
    name: string,
    databaseName: string,
    serverName: string,
    server: Server,
    { placement, edition = DatabaseEdition.FreeOffer }: SqlDatabaseArgs,
    child: ChildOptions,
): Database {
    const free = edition === DatabaseEdition.FreeOffer;
    return new Database(
        `${name}-database`,
        {
            databaseName,
            serverName: after([server], serverName),
            resourceGroupName: placement.resourceGroupName,
            location: placement.location,
            tags: placement.tags ?? {},
            sku: { ...editionOf(edition).sku },
            // Paused when the month's free share is used up, rather than billed.
            ...(free && {
                useFreeLimit: true,
                freeLimitExhaustionBehavior: "AutoPause",
                autoPauseDelay: 60,
                minCapacity: 0.5,
            }),
            requestedBackupStorageRedundancy: "Local",
        },
        child,
    );
}
