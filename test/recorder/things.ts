import * as pulumi from "@pulumi/pulumi";
import { record } from "../../recorder/record.ts";
import type { Program, RecordOptions, Recording } from "../../recorder/record.ts";
import type { PlanResource } from "../../plan/plan.ts";

export const subscription = "00000000-1111-2222-3333-444444444444";
export const tenant = "99999999-1111-2222-3333-444444444444";
export const config = { "azure-native:subscriptionId": subscription, "azure-native:tenantId": tenant };
export const group = `/subscriptions/${subscription}/resourceGroups/rg`;

export function recorded(program: Program, options: Partial<RecordOptions> = {}): Promise<Recording> {
    return record(program, { stack: "dev", project: "shop", config, ...options });
}

/** What is registered under a name. */
export function named(recording: Recording, name: string): PlanResource {
    const found = recording.plan.deployment.resources.filter(({ urn }) => urn.endsWith(`::${name}`));
    if (found.length !== 1) throw new Error(`${found.length} resources are named ${name}`);
    return found[0]!;
}

/** A resource of a provider that nothing here knows. */
export class Thing extends pulumi.CustomResource {
    declare readonly size: pulumi.Output<number>;
    declare readonly label: pulumi.Output<string>;
    constructor(name: string, args: pulumi.Inputs = {}, options?: pulumi.CustomResourceOptions) {
        super("things:index:Thing", name, { size: undefined, label: undefined, ...args }, options);
    }
}

export class Shelf extends pulumi.ComponentResource {
    constructor(
        name: string,
        inputs: pulumi.Inputs = {},
        options?: pulumi.ComponentResourceOptions,
        fill?: (shelf: Shelf) => pulumi.Inputs,
    ) {
        super("things:index:Shelf", name, inputs, options);
        this.registerOutputs(fill?.(this));
    }
}
