/**
 * Where an input of the SDK stands in an ARM body: at the same path, or one level down under `properties`, whatever
 * Azure's type has. Inputs that stand nowhere are left where they are, for the validator to name.
 */
import type { PlanObject, PlanValue } from "../../../plan/plan.ts";
import { renames } from "./resources.ts";
import {
    flag,
    kindOf,
    nodeAt,
    type DiscriminatedType,
    type ObjectType,
    type PropertyType,
    type Ref,
    type TypeNodes,
} from "./types.ts";

/** The place of one property. */
export interface Home {
    /** Azure's name of it. */
    readonly name: string;
    readonly underProperties: boolean;
    readonly type: Ref;
}

/** A value in the shape that Azure's type gives it. */
export function placed(value: PlanValue, ref: Ref, nodes: TypeNodes): PlanValue {
    const node = nodeAt(nodes, ref);
    if (node.$type === "ArrayType") {
        return Array.isArray(value)
            ? (value as readonly PlanValue[]).map((item) => placed(item, node.itemType, nodes))
            : value;
    }
    if (node.$type === "ObjectType") {
        const object = node.additionalProperties === undefined ? value : keyed(value);
        return isObject(object) ? placedObject(object, node, nodes) : object;
    }
    if (node.$type === "DiscriminatedObjectType" && isObject(value)) {
        const tagged = withTag(value, node);
        const tag = tagged[node.discriminator];
        const kind = typeof tag === "string" ? kindOf(nodes, node, tag) : undefined;
        return kind === undefined ? tagged : placedObject(tagged, kind, nodes);
    }
    return value;
}

/** Where a property of the SDK stands in an object of Azure's; undefined if nowhere. */
export function homeOf(key: string, object: ObjectType, nodes: TypeNodes): Home | undefined {
    const top = find(key, object);
    const inner = propertiesOf(object, nodes);
    const below = inner === undefined ? undefined : find(key, inner);
    // Azure's own `id`, `type` and `location` are read-only at the top of types that have properties of the same name.
    if (top !== undefined && (below === undefined || isWritable(top.property))) {
        return { name: top.name, underProperties: false, type: top.property.type };
    }
    if (below !== undefined) return { name: below.name, underProperties: true, type: below.property.type };
    const any = object.additionalProperties;
    return any === undefined ? undefined : { name: key, underProperties: false, type: any };
}

function placedObject(value: PlanObject, object: ObjectType, nodes: TypeNodes): PlanObject {
    const top: Record<string, PlanValue> = {};
    const below: Record<string, PlanValue> = {};
    for (const [key, item] of Object.entries(value)) {
        const home = homeOf(key, object, nodes);
        if (home === undefined) top[key] = item;
        else (home.underProperties ? below : top)[home.name] = placed(item, home.type, nodes);
    }
    if (Object.keys(below).length === 0) return top;
    const own = top["properties"];
    return { ...top, properties: { ...(own !== undefined && isObject(own) ? own : {}), ...below } };
}

function find(key: string, object: ObjectType): { readonly name: string; readonly property: PropertyType } | undefined {
    const name = renames[`${object.name}.${key}`] ?? key;
    const property = object.properties[name];
    return property === undefined ? undefined : { name, property };
}

function isWritable(property: PropertyType): boolean {
    return (property.flags & flag.readOnly) === 0;
}

function propertiesOf(object: ObjectType, nodes: TypeNodes): ObjectType | undefined {
    const property = object.properties["properties"];
    const node = property === undefined ? undefined : nodeAt(nodes, property.type);
    return node?.$type === "ObjectType" ? node : undefined;
}

/** The SDK takes a list of ids where Azure takes an object with the ids as keys (`identity.userAssignedIdentities`). */
function keyed(value: PlanValue): PlanValue {
    if (!Array.isArray(value)) return value;
    const list = value as readonly PlanValue[];
    return list.every((id) => typeof id === "string") ? Object.fromEntries(list.map((id) => [id, {}])) : list;
}

/** The SDK spells `odata.type` as `odataType`. */
function withTag(value: PlanObject, type: DiscriminatedType): PlanObject {
    return Object.fromEntries(
        Object.entries(value).map(([key, item]) => [renames[`${type.name}.${key}`] ?? key, item]),
    );
}

function isObject(value: PlanValue): value is PlanObject {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}
