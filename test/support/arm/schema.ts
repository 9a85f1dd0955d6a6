/** Azure's types as JSON Schema, so that a JSON Schema validator judges the bodies. */
import {
    flag,
    indexOf,
    kindOf,
    nodeAt,
    type BodyType,
    type DiscriminatedType,
    type ObjectType,
    type Ref,
    type TypeNodes,
} from "./types.ts";

export type Schema = Readonly<Record<string, unknown>> | boolean;

/** The schema of one body, with a definition for each object type that can be reached from it. */
export function bodySchema(type: BodyType): Schema {
    const definitions: Record<string, Schema> = {};
    const { nodes } = type;

    /** Objects point back at each other (a subnet knows its interfaces, which know their subnet): they become definitions. */
    function schemaOf(ref: Ref): Schema {
        const node = nodeAt(nodes, ref);
        switch (node.$type) {
            case "AnyType":
                return true;
            case "BooleanType":
                return { type: "boolean" };
            case "StringType":
                return defined({
                    type: "string",
                    minLength: node.minLength,
                    maxLength: node.maxLength,
                    pattern: node.pattern,
                });
            case "StringLiteralType":
                return { enum: [node.value] };
            // Azure's types know no fractions: a `number` of the API descriptions (a share of a core, a threshold) is written as an integer.
            case "IntegerType":
                return defined({ type: "number", minimum: node.minValue, maximum: node.maxValue });
            case "ArrayType":
                return defined({
                    type: "array",
                    items: schemaOf(node.itemType),
                    minItems: node.minLength,
                    maxItems: node.maxLength,
                });
            case "UnionType":
                return unionSchema(nodes, node.elements);
            case "ObjectType":
                return definition(ref, () => objectSchema(node));
            case "DiscriminatedObjectType":
                return definition(ref, () => discriminatedSchema(node));
            case "ResourceType":
            case "ResourceFunctionType":
                throw new Error(`${ref.$ref} of ${type.id} is no type of a value`);
        }
    }

    function definition(ref: Ref, build: () => Schema): Schema {
        const key = String(indexOf(ref));
        if (definitions[key] === undefined) {
            definitions[key] = true;
            definitions[key] = build();
        }
        return { $ref: `#/definitions/${key}` };
    }

    function objectSchema(node: ObjectType): Record<string, unknown> {
        const properties: Record<string, Schema> = {};
        const required: string[] = [];
        for (const [name, property] of Object.entries(node.properties)) {
            // `false` allows no value at all: ajv names this violation "false schema".
            properties[name] = (property.flags & flag.readOnly) !== 0 ? false : schemaOf(property.type);
            if ((property.flags & flag.required) !== 0) required.push(name);
        }
        const additionalProperties =
            node.additionalProperties === undefined ? false : schemaOf(node.additionalProperties);
        return { type: "object", properties, required, additionalProperties };
    }

    function discriminatedSchema(node: DiscriminatedType): Schema {
        const kinds = Object.keys(node.elements)
            .map((tag) => kindOf(nodes, node, tag))
            .filter((kind) => kind !== undefined);
        return {
            type: "object",
            discriminator: { propertyName: node.discriminator },
            required: [node.discriminator],
            oneOf: kinds.map(objectSchema),
        };
    }

    return { ...(schemaOf(type.body) as object), definitions };
}

/** A union of words is an enumeration; with the plain string among them Azure accepts words that it adds later. */
function unionSchema(nodes: TypeNodes, elements: readonly Ref[]): Schema {
    const words: string[] = [];
    for (const element of elements) {
        const node = nodeAt(nodes, element);
        if (node.$type === "StringType") return { type: "string" };
        if (node.$type !== "StringLiteralType")
            throw new Error(`a union of ${node.$type}: none was in Azure's types when this was written`);
        words.push(node.value);
    }
    return { enum: words };
}

function defined(schema: Readonly<Record<string, unknown>>): Schema {
    return Object.fromEntries(Object.entries(schema).filter(([, value]) => value !== undefined));
}
