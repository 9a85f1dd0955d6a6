import { DatabaseError, type Database } from "@keyvault-blueprint/apps-common/database";
import type { CachedSecret, SecretValue } from "./secret.ts";

type Health = { readonly status: "healthy" } | { readonly status: "unhealthy"; readonly because: string };

export interface HealthCheck {
    /** Runs `SELECT 1`. Calls that come while one is under way share its result: a check costs the database one query. */
    check(): Promise<Health>;
    close(): Promise<void>;
}

/**
 * Whether the database answers with the connection string that the vault holds.
 *
 * When the database refuses the login, the vault is asked whether there is a newer connection string, and if so that
 * one is tried in the same check: a rotation is never seen as an outage, and needs no restart.
 * @param open opens the database of a connection string
 */
export function watch(secret: CachedSecret, open: (connectionString: string) => Database): HealthCheck {
    let opened: { readonly of: SecretValue; readonly database: Database } | undefined;
    let checking: Promise<Health> | undefined;

    async function databaseOf(wanted: SecretValue): Promise<Database> {
        if (opened?.of.value === wanted.value) return opened.database;
        const former = opened;
        opened = undefined;
        await former?.database.close();
        opened = { of: wanted, database: open(wanted.value) };
        return opened.database;
    }

    async function select(wanted: SecretValue): Promise<void> {
        const database = await databaseOf(wanted);
        await database.run("SELECT 1;");
    }

    async function checkOnce(): Promise<Health> {
        const tried = await secret.current();
        try {
            await select(tried);
            return { status: "healthy" };
        } catch (error) {
            if (!(error instanceof DatabaseError)) throw error;
            if (error.fault !== "refused") return { status: "unhealthy", because: error.message };
            const newer = await secret.reread();
            if (newer.value === tried.value) return { status: "unhealthy", because: error.message };
            return select(newer).then(
                () => ({ status: "healthy" }),
                (again: unknown) => ({
                    status: "unhealthy",
                    because: again instanceof Error ? again.message : "unknown",
                }),
            );
        }
    }

    return {
        check() {
            checking ??= checkOnce().finally(() => {
                checking = undefined;
            });
            return checking;
        },
        async close() {
            await opened?.database.close();
        },
    };
}
