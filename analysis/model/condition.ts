import { limits } from "../../azure/limits.ts";
import { unsure, type Unsure } from "./property.ts";
import { anyCharacter, anyText, matches, type Part } from "./wildcard.ts";

/**
 * Conditions of role assignments, in Azure's language:
 * `( !(ActionMatches{'…/getSecret/action'}) OR ( @Resource[…/secrets:name] StringStartsWith 'app-' ) )`.
 * Source: learn.microsoft.com/azure/role-based-access-control/conditions-format.
 */
export type Condition =
    | { readonly kind: "and" | "or"; readonly parts: readonly Condition[] }
    | { readonly kind: "not"; readonly part: Condition }
    | { readonly kind: "action"; readonly patterns: readonly string[] }
    | {
          readonly kind: "compare";
          readonly attribute: string;
          readonly operator: string;
          readonly values: readonly string[];
          /** Whether one of the values must compare so, or all; absent where the condition does not say. */
          readonly of?: "any" | "all";
      }
    | { readonly kind: "exists"; readonly attribute: string }
    /** A part that this project does not read. */
    | { readonly kind: "unread" };

/**
 * What a request offers to compare: `@resource[microsoft.keyvault/vaults:name]` and its like, in lower case. An
 * attribute that is there and not known is `unsure`; one that a request of this kind does not have is absent.
 */
export interface RequestAttributes {
    readonly action: string;
    readonly attributes: ReadonlyMap<string, string | Unsure>;
}

/** Reads a condition; `undefined` when it is none, or longer than Azure accepts. */
export function parseCondition(text: string): Condition | undefined {
    const tokens = text.length > limits.roleConditionBytes.value ? undefined : tokensOf(text);
    if (tokens === undefined) return undefined;
    const parser = { tokens, at: 0, depth: 0 };
    const condition = expression(parser);
    return condition !== undefined && parser.at === tokens.length ? condition : undefined;
}

/**
 * Attributes of the caller are kept in the directory, those of the environment come with the request: no plan shows
 * either, and that it does not is no sign that they are absent.
 */
