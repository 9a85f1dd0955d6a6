import type { TestProject } from "vitest/node";
import { install, packed, remove, scratchFolder } from "./consumer.ts";

/** Builds, packs and installs once for all tests. */
export default function setup(project: TestProject): () => void {
    const scratch = scratchFolder();
    try {
        install(scratch, packed(scratch), ["@types/node", "vitest"]);
    } catch (error) {
        remove(scratch);
        throw error;
    }
    project.provide("scratch", scratch);
    return () => remove(scratch);
}

declare module "vitest" {
    export interface ProvidedContext {
        /** The folder in which the package is installed. */
        scratch: string;
    }
}
