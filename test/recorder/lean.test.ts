import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, test, vi } from "vitest";
import { secret, unknown } from "../../plan/plan.ts";
import type { Recording } from "../../recorder/record.ts";
import { config } from "./things.ts";

/*
 * What the recorder reaches into may be missing or different in another version of the SDK. Each test hides one such
 * thing and records again: the record must not differ.
 */

const require = createRequire(import.meta.url);
type Functions = Record<string, unknown>;
const pulumi = require("@pulumi/pulumi") as Functions & {
    Resource: Functions;
    log: Functions;
    Config: { prototype: Functions };
};
const internal = (name: string) => require(`@pulumi/pulumi/runtime/${name}`) as Functions;

/** Everything that is replaced, by what it saves. */
const levers: Readonly<Record<string, readonly [holder: Functions, name: string]>> = {
    "azure-native's own aliases": [pulumi, "mergeOptions"],
    "a stack trace for each promise": [internal("debuggable"), "debuggablePromise"],
    "a stack trace for each resource": [pulumi.Resource, "stackTrace"],
};

/** Loads the recorder anew, as in a process of its own, where some functions cannot be replaced. */
async function recordWithout(hidden: readonly string[]): Promise<Recording> {
    const before = Object.entries(levers).map(([lever, [holder, name]]) => {
        Object.defineProperty(holder, name, { writable: !hidden.includes(lever) });
        return [lever, holder[name]] as const;
    });
    vi.resetModules();
    const { record } = await import("../../recorder/record.ts");
    const recording = await record(fileURLToPath(new URL("./mixed.ts", import.meta.url)), {
        stack: "dev",
        project: "shop",
        config,
    });
    const kept = before
        .filter(([lever, original]) => levers[lever]![0][levers[lever]![1]] === original)
        .map(([lever]) => lever);
    expect(kept).toEqual(hidden);
    return inOrder(recording);
}

/** Resources stand in the order in which they arrive, which follows the number of turns that the SDK takes. */
function inOrder({ plan, ...others }: Recording): Recording {
    const resources = plan.deployment.resources.toSorted((a, b) => (a.urn < b.urn ? -1 : 1));
    return { plan: { version: 3, deployment: { resources } }, ...others };
}

describe("the record is the same", () => {
    test.each(Object.keys(levers))("without leaving out %s", async (lever) => {
        const lean = await recordWithout([]);
        expect(lean.plan.deployment.resources.length).toBe(16);
        expect(await recordWithout([lever])).toEqual(lean);
    });

    test("without leaving out anything", async () => {
        expect(await recordWithout(Object.keys(levers))).toEqual(await recordWithout([]));
    });

    test("without a store of its own", async () => {
        const lean = await recordWithout([]);
        const state = internal("state");
        const { withLocalStorage } = state;
        try {
            state["withLocalStorage"] = undefined;
            expect(await recordWithout([])).toEqual(lean);
        } finally {
            state["withLocalStorage"] = withLocalStorage;
        }
    });
});

test("outside of recordings everything is as it was", async () => {
    await recordWithout([]);
    const merge = pulumi["mergeOptions"] as (a: object, b: object) => object;
    const versions = { aliases: [{ type: "azure-native:keyvault/v20230701:Vault" }] };
    expect(merge({}, versions)).toEqual(versions);
    expect((pulumi.Resource["stackTrace"] as (skip: number) => unknown[])(0)).not.toEqual([]);
    const promise = Promise.resolve();
    (internal("debuggable")["debuggablePromise"] as (promise: Promise<void>, context: string) => void)(promise, "here");
    expect(promise).toHaveProperty("_debugStackTrace");
});

describe("in a process of its own", () => {
    const run = async (script: string, ...flags: string[]): Promise<unknown> => {
        const imports = `import { createRequire } from "node:module"; import { record } from "${new URL("../../recorder/record.ts", import.meta.url).href}"; const require = createRequire("${import.meta.url}");`;
        const { stdout } = await promisify(execFile)(process.execPath, [
            ...flags,
            "--input-type=module",
            "--eval",
            imports + script,
        ]);
        return JSON.parse(stdout) as unknown;
    };
    const options = `{ stack: "dev", project: "shop", config: ${JSON.stringify(config)} }`;
    const mixed = JSON.stringify(fileURLToPath(new URL("./mixed.ts", import.meta.url)));
    const loaded = `Object.keys(require.cache).filter((path) => /[\\\\/](typescript|arborist|grpc-js|automation)[\\\\/]/.test(path)).length`;

    test("the compiler, the package manager, gRPC and the Automation API are not loaded, and are there when they are needed", async () => {
        const script = `
            const { plan } = await record(${mixed}, ${options});
            const before = ${loaded};
            const { automation, runtime } = require("@pulumi/pulumi");
            const { text } = await runtime.serializeFunction(() => 42);
            console.log(JSON.stringify({ resources: plan.deployment.resources.length, before, after: ${loaded} > 0, text, automation: typeof automation.LocalWorkspace.create }));`;
        const result = (await run(script)) as { text: string };
        expect(result).toMatchObject({ resources: 16, before: 0, after: true, automation: "function" });
        expect(result.text).toContain("42");
    });

    const oldest = fileURLToPath(new URL("../../.tools/pulumi-oldest/", import.meta.url));

    /** azure-native's peer dependency begins here. */
    test.skipIf(!existsSync(oldest))(
        "the oldest SDK, 3.142.0, records the same (npm install --prefix .tools/pulumi-oldest @pulumi/pulumi@3.142.0)",
        async () => {
            const hook = `
            import { registerHooks } from "node:module";
            import { existsSync } from "node:fs";
            import { pathToFileURL } from "node:url";
            registerHooks({ resolve(specifier, context, next) {
                if (!/^@pulumi\\/pulumi(\\/|$)/.test(specifier)) return next(specifier, context);
                const base = ${JSON.stringify(oldest)} + "node_modules/" + specifier;
                const path = [base, base + ".js", base + "/index.js"].find((path) => /\\.js(on)?$/.test(path) && existsSync(path));
                return { url: pathToFileURL(path).href, format: "commonjs", shortCircuit: true };
            } });`;
            const script = `console.log(JSON.stringify({ ...(await record(${mixed}, ${options})), version: require("@pulumi/pulumi/version").version }));`;
            const [old, current] = (await Promise.all([
                run(script, "--import", `data:text/javascript,${encodeURIComponent(hook)}`),
                run(script),
            ])) as [Recording & { version: string }, Recording & { version: string }];
            expect(old.version).toBe("3.142.0");
            expect(current.version).not.toBe(old.version);
            expect(comparable(old)).toEqual(comparable(current));
        },
    );

    /** Older SDKs keep the inputs of components to themselves, and forget that an unknown value is secret. */
    function comparable({ version: _, ...recording }: Recording & { version: string }): unknown {
        const { plan, ...others } = inOrder(recording);
        const resources = plan.deployment.resources.map((resource) =>
            resource.custom ? resource : { ...resource, inputs: {} },
        );
        const text = JSON.stringify({ resources, ...others }).replaceAll(
            JSON.stringify(secret),
            JSON.stringify(unknown),
        );
        return JSON.parse(text) as unknown;
    }
});
