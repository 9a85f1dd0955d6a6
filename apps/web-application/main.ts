import { createServer as createHttpServer } from "node:http";
import { openDatabase } from "@keyvault-blueprint/apps-common/database";
import { explain } from "@keyvault-blueprint/apps-common/refusal";
import { openVault, ownIdentity } from "@keyvault-blueprint/apps-common/vault";
import { watch } from "./health.ts";
import { readCached } from "./secret.ts";
import { createServer } from "./server.ts";
import { readSettings } from "./settings.ts";

/** How long requests under way may take after SIGTERM; App Service kills the container after 30 seconds or so. */
const shutdownMs = 10_000;

/**
 * Listens only once the vault gave the connection string. Until then there is nothing to serve, and a platform that
 * sees the process end starts it again, which also covers a role assignment that has not spread yet.
 */
async function main(): Promise<void> {
    const settings = readSettings(process.env);
    const identity = ownIdentity();
    const secret = await readCached(openVault(settings, identity), settings.secretName, {
        lifetimeMs: settings.secretLifetimeMs,
        onStale: (error) => console.error(`Still using the connection string read before. ${explain(error)}`),
    }).catch((error: unknown) => {
        throw new Error(`Cannot read secret ${settings.secretName} of ${settings.vaultUri}. ${explain(error)}`);
    });
    const health = watch(secret, (connectionString) => openDatabase(connectionString, identity));
    const server = createHttpServer(createServer(health, console.error));

    server.listen(settings.port, () => {
        const address = server.address();
        console.log(`Listening on port ${typeof address === "object" ? (address?.port ?? "?") : (address ?? "?")}.`);
    });
    server.on("error", (error) => {
        console.error(`Cannot listen: ${error.message}`);
        process.exitCode = 1;
        void health.close();
    });

    for (const signal of ["SIGTERM", "SIGINT"] as const) {
        process.once(signal, () => {
            console.log(`${signal}: closing.`);
            setTimeout(() => process.exit(1), shutdownMs).unref();
            server.close(() => void health.close());
            server.closeIdleConnections();
        });
    }
}

main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : "Cannot start.");
    process.exitCode = 1;
});
