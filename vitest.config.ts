import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const source = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Tests that change their process, or watch what it does with its first load of something. */
const alone = ["test/cli/**/*.test.ts", "test/recorder/**/*.test.ts", "test/stacks/deployment.test.ts"];
const elsewhere = ["test/engine/**", "test/conformance/**", "test/browser/**", "test/package/**", "**/node_modules/**"];

/** `npm test`: everything that runs offline in under a minute. Slower tiers have configurations of their own. */
export default defineConfig({
    resolve: {
        // The examples import the package; here they get its sources. `npm run test:package` gives them the packed one.
        alias: [
            { find: /^keyvault-blueprint$/, replacement: source("components/index.ts") },
            { find: /^keyvault-blueprint\/access$/, replacement: source("analysis/index.ts") },
            { find: /^keyvault-blueprint\/testing$/, replacement: source("testing/index.ts") },
        ],
    },
    test: {
        testTimeout: 20_000,
        // Most files share a process with others, which halves the work: loading Pulumi and the stacks is the larger part.
        projects: [
            {
                extends: true,
                test: {
                    name: "shared",
                    include: ["test/**/*.test.ts", "examples/**/*.test.ts"],
                    exclude: [...elsewhere, ...alone],
                    isolate: false,
                },
            },
            { extends: true, test: { name: "alone", include: alone, exclude: elsewhere } },
        ],
    },
});
