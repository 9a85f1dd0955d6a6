import { AssertionError } from "node:assert";
import { azureType } from "../plan/type.ts";
import type { Plan, PlanResource } from "../plan/plan.ts";

/**
 * The resources of a type, in the order of registration.
 * @param type a token as `keyvault-blueprint:index:Vault`; of azure-native also `keyvault:Vault`, whatever its API version
 */
export function resourcesOf(plan: Plan, type: string): readonly PlanResource[] {
    const wanted = keyOf(type);
    return plan.deployment.resources.filter((resource) => keyOf(resource.type) === wanted);
}

/**
 * The one resource of a type, or of a type and a name in the program.
 * @throws AssertionError when there is none or more than one, with those that there are
 */
export function resourceOf(plan: Plan, type: string, name?: string): PlanResource {
    const ofType = resourcesOf(plan, type);
    const found = name === undefined ? ofType : ofType.filter(({ urn }) => urn.endsWith(`::${name}`));
    const [only] = found;
    if (only !== undefined && found.length === 1) return only;
    const there = ofType.map(({ urn }) => urn.slice(urn.lastIndexOf("::") + 2));
    throw new AssertionError({
        message: `expected one ${type}${name === undefined ? "" : ` named ${name}`}; the plan has ${there.length === 0 ? "none" : there.join(", ")}`,
        actual: found.length,
        expected: 1,
        stackStartFn: resourceOf,
    });
}

function keyOf(type: string): string {
    return azureType(type)?.key ?? type;
}
