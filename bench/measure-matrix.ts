import { readFileSync } from "node:fs";
import { matrixOf } from "../analysis/matrix.ts";
import { modelOf } from "../analysis/model/model.ts";
import { readPlan } from "../plan/read.ts";

/* Run by the bench in a process of its own, in which nothing is compiled yet: node bench/measure-matrix.ts <plan> */

const [name = ""] = process.argv.slice(2);
const text = readFileSync(name, "utf8");
const times = [performance.now()];
const { plan } = readPlan(text, { name });
times.push(performance.now());
const model = modelOf(plan);
times.push(performance.now());
const { vaults, covered } = matrixOf(model);
times.push(performance.now());
const [reading, modelling, deciding] = times.slice(1).map((time, index) => time - times[index]!);
console.log(
    JSON.stringify({
        reading,
        modelling,
        deciding,
        vaults: vaults.length,
        subnets: model.networks.subnets.size,
        assignments: model.assignments.all.length,
        asked: covered.asked,
        questions: covered.questions,
    }),
);
