import { readFileSync } from "node:fs";
import { InputError } from "../input/error.ts";
import type { Plan } from "../plan/plan.ts";
import { withProgress } from "./terminal.ts";

/** Where a command takes its plan from. */
export interface PlanOptions {
    readonly plan?: string;
    readonly stack?: string;
    readonly config?: readonly string[];
}

export interface LoadedPlan {
    readonly plan: Plan;
    readonly warnings: readonly string[];
}

/** Reads the plan that `--plan` names, or records a stack of the project in the working directory. */
export async function loadPlan({ plan, stack, config }: PlanOptions): Promise<LoadedPlan> {
    if (plan === undefined) return recordedPlan(stack ?? "dev", config ?? []);
    if (stack !== undefined || config !== undefined) {
        throw new InputError({
            what: "the option --plan beside --stack or --config",
            got: `--plan ${plan}`,
            expected: "either a plan that is there already, or a stack to record",
            fix: "leave one of them out",
        });
    }
    const { readPlan } = await import("../plan/read.ts");
    const name = plan === "-" ? "on standard input" : plan;
    const { plan: found, notes } = readPlan(textOf(plan, name), { name });
    return { plan: found, warnings: notes };
}

/** Pulumi is loaded here alone, so that reading a plan needs none of it. */
async function recordedPlan(stack: string, overrides: readonly string[]): Promise<LoadedPlan> {
    return withProgress(`recording stack ${stack}`, async () => {
        const { recordStack } = await import("../recorder/stack.ts");
        return recordStack({ folder: process.cwd(), stack, overrides });
    });
}

function textOf(path: string, name: string): string {
    try {
        return readFileSync(path === "-" ? 0 : path, "utf8");
    } catch (error) {
        const { code, message } = error as NodeJS.ErrnoException;
        throw new InputError({
            what: `the plan ${name}`,
            got: code === "ENOENT" ? "no such file" : code === "EISDIR" ? "a folder" : message,
            expected: "a file that can be read",
            fix: "write one with: pulumi preview --json --show-sames > plan.json",
        });
    }
}
