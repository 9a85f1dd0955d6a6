import { resolve } from "node:path";
import { loadPlan, type PlanOptions } from "./plan.ts";
import { columnsOf, say, show, warn } from "./terminal.ts";

export interface PreviewOptions extends PlanOptions {
    readonly json?: true;
    readonly html?: string;
}

export async function preview(options: PreviewOptions): Promise<void> {
    const { plan, warnings } = await loadPlan(options);
    if (options.json === true) {
        process.stdout.write(`${JSON.stringify(plan, undefined, 2)}\n`);
        warn(warnings);
    }
    if (options.json === true && options.html === undefined) return;
    const [{ modelOf }, { summaryOf }] = await Promise.all([
        import("../analysis/model/model.ts"),
        import("../report/summary/summary.ts"),
    ]);
    const summary = summaryOf(modelOf(plan));
    if (options.html === undefined) {
        const { previewLines } = await import("../report/preview/preview.ts");
        show(previewLines(summary, { columns: columnsOf(process.stdout), warnings }));
    } else {
        const [{ generator, previewPage }, { writePage }] = await Promise.all([
            import("../report/page/preview.ts"),
            import("./file.ts"),
        ]);
        writePage(options.html, previewPage(summary, warnings), generator);
        say(`wrote ${resolve(options.html)}`);
    }
}
