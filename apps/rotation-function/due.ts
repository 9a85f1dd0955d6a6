import { rotate, type Rotation, type Tools } from "./rotate.ts";
import type { Settings } from "./settings.ts";

/** As long before the end as Key Vault raises its event. */
const noticeMs = 30 * 86_400_000;

/**
 * Rotates when the current version is near its end, without an event. Event Grid tells only of versions that were made
 * after it was asked to, so never of a deployment's first one, and gives an event up after a day of failures.
 */
export async function rotateIfDue(settings: Settings, tools: Tools): Promise<Rotation> {
    if (settings.logins === undefined) return { outcome: "nothing to do", because: "rotation is off" };
    const { secretName, vaultUri } = settings;
    const { version, expiresOn } = (await tools.vault.getSecret(secretName)).properties;
    if (version === undefined || expiresOn === undefined || expiresOn.getTime() - tools.now().getTime() > noticeMs) {
        return { outcome: "nothing to do", because: "the current version is not near its end" };
    }
    const vaultName = new URL(vaultUri).hostname.split(".", 1)[0] ?? "";
    return rotate({ vaultName, secretName, version }, settings, tools);
}
