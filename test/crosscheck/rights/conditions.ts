import fc from "fast-check";

/**
 * Conditions of role assignments: key-vault/general/rbac-abac, role-based-access-control/conditions-format. A condition is
 * about one action; whatever else the role permits, it lets be.
 */
export interface Condition {
    readonly action: "getSecret" | "setSecret" | "readMetadata";
    readonly test: Test;
}

export type Test =
    | {
          readonly attribute: "secret" | "vault";
          readonly operator: string;
          readonly values: readonly string[];
      }
    | { readonly both: readonly [Test, Test] }
    | { readonly either: readonly [Test, Test] }
    | { readonly not: Test };

const comparisons: Readonly<Record<string, (value: string, pattern: string) => boolean>> = {
    StringEquals: (value, pattern) => value === pattern,
    StringStartsWith: (value, pattern) => value.startsWith(pattern),
    StringLike: (value, pattern) => new RegExp(`^${pattern.replaceAll("*", ".*").replaceAll("?", ".")}$`).test(value),
};

/** Each as it is, negated, and blind to case; for several values, where any of them will do. */
const operators = Object.keys(comparisons).flatMap((name) => [
    name,
    `${name}IgnoreCase`,
    name.replace("String", "StringNot"),
    `${name.replace("String", "StringNot")}IgnoreCase`,
]);

function compares(operator: string, value: string, values: readonly string[]): boolean {
    const bare = operator.replace("ForAnyOfAnyValues:", "");
    const blind = bare.endsWith("IgnoreCase");
    const negated = bare.startsWith("StringNot");
    const compare = comparisons[bare.replace("StringNot", "String").replace("IgnoreCase", "")]!;
    const of = (text: string): string => (blind ? text.toLowerCase() : text);
    return values.some((other) => compare(of(value), of(other)) !== negated);
}

export function meets(test: Test, names: { readonly secret: string; readonly vault: string }): boolean {
    if ("both" in test) return test.both.every((part) => meets(part, names));
    if ("either" in test) return test.either.some((part) => meets(part, names));
    if ("not" in test) return !meets(test.not, names);
    return compares(test.operator, names[test.attribute], test.values);
}

export function textOf({ action, test }: Condition): string {
    const source = action === "setSecret" ? "@Request" : "@Resource";
    return `((!(ActionMatches{'Microsoft.KeyVault/vaults/secrets/${action}/action'})) OR (${textOfTest(test, source)}))`;
}

function textOfTest(test: Test, source: string): string {
    if ("both" in test) return `(${test.both.map((part) => textOfTest(part, source)).join(" AND ")})`;
    if ("either" in test) return `(${test.either.map((part) => textOfTest(part, source)).join(" OR ")})`;
    if ("not" in test) return `!(${textOfTest(test.not, source)})`;
    const attribute =
        test.attribute === "secret"
            ? `${source}[Microsoft.KeyVault/vaults/secrets:name]`
            : "@Resource[Microsoft.KeyVault/vaults:name]";
    const values = test.values.map((value) => `'${value}'`);
    const right = test.operator.includes(":") ? `{${values.join(", ")}}` : values.join();
    return `${attribute} ${test.operator} ${right}`;
}

const one = <T>(from: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...from);
const names = ["first", "first2", "fir", "FIRST", "Second", "se*d", "*", "f?rst", "app-"];

const leaf: fc.Arbitrary<Test> = fc.oneof(
    { weight: 5, arbitrary: leafOf("secret", operators, names) },
    { weight: 1, arbitrary: leafOf("vault", operators, ["kv-world", "KV-World", "kv-", "kv-other"]) },
    {
        weight: 2,
        arbitrary: fc.record({
            attribute: fc.constant("secret" as const),
            operator: one(["ForAnyOfAnyValues:StringEquals", "ForAnyOfAnyValues:StringLike"]),
            values: fc.uniqueArray(one(names), { minLength: 1, maxLength: 3 }),
        }),
    },
);

function leafOf(
    attribute: "secret" | "vault",
    among: readonly string[],
    values: readonly string[],
): fc.Arbitrary<Test> {
    return fc.record({
        attribute: fc.constant(attribute),
        operator: one(among),
        values: one(values).map((value) => [value]),
    });
}

const tests: fc.Arbitrary<Test> = fc.oneof(
    { weight: 4, arbitrary: leaf },
    { weight: 1, arbitrary: fc.record({ both: fc.tuple(leaf, leaf) }) },
    { weight: 1, arbitrary: fc.record({ either: fc.tuple(leaf, leaf) }) },
    { weight: 1, arbitrary: fc.record({ not: leaf }) },
);

export const conditions: fc.Arbitrary<Condition> = fc.oneof(
    { weight: 3, arbitrary: fc.record({ action: fc.constant("getSecret" as const), test: tests }) },
    { weight: 1, arbitrary: fc.record({ action: fc.constant("setSecret" as const), test: tests }) },
    // A list has no secret's name: what a denial of one would make of that is written nowhere.
    {
        weight: 1,
        arbitrary: fc.record({
            action: fc.constant("readMetadata" as const),
            test: fc.oneof(
                leafOf("secret", ["StringEquals", "StringStartsWith", "StringLike"], names),
                leafOf("vault", operators, ["kv-world", "KV-World", "kv-"]),
            ),
        }),
    },
);
