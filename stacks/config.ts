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
    const result = z.strictObject(shape).safeParse(settings);
    if (!result.success) refuseAll(result.error.issues.map((issue) => refusalOf(issue, settings)));
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

function parsed(key: string, text: string): unknown {
    try {
        return JSON.parse(text);
    } catch {
        throw new InputError({
            what: `${namespace}:${key}`,
            got: text,
            expected: "a structured value (YAML mapping or list)",
            fix: "write it as YAML below the key, or as JSON on the command line",
        });
    }
}

function refusalOf(issue: z.core.$ZodIssue, settings: unknown): Refusal {
    const what = `${namespace}:${issue.path.map(String).join(".")}`;
    if (issue.code === "unrecognized_keys") {
        return {
            what: `${what}.${issue.keys[0] ?? ""}`,
            got: issue.keys.join(", "),
            expected: "only settings that exist",
            fix: "compare with the table of settings in docs/topologies.md",
        };
    }
    const got = valueAt(settings, issue.path);
    return { what, got, expected: expectation(issue), fix: got === undefined ? "add it to the stack's file" : "mend it in the stack's file" };
}

/** What a schema wanted, in a user's words. */
function expectation(issue: z.core.$ZodIssue): string {
    if (issue.code === "invalid_value") return `one of ${issue.values.map(String).join(", ")}`;
    if (issue.code !== "invalid_type") return issue.message;
    return issue.expected === "record" || issue.expected === "object" ? "a mapping of settings" : `a value of type ${issue.expected}`;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
    return path.reduce<unknown>(
        (inner, key) => (typeof inner === "object" && inner !== null ? (inner as Record<PropertyKey, unknown>)[key] : undefined),
        value,
    );
}
