import type { ComponentArgs } from "@pulumi/azure-native/applicationinsights/component.js";
import type { SystemTopicArgs } from "@pulumi/azure-native/eventgrid/systemTopic.js";
import type { SystemTopicEventSubscriptionArgs } from "@pulumi/azure-native/eventgrid/systemTopicEventSubscription.js";
import type { ActionGroupArgs } from "@pulumi/azure-native/monitor/actionGroup.js";
import type { ActivityLogAlertArgs } from "@pulumi/azure-native/monitor/activityLogAlert.js";
import type { DiagnosticSettingArgs } from "@pulumi/azure-native/monitor/diagnosticSetting.js";
import type { MetricAlertArgs } from "@pulumi/azure-native/monitor/metricAlert.js";
import type { ScheduledQueryRuleArgs } from "@pulumi/azure-native/monitor/scheduledQueryRule.js";
import type { SavedSearchArgs } from "@pulumi/azure-native/operationalinsights/savedSearch.js";
import type { TableArgs } from "@pulumi/azure-native/operationalinsights/table.js";
import type { WorkspaceArgs } from "@pulumi/azure-native/operationalinsights/workspace.js";
import { group, identity, idOf, location, sample, subscription, vault, workspace } from "./sample.ts";

const actionGroup = idOf("Microsoft.Insights/actionGroups/ag-sample");

export const monitoringSamples = [
    sample<WorkspaceArgs>("operationalinsights:Workspace", {
        resourceGroupName: group,
        workspaceName: "log-sample",
        location,
        sku: { name: "PerGB2018" },
        retentionInDays: 90,
        publicNetworkAccessForIngestion: "Enabled",
        publicNetworkAccessForQuery: "Enabled",
        workspaceCapping: { dailyQuotaGb: 0.5 },
        features: { disableLocalAuth: true, enableLogAccessUsingOnlyResourcePermissions: true },
    }),
    sample<SavedSearchArgs>("operationalinsights:SavedSearch", {
        resourceGroupName: group,
        workspaceName: "log-sample",
        savedSearchId: "refused",
        category: "Key Vault",
        displayName: "Who was refused",
        query: "AZKVAuditLogs | where HttpStatusCode == 403",
        tags: [{ name: "kind", value: "audit" }],
    }),
    sample<TableArgs>("operationalinsights:Table", {
        resourceGroupName: group,
        workspaceName: "log-sample",
        tableName: "AZKVAuditLogs",
        plan: "Analytics",
        retentionInDays: 90,
        totalRetentionInDays: 365,
    }),
    sample<ComponentArgs>("applicationinsights:Component", {
        resourceGroupName: group,
        resourceName: "appi-sample",
        location,
        kind: "web",
        applicationType: "web",
        disableLocalAuth: true,
        ingestionMode: "LogAnalytics",
        workspaceResourceId: workspace,
        retentionInDays: 90,
    }),
    sample<DiagnosticSettingArgs>("monitor:DiagnosticSetting", {
        resourceUri: vault,
        name: "audit",
        workspaceId: workspace,
        logAnalyticsDestinationType: "Dedicated",
        logs: [{ categoryGroup: "audit", enabled: true }],
        metrics: [{ category: "AllMetrics", enabled: true }],
    }),
    sample<MetricAlertArgs>("monitor:MetricAlert", {
        resourceGroupName: group,
        ruleName: "availability",
        location: "global",
        scopes: [vault],
        severity: 2,
        enabled: true,
        evaluationFrequency: "PT1M",
        windowSize: "PT5M",
        targetResourceType: "Microsoft.KeyVault/vaults",
        actions: [{ actionGroupId: actionGroup }],
        criteria: {
            odataType: "Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria",
            allOf: [
                {
                    criterionType: "StaticThresholdCriterion",
                    name: "low",
                    metricName: "Availability",
                    operator: "LessThan",
                    threshold: 99.5,
                    timeAggregation: "Average",
                    dimensions: [{ name: "ActivityType", operator: "Include", values: ["*"] }],
                },
            ],
        },
    }),
    sample<ScheduledQueryRuleArgs>("monitor:ScheduledQueryRule", {
        resourceGroupName: group,
        ruleName: "refused",
        location,
        kind: "LogAlert",
        displayName: "Refused",
        enabled: true,
        severity: 2,
        scopes: [workspace],
        evaluationFrequency: "PT5M",
        windowSize: "PT15M",
        identity: { type: "UserAssigned", userAssignedIdentities: [identity] },
        criteria: {
            allOf: [
                {
                    query: "AZKVAuditLogs | where HttpStatusCode == 403",
                    timeAggregation: "Count",
                    operator: "GreaterThan",
                    threshold: 0,
                    failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 },
                },
            ],
        },
        actions: { actionGroups: [actionGroup], customProperties: { team: "security" } },
    }),
    sample<ActionGroupArgs>("monitor:ActionGroup", {
        resourceGroupName: group,
        actionGroupName: "ag-sample",
        location: "global",
        groupShortName: "security",
        enabled: true,
        emailReceivers: [{ name: "team", emailAddress: "security@example.com", useCommonAlertSchema: true }],
    }),
    sample<ActivityLogAlertArgs>("monitor:ActivityLogAlert", {
        resourceGroupName: group,
        activityLogAlertName: "roles",
        location: "global",
        enabled: true,
        scopes: [subscription],
        condition: { allOf: [{ field: "category", equals: "Administrative" }] },
        actions: { actionGroups: [{ actionGroupId: actionGroup }] },
    }),
    sample<SystemTopicArgs>("eventgrid:SystemTopic", {
        resourceGroupName: group,
        systemTopicName: "evgt-sample",
        location,
        source: vault,
        topicType: "Microsoft.KeyVault.vaults",
        identity: { type: "UserAssigned", userAssignedIdentities: { [identity]: {} } },
    }),
    sample<SystemTopicEventSubscriptionArgs>("eventgrid:SystemTopicEventSubscription", {
        resourceGroupName: group,
        systemTopicName: "evgt-sample",
        eventSubscriptionName: "rotate",
        eventDeliverySchema: "EventGridSchema",
        destination: {
            endpointType: "AzureFunction",
            resourceId: idOf("Microsoft.Web/sites/func-sample/functions/rotate"),
            maxEventsPerBatch: 1,
        },
        filter: { includedEventTypes: ["Microsoft.KeyVault.SecretNearExpiry"], subjectBeginsWith: "db-password" },
        retryPolicy: { maxDeliveryAttempts: 30, eventTimeToLiveInMinutes: 1440 },
        deadLetterWithResourceIdentity: {
            identity: { type: "UserAssigned", userAssignedIdentity: identity },
            deadLetterDestination: {
                endpointType: "StorageBlob",
                blobContainerName: "dead-letters",
                resourceId: idOf("Microsoft.Storage/storageAccounts/stsample"),
            },
        },
    }),
];
