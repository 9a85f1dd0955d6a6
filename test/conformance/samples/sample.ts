/** Plan resources written by hand: what the SDK would be given, checked by TypeScript against the SDK's own types. */
import { secret, unknown, type PlanObject, type PlanResource } from "../../../plan/plan.ts";

export const group = "rg-sample";
export const location = "westeurope";
export const subscription = "/subscriptions/11111111-1111-4111-8111-111111111111";
export const tenantId = "22222222-2222-4222-8222-222222222222";
export const principalId = "33333333-3333-4333-8333-333333333333";

/** A value that only deployment tells, for an input of any type. */
export const later = unknown as never;

/** A secret, for an input of any type. */
export const hidden = secret as never;

export function idOf(path: string): string {
    return `${subscription}/resourceGroups/${group}/providers/${path}`;
}

export const network = idOf("Microsoft.Network/virtualNetworks/vnet-sample");
export const subnet = `${network}/subnets/workload`;
export const vault = idOf("Microsoft.KeyVault/vaults/kv-sample");
export const workspace = idOf("Microsoft.OperationalInsights/workspaces/log-sample");
export const identity = idOf("Microsoft.ManagedIdentity/userAssignedIdentities/id-sample");

/** A resource of a plan, from the SDK's token and the inputs that the SDK's type of it takes. */
export function sample<Args extends object>(token: string, inputs: Args): PlanResource {
    const type = `azure-native:${token}`;
    return {
        urn: `urn:pulumi:sample::conformance::${type}::${token}`,
        type,
        custom: true,
        inputs: inputs as PlanObject,
        outputs: {},
        dependencies: [],
        propertyDependencies: {},
    };
}
