import { columnsOf, show, warn } from "./terminal.ts";
import { loadPlan, type PlanOptions } from "./plan.ts";

export interface PreviewOptions extends PlanOptions {
    readonly json?: true;
}

export async function preview(options: PreviewOptions): Promise<void> {
    const { plan, warnings } = await loadPlan(options);
    if (options.json === true) {
        process.stdout.write(`${JSON.stringify(plan, undefined, 2)}\n`);
        warn(warnings);
        return;
    }
    const [{ modelOf }, { summaryOf }, { previewLines }] = await Promise.all([
        import("../analysis/model/model.ts"),
        import("../report/summary/summary.ts"),
        import("../report/preview/preview.ts"),
    ]);
    show(previewLines(summaryOf(modelOf(plan)), { columns: columnsOf(process.stdout), warnings }));
}
