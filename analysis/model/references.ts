import { normalId } from "../../azure/resource-types.ts";
import type { PlanResource } from "../../plan/plan.ts";
import type { Evidence } from "../answer.ts";
import { evidence, property, text, unsure, type Property } from "./property.ts";
import { findById, ofName, ownName, typeKey, type Resources } from "./resources.ts";

/**
 * What a property refers to. Where a preview does not know the value yet, Pulumi tells which resources it comes from: if
 * one alone can be meant, it is meant (`read: "dependency"`).
 */
export type Reference =
    | { readonly kind: "none"; readonly at: Evidence }
    | { readonly kind: "found"; readonly urn: string; readonly read: "value" | "dependency"; readonly at: Evidence }
    | { readonly kind: "outside"; readonly id: string; readonly at: Evidence }
    | { readonly kind: "unknown"; readonly candidates: readonly string[]; readonly at: Evidence };

/** What a resource id in a property refers to; `types` are those that it may be of. */
export function referenceById(resources: Resources, from: Property, types: readonly string[]): Reference {
    const at = evidence(from);
    const id = text(from);
    if (id === undefined) return { kind: "none", at };
    if (id === unsure) return byDependency(resources, from, types);
    const found = findById(resources, id);
    if (found !== undefined) return { kind: "found", urn: found.urn, read: "value", at };
    const hidden = mayHaveId(resources, id, types).map(({ urn }) => urn);
    return hidden.length > 0 ? { kind: "unknown", candidates: hidden, at } : { kind: "outside", id: normalId(id), at };
}

/** Resources of the plan that may turn out to have an id, because the plan does not tell theirs. */
function mayHaveId(resources: Resources, id: string, types: readonly string[]): readonly PlanResource[] {
    const last = id.slice(id.lastIndexOf("/") + 1);
    return types.flatMap((type) =>
        (resources.withoutId.get(type) ?? []).filter((resource) => sameWord(ownName(resource) ?? last, last)),
    );
}

/** What a child's property with its parent's name refers to; the parent is in the child's resource group. */
export function referenceByName(resources: Resources, child: PlanResource, key: string, parentType: string): Reference {
    const from = property(child, key);
    const at = evidence(from);
    const name = text(from);
    if (name === undefined) return { kind: "none", at };
    if (name === unsure) return byDependency(resources, from, [parentType]);
    const group = text(property(child, "resourceGroupName"));
    const mayShareGroup = (parent: PlanResource): boolean => {
        const parents = text(property(parent, "resourceGroupName"));
        return typeof group !== "string" || typeof parents !== "string" || sameWord(parents, group);
    };
    const inGroup = ofName(resources, parentType, name).filter(mayShareGroup);
    const only = inGroup.length === 1 ? inGroup[0] : undefined;
    if (only !== undefined) return { kind: "found", urn: only.urn, read: "value", at };
    if (inGroup.length > 1) return { kind: "unknown", candidates: inGroup.map(({ urn }) => urn), at };
    const nameless = ofName(resources, parentType, "").filter(mayShareGroup);
    if (nameless.length > 0) return { kind: "unknown", candidates: nameless.map(({ urn }) => urn), at };
    return { kind: "outside", id: name.toLowerCase(), at };
}

/** Reads an unknown value through the dependencies of its top-level input. */
export function byDependency(resources: Resources, from: Property, types: readonly string[]): Reference {
    const dependencies = dependenciesOf(from);
    const at = evidence(from);
    if (dependencies.some((urn) => isStrange(resources, urn))) return { kind: "unknown", candidates: [], at };
    const candidates = dependencies.filter((urn) => {
        const key = typeKey(resources.byUrn.get(urn)?.type ?? "");
        return key !== undefined && types.includes(key);
    });
    const only = candidates.length === 1 ? candidates[0] : undefined;
    return only === undefined
        ? { kind: "unknown", candidates, at }
        : { kind: "found", urn: only, read: "dependency", at };
}

/** Another stack, another provider, or a resource that the plan does not have: anything may come from there. */
export function isStrange(resources: Resources, urn: string): boolean {
    const resource = resources.byUrn.get(urn);
    return resource === undefined || !resource.type.startsWith("azure-native");
}

/** The resources that a property's value comes from, as far as Pulumi recorded it: for the whole top-level input. */
export function dependenciesOf({ resource, path }: Property): readonly string[] {
    const [, side, key] = path.split("/");
    return side === "inputs" && key !== undefined ? (resource.propertyDependencies[key] ?? []) : [];
}

/** Whether a reference may be to a resource; an unknown one without candidates may be to any. */
export function mayMean(reference: Reference, urn: string): boolean {
    if (reference.kind === "found") return reference.urn === urn;
    return reference.kind === "unknown" && (reference.candidates.length === 0 || reference.candidates.includes(urn));
}

/** The resource itself, where it is in the plan. */
export function target(resources: Resources, reference: Reference): PlanResource | undefined {
    return reference.kind === "found" ? resources.byUrn.get(reference.urn) : undefined;
}

function sameWord(a: string, b: string): boolean {
    return a.toLowerCase() === b.toLowerCase();
}
