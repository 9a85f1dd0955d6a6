import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect } from "vitest";
import type { Trial } from "./experiment.ts";

/** A test of an app that is the experiment. It runs with the apps' tests, and again for the table of experiments. */
export interface AppTest {
    /** Below `test/apps/`. */
    readonly file: string;
    /** The test's name, whole. */
    readonly test: string;
}

export function appTest(file: string, test: string, answer: string): Trial {
    return {
        tier: "app test",
        appTest: { file, test },
        run: () => {
            const source = readFileSync(resolve(import.meta.dirname, "../apps", file), "utf8");
            expect.soft(source.includes(`test("${test}"`), `test/apps/${file} holds "${test}"`).toBe(true);
            return Promise.resolve(answer);
        },
    };
}
