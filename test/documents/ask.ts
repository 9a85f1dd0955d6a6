import { expect } from "vitest";
import type { Answer, GateName, Verdict } from "../../analysis/answer.ts";
import { indirectPaths, type IndirectCode } from "../../analysis/paths.ts";
import { readQuestion, type Words } from "../../analysis/words.ts";
import type { Trial } from "./experiment.ts";
import type { Recorded } from "./recorded.ts";

/** What Azure answers. Only what is written here is compared, but verdict, gate and code always. */
export interface Expected {
    readonly verdict: Verdict;
    /** The gate that decides a denial, or leaves the verdict open. */
    readonly gate?: GateName;
    /** Key Vault's inner error code. */
    readonly code?: string;
    readonly status?: number;
    /** The address that the vault logs: `public 203.0.113.7`, `private 10.0.1.0/24`, `none`. */
    readonly seenAs?: string;
    /** What the caller's resolver gives for the vault's name: `public`, `private 10.0.2.4`. */
    readonly resolves?: string;
    /** The chain of names that the resolver follows; `*` stands for the vault's own. */
    readonly names?: readonly string[];
    /** Whether the request leaves a row in the vault's log. */
    readonly logged?: boolean;
    /** Something that names the caller and grants nothing here: `policy-inactive`, `scope-elsewhere`, … */
    readonly nearMiss?: string;
    /** The document's verdict where Azure's is another. */
    readonly document?: Verdict;
}

type Details = Omit<Expected, "verdict" | "gate" | "code">;

export function allowed(details: Details = {}): Expected {
    return { verdict: "allowed", ...details };
}

export function denied(gate: GateName, code?: string, details: Details = {}): Expected {
    return { verdict: "denied", gate, ...(code !== undefined && { code }), ...details };
}

export function undetermined(gate: GateName, details: Details = {}): Expected {
    return { verdict: "undetermined", gate, ...details };
}

/** A question in the command line's words, and Azure's answer. */
export function ask(plan: Recorded, words: Words, expected: Expected): Trial {
    return {
        tier: "analyser",
        ...(expected.document !== undefined && { document: expected.document }),
        run: async () => {
            const answer = await answerOf(plan, words);
            const got = observed(answer, expected);
            expect
                .soft(got, `${plan.name}: ${inWords(words)}\n${gatesInLines(answer)}`)
                .toEqual(wanted(expected, await vaultName(plan, answer)));
            return expected.seenAs === undefined ? inShort(answer) : `${inShort(answer)}, ${arrival(answer)}`;
        },
    };
}

/** Ways to the effect of a denied operation: those with these codes are reported, and those of the second list are not. */
export function reportsPaths(
    plan: Recorded,
    words: Words,
    present: readonly IndirectCode[],
    absent: readonly IndirectCode[] = [],
): Trial {
    return {
        tier: "analyser",
        run: async () => {
            const oracle = await plan.oracle();
            const codes = indirectPaths(oracle, readQuestion(oracle.model, words)).map(({ code }) => code);
            expect
                .soft(codes, `${plan.name}: paths of ${inWords(words)}`)
                .toEqual(expect.arrayContaining([...present]));
            for (const code of absent)
                expect.soft(codes, `${plan.name}: paths of ${inWords(words)}`).not.toContain(code);
            return present.length > 0 ? "reported as a path" : "no such path";
        },
    };
}

/** The same question about several operations. */
export function askEach(
    plan: Recorded,
    words: Omit<Words, "do">,
    operations: readonly string[],
    expected: Expected,
): readonly Trial[] {
    return operations.map((operation) => ask(plan, { ...words, do: operation }, expected));
}

