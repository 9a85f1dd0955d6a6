import { topologyName } from "./settings.ts";

/** Each topology is loaded only when its stack asks for it. */
const topologies: Readonly<Record<string, () => Promise<() => Promise<Record<string, unknown>>>>> = {
    "bastion-integration": async () => (await import("./bastion-integration.ts")).bastionIntegrationStack,
    "endpoint-lab": async () => (await import("./endpoint-lab.ts")).endpointLabStack,
    "web-application": async () => (await import("./web-application.ts")).webApplicationStack,
    "secure-access": async () => (await import("./secure-access.ts")).secureAccessStack,
};

/**
 * The program of every stack: the stack's file selects the topology. Pulumi calls it and exports what it returns.
 */
export default async function program(): Promise<Record<string, unknown>> {
    const load = topologies[topologyName(Object.keys(topologies))];
    const topology = await load?.();
    const outputs = (await topology?.()) ?? {};
    return Object.fromEntries(Object.entries(outputs).filter(([, value]) => value !== undefined));
}
