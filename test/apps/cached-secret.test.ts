import type { KeyVaultSecret } from "@azure/keyvault-secrets";
import { beforeEach, expect, test } from "vitest";
import { readCached, type CachedSecret } from "../../apps/web-application/secret.ts";

let time: number;
let reads: number;
let stored: string | Error;
let stale: unknown[];

const client = {
    getSecret: (): Promise<KeyVaultSecret> => {
        reads++;
        const value = stored;
        if (value instanceof Error) return Promise.reject(value);
        return Promise.resolve({ name: "db", value, properties: { name: "db", vaultUrl: "", version: value } });
    },
};

beforeEach(() => {
    [time, reads, stored, stale] = [0, 0, "one", []];
});

function cached(lifetimeMs = 60_000): Promise<CachedSecret> {
    return readCached(client, "db", { lifetimeMs, now: () => time, onStale: (error) => stale.push(error) });
}

test("within its lifetime the value is read once", async () => {
    const secret = await cached();
    time = 59_999;
    expect((await secret.current()).value).toBe("one");
    expect(reads).toBe(1);
});

test("after its lifetime it is read again, once for all who ask", async () => {
    const secret = await cached();
    [time, stored] = [60_000, "two"];
    const values = await Promise.all([secret.current(), secret.current(), secret.reread()]);
    expect(values.map(({ value }) => value)).toEqual(["two", "two", "two"]);
    expect(reads).toBe(2);
});

test("a first failure of the login asks the vault at once, further ones at most every five seconds", async () => {
    const secret = await cached();
    for (time = 0; time <= 10_000; time += 1_000) await secret.reread();
    expect(reads).toBe(1 + 3);
});

test("a vault that cannot be reached leaves the old value in use and is reported, and is asked again later", async () => {
    const secret = await cached();
    [time, stored] = [60_000, new Error("no way there")];
    expect((await secret.current()).value).toBe("one");
    expect((await secret.current()).value).toBe("one");
    expect([reads, stale.length]).toEqual([2, 1]);
    [time, stored] = [65_000, "two"];
    expect((await secret.current()).value).toBe("two");
});

test("a first read that fails fails the start", async () => {
    stored = new Error("ForbiddenByRbac");
    await expect(cached()).rejects.toThrow("ForbiddenByRbac");
});
