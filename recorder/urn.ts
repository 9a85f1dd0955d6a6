import type { Alias } from "@pulumi/pulumi/proto/alias_pb.js";

/** The type of the resource at the root of every stack; it is not part of its children's URNs. */
export const stackType = "pulumi:pulumi:Stack";

/** What a URN is made of, besides its parent. */
export interface Identity {
    readonly stack: string;
    readonly project: string;
    readonly type: string;
    readonly name: string;
}

/** The URN as the engine makes it: with the types of all parents, where the SDK's mocks keep the nearest only. */
export function urnOf({ stack, project, type, name }: Identity, parent: string): string {
    const parents = parent.split("::")[2];
    const chain = parents === undefined || parents === stackType ? type : `${parents}$${type}`;
    return `urn:pulumi:${stack}::${project}::${chain}::${name}`;
}

/**
 * The former URN that an alias stands for. `undefined` for an alias that changes nothing but an azure-native type: the
 * provider adds one for each of its API versions, and they name no other resource.
 */
export function formerUrn(alias: Alias, own: Identity, parent: string): string | undefined {
    const spec = alias.getSpec();
    if (spec === undefined) return alias.getUrn();
    const formerParent = spec.getNoparent() ? "" : spec.getParenturn() || parent;
    const former = {
        stack: spec.getStack() || own.stack,
        project: spec.getProject() || own.project,
        type: spec.getType() || own.type,
        name: spec.getName() || own.name,
    };
    const urn = urnOf(former, formerParent);
    const versionOnly = former.type.startsWith("azure-native:") && urn === urnOf({ ...own, type: former.type }, parent);
    return versionOnly ? undefined : urn;
}
