/** The shipped stacks, with some of their settings changed, run as they are deployed. */
import { resolve } from "node:path";
import type { InputError } from "../../input/error.ts";
import { stackConfig, type StackConfig } from "../../recorder/config.ts";
import { readProject, readStackFile } from "../../recorder/project.ts";
import program from "../../stacks/index.ts";
import { refusedProgram, registered, type Registered } from "../support/recording.ts";

const project = readProject(resolve(import.meta.dirname, "../.."));

/** Settings by their path in the stack's file, as `vault.exposure`; `undefined` removes one. */
export type Changes = Readonly<Record<string, unknown>>;

/** Records a stack. */
export function stack(name: string, changes: Changes = {}): Promise<Registered> {
    return registered(program, { stack: name, project: project.name, ...configuration(name, changes) });
}

/** What a stack says to wrong settings; fails when it registers anything. */
export function refusedStack(name: string, changes: Changes): Promise<InputError> {
    return refusedProgram(program, { stack: name, project: project.name, ...configuration(name, changes) });
}

/** The configuration of a stack as the engine hands it to the program. */
export function configuration(name: string, changes: Changes): Pick<StackConfig, "config" | "secretKeys"> {
    const { file, name: fileName } = readStackFile(project, name);
    const changed = structuredClone(file) as { config: Record<string, unknown> };
    for (const [path, value] of Object.entries(changes)) change(changed.config, path, value);
    return stackConfig({
        project: project.name,
        declarations: project.declarations,
        file: changed,
        name: fileName,
        overrides: [],
    });
}

function change(config: Record<string, unknown>, path: string, value: unknown): void {
    const [first = "", ...rest] = path.includes(":") ? [path] : path.split(".");
    const keys = [first.includes(":") ? first : `${project.name}:${first}`, ...rest];
    const last = keys.pop() ?? "";
    const within = keys.reduce<Record<string, unknown>>(
        (inner, key) => (inner[key] ??= {}) as Record<string, unknown>,
        config,
    );
    if (value === undefined) delete within[last];
    else within[last] = value;
}
