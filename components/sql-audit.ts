import * as pulumi from "@pulumi/pulumi";
import { DiagnosticSetting } from "@pulumi/azure-native/monitor/diagnosticSetting.js";
import { ExtendedServerBlobAuditingPolicy } from "@pulumi/azure-native/sql/extendedServerBlobAuditingPolicy.js";
import { sqlAudit } from "../azure/sql.ts";
import { checkedPlacement, type Placement } from "../topology/placement.ts";
import { childOf } from "./support.ts";

/** The server, and where its sign-ins are kept. */
export interface SqlAuditArgs {
    placement: Placement;
    serverId: pulumi.Input<string>;
    serverName: pulumi.Input<string>;
    /** The Log Analytics workspace that receives the sign-ins. */
    workspaceId: pulumi.Input<string>;
}

/**
 * Every sign-in to a SQL server, the failed ones above all: whoever still uses a password that was rotated shows here.
 * Statements are not logged; some set passwords.
 */
export class SqlAudit extends pulumi.ComponentResource {
    /** @throws InputError for a placement whose ids could not be computed; nothing is registered then */
    constructor(name: string, args: SqlAuditArgs, opts?: pulumi.ComponentResourceOptions) {
        const { resourceGroupName } = checkedPlacement(args.placement);
        super("keyvault-blueprint:index:SqlAudit", name, {}, opts);
        const child = childOf(this, opts);
        const auditing = new ExtendedServerBlobAuditingPolicy(
            `${name}-auditing`,
            {
                blobAuditingPolicyName: "default",
                serverName: args.serverName,
                resourceGroupName,
                state: "Enabled",
                isAzureMonitorTargetEnabled: true,
                auditActionsAndGroups: [...sqlAudit.signIns],
            },
            child,
        );
        new DiagnosticSetting(
            `${name}-audit-log`,
            {
                name: `${name}-audit`,
                resourceUri: pulumi.interpolate`${args.serverId}/databases/${sqlAudit.database}`,
                workspaceId: args.workspaceId,
                logs: [{ category: sqlAudit.category, enabled: true }],
            },
            { ...child, dependsOn: [auditing] },
        );
        this.registerOutputs({});
    }
}
