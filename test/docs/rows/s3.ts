/** "Secure access to a key vault", row by row, in what the stacks `dev` and `prod` register. */
import { describe, expect, it } from "vitest";
import type { PlanObject } from "../../../plan/plan.ts";
import type { YamlObject } from "../../../recorder/yaml.ts";
import { readDocument } from "../markdown.ts";
import { nameOf, registered, snippets, type Registered } from "../stack.ts";
import { assignments, networkRules, permissions, tail, vaultOf } from "./inputs.ts";

const dev = (): Promise<Registered> => registered("dev");
const prod = (): Promise<Registered> => registered("prod");
const group = "00000000-0000-4000-8000-0000000000f1";
const developers = { group: { principalId: group, principalType: "Group" } };

/** `prod` with developers, in either access model. */
const withDevelopers = (accessModel = "rbac"): Promise<Registered> =>
    registered("prod", { "keyvault-blueprint:roleSets": { developers }, "keyvault-blueprint:vault": { accessModel } });

/** A stack with one more member of the application persona. */
const withMember = (stack: string, accessModel: string, member: YamlObject): Promise<Registered> =>
    registered(stack, {
        "keyvault-blueprint:vault": { accessModel },
        "keyvault-blueprint:roleSets": {
            application: { reporting: { principalId: group, principalType: "User", ...member } },
        },
    });

const securityTeam = "00000000-0000-4000-8000-0000000000b1";
const auditors = "00000000-0000-4000-8000-0000000000b3";

