import type { SecretClient } from "@azure/keyvault-secrets";

export interface SecretValue {
    readonly value: string;
    readonly version: string;
}

/** A secret that is read once and then again only when there is reason to. */
export interface CachedSecret {
    /** The value last read; older than its lifetime, it is read again first. */
    current(): Promise<SecretValue>;
    /** Reads the vault now, unless that was done a moment ago; for when the value was found not to work. */
    reread(): Promise<SecretValue>;
}

export interface CacheSettings {
    /** A value older than this is read again. The bound on how long a rotation can go unnoticed. */
    readonly lifetimeMs: number;
    /** Told when the vault could not be read again and the old value stays in use. */
    readonly onStale?: (error: unknown) => void;
    /** @default Date.now */
    readonly now?: () => number;
}

/** At least this long between two further reads, so that a database that refuses every login is no load on the vault. */
const longestPauseMs = 5_000;

/**
 * Reads the secret's newest version and keeps it.
 *
 * The first read must succeed. Afterwards a vault that cannot be reached is no reason to stop: the value read last
 * stays in use, because a rotation leaves it valid until the next one. Concurrent callers share one read.
 * @throws what the SDK throws, when the first read fails
 */
export async function readCached(
    client: Pick<SecretClient, "getSecret">,
    name: string,
    { lifetimeMs, onStale = () => undefined, now = Date.now }: CacheSettings,
): Promise<CachedSecret> {
    let last = await read();
    const pauseMs = Math.min(longestPauseMs, lifetimeMs);
    let triedAt = -Infinity;
    let reading: Promise<SecretValue> | undefined;

    async function read(): Promise<SecretValue & { readonly readAt: number }> {
        const { value, properties } = await client.getSecret(name);
        if (value === undefined) throw new Error(`The secret ${name} came without a value.`);
        return { value, version: properties.version ?? "", readAt: now() };
    }

    async function readAgain(): Promise<SecretValue> {
        triedAt = now();
        try {
            last = await read();
        } catch (error) {
            onStale(error);
        }
        return last;
    }

    function reread(): Promise<SecretValue> {
        if (reading !== undefined) return reading;
        if (now() - triedAt < pauseMs) return Promise.resolve(last);
        reading = readAgain().finally(() => {
            reading = undefined;
        });
        return reading;
    }

    return {
        reread,
        current: () => (now() - last.readAt < lifetimeMs ? Promise.resolve(last) : reread()),
    };
}
