import { createRequire } from "node:module";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { isMainThread } from "node:worker_threads";
import { InputError, refuseAll } from "../input/error.ts";
import type { Refusal } from "../input/error.ts";
import type { Plan, PlanObject } from "../plan/plan.ts";
import { isolated, isRecording, loadPulumi, waitingRegistrations } from "./lean.ts";
import { RecordingMonitor } from "./monitor.ts";
import { mockedProvider } from "./provider.ts";
import type { Invokes } from "./provider.ts";
import { failureOf, watchFailures } from "./failure.ts";

/** A program: a function that registers resources and returns the stack's outputs, or the path of an entry module. */
export type Program = string | (() => unknown);

export interface RecordOptions {
    readonly stack: string;
    readonly project: string;
    /** Full keys, `azure-native:subscriptionId`; structured values as JSON. {@link unknown} is an encrypted value. */
    readonly config?: Readonly<Record<string, string>>;
    /** Keys of `config` whose values are secret. */
    readonly secretKeys?: readonly string[];
    /** What `pulumi.getOrganization()` gives. @default "organization", as the engine's without a service */
    readonly organization?: string;
    /** The folder of `Pulumi.yaml`, as `pulumi.runtime.getRootDirectory()` gives it. */
    readonly rootDirectory?: string;
    /** The working directory of the program. @default the process's; a worker thread keeps that in any case */
    readonly workingDirectory?: string;
    /** Answers to functions that only Azure could answer, by token: `azure-native:keyvault:getVault`. */
    readonly invokes?: Invokes;
}

export interface Recording {
    readonly plan: Plan;
    /** What the program exports, secrets without their values. */
    readonly outputs: PlanObject;
    /** Warnings that the program logs, in order. */
    readonly warnings: readonly string[];
    /** What else it logs. */
    readonly messages: readonly string[];
}

let last: Promise<unknown> = Promise.resolve();

/**
 * Runs a program without Azure, credentials or the Pulumi engine, and keeps what it registers. Recordings that are asked
 * for at once run one after the other; none leaves anything behind.
 *
 * Modules that an entry module imports are loaded once in a process, as Node does; the entry itself is loaded each time.
 *
 * @throws InputError when the program fails, registers one URN twice, logs an error, waits for what never comes, or
 *   needs what cannot be recorded. A program's own refusals (`InputError`, `pulumi.RunError`) come through as they are.
 */
export function record(program: Program, options: RecordOptions): Promise<Recording> {
    if (isRecording()) throw new Error("record() is called by a program that is being recorded");
    const located = typeof program === "string" ? resolve(program) : program;
    const recording = last.then(() => recordNow(located, options));
    last = recording.catch(() => undefined);
    return recording;
}

async function recordNow(program: Program, options: RecordOptions): Promise<Recording> {
    const { stack, project, config = {}, rootDirectory } = options;
    const monitor = new RecordingMonitor(stack, project, mockedProvider(config, options.invokes ?? {}));
    const logged: Record<"info" | "warning" | "error", string[]> = { info: [], warning: [], error: [] };
    const listener = {
        log: (severity: "info" | "warning" | "error", message: string) => void logged[severity].push(message),
        ...(rootDirectory !== undefined && { rootDirectory }),
    };
    const failure = await inDirectory(options.workingDirectory, () =>
        isolated(listener, () => run(program, options, monitor)),
    );

    const faults = [...monitor.faults, ...logged.error.map(loggedError)];
    if (faults.length > 0) refuseAll(faults);
    if (failure !== undefined) throw failureOf(program, failure.error);
    return { plan: monitor.plan(), outputs: monitor.outputs(), warnings: logged.warning, messages: logged.info };
}

async function inDirectory<T>(directory: string | undefined, run: () => Promise<T>): Promise<T> {
    if (directory === undefined || !isMainThread) return run();
    const before = process.cwd();
    process.chdir(directory);
    try {
        return await run();
    } finally {
        process.chdir(before);
    }
}

/** Runs the program to its end and answers with what it failed of, if it did. */
async function run(
    program: Program,
    { stack, project, config = {}, secretKeys = [], organization = "organization" }: RecordOptions,
    monitor: RecordingMonitor,
): Promise<{ readonly error: unknown } | undefined> {
    const { runtime } = loadPulumi();
    const unused = (): never => {
        throw new Error("the recorder answers in place of these mocks");
    };
    await runtime.setMocks({ call: unused, newResource: unused }, project, stack, true, organization);
    runtime.setAllConfig({ ...config }, [...secretKeys]);
    monitor.takeOver(runtime.getMonitor()!);
    return watchFailures(async () => {
        await runtime.runInPulumiStack(() => start(program));
        await runtime.disconnect();
    }, waitingRegistrations);
}

let entries = 0;
const require = createRequire(import.meta.url);

/** Loads an entry module and takes its export for the program's result, as Pulumi's own launcher does. */
async function start(program: Program): Promise<unknown> {
    if (typeof program === "function") return program();
    // A CommonJS module is kept by its path, an ES module by its address with the query.
    delete require.cache[program];
    const module = (await import(`${pathToFileURL(program).href}?recording=${++entries}`)) as Record<string, unknown>;
    const exported = soleExport(program, module);
    return typeof exported === "function" ? (exported as () => unknown)() : exported;
}

function soleExport(program: string, module: Record<string, unknown>): unknown {
    const { default: whole, ...named } = module;
    if (!Object.hasOwn(module, "default")) return named;
    // Of a CommonJS module Node gives the whole as default, and its fields beside it.
    const fields = (whole ?? {}) as Record<string, unknown>;
    const others = Object.keys(named).filter((name) => name !== "module.exports" && fields[name] !== named[name]);
    if (others.length === 0) return whole;
    throw new InputError({
        what: `the program ${program}`,
        got: `a default export and ${others.join(", ")}`,
        expected: "either a default export or named exports, as Pulumi demands",
        fix: "move the other exports into a module of their own",
    });
}

function loggedError(message: string): Refusal {
    return {
        what: "a program that logs an error",
        got: message,
        expected: "no errors: a deployment would fail of it",
        fix: "mend what the message names",
    };
}
