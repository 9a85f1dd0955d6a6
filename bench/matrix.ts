import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Plan } from "../plan/plan.ts";
import { recordStack } from "../recorder/stack.ts";
import { goal } from "./bench.ts";
import type { Bench, Row } from "./bench.ts";
import { estate } from "./estate/estate.ts";
import { root, run } from "./process.ts";

/** What one process took for a plan that it had read: all times in milliseconds. */
interface Measured {
    readonly reading: number;
    readonly modelling: number;
    readonly deciding: number;
    readonly megabytes: number;
    readonly vaults: number;
    readonly subnets: number;
    readonly assignments: number;
    readonly asked: number;
    readonly questions: number;
}

const sizes = [250, 500, 1000, 2000] as const;

/** A process for each plan: what one leaves on the heap, or compiled, must not help or hinder the next. */
export const matrix: Bench = {
    name: "matrix",
    about: "the complete matrix of a plan that is read: its model, then every class of place and caller at every vault",
    async run() {
        const folder = await mkdtemp(join(tmpdir(), "bench-"));
        const { plan: dev } = await recordStack({ folder: root, stack: "dev" });
        const jobs: readonly Job[] = [
            { plan: dev, path: join(folder, "dev.json"), times: 7 },
            ...sizes.map((size) => ({ plan: estate(size), path: join(folder, `${size}.json`), times: 3 })),
        ];
        await Promise.all(jobs.map(({ plan, path }) => writeFile(path, JSON.stringify(plan))));
        const [ofDev, ...others] = (await fastest(jobs)) as [Measured, ...Measured[]];
        await rm(folder, { recursive: true });
        return [
            {
                what: "dev",
                measured: shown(ofDev),
                against: covering(ofDev),
                ...goal("below 50 ms", taken(ofDev) < 50),
            },
            ...others.map(row),
            growth(others.at(-2)!, others.at(-1)!),
        ];
    },
};

interface Job {
    readonly plan: Plan;
    readonly path: string;
    readonly times: number;
}

/** The jobs take turns, and of each the fastest run counts: what the machine takes when it does nothing else. */
async function fastest(jobs: readonly Job[]): Promise<Measured[]> {
    const results: Measured[] = [];
    for (let turn = 0; turn < Math.max(...jobs.map(({ times }) => times)); turn++) {
        for (const [index, { path, times }] of jobs.entries()) {
            if (turn >= times) continue;
            const { stdout, megabytes } = await run(["bench/measure-matrix.ts", path]);
            const result = { ...(JSON.parse(stdout) as Omit<Measured, "megabytes">), megabytes };
            const before = results[index];
            if (before === undefined || taken(result) < taken(before)) results[index] = result;
        }
    }
    return results;
}

function taken({ modelling, deciding }: Measured): number {
    return modelling + deciding;
}

function row(size: Measured): Row {
    const { vaults, subnets, assignments, megabytes } = size;
    return {
        what: `${vaults.toLocaleString("en")} vaults`,
        measured: `${shown(size)}; ${(taken(size) / vaults).toFixed(2)} ms a vault`,
        against: `${subnets} subnets, ${assignments.toLocaleString("en")} role assignments; ${covering(size)}`,
        ...(vaults === 1000 && goal("below 5 s and 1 GB", taken(size) < 5000 && megabytes < 1024)),
    };
}

function shown({ reading, modelling, deciding, megabytes }: Measured): string {
    const times = `${modelling.toFixed(0)} + ${deciding.toFixed(0)} ms, after ${reading.toFixed(0)} ms of reading`;
    return `${times}; ${megabytes.toFixed(0)} MB`;
}

function covering({ asked, questions }: Measured): string {
    return `${asked.toLocaleString("en")} asked for ${questions.toLocaleString("en")} questions`;
}

function growth(half: Measured, whole: Measured): Row {
    const ratio = taken(whole) / taken(half);
    return {
        what: "growth",
        measured: `${ratio.toFixed(2)} times`,
        against: `${whole.vaults.toLocaleString("en")} vaults against ${half.vaults.toLocaleString("en")}`,
        ...goal("linear: at most 2.2 times", ratio <= 2.2),
    };
}
