import { AsyncLocalStorage } from "node:async_hooks";
import Module, { createRequire } from "node:module";
import type * as Pulumi from "@pulumi/pulumi";
import { unknown } from "../plan/plan.ts";

/*
 * Everything that reaches into Pulumi's internals: to load it without what recording never needs, to keep a recording
 * apart from the rest of the process, and to leave out work whose result is thrown away. Each reach looks first whether
 * the thing is there; without it recording is slower or less apart, and the record is the same. What is replaced acts
 * inside a recording only: a deployment in the same process keeps the original.
 */

/** What a recording is told while it runs. */
export interface Listener {
    /** A message that the program logs. */
    log(severity: "info" | "warning" | "error", message: string): void;
    /** The folder of `Pulumi.yaml`, as `pulumi.runtime.getRootDirectory()` gives it. */
    readonly rootDirectory?: string;
}

/** A registration that waits for something, in the SDK's own words for its state. */
interface PendingRegistration {
    readonly name?: string;
    readonly type?: string;
    readonly inputProperty?: string;
}

interface Store {
    readonly settings: { readonly options: { rootDirectory?: string } };
    readonly pendingResourceRegistrations?: ReadonlyMap<unknown, PendingRegistration>;
}

interface StateModule {
    readonly withLocalStorage?: <T>(callback: () => T) => T;
    readonly getStore?: () => Store;
}

type AnyFunction = (this: unknown, ...args: unknown[]) => unknown;

const require = createRequire(import.meta.url);
const recording = new AsyncLocalStorage<Listener>();
let loaded: typeof Pulumi | undefined;

/** Whether this call comes from inside a recording. */
export function isRecording(): boolean {
    return recording.getStore() !== undefined;
}

/** Loads the SDK without what only other uses of it need; that is loaded when it is touched. */
export function loadPulumi(): typeof Pulumi {
    return (loaded ??= slimmed(withLazyModules(() => require("@pulumi/pulumi") as typeof Pulumi)));
}

/** Runs `callback` with settings, configuration and stack of its own, as the Automation API does for inline programs. */
export function isolated<T>(listener: Listener, callback: () => Promise<T>): Promise<T> {
    loadPulumi();
    const state = internal<StateModule>("state");
    const run = async (): Promise<T> => {
        const options = state?.getStore?.().settings.options;
        if (options !== undefined && listener.rootDirectory !== undefined)
            options.rootDirectory = listener.rootDirectory;
        return callback();
    };
    return recording.run(listener, () => (state?.withLocalStorage ? state.withLocalStorage(run) : run()));
}

/** The registrations that still wait, as `name [type], for its input "x"`; empty where the SDK does not tell. */
export function waitingRegistrations(): string[] {
    const pending = internal<StateModule>("state")?.getStore?.().pendingResourceRegistrations;
    return [...(pending?.values() ?? [])].map(
        ({ name, type, inputProperty }) =>
            `${name} [${type}]${inputProperty === undefined ? "" : `, for its input "${inputProperty}"`}`,
    );
}

/**
 * Modules that the SDK loads at start-up, and a recording never touches: for serialising functions the compiler and the
 * package manager (0.3 s and 60 MB of 0.45 s and 130 MB), for talking to an engine gRPC and tracing, and the Automation
 * API (together 0.05 s).
 */
const heavy =
    /(^|\/)(typescript(-shim)?|automation)$|_grpc_pb$|^@npmcli\/arborist$|^@grpc\/grpc-js$|^@opentelemetry\/api$/;

type Load = (this: unknown, request: string, parent: { filename?: string } | undefined, isMain: boolean) => unknown;

/** Loads with {@link heavy} modules replaced by stand-ins that load the real ones when they are touched. */
function withLazyModules<T>(load: () => T): T {
    const loader = Module as unknown as { _load?: Load };
    const original = loader._load;
    if (original === undefined) return load();
    loader._load = function (request, parent, isMain) {
        const ofPulumi = /[\\/]@pulumi[\\/]pulumi[\\/]/.test(parent?.filename ?? "");
        if (!ofPulumi || !heavy.test(request)) return original.call(this, request, parent, isMain);
        return whenTouched(() => original.call(this, request, parent, isMain) as object);
    };
    try {
        return load();
    } finally {
        loader._load = original;
    }
}

