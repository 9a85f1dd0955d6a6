import { describe, expect, test } from "vitest";
import { Monitoring, type MonitoringArgs } from "../../components/monitoring.ts";
import { idOf, placed, placement, refusedProgram, registered, type Registered } from "../support/recording.ts";

const vaultId = idOf("Microsoft.KeyVault/vaults/kv-shared");
const workspaceId = idOf("Microsoft.OperationalInsights/workspaces/log-payments");
const monitoring = (args: Partial<MonitoringArgs>): Promise<Registered> =>
    registered(() => new Monitoring("payments", { placement, vaultIds: { shared: vaultId }, ...args }));

const everything = {
    logs: [{ categoryGroup: "allLogs", enabled: true }],
    metrics: [{ category: "AllMetrics", enabled: true }],
};

describe("monitoring of a vault that exists", () => {
    test("is a workspace with saved queries, and a setting that sends it all logs", async () => {
        const { list, inputs, one, waitsFor } = await monitoring({});
        expect(list).toEqual([
            "Monitoring payments",
            "monitor:DiagnosticSetting payments-diagnostics-shared",
            "operationalinsights:SavedSearch payments-query-calls",
            "operationalinsights:SavedSearch payments-query-privileged",
            "operationalinsights:SavedSearch payments-query-refused",
            "operationalinsights:Workspace payments-workspace",
        ]);
        expect(inputs("payments-query-refused")).toMatchObject({
            workspaceName: "log-payments",
            resourceGroupName: "rg-payments",
            savedSearchId: "payments-refused",
        });
        expect(waitsFor("payments-query-refused")).toEqual(["payments-workspace"]);
        expect(inputs("payments-workspace")).toEqual({
            ...placed,
            workspaceName: "log-payments",
            sku: { name: "PerGB2018" },
            retentionInDays: 90,
            features: { disableLocalAuth: true, enableLogAccessUsingOnlyResourcePermissions: true },
            publicNetworkAccessForIngestion: "Enabled",
            publicNetworkAccessForQuery: "Enabled",
        });
        expect(inputs("payments-diagnostics-shared")).toEqual({
            name: "payments-all-logs",
            resourceUri: vaultId,
            workspaceId,
            logAnalyticsDestinationType: "Dedicated",
            ...everything,
        });
        expect(waitsFor("payments-diagnostics-shared")).toEqual(["payments-workspace"]);
        expect(one("payments").outputs).toEqual({ workspaceId });
    });

    test("writes to a workspace that exists, wherever it is, and leaves that as it is", async () => {
        const existingWorkspaceId =
            "/subscriptions/9/resourceGroups/rg-logs/providers/Microsoft.OperationalInsights/workspaces/log-hub";
        const { list, inputs, one } = await monitoring({ existingWorkspaceId });
        expect(list).toEqual(["Monitoring payments", "monitor:DiagnosticSetting payments-diagnostics-shared"]);
        expect(inputs("payments-diagnostics-shared")["workspaceId"]).toBe(existingWorkspaceId);
        expect(one("payments").outputs).toEqual({ workspaceId: existingWorkspaceId });
    });

    test("covers every vault that is named", async () => {
        const { counts, inputs } = await monitoring({
            vaultIds: { a: vaultId, b: `${vaultId}-b` },
            retentionInDays: 365,
            workspaceName: "log-mine",
        });
        expect(counts).toMatchObject({ "operationalinsights:Workspace": 1, "monitor:DiagnosticSetting": 2 });
        expect(inputs("payments-diagnostics-b")["resourceUri"]).toBe(`${vaultId}-b`);
        expect(inputs("payments-workspace")).toMatchObject({ retentionInDays: 365, workspaceName: "log-mine" });
    });
});

describe("an archive", () => {
    test("answers nobody by key, nobody anonymously and no network", async () => {
        const { list, inputs, one } = await monitoring({ archive: {} });
        expect(list).toContain("storage:StorageAccount payments-archive");
        const account = inputs("payments-archive");
        expect(account).toEqual({
            ...placed,
            accountName: expect.stringMatching(/^stpaymentslogs[a-z0-9]{5}$/) as string,
            kind: "StorageV2",
            sku: { name: "Standard_LRS" },
            accessTier: "Hot",
            allowBlobPublicAccess: false,
            allowCrossTenantReplication: false,
            allowSharedKeyAccess: false,
            defaultToOAuthAuthentication: true,
            enableHttpsTrafficOnly: true,
            minimumTlsVersion: "TLS1_2",
            publicNetworkAccess: "Disabled",
            networkRuleSet: { bypass: "AzureServices", defaultAction: "Deny", ipRules: [], virtualNetworkRules: [] },
        });
        const storageAccountId = idOf(`Microsoft.Storage/storageAccounts/${account["accountName"] as string}`);
        expect(inputs("payments-diagnostics-shared")).toMatchObject({ storageAccountId, workspaceId });
        expect(one("payments").outputs).toEqual({ workspaceId, archiveStorageAccountId: storageAccountId });
    });

    test("is open to the auditors' addresses, and to no others", async () => {
        const { inputs } = await monitoring({
            archive: {
                allowedAddresses: ["203.0.113.7", "198.51.100.0/24"],
                sku: "Standard_GRS",
                storageAccountName: "stauditlogs",
            },
        });
        expect(inputs("payments-archive")).toMatchObject({
            accountName: "stauditlogs",
            sku: { name: "Standard_GRS" },
            publicNetworkAccess: "Enabled",
            networkRuleSet: {
                defaultAction: "Deny",
                ipRules: [
                    { iPAddressOrRange: "203.0.113.7", action: "Allow" },
                    { iPAddressOrRange: "198.51.100.0/24", action: "Allow" },
                ],
                virtualNetworkRules: [],
            },
        });
    });

    test("that exists is used as it is", async () => {
        const existingStorageAccountId =
            "/subscriptions/9/resourceGroups/rg-logs/providers/Microsoft.Storage/storageAccounts/stlogs";
        const { list, inputs } = await monitoring({ archive: { existingStorageAccountId } });
        expect(list).not.toContain("storage:StorageAccount payments-archive");
        expect(inputs("payments-diagnostics-shared")["storageAccountId"]).toBe(existingStorageAccountId);
    });
});

describe("refused, with nothing registered", () => {
    test.each([
        ["29 days", { retentionInDays: 29 }, "monitoring.retentionInDays"],
        ["731 days", { retentionInDays: 731 }, "monitoring.retentionInDays"],
        ["what is no workspace", { existingWorkspaceId: vaultId }, "monitoring.existingWorkspaceId"],
        [
            "what is no storage account",
            { archive: { existingStorageAccountId: "stlogs" } },
            "monitoring.archive.existingStorageAccountId",
        ],
        ["a workspace's name", { workspaceName: "log" }, "monitoring.workspaceName"],
        ["an archive's name", { archive: { storageAccountName: "stAudit" } }, "monitoring.archive.storageAccountName"],
        ["an archive's SKU", { archive: { sku: "LRS" } }, "monitoring.archive.sku"],
        [
            "a private address of an archive",
            { archive: { allowedAddresses: ["10.0.0.4"] } },
            "monitoring.archive.allowedAddresses[0]",
        ],
        ["a location", { placement: { ...placement, location: "West Europe" } }, "placement.location"],
    ] satisfies [string, Partial<MonitoringArgs>, string][])("%s", async (_, args, what) => {
        const { refusal } = await refusedProgram(
            () => new Monitoring("payments", { placement, vaultIds: { shared: vaultId }, ...args }),
        );
        expect(refusal.what).toBe(what);
    });
});
