import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** The repository. */
export const home = fileURLToPath(new URL("../../", import.meta.url));

export interface Ended {
    readonly status: number | null;
    readonly out: string;
    readonly err: string;
}

/** What the surroundings of the tests would change in the output. */
export const strangers = /^(COLUMNS|NO_COLOR|FORCE_COLOR|NODE_OPTIONS|VITEST.*)$/;

interface Surroundings {
    readonly cwd?: string;
    readonly env?: Readonly<Record<string, string>>;
    readonly input?: string;
    /** Stop reading standard output after its first piece, as `head` does. */
    readonly impatient?: true;
}

/** Runs the command line as a process of its own. */
export function keyvaultBlueprint(
    args: readonly string[],
    { cwd = home, env = {}, input, impatient }: Surroundings = {},
): Promise<Ended> {
    const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !strangers.test(name)));
    const child = spawn(process.execPath, [`${home}cli/main.ts`, ...args], { cwd, env: { ...inherited, ...env } });
    let out = "";
    let err = "";
    child.stdout.on("data", (piece: Buffer) => {
        out += piece.toString();
        if (impatient) child.stdout.destroy();
    });
    child.stderr.on("data", (piece: Buffer) => void (err += piece.toString()));
    child.stdin.end(input);
    return new Promise((resolve, reject) => {
        child.once("error", reject);
        child.once("close", (status) => resolve({ status, out, err }));
    });
}
