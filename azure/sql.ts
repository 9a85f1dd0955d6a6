import type { Fact, Sourced } from "./fact.ts";

const firewall = "learn.microsoft.com/azure/azure-sql/database/firewall-configure";

/**
 * The rule that the portal calls "Allow Azure services and resources to access this server". It admits every address
 * that Azure owns, those of other customers' resources too, and not the addresses of one app.
 */
export const allowAzureServices = {
    name: "AllowAllWindowsAzureIps",
    startIpAddress: "0.0.0.0",
    endIpAddress: "0.0.0.0",
    admits: "every address of Azure, other customers' too",
    source: firewall,
    certainty: "confirmed",
} as const satisfies Sourced & Record<string, string>;

/** How a client with the right credentials is refused when no rule has its address: not an answer of Key Vault's. */
export const sqlRefusal = {
    value: { error: 40615, says: "client with IP address … is not allowed to access the server" },
    source: firewall,
    certainty: "confirmed",
} as const satisfies Fact<object>;

/** Where a client connects first, and where the server may send it on: always, from within Azure, unless it says otherwise. */
export const databasePorts = {
    first: 1433,
    then: { first: 1433, last: 65535 },
    source:
        "learn.microsoft.com/azure/azure-sql/database/connectivity-architecture; " +
        "learn.microsoft.com/azure/azure-sql/database/private-endpoint-overview",
    certainty: "confirmed",
} as const satisfies Sourced & Record<string, unknown>;

/** Service tags that hold the public addresses of database servers; `Sql` and `AzureCloud` exist with a region too. */
export const tagsWithDatabases: Fact<readonly string[]> = {
    value: ["Sql", "AzureCloud", "Internet"],
    source: "learn.microsoft.com/azure/virtual-network/service-tags-overview",
    certainty: "confirmed",
};

export interface DatabaseEdition extends Sourced {
    readonly sku: { readonly name: string; readonly tier: string };
    readonly what: string;
}

export const databaseEditions = {
    /** The documents' choice; Azure keeps the name for an old edition of 32 MB, not offered to every subscription. */
    free: {
        sku: { name: "Free", tier: "Free" },
        what: "32 MB, 5 DTU",
        source: "learn.microsoft.com/azure/azure-sql/database/resource-limits-dtu-single-databases",
        certainty: "unsettled",
    },
    basic: {
        sku: { name: "Basic", tier: "Basic" },
        what: "2 GB, 5 DTU",
        source: "learn.microsoft.com/azure/azure-sql/database/resource-limits-dtu-single-databases",
        certainty: "confirmed",
    },
    /** With `useFreeLimit`: free of charge each month up to its limit, then paused or billed. */
    freeOffer: {
        sku: { name: "GP_S_Gen5_2", tier: "GeneralPurpose" },
        what: "serverless, up to 32 GB",
        source: "learn.microsoft.com/azure/azure-sql/database/free-offer",
        certainty: "confirmed",
    },
} as const satisfies Record<string, DatabaseEdition>;

/** A server may refuse logins with a password; then only Entra identities sign in, and no password needs rotation. */
export const entraOnlyAuthentication = {
    value: { property: "administrators.azureADOnlyAuthentication" },
    source: "learn.microsoft.com/azure/azure-sql/database/authentication-azure-ad-only-authentication",
    certainty: "confirmed",
} as const satisfies Fact<object>;

/** What a server asks of its administrator's password; it may not hold the login's name. */
export const sqlPassword = {
    value: { minimum: 8, maximum: 128, kindsNeeded: 3 },
    source: "learn.microsoft.com/azure/azure-sql/database/logins-create-manage",
    certainty: "confirmed",
} as const satisfies Fact<object>;

/** Login names that Azure refuses for a server's administrator. */
export const forbiddenSqlLogins = {
    value: ["admin", "administrator", "sa", "root", "dbmanager", "loginmanager", "dbo", "guest", "public"],
    source: "learn.microsoft.com/azure/azure-sql/database/logins-create-manage",
    certainty: "observed",
} as const satisfies Fact<readonly string[]>;

/** Port of the gateway; inside Azure clients are redirected to 11000–11999 of a node. */
export const sqlPorts = {
    value: { gateway: 1433, redirected: { minimum: 11000, maximum: 11999 } },
    source: "learn.microsoft.com/azure/azure-sql/database/connectivity-architecture",
    certainty: "confirmed",
} as const satisfies Fact<object>;

/**
 * The security id (`sid`) of an Entra principal in SQL: an application's or managed identity's is its client id, a user's
 * or group's its object id.
 */
export const entraSecurityId = {
    value: { application: "client id", user: "object id", group: "object id" },
    source: "learn.microsoft.com/sql/relational-databases/system-catalog-views/sys-server-principals-transact-sql",
    certainty: "confirmed",
} as const satisfies Fact<object>;

/** A server's audit log: an auditing policy that targets Azure Monitor, and a diagnostic setting on the master database. */
export const sqlAudit = {
    database: "master",
    category: "SQLSecurityAuditEvents",
    /** Action groups that log sign-ins and no statements. */
    signIns: ["SUCCESSFUL_DATABASE_AUTHENTICATION_GROUP", "FAILED_DATABASE_AUTHENTICATION_GROUP"],
    source: "learn.microsoft.com/azure/azure-sql/database/auditing-setup",
    certainty: "confirmed",
} as const satisfies Sourced & Record<string, unknown>;
