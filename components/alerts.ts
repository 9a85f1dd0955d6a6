import * as pulumi from "@pulumi/pulumi";
import { ActionGroup } from "@pulumi/azure-native/monitor/actionGroup.js";
import { ActivityLogAlert } from "@pulumi/azure-native/monitor/activityLogAlert.js";
import { MetricAlert } from "@pulumi/azure-native/monitor/metricAlert.js";
import { ScheduledQueryRule } from "@pulumi/azure-native/monitor/scheduledQueryRule.js";
import { advisedAlerts, alertLocation, vaultDeletionOperation, vaultMetrics } from "../azure/monitoring.ts";
import { armId } from "../azure/resource-types.ts";
import { InputError } from "../input/error.ts";
import { checkExisting } from "../topology/existing.ts";
import { resourceId, resourceName } from "../topology/names.ts";
import { checkedPlacement, type Placement } from "../topology/placement.ts";
import { logQueries, type LogQuery } from "../topology/queries.ts";
import { after, childOf, type ChildOptions } from "./support.ts";

/** Who is told of what, and where the vault's logs are. */
export interface AlertsArgs {
    placement: Placement;
    /** The workspace that receives the vault's logs in dedicated tables; see Monitoring. */
    workspaceId: pulumi.Input<string>;
    vaultId: pulumi.Input<string>;
    /** Who is told, by e-mail. */
    emailAddresses: string[];
    /** Tell this action group instead of a new one. */
    existingActionGroupId?: pulumi.Input<string>;
    /** Refused requests in a quarter of an hour that are worth a message, at least 1. @default 5 */
    refusedThreshold?: number;
}

/** Alerts on refused and privileged operations, availability and deletion. */
export class Alerts extends pulumi.ComponentResource {
    readonly actionGroupId: pulumi.Output<string>;

    /** @throws InputError when nobody would be told; nothing is registered then */
    constructor(name: string, args: AlertsArgs, opts?: pulumi.ComponentResourceOptions) {
        checkAlerts(args);
        super("keyvault-blueprint:index:Alerts", name, {}, opts);
        const child = childOf(this, opts);

        this.actionGroupId =
            args.existingActionGroupId === undefined
                ? makeActionGroup(name, args, child)
                : pulumi.output(args.existingActionGroupId);
        const refusedThreshold = args.refusedThreshold ?? defaultThreshold;
        alertOnQuery(
            name,
            "refused",
            logQueries.refused,
            { severity: 2, threshold: refusedThreshold },
            args,
            this.actionGroupId,
            child,
        );
        alertOnQuery(
            name,
            "privileged",
            logQueries.privileged,
            { severity: 1, threshold: 1 },
            args,
            this.actionGroupId,
            child,
        );
        alertOnAvailability(name, args, this.actionGroupId, child);
        alertOnDeletion(name, args, this.actionGroupId, child);
        this.registerOutputs({ actionGroupId: this.actionGroupId });
    }
}

const defaultThreshold = 5;

export function checkAlerts(
    args: Pick<AlertsArgs, "placement" | "emailAddresses" | "existingActionGroupId" | "refusedThreshold">,
): void {
    checkedPlacement(args.placement);
    checkExisting("monitor:ActionGroup", args.existingActionGroupId, "alerts.existingActionGroupId");
    const wrong = args.emailAddresses.find((address) => !/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(address));
    if (wrong !== undefined || (args.emailAddresses.length === 0 && args.existingActionGroupId === undefined)) {
        throw new InputError({
            what: "alerts.emailAddresses",
            got: wrong ?? "nobody",
            expected: "at least one e-mail address, or an existing action group",
            fix: "name who is to be told",
        });
    }
    const threshold = args.refusedThreshold ?? defaultThreshold;
    if (Number.isInteger(threshold) && threshold >= 1) return;
    throw new InputError({
        what: "alerts.refusedThreshold",
        got: threshold,
        expected: "a whole number of at least 1",
        fix: `leave it out for ${defaultThreshold}`,
    });
}

