/** One piece of T-SQL: a word, a quoted identifier, a text, or a mark. */
export type Token =
    | { readonly kind: "word"; readonly text: string }
    | { readonly kind: "name"; readonly text: string }
    | { readonly kind: "text"; readonly text: string }
    | { readonly kind: "mark"; readonly text: string };

/**
 * Takes T-SQL apart by its own rules of quoting: `[a]]b]` is the name `a]b`, `N'it''s'` the text `it's`, and a comment
 * is nothing. So what a batch means is found out here, not guessed by its looks: text that gets out of its quotes
 * becomes words and marks, and the batch another one.
 * @throws {Error} when a quote is not closed
 */
export function tokens(sql: string): Token[] {
    const found: Token[] = [];
    let rest = sql;
    while (rest !== "") {
        const [match, token] = next(rest);
        if (token !== undefined) found.push(token);
        rest = rest.slice(match.length);
    }
    return found;
}

function next(rest: string): readonly [match: string, token: Token | undefined] {
    const blank = /^(?:\s+|--[^\n]*|\/\*[\s\S]*?\*\/)/.exec(rest);
    if (blank !== null) return [blank[0], undefined];
    const name = /^\[((?:[^\]]|\]\])*)\](?!\])/.exec(rest);
    if (name !== null) return [name[0], { kind: "name", text: (name[1] ?? "").replaceAll("]]", "]") }];
    const text = /^N?'((?:[^']|'')*)'(?!')/i.exec(rest);
    if (text !== null) return [text[0], { kind: "text", text: (text[1] ?? "").replaceAll("''", "'") }];
    const word = /^[@A-Za-z_0-9][@A-Za-z_0-9.$#]*/.exec(rest);
    if (word !== null) return [word[0], { kind: "word", text: word[0] }];
    if (/^['[]/.test(rest)) throw new Error("Unclosed quotation mark.");
    return [rest.charAt(0), { kind: "mark", text: rest.charAt(0) }];
}

/**
 * Matches one statement against a form such as `CREATE USER ? WITH PASSWORD = ?`, where `?` is one name or text.
 * @returns what stands at the question marks, or `undefined` when the statement is not of that form
 */
export function matches(statement: readonly Token[], form: string): string[] | undefined {
    const wanted = form.split(" ");
    if (wanted.length !== statement.length) return undefined;
    const found: string[] = [];
    for (const [index, { kind, text }] of statement.entries()) {
        if (wanted[index] === "?") {
            if (kind !== "name" && kind !== "text" && !/^(0x[0-9A-F]+|\d+)$/.test(text)) return undefined;
            found.push(text);
        } else if (kind === "name" || kind === "text" || text.toUpperCase() !== wanted[index]?.toUpperCase())
            return undefined;
    }
    return found;
}

/** The statements of a batch, cut at semicolons. */
export function statements(sql: string): Token[][] {
    const list: Token[][] = [[]];
    for (const token of tokens(sql)) {
        if (token.kind === "mark" && token.text === ";") list.push([]);
        else list.at(-1)?.push(token);
    }
    return list.filter(({ length }) => length > 0);
}
