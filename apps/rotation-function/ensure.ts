import { readCredential } from "./credential.ts";
import type { Tools } from "./rotate.ts";
import type { Settings } from "./settings.ts";
import { ensureEntraUser, ensureLogin } from "./users.ts";

/**
 * Makes the database users that the settings name, where they are missing.
 *
 * With rotation on, the login that the secret names is made with the secret's password: that is how the first
 * connection string of a deployment comes to work. The other login waits for the first rotation.
 */
export async function ensureUsers(settings: Settings, { vault, openAsAdministrator, log }: Tools): Promise<void> {
    const { logins, roles, users, secretName } = settings;
    const administrator = openAsAdministrator();
    try {
        for (const user of users) {
            const done = await ensureEntraUser(administrator, user);
            if (done !== undefined) log(done);
        }
        if (logins === undefined) return;
        const { login, password } = readCredential((await vault.getSecret(secretName)).value ?? "");
        const ours = logins.find((name) => name.toLowerCase() === login?.toLowerCase());
        if (ours === undefined || password === undefined) {
            log("The secret names neither of the two logins; the first rotation makes one.");
            return;
        }
        const done = await ensureLogin(administrator, { login: ours, password, roles });
        if (done !== undefined) log(done);
    } finally {
        await administrator.close();
    }
}
