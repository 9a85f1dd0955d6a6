import { app, type EventGridEvent, type InvocationContext } from "@azure/functions";
import { DatabaseError, openDatabase } from "@keyvault-blueprint/apps-common/database";
import { explain } from "@keyvault-blueprint/apps-common/refusal";
import { openVault, ownIdentity } from "@keyvault-blueprint/apps-common/vault";
import { ensureUsers } from "./ensure.ts";
import { rotateIfDue } from "./due.ts";
import { rotate, type NearExpiry, type Rotation, type Tools } from "./rotate.ts";
import { readSettings, type Settings } from "./settings.ts";

/**
 * Three functions. Settings are read when one runs, not when the file is loaded: a wrong setting then fails that run
 * with its reason in the log, instead of leaving a function app without functions.
 */
app.eventGrid("RotateSecret", {
    handler: (event, context) => run(context, (settings, tools) => rotateOn(event, settings, tools)),
});

/** At every start, so that a deployment's users are there soon, and once a day, which mends what was changed by hand. */
app.timer("EnsureDatabaseUsers", {
    schedule: "0 0 3 * * *",
    runOnStartup: true,
    handler: (_timer, context) => run(context, ensureUsers),
});

/** Once a day, for the first version and for events that got lost. */
app.timer("RotateWhenDue", {
    schedule: "0 30 3 * * *",
    handler: (_timer, context) =>
        run(context, async (settings, tools) => report(await rotateIfDue(settings, tools), tools)),
});

async function rotateOn(event: EventGridEvent, settings: Settings, tools: Tools): Promise<void> {
    if (event.eventType !== "Microsoft.KeyVault.SecretNearExpiry") {
        tools.log(`Nothing to do: ${event.eventType} is not the near-expiry event.`);
        return;
    }
    report(await rotate(nearExpiryOf(event), settings, tools), tools);
}

function report(rotation: Rotation, tools: Tools): void {
    if (rotation.outcome === "nothing to do") tools.log(`Nothing to do: ${rotation.because}.`);
    else {
        const { from, to, version, expires } = rotation;
        tools.log(`Rotated from ${from} to ${to}: version ${version}, valid until ${expires.toISOString()}.`);
    }
}

function nearExpiryOf({ data = {} }: EventGridEvent): NearExpiry {
    const { VaultName: vaultName, ObjectName: secretName, Version: version } = data;
    if (typeof vaultName !== "string" || typeof secretName !== "string" || typeof version !== "string") {
        throw new Error("The event names no vault, secret or version.");
    }
    return { vaultName, secretName, version };
}

/**
 * Runs one function with the vault and the database under the app's own identity. What fails is logged in one
 * sentence and thrown again as only that sentence: the SDK's error object would carry the request, and with it the
 * secret, into the host's log.
 */
async function run(
    context: InvocationContext,
    work: (settings: Settings, tools: Tools) => Promise<void>,
): Promise<void> {
    try {
        const settings = readSettings(process.env);
        const identity = ownIdentity();
        const { server, database } = settings;
        await work(settings, {
            vault: openVault(settings, identity),
            openAsAdministrator: () =>
                openDatabase(`Server=tcp:${server};Initial Catalog="${database.replaceAll('"', '""')}";`, identity, {
                    connections: 1,
                }),
            open: (connectionString) => openDatabase(connectionString, identity),
            log: (sentence) => {
                context.log(sentence);
            },
            now: () => new Date(),
        });
    } catch (error) {
        const sentence = error instanceof DatabaseError ? `The database: ${error.message}` : explain(error);
        context.error(sentence);
        // eslint-disable-next-line preserve-caught-error -- the cause is what must not reach the host's log
        throw new Error(sentence);
    }
}
