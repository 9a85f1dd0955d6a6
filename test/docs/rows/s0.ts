/** "Azure Bastion Key Vault integration behind the scene", row by row, in what its stack registers. */
import { describe, expect, it } from "vitest";
import { isSecret } from "../../../plan/plan.ts";
import { registered } from "../stack.ts";
import { assignments, networkRules, subnets, tail, vaultOf } from "./inputs.ts";

const open = () => registered("bastion-integration", { "keyvault-blueprint:step": "open" });
const restricted = () => registered("bastion-integration");

describe("S0", () => {
    it("S0.1 one network with default security rules: everything inside it may talk to everything", async () => {
        const plan = await restricted();
        expect(plan.inputs("network:VirtualNetwork")).toMatchObject({ virtualNetworkName: "vnet-demo" });
        expect(plan.inputs("network:NetworkSecurityGroup", "VMSubnet")["securityRules"]).toEqual([]);
    });

    it("S0.2 two subnets", async () => {
        expect(Object.keys(subnets(await restricted())).sort()).toEqual(["AzureBastionSubnet", "VMSubnet"]);
    });

    it("S0.3 the Bastion host in its subnet", async () => {
        const host = (await restricted()).inputs("network:BastionHost");
        expect(host["bastionHostName"]).toBe("bastion");
        expect(JSON.stringify(host["ipConfigurations"])).toContain("/subnets/AzureBastionSubnet");
    });

    it("S0.4 the machine in the other, with SSH by password and without a public address", async () => {
        const plan = await restricted();
        expect(plan.inputs("compute:VirtualMachine")).toMatchObject({
            vmName: "vm-demo",
            osProfile: { linuxConfiguration: { disablePasswordAuthentication: false } },
        });
        const card = JSON.stringify(plan.inputs("network:NetworkInterface")["ipConfigurations"]);
        expect(card).toContain("/subnets/VMSubnet");
        expect(card).not.toContain("publicIPAddress");
    });

    it("S0.5 the vault, open at first; the document's name can be set", async () => {
        expect(vaultOf(await open())).toMatchObject({
            publicNetworkAccess: "Enabled",
            networkAcls: { defaultAction: "Allow" },
        });
        const named = await registered("bastion-integration", {
            "keyvault-blueprint:vault": { vaultName: "kvbastionintegration" },
        });
        expect(named.inputs("keyvault:Vault")["vaultName"]).toBe("kvbastionintegration");
    });

    it("S0.6 the secret holds the machine's password", async () => {
        const plan = await restricted();
        const secret = plan.inputs("keyvault:Secret");
        expect(secret["secretName"]).toBe("vm-password");
        expect(isSecret((secret["properties"] as { value: unknown }).value)).toBe(true);
        expect(
            isSecret((plan.inputs("compute:VirtualMachine")["osProfile"] as { adminPassword: unknown }).adminPassword),
        ).toBe(true);
        const both = [...plan.all("keyvault:Secret"), ...plan.all("compute:VirtualMachine")];
        for (const { dependencies } of both) expect(dependencies.map(tail)).toContain("bastion-demo-password");
    });

    it("S0.7 restricted: the two subnets, which have the service endpoint, and trusted services", async () => {
        const plan = await restricted();
        expect(networkRules(plan)).toEqual({
            publicNetworkAccess: "Enabled",
            defaultAction: "Deny",
            bypass: "AzureServices",
            addresses: [],
            subnets: ["AzureBastionSubnet", "VMSubnet"],
        });
        expect(subnets(plan)).toEqual({ AzureBastionSubnet: ["Microsoft.KeyVault"], VMSubnet: ["Microsoft.KeyVault"] });
    });

    it("S0.9 the person may list at the vault and get the one secret, and see what Bastion's page shows", async () => {
        expect(assignments(await restricted())).toEqual([
            "Key Vault Reader at kv-bastion-demo-8iont",
            "Key Vault Secrets User at vm-password",
            "Reader at bastion",
            "Reader at nic-vm-demo",
            "Reader at vm-demo",
        ]);
    });
});