function whenTouched(load: () => object): object {
    let module: object | undefined;
    const real = (): object => (module ??= load());
    return new Proxy(
        {},
        {
            // Compiled imports look at this mark first; it makes them take the stand-in as it is.
            get: (_, key) =>
                key === "__esModule" && module === undefined ? true : (Reflect.get(real(), key) as unknown),
            has: (_, key) => Reflect.has(real(), key),
            ownKeys: () => Reflect.ownKeys(real()),
            getOwnPropertyDescriptor: (_, key) => {
                const descriptor = Reflect.getOwnPropertyDescriptor(real(), key);
                return descriptor && { ...descriptor, configurable: true };
            },
        },
    );
}

function slimmed(pulumi: typeof Pulumi): typeof Pulumi {
    // azure-native adds an alias for each API version: 21 on a vault, 60 on a subnet, several Outputs each.
    replace(
        pulumi,
        "mergeOptions",
        (original) =>
            function (options: unknown, more: unknown) {
                return original.call(this, options, isVersionAliases(more) ? undefined : more);
            },
    );
    // The SDK formats a stack trace for each promise, to be shown if the promise leaks, and one for each resource.
    const debuggable = internal<object>("debuggable");
    if (debuggable !== undefined) replace(debuggable, "debuggablePromise", () => (promise: unknown) => promise);
    replace(pulumi.Resource, "stackTrace", () => () => []);

    // Without an engine the SDK prints messages instead of handing them on.
    for (const [name, severity] of [
        ["info", "info"],
        ["warn", "warning"],
        ["error", "error"],
    ] as const) {
        replace(pulumi.log, name, () => (message) => {
            recording.getStore()?.log(severity, String(message));
            return Promise.resolve();
        });
    }
    // An encrypted value is not decrypted: it is an unknown secret, whatever type the program reads it as.
    for (const read of ["get", "require"]) {
        for (const type of ["", "Boolean", "Number", "Object"]) {
            replace(
                pulumi.Config.prototype,
                `${read}Secret${type}`,
                (original) =>
                    function (key, ...rest) {
                        const name = `${(this as Pulumi.Config).name}:${String(key)}`;
                        if (pulumi.runtime.getConfig(name) !== unknown) return original.call(this, key, ...rest);
                        return pulumi.secret(pulumi.output(pulumi.unknown));
                    },
            );
        }
    }
    return pulumi;
}

/** Replaces a function for calls from inside a recording; leaves everything alone where there is no such function. */
function replace(holder: object, name: string, make: (original: AnyFunction) => AnyFunction): void {
    const descriptor = Object.getOwnPropertyDescriptor(holder, name);
    if (typeof descriptor?.value !== "function" || descriptor.writable !== true) return;
    const original = descriptor.value as AnyFunction;
    const inside = make(original);
    (holder as Record<string, unknown>)[name] = function (this: unknown, ...args: unknown[]): unknown {
        return (isRecording() ? inside : original).apply(this, args);
    };
}

/** Whether options consist of nothing but azure-native's aliases for other API versions. */
function isVersionAliases(options: unknown): boolean {
    if (typeof options !== "object" || options === null) return false;
    const { aliases, ...others } = options as { aliases?: unknown };
    return Array.isArray(aliases) && Object.keys(others).length === 0 && aliases.every(isVersionAlias);
}

function isVersionAlias(alias: unknown): boolean {
    const type = (alias as { type?: unknown } | null)?.type;
    return typeof type === "string" && type.startsWith("azure-native:") && Object.keys(alias as object).length === 1;
}

function internal<T>(name: string): T | undefined {
    try {
        return require(`@pulumi/pulumi/runtime/${name}`) as T;
    } catch {
        return undefined;
    }
}
