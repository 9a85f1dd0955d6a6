import type * as pulumi from "@pulumi/pulumi";
import type { input } from "@pulumi/azure-native/types/index.js";

/**
 * The one place that chooses the Key Vault API version. azure-native 3.28 speaks 2024-11-01 here; Azure stops answering
 * control-plane versions before 2026-02-01 on 2027-02-27. `docs/operations.md` has the step that moves to the newer one:
 * generate its SDK, point these lines at it, and give each resource an alias of its old type token, or Pulumi would replace it.
 */
export { AccessPolicy } from "@pulumi/azure-native/keyvault/accessPolicy.js";
export { Key } from "@pulumi/azure-native/keyvault/key.js";
export { Secret } from "@pulumi/azure-native/keyvault/secret.js";
export { Vault as VaultResource } from "@pulumi/azure-native/keyvault/vault.js";

/**
 * Registers a vault's properties just as they are written. The SDK fills defaults in through an Output, which makes all of
 * them unknown in a preview as soon as one is, such as the address of a NAT gateway that does not exist yet; and no one could
 * tell any more who reaches the vault. Every property is written out, so there is nothing to fill in.
 */
export function asWritten(properties: input.keyvault.VaultPropertiesArgs): pulumi.ResourceTransformation {
    return ({ props, opts }) => ({ props: { ...(props as object), properties }, opts });
}
