/**
 * Runs a query of Kusto Query Language over rows, as far as the registered queries need: a table, `where` and `project`;
 * in conditions `and`, `or`, `not()`, `==`, `=~`, `in ()`, `matches regex`, columns, texts and whole numbers.
 *
 * Everything else is refused, so that no query passes for understood that is not. Comparisons are Kusto's: `==` and `in`
 * regard case, `=~` does not.
 */

export type Row = Readonly<Record<string, string | number>>;
/** Rows of each table, by its name. */
export type Tables = Readonly<Record<string, readonly Row[]>>;

/** @throws Error for a table or column that is not there and everything that is not understood */
export function runQuery(query: string, tables: Tables): readonly Row[] {
    const tokens = new Tokens(query);
    const table = tokens.take("name");
    const rows = tables[table];
    if (rows === undefined) throw new Error(`the query reads the table ${table}, which is not there`);
    let result = rows;
    while (!tokens.atEnd()) {
        tokens.expect("|");
        result = stage(tokens)(result);
    }
    return result;
}

type Stage = (rows: readonly Row[]) => readonly Row[];
type Condition = (row: Row) => boolean;

function stage(tokens: Tokens): Stage {
    const operator = tokens.take("name");
    switch (operator) {
        case "where": {
            const condition = either(tokens);
            return (rows) => rows.filter(condition);
        }
        case "project": {
            const columns = [tokens.take("name")];
            while (tokens.skip(",")) columns.push(tokens.take("name"));
            return (rows) =>
                rows.map((row) => Object.fromEntries(columns.map((column) => [column, cell(row, column)])));
        }
        default:
            throw new Error(`the operator ${operator} is not understood`);
    }
}

function either(tokens: Tokens): Condition {
    const conditions = [both(tokens)];
    while (tokens.skip("or")) conditions.push(both(tokens));
    return (row) => conditions.some((condition) => condition(row));
}

function both(tokens: Tokens): Condition {
    const conditions = [single(tokens)];
    while (tokens.skip("and")) conditions.push(single(tokens));
    return (row) => conditions.every((condition) => condition(row));
}

function single(tokens: Tokens): Condition {
    const negated = tokens.skip("not");
    if (negated || tokens.at("(")) {
        tokens.expect("(");
        const inner = either(tokens);
        tokens.expect(")");
        return negated ? (row) => !inner(row) : inner;
    }
    const column = tokens.take("name");
    const operator = tokens.take("operator");
    switch (operator) {
        case "==": {
            const value = literal(tokens);
            return (row) => cell(row, column) === value;
        }
        case "=~": {
            const value = String(literal(tokens)).toLowerCase();
            return (row) => String(cell(row, column)).toLowerCase() === value;
        }
        case "in": {
            tokens.expect("(");
            const values = [literal(tokens)];
            while (tokens.skip(",")) values.push(literal(tokens));
            tokens.expect(")");
            return (row) => values.includes(cell(row, column));
        }
        case "matches": {
            tokens.expect("regex");
            const pattern = new RegExp(String(literal(tokens)));
            return (row) => pattern.test(String(cell(row, column)));
        }
        default:
            throw new Error(`the comparison ${operator} is not understood`);
    }
}

function cell(row: Row, column: string): string | number {
    const value = row[column];
    if (value === undefined) throw new Error(`the table has no column ${column}`);
    return value;
}

function literal(tokens: Tokens): string | number {
    if (tokens.kind() === "number") return Number(tokens.take("number"));
    return tokens.take("text");
}

type Kind = "name" | "text" | "number" | "operator" | "sign";

const patterns: readonly (readonly [kind: Kind | "space", pattern: RegExp])[] = [
    ["space", /\s+/y],
    ["operator", /==|=~|!=|!~|<=|>=|<|>|(?:in|matches|has|contains|startswith|endswith)(?![\w~!])/y],
    ["name", /[A-Za-z_]\w*/y],
    ["number", /\d+(?![\w.])/y],
    // Without escapes: none is used, and their meaning would have to be Kusto's.
    ["text", /"[^"\\\n]*"/y],
    ["sign", /[|(),]/y],
];

/** The words of a query, from left to right. */
class Tokens {
    readonly #tokens: { readonly kind: Kind; readonly text: string }[] = [];
    #next = 0;

    constructor(query: string) {
        for (let at = 0; at < query.length;) {
            const found = patterns.flatMap(([kind, pattern]) => {
                pattern.lastIndex = at;
                const [text] = pattern.exec(query) ?? [];
                return text === undefined ? [] : [{ kind, text }];
            })[0];
            if (found === undefined) throw new Error(`${query.slice(at, at + 20)} is not understood`);
            const { kind, text } = found;
            if (kind !== "space") this.#tokens.push({ kind, text: kind === "text" ? text.slice(1, -1) : text });
            at += text.length;
        }
    }

    atEnd(): boolean {
        return this.#next === this.#tokens.length;
    }

    kind(): Kind | undefined {
        return this.#tokens[this.#next]?.kind;
    }

    /** Whether a word or sign comes next; a text in quotes is neither. */
    at(word: string): boolean {
        const token = this.#tokens[this.#next];
        return token !== undefined && token.kind !== "text" && token.text === word;
    }

    skip(word: string): boolean {
        const there = this.at(word);
        if (there) this.#next++;
        return there;
    }

    expect(word: string): void {
        if (!this.skip(word)) throw new Error(`${word} is expected before ${this.#rest()}`);
    }

    take(kind: Kind): string {
        const token = this.#tokens[this.#next];
        if (token?.kind !== kind) throw new Error(`a ${kind} is expected before ${this.#rest()}`);
        this.#next++;
        return token.text;
    }

    #rest(): string {
        return this.atEnd()
            ? "the end"
            : JSON.stringify(
                  this.#tokens
                      .slice(this.#next, this.#next + 3)
                      .map(({ text }) => text)
                      .join(" "),
              );
    }
}
