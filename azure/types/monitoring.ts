import { nameRules } from "../name-rules.ts";
import { extension, provider, resourceType, type ResourceType } from "../resource-type.ts";

const eventGrid = provider("Microsoft.EventGrid", "2025-02-15");
const workspace = provider("Microsoft.OperationalInsights", "2023-09-01");
const settingVersion = "2021-05-01-preview";

/** Events, logs and alerts. */
export const monitoringTypes = {
    "eventgrid:SystemTopic": eventGrid("systemTopics", ["systemTopicName"], {
        abbreviation: "egst",
        nameRule: nameRules.eventGridName,
    }),
    "eventgrid:SystemTopicEventSubscription": eventGrid(
        "systemTopics/eventSubscriptions",
        ["systemTopicName", "eventSubscriptionName"],
        { abbreviation: "evgs", nameRule: nameRules.eventSubscription },
    ),
    "eventgrid:Topic": eventGrid("topics", ["topicName"], { abbreviation: "evgt", nameRule: nameRules.eventGridName }),
    "eventgrid:EventSubscription": extension(
        "scope",
        "Microsoft.EventGrid/eventSubscriptions",
        "2025-02-15",
        ["eventSubscriptionName"],
        { abbreviation: "evgs", nameRule: nameRules.eventSubscription },
    ),
    "operationalinsights:Workspace": workspace("workspaces", ["workspaceName"], {
        abbreviation: "log",
        nameRule: nameRules.workspace,
    }),
    "operationalinsights:Table": workspace("workspaces/tables", ["workspaceName", "tableName"]),
    "operationalinsights:SavedSearch": workspace("workspaces/savedSearches", ["workspaceName", "savedSearchId"]),
    "operationalinsights:DataExport": workspace("workspaces/dataExports", ["workspaceName", "dataExportName"]),
    "operationalinsights:LinkedService": workspace("workspaces/linkedServices", ["workspaceName", "linkedServiceName"]),
    "operationalinsights:QueryPack": workspace("queryPacks", ["queryPackName"], { abbreviation: "pack" }),
    "operationalinsights:Query": workspace("queryPacks/queries", ["queryPackName", "id"]),
    "applicationinsights:Component": provider("Microsoft.Insights", "2020-02-02")("components", ["resourceName"], {
        abbreviation: "appi",
    }),
    "applicationinsights:Workbook": provider("Microsoft.Insights", "2023-06-01")("workbooks", ["resourceName"]),
    "monitor:DiagnosticSetting": extension("resourceUri", "Microsoft.Insights/diagnosticSettings", settingVersion, [
        "name",
    ]),
    "monitor:SubscriptionDiagnosticSetting": resourceType(
        "subscription",
        "Microsoft.Insights/diagnosticSettings",
        settingVersion,
        ["name"],
    ),
    "monitor:MetricAlert": provider("Microsoft.Insights", "2018-03-01")("metricAlerts", ["ruleName"]),
    "monitor:ActivityLogAlert": provider("Microsoft.Insights", "2020-10-01")("activityLogAlerts", [
        "activityLogAlertName",
    ]),
    "monitor:ScheduledQueryRule": provider("Microsoft.Insights", "2025-01-01-preview")("scheduledQueryRules", [
        "ruleName",
    ]),
    "monitor:ActionGroup": provider("Microsoft.Insights", "2024-10-01-preview")("actionGroups", ["actionGroupName"], {
        abbreviation: "ag",
    }),
    "monitor:AutoscaleSetting": provider("Microsoft.Insights", settingVersion)("autoscalesettings", [
        "autoscaleSettingName",
    ]),
    "monitor:PrivateLinkScope": provider("Microsoft.Insights", "2023-06-01-preview")("privateLinkScopes", [
        "scopeName",
    ]),
    "monitor:PrivateLinkScopedResource": provider("Microsoft.Insights", "2023-06-01-preview")(
        "privateLinkScopes/scopedResources",
        ["scopeName", "name"],
    ),
    "monitor:DataCollectionRule": provider("Microsoft.Insights", "2022-06-01")(
        "dataCollectionRules",
        ["dataCollectionRuleName"],
        { abbreviation: "dcr" },
    ),
    "monitor:DataCollectionEndpoint": provider("Microsoft.Insights", "2022-06-01")(
        "dataCollectionEndpoints",
        ["dataCollectionEndpointName"],
        { abbreviation: "dce" },
    ),
    "monitor:DataCollectionRuleAssociation": extension(
        "resourceUri",
        "Microsoft.Insights/dataCollectionRuleAssociations",
        "2022-06-01",
        ["associationName"],
    ),
} as const satisfies Record<string, ResourceType>;