/** What a resolver answers where the caller is; who asks, and for what, does not matter. */
export function resolveName(
    plan: Recorded,
    words: Pick<Words, "from" | "on">,
    address: string,
    names: readonly string[],
): Trial {
    return {
        tier: "analyser",
        run: async () => {
            const answer = await answerOf(plan, { ...words, as: "anonymous", do: "secrets/list" });
            const { resolves } = answer;
            const vault = await vaultName(plan, answer);
            const chain = names.map((name) => name.replace("*", vault));
            expect
                .soft([addressText(resolves), resolves.names], `${plan.name}: resolved from ${words.from}`)
                .toEqual([address, chain]);
            return `${resolves.address} address${resolves.names.length > 1 ? ", alias privatelink" : ", no alias"}`;
        },
    };
}

export async function answerOf(plan: Recorded, words: Words): Promise<Answer> {
    const oracle = await plan.oracle();
    return oracle.answer(readQuestion(oracle.model, words));
}

async function vaultName(plan: Recorded, { question }: Answer): Promise<string> {
    return (await plan.oracle()).model.vaults.get(question.object.vault)!.name;
}

type Comparable = Omit<Expected, "document">;

/** The parts of an answer that are compared. */
function observed(answer: Answer, { status, seenAs, resolves, names, logged, nearMiss }: Expected): Comparable {
    const gate = decidingGate(answer);
    return {
        verdict: answer.verdict,
        ...(gate !== undefined && { gate: gate.gate }),
        ...(answer.code !== undefined && { code: answer.code }),
        ...(status !== undefined && answer.status !== undefined && { status: answer.status }),
        ...(seenAs !== undefined && { seenAs: addressText(answer.seenAs) }),
        ...(resolves !== undefined && { resolves: addressText(answer.resolves) }),
        ...(names !== undefined && { names: answer.resolves.names }),
        ...(logged !== undefined && { logged: answer.logged.some(({ category }) => category === "AuditEvent") }),
        ...(nearMiss !== undefined && {
            nearMiss: nearMisses(answer).includes(nearMiss) ? nearMiss : nearMisses(answer).join(),
        }),
    };
}

function wanted({ document: _document, ...expected }: Expected, vault: string): Comparable {
    return {
        ...expected,
        ...(expected.names !== undefined && { names: expected.names.map((name) => name.replace("*", vault)) }),
    };
}

/** The first gate that stops the request, or that leaves it open. */
function decidingGate({ gates, verdict }: Answer): Answer["gates"][number] | undefined {
    const outcome = verdict === "denied" ? "stopped" : verdict === "undetermined" ? "unknown" : undefined;
    return gates.find((gate) => gate.outcome === outcome);
}

function nearMisses({ gates }: Answer): readonly string[] {
    return gates.flatMap(({ because }) => ("nearMisses" in because ? because.nearMisses.map(({ code }) => code) : []));
}

function addressText({ address, ip }: { readonly address: string; readonly ip?: string }): string {
    return ip === undefined ? address : `${address} ${ip}`;
}

/** Where the vault sees the request come from. */
function arrival({ seenAs }: Answer): string {
    return seenAs.address === "none" ? "no request arrives" : `from ${addressText(seenAs)}`;
}

/** `denied ForbiddenByFirewall`, `allowed`, `denied (state)` where Azure gives no inner code. */
export function inShort(answer: Answer): string {
    const { verdict, status, code } = answer;
    if (verdict === "allowed") return verdict;
    return `${verdict} ${code ?? (status === 401 ? "401" : `(${decidingGate(answer)?.gate ?? ""})`)}`;
}

function gatesInLines({ gates }: Answer): string {
    return gates.map(({ gate, outcome, because }) => `${gate}: ${outcome}, ${because.code}`).join("\n");
}

function inWords({ from, as, do: operation, on, groups, through, at }: Words): string {
    const more = [groups && `--groups ${groups.join(",")}`, through && `--through ${through}`, at && `--at ${at}`];
    return [
        `--from ${from} --as ${as} --do ${operation} --on ${on}`,
        ...more.filter((part) => part !== undefined),
    ].join(" ");
}
