/** A plan as an ARM template, so that scanners that know templates can look at it. */
import { isUnknown, type Plan, type PlanObject, type PlanValue } from "../../../plan/plan.ts";
import { armResource, type ArmResource } from "./body.ts";

/**
 * The azure-native resources of a plan as one deployment template. Values that only deployment will tell, and secrets,
 * become references to the parameter `unknown`. It is made to be read by scanners: resources of several groups stand in
 * one template, and their order of deployment is left out.
 */
export function toArmTemplate(plan: Plan): PlanObject {
    const resources = plan.deployment.resources.map(armResource).filter((arm) => arm !== undefined);
    return {
        $schema: "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
        contentVersion: "1.0.0.0",
        parameters: { unknown: { type: "securestring" } },
        resources: resources.map(templateResource),
    };
}

function templateResource(arm: ArmResource): PlanObject {
    const { name: _own, ...body } = arm.body;
    return {
        type: arm.type,
        apiVersion: arm.apiVersion,
        name: nameExpression(arm.names),
        ...(arm.scope === undefined ? {} : { scope: expression(arm.scope) }),
        ...(expression(body) as PlanObject),
    };
}

const parameter = "parameters('unknown')";

function nameExpression(names: readonly string[]): string {
    if (!names.some(isUnknown)) return names.join("/");
    const parts = names.map((name) => (isUnknown(name) ? parameter : `'${name.replaceAll("'", "''")}'`));
    return `[join(createArray(${parts.join(", ")}), '/')]`;
}

/** A value in the template's language, where a text in square brackets is an expression. */
function expression(value: PlanValue): PlanValue {
    if (isUnknown(value)) return `[${parameter}]`;
    if (typeof value === "string") return value.startsWith("[") ? `[${value}` : value;
    if (typeof value !== "object" || value === null) return value;
    if (Array.isArray(value)) return (value as readonly PlanValue[]).map(expression);
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, expression(item)]));
}
