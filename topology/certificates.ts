import { InputError } from "../input/error.ts";

/** What is known of a certificate's reference before deployment; an address that is not a text comes from another resource. */
export interface CertificateReference {
    vaultUri: unknown;
    certificateName: string;
}

/** @throws InputError for a name that Key Vault refuses or an address that is no vault's */
export function checkCertificates(certificates: readonly CertificateReference[], what: string): void {
    for (const [index, { vaultUri, certificateName }] of certificates.entries()) {
        if (typeof vaultUri === "string" && !/^https:\/\/[A-Za-z0-9-]+\.vault\.[a-z.]+\/?$/.test(vaultUri)) {
            throw new InputError({
                what: `${what}[${index}].vaultUri`,
                got: vaultUri,
                expected: "a vault's address, as https://<vault>.vault.azure.net/",
                fix: "give the vault's vaultUri",
            });
        }
        if (!/^[A-Za-z0-9-]{1,127}$/.test(certificateName)) {
            throw new InputError({
                what: `${what}[${index}].certificateName`,
                got: certificateName,
                expected: "1–127 letters, digits or hyphens, without version",
                fix: "give the certificate's name: machines follow its newest version",
            });
        }
    }
}
