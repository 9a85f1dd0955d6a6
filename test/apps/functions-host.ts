/**
 * Runs a packaged function app as the Functions worker for Node does: it gives the module `@azure/functions-core`,
 * loads the file that `package.json` names, and puts each invocation through the programming model that the app's own
 * copy of `@azure/functions` registered. The messages are those of the worker's protocol with the host (`FunctionRpc`).
 *
 * Started with `fork`; the first argument is the package's main file. Answers each {@link Invocation} with a
 * {@link Reply}, and prints what the app logs as the host would.
 */
import Module, { createRequire } from "node:module";

export interface Invocation {
    readonly name: string;
    /** The trigger's payload as JSON. */
    readonly json: string;
}

export interface FunctionMetadata {
    readonly name: string;
    readonly bindings: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** The part of the worker's interface that is used here; its types are not published as a package. */
interface InvocationModel {
    getArguments(): Promise<{ readonly context: unknown; readonly inputs: readonly unknown[] }>;
    invokeFunction(context: unknown, inputs: readonly unknown[], callback: unknown): Promise<unknown>;
    getResponse(context: unknown, result: unknown): Promise<unknown>;
}

interface ProgrammingModel {
    getInvocationModel(invocation: unknown): InvocationModel;
}

export type Reply =
    { readonly functions: readonly FunctionMetadata[] } | { readonly done: true } | { readonly failed: string };

const registered = new Map<string, { readonly metadata: FunctionMetadata; readonly callback: unknown }>();
let model: ProgrammingModel | undefined;

const core = {
    version: "3.10.0",
    hostVersion: "4.1040.0",
    registerFunction(metadata: FunctionMetadata, callback: unknown) {
        registered.set(metadata.name, { metadata, callback });
        return { dispose: () => undefined };
    },
    setProgrammingModel: (given: ProgrammingModel) => (model = given),
    getProgrammingModel: () => model,
    registerHook: () => ({ dispose: () => undefined }),
    log: (level: string, _category: string, message: string) => {
        console.log(`[${level}] ${message}`);
    },
};

const loader = Module as unknown as { _load: (request: string, ...rest: unknown[]) => unknown };
const load = loader._load.bind(loader);
loader._load = (request, ...rest) => (request === "@azure/functions-core" ? core : load(request, ...rest));

async function invoke({ name, json }: Invocation): Promise<void> {
    const found = registered.get(name);
    if (found === undefined || model === undefined) throw new Error(`No function ${name}.`);
    const { metadata, callback } = found;
    const trigger =
        Object.entries(metadata.bindings).find(([, { type }]) => String(type).endsWith("Trigger"))?.[0] ?? "";
    const invocationId = "00000000-0000-4000-8000-000000000001";
    const invocation = model.getInvocationModel({
        invocationId,
        metadata,
        request: { invocationId, inputData: [{ name: trigger, data: { json } }] },
        log: core.log,
        state: undefined,
    });
    const { context, inputs } = await invocation.getArguments();
    const result = await invocation.invokeFunction(context, inputs, callback);
    await invocation.getResponse(context, result);
}

const reply = (message: Reply): unknown => process.send?.(message);

process.on("message", (message: Invocation) => {
    invoke(message).then(
        () => reply({ done: true }),
        (error: unknown) => {
            // The host logs the error with its stack, and all that hangs on it.
            console.error(error);
            reply({ failed: error instanceof Error ? error.message : String(error) });
        },
    );
});

createRequire(import.meta.url)(process.argv[2] ?? "");
reply({ functions: [...registered.values()].map(({ metadata }) => metadata) });
