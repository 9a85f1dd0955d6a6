import { expect } from "vitest";
import { unknown, type Plan, type PlanObject, type PlanResource, type PlanValue } from "../../plan/plan.ts";

/** Changes to a recorded plan for which no setting exists. Resources go by their logical names. */

/** The only resource of a provider with that logical name. */
export function resourceOf(plan: Plan, name: string): PlanResource {
    const found = plan.deployment.resources.filter(({ custom, urn }) => custom && logicalName(urn) === name);
    expect(
        found.map(({ urn }) => urn),
        `the resource ${name} of the recorded plan`,
    ).toHaveLength(1);
    return found[0]!;
}

function logicalName(urn: string): string {
    return urn.slice(urn.lastIndexOf("::") + 2);
}

export function withResources(plan: Plan, ...more: readonly PlanResource[]): Plan {
    return { ...plan, deployment: { resources: [...plan.deployment.resources, ...more] } };
}

export function without(plan: Plan, ...names: readonly string[]): Plan {
    const gone = new Set(names.map((name) => resourceOf(plan, name).urn));
    return { ...plan, deployment: { resources: plan.deployment.resources.filter(({ urn }) => !gone.has(urn)) } };
}

/** The plan with a resource's inputs changed, and the outputs that repeat them. */
export function withInputs(plan: Plan, name: string, change: (inputs: PlanObject) => PlanObject): Plan {
    const resource = resourceOf(plan, name);
    return withResource(plan, name, {
        ...resource,
        inputs: change(resource.inputs),
        outputs: { ...resource.outputs, ...change(resource.inputs) },
    });
}

export function withResource(plan: Plan, name: string, resource: PlanResource): Plan {
    const { urn } = resourceOf(plan, name);
    return {
        ...plan,
        deployment: { resources: plan.deployment.resources.map((other) => (other.urn === urn ? resource : other)) },
    };
}

/** The plan with fields of the vault's `properties` changed. */
export function withVault(plan: Plan, name: string, properties: PlanObject): Plan {
    return withInputs(plan, name, (inputs) => ({
        ...inputs,
        properties: { ...(inputs["properties"] as PlanObject), ...properties },
    }));
}

/** The plan with fields of the vault's network rules changed. */
export function withRules(plan: Plan, name: string, rules: PlanObject): Plan {
    const { networkAcls } = resourceOf(plan, name).inputs["properties"] as PlanObject;
    return withVault(plan, name, { networkAcls: { ...(networkAcls as PlanObject), ...rules } });
}

/** A resource as a program would register it, beside those of the stack. */
export function resource(
    plan: Plan,
    type: string,
    name: string,
    inputs: PlanObject,
    more: Partial<Pick<PlanResource, "id" | "outputs" | "dependencies" | "propertyDependencies">> = {},
): PlanResource {
    const [stack, project] = plan.deployment.resources[0]!.urn.split("::");
    return {
        urn: `${stack!}::${project!}::azure-native:${type}::${name}`,
        type: `azure-native:${type}`,
        custom: true,
        inputs,
        outputs: {},
        dependencies: [],
        propertyDependencies: {},
        ...more,
    };
}

/** Object ids of Azure's built-in roles. */
export const roles = {
    keyVaultContributor: "f25e0fa2-a7c8-4377-a976-54943a77a395",
    keyVaultReader: "21090545-7ca7-4776-b22c-e363652d74d2",
    keyVaultSecretsUser: "4633458b-17de-408a-b874-0445c86b69e6",
} as const;

/** An assignment of a role to a principal's GUID, or to the identity that a resource of the plan gets. */
export function assignment(
    plan: Plan,
    role: string,
    holder: { readonly principal: string } | { readonly identityOf: string },
    scope: PlanValue,
): PlanResource {
    const owner = "identityOf" in holder ? resourceOf(plan, holder.identityOf) : undefined;
    return resource(
        plan,
        "authorization:RoleAssignment",
        `granted-${role.slice(0, 8)}`,
        {
            scope,
            principalId: "principal" in holder ? holder.principal : unknown,
            principalType: owner === undefined ? "User" : "ServicePrincipal",
            roleDefinitionId: `/subscriptions/${subscriptionOf(plan)}/providers/Microsoft.Authorization/roleDefinitions/${role}`,
        },
        owner === undefined ? {} : { dependencies: [owner.urn], propertyDependencies: { principalId: [owner.urn] } },
    );
}

/** A value that is a text in every recording. */
export function textOf(value: PlanValue | undefined): string {
    if (typeof value !== "string") throw new TypeError(`a text is expected, not ${JSON.stringify(value)}`);
    return value;
}

export function idOf(plan: Plan, name: string): string {
    return resourceOf(plan, name).id!;
}

function subscriptionOf(plan: Plan): string {
    const ids = plan.deployment.resources.map(({ id }) => /^\/subscriptions\/([^/]+)/.exec(id ?? "")?.[1]);
    return ids.find((id) => id !== undefined)!;
}
