import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { oracleOf, type Oracle } from "../../analysis/evaluate.ts";
import { modelOf } from "../../analysis/model/model.ts";
import type { Plan } from "../../plan/plan.ts";
import { recordStack } from "../../recorder/stack.ts";
import { readYaml, type YamlObject } from "../../recorder/yaml.ts";

/** The plan of a shipped stack, recorded when it is first asked for and kept. */
export interface Recorded {
    /** The stack, its changed settings, and what was changed in the plan by hand. */
    readonly name: string;
    readonly plan: () => Promise<Plan>;
    readonly oracle: () => Promise<Oracle>;
}

const folder = resolve(import.meta.dirname, "../..");

/** A shipped stack, with settings (`KEY=VALUE`) that the experiment is about. */
export function recorded(stack: string, ...settings: readonly string[]): Recorded {
    const name = [stack, ...settings].join(" ");
    return keeping(name, async () => (await recordStack({ folder, stack, overrides: settings })).plan);
}

/** A shipped stack whose file is changed by more than single settings. */
export function recordedWith(stack: string, what: string, change: (settings: YamlObject) => YamlObject): Recorded {
    return keeping(`${stack} (${what})`, async () => {
        const scratch = mkdtempSync(join(tmpdir(), "documents-"));
        try {
            const project = yaml("Pulumi.yaml");
            const { config } = yaml(`Pulumi.${stack}.yaml`);
            // YAML reads JSON as it is.
            writeFileSync(
                join(scratch, "Pulumi.yaml"),
                JSON.stringify({ ...project, main: join(folder, String(project["main"])) }),
            );
            writeFileSync(
                join(scratch, `Pulumi.${stack}.yaml`),
                JSON.stringify({ config: change(config as YamlObject) }),
            );
            return (await recordStack({ folder: scratch, stack })).plan;
        } finally {
            rmSync(scratch, { recursive: true });
        }
    });
}

function yaml(file: string): YamlObject {
    return readYaml(readFileSync(join(folder, file), "utf8"), file);
}

/** A recorded plan with one change that no setting makes; `what` names it. */
export function changed(from: Recorded, what: string, change: (plan: Plan) => Plan): Recorded {
    return keeping(`${from.name} (${what})`, async () => change(await from.plan()));
}

function keeping(name: string, make: () => Promise<Plan>): Recorded {
    const plan = once(make);
    return { name, plan, oracle: once(async () => oracleOf(modelOf(await plan()))) };
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
    let made: Promise<T> | undefined;
    return () => (made ??= make());
}
