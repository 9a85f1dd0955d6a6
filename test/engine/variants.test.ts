/** The variants of the shipped stacks on the real engine: what only a setting registers is deployed and destroyed too. */
import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { parse } from "yaml";
import { merged, variants, type Settings } from "../conformance/variants.ts";
import { inOwnResourceGroup, unlocked, withoutPlaceholders } from "./configuration.ts";
import type { StackConfiguration } from "./harness.ts";
import { describeWithEngine, startEngine, succeeded } from "./support.ts";

const root = resolve(import.meta.dirname, "../..");
const namespace = "keyvault-blueprint:";

/** One stack for each topology: its file is what the variants change. */
const stackOf = new Map(
    readdirSync(root)
        .flatMap((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? [])
        .toReversed()
        .map((stack) => [configurationOf(stack)[`${namespace}topology`] as string, stack]),
);

/** A recovered vault is another story: there must have been one. */
const cases = Object.entries(variants).flatMap(([topology, changes]) =>
    Object.entries(changes)
        .filter(([variant]) => variant !== "a recovered vault")
        .map(([variant, change]) => ({ stack: stackOf.get(topology) ?? topology, variant, change })),
);

describeWithEngine("variants", () => {
    beforeAll(() => void execFileSync("npm", ["run", "--silent", "package:apps"], { cwd: root, stdio: "pipe" }));

    test.each(cases)("$stack, $variant: deployed, unchanged, destroyed", async ({ stack, change }) => {
        const configuration = ownConfiguration(stack, change);
        const running = await startEngine({
            folder: root,
            stack,
            exists: (id) => !inOwnResourceGroup(id, configuration),
        });
        await running.configure((file) => void Object.assign(file, configuration));
        succeeded(await running.up());
        succeeded(await running.up("--expect-no-changes"));
        await running.configure((file) => void Object.assign(file, unlocked(configuration)));
        succeeded(await running.up());
        running.providers.azure.dataPlaneReachable = false;
        succeeded(await running.destroy());
        expect([...running.providers.azure.resources.keys()]).toEqual([]);
    });
});

function configurationOf(stack: string): StackConfiguration {
    return (parse(readFileSync(join(root, `Pulumi.${stack}.yaml`), "utf8")) as { readonly config: StackConfiguration })
        .config;
}

/** The stack's configuration with a variant's changes and GUIDs of a user's own. */
function ownConfiguration(stack: string, change: Settings): StackConfiguration {
    const full = Object.entries(change).map(([key, value]) => [key.includes(":") ? key : namespace + key, value]);
    return withoutPlaceholders(
        merged(configurationOf(stack), Object.fromEntries(full) as Settings),
    ) as StackConfiguration;
}
