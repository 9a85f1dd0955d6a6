/**
 * Runs the documents' experiments and prints them as one table: what the document expects, what Azure does as the access
 * analysis, Azure's client library, the apps' tests or the registered log queries answer, and where the two differ.
 *
 * `npm run experiments`; ends with status 1 if an experiment fails.
 */
import { resolve } from "node:path";
import { startVitest, type Reporter, type TestCase } from "vitest/node";
import type { AppTest } from "../test/documents/app-test.ts";
import { report, type Ran } from "../test/documents/report.ts";

interface Run {
    readonly tests: readonly TestCase[];
    /** What failed outside of any test. */
    readonly problems: readonly string[];
}

const root = resolve(import.meta.dirname, "..");

const { tests, problems } = await run(["test/documents"]);
const ran = tests.flatMap((test): readonly Ran[] => {
    const { experiment } = test.meta();
    return experiment === undefined ? [] : [{ ...experiment, errors: errorsOf(test) }];
});
const passed = await runAppTests(ran.flatMap(({ appTests }) => appTests));
const rows = ran.map((row) => ({ ...row, errors: [...row.errors, ...row.appTests.flatMap(unlessPassed)] }));
const others = [...problems, ...tests.flatMap((test) => (test.meta().experiment === undefined ? errorsOf(test) : []))];

process.stdout.write(report(rows, others));
process.exitCode = rows.length === 0 || others.length > 0 || rows.some(({ errors }) => errors.length > 0) ? 1 : 0;

/** Runs test files without a word. */
async function run(files: readonly string[], names?: RegExp): Promise<Run> {
    const tests: TestCase[] = [];
    const problems: string[] = [];
    const reporter: Reporter = {
        onTestRunEnd: (modules, unhandled) => {
            for (const module of modules) tests.push(...module.children.allTests());
            problems.push(
                ...[...modules.flatMap((module) => module.errors()), ...unhandled].map(({ message }) => message),
            );
        },
    };
    const vitest = await startVitest("test", [...files], {
        ...{ root, watch: false, reporters: [reporter] },
        ...(names !== undefined && { testNamePattern: names }),
    });
    await vitest.close();
    return { tests, problems };
}

/** Runs the apps' tests that are experiments and gives the names of those that passed. */
async function runAppTests(wanted: readonly AppTest[]): Promise<ReadonlySet<string>> {
    if (wanted.length === 0) return new Set();
    const files = [...new Set(wanted.map(({ file }) => `test/apps/${file}`))];
    const names = wanted.map(({ test }) => test.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
    const { tests } = await run(files, new RegExp(names.join("|")));
    return new Set(tests.filter((test) => test.result().state === "passed").map(({ name }) => name));
}

function unlessPassed({ file, test }: AppTest): readonly string[] {
    return passed.has(test) ? [] : [`test/apps/${file}: "${test}" did not pass`];
}

function errorsOf(test: TestCase): readonly string[] {
    const { state, errors = [] } = test.result();
    if (state === "passed" || state === "skipped") return [];
    return errors.length === 0 ? [`${test.name}: ${state}`] : errors.map(({ message }) => message);
}
