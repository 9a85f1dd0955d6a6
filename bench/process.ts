import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { median } from "./bench.ts";

export const root = fileURLToPath(new URL("..", import.meta.url));

/** What one process took, from its start to its end. */
export interface Run {
    readonly seconds: number;
    /** The most memory that it held at once. */
    readonly megabytes: number;
    readonly stdout: string;
}

/** Has a process tell its peak memory on a pipe of its own when it ends. */
const reporter = `data:text/javascript,${encodeURIComponent(
    `import { writeSync } from "node:fs"; process.on("exit", () => writeSync(3, String(process.resourceUsage().maxRSS)));`,
)}`;

/** Runs this Node with some arguments in the repository. A process that fails is a failure of the bench. */
export async function run(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Run> {
    const start = performance.now();
    const child = spawn(process.execPath, ["--import", reporter, ...args], {
        cwd: root,
        env: { ...process.env, NO_COLOR: "1", ...env },
        stdio: ["ignore", "pipe", "pipe", "pipe"],
    });
    const [stdout, stderr, kilobytes] = child.stdio.slice(1).map((stream) => collect(stream as NodeJS.ReadableStream));
    const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
    const seconds = (performance.now() - start) / 1000;
    if (code !== 0) throw new Error(`node ${args.join(" ")} ended with ${code}:\n${await stdout!}${await stderr!}`);
    return { seconds, megabytes: Number(await kilobytes!) / 1024, stdout: await stdout! };
}

/** Cold: Node's compile cache is empty. Warm: it holds what the runs before left there. */
export async function coldAndWarm(args: readonly string[], times: number, env: Readonly<Record<string, string>> = {}): Promise<{ cold: Run; warm: Run }> {
    const cache = await mkdtemp(join(tmpdir(), "bench-"));
    const cold: Run[] = [];
    const warm: Run[] = [];
    for (let turn = 0; turn < times; turn++) {
        cold.push(await run(args, { ...env, NODE_COMPILE_CACHE: join(cache, `cold-${turn}`) }));
        warm.push(await run(args, { ...env, NODE_COMPILE_CACHE: join(cache, "cold-0") }));
    }
    await rm(cache, { recursive: true });
    return { cold: middle(cold), warm: middle(warm) };
}

function middle(runs: readonly Run[]): Run {
    return {
        seconds: median(runs.map(({ seconds }) => seconds)),
        megabytes: median(runs.map(({ megabytes }) => megabytes)),
        stdout: runs[0]!.stdout,
    };
}

async function collect(stream: NodeJS.ReadableStream): Promise<string> {
    let text = "";
    for await (const chunk of stream) text += String(chunk);
    return text;
}
