/**
 * "Azure Key Vault: Best Practices for Secret Management": a web app that reads its database's connection string from a
 * vault, the rotation of that secret, and who notices a refused read.
 *
 * The stack `web-application` is the document's demonstration; its variant `hardened` is what today's advice makes of it.
 */
import { expect } from "vitest";
import type { Verdict } from "../../analysis/answer.ts";
import { reachesDatabase } from "../../analysis/sql.ts";
import { readOrigin } from "../../analysis/words.ts";
import { allowed, ask, askEach, denied } from "./ask.ts";
import { appTest } from "./app-test.ts";
import { client } from "./client.ts";
import { idOf, resourceOf, withVault, without } from "./edits.ts";
import { experiments, type Trial } from "./experiment.ts";
import { fires, logQuery, logRow, savedQuery } from "./log.ts";
import { certificateOperations, everyOperation, keyOperations } from "./operations.ts";
import { changed, recorded, recordedWith, type Recorded } from "./recorded.ts";
import { runQuery } from "../support/kql.ts";

const vault = "kvdemo-vault";
const secret = `${vault}/secrets/db-connection-string`;
/** The app's code, with the managed identity that the app has. */
const app = { from: "kvdemo-app", as: "kvdemo-app" };
const readsItsSecret = { ...app, do: "secrets/get", on: secret };
/** The document's Key Vault Administrator. */
const administrator = { from: "internet", as: "00000000-0000-4000-8000-0000000000e1" };

const demonstration = recorded("web-application");
const withoutRole = changed(demonstration, "the app's role not granted", (plan) => without(plan, "kvdemo-app-secret"));
const withoutRule = changed(demonstration, "no rule for Azure services", (plan) =>
    without(plan, "kvdemo-azure-services"),
);
const unprotected = changed(demonstration, "no purge protection", (plan) =>
    withVault(plan, vault, { enablePurgeProtection: false }),
);
const closed = changed(demonstration, "public access off", (plan) =>
    withVault(plan, vault, { publicNetworkAccess: "Disabled" }),
);
const closedWithBypass = changed(closed, "trusted services allowed", (plan) =>
    withVault(plan, vault, {
        networkAcls: { defaultAction: "Deny", bypass: "AzureServices", ipRules: [], virtualNetworkRules: [] },
    }),
);
/** The hardened variant as docs/topologies.md has it: closed, with the app in a network that has a private endpoint. */
const hardened = recordedWith(
    "web-application",
    "hardened",
    ({ "keyvault-blueprint:rotation": _rotation, ...settings }) => ({
        ...settings,
        "keyvault-blueprint:variant": "hardened",
        "keyvault-blueprint:sql": { databaseName: "demonstration-db" },
        "keyvault-blueprint:network": {
            addressSpace: ["10.60.0.0/16"],
            subnets: {
                app: {
                    prefix: "10.60.0.0/26",
                    delegation: "Microsoft.Web/serverFarms",
                    serviceEndpoints: ["Microsoft.Storage"],
                },
                endpoints: { prefix: "10.60.1.0/27" },
            },
        },
        "keyvault-blueprint:appSubnet": "app",
        "keyvault-blueprint:privateEndpointSubnet": "endpoints",
        "keyvault-blueprint:deployerAddresses": ["203.0.113.10"],
    }),
);

