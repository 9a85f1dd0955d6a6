import type { YamlObject } from "./yaml.ts";

/** A type of a configuration value, as `Pulumi.yaml` declares it. */
export interface ConfigType {
    readonly type: "string" | "integer" | "boolean" | "object" | "array";
    /** For an array: the type of its elements. */
    readonly items?: ConfigType;
}

/** What `Pulumi.yaml` says about one key. */
export interface Declaration {
    readonly type?: ConfigType;
    readonly secret: boolean;
    /** What stacks have that do not say otherwise. */
    readonly fallback?: unknown;
}

/** Reads one entry of `config`; a bare value is a default (`RewriteShorthandConfigValues` in Pulumi's project.go). */
export function readDeclaration(entry: unknown): Declaration {
    if (typeof entry !== "object" || entry === null || Array.isArray(entry)) return { secret: false, fallback: entry };
    const { type, items, secret, default: byDefault, value } = entry as YamlObject;
    const declared = readType(type, items);
    const fallback = value ?? byDefault;
    return {
        ...(declared !== undefined && { type: declared }),
        secret: secret === true,
        ...(fallback !== undefined && fallback !== null && { fallback }),
    };
}

function readType(type: unknown, items: unknown): ConfigType | undefined {
    if (type !== "string" && type !== "integer" && type !== "boolean" && type !== "object" && type !== "array")
        return undefined;
    const inner = typeof items === "object" && items !== null ? (items as YamlObject) : undefined;
    const elements = inner && readType(inner["type"], inner["items"]);
    return { type, ...(elements !== undefined && { items: elements }) };
}

/** Whether Pulumi accepts a value for a type (`ValidateConfigValue` in Pulumi's project.go). */
export function fits(value: unknown, { type, items }: ConfigType): boolean {
    switch (type) {
        case "string":
            return typeof value === "string";
        case "integer":
            return typeof value === "string" ? /^[-+]?\d+$/.test(value) : Number.isInteger(value);
        case "boolean":
            return typeof value === "boolean" || value === "true" || value === "false";
        case "object":
            return typeof value === "object" && value !== null && !Array.isArray(value);
        case "array":
            return Array.isArray(value) && items !== undefined && value.every((element) => fits(element, items));
    }
}

/** As Pulumi writes it: `array<string>`. */
export function typeName({ type, items }: ConfigType): string {
    return items === undefined ? type : `${type}<${typeName(items)}>`;
}
