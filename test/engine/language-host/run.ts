/** Starts the Node.js processes that the engine asks for. */
import { spawn, type ChildProcessByStdio, type ChildProcessWithoutNullStreams } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Readable } from "node:stream";
import type { RunPluginRequest, RunRequest } from "@pulumi/pulumi/proto/language_pb.js";

/** How a program ended; `reported` when it has told the engine what was wrong, so that nothing is left to say. */
export type Outcome = "succeeded" | "reported" | { readonly error: string };

/** The exit status with which `@pulumi/pulumi/cmd/run` says that it has reported its error (`cmd/run/index.js`). */
const alreadyReported = 32;

export async function runProgram(request: RunRequest, engineAddress: string): Promise<Outcome> {
    const info = request.getInfo();
    const programFolder = info?.getProgramDirectory() ?? request.getPwd();
    const flags = [
        `--monitor=${request.getMonitorAddress()}`,
        `--engine=${engineAddress}`,
        `--organization=${request.getOrganization()}`,
        `--project=${request.getProject()}`,
        `--stack=${request.getStack()}`,
        `--root-directory=${info?.getRootDirectory() ?? request.getPwd()}`,
        `--pwd=${request.getPwd()}`,
        ...(request.getDryrun() ? ["--dry-run"] : []),
        `--parallel=${request.getParallel()}`,
    ];
    const entryPoint = info?.getEntryPoint() ?? request.getProgram();
    const child = spawn("node", [pulumiModule("run", programFolder), ...flags, entryPoint, ...request.getArgsList()], {
        cwd: request.getPwd(),
        // What the program prints becomes the engine's own log, as with the real language host.
        stdio: ["ignore", "inherit", "inherit"],
        env: {
            ...process.env,
            PULUMI_CONFIG: JSON.stringify(Object.fromEntries(request.getConfigMap().entries())),
            PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
            PULUMI_NODEJS_TYPESCRIPT: String(typescriptWanted(info?.getOptions()?.toJavaScript())),
        },
    });
    const status = await new Promise<number>((resolve, reject) => {
        child.once("error", reject);
        child.once("close", (code) => resolve(code ?? 1));
    });
    if (status === 0) return "succeeded";
    return status === alreadyReported ? "reported" : { error: `Program exited with non-zero exit code: ${status}` };
}

/** Policy packs and component packages: processes whose output the engine reads, the first line being their port. */
export function runPlugin(
    request: RunPluginRequest,
): ChildProcessWithoutNullStreams | ChildProcessByStdio<null, Readable, Readable> {
    const folder = request.getInfo()?.getProgramDirectory() ?? request.getProgram();
    const arguments_ = request.getArgsList();
    const isPolicyPack = request.getKind() === "analyzer";
    const command = isPolicyPack
        ? [pulumiModule("run-policy-pack", folder), ...arguments_, folder]
        : [pulumiModule("run-plugin", folder), folder, ...arguments_];
    return spawn("node", command, {
        cwd: isPolicyPack ? folder : request.getPwd(),
        stdio: ["ignore", "pipe", "pipe"],
        env: { ...process.env, ...Object.fromEntries(request.getEnvList().map(splitVariable)) },
    });
}

/** The program that Pulumi's own SDK ships, in the copy that the started code itself would load. */
function pulumiModule(command: string, folder: string): string {
    return createRequire(join(folder, "package.json")).resolve(`@pulumi/pulumi/cmd/${command}`);
}

/** `runtime.options.typescript` in `Pulumi.yaml`; on unless it says otherwise. */
function typescriptWanted(options: Record<string, unknown> | undefined): boolean {
    return options?.["typescript"] !== false;
}

function splitVariable(variable: string): [string, string] {
    const at = variable.indexOf("=");
    return [variable.slice(0, at), variable.slice(at + 1)];
}
