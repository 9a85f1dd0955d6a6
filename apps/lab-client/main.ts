import { hostname } from "node:os";
import { parseArgs } from "node:util";
import {
    readSecretName,
    readVaultSettings,
    SettingError,
    type VaultSettings,
} from "@keyvault-blueprint/apps-common/settings";
import { openVault } from "@keyvault-blueprint/apps-common/vault";
import { credentialFor, kinds } from "./credential.ts";
import { tryVault } from "./lab.ts";

const usage = `Writes one secret into a vault and reads it back, from where this runs and as who this runs as, and says
at each step what the vault answered.

  --vault NAME        the vault's name, or its address (https://…); else KEY_VAULT_NAME or KEY_VAULT_URI
  --secret NAME       the secret to write (default: hello-from-<this machine>)
  --value TEXT        its value (default: a sentence with the time); it is never printed
  --credential KIND   ${kinds.join(", ")} (default: managed-identity in Azure by
                      AZURE_TOKEN_CREDENTIALS, else whoever is signed in)
  --help              this text

Ends with 0 when the secret was written and read back, 1 when something stood in the way, 2 when the call is wrong.
`;

async function main(): Promise<number> {
    const { values } = parseArgs({
        options: {
            vault: { type: "string" },
            secret: { type: "string" },
            value: { type: "string" },
            credential: { type: "string" },
            help: { type: "boolean" },
        },
    });
    if (values.help === true) {
        console.log(usage);
        return 0;
    }
    const settings = vaultOf(values.vault);
    const credential = credentialFor(values.credential);
    const secret = readSecretName({ SECRET_NAME: values.secret ?? process.env["SECRET_NAME"] }, defaultName());
    const value = values.value ?? `Written by ${hostname()} at ${new Date().toISOString()}.`;
    const done = await tryVault({ ...settings, secret, value }, openVault(settings, credential), console.log);
    return done ? 0 : 1;
}

function vaultOf(argument: string | undefined): VaultSettings {
    if (argument === undefined) return readVaultSettings(process.env);
    return readVaultSettings(argument.includes("://") ? { KEY_VAULT_URI: argument } : { KEY_VAULT_NAME: argument });
}

/** Each machine of the lab leaves a secret of its own, so that the vault's list shows who got through. */
function defaultName(): string {
    return `hello-from-${hostname().replaceAll(/[^A-Za-z0-9-]/g, "-")}`.slice(0, 127);
}

main().then(
    (status) => {
        process.exitCode = status;
    },
    (error: unknown) => {
        const wrongCall =
            error instanceof SettingError || (error as { code?: string }).code?.startsWith("ERR_PARSE_ARGS");
        console.error(error instanceof Error ? error.message : "Cannot start.");
        if (wrongCall === true) console.error(`\n${usage}`);
        process.exitCode = wrongCall === true ? 2 : 1;
    },
);
