import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("..", import.meta.url));

/** What one process took, from its start to its end. */
export interface Run {
    readonly seconds: number;
    /** Processor time, which a busy machine changes less. */
    readonly processorSeconds: number;
    /** The most memory that it held at once. */
    readonly megabytes: number;
    readonly stdout: string;
}

/** Has a process tell what it used on a pipe of its own when it ends. */
const reporter = `data:text/javascript,${encodeURIComponent(
    `import { writeSync } from "node:fs"; process.on("exit", () => writeSync(3, JSON.stringify(process.resourceUsage())));`,
)}`;

/** Runs this Node with some arguments in the repository. A process that fails is a failure of the bench. */
export async function run(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Run> {
    const start = performance.now();
    const child = spawn(process.execPath, ["--import", reporter, ...args], {
        cwd: root,
        env: { ...process.env, NO_COLOR: "1", ...env },
        stdio: ["ignore", "pipe", "pipe", "pipe"],
    });
    const [stdout, stderr, used] = child.stdio.slice(1).map((stream) => collect(stream as NodeJS.ReadableStream));
    const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
    const seconds = (performance.now() - start) / 1000;
    if (code !== 0) throw new Error(`node ${args.join(" ")} ended with ${code}:\n${await stdout!}${await stderr!}`);
    const { maxRSS, userCPUTime, systemCPUTime } = JSON.parse(await used!) as NodeJS.ResourceUsage;
    return {
        seconds,
        processorSeconds: (userCPUTime + systemCPUTime) / 1e6,
        megabytes: maxRSS / 1024,
        stdout: await stdout!,
    };
}

/** What to run, and how often: the fastest of its runs counts, which is what the machine takes when it does nothing else. */
export interface Candidate {
    readonly args: readonly string[];
    readonly env?: Readonly<Record<string, string>>;
    readonly times: number;
}

/**
 * Cold: Node's compile cache is empty. Warm: it holds what the run before left there. The candidates take turns, so that
 * whatever else the machine does falls on all of them.
 */
export async function coldAndWarm<Name extends string>(
    candidates: Readonly<Record<Name, Candidate>>,
): Promise<Record<"cold" | "warm", Record<Name, Run>>> {
    const folder = await mkdtemp(join(tmpdir(), "bench-"));
    const fastest = { cold: {} as Record<Name, Run>, warm: {} as Record<Name, Run> };
    const entries = Object.entries<Candidate>(candidates) as [Name, Candidate][];
    for (let turn = 0; turn < Math.max(...entries.map(([, { times }]) => times)); turn++) {
        for (const [name, { args, env, times }] of entries) {
            if (turn >= times) continue;
            const cache = { ...env, NODE_COMPILE_CACHE: join(folder, `${name}-${turn}`) };
            for (const state of ["cold", "warm"] as const) {
                const result = await run(args, cache);
                const before = fastest[state][name] as Run | undefined;
                if (before === undefined || result.seconds < before.seconds) fastest[state][name] = result;
            }
        }
    }
    await rm(folder, { recursive: true });
    return fastest;
}

async function collect(stream: NodeJS.ReadableStream): Promise<string> {
    let text = "";
    for await (const chunk of stream) text += String(chunk);
    return text;
}
