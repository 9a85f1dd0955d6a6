import { forbiddenAdminUsernames } from "../azure/compute.ts";
import { InputError } from "../input/error.ts";
import { checkWord } from "./vault.ts";

/** How a person signs in to a machine. */
export const Login = { SshKey: "ssh-key", Password: "password" } as const;
export type Login = (typeof Login)[keyof typeof Login];

export interface LoginSettings {
    login: string;
    sshPublicKey?: string | undefined;
    hasPasswordSecret: boolean;
    adminUsername: string;
}

/** @throws InputError for a sign-in that is incomplete or that Azure refuses */
export function checkLogin(
    { login, sshPublicKey, hasPasswordSecret, adminUsername }: LoginSettings,
    what: string,
): void {
    checkWord(Login, login, `${what}.login`);
    if ((login === Login.SshKey) !== (sshPublicKey !== undefined)) {
        throw new InputError({
            what: `${what}.sshPublicKey`,
            got: sshPublicKey,
            expected: login === Login.SshKey ? "an OpenSSH public key" : `nothing with login "${login}"`,
            fix:
                login === Login.SshKey
                    ? "ssh-keygen -t ed25519, and give the .pub file's line"
                    : 'remove it, or choose login "ssh-key"',
        });
    }
    if (
        sshPublicKey !== undefined &&
        !/^(ssh-(rsa|ed25519)|ecdsa-sha2-nistp\d+) [A-Za-z0-9+/=]{40,}/.test(sshPublicKey)
    ) {
        throw new InputError({
            what: `${what}.sshPublicKey`,
            got: sshPublicKey.startsWith("-----BEGIN") ? "a private key" : sshPublicKey,
            expected: "one line of an OpenSSH public key, as ssh-ed25519 AAAA…",
            fix: "give the line of the .pub file, never the private key",
        });
    }
    if ((login === Login.Password) !== hasPasswordSecret) {
        throw new InputError({
            what: `${what}.passwordSecret`,
            got: hasPasswordSecret ? "a secret" : undefined,
            expected:
                login === Login.Password
                    ? "the vault that keeps the generated password"
                    : `nothing with login "${login}"`,
            fix: login === Login.Password ? "give the vault's name" : 'remove it, or choose login "password"',
        });
    }
    const forbidden = forbiddenAdminUsernames.names.some((name) => name === adminUsername.toLowerCase());
    if (forbidden || !/^[a-z_][a-z0-9_-]{0,63}$/i.test(adminUsername)) {
        throw new InputError({
            what: `${what}.adminUsername`,
            got: adminUsername,
            expected:
                "1–64 letters, digits, hyphens or underscores, none of the names that Azure reserves (admin, root, …)",
            fix: 'choose another name, as "azureuser"',
        });
    }
}
