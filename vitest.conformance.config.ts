import { defineConfig } from "vitest/config";

/** `npm run test:conformance`: registered resources against Azure's own types, which are not part of this repository. */
export default defineConfig({
    test: {
        include: ["test/conformance/**/*.test.ts"],
        testTimeout: 60_000,
    },
});
