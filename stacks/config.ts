import * as pulumi from "@pulumi/pulumi";
import type { z } from "zod";
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
    const refusals: Refusal[] = [];
    const settings: Record<string, unknown> = {};
    for (const [key, schema] of Object.entries(shape)) {
        const value = given[key] === undefined ? undefined : texts.includes(key) ? given[key] : parsed(key, given[key]);
        const result = schema.safeParse(value);
        if (result.success) settings[key] = result.data;
        else refusals.push(...result.error.issues.map((issue) => refusalOf(issue, key, value)));
    }
    refuseAll(refusals);
    return settings as { [K in keyof S]: z.output<S[K]> };
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

function refusalOf(issue: z.core.$ZodIssue, key: string, value: unknown): Refusal {
    const path = [key, ...issue.path.map(String)];
    const what = `${namespace}:${path.join(".")}`;
    if (issue.code === "unrecognized_keys") {
        return {
            what: `${what}.${issue.keys[0] ?? ""}`,
            got: issue.keys.join(", "),
            expected: "only settings that exist",
            fix: "compare with the table of settings in docs/topologies.md",
        };
    }
    return { what, got: valueAt(value, issue.path), expected: issue.message, fix: "mend it in the stack's file" };
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
    return path.reduce<unknown>(
        (inner, key) => (typeof inner === "object" && inner !== null ? (inner as Record<PropertyKey, unknown>)[key] : undefined),
        value,
    );
}
