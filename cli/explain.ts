import { oracleOf } from "../analysis/evaluate.ts";
import { modelOf } from "../analysis/model/model.ts";
import { indirectPaths } from "../analysis/paths.ts";
import { remediesFor } from "../analysis/remedies.ts";
import { readQuestion } from "../analysis/words.ts";
import { explainedLines } from "../report/explain/answer.ts";
import { loadPlan, type PlanOptions } from "./plan.ts";
import { withPersonas } from "./question.ts";
import { columnsOf, show, warn } from "./terminal.ts";

export interface ExplainOptions extends PlanOptions {
    readonly from: string;
    readonly as: string;
    readonly do: string;
    readonly on: string;
    readonly through?: string;
    readonly groups?: readonly string[];
    readonly at?: string;
    readonly personas?: string;
    readonly json?: true;
}

/** To the second: finer would only be noise. */
function now(): string {
    return new Date().toISOString().replace(/\.\d+Z$/, "Z");
}

export async function explain(options: ExplainOptions): Promise<void> {
    const { plan, warnings } = await loadPlan(options);
    const { personas, at = now(), json, ...words } = options;
    const model = withPersonas(modelOf(plan), personas);
    const question = readQuestion(model, { ...words, at });
    const oracle = oracleOf(model);
    const answer = oracle.answer(question);
    const beside = { remedies: remediesFor(oracle, question), indirect: indirectPaths(oracle, question) };
    if (json === true) process.stdout.write(`${JSON.stringify({ ...answer, ...beside }, undefined, 2)}\n`);
    else show(explainedLines(model, { answer, ...beside }, columnsOf(process.stdout)));
    warn(warnings);
}
