import type { TokenCredential } from "@azure/core-auth";
import { AzureCliCredential, ManagedIdentityCredential } from "@azure/identity";
import { SettingError } from "@keyvault-blueprint/apps-common/settings";
import { ownIdentity } from "@keyvault-blueprint/apps-common/vault";

/** The lab's machines in Azure have a managed identity; the one outside is signed in with `az login`. */
export const kinds = ["managed-identity", "cli"] as const;

/** @throws {SettingError} for a kind that is not there */
export function credentialFor(kind: string | undefined): TokenCredential {
    switch (kind) {
        case undefined:
            return ownIdentity();
        case "managed-identity": {
            const clientId = process.env["AZURE_CLIENT_ID"];
            return clientId === undefined
                ? new ManagedIdentityCredential()
                : new ManagedIdentityCredential({ clientId });
        }
        case "cli":
            return new AzureCliCredential();
        default:
            throw new SettingError("--credential", kind, kinds.join(" or "));
    }
}
