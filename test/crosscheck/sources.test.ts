import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Verdict } from "../../analysis/answer.ts";
import { oracleOf } from "../../analysis/evaluate.ts";
import { modelOf } from "../../analysis/model/model.ts";
import type { Question } from "../../analysis/question.ts";
import { readQuestion } from "../../analysis/words.ts";
import type { Plan } from "../../plan/plan.ts";
import { recorded } from "../documents/recorded.ts";
import { asked, askedOf } from "./grid.ts";
import { planOf } from "./plan-of.ts";
import { asPreview, type References } from "./preview.ts";
import { worlds } from "./world.ts";

/** One program, read from what is known of it before and after it is deployed: what is told never contradicts itself. */
const runs = Number(process.env["CROSSCHECK_WORLDS"] ?? 25);

const all: readonly References[] = ["as recorded", "ids", "ids and names", "ids, names and scopes"];

function compare(before: readonly (Verdict | undefined)[], after: readonly (Verdict | undefined)[], name: (index: number) => string): { contrary: string[]; lost: number; told: number } {
    const contrary: string[] = [];
    let [lost, told] = [0, 0];
    for (const [index, first] of before.entries()) {
        const second = after[index];
        if (first === undefined || first === "undetermined") continue;
        told += 1;
        if (second === "undetermined") lost += 1;
        else if (first !== second) contrary.push(`${name(index)}: ${first} became ${second}`);
    }
    return { contrary, lost, told };
}

describe("a first preview of a generated world", () => {
    test.each(all)("tells as much as what is deployed (references: %s)", (references) => {
        fc.assert(
            fc.property(worlds, (world) => {
                const verdicts = (plan: Plan): (Verdict | undefined)[] => {
                    const model = modelOf(plan);
                    const oracle = oracleOf(model);
                    return askedOf(model).map((question) => question && oracle.verdict(question));
                };
                // A NAT gateway's address is told by Azure alone.
                const subnets = world.subnets.map((subnet) => (subnet.outbound === "known nat" ? { ...subnet, outbound: "nat" as const } : subnet));
                const plan = planOf({ ...world, subnets });
                const { contrary, lost } = compare(verdicts(plan), verdicts(asPreview(plan, references)), (index) => JSON.stringify(asked[index]));
                expect(contrary.slice(0, 3)).toEqual([]);
                if (references !== "ids, names and scopes") expect(lost).toBe(0);
            }),
            { numRuns: runs },
        );
    });
});

const operations = ["secrets/get", "secrets/set", "secrets/purge", "keys/unwrapKey", "keys/sign", "certificates/get"];

/** A grid over whatever a plan has, in names that do not depend on what is known of it. */
function gridOf(plan: Plan): readonly Parameters<typeof readQuestion>[1][] {
    const model = modelOf(plan);
    const places = [...model.networks.subnets.keys(), ...model.workloads.keys(), "internet", "on-premises", "203.0.113.77", "service:Azure Storage"];
    const held = model.assignments.all.flatMap(({ principal }) => (principal.kind === "principal" ? [principal.principal] : []));
    const listed = [...model.policies.values()].flatMap(({ policies }) => policies.flatMap(({ principal }) => (principal.kind === "principal" ? [principal.principal] : [])));
    const guids = new Set([...held, ...listed].filter((principal) => /^[0-9a-f-]{36}$/.test(principal)));
    const callers = [...model.identities.principalsOf.keys(), ...guids, "99999999-0000-4000-8000-000000000000", "anonymous"];
    return [...model.vaults.keys()].flatMap((vault) => {
        const shown = [...(model.objects.get(vault)?.keys() ?? [])];
        const on = (operation: string): readonly string[] => {
            const [family = ""] = operation.split("/");
            return [`${vault}/${family}/unseen`, ...shown.filter((object) => object.startsWith(`${family}/`)).map((object) => `${vault}/${object}`)];
        };
        const deeds = [
            ...operations.flatMap((operation) => on(operation).map((object) => ({ do: operation, on: object }))),
            ...["secrets/list", "Microsoft.KeyVault/vaults/write", "Microsoft.KeyVault/vaults/accessPolicies/write"].map((operation) => ({ do: operation, on: vault })),
        ];
        return places.flatMap((from) => callers.flatMap((as) => deeds.map((deed) => ({ from, as, at: "2026-11-21", ...deed }))));
    });
}

describe("a first preview of a shipped stack", () => {
    test.each(["dev", "prod", "bastion-integration", "endpoint-lab", "web-application"])("%s tells what the recorded plan tells, or that it cannot", async (stack) => {
        const plan = await recorded(stack).plan();
        const grid = gridOf(plan);
        expect(grid.length).toBeGreaterThan(300);
        const verdicts = (read: Plan): Verdict[] => {
            const model = modelOf(read);
            const oracle = oracleOf(model);
            return grid.map((words) => oracle.verdict(question(model, words)));
        };
        const before = verdicts(plan);
        for (const references of all) {
            const { contrary, lost, told } = compare(before, verdicts(asPreview(plan, references)), (index) => JSON.stringify(grid[index]));
            if (process.env["CROSSCHECK_REPORT"] !== undefined) console.log(`${stack}, references ${references}: ${lost} of ${told} told verdicts become undetermined`);
            expect(contrary.slice(0, 3)).toEqual([]);
            // Our components write whole ids, so that a real preview shows them; without them a subnet is one of several.
            if (references === "as recorded") expect(lost).toBe(0);
        }
    });
});

const resolved = new WeakMap<object, Map<string, Question>>();

/** Names are resolved once for each model: most of a grid's time would go there. */
function question(model: ReturnType<typeof modelOf>, words: Parameters<typeof readQuestion>[1]): Question {
    const known = resolved.get(model) ?? new Map<string, Question>();
    resolved.set(model, known);
    const part = (key: string, own: Parameters<typeof readQuestion>[1]): Question => {
        const found = known.get(key) ?? readQuestion(model, own);
        known.set(key, found);
        return found;
    };
    const plain = { from: "internet", as: "anonymous", do: words.do, on: words.on };
    return {
        ...part(`on ${words.do} ${words.on}`, { ...plain, at: words.at! }),
        origin: part(`from ${words.from}`, { ...plain, from: words.from }).origin,
        caller: part(`as ${words.as}`, { ...plain, as: words.as }).caller,
    };
}