experiments("S2", [
    {
        id: "S2.E1",
        what: "The web app reads the connection string with its managed identity and Key Vault Secrets User, and asks the database",
        document: "allowed; healthy",
        trials: [
            ask(demonstration, readsItsSecret, allowed({ seenAs: "public", resolves: "public" })),
            reachDatabase(demonstration, app.from, "allowed", "address-rule"),
            appTest(
                "web-application.test.ts",
                "answers healthy after SELECT 1 with the connection string from the vault, read as the managed identity",
                "healthy",
            ),
        ],
        // Hardened, the server is closed, and the app comes over a private endpoint.
        besides: [reachDatabase(hardened, app.from, "allowed", "private-link")],
    },
    {
        id: "S2.E2",
        what: "The web app reads the connection string without a role",
        document: "denied; the app never listens",
        trials: [
            ask(withoutRole, readsItsSecret, denied("authorization", "ForbiddenByRbac", { status: 403 })),
            appTest(
                "web-application.test.ts",
                "without a role it never listens, says who refused what, and ends with an error",
                "never listens",
            ),
        ],
    },
    {
        id: "S2.E3",
        what: "The web app sets or deletes a secret, or does anything with keys and certificates",
        document: "denied",
        trials: [
            ...askEach(
                demonstration,
                { ...app, on: secret },
                ["secrets/set", "secrets/delete"],
                denied("authorization", "ForbiddenByRbac"),
            ),
            ...askEach(
                demonstration,
                { ...app, on: vault },
                [...keyOperations, ...certificateOperations],
                denied("authorization", "ForbiddenByRbac"),
            ),
        ],
    },
    {
        id: "S2.E4",
        what: "The web app asks the database, which has no rule 0.0.0.0 for Azure services",
        document: "denied; unhealthy, 500",
        trials: [
            reachDatabase(withoutRule, app.from, "denied", "no-rule-matches"),
            appTest(
                "web-application.test.ts",
                "answers 500 unhealthy while the database refuses or is away, keeps running, and is healthy again afterwards",
                "unhealthy 500",
            ),
        ],
        // The rule is Azure's, not the app's: nobody outside of Azure is admitted by it.
        besides: [reachDatabase(demonstration, "internet", "denied", "no-rule-matches")],
    },
    {
        id: "S2.E5",
        what: "The human, Key Vault Administrator of the vault, does any data operation",
        document: "allowed",
        trials: [
            ...askEach(unprotected, { ...administrator, on: vault }, everyOperation, allowed()),
            ask(demonstration, { ...administrator, do: "secrets/get", on: secret }, allowed()),
        ],
        // The stack protects against purging, which stops the administrator too: S2.E8.
        besides: askEach(
            demonstration,
            { ...administrator, on: vault },
            ["keys/purge", "certificates/purge", "secrets/purge"],
            denied("state"),
        ),
    },
    {
        id: "S2.E6",
        what: "The web app, over its public addresses, reads from a vault whose public access is off; trusted services do not help",
        document: "denied",
        trials: [
            ask(closed, readsItsSecret, denied("network", "ForbiddenByConnection", { seenAs: "public" })),
            ask(closedWithBypass, readsItsSecret, denied("network", "ForbiddenByConnection")),
            ask(
                closedWithBypass,
                { ...readsItsSecret, from: "service:Azure App Service applications" },
                denied("network", "ForbiddenByConnection"),
            ),
        ],
        // C10: what helps is a network of the app's with a private endpoint.
        besides: [ask(hardened, readsItsSecret, allowed({ seenAs: "private 10.60.0.0/26", resolves: "private" }))],
    },
    {
        id: "S2.E7",
        what: "A near-expiry event wakes the function, which writes a new version; the old value stops working",
        document: "rotated; use of the old value fails",
        trials: [
            appTest(
                "rotation.test.ts",
                "makes the idle login current with a new password, and leaves the former one working",
                "rotated",
            ),
            appTest(
                "rotation.test.ts",
                "two rotations alternate the logins, and an old value stops working only at the rotation after next",
                "the old value fails",
            ),
            appTest(
                "web-application.test.ts",
                "a new version is taken up without a restart, in the very check that finds the old login refused",
                "the app follows",
            ),
            failedSignInsAreLogged(),
        ],
    },
    {
        id: "S2.E8",
        what: "The administrator deletes the secret and recovers it within the retention; then deletes and purges it",
        document: "recovered; purge denied by purge protection",
        trials: [
            ask(demonstration, { ...administrator, do: "secrets/delete", on: secret }, allowed()),
            ask(demonstration, { ...administrator, do: "secrets/recover", on: secret }, allowed()),
            ask(
                demonstration,
                { ...administrator, do: "secrets/purge", on: secret },
                denied("state", undefined, { status: 403 }),
            ),
            client(demonstration, { ...administrator, do: "secrets/recover", on: secret }, "allowed"),
            client(demonstration, { ...administrator, do: "secrets/purge", on: secret }, "denied (state)"),
        ],
    },
    {
        id: "S2.E9",
        what: "Somebody without access reads a secret: who, from where, when, how",
        document: "a row in the Log Analytics query",
        trials: [
            ask(withoutRole, readsItsSecret, denied("authorization", "ForbiddenByRbac", { logged: true })),
            logQuery(demonstration, async (plan) => {
                const row = (name: string, status: number, more = {}): ReturnType<typeof logRow> =>
                    logRow(demonstration, vault, { OperationName: name, HttpStatusCode: status, ...more });
                const refused = await row("SecretGet", 403, { CallerIpAddress: "198.51.100.23" });
                const rows = [
                    await row("SecretGet", 200),
                    refused,
                    await row("Authentication", 401),
                    await row("SecretList", 200),
                ];
                const found = runQuery(savedQuery(plan, "kvdemo-query-refused"), { AZKVAuditLogs: rows });
                const { TimeGenerated, Identity, CallerIpAddress } = refused;
                expect
                    .soft(found)
                    .toMatchObject([
                        { TimeGenerated, Identity, CallerIpAddress, OperationName: "SecretGet", HttpStatusCode: 403 },
                    ]);
                // Five refused requests in the window are worth a message; four and a foreign vault's are not.
                const other = {
                    ...refused,
                    _ResourceId: "/subscriptions/x/resourcegroups/x/providers/microsoft.keyvault/vaults/other",
                };
                const alert = "kvdemo-alert-refused";
                expect
                    .soft(
                        fires(
                            plan,
                            alert,
                            Array.from({ length: 5 }, () => refused),
                        ),
                    )
                    .toBe(true);
                expect
                    .soft(fires(plan, alert, [...Array.from({ length: 4 }, () => refused), other, ...rows.slice(2)]))
                    .toBe(false);
                return "one row";
            }),
        ],
    },
]);

