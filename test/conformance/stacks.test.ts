/** Everything that the shipped stacks register, as shipped and in their variants, against Azure's types. */
import { readFileSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { PlanResource } from "../../plan/plan.ts";
import { recordStack } from "../../recorder/stack.ts";
import { conformance, summary } from "../support/arm/conformance.ts";
import { typesAreHere } from "../support/arm/types.ts";
import { variants, type Settings } from "./variants.ts";

const folder = fileURLToPath(new URL("../../", import.meta.url));
const namespace = "keyvault-blueprint:";

const stacks = readdirSync(folder)
    .map((file) => /^Pulumi\.([\w-]+)\.yaml$/.exec(file)?.[1])
    .filter((stack) => stack !== undefined)
    .map((stack) => ({ stack, settings: settingsOf(stack) }));

const cases = stacks.flatMap(({ stack, settings }) => [
    { stack, variant: "as shipped", overrides: [] },
    ...Object.entries(variants[settings["topology"] as string] ?? {}).map(([variant, change]) => ({
        stack,
        variant,
        overrides: Object.entries(change(settings)).map(([key, value]) => override(key, value)),
    })),
]);

describe.skipIf(!typesAreHere)("every shipped stack conforms to Azure's types (../shared/arm-types)", () => {
    const summaries: string[] = [];
    const registered: PlanResource[] = [];

    it.each(cases)("$stack, $variant", async ({ stack, variant, overrides }) => {
        const { plan } = await recordStack({ folder, stack, overrides });
        const found = conformance(plan);
        if (variant === "as shipped") summaries.push(`${stack}: ${summary(found)}`);
        registered.push(...plan.deployment.resources);
        expect(found.violations).toEqual([]);
        expect(found.checked).toBeGreaterThan(10);
    });

    it("knows of no variants of topologies that are not shipped", () => {
        const shipped = stacks.map(({ settings }) => settings["topology"]);
        expect(Object.keys(variants).filter((topology) => !shipped.includes(topology))).toEqual([]);
    });

    afterAll(() => {
        const all = conformance({ version: 3, deployment: { resources: registered } });
        console.log([...summaries, `with all variants: ${summary(all)}`].join("\n"));
    });
});

function settingsOf(stack: string): Settings {
    const { config } = parse(readFileSync(`${folder}Pulumi.${stack}.yaml`, "utf8")) as { readonly config: Settings };
    const own = Object.entries(config).filter(([key]) => key.startsWith(namespace));
    return Object.fromEntries(own.map(([key, value]) => [key.slice(namespace.length), value]));
}

/** A setting as the command line takes it. */
function override(key: string, value: unknown): string {
    return `${namespace}${key}=${typeof value === "string" ? value : JSON.stringify(value)}`;
}
