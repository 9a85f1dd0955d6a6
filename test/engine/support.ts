/** What the engine's tests share: skipping where there is no engine, and questions about results. */
import { afterEach, describe, expect } from "vitest";
import type { Plan, PlanResource } from "../../plan/plan.ts";
import { engine, missingEngine, type CommandResult, type Engine, type EngineOptions } from "./harness.ts";
import type { RecordedCall } from "./simulation/provider.ts";

if (missingEngine !== undefined) console.warn(`The engine's tests are skipped: there is ${missingEngine}.`);

/** A group of tests that needs the engine; skipped, with the reason in its name, where there is none. */
export function describeWithEngine(title: string, body: () => void): void {
    if (missingEngine === undefined) describe(title, body);
    else describe.skip(`${title} (skipped: there is ${missingEngine})`, body);
}

const open: Engine[] = [];

/** An engine that the end of the test closes. */
export async function startEngine(options: EngineOptions): Promise<Engine> {
    const started = await engine(options);
    open.push(started);
    return started;
}

afterEach(async () => {
    await Promise.all(open.splice(0).map((started) => started.close()));
});

/** Asserts that a command succeeded, and shows what it printed when it did not. */
export function succeeded(result: CommandResult): CommandResult {
    expect(result.status, result.text).toBe(0);
    return result;
}

/** Asserts that a command failed, and shows what it printed when it did not. */
export function failed(result: CommandResult): CommandResult {
    expect(result.status, result.text).not.toBe(0);
    return result;
}

/** Names of the resources that a method was called for, in order, previews left out. */
export function called(calls: readonly RecordedCall[], method: "create" | "update" | "delete"): readonly string[] {
    return calls.flatMap((call) =>
        call.method === method && !("preview" in call && call.preview) ? [nameOf(call.urn)] : [],
    );
}

/** The resources of an exported stack that a program registered: no providers, which the engine adds. */
export function registered(exported: Plan): readonly PlanResource[] {
    // An empty stack is exported without the list.
    const resources = exported.deployment.resources as readonly PlanResource[] | undefined;
    return (resources ?? []).filter(({ type }) => !type.startsWith("pulumi:providers:"));
}

export function nameOf(urn: string): string {
    return urn.slice(urn.lastIndexOf("::") + 2);
}
