/** "Azure Key Vault: Best Practices for Secret Management", row by row, in what its stack registers. */
import { describe, expect, it } from "vitest";
import { isSecret, type PlanObject } from "../../../plan/plan.ts";
import { readDocument } from "../markdown.ts";
import { registered, snippets, type Registered } from "../stack.ts";
import { assignments, networkRules, tail, vaultOf } from "./inputs.ts";

const documented = (): Promise<Registered> => registered("web-application");
const change = snippets(readDocument("docs/topologies.md")).find(({ name }) => name === "hardened")?.change;
const hardened = (): Promise<Registered> => registered("web-application", change);

const settings = (plan: Registered, app: string): PlanObject =>
    plan.inputs("web:WebAppApplicationSettings", `-${app}-settings`)["properties"] as PlanObject;

describe("S2", () => {
    it("S2.1 the resource group", async () => {
        expect((await documented()).inputs("resources:ResourceGroup")).toMatchObject({
            resourceGroupName: "KVDemo",
            location: "northeurope",
        });
    });

    it("S2.2 a Linux plan B1 and a web app on a Node that is supported", async () => {
        const plan = await documented();
        expect(plan.inputs("web:AppServicePlan")).toMatchObject({ reserved: true, sku: { name: "B1" } });
        expect(plan.inputs("web:WebApp", "kvdemo-app")["siteConfig"]).toMatchObject({ linuxFxVersion: "NODE|24-lts" });
    });

    it("S2.3 a SQL server with a login and its password, and the database in the free offer", async () => {
        const plan = await documented();
        const server = plan.inputs("sql:Server");
        expect(server["administratorLogin"]).toBe("azurehacks");
        expect(isSecret(server["administratorLoginPassword"])).toBe(true);
        expect(plan.inputs("sql:Database")).toMatchObject({
            databaseName: "demonstration-db",
            useFreeLimit: true,
            freeLimitExhaustionBehavior: "AutoPause",
        });
    });

    it("S2.4 the rule 0.0.0.0", async () => {
        expect((await documented()).inputs("sql:FirewallRule")).toMatchObject({
            startIpAddress: "0.0.0.0",
            endIpAddress: "0.0.0.0",
        });
        expect((await hardened()).all("sql:FirewallRule")).toEqual([]);
        expect((await hardened()).inputs("sql:Server")).toMatchObject({
            publicNetworkAccess: "Disabled",
            administrators: { azureADOnlyAuthentication: true },
        });
    });

    it("S2.5 the vault's access model is Azure RBAC", async () => {
        expect(vaultOf(await documented())).toMatchObject({ enableRbacAuthorization: true });
    });

    it("S2.6 the app's identity is system-assigned", async () => {
        expect((await documented()).inputs("web:WebApp", "kvdemo-app")["identity"]).toEqual({ type: "SystemAssigned" });
    });

    it("S2.7 Key Vault Secrets User for it, on the vault", async () => {
        expect(assignments(await documented(), "kvdemo-app-secret")).toEqual([
            "Key Vault Secrets User at kv-kvdemo-gickg",
        ]);
    });

    it("S2.8 Key Vault Administrator for a person, on the vault", async () => {
        expect(assignments(await documented(), "00000000-0000-4000-8000-0000000000e1")).toEqual([
            "Key Vault Administrator at kv-kvdemo-gickg",
        ]);
    });

    it("S2.9 the secret with the connection string, made of the server that the stack makes", async () => {
        const plan = await documented();
        const secret = plan.inputs("keyvault:Secret");
        expect(secret["secretName"]).toBe("db-connection-string");
        expect(isSecret((secret["properties"] as PlanObject)["value"])).toBe(true);
        expect(plan.all("keyvault:Secret")[0]?.dependencies.map(tail)).toEqual(
            expect.arrayContaining(["kvdemo-server", "kvdemo-database", "kvdemo-sql-password"]),
        );
    });

    it("S2.10 the app's settings", async () => {
        expect(settings(await documented(), "app")).toMatchObject({ PORT: "80", KEY_VAULT_NAME: "kv-kvdemo-gickg" });
    });

    it("S2.12 no git and no password: the app runs from a package in storage, under its identity", async () => {
        for (const plan of [await documented(), await hardened()]) {
            expect(settings(plan, "app")["WEBSITE_RUN_FROM_PACKAGE"]).toMatch(
                /^https:\/\/st\w+\.blob\.core\.windows\.net\/packages\/web-application-/,
            );
            expect(plan.all("web:WebAppScmAllowed").map(({ inputs }) => inputs["allow"])).toEqual([false, false]);
            expect(plan.all("web:WebAppFtpAllowed").map(({ inputs }) => inputs["allow"])).toEqual([false, false]);
            expect(assignments(plan, "kvdemo-app-package")).toEqual([
                expect.stringMatching(/^Storage Blob Data Reader at stkvdemopkg/),
            ]);
        }
    });

    it("S2.14 activation and expiry of the secret are dates of the settings", async () => {
        const dates = {
            attributes: { notBefore: Date.parse("2026-11-01") / 1000, expires: Date.parse("2027-02-28") / 1000 },
        };
        expect((await documented()).inputs("keyvault:Secret")["properties"]).toMatchObject(dates);
    });

    it("S2.16 soft delete for 90 days, adjustable, and a vault that is recovered", async () => {
        expect(vaultOf(await documented())).toMatchObject({
            enableSoftDelete: true,
            softDeleteRetentionInDays: 90,
            createMode: "default",
        });
        const recovered = await registered("web-application", {
            "keyvault-blueprint:vault": { recover: true, softDeleteRetentionInDays: 30 },
        });
        expect(vaultOf(recovered)).toMatchObject({ softDeleteRetentionInDays: 30, createMode: "recover" });
    });

    it("S2.17 purge protection, on or left out", async () => {
        expect(vaultOf(await documented())["enablePurgeProtection"]).toBe(true);
        const without = await registered("web-application", { "keyvault-blueprint:vault": { purgeProtection: false } });
        expect(vaultOf(without)).not.toHaveProperty("enablePurgeProtection");
    });

    it("S2.20 public, by rules, or private endpoints alone", async () => {
        expect(networkRules(await documented())).toMatchObject({
            publicNetworkAccess: "Enabled",
            defaultAction: "Allow",
        });
        const rules = { exposure: "firewall", allowedAddresses: ["203.0.113.0/24"] };
        expect(networkRules(await registered("dev", { "keyvault-blueprint:vault": rules }))).toMatchObject({
            defaultAction: "Deny",
            addresses: ["203.0.113.0/24"],
            subnets: ["workload"],
        });
        const plan = await hardened();
        expect(networkRules(plan)).toMatchObject({
            publicNetworkAccess: "Disabled",
            defaultAction: "Deny",
            bypass: "None",
        });
        expect(plan.all("network:PrivateEndpoint").map(({ inputs }) => inputs["privateEndpointName"])).toEqual(
            expect.arrayContaining(["pep-kvdemo-vault", "pep-kvdemo-sql"]),
        );
        expect(plan.inputs("web:WebApp", "kvdemo-app")).toMatchObject({ outboundVnetRouting: { allTraffic: true } });
    });

    it("S2.21 roles at a scope, or policies for each principal; never both in force", async () => {
        expect(vaultOf(await registered("dev"))["enableRbacAuthorization"]).toBe(true);
        expect((await registered("dev")).all("keyvault:AccessPolicy")).toEqual([]);
        const policies = await registered("dev", { "keyvault-blueprint:vault": { accessModel: "access-policies" } });
        expect(vaultOf(policies)["enableRbacAuthorization"]).toBe(false);
        expect(policies.all("keyvault:AccessPolicy").length).toBeGreaterThan(3);
    });

    it("S2.22 hardened, the app reads its one secret and nothing else; grants of people may end", async () => {
        expect(assignments(await hardened(), "kvdemo-app-secret")).toEqual([
            "Key Vault Secrets User at db-connection-string",
        ]);
        const eligible = snippets(readDocument("docs/topologies.md")).find((snippet) =>
            JSON.stringify(snippet.change).includes('"eligible"'),
        );
        const plan = await registered("prod", eligible?.change);
        const schedules = plan.all("authorization:PimRoleEligibilitySchedule");
        expect(schedules.length).toBeGreaterThan(2);
        for (const { inputs } of schedules)
            expect(inputs["scheduleInfo"]).toMatchObject({
                expiration: { type: "AfterDateTime", endDateTime: "2027-12-31T00:00:00Z" },
            });
    });

    it("S2.23 use of an old value is seen: sign-ins to the database are logged, the failed ones too", async () => {
        const audit = (await documented()).inputs("sql:ExtendedServerBlobAuditingPolicy");
        expect(audit).toMatchObject({ state: "Enabled", isAzureMonitorTargetEnabled: true });
        expect(audit["auditActionsAndGroups"]).toEqual(
            expect.arrayContaining(["FAILED_DATABASE_AUTHENTICATION_GROUP"]),
        );
        expect((await documented()).inputs("monitor:DiagnosticSetting", "-audit-log")["logs"]).toEqual([
            { category: "SQLSecurityAuditEvents", enabled: true },
        ]);
    });

    it("S2.24 near expiry, Event Grid wakes the function, which may read and write the one secret, two logins in turn", async () => {
        const plan = await documented();
        expect(plan.inputs("eventgrid:SystemTopic")).toMatchObject({ topicType: "Microsoft.KeyVault.vaults" });
        expect(plan.inputs("eventgrid:SystemTopicEventSubscription")).toMatchObject({
            destination: { endpointType: "AzureFunction" },
            filter: {
                includedEventTypes: ["Microsoft.KeyVault.SecretNearExpiry"],
                subjectBeginsWith: "db-connection-string",
            },
        });
        const subscription = plan.all("eventgrid:SystemTopicEventSubscription")[0];
        expect(subscription?.dependencies.map(tail), "code, settings and grant first").toEqual(
            expect.arrayContaining(["kvdemo-functions-settings", "kvdemo-rotator"]),
        );
        expect(assignments(plan, "kvdemo-rotator")).toEqual([
            "Key Vault Secret Rotator (KVDemo, web-application) at db-connection-string",
        ]);
        expect(plan.inputs("authorization:RoleDefinition")["permissions"]).toMatchObject([
            {
                actions: [],
                dataActions: [
                    "Microsoft.KeyVault/vaults/secrets/getSecret/action",
                    "Microsoft.KeyVault/vaults/secrets/readMetadata/action",
                    "Microsoft.KeyVault/vaults/secrets/setSecret/action",
                ],
            },
        ]);
        expect(settings(plan, "functions")).toMatchObject({
            ROTATION_LOGINS: "app_a,app_b",
            ROTATION_VALIDITY_DAYS: "90",
        });
        expect(plan.all("keyvault:Secret")[0]?.ignoreChanges, "a rotated value is never written over").toEqual(["*"]);
    });

    it("S2.25 logs in Log Analytics, a saved query of who was refused from where and when, and an alert on it", async () => {
        const plan = await documented();
        expect(plan.all("operationalinsights:Workspace")).toHaveLength(1);
        const query = plan.inputs("operationalinsights:SavedSearch", "-refused")["query"];
        for (const part of ["in (401, 403)", "TimeGenerated", "CallerIpAddress", "Identity", "OperationName"])
            expect(query).toContain(part);
        expect(JSON.stringify(plan.inputs("monitor:ScheduledQueryRule", "-refused")["criteria"])).toContain(
            "in (401, 403)",
        );
    });
});
