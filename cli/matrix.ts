import { matrixOf } from "../analysis/matrix.ts";
import { modelOf } from "../analysis/model/model.ts";
import { readMoment } from "../analysis/words.ts";
import { matrixMarkdown } from "../report/matrix/markdown.ts";
import { tablesOf } from "../report/matrix/tables.ts";
import { matrixLines } from "../report/matrix/text.ts";
import { loadPlan, type PlanOptions } from "./plan.ts";
import { withPersonas } from "./question.ts";
import { columnsOf, show, warn } from "./terminal.ts";

export interface MatrixOptions extends PlanOptions {
    readonly at?: string;
    readonly personas?: string;
    readonly json?: true;
    readonly markdown?: true;
}

export async function matrix({ at, personas, json, markdown, ...options }: MatrixOptions): Promise<void> {
    const { plan, warnings } = await loadPlan(options);
    const moment = at === undefined ? Date.now() : readMoment(at);
    const found = matrixOf(withPersonas(modelOf(plan), personas), moment);
    if (json === true) process.stdout.write(`${JSON.stringify(found, undefined, 2)}\n`);
    else if (markdown === true) process.stdout.write(matrixMarkdown(tablesOf(found)));
    else show(matrixLines(tablesOf(found), columnsOf(process.stdout)));
    warn(warnings);
}
