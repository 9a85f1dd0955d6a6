/** The settings of a topology, read from its schema and from the tables of docs/topologies.md. */
import { z } from "zod";
import { codes, type Table } from "./markdown.ts";

export interface Setting {
    readonly key: string;
    readonly required: boolean;
    /** The words that it may be, where these are given. */
    readonly words: readonly string[] | undefined;
    readonly fallback: unknown;
    /** Whether names of choice stand below it. */
    readonly named: boolean;
}

/** Every key of a schema; `<name>` stands for a name of choice, `[]` for a list's element. */
export function settingsOf(shape: z.ZodType): readonly Setting[] {
    return walk(z.toJSONSchema(shape, { io: "input", reused: "inline" }) as Schema, "");
}

interface Schema {
    readonly type?: string;
    readonly properties?: Readonly<Record<string, Schema>>;
    readonly additionalProperties?: Schema | boolean;
    readonly required?: readonly string[];
    readonly items?: Schema;
    readonly enum?: readonly string[];
    readonly const?: string;
    readonly default?: unknown;
}

function walk(schema: Schema, at: string): readonly Setting[] {
    return Object.entries(schema.properties ?? {}).flatMap(([name, inner]) => {
        const key = at + name;
        const words = inner.enum ?? inner.items?.enum ?? (inner.const === undefined ? undefined : [inner.const]);
        const named = typeof inner.additionalProperties === "object";
        const own = { key, required: schema.required?.includes(name) ?? false, words, fallback: inner.default, named };
        const below =
            typeof inner.additionalProperties === "object" ? walk(inner.additionalProperties, `${key}.<name>.`) : [];
        const elements = inner.items === undefined ? [] : walk(inner.items, `${key}[].`);
        return [own, ...walk(inner, `${key}.`), ...below, ...elements];
    });
}

/** A row of a table of settings. */
export interface Row {
    readonly key: string;
    readonly value: string;
    readonly fallback: string;
    readonly meaning: string;
}

export function rowsOf({ rows }: Table): readonly Row[] {
    return rows.map(([key = "", value = "", fallback = "", meaning = ""]) => ({
        key: codes(key)[0] ?? key,
        value,
        fallback,
        meaning,
    }));
}

/**
 * The keys of a table with those of the groups that it refers to: `[group](#group-vault) without `exposure``, or
 * `mapping of [group](#group-virtualmachine)` for a group under names of choice.
 */
export function expanded(rows: readonly Row[], groups: ReadonlyMap<string, readonly Row[]>): readonly string[] {
    return rows.flatMap(({ key, value }) => {
        const anchor = /\[group\]\(#group-(\w+)\)/.exec(value)?.[1];
        if (anchor === undefined) return [key];
        const group = groups.get(anchor);
        if (group === undefined) throw new Error(`${key} refers to the group ${anchor}, which has no table`);
        const without = codes(/ without (.*)$/.exec(value)?.[1] ?? "");
        const stray = without.filter((name) => !group.some((row) => row.key === name));
        if (stray.length > 0) throw new Error(`${key} leaves out ${stray.join(", ")}, which the group does not have`);
        const prefix = value.startsWith("mapping of") ? `${key}.<name>.` : `${key}.`;
        return [key, ...group.filter((row) => !without.includes(row.key)).map((row) => prefix + row.key)];
    });
}
