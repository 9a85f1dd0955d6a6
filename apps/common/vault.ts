import type { TokenCredential } from "@azure/core-auth";
import { DefaultAzureCredential } from "@azure/identity";
import { SecretClient } from "@azure/keyvault-secrets";
import type { VaultSettings } from "./settings.ts";

/**
 * The identity that the app runs as.
 *
 * In Azure the stack sets `AZURE_TOKEN_CREDENTIALS=ManagedIdentityCredential`: then this is the managed identity and
 * nothing else, so that a variable left behind (`AZURE_CLIENT_SECRET`) or a developer's tool can never stand in for it.
 * A user-assigned identity is named by `AZURE_CLIENT_ID`. On a developer's machine, where neither is set, it is
 * whoever is signed in (`az login`).
 */
export function ownIdentity(): TokenCredential {
    return new DefaultAzureCredential();
}

/**
 * A client for the vault's secrets.
 *
 * The SDK itself retries 429 and 5xx as `Retry-After` asks, refuses a challenge that names another domain than the
 * vault's, and honours `HTTPS_PROXY`. Three tries keep the wait within a platform's patience (about 15 seconds).
 */
export function openVault({ vaultUri }: VaultSettings, credential: TokenCredential): SecretClient {
    return new SecretClient(vaultUri, credential, { retryOptions: { maxRetries: 3, maxRetryDelayInMs: 8_000 } });
}
