import { defineConfig } from "vitest/config";

/** `npm test`: everything that runs offline in under a minute. Slower tiers have configurations of their own. */
export default defineConfig({
    test: {
        include: ["test/**/*.test.ts"],
        exclude: ["test/engine/**", "test/conformance/**", "test/browser/**", "**/node_modules/**"],
        testTimeout: 20_000,
    },
});
