import type { Fact, Sourced } from "./fact.ts";

const reference = "learn.microsoft.com/azure/key-vault/general/monitor-key-vault-reference";
const logging = "learn.microsoft.com/azure/key-vault/general/logging";

/** Words of a vault's diagnostic setting. Without a setting nothing is logged. */
export const vaultLogs = {
    categories: ["AuditEvent", "AzurePolicyEvaluationDetails"],
    /** Every request that reaches the vault, refused ones included. */
    audit: "AuditEvent",
    policy: "AzurePolicyEvaluationDetails",
    /** Category groups: a setting names groups or categories, not both. */
    groups: { audit: ["AuditEvent"], allLogs: ["AuditEvent", "AzurePolicyEvaluationDetails"] },
    everything: "allLogs",
    metrics: "AllMetrics",
    /** Container that a storage destination gets. */
    container: "insights-logs-auditevent",
    /** Minutes until a record is there, at most. */
    delayMinutes: 10,
    source: `${logging}; ${reference}`,
    certainty: "confirmed",
} as const satisfies Sourced & Record<string, unknown>;

/** Where the records of a setting land in a workspace, by its `logAnalyticsDestinationType`. */
export const logTables = {
    value: {
        AzureDiagnostics: { AuditEvent: "AzureDiagnostics", AzurePolicyEvaluationDetails: "AzureDiagnostics" },
        Dedicated: { AuditEvent: "AZKVAuditLogs", AzurePolicyEvaluationDetails: "AZKVPolicyEvaluationDetailsLogs" },
    },
    source: reference,
    certainty: "confirmed",
} as const satisfies Fact<object>;

/** The columns that a query over refused requests needs, by table. */
export const logColumns = {
    value: {
        AzureDiagnostics: {
            status: "httpStatusCode_d",
            caller: "CallerIPAddress",
            operation: "OperationName",
            request: "requestUri_s",
            result: "ResultSignature",
            identity: "identity_claim_http_schemas_microsoft_com_identity_claims_objectidentifier_g",
        },
        AZKVAuditLogs: {
            status: "HttpStatusCode",
            caller: "CallerIpAddress",
            operation: "OperationName",
            request: "RequestUri",
            result: "ResultSignature",
            identity: "Identity",
        },
    },
    /** The identity columns were seen in queries, not in the reference. */
    source: `${reference}; learn.microsoft.com/azure/azure-monitor/reference/tables/azkvauditlogs`,
    certainty: "observed",
} as const satisfies Fact<object>;

/** A client without a token is answered 401 once, by design: not a denial. Logged under this operation. */
export const authenticationChallenge = {
    value: { operation: "Authentication", status: 401 },
    source: logging,
    certainty: "confirmed",
} as const satisfies Fact<object>;

export const vaultMetrics = {
    namespace: "Microsoft.KeyVault/vaults",
    availability: "Availability",
    saturation: "SaturationShoebox",
    hits: "ServiceApiHit",
    latency: "ServiceApiLatency",
    results: "ServiceApiResult",
    dimensions: ["ActivityType", "ActivityName", "TransactionType", "StatusCode", "StatusCodeClass"],
    source: `${reference}; github.com/Azure/azure-monitor-baseline-alerts/services/KeyVault/vaults/alerts.yaml`,
    certainty: "confirmed",
} as const satisfies Sourced & Record<string, unknown>;

/** A metric alert that Microsoft advises for every vault. Durations are ISO 8601. */
export interface AdvisedAlert extends Sourced {
    readonly metric: string;
    readonly aggregation: "Average" | "Total";
    readonly operator: "LessThan" | "GreaterThan";
    readonly threshold:
        | number
        | { readonly sensitivity: "Low" | "Medium" | "High"; readonly failing: number; readonly periods: number };
    readonly severity: 0 | 1 | 2 | 3 | 4;
    readonly windowSize: string;
    readonly evaluationFrequency: string;
}

const baseline = {
    source: "github.com/Azure/azure-monitor-baseline-alerts/services/KeyVault/vaults/alerts.yaml",
    certainty: "confirmed",
} as const;

/** Values of Microsoft's baseline. Alerts over several vaults need all of them in one region. */
export const advisedAlerts = {
    /** Reads low for long-running operations, therefore not the 100 % of the documentation. */
    availability: {
        metric: vaultMetrics.availability,
        aggregation: "Average",
        operator: "LessThan",
        threshold: 90,
        severity: 1,
        windowSize: "PT5M",
        evaluationFrequency: "PT1M",
        ...baseline,
    },
    /** Per cent of what the vault may take before it answers 429. */
    saturation: {
        metric: vaultMetrics.saturation,
        aggregation: "Average",
        operator: "GreaterThan",
        threshold: 75,
        severity: 1,
        windowSize: "PT5M",
        evaluationFrequency: "PT1M",
        ...baseline,
    },
    /** Milliseconds. */
    latency: {
        metric: vaultMetrics.latency,
        aggregation: "Average",
        operator: "GreaterThan",
        threshold: 1000,
        severity: 3,
        windowSize: "PT5M",
        evaluationFrequency: "PT5M",
        ...baseline,
    },
    results: {
        metric: vaultMetrics.results,
        aggregation: "Average",
        operator: "GreaterThan",
        threshold: { sensitivity: "Medium", failing: 4, periods: 4 },
        severity: 2,
        windowSize: "PT5M",
        evaluationFrequency: "PT5M",
        ...baseline,
    },
} as const satisfies Record<string, AdvisedAlert>;

/** The activity-log operation to alert on: somebody deleted a vault. */
export const vaultDeletionOperation = {
    value: "Microsoft.KeyVault/vaults/delete",
    ...baseline,
} as const satisfies Fact<string>;

/** Region word of metric alerts, activity-log alerts and action groups. */
export const alertLocation = {
    value: "global",
    source: "learn.microsoft.com/azure/templates/microsoft.insights/metricalerts",
    certainty: "unsettled",
} as const satisfies Fact<string>;
