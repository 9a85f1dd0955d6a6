import { unknown, type Plan, type PlanObject, type PlanResource, type PlanValue } from "../../plan/plan.ts";
import { readPlan } from "../../plan/read.ts";

/**
 * What comes from other resources: as the plan has it, whole ids, also names, also scopes of roles. From a vault can come
 * the vault's own scope or that of something in it, so that such a scope is told only when the vault is there.
 */
export type References = "as recorded" | "ids" | "ids and names" | "ids, names and scopes";

/**
 * The document that `pulumi preview --json --show-sames` writes of a plan of which nothing exists: no ids and no outputs,
 * and what comes from another resource is not known, only from which.
 */
export function asPreview(plan: Plan, references: References): Plan {
    const steps = plan.deployment.resources.map((resource) => ({
        op: "create",
        urn: resource.urn,
        newState: stateOf(plan, resource, references),
    }));
    const document = { config: {}, steps, duration: 1, changeSummary: { create: steps.length } };
    return readPlan(JSON.stringify(document), { name: "preview.json" }).plan;
}

function stateOf(plan: Plan, resource: PlanResource, references: References): object {
    const { urn, type, custom, parent, provider } = resource;
    const found: Record<string, string[]> = {};
    const inputs = Object.fromEntries(
        Object.entries(resource.inputs).map(([key, value]): [string, PlanValue] => {
            const sources = new Set(resource.propertyDependencies[key] ?? []);
            const told =
                !custom || references === "as recorded" || (key === "scope" && references !== "ids, names and scopes");
            const blurred = told ? value : blur(plan, resource, key, value, references === "ids", sources);
            found[key] = [...sources];
            return [key, blurred];
        }),
    );
    const dependencies = [...new Set([...resource.dependencies, ...Object.values(found).flat()])];
    return {
        urn,
        type,
        custom,
        ...(parent !== undefined && { parent }),
        ...(provider !== undefined && { provider }),
        inputs,
        outputs: custom ? {} : resource.outputs,
        dependencies,
        propertyDependencies: found,
    };
}

/** Makes references to other resources unknown, and notes which resources they are to. */
function blur(
    plan: Plan,
    own: PlanResource,
    key: string,
    value: PlanValue,
    idsOnly: boolean,
    sources: Set<string>,
): PlanValue {
    if (value === unknown) return value;
    if (typeof value === "string") {
        const source = plan.deployment.resources.find(
            ({ urn, id, custom }) =>
                custom &&
                urn !== own.urn &&
                id !== undefined &&
                (same(id, value) || (!idsOnly && isNameKey(key, own) && same(id.split("/").at(-1)!, value))),
        );
        if (source === undefined) return value;
        sources.add(source.urn);
        return unknown;
    }
    if (typeof value !== "object" || value === null) return value;
    if (Array.isArray(value)) return value.map((inner: PlanValue) => blur(plan, own, key, inner, idsOnly, sources));
    const entries = Object.entries(value as PlanObject);
    return Object.fromEntries(entries.map(([name, inner]) => [name, blur(plan, own, name, inner, idsOnly, sources)]));
}

/** A property with the name of another resource: that of its group or parent, not its own. */
function isNameKey(key: string, own: PlanResource): boolean {
    const written = own.inputs[key];
    return key.endsWith("Name") && typeof written === "string" && !same(written, own.id?.split("/").at(-1) ?? "");
}

function same(a: string, b: string): boolean {
    return a.toLowerCase() === b.toLowerCase();
}
