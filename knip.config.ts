import type { KnipConfig } from "knip";

/** Finds what nothing uses: files, exports, dependencies. */
export default {
    workspaces: {
        ".": {
            // What other programs start, or load by a path that they compute.
            entry: [
                "{components,analysis,testing}/index.ts",
                "stacks/index.ts",
                "tools/*.ts",
                "bench/measure-matrix.ts",
                "bench/record-vaults.ts",
                "bench/mocha/*.spec.ts",
                "test/engine/fixture/**/index.{ts,js}",
                "test/engine/language-host/{main,run}.ts",
                "test/apps/local.ts",
                "test/package/{setup.ts,older.cjs,classic/*.ts}",
                "examples/*/{index,review}.ts",
            ],
        },
        "apps/*": {},
    },
    ignoreBinaries: ["go", "checkov"],
    // A fact is written down where it is found, also when it stands behind a sentence or a test and no code reads it.
    ignoreIssues: { "azure/**": ["exports", "types"] },
    // A type that is part of what a module's functions take and give is exported with them.
    ignoreExportsUsedInFile: { interface: true, type: true },
} satisfies KnipConfig;
