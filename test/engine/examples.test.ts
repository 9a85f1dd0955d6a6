/** The examples in the real engine, with the packed package, as strangers deploy them. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { copyProgram, install, packed, remove, scratchFolder } from "../package/consumer.ts";
import { called, describeWithEngine, registered, startEngine, succeeded } from "./support.ts";

/** What must be there before, by the end of its id: made by other programs. */
const examples: readonly (readonly [name: string, stack: string, there: RegExp])[] = [
    [
        "existing-network",
        "prod",
        /\/resourceGroups\/rg-(payments-prod|network|dns|logs)$|\/vnet-prod(\/subnets\/snet-payments)?$|\/privateDnsZones\/[^/]+$|\/log-platform$/i,
    ],
    ["hub-and-spoke", "dev", /(?!)/],
    ["own-tests", "dev", /\/resourceGroups\/rg-orders-dev$/i],
];

describeWithEngine("the examples", () => {
    let scratch = "";
    beforeAll(() => {
        scratch = scratchFolder();
        install(scratch, packed(scratch), []);
    }, 300_000);
    afterAll(() => remove(scratch));

    test.each(examples)("%s is previewed, deployed, unchanged and destroyed", async (name, stack, there) => {
        const folder = copyProgram(`examples/${name}`, scratch, name);
        const { providers, ...running } = await startEngine({ folder, stack, exists: (id) => there.test(id) });

        succeeded(await running.preview());
        succeeded(await running.up());
        expect(called(providers.calls, "create").length).toBeGreaterThan(10);
        succeeded(await running.up("--expect-no-changes"));
        succeeded(await running.destroy());
        expect(registered(await running.exportStack())).toEqual([]);
    });
});
