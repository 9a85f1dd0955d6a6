import { InputError, refuseAll } from "../input/error.ts";
import type { Refusal } from "../input/error.ts";
import { suggestion } from "../input/nearest.ts";
import { unknown } from "../plan/plan.ts";
import { fits, typeName } from "./schema.ts";
import type { Declaration } from "./schema.ts";
import type { YamlObject } from "./yaml.ts";

/** A stack's configuration as the engine hands it to the program. */
export interface StackConfig {
    /** Full keys; structured values as JSON, encrypted ones as {@link unknown}. */
    readonly config: Readonly<Record<string, string>>;
    readonly secretKeys: readonly string[];
    /** What the reader of a recording should know. */
    readonly warnings: readonly string[];
}

export interface ConfigSources {
    readonly project: string;
    readonly declarations: Readonly<Record<string, Declaration>>;
    /** The stack's file, and what to call it. */
    readonly file: YamlObject;
    readonly name: string;
    /** `KEY=VALUE`, as for `pulumi preview --config`; dots in KEY lead into a structured value. */
    readonly overrides: readonly string[];
}

/** Puts together what the stack's file, the project's declarations and the command line say. */
export function stackConfig({ project, declarations, file, name, overrides }: ConfigSources): StackConfig {
    const values = new Map<string, Given>();
    for (const [key, value] of Object.entries(configOf(file, name)))
        values.set(fullKey(key, project, name), { value, from: name });
    for (const override of overrides) applyOverride(values, override, project, declarations);

    const declared = new Map(
        Object.entries(declarations).map(([key, declaration]) => [fullKey(key, project, "Pulumi.yaml"), declaration]),
    );
    refuseAll([
        ...missing(values, declared, project, name),
        ...unfit(values, declared),
        ...mistyped(values, declared, project),
    ]);
    for (const [key, { fallback }] of declared) {
        if (fallback !== undefined && !values.has(key)) values.set(key, { value: fallback, from: "Pulumi.yaml" });
    }

    const encrypted = [...values].filter(([, { value }]) => holdsSecure(value)).map(([key]) => key);
    const config = Object.fromEntries([...values].map(([key, { value }]) => [key, passed(value)]));
    const warnings = encrypted.map((key) => `${key} is encrypted; it is recorded as an unknown secret`);
    if (file["environment"] !== undefined)
        warnings.push(`${name} imports an environment; what it sets is not known here`);
    return { config, secretKeys: encrypted, warnings };
}

interface Given {
    readonly value: unknown;
    /** Where it was given. */
    readonly from: string;
}

function configOf(file: YamlObject, name: string): YamlObject {
    const { config } = file;
    if (config === undefined || config === null) return {};
    if (typeof config === "object" && !Array.isArray(config)) return config as YamlObject;
    throw new InputError({
        what: `config in ${name}`,
        got: config,
        expected: "a mapping of keys to values",
        fix: "write keys below config:",
    });
}

/** A key without a namespace is the project's. `ns:config:key` is an old form of `ns:key`. */
function fullKey(key: string, project: string, where: string): string {
    const parts = key.split(":");
    if (parts.length === 1) return `${project}:${key}`;
    if (parts.length === 2 && parts[0] !== "" && parts[1] !== "") return key;
    if (parts.length === 3 && parts[1] === "config") return `${parts[0]}:${parts[2]}`;
    throw new InputError({
        what: `a configuration key in ${where}`,
        got: key,
        expected: "<namespace>:<name>",
        fix: "write one colon",
    });
}

function applyOverride(
    values: Map<string, Given>,
    override: string,
    project: string,
    declarations: Readonly<Record<string, Declaration>>,
): void {
    const from = `--config ${override.slice(0, override.indexOf("=") + 1)}`;
    const [, key, text] = /^([^=\s]+)=(.*)$/s.exec(override) ?? [];
    if (key === undefined || text === undefined) {
        throw new InputError({
            what: "--config",
            got: override,
            expected: "KEY=VALUE",
            fix: `as --config ${project}:name=value`,
        });
    }
    const full = fullKey(key, project, "--config");
    const [top = "", ...path] = full.split(".");
    if (path.length === 0) {
        const declaration = declarations[full] ?? declarations[full.slice(full.indexOf(":") + 1)];
        values.set(full, { value: structured(text, declaration, from), from });
        return;
    }
    const whole = values.get(top)?.value ?? {};
    values.set(top, { value: withPath(whole, path, coerced(text), { what: from, got: whole }), from });
}

