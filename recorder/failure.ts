import { AsyncResource } from "node:async_hooks";
import { InputError } from "../input/error.ts";

type Failure = { readonly error: unknown } | undefined;

/**
 * Runs a program and answers with the first thing that it failed of. Failures of a Pulumi program come out in two ways:
 * the program throws, or a promise that nobody awaits is rejected, as when an input of a resource fails. Meanwhile the
 * process has no other listener for the second kind: a test runner's would blame the test.
 *
 * A program that waits for a promise that never settles leaves the process with nothing to do: Node would end it
 * without a word. That is a failure too.
 */
export async function watchFailures(program: () => Promise<void>, waiting: () => readonly string[]): Promise<Failure> {
    const rejections: { readonly error: unknown }[] = [];
    const onRejection = (error: unknown): void => void rejections.push({ error });
    const listeners = process.listeners("unhandledRejection");
    process.removeAllListeners("unhandledRejection");
    process.on("unhandledRejection", onRejection);

    const hung = Promise.withResolvers<never>();
    let hanging: InputError | undefined;
    const onIdle = AsyncResource.bind(() => hung.reject((hanging = new InputError(waitsForEver(waiting())))));
    process.once("beforeExit", onIdle);

    let failure: Failure;
    try {
        await Promise.race([program(), hung.promise]);
    } catch (error) {
        // What a program waits for may have failed before.
        failure = error === hanging ? (rejections[0] ?? { error }) : { error };
    }
    // Rejections are reported after the promises of one turn have run, and one failure can reject others in later turns.
    for (let turn = 0; turn < 3; turn++) await new Promise((next) => setImmediate(next));
    process.off("beforeExit", onIdle);
    process.off("unhandledRejection", onRejection);
    for (const listener of listeners) process.on("unhandledRejection", listener);
    return failure ?? rejections[0];
}

function waitsForEver(waiting: readonly string[]): ConstructorParameters<typeof InputError>[0] {
    return {
        what: "a program that waits for something that never comes",
        got: waiting.length > 0 ? `waiting: ${waiting.join("; ")}` : "a promise that is never settled",
        expected: "a program that comes to its end",
        fix: "do not wait for the value of an output, which may be unknown: use apply; and look for resources that wait for each other",
    };
}

/** What to raise for a failure: a refusal as it is, anything else with the place where it happened. */
export function failureOf(program: string | (() => unknown), error: unknown): unknown {
    if (isRefusal(error)) return error;
    const place = placeOf(error);
    const refusal = new InputError({
        what: typeof program === "string" ? `the program ${program}` : "the program",
        got: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
        expected: "a program that runs to its end",
        fix: place === undefined ? "mend what the message names" : `look at ${place}`,
    });
    refusal.cause = error;
    return refusal;
}

/** Pulumi's mark of an error that is the user's and needs no stack trace. */
function isRefusal(error: unknown): boolean {
    return typeof error === "object" && error !== null && "__pulumiRunError" in error;
}

/** The innermost line of the program's own code in an error's stack; a file that cannot be parsed stands before it. */
function placeOf(error: unknown): string | undefined {
    const lines = error instanceof Error ? (error.stack ?? "").split("\n") : [];
    const own = lines.find((line) => /^\s+at .*[/\\]/.test(line) && !/node_modules|node:/.test(line));
    const unparsed = lines[0] !== undefined && /^(file:\/\/)?[/\\].*:\d+$/.test(lines[0]) ? lines[0] : undefined;
    const place = unparsed ?? own?.replace(/^\s+at (?:.*\()?/, "").replace(/\)$/, "");
    return place?.replace(/^file:\/\//, "").replace(/\?recording=\d+/, "");
}
