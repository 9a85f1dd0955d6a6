import * as pulumi from "@pulumi/pulumi";
import type { input } from "@pulumi/azure-native/types/index.js";
import { linuxImages } from "../azure/compute.ts";
import type { Placement } from "../topology/placement.ts";
import type { ChildOptions } from "./support.ts";
import { makePassword, makeSecret } from "./vault-objects.ts";

/** What a single machine and the machines of a scale set have in common. */

/** Where a generated password is kept. */
export interface PasswordSecretArgs {
    vaultName: pulumi.Input<string>;
    /** The vault, where the same program makes it: when it goes, the secret goes with it and is not deleted alone. */
    vault?: pulumi.Resource;
    /** The vault's resource group. @default the machine's */
    resourceGroupName?: string;
    /** @default "vm-password" */
    secretName?: string;
}

/** A certificate that the machine fetches from a vault, with its private key, under its own identity. */
export interface CertificateArgs {
    /** The vault's address, `https://<vault>.<suffix>/`. */
    vaultUri: pulumi.Input<string>;
    /** The certificate's name; the machine follows its newest version. */
    certificateName: string;
}

export const defaultSize = "Standard_B2s_v2";
export const defaultUsername = "azureuser";
export const defaultSecretName = "vm-password";
const passwordLength = 32;
/** How often the extension looks for a newer certificate: an hour, in seconds. */
const certificatePollingSeconds = "3600";

export function placed(placement: Placement): {
    resourceGroupName: string;
    location: string;
    tags: Record<string, string>;
} {
    return { resourceGroupName: placement.resourceGroupName, location: placement.location, tags: placement.tags ?? {} };
}

/** Trusted launch: the boot chain is verified and measured. */
export function securityProfile(encryptionAtHost: boolean): input.compute.SecurityProfileArgs {
    return {
        securityType: "TrustedLaunch",
        uefiSettings: { secureBootEnabled: true, vTpmEnabled: true },
        encryptionAtHost,
    };
}

export function imageReference(): input.compute.ImageReferenceArgs {
    const { publisher, offer, sku, version } = linuxImages.ubuntu2404;
    return { publisher, offer, sku, version };
}

/** How a person signs in. */
export interface SignIn {
    readonly adminUsername: string;
    readonly sshPublicKey?: string | undefined;
    readonly password?: pulumi.Output<string> | undefined;
}

export function linuxConfiguration({
    adminUsername,
    sshPublicKey,
    password,
}: SignIn): input.compute.LinuxConfigurationArgs {
    return {
        disablePasswordAuthentication: password === undefined,
        provisionVMAgent: true,
        patchSettings: { patchMode: "AutomaticByPlatform", assessmentMode: "AutomaticByPlatform" },
        ...(sshPublicKey !== undefined && {
            ssh: { publicKeys: [{ keyData: sshPublicKey, path: `/home/${adminUsername}/.ssh/authorized_keys` }] },
        }),
    };
}

/** A generated password, kept as a secret of a vault. */
export function keepPassword(
    name: string,
    { vault, vaultName, resourceGroupName, secretName }: PasswordSecretArgs,
    placement: Placement,
    child: ChildOptions,
): pulumi.Output<string> {
    const password = makePassword(`${name}-password`, passwordLength, child).result;
    const home = {
        vaultName,
        resourceGroupName: resourceGroupName ?? placement.resourceGroupName,
        tags: placement.tags ?? {},
        ...(vault !== undefined && { vault }),
    };
    makeSecret(name, secretName ?? defaultSecretName, { value: password, contentType: "password" }, home, child);
    return password;
}

/** Settings of the Key Vault VM extension, which fetches and renews under the machine's system-assigned identity. */
export function certificateSettings(certificates: readonly CertificateArgs[]): Record<string, unknown> {
    return {
        secretsManagementSettings: {
            pollingIntervalInS: certificatePollingSeconds,
            observedCertificates: certificates.map(({ vaultUri, certificateName }) => ({
                // The address without a version: the extension follows the newest one.
                url: pulumi.output(vaultUri).apply((uri) => `${uri.replace(/\/$/, "")}/secrets/${certificateName}`),
                certificateStoreLocation: "/var/lib/waagent/Microsoft.Azure.KeyVault.Store",
            })),
        },
    };
}
