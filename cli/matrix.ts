import { matrixOf } from "../analysis/matrix.ts";
import { modelOf } from "../analysis/model/model.ts";
import { matrixMarkdown } from "../report/matrix/markdown.ts";
import { tablesOf } from "../report/matrix/tables.ts";
import { matrixLines } from "../report/matrix/text.ts";
import { loadPlan, type PlanOptions } from "./plan.ts";
import { columnsOf, show, warn } from "./terminal.ts";

export interface MatrixOptions extends PlanOptions {
    readonly json?: true;
    readonly markdown?: true;
}

export async function matrix(options: MatrixOptions): Promise<void> {
    const { plan, warnings } = await loadPlan(options);
    const found = matrixOf(modelOf(plan), Date.now());
    if (options.json === true) process.stdout.write(`${JSON.stringify(found, undefined, 2)}\n`);
    else if (options.markdown === true) process.stdout.write(matrixMarkdown(tablesOf(found)));
    else show(matrixLines(tablesOf(found), columnsOf(process.stdout)));
    warn(warnings);
}
