import { InputError } from "../input/error.ts";
import { secret, secretSignature, signatureKey, unknown } from "./plan.ts";
import type { PlanObject, PlanValue } from "./plan.ts";
import { segment } from "./value.ts";

/** Deeper than anything that Azure or Pulumi writes, and far from what would exhaust the stack. */
const deepest = 100;

/** Azure Resource Manager takes requests of 4 MB; single texts in plans are kilobytes. */
const longestText = 500_000;

/** Reads one document and refuses what does not fit, naming the document and the place. */
export class Reader {
    readonly #name: string;
    /** Whether `[secret]` is a secret, as `pulumi preview --json` writes it. */
    readonly #blinded: boolean;

    constructor(name: string, blinded = false) {
        this.#name = name;
        this.#blinded = blinded;
    }

    refuse(
        pointer: string,
        got: unknown,
        expected: string,
        fix = "write the file anew with Pulumi, and do not edit it",
    ): never {
        const place = pointer === "" ? "" : ` at ${pointer}`;
        throw new InputError({ what: `the plan ${this.#name}${place}`, got: shape(got), expected, fix });
    }

    object(value: unknown, pointer: string): Record<string, unknown> {
        if (typeof value !== "object" || value === null || Array.isArray(value))
            this.refuse(pointer, value, "an object");
        return value as Record<string, unknown>;
    }

    list(value: unknown, pointer: string): readonly unknown[] {
        if (!Array.isArray(value)) this.refuse(pointer, value, "a list");
        return value as unknown[];
    }

    text(value: unknown, pointer: string): string {
        if (typeof value !== "string" || value === "") this.refuse(pointer, value, "a text");
        if (value.length > longestText) this.refuse(pointer, value, `a text of at most ${longestText} characters`);
        return value;
    }

    /** A switch that is off when it is left out. */
    flag(value: unknown, pointer: string): boolean {
        if (value !== undefined && value !== null && typeof value !== "boolean")
            this.refuse(pointer, value, "true or false");
        return value === true;
    }

    texts(value: unknown, pointer: string): string[] {
        if (value === undefined || value === null) return [];
        return this.list(value, pointer).map((element, index) => this.text(element, pointer + segment(index)));
    }

    /** Properties of a resource: Pulumi's marks are brought into the plan's form, and no secret keeps its value. */
    properties(value: unknown, pointer: string): PlanObject {
        if (value === undefined || value === null) return {};
        return this.#fields(this.object(value, pointer), pointer, 0);
    }

    #fields(object: Record<string, unknown>, pointer: string, depth: number): PlanObject {
        const entries = Object.entries(object).map(([key, value]) => {
            const place = pointer + segment(key.slice(0, 200));
            if (key === "__proto__" || key.length > longestText)
                this.refuse(place, key.slice(0, 200), "the name of a property");
            return [key, this.#value(value, place, depth + 1)] as const;
        });
        return Object.fromEntries(entries);
    }

    #value(value: unknown, pointer: string, depth: number): PlanValue {
        if (depth > deepest) this.refuse(pointer.slice(0, 200), "…", `values nested at most ${deepest} deep`);
        if (typeof value === "string") return this.#string(value, pointer);
        if (typeof value === "number")
            return Number.isFinite(value) ? value : this.refuse(pointer, String(value), "a finite number");
        if (typeof value !== "object" || value === null) return value as boolean | null;
        if (Array.isArray(value))
            return value.map((element, index) => this.#value(element, pointer + segment(index), depth + 1));
        return (
            marked(value as Record<string, unknown>) ?? this.#fields(value as Record<string, unknown>, pointer, depth)
        );
    }

    #string(value: string, pointer: string): PlanValue {
        if (value.length > longestText) this.refuse(pointer, value, `a text of at most ${longestText} characters`);
        if (this.#blinded && value === "[secret]") return secret;
        return unknowns.has(value) ? unknown : value;
    }
}

/** What a refusal shows of a value: enough to find it, and nothing of what it holds, which may be secret or endless. */
function shape(value: unknown): unknown {
    if (Array.isArray(value)) return `a list of ${value.length}`;
    if (typeof value !== "object" || value === null) return value;
    return `an object with ${
        Object.keys(value)
            .slice(0, 8)
            .map((key) => key.slice(0, 40))
            .join(", ") || "nothing in it"
    }`;
}

/** Pulumi has a mark for each type of unknown value (sdk/go/common/resource/plugin/rpc.go). */
const unknowns = new Set([
    unknown,
    "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
    "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
    "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
    "030794c1-ac77-496b-92df-f27374a8bd58",
    "e48ece36-62e2-4504-bad9-02848725956a",
    "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

/** The signature of an output that is written with its dependencies: `value` is absent while it is unknown. */
const outputSignature = "d0e6a833031e9bbcd3f4e8bde6ca49a4";

/** An object that stands for something else; `undefined` for a plain one. Assets and references stay as they are. */
function marked(object: Record<string, unknown>): PlanValue | undefined {
    const signature = Object.hasOwn(object, signatureKey) ? object[signatureKey] : undefined;
    if (signature === secretSignature) return secret;
    if (signature !== outputSignature) return undefined;
    return object["secret"] === true ? secret : unknown;
}
