import type { PlanObject, PlanResource } from "../../plan/plan.ts";

export const tenant = "77777777-6666-4555-8444-333333333333";
export const subscription = "/subscriptions/99999999-8888-4777-8666-555555555555";
export const platformGroup = `${subscription}/resourceGroups/rg-platform`;

/** What of a resource is not among its inputs. */
export interface More {
    readonly outputs?: PlanObject;
    /** URNs by the input that comes from them. */
    readonly from?: Readonly<Record<string, readonly string[]>>;
}

/** Takes down a resource and gives its URN. Without an id, it is one that does not exist yet. */
export type Add = (type: string, name: string, id: string | undefined, inputs: PlanObject, more?: More) => string;

export interface Writer {
    readonly resources: readonly PlanResource[];
    readonly add: Add;
}

export function writer(): Writer {
    const resources: PlanResource[] = [];
    const add: Add = (type, name, id, inputs, { outputs = {}, from = {} } = {}) => {
        const urn = `urn:pulumi:estate::bench::azure-native:${type}::${name}`;
        resources.push({
            urn,
            type: `azure-native:${type}`,
            custom: true,
            ...(id !== undefined && { id }),
            inputs,
            outputs: { ...inputs, ...outputs },
            dependencies: [...new Set(Object.values(from).flat())].sort(),
            propertyDependencies: from,
        });
        return urn;
    };
    return { resources, add };
}

/** The resource group that an id is in, and its region: inputs of almost everything. */
export function placeOf(id: string): { readonly resourceGroupName: string; readonly location: string } {
    return { resourceGroupName: id.split("/")[4]!, location: "westeurope" };
}
