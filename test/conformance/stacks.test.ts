/** Everything that the shipped stacks register, as shipped and in their variants, against Azure's types. */
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { recordStack } from "../../recorder/stack.ts";
import { conformance, summary, together, type Conformance } from "../support/arm/conformance.ts";
import { typesAreHere } from "../support/arm/types.ts";
import { merged, variants, type Settings } from "./variants.ts";

const folder = fileURLToPath(new URL("../../", import.meta.url));
const namespace = "keyvault-blueprint:";

const stacks = readdirSync(folder)
    .map((file) => /^Pulumi\.([\w-]+)\.yaml$/.exec(file)?.[1])
    .filter((stack) => stack !== undefined)
    .map((stack) => ({ stack, config: (yaml(`Pulumi.${stack}.yaml`) as { readonly config: Settings }).config }));

const cases = stacks.flatMap(({ stack, config }) => [
    { stack, variant: "as shipped", config },
    ...Object.entries(variants[topologyOf(config)] ?? {}).map(([variant, change]) => {
        const changes = Object.entries(change).map(([key, value]) => [
            key.includes(":") ? key : namespace + key,
            value,
        ]);
        return { stack, variant, config: merged(config, Object.fromEntries(changes) as Settings) };
    }),
]);

describe.skipIf(!typesAreHere)("every shipped stack conforms to Azure's types (../shared/arm-types)", () => {
    const summaries: string[] = [];
    const all: Conformance[] = [];
    // YAML reads JSON as it is, and nothing in it can be taken for a date.
    const scratch = mkdtempSync(join(tmpdir(), "conformance-"));
    const project = yaml("Pulumi.yaml") as { readonly main: string };
    writeFileSync(join(scratch, "Pulumi.yaml"), JSON.stringify({ ...project, main: join(folder, project.main) }));

    it.each(cases)("$stack, $variant", async ({ stack, variant, config }) => {
        writeFileSync(join(scratch, `Pulumi.${stack}.yaml`), JSON.stringify({ config }));
        const { plan } = await recordStack({ folder: scratch, stack });
        const found = conformance(plan);
        if (variant === "as shipped") summaries.push(`${stack}: ${summary(found)}`);
        all.push(found);
        expect(found.violations).toEqual([]);
        expect(found.checked).toBeGreaterThan(10);
    });

    it("knows of no variants of topologies that are not shipped", () => {
        const shipped = stacks.map(({ config }) => topologyOf(config));
        expect(Object.keys(variants).filter((topology) => !shipped.includes(topology))).toEqual([]);
    });

    afterAll(() => {
        rmSync(scratch, { recursive: true });
        console.log([...summaries, `with all variants: ${summary(together(all))}`].join("\n"));
    });
});

function yaml(file: string): unknown {
    return parse(readFileSync(join(folder, file), "utf8"));
}

function topologyOf(config: Settings): string {
    return config[`${namespace}topology`] as string;
}
