import { InputError } from "../input/error.ts";
import { assemble } from "./graph.ts";
import { Reader } from "./json.ts";
import type { Plan } from "./plan.ts";
import { readPreview } from "./preview.ts";
import { isDefaultProvider, readResource } from "./resource.ts";

/**
 * Where a plan comes from: a recorded program, `pulumi preview --json --show-sames`, or `pulumi stack export`, which
 * shows what is deployed.
 */
export type PlanSource = "recorded" | "preview" | "export";

export interface ReadPlan {
    readonly plan: Plan;
    readonly source: PlanSource;
    /** What the document says of itself that an answer's reader should know, as an update that was interrupted. */
    readonly notes: readonly string[];
}

/**
 * Reads a plan and recognises which of the three sources it has.
 *
 * @param name What to call the document in refusals: its path.
 * @throws InputError when the text is no plan, is damaged, or leaves resources out.
 */
export function readPlan(text: string, { name }: { readonly name: string }): ReadPlan {
    const reader = new Reader(name);
    const document = parse(text, name);
    if (typeof document !== "object" || document === null || Array.isArray(document)) {
        reader.refuse("", document, sources, howTo);
    }
    const fields = document as Record<string, unknown>;
    if (Object.hasOwn(fields, "deployment")) return readState(reader, fields);
    if (["steps", "changeSummary"].some((field) => Object.hasOwn(fields, field))) {
        const blinded = new Reader(name, true);
        const { resources, notes } = readPreview(blinded, fields);
        return { plan: assemble(blinded, resources), source: "preview", notes };
    }
    return reader.refuse("", fields, sources, howTo);
}

const sources = "a recorded plan, the output of pulumi preview --json --show-sames, or that of pulumi stack export";
const howTo = "write one with: pulumi preview --json --show-sames > plan.json";

function parse(text: string, name: string): unknown {
    const json = text.replace(/^\uFEFF/, "");
    try {
        return JSON.parse(json);
    } catch (error) {
        // The message can quote the text, and the text can hold secrets.
        const message = (error as SyntaxError).message.replace(/, (?:\.\.\.)?".*$/s, "");
        const [what, got] = describe(json, message);
        throw new InputError({
            what: `the plan ${name}`,
            got,
            expected: `${sources}, which are JSON`,
            fix: `${what}; ${howTo}`,
        });
    }
}

/** Why a text is no JSON, in words for the one who has to mend it. */
function describe(text: string, message: string): readonly [fix: string, got: string] {
    if (text.trim() === "") return ["the file is empty: did the command that wrote it fail?", "nothing"];
    if (text.includes("\u0000")) return ["the file is in UTF-16, as PowerShell's > writes it: write UTF-8", "UTF-16"];
    if (/end of JSON input|Unterminated string/.test(message))
        return ["the file ends in the middle: it was cut off", message];
    return ["the file holds something else besides JSON", message];
}

function readState(reader: Reader, document: Record<string, unknown>): ReadPlan {
    const { version } = document;
    if (version !== 3 && version !== 4) {
        reader.refuse(
            "/version",
            version,
            "3 or 4, as current versions of Pulumi write",
            "export the stack with a current Pulumi",
        );
    }
    const deployment = reader.object(document["deployment"], "/deployment");
    const notes: string[] = [];
    const found = reader.list(deployment["resources"] ?? [], "/deployment/resources");
    const resources = found.flatMap((value, index) => {
        const pointer = `/deployment/resources/${index}`;
        const resource = readResource(reader, value, pointer);
        // A replaced resource that is still to be deleted stands beside the one that took its URN.
        if (reader.flag((value as { delete?: unknown }).delete, `${pointer}/delete`)) return [];
        if (
            reader.flag((value as { pendingReplacement?: unknown }).pendingReplacement, `${pointer}/pendingReplacement`)
        ) {
            notes.push(`${resource.urn} is deleted and not yet created again`);
            return [];
        }
        return isDefaultProvider(resource.urn) ? [] : [resource];
    });
    const pending = reader.list(deployment["pending_operations"] ?? [], "/deployment/pending_operations");
    for (const [index, operation] of pending.entries()) {
        const pointer = `/deployment/pending_operations/${index}`;
        const { resource, type } = reader.object(operation, pointer);
        const urn = readResource(reader, resource, `${pointer}/resource`).urn;
        notes.push(
            `an update was interrupted while ${reader.text(type, `${pointer}/type`)} ${urn}: it may have happened or not`,
        );
    }
    return {
        plan: assemble(reader, resources),
        source: Object.hasOwn(deployment, "manifest") ? "export" : "recorded",
        notes,
    };
}