describe("S3", () => {
    it("S3.2 the data plane of each cloud, by its suffix and private zone; Germany is refused", async () => {
        const clouds = {
            public: ["https://kv-kvb-prod-xbb8a.vault.azure.net/", "privatelink.vaultcore.azure.net"],
            china: ["https://kv-kvb-prod-xbb8a.vault.azure.cn/", "privatelink.vaultcore.azure.cn"],
            usgovernment: [
                "https://kv-kvb-prod-xbb8a.vault.usgovcloudapi.net/",
                "privatelink.vaultcore.usgovcloudapi.net",
            ],
        };
        for (const [cloud, [address, zone]] of Object.entries(clouds)) {
            const plan = await registered("prod", { "azure-native:environment": cloud });
            const { encryption } = plan.inputs("storage:StorageAccount", "-account") as unknown as {
                encryption: { keyVaultProperties: PlanObject };
            };
            expect(encryption.keyVaultProperties["keyVaultUri"]).toBe(address);
            expect(plan.inputs("privatedns:PrivateZone")["privateZoneName"]).toBe(zone);
        }
        await expect(registered("prod", { "azure-native:environment": "german" })).rejects.toThrow(/closed this cloud/);
    });

    it("S3.4 a member is a user, a group, or a service principal, as which managed identities count", async () => {
        const types = (await dev()).all("authorization:RoleAssignment").map(({ inputs }) => inputs["principalType"]);
        expect([...new Set(types)].sort()).toEqual(["Group", "ServicePrincipal"]);
        const user = await withMember("dev", "rbac", {});
        expect(user.all("authorization:RoleAssignment").map(({ inputs }) => inputs["principalType"])).toContain("User");
    });

    it("S3.5 a policy names a principal, or a user and the application to come through; roles know no such pair", async () => {
        const pair = { applicationId: "11111111-2222-4333-8444-555555555555" };
        const plan = await withMember("dev", "access-policies", pair);
        expect(plan.inputs("keyvault:AccessPolicy", "application-reporting")["policy"]).toMatchObject({
            objectId: group,
            ...pair,
        });
        expect(plan.inputs("keyvault:AccessPolicy", "auditors-group")["policy"]).not.toHaveProperty("applicationId");
        await expect(withMember("dev", "rbac", pair)).rejects.toThrow(/access policies alone/);
    });

    it("S3.6 the vault belongs to the tenant of the settings", async () => {
        expect(vaultOf(await prod())["tenantId"]).toBe("00000000-0000-4000-8000-000000000002");
    });

    it("S3.7 Key Vault Contributor on the resource group; roles also above the vault; a custom role", async () => {
        expect(assignments(await prod(), securityTeam)).toContain("Key Vault Contributor at rg-kvb-prod");
        const scope = "/subscriptions/00000000-0000-4000-8000-000000000001";
        expect(assignments(await withMember("dev", "rbac", { scope }), group)).toContain(
            "Key Vault Secrets User at 00000000-0000-4000-8000-000000000001",
        );
        expect((await withDevelopers()).inputs("authorization:RoleDefinition")).toMatchObject({
            roleType: "CustomRole",
        });
    });

    it("S3.8 the security team may assign roles in the vault, where roles decide", async () => {
        expect(assignments(await prod(), securityTeam)).toContain(
            "Key Vault Data Access Administrator at kv-kvb-prod-xbb8a",
        );
        const policies = await registered("prod", { "keyvault-blueprint:vault": { accessModel: "access-policies" } });
        expect(assignments(policies, securityTeam).join()).not.toContain("Data Access Administrator");
    });

    it("S3.11 a policy holds for the whole vault: single objects are refused", async () => {
        await expect(withMember("dev", "access-policies", { objects: ["secrets/api-token"] })).rejects.toThrow(
            /whole vault/,
        );
    });

    it("S3.12 with roles no policy is made; a role may be held on a single object or for a time", async () => {
        expect((await prod()).all("keyvault:AccessPolicy")).toEqual([]);
        expect(assignments(await withMember("dev", "rbac", { objects: ["secrets/api-token"] }), group)).toContain(
            "Key Vault Secrets User at api-token",
        );
        const eligible = snippets(readDocument("docs/topologies.md")).find(({ change }) =>
            JSON.stringify(change).includes('"eligible"'),
        );
        const plan = await registered("prod", eligible?.change);
        expect(assignments(plan, securityTeam)).toEqual([]);
        expect(plan.all("authorization:PimRoleEligibilitySchedule").map(nameOf)).toContain(
            "kvb-prod-securityteam-group-key-vault-administrator",
        );
    });

    it("S3.13 the firewall denies by default and admits subnets and addresses", async () => {
        expect(networkRules(await dev())).toEqual({
            publicNetworkAccess: "Enabled",
            defaultAction: "Deny",
            bypass: "AzureServices",
            addresses: [],
            subnets: ["workload"],
        });
    });

    it("S3.14 a private endpoint with its zone, approved by hand or at once, for peered networks and in a zone that exists", async () => {
        const plan = await prod();
        expect(plan.inputs("network:PrivateEndpoint")["privateLinkServiceConnections"]).toMatchObject([
            { groupIds: ["vault"] },
        ]);
        const byHand = await registered("prod", {
            "keyvault-blueprint:privateLink": { approval: "manual", requestMessage: "payments" },
        });
        expect(byHand.inputs("network:PrivateEndpoint")["manualPrivateLinkServiceConnections"]).toMatchObject([
            { requestMessage: "payments" },
        ]);
        const spoke = snippets(readDocument("docs/topologies.md")).find(({ change }) =>
            JSON.stringify(change).includes("peerings"),
        );
        const peered = await registered("prod", spoke?.change);
        expect(peered.all("privatedns:PrivateZone")).toEqual([]);
        expect(
            peered
                .all("privatedns:VirtualNetworkLink")
                .map(({ inputs }) => tail((inputs["virtualNetwork"] as PlanObject)["id"]))
                .sort(),
        ).toEqual(["vnet-hub", "vnet-kvb-prod"]);
        expect(peered.all("network:VirtualNetworkPeering")).toHaveLength(1);
    });

    it("S3.15 the example: machine or scale set with identity, certificate from the vault, storage under an RSA key of 2048 bits", async () => {
        const plan = await prod();
        expect(plan.inputs("compute:VirtualMachine")["identity"]).toEqual({ type: "SystemAssigned" });
        expect(plan.inputs("compute:VirtualMachineExtension", "certificates")).toMatchObject({
            type: "KeyVaultForLinux",
        });
        expect(plan.inputs("keyvault:Key")["properties"]).toMatchObject({
            kty: "RSA",
            keySize: 2048,
            keyOps: ["wrapKey", "unwrapKey"],
        });
        expect(plan.inputs("storage:StorageAccount", "-account")).toMatchObject({
            allowSharedKeyAccess: false,
            encryption: { keySource: "Microsoft.Keyvault", keyVaultProperties: { keyName: "storage-encryption" } },
            networkRuleSet: { defaultAction: "Deny" },
        });
        expect(assignments(plan, "data-machine"), "instead of a storage key").toEqual([
            expect.stringMatching(/^Storage Blob Data Contributor at st/),
        ]);
        const scaled = await registered("dev", { "keyvault-blueprint:scaleSet": { instances: 2 } });
        const profile = scaled.inputs("compute:VirtualMachineScaleSet")["virtualMachineProfile"];
        expect(JSON.stringify(profile)).toContain("KeyVaultForLinux");
        expect(assignments(scaled, "application-scale-set")).toHaveLength(2);
    });

    it("S3.16 the security team makes vaults, turns on logging, holds everything in the vault, grants", async () => {
        expect(assignments(await prod(), securityTeam)).toEqual([
            "Key Vault Administrator at kv-kvb-prod-xbb8a",
            "Key Vault Contributor at rg-kvb-prod",
            "Key Vault Data Access Administrator at kv-kvb-prod-xbb8a",
            "Monitoring Contributor at rg-kvb-prod",
        ]);
    });

    it("S3.17 developers hold the deploy permission and nothing of the data", async () => {
        for (const plan of [await withDevelopers(), await withDevelopers("access-policies")]) {
            expect(assignments(plan, group)).toEqual(["Key Vault Deployer (rg-kvb-prod, prod) at rg-kvb-prod"]);
            expect(plan.inputs("authorization:RoleDefinition")["permissions"]).toMatchObject([
                {
                    actions: expect.arrayContaining(["Microsoft.KeyVault/vaults/deploy/action"]) as unknown,
                    dataActions: [],
                },
            ]);
        }
    });

    it("S3.18 auditors read workspace and archive, which takes no shared key", async () => {
        const plan = await prod();
        expect(assignments(plan, auditors)).toEqual([
            "Key Vault Reader at kv-kvb-prod-xbb8a",
            "Log Analytics Reader at log-kvb-prod",
            expect.stringMatching(/^Storage Blob Data Reader at st/),
        ]);
        expect(plan.inputs("storage:StorageAccount", "-archive")).toMatchObject({
            allowSharedKeyAccess: false,
            allowBlobPublicAccess: false,
        });
    });

    it("S3.20 the role table, in policies", async () => {
        const plan = await registered("prod", {
            "keyvault-blueprint:vault": { accessModel: "access-policies" },
            "keyvault-blueprint:roleSets": { developers },
        });
        const team = permissions(plan, "securityteam-group");
        expect(team.secrets).toEqual(["get", "list", "set", "delete", "recover", "backup", "restore", "purge"]);
        const documented = {
            keys: "encrypt decrypt wrapKey unwrapKey sign verify get list create update import delete recover backup restore purge",
            certificates:
                "managecontacts getissuers listissuers setissuers deleteissuers manageissuers get list create import update delete recover backup restore purge",
        };
        expect(team.keys).toEqual(expect.arrayContaining(documented.keys.split(" ")));
        expect([...team.certificates].sort()).toEqual(documented.certificates.split(" ").sort());
        expect(permissions(plan, "auditors-group")).toEqual({
            keys: ["list"],
            secrets: ["list"],
            certificates: ["list"],
        });
        expect(permissions(plan, "storageaccount-storage")).toEqual({
            keys: ["get", "list", "wrapKey", "unwrapKey"],
            secrets: [],
            certificates: [],
        });
        expect(permissions(plan, "application-machine")).toEqual({
            keys: [],
            secrets: ["get", "list"],
            certificates: ["get", "list"],
        });
        expect(
            plan.all("keyvault:AccessPolicy").filter(({ inputs }) => JSON.stringify(inputs).includes(group)),
        ).toEqual([]);
    });

    it("S3.21 developers hold everything in dev, where the vault is their own, and nothing in prod", async () => {
        expect(assignments(await dev(), "developers")).toEqual([
            "Contributor at rg-kvb-dev",
            "Key Vault Administrator at kv-kvb-dev-yixgy",
        ]);
        expect(assignments(await prod(), "developers")).toEqual([]);
    });
});
