/** Shipped stacks, and shipped stacks with changes, recorded; each once. */
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PlanObject, PlanResource } from "../../plan/plan.ts";
import { recordStack } from "../../recorder/stack.ts";
import { readYaml, type YamlObject } from "../../recorder/yaml.ts";
import { blocks, root, type Document } from "./markdown.ts";

export const stacks = readdirSync(root)
    .map((file) => /^Pulumi\.([\w-]+)\.yaml$/.exec(file)?.[1])
    .filter((stack) => stack !== undefined);

/** A stack as it was recorded. */
export interface Registered {
    readonly resources: readonly PlanResource[];
    /** The only azure-native resource of a type, `keyvault:Vault`, whose logical name ends as given. */
    readonly inputs: (type: string, ending?: string) => PlanObject;
    readonly all: (type: string) => readonly PlanResource[];
    readonly warnings: readonly string[];
}

const known = new Map<string, Promise<Registered>>();

/** @param change settings by their full key, put into the stack's file field by field; `null` takes one away */
export function registered(stack: string, change: YamlObject = {}): Promise<Registered> {
    const key = JSON.stringify([stack, change]);
    const running = known.get(key) ?? recorded(stack, change);
    known.set(key, running);
    return running;
}

/** Records a stack of which a copy of its file is changed. */
async function recordedWith(stack: string, change: YamlObject): ReturnType<typeof recordStack> {
    const folder = mkdtempSync(join(tmpdir(), "docs-"));
    try {
        const project = readYaml(readFileSync(join(root, "Pulumi.yaml"), "utf8"), "Pulumi.yaml");
        writeFileSync(
            join(folder, "Pulumi.yaml"),
            JSON.stringify({ ...project, main: join(root, String(project["main"])) }),
        );
        const file = readYaml(readFileSync(join(root, `Pulumi.${stack}.yaml`), "utf8"), stack);
        const config = merged(file["config"] as YamlObject, change);
        writeFileSync(join(folder, `Pulumi.${stack}.yaml`), JSON.stringify({ config }));
        return await recordStack({ folder, stack });
    } finally {
        rmSync(folder, { recursive: true, force: true });
    }
}

async function recorded(stack: string, change: YamlObject): Promise<Registered> {
    const { plan, warnings } = await recordedWith(stack, change);
    const { resources } = plan.deployment;
    const all = (type: string): readonly PlanResource[] =>
        resources.filter((resource) => resource.type === `azure-native:${type}`);
    return {
        resources,
        warnings,
        all,
        inputs: (type, ending = "") => {
            const found = all(type).filter((resource) => nameOf(resource).endsWith(ending));
            if (found.length !== 1)
                throw new Error(
                    `${found.length} resources of type ${type} named …${ending} in ${stack}: ${found.map(nameOf).join(", ")}`,
                );
            return found[0]!.inputs;
        },
    };
}

/** Logical name. */
export function nameOf({ urn }: PlanResource): string {
    return urn.slice(urn.lastIndexOf("::") + 2);
}

/** Names that Azure would see: the last segments of ids. */
export function physicalNames({ resources }: Registered): ReadonlySet<string> {
    return new Set(resources.flatMap(({ id }) => (typeof id === "string" ? (id.split("/").at(-1) ?? []) : [])));
}

/** Changes that a document shows, in YAML blocks whose first line says `# stack: <stack>[, <name>]`. */
export interface Snippet {
    readonly stack: string;
    readonly name: string | undefined;
    readonly change: YamlObject;
}

export function snippets(document: Document): readonly Snippet[] {
    return blocks(document, "yaml").map(({ text }) => {
        const [, stack, name] = /^# stack: ([\w-]+)(?:, (.+))?\n/.exec(text) ?? [];
        if (stack === undefined) throw new Error(`${document.path}: a YAML block without "# stack: …":\n${text}`);
        return { stack, name, change: readYaml(text, document.path)["config"] as YamlObject };
    });
}

function merged(settings: YamlObject, changes: YamlObject): YamlObject {
    const entries = Object.entries(changes).map(([key, change]) => {
        const value = settings[key];
        return [key, isFields(change) ? merged(isFields(value) ? value : {}, change) : change] as const;
    });
    return Object.fromEntries(
        Object.entries({ ...settings, ...Object.fromEntries(entries) }).filter(([, value]) => value !== null),
    );
}

function isFields(value: unknown): value is YamlObject {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}
