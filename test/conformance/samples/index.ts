import { monitoringSamples } from "./monitoring.ts";
import { networkSamples } from "./network.ts";
import { vaultSamples } from "./vault.ts";
import { workloadSamples } from "./workload.ts";

/** One valid resource of each type that the blueprint registers or may register. */
export const samples = [...vaultSamples, ...networkSamples, ...monitoringSamples, ...workloadSamples];
