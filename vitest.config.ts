import { defineConfig } from "vitest/config";

/** `npm test`: everything that runs offline in under a minute. Slower tiers (engine, browser) have configs of their own. */
export default defineConfig({
    test: {
        include: ["test/**/*.test.ts"],
        exclude: ["test/engine/**", "test/browser/**", "**/node_modules/**"],
        testTimeout: 20_000,
    },
});