/** Whether a place reaches the database server: the same origins, by the server's own rules and endpoints. */
function reachDatabase(plan: Recorded, from: string, verdict: Verdict, because: string): Trial {
    return {
        tier: "analyser",
        run: async () => {
            const { model } = await plan.oracle();
            const reach = reachesDatabase(
                model,
                readOrigin(model, from),
                resourceOf(await plan.plan(), "kvdemo-server").urn,
            );
            expect
                .soft([reach.verdict, reach.gates[2].because.code], `${plan.name}: the database from ${from}`)
                .toEqual([verdict, because]);
            return `database ${reach.verdict}`;
        },
    };
}

/** The server audits refused sign-ins, and the audit reaches the workspace. */
function failedSignInsAreLogged(): Trial {
    return {
        tier: "plan",
        run: async () => {
            const plan = await demonstration.plan();
            const { auditActionsAndGroups, isAzureMonitorTargetEnabled } = resourceOf(plan, "kvdemo-auditing").inputs;
            expect.soft(auditActionsAndGroups).toContain("FAILED_DATABASE_AUTHENTICATION_GROUP");
            expect.soft(isAzureMonitorTargetEnabled).toBe(true);
            const { logs, workspaceId, resourceUri } = resourceOf(plan, "kvdemo-audit-log").inputs;
            expect.soft(logs).toContainEqual({ category: "SQLSecurityAuditEvents", enabled: true });
            expect.soft(workspaceId).toBe(idOf(plan, "kvdemo-workspace"));
            expect.soft(resourceUri).toBe(`${idOf(plan, "kvdemo-server")}/databases/master`);
            return "failures are logged";
        },
    };
}
