import type { Reader } from "./json.ts";
import type { PlanObject, PlanResource, PlanValue } from "./plan.ts";
import { readResource, readUrn } from "./resource.ts";

/** Steps after which the resource, or the copy of it that the step is about, is gone. */
const gone = new Set(["delete", "delete-replaced", "discard", "discard-replaced", "remove-pending-replace"]);

/** Steps that leave a resource, of which the summary must not count more than the document shows. */
const counted = ["same", "create", "update", "replace", "import"];

/** Steps that say nothing about what will be. */
const silent = new Set(["diff", "extend-parameterize"]);

/**
 * The resources after the steps of a preview (`PreviewDigest` in github.com/pulumi/pulumi, pkg/display/json.go).
 *
 * The engine writes a step before it carries it out, so new resources have no ids or outputs, and unchanged ones have
 * them in their old state.
 */
export function readPreview(reader: Reader, document: Record<string, unknown>): Preview {
    refuseFailed(reader, document);
    const steps = reader
        .list(document["steps"] ?? [], "/steps")
        .map((value, index) => readStep(reader, value, `/steps/${index}`));
    const notes = refuseIncomplete(
        reader,
        document,
        steps.map(({ op }) => op),
    );

    const latest = new Map<string, Step>();
    for (const step of steps) {
        if (step.resource === undefined) continue;
        const before = latest.get(step.resource.urn);
        // Steps of one replacement, and a refresh before the step proper, share a URN; two steps of one kind never do.
        if (before?.op === step.op && step.op !== "update") {
            reader.refuse(step.pointer, step.resource.urn, `one step "${step.op}" for each URN`);
        }
        latest.set(step.resource.urn, step);
    }
    return { resources: [...latest.values()].map(({ resource }) => resource!), notes };
}

interface Preview {
    readonly resources: readonly PlanResource[];
    readonly notes: readonly string[];
}

interface Step {
    readonly op: string;
    readonly pointer: string;
    /** What is there afterwards. */
    readonly resource: PlanResource | undefined;
}

function readStep(reader: Reader, value: unknown, pointer: string): Step {
    const step = reader.object(value, pointer);
    const op = reader.text(step["op"], `${pointer}/op`);
    const urn = readUrn(reader, step["urn"], pointer);
    if (gone.has(op) || silent.has(op)) return { op, pointer, resource: undefined };
    if (step["newState"] === undefined || step["newState"] === null) {
        // Refreshing can find that a resource is gone.
        if (op === "refresh") return { op, pointer, resource: undefined };
        reader.refuse(pointer, `a step "${op}" without newState`, "the state after the step");
    }
    const resource = readResource(reader, step["newState"], `${pointer}/newState`);
    if (resource.urn !== urn) reader.refuse(`${pointer}/newState/urn`, resource.urn, `the step's own URN, ${urn}`);
    const old =
        step["oldState"] === undefined || step["oldState"] === null
            ? undefined
            : readResource(reader, step["oldState"], `${pointer}/oldState`);
    return { op, pointer, resource: old === undefined || op.includes("replace") ? resource : kept(resource, old) };
}

/**
 * What a resource keeps over an update: its id, outputs that no input has, and outputs of inputs that do not change.
 * Outputs that the step itself gives win.
 */
function kept(resource: PlanResource, old: PlanResource): PlanResource {
    const unchanged = Object.entries(old.outputs).filter(([property]) =>
        same(resource.inputs[property], old.inputs[property]),
    );
    const outputs: PlanObject = { ...Object.fromEntries(unchanged), ...resource.outputs };
    const id = resource.id ?? old.id;
    return { ...resource, ...(id !== undefined && { id }), outputs };
}

function same(a: PlanValue | undefined, b: PlanValue | undefined): boolean {
    return JSON.stringify(a) === JSON.stringify(b);
}

function refuseFailed(reader: Reader, document: Record<string, unknown>): void {
    const diagnostics = reader.list(document["diagnostics"] ?? [], "/diagnostics");
    for (const [index, value] of diagnostics.entries()) {
        const { severity, message } = reader.object(value, `/diagnostics/${index}`);
        if (severity !== "error") continue;
        reader.refuse(
            `/diagnostics/${index}`,
            message,
            "a preview that came to its end",
            "mend the error and preview again",
        );
    }
}

function refuseIncomplete(reader: Reader, document: Record<string, unknown>, ops: readonly string[]): string[] {
    if (document["changeSummary"] === undefined || document["changeSummary"] === null) {
        return ["the preview has no summary, so nothing shows whether it is complete"];
    }
    const summary = reader.object(document["changeSummary"], "/changeSummary");
    for (const op of counted) {
        const expected = Object.hasOwn(summary, op) ? summary[op] : 0;
        const shown = ops.filter((found) => found === op).length;
        if (typeof expected !== "number") reader.refuse(`/changeSummary/${op}`, expected, "a number");
        if (shown >= expected) continue;
        reader.refuse(
            "/changeSummary",
            `${shown} of the ${expected} resources that the summary counts as ${op}`,
            "all resources, also those that do not change",
            "preview again with: pulumi preview --json --show-sames > plan.json",
        );
    }
    return [];
}
