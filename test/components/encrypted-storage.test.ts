import { describe, expect, test } from "vitest";
import { Alerts, type AlertsArgs } from "../../components/alerts.ts";
import { EncryptedStorage, type EncryptedStorageArgs } from "../../components/encrypted-storage.ts";
import {
    idOf,
    placed,
    placement,
    refusedProgram,
    registered,
    tenantId,
    type Registered,
} from "../support/recording.ts";

const vaultId = idOf("Microsoft.KeyVault/vaults/kv-shared");
const vault = { vaultId, vaultName: "kv-shared", vaultUri: "https://kv-shared.vault.azure.net/" };
const base: EncryptedStorageArgs = { placement, ...vault, accessModel: "rbac", keyName: "storage" };

describe("storage that a key of the vault encrypts", () => {
    const storage = (args: Partial<EncryptedStorageArgs> = {}): Promise<Registered> =>
        registered(() => new EncryptedStorage("payments", { ...base, ...args }));

    test("has an identity that may use just that key, and waits for the grant", async () => {
        const { list, inputs, waitsFor, one } = await storage();
        expect(list).toEqual([
            "EncryptedStorage payments",
            "authorization:RoleAssignment payments-key-grant",
            "managedidentity:UserAssignedIdentity payments-identity",
            "storage:StorageAccount payments-account",
        ]);
        const identity = idOf("Microsoft.ManagedIdentity/userAssignedIdentities/id-payments-encryption");
        expect(inputs("payments-key-grant")).toMatchObject({
            scope: `${vaultId}/keys/storage`,
            roleDefinitionId: expect.stringContaining("e147488a-f6f5-4113-8e2d-b22465e65bf6") as string,
            principalType: "ServicePrincipal",
        });
        expect(inputs("payments-account")).toMatchObject({
            ...placed,
            sku: { name: "Standard_ZRS" },
            allowSharedKeyAccess: false,
            allowBlobPublicAccess: false,
            publicNetworkAccess: "Disabled",
            identity: { type: "UserAssigned", userAssignedIdentities: [identity] },
            encryption: {
                keySource: "Microsoft.Keyvault",
                requireInfrastructureEncryption: true,
                keyVaultProperties: { keyVaultUri: vault.vaultUri, keyName: "storage" },
                encryptionIdentity: { encryptionUserAssignedIdentity: identity },
            },
        });
        expect(waitsFor("payments-account")).toEqual(["payments-identity", "payments-key-grant"]);
        expect(one("payments").outputs["storageAccountId"]).toBe(one("payments-account").id);
    });

    test("of a vault with access policies has an entry for keys alone", async () => {
        const { inputs } = await storage({ accessModel: "access-policies" });
        expect(inputs("payments-key-grant")).toMatchObject({
            vaultName: "kv-shared",
            policy: { tenantId, permissions: { keys: ["get", "wrapKey", "unwrapKey"], secrets: [], certificates: [] } },
        });
    });

    test("uses an identity that was granted the key by others", async () => {
        const { list, inputs } = await storage({ identityId: "/the/identity" });
        expect(list).toEqual(["EncryptedStorage payments", "storage:StorageAccount payments-account"]);
        expect(inputs("payments-account")["identity"]).toEqual({
            type: "UserAssigned",
            userAssignedIdentities: ["/the/identity"],
        });
    });

    test.each([
        ["a key's name", { keyName: "storage_key" }, "encryptedStorage.keyName"],
        ["a SKU", { sku: "ZRS" }, "encryptedStorage.sku"],
        ["an address", { allowedAddresses: ["10.0.0.0/8"] }, "encryptedStorage.allowedAddresses[0]"],
        ["a name", { storageAccountName: "St-Payments" }, "encryptedStorage.storageAccountName"],
        ["an access model", { accessModel: "roles" as "rbac" }, "encryptedStorage.accessModel"],
    ] satisfies [string, Partial<EncryptedStorageArgs>, string][])(
        "with %s that Azure refuses is refused, with nothing registered",
        async (_, args, what) => {
            expect(
                (await refusedProgram(() => new EncryptedStorage("payments", { ...base, ...args }))).refusal.what,
            ).toBe(what);
        },
    );
});

describe("alerts", () => {
    const workspaceId = idOf("Microsoft.OperationalInsights/workspaces/log-hub");
    const args: AlertsArgs = { placement, vaultId, workspaceId, emailAddresses: ["security@example.com"] };

    test("tell the named people of refused and privileged calls, of an unavailable vault and of its deletion", async () => {
        const { list, inputs } = await registered(() => new Alerts("payments", args));
        expect(list).toEqual([
            "Alerts payments",
            "monitor:ActionGroup payments-action-group",
            "monitor:ActivityLogAlert payments-alert-deletion",
            "monitor:MetricAlert payments-alert-availability",
            "monitor:ScheduledQueryRule payments-alert-privileged",
            "monitor:ScheduledQueryRule payments-alert-refused",
        ]);
        const group = idOf("Microsoft.Insights/actionGroups/ag-payments");
        expect(inputs("payments-action-group")).toMatchObject({
            enabled: true,
            emailReceivers: [{ emailAddress: "security@example.com" }],
        });
        for (const label of ["privileged", "refused"]) {
            const rule = inputs(`payments-alert-${label}`);
            expect(rule).toMatchObject({ enabled: true, scopes: [workspaceId], actions: { actionGroups: [group] } });
            expect(JSON.stringify(rule["criteria"]), "of this vault alone: one workspace serves many").toContain(
                vaultId,
            );
        }
        expect(inputs("payments-alert-availability")).toMatchObject({
            scopes: [vaultId],
            actions: [{ actionGroupId: group }],
        });
    });

    test.each([
        ["nobody to tell", { emailAddresses: [] }, "alerts.emailAddresses"],
        ["what is no address", { emailAddresses: ["security"] }, "alerts.emailAddresses"],
        ["what is no action group", { existingActionGroupId: "ag-hub" }, "alerts.existingActionGroupId"],
        ["a threshold below one", { refusedThreshold: 0 }, "alerts.refusedThreshold"],
    ] satisfies [string, Partial<AlertsArgs>, string][])(
        "with %s are refused, with nothing registered",
        async (_, more, what) => {
            expect((await refusedProgram(() => new Alerts("payments", { ...args, ...more }))).refusal.what).toBe(what);
        },
    );
});
