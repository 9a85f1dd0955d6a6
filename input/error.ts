/** What {@link InputError} says, one field a sentence. */
export interface Refusal {
    /** The setting, argument or file that is refused, as its author would name it: `network.subnets.workload.prefix`. */
    readonly what: string;
    /** What was given, shown as it was written; never a secret. */
    readonly got: unknown;
    /** What would have been accepted. */
    readonly expected: string;
    /** The next thing to do. */
    readonly fix: string;
}

/**
 * Input that is refused: a setting, an argument, a plan, a question.
 *
 * Pulumi prints it without a stack trace (it carries the marker of `pulumi.RunError`, so that rooms without Pulumi can
 * raise it too); the command line prints it and exits with status 2.
 */
export class InputError extends Error {
    /** Pulumi's own mark for errors that are the user's and need no stack trace (`RunError.isInstance`). */
    readonly __pulumiRunError = true;
    readonly refusal: Refusal;

    constructor(refusal: Refusal) {
        super(sentence(refusal));
        this.name = "InputError";
        this.refusal = refusal;
    }
}

/** Several refusals at once, so that a user mends a file in one go. One refusal is raised as it is. */
export function refuseAll(refusals: readonly Refusal[]): void {
    const [first, ...rest] = refusals;
    if (first === undefined) return;
    if (rest.length === 0) throw new InputError(first);
    const error = new InputError(first);
    error.message = refusals.map(sentence).join("\n\n");
    throw error;
}

function sentence({ what, got, expected, fix }: Refusal): string {
    return `${what} is refused\n  got:      ${shown(got)}\n  expected: ${expected}\n  fix:      ${fix}`;
}

const longest = 200;

/** A value as its author wrote it, cut to a readable length. */
function shown(value: unknown): string {
    const text = typeof value === "string" ? JSON.stringify(value) : (JSON.stringify(value) ?? "nothing");
    return text.length <= longest ? text : `${text.slice(0, longest)}… (${text.length} characters)`;
}
