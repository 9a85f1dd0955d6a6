import type { Plan, PlanObject, PlanResource } from "../../plan/plan.ts";

/** Azure ids that every generated plan uses. */
export const subscription = "/subscriptions/99999999-8888-4777-8666-555555555555";
export const group = `${subscription}/resourceGroups/rg-world`;
export const inGroup = (path: string): string => `${group}/providers/${path}`;
export const vaultIdOf = (name: string): string => inGroup(`Microsoft.KeyVault/vaults/${name}`);
export const tenant = "77777777-6666-4555-8444-333333333333";
export const place = { resourceGroupName: "rg-world", location: "westeurope" };

const stackUrn = "urn:pulumi:world::cross::pulumi:pulumi:Stack::cross-world";

/** `sources` are the resources that unknown inputs come from, by name of the input. */
export type Add = (
    type: string,
    name: string,
    inputs: PlanObject,
    id: string,
    outputs?: PlanObject,
    sources?: Readonly<Record<string, readonly string[]>>,
) => string;

/** A plan of plain azure-native resources, as somebody without our components would write them. */
export function written(version: "" | "/v20230701", write: (add: Add) => void): Plan {
    const stack = {
        urn: stackUrn,
        type: "pulumi:pulumi:Stack",
        custom: false,
        inputs: {},
        outputs: {},
        dependencies: [],
        propertyDependencies: {},
    };
    const resources: PlanResource[] = [stack];
    const add: Add = (token, name, inputs, id, outputs = {}, sources = {}) => {
        const type = token.replace(/:(\w+):/, `:$1${version}:`);
        const urn = `urn:pulumi:world::cross::${type}::${name}`;
        resources.push({
            urn,
            type,
            custom: true,
            id,
            parent: stackUrn,
            inputs,
            outputs: { ...inputs, ...outputs },
            dependencies: Object.values(sources).flat(),
            propertyDependencies: sources,
        });
        return urn;
    };
    add("azure-native:resources:ResourceGroup", "group", place, group);
    write(add);
    return { version: 3, deployment: { resources } };
}
