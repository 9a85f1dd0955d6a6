/**
 * Every shipped stack on the real engine: previewed, refused, deployed, deployed again, compared, destroyed.
 *
 * Stacks are found by their files, so a new one is tested by being there. Providers are simulated: this shows what the
 * engine does with the program, not that Azure accepts it.
 */
import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parse } from "yaml";
import type { Plan, PlanObject } from "../../plan/plan.ts";
import { recordStack } from "../../recorder/stack.ts";
import {
    deployedIds,
    deployedRegistrations,
    previewedIds,
    recordedRegistrations,
    type PreviewSteps,
} from "./compare.ts";
import { ownGuid, unlocked, withoutPlaceholders } from "./configuration.ts";
import { engine, type Engine, type StackConfiguration } from "./harness.ts";
import { called, describeWithEngine, failed, registered, succeeded } from "./support.ts";

const root = resolve(import.meta.dirname, "../..");
const stacks = readdirSync(root).flatMap((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? []);

test("stacks are shipped", () => {
    expect(stacks).toEqual(expect.arrayContaining(["dev", "prod"]));
});

for (const stack of stacks) {
    describeWithEngine(`stack ${stack}`, () => {
        let running: Engine;
        let firstPreview: PreviewSteps;
        let exported: Plan;

        beforeAll(async () => {
            // As `npm run up` does: the engine opens every file that the program deploys.
            execFileSync("npm", ["run", "--silent", "package:apps"], { cwd: root, stdio: "pipe" });
            running = await engine({ folder: root, stack });
        });
        afterAll(() => running.close());

        test("previews as it is shipped, and says that it holds placeholders", async () => {
            const { text } = succeeded(await running.preview());
            expect(text).toMatch(/warning: placeholders/i);
            expect(text).toMatch(/\+ \d+ to create/);
        });

        test("refuses to deploy placeholders, each by name, before anything is registered", async () => {
            const { text } = failed(await running.up());
            const settings = shippedPlaceholders(stack).map(({ path }) => path.slice(path.indexOf(":") + 1));
            expect(settings).not.toEqual([]);
            for (const setting of settings) expect(text).toContain(setting);
            expect(text).not.toMatch(/^\s+at /m);
            expect(registered(await running.exportStack()).map(({ type }) => type)).toEqual(["pulumi:pulumi:Stack"]);
            expect(called(running.providers.calls, "create")).toEqual([]);
        });

        test("previews and deploys with GUIDs of the user's own", async () => {
            await running.configure(
                (configuration) => void Object.assign(configuration, withoutPlaceholders(configuration)),
            );
            const preview = succeeded(await running.preview("--json", "--show-sames"));
            firstPreview = JSON.parse(preview.stdout) as PreviewSteps;
            succeeded(await running.up());
            exported = await running.exportStack();
            const planned = firstPreview.steps
                .map(({ newState }) => newState?.urn)
                .filter((urn) => urn?.includes("pulumi:providers:") === false);
            expect(
                registered(exported)
                    .map(({ urn }) => urn)
                    .sort(),
            ).toEqual(planned.sort());
        });

        test("has nothing left to do after that", async () => {
            succeeded(await running.up("--expect-no-changes"));
            succeeded(await running.preview("--expect-no-changes"));
            succeeded(await running.refresh("--expect-no-changes"));
        });

        test("knows every id of a resource from the first preview on", () => {
            const ids = deployedIds(exported);
            expect(Object.keys(ids).length).toBeGreaterThan(5);
            expect(previewedIds(firstPreview)).toEqual(ids);
        });

        test("is recorded as it is deployed: types, parents, inputs, dependencies", async () => {
            const overrides = shippedPlaceholders(stack).map(({ path, text }) => `${path}=${ownGuid(text)}`);
            const { plan } = await recordStack({ folder: root, stack, overrides });
            expect(deployedRegistrations(exported, plan)).toEqual(recordedRegistrations(plan));
        });

        test("writes no secret in plain text anywhere", async () => {
            const secrets = [...running.providers.passwords, ...vaultSecrets(running)];
            const everything = await running.everythingWritten();
            for (const secret of secrets)
                expect(everything.includes(secret), "a secret's value in a state file or an output").toBe(false);
        });

        test("never brings back a value that was rotated outside of it", async ({ skip }) => {
            const rotated = registered(exported).filter(
                ({ ignoreChanges, id }) =>
                    ignoreChanges !== undefined && running.providers.azure.secretVersions(id ?? "").length > 0,
            );
            skip(rotated.length === 0, "no secret of this stack is rotated");
            for (const { id } of rotated) running.providers.azure.rotate(id ?? "", "rotated value");
            await running.configure((configuration) => {
                const tags = configuration["keyvault-blueprint:tags"] as Record<string, string> | undefined;
                configuration["keyvault-blueprint:tags"] = { ...tags, costCenter: "4711" };
            });
            succeeded(await running.up());
            expect(called(running.providers.calls, "update")).not.toEqual([]);
            for (const { id } of rotated)
                expect(running.providers.azure.secretVersions(id ?? "").at(-1)).toBe("rotated value");
        });

        test("is destroyed, from a place that its vaults refuse, once its locks are lifted", async () => {
            await running.configure((configuration) => void Object.assign(configuration, unlocked(configuration)));
            succeeded(await running.up());
            running.providers.azure.dataPlaneReachable = false;
            succeeded(await running.destroy());
            expect(registered(await running.exportStack())).toEqual([]);
            expect([...running.providers.azure.resources.keys()]).toEqual([]);
        });
    });
}

/** A text of a configuration that holds a placeholder, and where: `keyvault-blueprint:roleSets.auditors.group.principalId`. */
interface Placeholder {
    readonly path: string;
    readonly text: string;
}

function shippedPlaceholders(stack: string): Placeholder[] {
    const { config } = parse(readFileSync(join(root, `Pulumi.${stack}.yaml`), "utf8")) as {
        readonly config: StackConfiguration;
    };
    return Object.entries(config).flatMap(([key, value]) => placeholdersIn(value, key));
}

function placeholdersIn(value: unknown, path: string): Placeholder[] {
    if (typeof value === "string") return value === ownGuid(value) ? [] : [{ path, text: value }];
    if (typeof value !== "object" || value === null) return [];
    return Object.entries(value).flatMap(([key, item]) => placeholdersIn(item, `${path}.${key}`));
}

/** Every value that was written into a vault. */
function vaultSecrets(running: Engine): readonly string[] {
    const written = running.providers.calls.flatMap((call) =>
        call.method === "create" && call.type === "azure-native:keyvault:Secret" && !call.preview ? [call.inputs] : [],
    );
    return written.flatMap(({ properties }) => {
        const { value } = properties as PlanObject;
        return typeof value === "string" ? [value] : [];
    });
}
