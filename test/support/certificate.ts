import { generate } from "selfsigned";

/** A certificate that is its own authority: a client that is given `cert` as its CA trusts the stand-ins. */
export interface Certificate {
    readonly key: string;
    readonly cert: string;
}

/** Names that the stand-ins answer for: vaults of the three clouds, Azure SQL, and this machine. */
const names = [
    "*.vault.azure.net",
    "*.vault.azure.cn",
    "*.vault.usgovcloudapi.net",
    "*.database.windows.net",
    "localhost",
];

export async function makeCertificate(): Promise<Certificate> {
    const { private: key, cert } = await generate([{ name: "commonName", value: "keyvault-blueprint test" }], {
        keyType: "ec",
        curve: "P-256",
        notAfterDate: new Date(Date.now() + 86_400_000),
        extensions: [
            { name: "basicConstraints", cA: true },
            {
                name: "subjectAltName",
                altNames: [
                    ...names.map((value) => ({ type: 2 as const, value })),
                    { type: 7 as const, ip: "127.0.0.1" },
                ],
            },
        ],
    });
    return { key, cert };
}
