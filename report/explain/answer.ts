import type { Answer, Evidence, Gate, Outcome, Resolution, SeenAs } from "../../analysis/answer.ts";
import type { Model } from "../../analysis/model/model.ts";
import { logicalName } from "../../analysis/model/resources.ts";
import { roleById } from "../../azure/roles.ts";
import { isSecret, isUnknown, type PlanValue } from "../../plan/plan.ts";
import { at } from "../../plan/value.ts";
import type { IndirectPath } from "../../analysis/paths.ts";
import type { Remedy } from "../../analysis/remedies.ts";
import { assumptionSentences } from "../sentences/assumptions.ts";
import { becauseDetails, becauseSentence } from "../sentences/because.ts";
import { sentence, type Names } from "../sentences/sentences.ts";
import { namesIn } from "../summary/call.ts";
import { cut, fitted, styled, wrap, type Line, type Span, type Style } from "../text.ts";
import { listed } from "../words.ts";
import { indirectLines, remedyLines } from "./beside.ts";
import { questionParts } from "./question.ts";

/** An answer with what is told beside it. */
export interface Explained {
    readonly answer: Answer;
    readonly remedies: readonly Remedy[];
    readonly indirect: readonly IndirectPath[];
}

/** An answer for a person: the verdict first, then each gate with what decided it. */
export function explainedLines(model: Model, { answer, remedies, indirect }: Explained, columns: number): Line[] {
    const names = namesIn(model);
    const parts = [...questionParts(model, answer.question)];
    return [
        ...wrap(headline(answer), columns, 2),
        [],
        ...labelled(parts, columns),
        [],
        ...answer.gates.flatMap((gate) => gateLines(model, gate, names, columns)),
        [],
        ...labelled(traces(answer, names), columns),
        ...indirectLines(indirect, names, columns),
        ...remedyLines(answer.verdict, remedies, names, columns),
        ...assumptionLines(answer, names, columns),
    ];
}

function headline({ verdict, status, code, gates }: Answer): Line {
    const refusal = [status, code].filter((part) => part !== undefined).join(" ");
    switch (verdict) {
        case "allowed":
            return [styled("good", "Allowed"), ": every gate lets it pass"];
        case "denied": {
            const first = gates.find(({ outcome }) => outcome === "stopped");
            return [
                styled("bad", "Denied"),
                ` by ${first?.gate ?? "a gate"}${refusal === "" ? ": no request reaches the vault" : `: ${refusal}`}`,
            ];
        }
        case "undetermined": {
            const open = gates.filter(({ outcome }) => outcome === "unknown").map(({ gate }) => gate);
            return [
                styled("unsure", "Undetermined"),
                `: the plan does not tell what ${listed(open)} ${open.length === 1 ? "says" : "say"}. It may be allowed or denied`,
            ];
        }
    }
}

const marks: Readonly<Record<Outcome, readonly [sign: string, style: Style]>> = {
    passed: ["✓", "good"],
    stopped: ["✗", "bad"],
    unknown: ["?", "unsure"],
    "not applicable": ["–", "quiet"],
};

const gateColumn = 18;

function gateLines(model: Model, { gate, outcome, because, evidence }: Gate, names: Names, columns: number): Line[] {
    const [sign, style] = marks[outcome];
    const head = [
        styled(style, sign),
        " ",
        styled(style === "quiet" ? "quiet" : "strong", fitted(gate, gateColumn - 2)),
    ];
    const room = columns - gateColumn;
    const said = wrap(
        [style === "quiet" ? styled("quiet", becauseSentence(because, names)) : becauseSentence(because, names)],
        room,
    );
    const details = becauseDetails(because, names).flatMap((detail) => wrap([`· ${detail}`], room, 2));
    const [first = [], ...rest] = [
        ...said,
        ...details,
        ...evidence.flatMap((found) => evidenceLines(model, found, names, room)),
    ];
    return [[...head, ...first], ...rest.map((line): Line => [" ".repeat(gateColumn), ...line])];
}

/** Resource by its name in the program, pointer and value: where to look, and what is there. */
function evidenceLines({ resources }: Model, { urn, path }: Evidence, names: Names, columns: number): Line[] {
    const resource = resources.byUrn.get(urn);
    const value =
        resource === undefined || path === ""
            ? ""
            : ` = ${valueWords(at(resource as unknown as PlanValue, path), names)}`;
    return wrap([styled("quiet", `${logicalName(urn)} ${path}${value}`)], columns, 2);
}

const longestValue = 80;

function isId(value: unknown): value is string {
    return typeof value === "string" && /^\/(subscriptions|providers)\//i.test(value);
}

function called(id: string, names: Names): string {
    return roleById(id)?.name ?? names.scope(id);
}

/** A value as JSON; what an id stands for in its place. */
function valueWords(value: PlanValue | undefined, names: Names): string {
    if (value === undefined) return "(left out)";
    if (isUnknown(value)) return "(known after deployment)";
    if (isSecret(value)) return "(secret)";
    if (isId(value)) return called(value, names);
    return cut(
        JSON.stringify(value, (_, inner: unknown) => (isId(inner) ? called(inner, names) : inner)),
        longestValue,
    );
}

type Labelled = readonly (readonly [label: string, words: string])[];

/** Words with what they are at their left. */
function labelled(parts: Labelled, columns: number): Line[] {
    const label = Math.max(...parts.map(([name]) => name.length)) + 2;
    return parts.flatMap(([name, words]) => {
        const [first = [], ...rest] = wrap([words], columns - label);
        return [
            [styled("quiet", fitted(name, label)), ...first],
            ...rest.map((line): Line => [" ".repeat(label), ...line]),
        ];
    });
}

/** What the request leaves behind. */
function traces({ question, resolves, seenAs, logged }: Answer, names: Names): Labelled {
    if (question.operation.plane === "control") return [["resolves", resolutionWords(resolves)]];
    const logs = logged.map(
        ({ destination, category }) =>
            `${destination.startsWith("urn:") ? names.urn(destination) : names.scope(destination)} (${category})`,
    );
    return [
        ["resolves", resolutionWords(resolves)],
        ["seen as", seenWords(seenAs, names)],
        ["logged", logs.length === 0 ? "nowhere that the plan shows" : listed([...new Set(logs)])],
    ];
}

const addressWords: Readonly<Record<Resolution["address"], string>> = {
    public: "a public address",
    private: "a private address",
    none: "nothing",
    unknown: "an address that the plan does not tell",
};

function resolutionWords({ names, address, ip }: Resolution): string {
    return `${names.join(" → ")} → ${ip ?? addressWords[address]}`;
}

function seenWords({ address, ip, urn }: SeenAs, names: Names): string {
    if (address === "none") return "nothing: no request reaches it";
    const from = ip ?? (urn === undefined ? undefined : `the address of ${names.urn(urn)}`);
    return from === undefined ? addressWords[address] : `${from} (${address})`;
}

function assumptionLines({ assumes }: Answer, names: Names, columns: number): Line[] {
    if (assumes.length === 0) return [];
    const newcomers = assumes.filter(({ code }) => code === "new-identity-is-another").length;
    const each = assumes.filter(({ code }) => newcomers < 2 || code !== "new-identity-is-another");
    const sentences = [
        ...each.map((assumption) => sentence(assumptionSentences, assumption, names)),
        ...(newcomers < 2
            ? []
            : [`The principal asked about is none of the ${newcomers} identities that the plan makes.`]),
    ];
    const title: Span = styled("title", "Takes for granted");
    return [[], [title], [], ...sentences.flatMap((text) => wrap([`· ${text}`], columns, 2))];
}
