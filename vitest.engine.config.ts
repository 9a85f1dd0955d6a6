import { defineConfig } from "vitest/config";

/** `npm run test:engine`: the real Pulumi engine with simulated providers. Each test starts several processes. */
export default defineConfig({
    test: {
        include: ["test/engine/**/*.test.ts"],
        // Every operation takes seconds, and the engine itself uses both cores.
        fileParallelism: false,
        testTimeout: 300_000,
        hookTimeout: 60_000,
    },
});
