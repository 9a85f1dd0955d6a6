import { resolve } from "node:path";
import { stackConfig } from "./config.ts";
import { readProject, readStackFile } from "./project.ts";
import type { Invokes } from "./provider.ts";
import { record } from "./record.ts";
import type { Recording } from "./record.ts";

export interface StackOptions {
    /** The folder of `Pulumi.yaml`. */
    readonly folder: string;
    readonly stack: string;
    /** `KEY=VALUE` over the stack's file; dots in KEY lead into a structured value. */
    readonly overrides?: readonly string[];
    readonly organization?: string;
    /** Answers to functions that only Azure could answer, by token. */
    readonly invokes?: Invokes;
}

/**
 * Records the program of a stack, with the configuration that `pulumi preview` would give it.
 *
 * Encrypted values are not decrypted: they are recorded as unknown secrets and named in the warnings.
 *
 * @throws InputError when project, stack or configuration cannot be used, and what {@link record} throws.
 */
export async function recordStack({
    folder,
    stack,
    overrides = [],
    organization,
    invokes,
}: StackOptions): Promise<Recording> {
    const project = readProject(resolve(folder));
    const { config, secretKeys, warnings } = stackConfig({
        project: project.name,
        declarations: project.declarations,
        ...readStackFile(project, stack),
        overrides,
    });
    const recording = await record(project.entry, {
        stack,
        project: project.name,
        config,
        secretKeys,
        rootDirectory: project.folder,
        workingDirectory: project.workingDirectory,
        ...(organization !== undefined && { organization }),
        ...(invokes !== undefined && { invokes }),
    });
    return { ...recording, warnings: [...warnings, ...recording.warnings] };
}
