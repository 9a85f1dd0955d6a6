import type { Verdict } from "../../analysis/answer.ts";
import type { What } from "../../analysis/changes.ts";
import type { IndirectPath, Step } from "../../analysis/paths.ts";
import type { Remedy } from "../../analysis/remedies.ts";
import { changeSentences } from "../sentences/changes.ts";
import { indirectSentences } from "../sentences/indirect.ts";
import { sentence, type Names } from "../sentences/sentences.ts";
import { styled, wrap, type Line } from "../text.ts";
import { listed } from "../words.ts";

/** Ways round the direct answer: each a sentence and its steps. */
export function indirectLines(paths: readonly IndirectPath[], names: Names, columns: number): Line[] {
    if (paths.length === 0) return [];
    return [
        [],
        [styled("title", "Other ways to the same effect")],
        ...paths.flatMap(({ code, steps, verdict }): Line[] => [
            [],
            ...wrap(
                [verdict === "allowed" ? styled("bad", "! ") : styled("unsure", "? "), indirectSentences[code]],
                columns,
                2,
            ),
            ...steps.flatMap((step, index) =>
                wrap([styled("quiet", `  ${index + 1}. `), ...stepWords(step, names)], columns, 5),
            ),
        ]),
    ];
}

function stepWords({ does, on, as, makes = [] }: Step, names: Names): Line {
    const thing = on.urn === undefined ? on.name : names.urn(on.urn);
    const who = as === undefined ? "" : `, as ${as}`;
    const what = makes.length === 0 ? "" : `: ${uncapitalised(together(changeWords(makes, names)))}`;
    return [`${does} on ${thing}${who}${what.replace(/\.$/, "")}`];
}

function changeWords(makes: readonly What[], names: Names): readonly string[] {
    return makes.map((what) => sentence(changeSentences, what, names));
}

function uncapitalised(text: string): string {
    return text.charAt(0).toLowerCase() + text.slice(1);
}

/** The smallest changes that turn the verdict round; of each set all are needed, of the sets one. */
export function remedyLines(verdict: Verdict, remedies: readonly Remedy[], names: Names, columns: number): Line[] {
    const title = verdict === "denied" ? "What would allow it" : "What would end it";
    if (remedies.length === 0)
        return verdict === "denied"
            ? [[], [styled("title", title)], [], ["· No change to the plan that was tried."]]
            : [];
    return [
        [],
        [styled("title", title)],
        [],
        ...remedies.flatMap(({ changes }) => {
            const makes = changes.map(({ what }) => what);
            return wrap([`· ${together(changeWords(makes, names))}`], columns, 2);
        }),
    ];
}

/** Sentences as one: all that they ask for is needed. */
function together(sentences: readonly string[]): string {
    const parts = sentences.map((text) => text.replace(/\.$/, ""));
    return `${listed(parts.map((text, index) => (index === 0 ? text : uncapitalised(text))))}.`;
}
