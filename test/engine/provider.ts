/** Simulated providers for the engine: azure-native in front of a small Azure, and random. */
import { createRequire } from "node:module";
import { simulatedAzure, type AzureOptions, type SimulatedAzure } from "./simulation/azure.ts";
import { simulatedAzureNative } from "./simulation/azure-native.ts";
import type { RecordedCall } from "./simulation/provider.ts";
import { simulatedRandom } from "./simulation/random.ts";
import { serve } from "./simulation/server.ts";

export interface Providers {
    readonly azure: SimulatedAzure;
    /** Every call of the engine, in order, previews included. */
    readonly calls: readonly RecordedCall[];
    /** Passwords that the random provider made: no output of any command may hold one. */
    readonly passwords: readonly string[];
    /** The value of `PULUMI_DEBUG_PROVIDERS` that attaches them. */
    readonly attachments: string;
    stop(): void;
}

export async function startProviders(options: AzureOptions = {}): Promise<Providers> {
    const azure = simulatedAzure(options);
    const calls: RecordedCall[] = [];
    const passwords: string[] = [];
    const served = await Promise.all([
        serve(() => simulatedAzureNative(sdkVersion("@pulumi/azure-native"), azure), calls),
        serve(() => simulatedRandom(sdkVersion("@pulumi/random"), passwords), calls),
    ]);
    return {
        azure,
        calls,
        passwords,
        attachments: served.map(({ attachment }) => attachment).join(","),
        stop: () => served.forEach((server) => server.stop()),
    };
}

function sdkVersion(name: string): string {
    const { version } = createRequire(import.meta.url)(`${name}/package.json`) as { readonly version: string };
    return version;
}
