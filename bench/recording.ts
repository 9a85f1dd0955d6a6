import { goal } from "./bench.ts";
import type { Bench, Row } from "./bench.ts";
import { run } from "./process.ts";

interface Measured {
    readonly registrations: number;
    readonly milliseconds: number;
    readonly megabytes: number;
}

/** A process for each number of vaults: what one recording leaves on the heap must not help or hinder the next. */
export const recording: Bench = {
    name: "recording",
    about: "what one registration costs, to 200 vaults (2,201 registrations), against the SDK's own mocks",
    async run() {
        const sizes = [1, 25, 50, 100, 200];
        const jobs: Job[] = [...sizes.map((vaults): Job => [vaults, "recorder"]), [1, "mocks"], [100, "mocks"]];
        const [one, ...others] = (await fastest(jobs, 3)) as [Measured, ...Measured[]];
        const [fewMocks, manyMocks] = others.slice(-2) as [Measured, Measured];
        const costs = others.slice(0, -2).map((size) => cost(one, size));
        return [...costs.map(row), ...verdict(costs, cost(fewMocks, manyMocks))];
    },
};

type Job = readonly [vaults: number, by: "recorder" | "mocks"];

/** The jobs take turns, and of each the fastest run counts: what the machine takes when it does nothing else. */
async function fastest(jobs: readonly Job[], times: number): Promise<Measured[]> {
    const results: Measured[] = [];
    for (let turn = 0; turn < times; turn++) {
        for (const [index, job] of jobs.entries()) {
            const result = await measure(job);
            const before = results[index];
            if (before === undefined || result.milliseconds < before.milliseconds) results[index] = result;
        }
    }
    return results;
}

async function measure([vaults, by]: Job): Promise<Measured> {
    const { stdout, megabytes } = await run(["bench/record-vaults.ts", String(vaults), by]);
    return { ...(JSON.parse(stdout) as { registrations: number; milliseconds: number }), megabytes };
}

interface Cost {
    readonly registrations: number;
    readonly milliseconds: number;
    readonly megabytes: number;
}

/** A registration's share, beyond what one vault costs: that holds what is loaded and compiled once. */
function cost(one: Measured, size: Measured): Cost {
    const more = size.registrations - one.registrations;
    return {
        registrations: size.registrations,
        milliseconds: (size.milliseconds - one.milliseconds) / more,
        megabytes: (size.megabytes - one.megabytes) / more,
    };
}

function row({ registrations, milliseconds, megabytes }: Cost): Row {
    return {
        what: `${registrations} registrations`,
        measured: `${milliseconds.toFixed(2)} ms, ${megabytes.toFixed(2)} MB each`,
        ...goal("at most 3 ms and 0.7 MB", milliseconds <= 3 && megabytes <= 0.7),
    };
}

function verdict(costs: readonly Cost[], mocks: Cost): Row[] {
    const [first, last] = [costs[0]!, costs.at(-1)!];
    const growth = last.milliseconds / first.milliseconds;
    return [
        {
            what: "growth",
            measured: `${growth.toFixed(2)} times`,
            against: `a registration of the last against one of the first`,
            ...goal("linear: at most 1.5 times", growth <= 1.5),
        },
        {
            what: "the SDK's own mocks",
            measured: `${mocks.milliseconds.toFixed(2)} ms, ${mocks.megabytes.toFixed(2)} MB each`,
            against: `${(mocks.milliseconds / last.milliseconds).toFixed(1)} times as long, at ${mocks.registrations} registrations`,
        },
    ];
}
