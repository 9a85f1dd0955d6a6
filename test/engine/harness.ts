/**
 * Runs `pulumi` as a user does, in a project's own folder, without touching that folder or the user's Pulumi.
 *
 * Everything that Pulumi writes goes into a temporary folder: its home, its state and the stack's configuration file.
 * The last needs care, because a passphrase stack writes an encryption salt into it: the stack is made beside a copy of
 * the project file, and every command in the real folder is pointed at that configuration (`--config-file`).
 */
import { spawn } from "node:child_process";
import { copyFile, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join, resolve } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { parseDocument } from "yaml";
import type { Plan } from "../../plan/plan.ts";
import { findPulumi, installedPulumi } from "../../tools/engine/pulumi.ts";
import { startProviders, type Providers } from "./provider.ts";
import type { AzureOptions } from "./simulation/azure.ts";

/** The configuration of a stack file, by its full keys: `azure-native:subscriptionId`. */
export type StackConfiguration = Record<string, unknown>;

export interface EngineOptions extends AzureOptions {
    /** The folder with `Pulumi.yaml`. */
    readonly folder: string;
    /** The stack, whose `Pulumi.<stack>.yaml` is in the folder. */
    readonly stack: string;
    /** Changes the copied configuration before the first command. */
    readonly configure?: (configuration: StackConfiguration) => void;
}

export interface CommandResult {
    readonly status: number;
    /** What a user reads: both streams together. */
    readonly text: string;
    readonly stdout: string;
}

export interface Engine {
    readonly providers: Providers;
    /** Changes the configuration for the commands that follow. */
    configure(change: (configuration: StackConfiguration) => void): Promise<void>;
    preview(...flags: string[]): Promise<CommandResult>;
    up(...flags: string[]): Promise<CommandResult>;
    refresh(...flags: string[]): Promise<CommandResult>;
    destroy(...flags: string[]): Promise<CommandResult>;
    /** Takes an existing resource into the stack. */
    importResource(type: string, name: string, id: string): Promise<CommandResult>;
    exportStack(): Promise<Plan>;
    /** Any other command of `pulumi`, in the same private environment. */
    pulumi(...command: string[]): Promise<CommandResult>;
    /** All text that any command has printed, and all files that Pulumi has written: where no secret may be. */
    everythingWritten(): Promise<string>;
    /** Stops the providers and removes the temporary folder. */
    close(): Promise<void>;
}

/** Why no engine test can run on this machine; nothing when one can. */
export const missingEngine: string | undefined =
    findPulumi() === undefined ? "neither a `pulumi` on PATH nor one built by `npm run engine:build`" : undefined;

const root = resolve(import.meta.dirname, "../..");

