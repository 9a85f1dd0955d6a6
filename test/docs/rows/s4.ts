/** "Is Key Vault secure", row by row, in what the stacks register. */
import { describe, expect, it } from "vitest";
import type { PlanObject } from "../../../plan/plan.ts";
import { registered } from "../stack.ts";
import { permissions, vaultOf } from "./inputs.ts";

const vault = "keyvault-blueprint:vault";

describe("S4", () => {
    it("S4.1 keys in hardware are a tier and a type", async () => {
        const plan = await registered("dev", {
            [vault]: { sku: "premium", keys: { "storage-encryption": { type: "RSA-HSM" } } },
        });
        expect(vaultOf(plan)["sku"]).toEqual({ family: "A", name: "premium" });
        expect(plan.inputs("keyvault:Key")["properties"]).toMatchObject({ kty: "RSA-HSM" });
    });

    it("S4.3 secrets and keys in the vault, certificates fetched from it and looked for again every hour", async () => {
        const plan = await registered("dev");
        expect(plan.all("keyvault:Secret")).toHaveLength(2);
        expect(plan.all("keyvault:Key")).toHaveLength(1);
        const settings = plan.inputs("compute:VirtualMachineExtension", "certificates")["settings"];
        expect(settings).toMatchObject({ secretsManagementSettings: { pollingIntervalInS: "3600" } });
    });

    it("S4.5 a secret can be disabled", async () => {
        const plan = await registered("dev", { [vault]: { secrets: { "api-token": { enabled: false } } } });
        expect(plan.inputs("keyvault:Secret", "api-token")["properties"]).toMatchObject({
            attributes: { enabled: false },
        });
        expect(plan.inputs("keyvault:Secret", "vm-password")["properties"]).toMatchObject({
            attributes: { enabled: true },
        });
    });

    it("S4.6 a secret can have an expiry date", async () => {
        const plan = await registered("dev", { [vault]: { secrets: { "api-token": { expires: "2027-06-30" } } } });
        expect(plan.inputs("keyvault:Secret", "api-token")["properties"]).toMatchObject({
            attributes: { expires: Date.parse("2027-06-30") / 1000 },
        });
    });

    it("S4.7 every stack logs every request to its vault", async () => {
        for (const stack of ["dev", "prod", "bastion-integration", "endpoint-lab", "web-application"]) {
            const plan = await registered(stack);
            expect(plan.inputs("monitor:DiagnosticSetting", "-diagnostics-vault")).toMatchObject({
                resourceUri: plan.all("keyvault:Vault")[0]?.id,
                logs: [{ categoryGroup: "allLogs", enabled: true }],
            });
        }
    });

    it("S4.8 rules over the logs tell people of refused and privileged requests, and of the vault's deletion", async () => {
        const plan = await registered("prod");
        const tells = plan.inputs("monitor:ActionGroup")["emailReceivers"] as unknown as PlanObject[];
        expect(tells.map(({ emailAddress }) => emailAddress)).toEqual(["security@example.com"]);
        for (const rule of ["-refused", "-privileged"]) {
            const { actions, enabled } = plan.inputs("monitor:ScheduledQueryRule", rule);
            expect(enabled).toBe(true);
            expect(JSON.stringify(actions)).toContain("/actionGroups/");
        }
        for (const operation of ["SecretDelete", "SecretPurge", "SecretBackup", "KeyPurge", "VaultPatch"]) {
            expect(JSON.stringify(plan.inputs("monitor:ScheduledQueryRule", "-privileged")["criteria"])).toContain(
                `\\"${operation}\\"`,
            );
        }
        expect(JSON.stringify(plan.inputs("monitor:ActivityLogAlert")["condition"])).toContain(
            "Microsoft.KeyVault/vaults/delete",
        );
    });

    it("S4.9 the eight permissions on secrets, one by one, purge among them by name", async () => {
        const plan = await registered("prod", { [vault]: { accessModel: "access-policies" } });
        expect([...permissions(plan, "securityteam-group").secrets].sort()).toEqual([
            "backup",
            "delete",
            "get",
            "list",
            "purge",
            "recover",
            "restore",
            "set",
        ]);
        expect(permissions(plan, "application-machine").secrets).toEqual(["get", "list"]);
    });
});
