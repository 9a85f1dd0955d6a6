/**
 * Reviews the plan of any Pulumi program, in whatever language: nothing on the Internet may read a secret.
 *
 *     pulumi preview --json --show-sames | node review.ts
 *
 * Exit status 1 where something may, or where the plan does not tell; 2 where it cannot be read.
 */
import { text } from "node:stream/consumers";
import { InputError, matrixOf, modelOf, readPlan, type Plan } from "keyvault-blueprint/access";

function planFrom(input: string): Plan {
    try {
        const { plan, notes } = readPlan(input, { name: "on standard input" });
        for (const note of notes) console.warn(note);
        return plan;
    } catch (error) {
        if (!(error instanceof InputError)) throw error;
        console.error(error.message);
        return process.exit(2);
    }
}

const plan = planFrom(await text(process.stdin));
const { vaults } = matrixOf(modelOf(plan), Date.now());
const findings = vaults.flatMap(({ vault, origins, callers, objects, cells }) =>
    cells
        .filter(({ origin }) => origins[origin]?.members.includes("internet"))
        .flatMap(({ caller, object, allowed, undetermined }) => {
            const who = callers[caller]?.members.join(", ");
            const what = objects[object]?.name ?? "every secret that the plan does not show";
            if (allowed.includes("secrets/get")) return [`${vault.name}: ${who} reads ${what} from the Internet`];
            if (undetermined.includes("secrets/get")) return [`${vault.name}: ${who} may read ${what}: cannot tell`];
            return [];
        }),
);
for (const finding of findings) console.log(finding);
if (findings.length === 0) console.log("Nothing on the Internet may read a secret.");
process.exitCode = findings.length === 0 ? 0 : 1;
