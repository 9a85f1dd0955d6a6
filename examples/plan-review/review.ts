/**
 * Reviews the plan of any Pulumi program, in whatever language: nothing on the Internet may read a secret.
 *
 *     pulumi preview --json --show-sames | node review.ts
 *
 * Exit status 1 where something may, or where the plan does not tell.
 */
import { text } from "node:stream/consumers";
import { matrixOf, modelOf, readPlan } from "keyvault-blueprint/access";

const { plan, notes } = readPlan(await text(process.stdin), { name: "on standard input" });
for (const note of notes) console.warn(note);

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
process.exitCode = findings.length === 0 ? 0 : 1;
