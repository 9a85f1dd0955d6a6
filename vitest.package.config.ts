import { defineConfig } from "vitest/config";

/** `npm run test:package`: the package as a consumer gets it. Builds and packs it, and runs compilers. */
export default defineConfig({
    test: {
        include: ["test/package/**/*.test.ts"],
        globalSetup: "test/package/setup.ts",
        fileParallelism: false,
        testTimeout: 300_000,
    },
});
