import { authenticationChallenge, logColumns } from "../azure/monitoring.ts";

/** A query over the vault's logs in Log Analytics, saved under its name and used by an alert. */
export interface LogQuery {
    readonly title: string;
    /** What a row means, for whoever is woken by it. */
    readonly meaning: string;
    /** Kusto Query Language over the table `AZKVAuditLogs`. */
    readonly text: string;
}

const { status, caller, operation, request, result, identity } = logColumns.value.AZKVAuditLogs;
const challenge = authenticationChallenge.value;
const columns = `| project TimeGenerated, ${operation}, ${request}, ${caller}, ${identity}, ${status}, ${result}, _ResourceId`;

/** Operations that grant, weaken or destroy: rare in a healthy vault, and wanted by somebody who broke in. */
const privilegedOperations = [
    ...["VaultPut", "VaultPatch", "VaultDelete", "VaultAccessPolicyChangedEventGridNotification"],
    ...["SecretDelete", "SecretPurge", "SecretBackup", "SecretRestore", "SecretRecover"],
    ...["KeyDelete", "KeyPurge", "KeyBackup", "KeyRestore", "KeyRecover"],
    ...["CertificateDelete", "CertificatePurge", "CertificateBackup", "CertificateRestore", "CertificateRecover"],
];

export const logQueries = {
    calls: {
        title: "Who called",
        meaning: "Every request to an object: who, from which address, on what, with which result.",
        text: ["AZKVAuditLogs", `| where ${operation} matches regex "^(Secret|Key|Certificate)"`, columns].join("\n"),
    },
    refused: {
        title: "Who was refused",
        meaning: "A caller was refused: who, from where, when, on what, and by which gate.",
        text: [
            "AZKVAuditLogs",
            `| where ${status} in (401, 403)`,
            // A client's first request carries no token and is answered 401 by design.
            `| where not(${operation} == "${challenge.operation}" and ${status} == ${challenge.status})`,
            columns,
        ].join("\n"),
    },
    privileged: {
        title: "Privileged operations",
        meaning: "Somebody deleted, purged, backed up or recovered an object, or changed the vault.",
        text: [
            "AZKVAuditLogs",
            `| where ${operation} in (${privilegedOperations.map((name) => `"${name}"`).join(", ")})`,
            columns,
        ].join("\n"),
    },
} as const satisfies Record<string, LogQuery>;