function makeActionGroup(
    name: string,
    { placement, emailAddresses }: AlertsArgs,
    child: ChildOptions,
): pulumi.Output<string> {
    const actionGroupName = resourceName("monitor:ActionGroup", name);
    const group = new ActionGroup(
        `${name}-action-group`,
        {
            actionGroupName,
            resourceGroupName: placement.resourceGroupName,
            location: alertLocation.value,
            tags: placement.tags ?? {},
            enabled: true,
            // Azure allows twelve characters.
            groupShortName: "vault-alerts",
            emailReceivers: emailAddresses.map((emailAddress, index) => ({
                name: `email-${index + 1}`,
                emailAddress,
                useCommonAlertSchema: true,
            })),
        },
        child,
    );
    return after([group], resourceId(placement, "monitor:ActionGroup", actionGroupName));
}

interface QueryAlert {
    readonly severity: number;
    /** Rows in the window at which the alert fires. */
    readonly threshold: number;
}

/** A rule over this vault's rows only: one workspace often serves many vaults. */
function alertOnQuery(
    name: string,
    label: string,
    query: LogQuery,
    { severity, threshold }: QueryAlert,
    args: AlertsArgs,
    actionGroupId: pulumi.Output<string>,
    child: ChildOptions,
): void {
    const { placement } = args;
    new ScheduledQueryRule(
        `${name}-alert-${label}`,
        {
            ruleName: `${name}-${label}`,
            resourceGroupName: placement.resourceGroupName,
            location: placement.location,
            tags: placement.tags ?? {},
            kind: "LogAlert",
            displayName: `${query.title} (${name})`,
            description: query.meaning,
            enabled: true,
            severity,
            scopes: [args.workspaceId],
            evaluationFrequency: "PT15M",
            windowSize: "PT15M",
            autoMitigate: false,
            criteria: {
                allOf: [
                    {
                        query: pulumi.interpolate`${query.text}\n| where _ResourceId =~ "${args.vaultId}"`,
                        timeAggregation: "Count",
                        operator: "GreaterThanOrEqual",
                        threshold,
                        failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 },
                    },
                ],
            },
            actions: { actionGroups: [actionGroupId] },
        },
        child,
    );
}

function alertOnAvailability(
    name: string,
    { placement, vaultId }: AlertsArgs,
    actionGroupId: pulumi.Output<string>,
    child: ChildOptions,
): void {
    const advised = advisedAlerts.availability;
    new MetricAlert(
        `${name}-alert-availability`,
        {
            ruleName: `${name}-availability`,
            resourceGroupName: placement.resourceGroupName,
            location: alertLocation.value,
            tags: placement.tags ?? {},
            description: "The vault answers fewer requests than it should.",
            enabled: true,
            severity: advised.severity,
            scopes: [vaultId],
            evaluationFrequency: advised.evaluationFrequency,
            windowSize: advised.windowSize,
            criteria: {
                odataType: "Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria",
                allOf: [
                    {
                        name: "availability",
                        criterionType: "StaticThresholdCriterion",
                        metricNamespace: vaultMetrics.namespace,
                        metricName: advised.metric,
                        operator: advised.operator,
                        threshold: advised.threshold,
                        timeAggregation: advised.aggregation,
                    },
                ],
            },
            actions: [{ actionGroupId }],
        },
        child,
    );
}

function alertOnDeletion(
    name: string,
    { placement, vaultId }: AlertsArgs,
    actionGroupId: pulumi.Output<string>,
    child: ChildOptions,
): void {
    const { subscriptionId, resourceGroupName } = placement;
    new ActivityLogAlert(
        `${name}-alert-deletion`,
        {
            activityLogAlertName: `${name}-deletion`,
            resourceGroupName,
            location: alertLocation.value,
            tags: placement.tags ?? {},
            description: "Somebody deleted the vault.",
            enabled: true,
            scopes: [armId("resources:ResourceGroup", { subscriptionId }, [resourceGroupName])],
            condition: {
                allOf: [
                    { field: "category", equals: "Administrative" },
                    { field: "operationName", equals: vaultDeletionOperation.value },
                    { field: "resourceId", equals: vaultId },
                ],
            },
            actions: { actionGroups: [{ actionGroupId }] },
        },
        child,
    );
}
