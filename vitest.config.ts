import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const source = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

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
        include: ["test/**/*.test.ts", "examples/**/*.test.ts"],
        exclude: ["test/engine/**", "test/conformance/**", "test/browser/**", "test/package/**", "**/node_modules/**"],
        testTimeout: 20_000,
    },
});
