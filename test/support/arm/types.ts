/**
 * Azure's own resource types, as the bicep-types project writes them: a flat list of nodes that point at each other by
 * index (`"$ref": "#/12"`). Source of the shapes and flags: Azure/bicep-types, `src/bicep-types/src/types.ts`.
 */
import { existsSync, readFileSync } from "node:fs";

export interface Ref {
    readonly $ref: `#/${number}`;
}

export interface PropertyType {
    readonly type: Ref;
    /** A sum of {@link flag}. */
    readonly flags: number;
}

/** `ObjectTypePropertyFlags`; 4 is WriteOnly, 8 DeployTimeConstant, 16 Identifier: none of them limits what may be written. */
export const flag = { required: 1, readOnly: 2 } as const;

export interface ObjectType {
    readonly $type: "ObjectType";
    readonly name: string;
    readonly properties: Readonly<Record<string, PropertyType>>;
    readonly additionalProperties?: Ref;
}

export interface DiscriminatedType {
    readonly $type: "DiscriminatedObjectType";
    readonly name: string;
    readonly discriminator: string;
    readonly baseProperties: Readonly<Record<string, PropertyType>>;
    readonly elements: Readonly<Record<string, Ref>>;
}

export type TypeNode =
    | { readonly $type: "AnyType" | "BooleanType" }
    | {
          readonly $type: "StringType";
          readonly minLength?: number;
          readonly maxLength?: number;
          readonly pattern?: string;
      }
    | { readonly $type: "StringLiteralType"; readonly value: string }
    | { readonly $type: "IntegerType"; readonly minValue?: number; readonly maxValue?: number }
    | { readonly $type: "ArrayType"; readonly itemType: Ref; readonly minLength?: number; readonly maxLength?: number }
    | { readonly $type: "UnionType"; readonly elements: readonly Ref[] }
    | { readonly $type: "ResourceType"; readonly name: string; readonly body: Ref }
    | { readonly $type: "ResourceFunctionType" }
    | ObjectType
    | DiscriminatedType;

export type TypeNodes = readonly TypeNode[];

/** The body of one resource type at one API version. */
export interface BodyType {
    /** `Microsoft.KeyVault/vaults@2024-11-01`. */
    readonly id: string;
    readonly nodes: TypeNodes;
    readonly body: Ref;
}

const folder = new URL("../../../../shared/arm-types/", import.meta.url);

/** Whether Azure's types are on this machine: they are no part of the repository. */
export const typesAreHere = existsSync(folder);

const files = new Map<string, TypeNodes>();

const bodies = new Map<string, BodyType | undefined>();

/** The body of a resource type, whatever the case of its name; undefined where that version's types are not here. */
export function bodyType(type: string, version: string): BodyType | undefined {
    const id = `${type}@${version}`.toLowerCase();
    if (!bodies.has(id)) bodies.set(id, find(id, load(`${id.split("/", 1).join()}@${version}.json`)));
    return bodies.get(id);
}

function find(id: string, nodes: TypeNodes): BodyType | undefined {
    for (const node of nodes) {
        if (node.$type === "ResourceType" && node.name.toLowerCase() === id)
            return { id: node.name, nodes, body: node.body };
    }
    return undefined;
}

function load(file: string): TypeNodes {
    let nodes = files.get(file);
    if (nodes === undefined) {
        const path = new URL(file, folder);
        nodes = existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as TypeNodes) : [];
        files.set(file, nodes);
    }
    return nodes;
}

export function indexOf(ref: Ref): number {
    return Number(ref.$ref.slice("#/".length));
}

export function nodeAt(nodes: TypeNodes, ref: Ref): TypeNode {
    const node = nodes[indexOf(ref)];
    if (node === undefined) throw new Error(`${ref.$ref} points outside the type file of ${nodes.length} nodes`);
    return node;
}

/** One kind of a discriminated object under its name, with the properties that all kinds share; undefined for a kind that there is not. */
export function kindOf(nodes: TypeNodes, type: DiscriminatedType, tag: string): ObjectType | undefined {
    const element = type.elements[tag];
    const node = element === undefined ? undefined : nodeAt(nodes, element);
    return node?.$type === "ObjectType"
        ? { ...node, name: type.name, properties: { ...type.baseProperties, ...node.properties } }
        : undefined;
}
