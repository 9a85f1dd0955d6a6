import { vi } from "vitest";
import { run } from "../../cli/program.ts";
import { home, strangers, type Ended } from "./process.ts";

/**
 * Runs the command line in this process, one call after the other: the same program, without the start of Node and the
 * loading of everything, which are most of what a process of its own takes.
 */
export function inThisProcess(args: readonly string[], cwd: string = home): Promise<Ended> {
    last = last.then(() => captured(args, cwd));
    return last;
}

let last: Promise<Ended> = Promise.resolve({ status: 0, out: "", err: "" });

async function captured(args: readonly string[], cwd: string): Promise<Ended> {
    const taken = { stdout: "", stderr: "" };
    const restore = (["stdout", "stderr"] as const).map((name) => capture(name, (text) => (taken[name] += text)));
    const [before, env] = [process.cwd(), process.env];
    process.env = Object.fromEntries(Object.entries(env).filter(([name]) => !strangers.test(name)));
    process.chdir(cwd);
    try {
        return { status: await run(args), out: taken.stdout, err: taken.stderr };
    } finally {
        process.chdir(before);
        process.env = env;
        for (const undo of restore) undo();
    }
}

/** Takes what is written to a stream, and gives a function that leaves the stream as it was. */
function capture(name: "stdout" | "stderr", take: (text: string) => void): () => void {
    const stream = process[name];
    const listeners = stream.listeners("error");
    const writing = vi.spyOn(stream, "write").mockImplementation((piece) => {
        take(typeof piece === "string" ? piece : Buffer.from(piece).toString());
        return true;
    });
    return () => {
        writing.mockRestore();
        for (const listener of stream.listeners("error"))
            if (!listeners.includes(listener)) stream.off("error", listener as () => void);
    };
}
