import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import type { AppTest } from "./app-test.ts";

/** Who answered: the access analysis, Azure's own client library, an app's test, or a registered log query. */
export type Tier = "analyser" | "client" | "app test" | "log query" | "plan";

/** One question of an experiment. */
export interface Trial {
    readonly tier: Tier;
    /** What the document expects, where Azure does otherwise. */
    readonly document?: string;
    /** The test that answers, where it is one of the apps'. */
    readonly appTest?: AppTest;
    /** Checks that the answer is Azure's, and says it in few words. */
    readonly run: () => Promise<string>;
}

/** A row of the documents' experiments. */
export interface Experiment {
    /** As in the list of what the documents ask for: `S0.E1`. */
    readonly id: string;
    /** The experiment in the document's terms. */
    readonly what: string;
    /** What the document expects. */
    readonly document: string;
    /** Why Azure does otherwise; absent where it does the same. */
    readonly correction?: keyof typeof corrections;
    /** The experiment itself. */
    readonly trials: readonly Trial[];
    /** Its counter-cases, which show what the outcome hinges on. */
    readonly besides?: readonly Trial[];
}

/** What the table of all experiments shows of one. */
export interface ExperimentResult extends Pick<Experiment, "id" | "what" | "document" | "correction"> {
    readonly tiers: readonly Tier[];
    /** What Azure does, as the tiers answered. */
    readonly azure: readonly string[];
    readonly appTests: readonly AppTest[];
}

declare module "vitest" {
    interface TaskMeta {
        experiment?: ExperimentResult;
    }
}

/** The documents, by their number and title. */
export const documents = {
    S0: "Azure Bastion Key Vault integration behind the scene",
    S1: "Azure Key Vault with Azure Service Endpoints and Private Link",
    S2: "Azure Key Vault: Best Practices for Secret Management",
    S3: "Secure access to a key vault",
    S4: "Azure Key Vault | Is This A Secure Service To Store Secrets?",
} as const;

/** Where Azure does otherwise than a document expects; by the numbers of docs/documents.md. */
export const corrections = {
    C1: "a private endpoint closes nothing; public access has a switch of its own",
    C2: "the dates of secrets inform and do not bind",
    parity: "roles that read certificates read the metadata of keys too",
} as const;

/** Declares the experiments of one document as tests. */
export function experiments(document: keyof typeof documents, rows: readonly Experiment[]): void {
    describe(documents[document], () => {
        for (const row of rows) {
            const { id, what, document: expected, correction } = row;
            test(`${id} ${what}`, async ({ task }) => {
                const azure: string[] = [];
                const all = [...row.trials, ...(row.besides ?? [])];
                const tiers = [...new Set(all.map(({ tier }) => tier))];
                task.meta.experiment = {
                    ...{ id, what, document: expected, tiers, azure },
                    appTests: all.flatMap((trial) => trial.appTest ?? []),
                    ...(correction !== undefined && { correction }),
                };
                for (const trial of row.trials) {
                    const answer = await trial.run();
                    // What was said in more detail already need not be said again.
                    if (!azure.some((said) => said.startsWith(answer))) azure.push(answer);
                }
                for (const trial of row.besides ?? []) await trial.run();
                const differs = row.trials.some((trial) => trial.document !== undefined);
                expect(correction !== undefined, "a correction where document and Azure differ, and only there").toBe(
                    differs,
                );
            });
        }
        testCompleteness(document, rows);
    });
}

const list = resolve(import.meta.dirname, "../../../shared/acceptance.md");

function testCompleteness(document: keyof typeof documents, rows: readonly Experiment[]): void {
    test.skipIf(!existsSync(list))("every experiment of the document is here, once", () => {
        const wanted = experimentIds(readFileSync(list, "utf8"));
        expect([...Map.groupBy(wanted, documentOf).keys()].sort()).toEqual(Object.keys(documents));
        const ids = rows.map(({ id }) => id);
        expect(ids).toEqual(wanted.filter((id) => documentOf(id) === document));
    });
}

function documentOf(id: string): string {
    return id.slice(0, 2);
}

/** The first column of the list's tables; `S1.E1-3` stands for three. */
function experimentIds(markdown: string): string[] {
    return [...markdown.matchAll(/^\| (S\d\.E)(\d+)(?:-(\d+))? \|/gm)].flatMap(
        ([, start = "", first = "", last = first]) =>
            Array.from({ length: Number(last) - Number(first) + 1 }, (_, index) => `${start}${Number(first) + index}`),
    );
}
