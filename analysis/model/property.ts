import { isSecret, isUnknown, type PlanResource, type PlanValue } from "../../plan/plan.ts";
import type { Evidence } from "../answer.ts";

/** A value that the plan does not tell: known only after deployment, a secret, or of a type that it cannot have. */
export const unsure: unique symbol = Symbol("unsure");
export type Unsure = typeof unsure;

/** A place in a resource: a value and the pointer to it. `undefined` is a value that is not there. */
export interface Property {
    readonly value: PlanValue | undefined | Unsure;
    readonly resource: PlanResource;
    readonly path: string;
}

type Key = string | number;

/**
 * The value that a program wrote, or where it wrote none the one that the provider reports. `null` counts as absent, as
 * the provider treats it.
 */
export function property(resource: PlanResource, ...keys: readonly Key[]): Property {
    const written = walk(resource, { value: resource.inputs, resource, path: "/inputs" }, keys);
    if (written.value !== undefined) return written;
    const reported = walk(resource, { value: resource.outputs, resource, path: "/outputs" }, keys);
    // A preview knows no outputs of what it creates: an absent property is absent, not one that appears later.
    return reported.value === undefined || reported.value === unsure ? written : reported;
}

/** A value that only deployment tells: the provider's report first. */
export function output(resource: PlanResource, ...keys: readonly Key[]): Property {
    return walk(resource, { value: resource.outputs, resource, path: "/outputs" }, keys);
}

/** A property below another. */
export function below(property: Property, ...keys: readonly Key[]): Property {
    return walk(property.resource, property, keys);
}

function walk(resource: PlanResource, from: Property, keys: readonly Key[]): Property {
    let { value, path } = from;
    for (const key of keys) {
        path = `${path}/${pointerToken(key)}`;
        value = child(value, key);
    }
    return { value: settled(value), resource, path };
}

function child(value: Property["value"], key: Key): Property["value"] {
    const parent = settled(value);
    if (parent === unsure || parent === undefined) return parent;
    // A list has no properties by name: what should be an object and is none, tells nothing.
    if (typeof parent !== "object" || parent === null || (Array.isArray(parent) && typeof key === "string"))
        return unsure;
    return (parent as Readonly<Record<Key, PlanValue | undefined>>)[key];
}

function settled(value: Property["value"]): Property["value"] {
    if (value === null) return undefined;
    return isUnknown(value) || isSecret(value) ? unsure : value;
}

function pointerToken(key: Key): string {
    return String(key).replaceAll("~", "~0").replaceAll("/", "~1");
}

export function evidence({ resource, path }: Property): Evidence {
    return { urn: resource.urn, path };
}

/** The elements of a list; one that is nothing tells nothing. A list that is not there is empty. */
export function items(list: Property): readonly Property[] | Unsure {
    if (list.value === undefined) return [];
    if (!Array.isArray(list.value)) return unsure;
    return list.value.map((_, index) => {
        const item = below(list, index);
        return item.value === undefined ? { ...item, value: unsure } : item;
    });
}

export function text({ value }: Property): string | undefined | Unsure {
    return value === undefined || typeof value === "string" ? value : unsure;
}

/** Pulumi hands booleans and numbers over as they are; templates turned into programs write them as words. */
export function flag({ value }: Property): boolean | undefined | Unsure {
    if (typeof value === "string")
        return value.toLowerCase() === "true" ? true : value.toLowerCase() === "false" ? false : unsure;
    return value === undefined || typeof value === "boolean" ? value : unsure;
}

export function count({ value }: Property): number | undefined | Unsure {
    if (typeof value === "string" && /^\d+$/.test(value)) return Number(value);
    return value === undefined || typeof value === "number" ? value : unsure;
}

/** One of several words, whatever its case; another word is unsure. */
export function word<W extends string>(property: Property, words: readonly W[]): W | undefined | Unsure {
    const given = text(property);
    if (given === undefined || given === unsure) return given;
    return words.find((candidate) => candidate.toLowerCase() === given.toLowerCase()) ?? unsure;
}

/** The texts of a list, with those that are unsure as such. */
export function texts(list: Property): readonly (string | Unsure)[] | Unsure {
    const found = items(list);
    return found === unsure ? unsure : found.map((item) => text(item) ?? unsure);
}

/** A list of which all is known, or nothing counts as known. */
export function known(values: readonly (string | Unsure)[] | Unsure): readonly string[] | Unsure {
    return values === unsure || values.includes(unsure) ? unsure : (values as readonly string[]);
}

/** Whether all are so. */
export function all(values: readonly (boolean | Unsure)[]): boolean | Unsure {
    if (values.includes(false)) return false;
    return values.includes(unsure) ? unsure : true;
}

/** Whether any is so. */
export function any<T>(values: readonly T[], test: (value: T) => boolean | Unsure): boolean | Unsure {
    const results = values.map(test);
    if (results.includes(true)) return true;
    return results.includes(unsure) ? unsure : false;
}
