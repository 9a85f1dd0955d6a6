import { defineConfig } from "vitest/config";

/** `npm run test:package`: the package as a consumer gets it. Builds and packs it, and runs compilers. */
export default defineConfig({
    test: {
        include: ["test/package/**/*.test.ts"],
        fileParallelism: false,
        testTimeout: 120_000,
        hookTimeout: 120_000,
    },
});
