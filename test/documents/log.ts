import { expect } from "vitest";
import type { Plan, PlanObject } from "../../plan/plan.ts";
import { runQuery, type Row } from "../support/kql.ts";
import { resourceOf, textOf } from "./edits.ts";
import type { Trial } from "./experiment.ts";
import type { Recorded } from "./recorded.ts";

/** Requests as the vault's log has them: https://learn.microsoft.com/azure/azure-monitor/reference/tables/azkvauditlogs */
export interface LogRow extends Row {
    readonly OperationName: string;
    readonly HttpStatusCode: number;
}

/** A row of the vault's log: a request of a caller from an address. */
export async function logRow(plan: Recorded, vault: string, row: LogRow): Promise<LogRow> {
    const id = resourceOf(await plan.plan(), vault).id!;
    return {
        TimeGenerated: "2026-11-21T12:00:00Z",
        RequestUri: `https://${id.split("/").at(-1)!}.vault.azure.net/secrets/x?api-version=7.6`,
        CallerIpAddress: "203.0.113.7",
        Identity: '{"claim":{"oid":"3a6f0f5e-8f2b-4f4c-9d3e-5b1c7a9e2d10"}}',
        ResultSignature: row.HttpStatusCode < 400 ? "OK" : "Forbidden",
        // Azure writes the ids in logs in capitals or small letters as it likes.
        _ResourceId: id.toLowerCase(),
        ...row,
    };
}

/** The text of a saved query, as it is registered. */
export function savedQuery(plan: Plan, name: string): string {
    return textOf(resourceOf(plan, name).inputs["query"]);
}

interface Criterion {
    readonly query: string;
    readonly operator: string;
    readonly timeAggregation: string;
    readonly threshold: number;
}

/** Whether a registered alert rule fires on what the log got within its window. */
export function fires(plan: Plan, name: string, rows: readonly Row[]): boolean {
    const { enabled, actions, criteria } = resourceOf(plan, name).inputs;
    expect((actions as PlanObject)["actionGroups"], "who is told").toHaveLength(1);
    return (
        enabled === true &&
        ((criteria as PlanObject)["allOf"] as unknown as readonly Criterion[]).every(
            ({ query, operator, timeAggregation, threshold }) => {
                expect([operator, timeAggregation], "how the rule counts").toEqual(["GreaterThanOrEqual", "Count"]);
                return runQuery(query, { AZKVAuditLogs: rows }).length >= threshold;
            },
        )
    );
}

/** A log query or alert rule of the plan, over sample rows. */
export function logQuery(plan: Recorded, run: (plan: Plan) => Promise<string>): Trial {
    return { tier: "log query", run: async () => run(await plan.plan()) };
}
