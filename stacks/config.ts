import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { InputError, refuseAll, type Refusal } from "../input/error.ts";
import { suggestion } from "../input/nearest.ts";

/** The configuration namespace, the project's name. */
export const namespace = "keyvault-blueprint";

/** Settings whose value is a text as it stands; all others are JSON, as Pulumi passes structured configuration. */
type Shape = Readonly<Record<string, z.ZodType>>;

/**
 * The stack's settings of our namespace, checked against a schema.
 *
 * @param shape a schema for each key
 * @param texts the keys whose value is a plain text
 * @throws InputError for unknown keys (with the nearest), wrong types and missing values, all in one
 */
export function readConfig<S extends Shape>(shape: S, texts: readonly string[]): { [K in keyof S]: z.output<S[K]> } {
    const given = givenKeys();
    refuseUnknownKeys(Object.keys(given), Object.keys(shape));
    const settings = Object.fromEntries(
        Object.entries(given).map(([key, text]) => [key, texts.includes(key) ? text : parsed(key, text)]),
    );
    const schema = z.strictObject(shape);
    const result = schema.safeParse(withoutEmpty(settings));
    if (!result.success) refuseAll(result.error.issues.flatMap((issue) => refusalsOf(issue, schema, settings)));
    return result.data as { [K in keyof S]: z.output<S[K]> };
}

/**
 * Whether a key's value is encrypted in the stack's file. (`isConfigSecret` is not in Pulumi's published types; a value
 * counts as encrypted where the SDK cannot tell, because the check guards against a mistake, not an attack.)
 */
export function isEncrypted(key: string): boolean {
    const { isConfigSecret } = pulumi.runtime as { isConfigSecret?: (key: string) => boolean };
    return isConfigSecret?.(`${namespace}:${key}`) ?? true;
}

function givenKeys(): Record<string, string> {
    const own = Object.entries(pulumi.runtime.allConfig()).filter(([key]) => key.startsWith(`${namespace}:`));
    return Object.fromEntries(own.map(([key, value]) => [key.slice(namespace.length + 1), value]));
}

function refuseUnknownKeys(given: readonly string[], known: readonly string[]): void {
    refuseAll(
        given
            .filter((key) => !known.includes(key))
            .map((key) => ({
                what: `${namespace}:${key}`,
                got: key,
                expected: `a setting of this topology: ${known.join(", ")}`,
                fix: suggestion(key, known),
            })),
    );
}

/** A key without a value (YAML's null) says nothing, as if it were not there. */
function withoutEmpty(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(withoutEmpty);
    if (typeof value !== "object" || value === null) return value;
    const given = Object.entries(value).filter(([, inner]) => inner !== null);
    return Object.fromEntries(given.map(([key, inner]) => [key, withoutEmpty(inner)]));
}

function parsed(key: string, text: string): unknown {
    try {
        return JSON.parse(text);
    } catch {
        throw new InputError({
            what: `${namespace}:${key}`,
            got: holdsSecrets([key]) ? hidden : text,
            expected: "a structured value (YAML mapping or list)",
            fix: "write it as YAML below the key, or as JSON on the command line",
        });
    }
}

function refusalsOf(issue: z.core.$ZodIssue, schema: z.core.$ZodType, settings: unknown): Refusal[] {
    const what = `${namespace}:${issue.path.map(String).join(".")}`;
    if (issue.code === "unrecognized_keys") {
        const known = Object.keys(partsOf(issue.path.reduce(under, schema)).shape ?? {});
        return issue.keys.map((key) => unknownSetting(what, key, known, issue.path));
    }
    const got = valueAt(settings, issue.path);
    const fix = got === undefined ? "add it to the stack's file" : "mend it in the stack's file";
    return [
        {
            what,
            got: got !== undefined && holdsSecrets(issue.path) ? hidden : got,
            expected: expectation(issue),
            fix:
                issue.code === "invalid_value" && typeof got === "string"
                    ? suggestion(got, issue.values.map(String))
                    : fix,
        },
    ];
}

function unknownSetting(what: string, key: string, known: readonly string[], path: readonly PropertyKey[]): Refusal {
    const isSecretValue = holdsSecrets(path) && key === "value";
    return {
        what: `${what}.${key}`,
        got: key,
        expected: `one of ${known.join(", ")}`,
        fix: isSecretValue ? `give the value encrypted: ${setSecret(String(path.at(-1)))}` : suggestion(key, known),
    };
}

/** How a secret's value is given. */
export function setSecret(name: string): string {
    return `pulumi config set --secret --path secretValues.${name}`;
}

const hidden = "a value that is not shown: it may be a secret";

/** Whether what stands at a path may be a secret, given in the wrong place or form. */
function holdsSecrets([key, field]: readonly PropertyKey[]): boolean {
    return (
        key === "secretValues" ||
        (key === "vault" && field === "secrets") ||
        (typeof key === "string" && isEncrypted(key))
    );
}

/** What a schema wanted, in a user's words. */
function expectation(issue: z.core.$ZodIssue): string {
    if (issue.code === "invalid_value") return `one of ${issue.values.map(String).join(", ")}`;
    if (issue.code !== "invalid_type") return issue.message;
    return issue.expected === "record" || issue.expected === "object"
        ? "a mapping of settings"
        : `a value of type ${issue.expected}`;
}

/** What a schema is made of: settings, values of any name, a list, or another schema that it makes optional. */
interface Parts {
    readonly shape?: Readonly<Record<string, z.core.$ZodType>>;
    readonly valueType?: z.core.$ZodType;
    readonly element?: z.core.$ZodType;
    readonly innerType?: z.core.$ZodType;
}

function partsOf(schema: z.core.$ZodType): Parts {
    const parts = schema._zod.def as Parts;
    return parts.innerType === undefined ? parts : partsOf(parts.innerType);
}

/** The schema of what stands under a key. */
function under(schema: z.core.$ZodType, key: PropertyKey): z.core.$ZodType {
    const { shape, valueType, element } = partsOf(schema);
    return shape?.[String(key)] ?? valueType ?? element ?? schema;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
    return path.reduce<unknown>(
        (within, key) =>
            typeof within === "object" && within !== null ? (within as Record<PropertyKey, unknown>)[key] : undefined,
        value,
    );
}