/** On the command line a structured value is given as JSON. */
function structured(text: string, declaration: Declaration | undefined, from: string): unknown {
    if (declaration?.type?.type !== "object" && declaration?.type?.type !== "array") return text;
    try {
        return JSON.parse(text) as unknown;
    } catch {
        throw new InputError({
            what: from,
            got: text,
            expected: `${typeName(declaration.type)}, as JSON`,
            fix: "give one of its fields, as --config key.field=value, or the whole in JSON",
        });
    }
}

function withPath(
    value: unknown,
    [first = "", ...rest]: readonly string[],
    leaf: unknown,
    refusal: Pick<Refusal, "what" | "got">,
): unknown {
    if (typeof value !== "object" || value === null || Array.isArray(value) || first === "" || first === "__proto__") {
        throw new InputError({
            ...refusal,
            expected: "a path of fields in a structured value",
            fix: "compare with the stack's file",
        });
    }
    const fields = value as YamlObject;
    const inner = rest.length === 0 ? leaf : withPath(fields[first] ?? {}, rest, leaf, refusal);
    return { ...fields, [first]: inner };
}

/** Within a structured value, words get the type that they look like (`coerce` in Pulumi's config/object.go). */
function coerced(text: string): unknown {
    if (text === "true" || text === "false") return text === "true";
    return /^(0|-?[1-9]\d*)$/.test(text) && Number.isSafeInteger(Number(text)) ? Number(text) : text;
}

function missing(
    values: ReadonlyMap<string, Given>,
    declared: ReadonlyMap<string, Declaration>,
    project: string,
    name: string,
): Refusal[] {
    return [...declared].flatMap(([key, { fallback }]) =>
        fallback !== undefined || values.has(key) || !key.startsWith(`${project}:`)
            ? []
            : [
                  {
                      what: key,
                      got: undefined,
                      expected: "a value: Pulumi.yaml declares the key without a default",
                      fix: `set it in ${name}`,
                  },
              ],
    );
}

function unfit(values: ReadonlyMap<string, Given>, declared: ReadonlyMap<string, Declaration>): Refusal[] {
    return [...declared].flatMap(([key, { type, secret }]) => {
        const given = values.get(key);
        if (given === undefined || type === undefined) return [];
        const { value, from } = given;
        if (secret && !holdsSecure(value)) {
            return [
                {
                    what: `${key} in ${from}`,
                    got: "a plain value",
                    expected: "an encrypted one: it is a secret",
                    fix: `pulumi config set --secret ${key}`,
                },
            ];
        }
        if (isSecure(value) || fits(value, type)) return [];
        return [
            {
                what: `${key} in ${from}`,
                got: value,
                expected: `a value of type ${typeName(type)}, as Pulumi.yaml declares`,
                fix: "mend the value",
            },
        ];
    });
}

/**
 * Keys that look like a declared one misspelt. Other undeclared keys are the program's own matter: Pulumi passes them on,
 * and most programs declare only some of theirs.
 */
function mistyped(
    values: ReadonlyMap<string, Given>,
    declared: ReadonlyMap<string, Declaration>,
    project: string,
): Refusal[] {
    const known = [...declared.keys()].filter((key) => key.startsWith(`${project}:`));
    const free = known.filter((key) => !values.has(key)).map((key) => key.slice(project.length + 1));
    return [...values].flatMap(([key, { from }]) => {
        const name = key.startsWith(`${project}:`) ? key.slice(project.length + 1) : undefined;
        if (name === undefined || known.includes(key) || name.length < 5) return [];
        const fix = suggestion(name, free);
        return fix.startsWith("did you mean")
            ? [{ what: `${key} in ${from}`, got: name, expected: "a key that Pulumi.yaml declares", fix }]
            : [];
    });
}

/** An encrypted value: `secure: <ciphertext>` and nothing else. */
function isSecure(value: unknown): boolean {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
    return Object.keys(value).length === 1 && typeof (value as YamlObject)["secure"] === "string";
}

function holdsSecure(value: unknown): boolean {
    if (typeof value !== "object" || value === null) return false;
    return isSecure(value) || Object.values(value).some(holdsSecure);
}

/** A value as the engine passes it: texts as they are, all else as JSON with the keys of mappings in order. */
function passed(value: unknown): string {
    const plain = inOrder(value);
    return typeof plain === "string" ? plain : JSON.stringify(plain);
}

/** With sorted keys, as Go writes mappings, so that a program meets them in the same order; encrypted parts unknown. */
function inOrder(value: unknown): unknown {
    if (isSecure(value)) return unknown;
    if (Array.isArray(value)) return value.map(inOrder);
    if (typeof value !== "object" || value === null) return value;
    const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(entries.map(([key, inner]) => [key, inOrder(inner)]));
}
