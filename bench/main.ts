import Table from "cli-table3";
import { suggestion } from "../input/nearest.ts";
import type { Bench } from "./bench.ts";
import { decisions } from "./decisions.ts";
import { matrix } from "./matrix.ts";
import { preview } from "./preview.ts";
import { recording } from "./recording.ts";

/* npm run bench [-- NAME…]: measures and prints; whoever reads judges, because machines differ and ratios tell most. */

const benches: readonly Bench[] = [preview, recording, decisions, matrix];

const names = process.argv.slice(2);
const wrong = names.find((name) => benches.every((bench) => bench.name !== name));
if (wrong !== undefined) {
    console.error(
        `No bench is called ${wrong}: ${suggestion(
            wrong,
            benches.map(({ name }) => name),
        )}`,
    );
    process.exit(2);
}
for (const { name, about, run } of benches) {
    if (names.length > 0 && !names.includes(name)) continue;
    console.log(`\n${name}: ${about}`);
    const table = new Table({ head: ["", "measured", "against", "goal"], style: { head: [], border: [] } });
    for (const { what, measured, against = "", goal } of await run()) {
        table.push([what, measured, against, goal === undefined ? "" : `${goal.text}: ${goal.met ? "met" : "MISSED"}`]);
    }
    console.log(table.toString());
}
