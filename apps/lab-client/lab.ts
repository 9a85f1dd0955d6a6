import { lookup } from "node:dns/promises";
import { BlockList, isIPv4 } from "node:net";
import { createDefaultHttpClient, createPipelineFromOptions, createPipelineRequest } from "@azure/core-rest-pipeline";
import type { SecretClient } from "@azure/keyvault-secrets";
import { explain } from "@keyvault-blueprint/apps-common/refusal";

export interface Lab {
    readonly vaultUri: string;
    readonly secret: string;
    readonly value: string;
}

/**
 * Asks in the order in which a request meets its obstacles: the name, the network path, the vault. Each step is tried
 * even when one before it failed, because their answers together tell where the obstacle is.
 * @returns whether the secret was written and read back
 */
export async function tryVault(
    { vaultUri, secret, value }: Lab,
    vault: Pick<SecretClient, "getSecret" | "setSecret">,
    say: (sentence: string) => void,
): Promise<boolean> {
    const { hostname } = new URL(vaultUri);
    async function step(label: string, work: () => Promise<string>): Promise<boolean> {
        const [done, sentence] = await work().then(
            (found) => [true, found] as const,
            (error: unknown) => [false, explain(error)] as const,
        );
        say(`${label.padEnd(9)}${sentence}`);
        return done;
    }
    await step("Name:", async () => {
        const { address } = await lookup(hostname, { family: 4 });
        return `${hostname} resolves to ${address} (${isPrivate(address) ? "a private endpoint" : "the public endpoint"}).`;
    });
    await step("Network:", async () => {
        const address = await seenAddress(vaultUri);
        if (address === undefined) return "the vault does not say which address it sees.";
        const path = isPrivate(address) ? "private: a service or private endpoint is" : "public: no endpoint is";
        return `the vault sees ${address} (${path} on the path).`;
    });
    const written = await step("Write:", async () => {
        const { properties } = await vault.setSecret(secret, value);
        return `secret ${secret} has the new version ${properties.version ?? "?"}.`;
    });
    if (!written) return false;
    let same = false;
    await step("Read:", async () => {
        same = (await vault.getSecret(secret)).value === value;
        return same ? "the same value comes back." : "another value comes back: someone wrote in between.";
    });
    return same;
}

/**
 * The source address as the vault sees it. `GET /healthstatus` needs no token, and its answer carries the header
 * `x-ms-keyvault-network-info: conn_type=Ipv4;addr=203.0.113.7;act_addr_fam=InterNetwork;`
 * (https://learn.microsoft.com/azure/key-vault/general/private-link-diagnostics).
 */
async function seenAddress(vaultUri: string): Promise<string | undefined> {
    // The SDK's own HTTP client, so that a proxy which the environment names is used here as for the secrets.
    const pipeline = createPipelineFromOptions({ retryOptions: { maxRetries: 1 } });
    const request = createPipelineRequest({ url: `${vaultUri}/healthstatus`, timeout: 10_000 });
    const { headers } = await pipeline.sendRequest(createDefaultHttpClient(), request);
    return /(?:^|;)\s*addr=([^;]+)/.exec(headers.get("x-ms-keyvault-network-info") ?? "")?.[1];
}

/** RFC 1918, and RFC 6598, which Azure also uses between subscriptions. */
const privateRanges = new BlockList();
for (const [prefix, length] of [
    ["10.0.0.0", 8],
    ["172.16.0.0", 12],
    ["192.168.0.0", 16],
    ["100.64.0.0", 10],
] as const) {
    privateRanges.addSubnet(prefix, length, "ipv4");
}

function isPrivate(address: string): boolean {
    return isIPv4(address) && privateRanges.check(address, "ipv4");
}
