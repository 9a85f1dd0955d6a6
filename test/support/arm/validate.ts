/** Whether a body agrees with Azure's type. */
import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import { isUnknown } from "../../../plan/plan.ts";
import { bodySchema } from "./schema.ts";
import type { BodyType } from "./types.ts";

/** One thing that is wrong with a body, and where. */
export interface Fault {
    readonly path: string;
    readonly says: string;
}

const validators = new WeakMap<BodyType, ValidateFunction>();

/** What is wrong with a body. */
export function faults(body: unknown, type: BodyType): readonly Fault[] {
    const validate = validators.get(type) ?? compiled(type);
    return validate(body) ? [] : (validate.errors ?? []).flatMap(faultOf);
}

function compiled(type: BodyType): ValidateFunction {
    const validate = new Ajv({ allErrors: true, discriminator: true, verbose: true }).compile(bodySchema(type));
    validators.set(type, validate);
    return validate;
}

/** What ajv found, in words. */
function faultOf(error: ErrorObject): readonly Fault[] {
    const { keyword, instancePath: path, data } = error;
    const params = error.params as Readonly<Record<string, unknown>>;
    if (isUnknown(data)) return hidesParts(keyword, params) ? [{ path, says: "unknown or secret as a whole" }] : [];
    switch (keyword) {
        case "required":
            return [{ path: `${path}/${pointer(params["missingProperty"])}`, says: "missing" }];
        case "additionalProperties":
            return [{ path: `${path}/${pointer(params["additionalProperty"])}`, says: "misplaced or unknown" }];
        case "false schema":
            return [{ path, says: "read-only" }];
        case "enum": {
            const words = (params["allowedValues"] as readonly unknown[]).map(shown).join(", ");
            return [{ path, says: `${shown(data)} is none of ${words}` }];
        }
        case "discriminator": {
            const tag = params["tagValue"];
            // Without a tag, `required` has said so.
            if (tag === undefined) return [];
            return [{ path: `${path}/${pointer(params["tag"])}`, says: `${shown(tag)} is no kind that there is` }];
        }
        default:
            return [{ path, says: `${shown(data)} ${error.message ?? keyword}` }];
    }
}

/** One unknown value may be anything; where an object or a list is wanted, nobody could check its parts. */
function hidesParts(keyword: string, params: Readonly<Record<string, unknown>>): boolean {
    return keyword === "type" && (params["type"] === "object" || params["type"] === "array");
}

function pointer(name: unknown): string {
    return String(name).replaceAll("~", "~0").replaceAll("/", "~1");
}

function shown(value: unknown): string {
    const text = JSON.stringify(value);
    return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
