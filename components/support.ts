import * as pulumi from "@pulumi/pulumi";

/**
 * Options of a component's child: the parent, and whatever the component's author made the component wait for. The SDK
 * does not hand a component's `dependsOn` on to its children, so a resource group created by the same program would
 * not exist yet when they are.
 */
export function childOf(
    parent: pulumi.ComponentResource,
    opts: pulumi.ComponentResourceOptions | undefined,
): ChildOptions {
    return opts?.dependsOn === undefined ? { parent } : { parent, dependsOn: opts.dependsOn };
}

/** What every child of a component is registered with. */
export interface ChildOptions {
    parent: pulumi.ComponentResource;
    dependsOn?: NonNullable<pulumi.ComponentResourceOptions["dependsOn"]>;
}

/**
 * A value that is known before deployment, as a computed id, whose users still wait for the resources that make it true.
 * (A URN is known in every preview, and its Output carries the dependency.)
 */
export function after<T>(resources: readonly pulumi.Resource[], value: T): pulumi.Output<T> {
    return pulumi.all(resources.map((resource) => resource.urn)).apply(() => value);
}