const notOfThePlan = /^@(principal|environment)\[/;

/** Whether a condition holds for a request. */
export function holds(condition: Condition, request: RequestAttributes): boolean | Unsure {
    switch (condition.kind) {
        case "and":
            return fold(
                condition.parts.map((part) => holds(part, request)),
                false,
            );
        case "or":
            return fold(
                condition.parts.map((part) => holds(part, request)),
                true,
            );
        case "not": {
            const value = holds(condition.part, request);
            return value === unsure ? unsure : !value;
        }
        case "action":
            return condition.patterns.some((pattern) => matchesPattern(pattern, request.action));
        case "exists":
            return notOfThePlan.test(condition.attribute) ? unsure : request.attributes.has(condition.attribute);
        case "compare":
            return notOfThePlan.test(condition.attribute) ? unsure : compare(condition, request.attributes);
        case "unread":
            return unsure;
    }
}

/** Whether an action is one that a pattern names; `*` stands for any text. Azure compares without regard to case. */
export function matchesPattern(pattern: string, action: string): boolean {
    let compiled = patterns.get(pattern);
    if (compiled === undefined) {
        compiled =
            pattern === "*"
                ? everything
                : pattern
                      .toLowerCase()
                      .split("")
                      .map((character) => (character === "*" ? anyText : character));
        patterns.set(pattern, compiled);
    }
    return compiled === everything || matches(compiled, action.toLowerCase());
}

const everything: readonly Part[] = [anyText];
const patterns = new Map<string, readonly Part[]>();

/** Three-valued AND (`absorbing` false) or OR (`absorbing` true). */
function fold(values: readonly (boolean | Unsure)[], absorbing: boolean): boolean | Unsure {
    if (values.includes(absorbing)) return absorbing;
    return values.includes(unsure) ? unsure : !absorbing;
}

function compare(
    { attribute, operator, values, of }: Extract<Condition, { readonly kind: "compare" }>,
    attributes: RequestAttributes["attributes"],
): boolean | Unsure {
    const { test, negated = false } = operators.get(operator.toLowerCase()) ?? {};
    // Which is meant by a negated comparison with several values is not documented.
    if (test === undefined || (of === undefined && negated && values.length > 1)) return unsure;
    const value = attributes.get(attribute);
    // A list has no name to compare and is refused; what a negated comparison makes of that is not documented.
    if (value === undefined) return negated ? unsure : false;
    if (value === unsure) return unsure;
    const compares = (wanted: string): boolean => test(value, wanted) !== negated;
    return of === "all" ? values.every(compares) : values.some(compares);
}

interface Operator {
    readonly test: (value: string, wanted: string) => boolean;
    readonly negated?: true;
}

const operators: ReadonlyMap<string, Operator> = new Map(
    Object.entries({
        Equals: (value: string, wanted: string) => value === wanted,
        StartsWith: (value: string, wanted: string) => value.startsWith(wanted),
        EndsWith: (value: string, wanted: string) => value.endsWith(wanted),
        Contains: (value: string, wanted: string) => value.includes(wanted),
        Like: (value: string, wanted: string) => matches(like(wanted), value),
    }).flatMap(([name, test]): [string, Operator][] => {
        const ignoring = (value: string, wanted: string): boolean => test(value.toLowerCase(), wanted.toLowerCase());
        return [
            [`string${name}`, { test }],
            [`stringnot${name}`, { test, negated: true as const }],
            [`string${name}ignorecase`, { test: ignoring }],
            [`stringnot${name}ignorecase`, { test: ignoring, negated: true as const }],
            ...(name === "Equals"
                ? ([
                      ["guidequals", { test: ignoring }],
                      ["guidnotequals", { test: ignoring, negated: true as const }],
                  ] as [string, Operator][])
                : []),
        ].map(([key, operator]) => [(key as string).toLowerCase(), operator as Operator]);
    }),
);

/** `*` and `?`, unless a backslash stands before them. */
function like(pattern: string): readonly Part[] {
    const parts = pattern.match(/\\[*?]|[^]/g) ?? [];
    return parts.map((part) => (part === "*" ? anyText : part === "?" ? anyCharacter : part.slice(-1)));
}

interface Parser {
    readonly tokens: readonly string[];
    at: number;
    depth: number;
}

/** Deeper than any condition that is written, and far from the end of the stack. */
const deepest = 200;

const token = /\s*(?:('(?:[^'\\]|\\.)*')|(@\w+\[[^\]]+\](?::[\w$]+)?)|([A-Za-z0-9_:.-]+)|(&&|\|\||[(){},!]))/y;

function tokensOf(text: string): readonly string[] | undefined {
    const found: string[] = [];
    token.lastIndex = 0;
    const end = text.trimEnd().length;
    while (token.lastIndex < end) {
        const match = token.exec(text);
        if (match === null) return undefined;
        found.push(match[0].trim());
    }
    return found;
}

function next(parser: Parser): string | undefined {
    return parser.tokens[parser.at];
}

function take(parser: Parser, ...words: readonly string[]): boolean {
    const found = words.includes((next(parser) ?? "").toUpperCase());
    if (found) parser.at += 1;
    return found;
}

/** `a AND b OR c` needs parentheses in Azure; without them AND binds first, as elsewhere. */
function expression(parser: Parser): Condition | undefined {
    return chain(parser, "or", ["OR", "||"], (inner) => chain(inner, "and", ["AND", "&&"], unary));
}

function chain(
    parser: Parser,
    kind: "and" | "or",
    words: readonly string[],
    part: (parser: Parser) => Condition | undefined,
): Condition | undefined {
    const parts: Condition[] = [];
    do {
        const found = part(parser);
        if (found === undefined) return undefined;
        parts.push(found);
    } while (take(parser, ...words));
    return parts.length === 1 ? parts[0] : { kind, parts };
}

function unary(parser: Parser): Condition | undefined {
    if (parser.depth > deepest) return undefined;
    parser.depth += 1;
    const found = operand(parser);
    parser.depth -= 1;
    return found;
}

function operand(parser: Parser): Condition | undefined {
    if (take(parser, "!", "NOT")) {
        const part = unary(parser);
        return part && { kind: "not", part };
    }
    if (take(parser, "(")) {
        const inner = expression(parser);
        return take(parser, ")") ? inner : undefined;
    }
    if (take(parser, "ACTIONMATCHES")) {
        const patterns = valuesOf(parser);
        return patterns && { kind: "action", patterns };
    }
    if (take(parser, "EXISTS")) {
        const attribute = next(parser);
        if (attribute?.startsWith("@") !== true) return undefined;
        parser.at += 1;
        return { kind: "exists", attribute: attribute.toLowerCase() };
    }
    return comparison(parser);
}

function comparison(parser: Parser): Condition | undefined {
    const attribute = next(parser);
    if (attribute === undefined || !/^[@'{]/.test(attribute)) return undefined;
    if (attribute.startsWith("@")) parser.at += 1;
    else if (valuesOf(parser) === undefined) return undefined;
    const written = next(parser);
    if (written === undefined || !/^[A-Za-z]/.test(written)) return undefined;
    parser.at += 1;
    const values = next(parser)?.startsWith("@") === true ? undefined : valuesOf(parser);
    if (values === undefined) {
        if (next(parser)?.startsWith("@") !== true) return undefined;
        parser.at += 1;
    }
    if (values === undefined || !attribute.startsWith("@")) return { kind: "unread" };
    const [first = "", second] = written.split(":");
    if (second === undefined) return { kind: "compare", attribute: attribute.toLowerCase(), operator: first, values };
    const of = quantifiers.get(first.toLowerCase());
    if (of === undefined) return { kind: "unread" };
    return { kind: "compare", attribute: attribute.toLowerCase(), operator: second, values, of };
}

/** The first half is about the attribute's values, of which ours have one; the second about those of the condition. */
const quantifiers: ReadonlyMap<string, "any" | "all"> = new Map([
    ["foranyofanyvalues", "any"],
    ["forallofanyvalues", "any"],
    ["foranyofallvalues", "all"],
    ["forallofallvalues", "all"],
]);

/** `'a'` or `{'a', 'b'}`; GUIDs stand without quotes. */
function valuesOf(parser: Parser): readonly string[] | undefined {
    const single = next(parser);
    if (single?.startsWith("'") === true) {
        parser.at += 1;
        return [unquoted(single)];
    }
    if (!take(parser, "{")) return undefined;
    const values: string[] = [];
    do {
        const value = next(parser);
        if (value === undefined || /^[(){},!@]/.test(value)) return undefined;
        parser.at += 1;
        values.push(unquoted(value));
    } while (take(parser, ","));
    return take(parser, "}") ? values : undefined;
}

/** Wildcards keep their backslash: only `Like` reads it. */
function unquoted(value: string): string {
    return value.startsWith("'") ? value.slice(1, -1).replaceAll("\\'", "'") : value;
}