/** Makes an empty stack, ready for the first command. */
export async function engine(options: EngineOptions): Promise<Engine> {
    const pulumi = findPulumi();
    if (pulumi === undefined) throw new Error(`there is ${missingEngine ?? "no engine"}`);
    const folder = resolve(options.folder);
    const home = await mkdtemp(join(tmpdir(), "engine-"));
    const configFile = join(home, "project", `Pulumi.${options.stack}.yaml`);
    const providers = await startProviders(options);
    const environment = privateEnvironment(home, providers);
    const printed: string[] = [];

    const run = async (inFolder: string, ...command: string[]): Promise<CommandResult> => {
        const result = await execute(
            pulumi,
            ["-C", inFolder, "--non-interactive", "--color", "never", ...command],
            environment,
        );
        printed.push(result.text);
        return result;
    };
    const operation = (command: string, ...flags: string[]): Promise<CommandResult> =>
        run(folder, command, "--stack", options.stack, "--config-file", configFile, ...flags);

    const configure = async (change: (configuration: StackConfiguration) => void): Promise<void> =>
        writeFile(configFile, reconfigured(await readFile(configFile, "utf8"), change));

    await Promise.all(["project", "pulumi", "state"].map((name) => mkdir(join(home, name))));
    await copyFile(join(folder, "Pulumi.yaml"), join(dirname(configFile), "Pulumi.yaml"));
    const made = await run(dirname(configFile), "stack", "init", options.stack);
    if (made.status !== 0) throw new Error(`pulumi stack init failed\n${made.text}`);
    // What `stack init` has written is the salt alone; it would rewrite whatever else it found in the file.
    const shipped = await readFile(join(folder, `Pulumi.${options.stack}.yaml`), "utf8");
    await writeFile(configFile, `${await readFile(configFile, "utf8")}${shipped}`);
    await configure(options.configure ?? (() => undefined));

    return {
        providers,
        configure,
        preview: (...flags) => operation("preview", ...flags),
        up: (...flags) => operation("up", "--yes", "--skip-preview", ...flags),
        refresh: (...flags) => operation("refresh", "--yes", "--skip-preview", ...flags),
        destroy: (...flags) => operation("destroy", "--yes", "--skip-preview", ...flags),
        importResource: (type, name, id) =>
            operation("import", "--yes", "--skip-preview", "--generate-code=false", "--protect=false", type, name, id),
        pulumi: (...command) => run(folder, ...command),
        async exportStack() {
            const { status, stdout, text } = await run(
                dirname(configFile),
                "stack",
                "export",
                "--stack",
                options.stack,
            );
            if (status !== 0) throw new Error(`pulumi stack export failed\n${text}`);
            return JSON.parse(stdout) as Plan;
        },
        async everythingWritten() {
            const files = await Promise.all([join(home, "state"), dirname(configFile)].map(allText));
            return [...printed, ...files].join("\n");
        },
        async close() {
            providers.stop();
            await rm(home, { recursive: true, force: true });
        },
    };
}

/**
 * A stack file with another configuration. What does not change stays as it is written: the engine reads an unquoted
 * date as a time, so quotes matter.
 */
function reconfigured(text: string, change: (configuration: StackConfiguration) => void): string {
    const document = parseDocument(text, { customTags: ["timestamp"] });
    const read = (): StackConfiguration => (document.toJS() as { readonly config?: StackConfiguration }).config ?? {};
    const before = read();
    const after = read();
    change(after);
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
        if (isDeepStrictEqual(before[key], after[key])) continue;
        if (after[key] === undefined) document.deleteIn(["config", key]);
        else document.setIn(["config", key], document.createNode(after[key]));
    }
    return document.toString();
}

/** The test's own environment less every setting of Pulumi and Azure, so that no user's stack is within reach. */
function privateEnvironment(home: string, providers: Providers): NodeJS.ProcessEnv {
    const kept = Object.entries(process.env).filter(([name]) => !/^(PULUMI|AZURE|ARM|VITEST|NODE_)/.test(name));
    const languageHost = installedPulumi() === undefined ? [join(import.meta.dirname, "language-host")] : [];
    return {
        ...Object.fromEntries(kept),
        PATH: [...languageHost, join(root, "node_modules/.bin"), process.env["PATH"] ?? ""].join(delimiter),
        PULUMI_HOME: join(home, "pulumi"),
        PULUMI_BACKEND_URL: `file://${join(home, "state")}`,
        PULUMI_CONFIG_PASSPHRASE: "engine tests",
        PULUMI_SKIP_UPDATE_CHECK: "true",
        PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
        PULUMI_DEBUG_PROVIDERS: providers.attachments,
    };
}

async function execute(command: string, flags: readonly string[], env: NodeJS.ProcessEnv): Promise<CommandResult> {
    const child = spawn(command, flags, { env, stdio: ["ignore", "pipe", "pipe"] });
    const both: string[] = [];
    const out: string[] = [];
    child.stdout.setEncoding("utf8").on("data", (text: string) => void (both.push(text), out.push(text)));
    child.stderr.setEncoding("utf8").on("data", (text: string) => void both.push(text));
    const status = await new Promise<number>((resolve_, reject) => {
        child.once("error", reject);
        child.once("close", (code) => resolve_(code ?? 1));
    });
    return { status, text: both.join(""), stdout: out.join("") };
}

async function allText(folder: string): Promise<string> {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const files = entries
        .filter((entry) => entry.isFile())
        .map((entry) => readFile(join(entry.parentPath, entry.name), "utf8"));
    return (await Promise.all(files)).join("\n");
}
