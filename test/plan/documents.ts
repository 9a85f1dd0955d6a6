import type { PlanObject } from "../../plan/plan.ts";

/*
 * Documents as Pulumi writes them, put together field by field after `apitype.ResourceV3`, `apitype.DeploymentV3` and
 * `display.PreviewDigest` of github.com/pulumi/pulumi.
 */

export const stackUrn = "urn:pulumi:dev::shop::pulumi:pulumi:Stack::shop-dev";

export function urnOf(type: string, name: string): string {
    return `urn:pulumi:dev::shop::${type}::${name}`;
}

export interface State extends PlanObject {
    readonly urn: string;
}

/** A resource of azure-native as it stands in a state. */
export function resource(type: string, name: string, more: PlanObject = {}): State {
    return { urn: urnOf(type, name), custom: true, type, parent: stackUrn, ...more };
}

export const stack: State = { urn: stackUrn, custom: false, type: "pulumi:pulumi:Stack" };

export function exported(resources: readonly PlanObject[], more: PlanObject = {}): string {
    const manifest = { time: "2026-01-02T03:04:05Z", magic: "abc", version: "v3.259.0" };
    return JSON.stringify({ version: 3, deployment: { manifest, resources, ...more } });
}

export function recorded(resources: readonly PlanObject[]): string {
    return JSON.stringify({ version: 3, deployment: { resources } });
}

export function step(op: string, state: State, old?: PlanObject): PlanObject {
    const states = op.startsWith("delete") ? { oldState: state } : { newState: state, ...(old && { oldState: old }) };
    return { op, urn: state.urn, ...states };
}

/** A preview; its summary counts the steps unless it is given. */
export function preview(steps: readonly PlanObject[], more: PlanObject = {}): string {
    const changeSummary: Record<string, number> = {};
    for (const { op } of steps) changeSummary[op as string] = (changeSummary[op as string] ?? 0) + 1;
    return JSON.stringify({
        config: { "azure-native:location": "westeurope" },
        steps,
        duration: 1,
        changeSummary,
        ...more,
    });
}
