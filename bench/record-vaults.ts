import { loadPulumi } from "../recorder/lean.ts";
import { record } from "../recorder/record.ts";

/* Run by the bench in a process of its own: node bench/record-vaults.ts <vaults> recorder|mocks */

const [count, by] = process.argv.slice(2);

/** The recorder loads the SDK before the program does; the SDK's mocks are measured without the recorder's help. */
async function recorded(): Promise<number> {
    loadPulumi();
    const { vaults } = await import("./vaults.ts");
    start = performance.now();
    const { plan } = await record(vaults(Number(count)), {
        stack: "bench",
        project: "bench",
        config: { "azure-native:subscriptionId": "s" },
    });
    return plan.deployment.resources.length;
}

async function mocked(): Promise<number> {
    const { runtime } = await import("@pulumi/pulumi");
    const { vaults } = await import("./vaults.ts");
    start = performance.now();
    let registrations = 0;
    const newResource = ({ name, inputs }: { name: string; inputs: unknown }) => {
        registrations++;
        return { id: name, state: inputs as Record<string, unknown> };
    };
    await runtime.setMocks({ newResource, call: () => ({}) }, "bench", "bench", true);
    await runtime.runInPulumiStack(() => Promise.resolve(vaults(Number(count))()));
    await runtime.disconnect();
    return registrations;
}

let start = 0;
const registrations = await (by === "mocks" ? mocked() : recorded());
console.log(JSON.stringify({ registrations, milliseconds: performance.now() - start }));
