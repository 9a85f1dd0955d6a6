import { clean, type Line, type Span } from "../text.ts";

/** Text that is HTML already: whatever a plan says has been escaped in it. */
export interface Html {
    readonly html: string;
}

type Content = Html | string | number | readonly Content[];

const entities: Readonly<Record<string, string>> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "'": "&#39;",
};

/** A template whose values are escaped, unless they are HTML themselves. */
export function html(strings: TemplateStringsArray, ...values: readonly Content[]): Html {
    return {
        html: strings.reduce(
            (text, string, index) => text + string + (index < values.length ? shown(values[index]!) : ""),
            "",
        ),
    };
}

function shown(value: Content): string {
    if (typeof value === "number") return String(value);
    if (typeof value === "string") return escape(value);
    return "html" in value ? value.html : value.map(shown).join("");
}

function escape(text: string): string {
    return clean(text).replace(/[&<>"']/g, (letter) => entities[letter]!);
}

/** A line of the terminal as HTML, its styles as classes. */
export function lineHtml(line: Line): Html {
    return html`${line.map(partHtml)}`;
}

function partHtml(part: string | Span): Html {
    if (typeof part === "string" || part.style === undefined)
        return html`${typeof part === "string" ? part : part.text}`;
    return html`<span class="${part.style}">${part.text}</span>`;
}
