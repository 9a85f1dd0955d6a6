import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { unzipSync } from "fflate";
import { packageApp, type AppName } from "../../tools/package-apps.ts";
import type { Certificate } from "../support/certificate.ts";

/** A folder for one test file, gone afterwards. */
export async function workFolder(): Promise<{ readonly path: string; remove(): Promise<void> }> {
    const path = await mkdtemp(join(tmpdir(), "keyvault-blueprint-"));
    return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

/** Packages an app as the stack does and unpacks it into a folder that has no `node_modules` above it. */
export async function unpacked(app: AppName, folder: string): Promise<string> {
    const { file } = await packageApp(app, folder);
    const into = await mkdtemp(join(folder, `${app}-`));
    for (const [name, bytes] of Object.entries(unzipSync(await readFile(file))))
        await writeFile(join(into, name), bytes);
    return join(into, "main.js");
}

export async function certificateFile({ cert }: Certificate, folder: string): Promise<string> {
    const file = join(folder, "ca.pem");
    await writeFile(file, cert);
    return file;
}

export interface Program {
    readonly process: ChildProcess;
    /** Everything that was printed so far, errors too. */
    readonly output: () => string;
    /** Waits for a line of the output. @throws {Error} with the output when the program ends without it */
    line(pattern: RegExp): Promise<RegExpExecArray>;
    /** Waits for the end; gives the exit status. */
    ended(): Promise<number | null>;
    stop(): Promise<void>;
}

/** Starts a program with these environment variables and no others, but `PATH`. */
export function start(
    file: string,
    environment: Readonly<Record<string, string>>,
    args: readonly string[] = [],
): Program {
    const child = fork(file, [...args], {
        env: { PATH: process.env["PATH"], ...environment },
        execArgv: [],
        stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    let printed = "";
    for (const stream of [child.stdout, child.stderr])
        stream?.on("data", (chunk: Buffer) => (printed += chunk.toString()));
    const exit = once(child, "close").then(([status]) => status as number | null);
    return {
        process: child,
        output: () => printed,
        async line(pattern) {
            for (;;) {
                const match = pattern.exec(printed);
                if (match !== null) return match;
                if (child.exitCode !== null)
                    throw new Error(`Ended (${child.exitCode}) without ${String(pattern)}:\n${printed}`);
                await new Promise((resolve) => setTimeout(resolve, 5));
            }
        },
        ended: () => exit,
        async stop() {
            if (child.exitCode === null) child.kill("SIGKILL");
            await exit;
        },
    };
}
