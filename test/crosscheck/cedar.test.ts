import fc from "fast-check";
import { expect, test } from "vitest";
import { oracleOf } from "../../analysis/evaluate.ts";
import { modelOf } from "../../analysis/model/model.ts";
import { roleById } from "../../azure/roles.ts";
import { cedarOf, type Held } from "../../bench/cedar.ts";
import { depthOf } from "./depth.ts";
import { asked, askedOf } from "./whole/grid.ts";
import { planOf, scopeId, vaultId } from "./whole/plan-of.ts";
import { roleIds, worlds, type World } from "./whole/world.ts";

/** Role assignments alone, decided by another engine of policies. */
const depth = depthOf(6);

const writer = {
    dataActions: ["Microsoft.KeyVault/vaults/secrets/*"],
    notDataActions: ["Microsoft.KeyVault/vaults/secrets/getSecret/action"],
};

function rolesIn({ assignments }: World): readonly Held[] {
    return assignments
        .filter(({ eligible }) => !eligible)
        .map(({ principal, role, scope, onlyNames }) => {
            const { dataActions, notDataActions } = role === "Writer" ? writer : roleById(roleIds[role]!)!;
            return { principal, dataActions, notDataActions, scope: scopeId(scope), onlyNames };
        });
}

test(`Cedar agrees on every authorisation in ${depth.numRuns} generated worlds`, { timeout: 600_000 }, () => {
    let [decisions, granted] = [0, 0];
    fc.assert(
        fc.property(worlds, (any) => {
            // A role that nobody has the definition of is for neither to judge.
            const assignments = any.assignments.filter(({ role }) => role !== "Nobody");
            const world = { ...any, assignments, vault: { ...any.vault, rbac: true } };
            const model = modelOf(planOf(world));
            const oracle = oracleOf(model);
            const cedar = cedarOf(rolesIn(world), "world");
            for (const [index, question] of askedOf(model).entries()) {
                const { from, as, do: operation, object } = asked[index]!;
                if (from !== "internet" || as === "anonymous" || question?.operation.plane !== "data") continue;
                const answer = oracle.answer(question);
                const { outcome, because } = answer.gates.find(({ gate }) => gate === "authorization")!;
                const expected = cedar({
                    principals: [as.principal, ...(as.group === undefined ? [] : [as.group])],
                    action: String((because as { readonly action?: string }).action),
                    resource: object === undefined ? vaultId : `${vaultId}/${operation.split("/")[0]!}/${object}`,
                });
                expect(`${JSON.stringify(asked[index])} ${outcome}`).toBe(
                    `${JSON.stringify(asked[index])} ${expected ? "passed" : "stopped"}`,
                );
                decisions += 1;
                granted += Number(expected);
            }
        }),
        depth,
    );
    expect(granted).toBeGreaterThan(0);
    expect(decisions).toBeGreaterThan(100 * depth.numRuns);
});
