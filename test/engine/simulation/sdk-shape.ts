/**
 * What azure-native's resources look like, read from the declarations of the SDK that the program uses.
 *
 * The real provider answers a preview with the known inputs and marks every other property of the response as unknown,
 * at any depth (`PreviewOutputs` in its `convert` package). Its schema is not in the SDK, but the SDK's declarations
 * are generated from it and name every property of every response.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { unknown, type PlanObject, type PlanValue } from "../../../plan/plan.ts";
import type { Properties } from "./provider.ts";

/** The properties of an object, each with the shape of the objects in it, if it has any. */
type Shape = Readonly<Record<string, () => Shape | undefined>>;

export interface ResourceShape {
    readonly outputs: Shape;
    readonly inputNames: ReadonlySet<string>;
    /** The Azure API version that the resource is written for, as `2024-11-01`. */
    readonly apiVersion: string;
}

const sdk = join(createRequire(import.meta.url).resolve("@pulumi/azure-native/package.json"), "..");
const known = new Map<string, ResourceShape>();

/** @param type a token of the default API version, as `azure-native:keyvault:Vault` */
export function resourceShape(type: string): ResourceShape {
    const found = known.get(type) ?? readShape(type);
    known.set(type, found);
    return found;
}

function readShape(type: string): ResourceShape {
    const [, module, name] = /^azure-native:(\w+):(\w+)$/.exec(type) ?? [];
    if (module === undefined || name === undefined)
        throw new Error(`the simulation knows azure-native's default API versions only, not ${type}`);
    const file = join(sdk, module, `${name.charAt(0).toLowerCase()}${name.slice(1)}.d.ts`);
    const text = readFileSync(file, "utf8");
    const apiVersion = /Uses Azure REST API version (\S+)\./.exec(text)?.[1] ?? "";
    const code = text.replaceAll(/\/\*[\s\S]*?\*\//g, "");
    const [outputs = "", inputs = ""] = code.split(/^export interface \w+Args \{$/m);
    return {
        apiVersion,
        inputNames: new Set([...inputs.matchAll(/^ {4}(\w+)\??:/gm)].map(([, property]) => property ?? "")),
        outputs: shapeOf([...outputs.matchAll(/^ {4}readonly (\w+): (pulumi\.Output<[\s\S]*?>);$/gm)]),
    };
}

function shapeOf(declarations: readonly RegExpExecArray[]): Shape {
    return Object.fromEntries(
        declarations.map(([, property = "", declared = ""]) => [property, () => nestedShape(declared)]),
    );
}

/** The shape of the objects that a declared type is made of; none for plain values, maps and unions. */
function nestedShape(declared: string): Shape | undefined {
    const [reference, ...more] = [...declared.matchAll(/outputs\.(\w+)\.(\w+)/g)];
    if (reference === undefined || more.length > 0 || declared.includes("[key: string]")) return undefined;
    const [, module = "", name = ""] = reference;
    return shapeOf([...interfaceBody(module, name).matchAll(/^ {8}(\w+)\??: ([\s\S]*?);$/gm)]);
}

const allOutputs = { text: "" };

function interfaceBody(module: string, name: string): string {
    allOutputs.text ||= readFileSync(join(sdk, "types/output.d.ts"), "utf8");
    const { text } = allOutputs;
    const start = text.indexOf(`    interface ${name} {\n`, text.indexOf(`export declare namespace ${module} {`));
    return text.slice(start, text.indexOf("\n    }", start)).replaceAll(/\/\*[\s\S]*?\*\//g, "");
}

/** Outputs of a preview: what is given stays, the rest is unknown. */
export function previewOutputs(inputs: Properties, shape: Shape): Properties {
    return shaped(inputs, shape, true);
}

/** What a response repeats of a request: no path parameters, nothing that only requests have. */
export function repeatedInputs(inputs: Properties, shape: Shape): Properties {
    return shaped(inputs, shape, false);
}

function shaped(inputs: Properties, shape: Shape, fillIn: boolean): Properties {
    const entries = Object.entries(shape).flatMap(([property, nested]): [string, PlanValue][] => {
        const value = inputs[property];
        if (value !== undefined) return [[property, shapedValue(value, nested, fillIn)]];
        return fillIn ? [[property, unknown]] : [];
    });
    return Object.fromEntries(entries);
}

function shapedValue(value: PlanValue, nested: () => Shape | undefined, fillIn: boolean): PlanValue {
    if (typeof value !== "object" || value === null) return value;
    const shape = nested();
    if (shape === undefined) return value;
    const one = (item: PlanValue): PlanValue => (isObject(item) ? shaped(item, shape, fillIn) : item);
    return isList(value) ? value.map(one) : one(value);
}

function isList(value: PlanValue): value is readonly PlanValue[] {
    return Array.isArray(value);
}

function isObject(value: PlanValue): value is PlanObject {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}
