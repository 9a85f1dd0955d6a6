/** Whether what a plan registers agrees with Azure's types. */
import { isUnknown, type Plan, type PlanResource } from "../../../plan/plan.ts";
import { armResource, type ArmResource } from "./body.ts";
import { readToken } from "./path.ts";
import { unchecked } from "./resources.ts";
import { faults, type Fault } from "./validate.ts";

export interface Violation {
    readonly urn: string;
    /** `Microsoft.KeyVault/vaults@2024-11-01`; Pulumi's type where the resource has no place in Azure's types. */
    readonly type: string;
    /** A JSON pointer into the body. */
    readonly path: string;
    readonly says: string;
}

export interface Conformance {
    /** How many resources were checked. */
    readonly checked: number;
    /** Azure's types of them. */
    readonly types: ReadonlySet<string>;
    readonly violations: readonly Violation[];
    /** How many resources could not be checked, by type and reason. */
    readonly unchecked: ReadonlyMap<string, number>;
    /** Types that were checked at another version than the registered one. */
    readonly neighbours: ReadonlySet<string>;
}

/** Checks every azure-native resource of a plan. */
export function conformance(plan: Plan): Conformance {
    const types = new Set<string>();
    const neighbours = new Set<string>();
    const uncovered = new Map<string, number>();
    const violations: Violation[] = [];
    let checked = 0;
    for (const resource of plan.deployment.resources) {
        const token = readToken(resource.type)?.token;
        if (token === undefined) continue;
        const arm = armResource(resource);
        if (arm?.bodyType !== undefined) {
            checked += 1;
            types.add(arm.bodyType.id);
            if (!arm.bodyType.id.endsWith(`@${arm.apiVersion}`))
                neighbours.add(`${arm.bodyType.id} for ${arm.apiVersion}`);
            violations.push(...violationsOf(arm));
        } else if (unchecked[token] !== undefined) {
            const reason = `${token} (${unchecked[token]})`;
            uncovered.set(reason, (uncovered.get(reason) ?? 0) + 1);
        } else {
            violations.push(uncheckable(resource, arm));
        }
    }
    return { checked, types, violations: [...violations, ...twins(plan)], unchecked: uncovered, neighbours };
}

/** Two resources with one id: Azure would take them for one, and each deployment would undo the other's part. */
function twins(plan: Plan): readonly Violation[] {
    const first = new Map<string, string>();
    return plan.deployment.resources.flatMap(({ urn, type, id, custom }) => {
        if (!custom || id === undefined || id === "" || isUnknown(id)) return [];
        const other = first.get(id.toLowerCase());
        if (other !== undefined) return [{ urn, type, path: "", says: `has the same id as ${other}` }];
        first.set(id.toLowerCase(), urn);
        return [];
    });
}

/** What is wrong with one resource; nothing can be said without Azure's type. */
export function violationsOf(arm: ArmResource): readonly Violation[] {
    const type = arm.bodyType;
    if (type === undefined) return [];
    const all: readonly Fault[] = [...arm.faults.map((says) => ({ path: "/name", says })), ...faults(arm.body, type)];
    return all.map((fault) => ({ urn: arm.urn, type: type.id, ...fault }));
}

/** A type that nobody has listed is a violation, or it would go unchecked without a word. */
function uncheckable({ urn, type }: PlanResource, arm: ArmResource | undefined): Violation {
    const says =
        arm === undefined
            ? "is in no table of test/support/arm/resources.ts"
            : `Azure's types of ${arm.type}@${arm.apiVersion} are not here`;
    return { urn, type, path: "", says };
}

/** What several plans have together. */
export function together(plans: readonly Conformance[]): Conformance {
    const uncovered = new Map<string, number>();
    for (const [reason, count] of plans.flatMap((plan) => [...plan.unchecked])) {
        uncovered.set(reason, (uncovered.get(reason) ?? 0) + count);
    }
    return {
        checked: plans.reduce((sum, { checked }) => sum + checked, 0),
        types: new Set(plans.flatMap(({ types }) => [...types])),
        violations: plans.flatMap(({ violations }) => violations),
        unchecked: uncovered,
        neighbours: new Set(plans.flatMap(({ neighbours }) => [...neighbours])),
    };
}

/** `12 resources of 7 types conform; not checked: storage:Blob (…) × 2; neighbours: …`. */
export function summary({ checked, types, violations, unchecked: uncovered, neighbours }: Conformance): string {
    const verdict = violations.length === 0 ? "conform" : `have ${violations.length} violations`;
    const rest = [...uncovered].map(([reason, count]) => `${reason} × ${count}`);
    return [
        `${checked} resources of ${types.size} types ${verdict}`,
        `${[...uncovered.values()].reduce((sum, count) => sum + count, 0)} not checked${rest.length > 0 ? `: ${rest.join(", ")}` : ""}`,
        ...(neighbours.size > 0 ? [`checked at a neighbouring version: ${[...neighbours].join(", ")}`] : []),
    ].join("; ");
}
