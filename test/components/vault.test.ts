import * as pulumi from "@pulumi/pulumi";
import { describe, expect, test } from "vitest";
import { Vault, type VaultArgs } from "../../components/vault.ts";
import { isSecret, secret, unknown } from "../../plan/plan.ts";
import {
    idOf,
    placed,
    placement,
    refusedProgram,
    registered,
    tenantId,
    type Registered,
} from "../support/recording.ts";

const safe: VaultArgs = {
    placement,
    accessModel: "rbac",
    exposure: "private",
    trustedServices: "refuse",
    softDeleteRetentionInDays: 90,
    purgeProtection: true,
};
const vault = (args: Partial<VaultArgs> = {}): Promise<Registered> =>
    registered(() => new Vault("payments", { ...safe, ...args }));
const refused = async (
    args: Partial<VaultArgs>,
): Promise<{ what: string; got: unknown; expected: string; fix: string }> =>
    (await refusedProgram(() => new Vault("payments", { ...safe, ...args }))).refusal;
const properties = async (args: Partial<VaultArgs>): Promise<unknown> =>
    (await vault(args)).inputs("payments-vault")["properties"];

/** What a vault is that says no more than it must. */
const closed = {
    tenantId,
    sku: { family: "A", name: "standard" },
    enableRbacAuthorization: true,
    enableSoftDelete: true,
    softDeleteRetentionInDays: 90,
    enablePurgeProtection: true,
    enabledForDeployment: false,
    enabledForTemplateDeployment: false,
    enabledForDiskEncryption: false,
    createMode: "default",
    publicNetworkAccess: "Disabled",
    networkAcls: { bypass: "None", defaultAction: "Deny", ipRules: [], virtualNetworkRules: [] },
};
const subnet = idOf("Microsoft.Network/virtualNetworks/vnet-payments/subnets/web");
const profile = idOf("Microsoft.Network/networkSecurityPerimeters/nsp-platform/profiles/vaults");

describe("a vault", () => {
    test("alone is one resource, with everything that decides who reaches it written out", async () => {
        const recorded = await vault();
        expect(recorded.list).toEqual(["Vault payments", "keyvault:Vault payments-vault"]);
        expect(recorded.inputs("payments-vault")).toEqual({
            ...placed,
            vaultName: "kv-payments-cr7cg",
            properties: closed,
        });
        expect(recorded.one("payments-vault").parent).toBe(recorded.one("payments").urn);
    });

    test("knows its name, id and address before deployment", async () => {
        const { one } = await vault();
        expect(one("payments").outputs).toEqual({
            vaultName: "kv-payments-cr7cg",
            vaultId: idOf("Microsoft.KeyVault/vaults/kv-payments-cr7cg"),
            vaultUri: "https://kv-payments-cr7cg.vault.azure.net/",
            accessModel: "rbac",
        });
        expect(one("payments-vault").id).toBe(idOf("Microsoft.KeyVault/vaults/kv-payments-cr7cg"));
    });

    test.each([
        ["china", "vault.azure.cn"],
        ["usgovernment", "vault.usgovcloudapi.net"],
    ])("in the cloud %s answers under %s", async (cloud, suffix) => {
        const { one } = await vault({ placement: { ...placement, cloud } });
        expect(one("payments").outputs["vaultUri"]).toBe(`https://kv-payments-cr7cg.${suffix}/`);
    });

    test("takes a name of its own, or a salt where the name is taken, and comes back from deletion", async () => {
        expect((await vault({ vaultName: "kv-mine" })).inputs("payments-vault")["vaultName"]).toBe("kv-mine");
        expect((await vault({ salt: "2" })).inputs("payments-vault")["vaultName"]).toMatch(
            /^kv-payments-(?!cr7cg)[a-z0-9]{5}$/,
        );
        expect(await properties({ recover: true })).toEqual({ ...closed, createMode: "recover" });
    });

    test("says purge protection only where it is on: Azure refuses false", async () => {
        const { enablePurgeProtection: _on, ...without } = closed;
        expect(await properties({ purgeProtection: false, softDeleteRetentionInDays: 7 })).toEqual({
            ...without,
            softDeleteRetentionInDays: 7,
        });
    });

    test("hands values to deployments only where it is told to", async () => {
        expect(await properties({ enabledFor: ["deployment", "template-deployment", "disk-encryption"] })).toEqual({
            ...closed,
            enabledForDeployment: true,
            enabledForTemplateDeployment: true,
            enabledForDiskEncryption: true,
        });
        expect(await properties({ enabledFor: ["template-deployment"] })).toEqual({
            ...closed,
            enabledForTemplateDeployment: true,
        });
    });

    test("with access policies writes none itself: they are resources of their own", async () => {
        expect(await properties({ accessModel: "access-policies" })).toEqual({
            ...closed,
            enableRbacAuthorization: false,
        });
    });

    test("warns in every preview of what can never be undone", async () => {
        expect((await vault()).warnings).toEqual([
            "kv-payments-cr7cg: purge protection can never be turned off; deleted objects and the name stay for 90 days, a number that is fixed at creation.",
        ]);
        expect((await vault({ purgeProtection: false })).warnings.join()).not.toContain("purge protection");
    });

    test("is locked where it is asked to be", async () => {
        const { list, inputs } = await vault({ lock: true });
        expect(list).toHaveLength(3);
        expect(inputs("payments-lock")).toMatchObject({
            lockName: "kv-payments-cr7cg-can-not-delete",
            scope: idOf("Microsoft.KeyVault/vaults/kv-payments-cr7cg"),
            level: "CanNotDelete",
        });
    });
});

describe("exposure", () => {
    test("open: everybody may call", async () => {
        const { trustedServices: _word, ...open } = safe;
        const { inputs } = await registered(() => new Vault("payments", { ...open, exposure: "open" }));
        expect(inputs("payments-vault")["properties"]).toEqual({
            ...closed,
            publicNetworkAccess: "Enabled",
            networkAcls: { bypass: "AzureServices", defaultAction: "Allow", ipRules: [], virtualNetworkRules: [] },
        });
    });

    test("firewall: only the listed subnets and addresses, as Azure stores them", async () => {
        const args: Partial<VaultArgs> = {
            exposure: "firewall",
            allowedSubnetIds: [subnet],
            allowedAddresses: ["203.0.113.7", "198.51.100.0/24"],
        };
        expect(await properties(args)).toEqual({
            ...closed,
            publicNetworkAccess: "Enabled",
            networkAcls: {
                bypass: "None",
                defaultAction: "Deny",
                ipRules: [{ value: "203.0.113.7/32" }, { value: "198.51.100.0/24" }],
                virtualNetworkRules: [{ id: subnet, ignoreMissingVnetServiceEndpoint: false }],
            },
        });
    });

    test("firewall without rules admits nobody", async () => {
        expect(await properties({ exposure: "firewall" })).toEqual({ ...closed, publicNetworkAccess: "Enabled" });
    });

    test("an address that only deployment gives leaves everything else known", async () => {
        const address = pulumi.unknown as unknown as string;
        const { inputs } = await registered(
            () =>
                new Vault("payments", {
                    ...safe,
                    exposure: "firewall",
                    allowedAddresses: [pulumi.output(address), "203.0.113.7"],
                }),
        );
        expect(inputs("payments-vault")["properties"]).toEqual({
            ...closed,
            publicNetworkAccess: "Enabled",
            networkAcls: { ...closed.networkAcls, ipRules: [{ value: unknown }, { value: "203.0.113.7/32" }] },
        });
    });

    test.each([
        ["firewall", "Enabled"],
        ["private", "Disabled"],
    ] as const)("%s lets trusted services pass only by an explicit word", async (exposure, publicNetworkAccess) => {
        const networkAcls = { ...closed.networkAcls, bypass: "AzureServices" };
        expect(await properties({ exposure, trustedServices: "allow" })).toEqual({
            ...closed,
            publicNetworkAccess,
            networkAcls,
        });
        expect(await properties({ exposure, trustedServices: "refuse" })).toEqual({ ...closed, publicNetworkAccess });
    });

    test("perimeter: joins the existing profile, enforced", async () => {
        const { trustedServices: _word, ...others } = safe;
        const { list, inputs } = await registered(
            () => new Vault("payments", { ...others, exposure: "perimeter", perimeterProfileId: profile }),
        );
        expect(list).toContain("network:NetworkSecurityPerimeterAssociation payments-perimeter");
        expect(inputs("payments-vault")["properties"]).toEqual({
            ...closed,
            publicNetworkAccess: "SecuredByPerimeter",
        });
        expect(inputs("payments-perimeter")).toMatchObject({
            networkSecurityPerimeterName: "nsp-platform",
            resourceGroupName: "rg-payments",
            accessMode: "Enforced",
            profile: { id: profile },
            privateLinkResource: { id: idOf("Microsoft.KeyVault/vaults/kv-payments-cr7cg") },
        });
    });
});

describe("secrets", () => {
    test("are generated where no value is given: all four kinds of characters, 32 long", async () => {
        const { list, inputs, one } = await vault({ secrets: { "api-token": {} } });
        expect(list).toEqual([
            "Vault payments",
            "keyvault:Secret payments-secret-api-token",
            "keyvault:Vault payments-vault",
            "random:index/randomPassword:RandomPassword payments-value-api-token",
        ]);
        expect(inputs("payments-value-api-token")).toMatchObject({
            length: 32,
            minLower: 1,
            minUpper: 1,
            minNumeric: 1,
            minSpecial: 1,
        });
        expect(inputs("payments-secret-api-token")).toEqual({
            resourceGroupName: "rg-payments",
            tags: { team: "payments" },
            vaultName: "kv-payments-cr7cg",
            secretName: "api-token",
            properties: { value: secret, attributes: { enabled: true } },
        });
        expect(one("payments-secret-api-token").deletedWith, "spared when the vault goes").toBe(
            one("payments-vault").urn,
        );
        expect(one("payments-secret-api-token").dependencies).toContain(one("payments-vault").urn);
    });

    test("carry content type, dates and being switched off", async () => {
        const { inputs } = await vault({
            secrets: {
                "api-token": {
                    contentType: "token",
                    notBefore: "2027-01-01",
                    expires: "2027-03-01",
                    enabled: false,
                    generatedLength: 64,
                },
            },
        });
        expect(inputs("payments-secret-api-token")["properties"]).toEqual({
            value: secret,
            contentType: "token",
            attributes: { enabled: false, notBefore: 1798761600, expires: 1803859200 },
        });
        expect(inputs("payments-value-api-token")["length"]).toBe(64);
    });

    test("never show a given value anywhere in the plan, secret Output or not", async () => {
        const { plan, inputs, list, warnings } = await vault({
            secrets: { a: { value: pulumi.secret("hunter2") }, b: { value: pulumi.output("hunter2") } },
        });
        expect(JSON.stringify(plan)).not.toContain("hunter2");
        expect(warnings.join()).not.toContain("hunter2");
        expect(list.filter((name) => name.startsWith("random:"))).toEqual([]);
        for (const name of ["a", "b"]) {
            const { value } = inputs(`payments-secret-${name}`)["properties"] as Record<string, unknown>;
            expect(isSecret(value)).toBe(true);
        }
    });

    test("that something else rotates are never written again: a write of any property would bring the old value back", async () => {
        const { one } = await vault({ secrets: { a: { rotatedElsewhere: true }, b: {} } });
        expect(one("payments-secret-a").ignoreChanges).toEqual(["*"]);
        expect(one("payments-secret-b").ignoreChanges).toBeUndefined();
    });
});

describe("keys", () => {
    test("are RSA of 2048 bits by default", async () => {
        const { inputs, one } = await vault({ keys: { encryption: {} } });
        expect(inputs("payments-key-encryption")).toEqual({
            resourceGroupName: "rg-payments",
            tags: { team: "payments" },
            vaultName: "kv-payments-cr7cg",
            keyName: "encryption",
            properties: { kty: "RSA", keySize: 2048, attributes: { enabled: true, exportable: false } },
        });
        expect(one("payments-key-encryption").deletedWith).toBe(one("payments-vault").urn);
    });

    test("carry type, size or curve, operations and dates", async () => {
        const { inputs } = await vault({
            sku: "premium",
            keys: {
                hsm: { type: "RSA-HSM", size: 4096, operations: ["wrapKey", "unwrapKey"] },
                signing: { type: "EC", curve: "P-384", operations: ["sign"], expires: "2027-03-01", enabled: false },
            },
        });
        expect(inputs("payments-vault")["properties"]).toEqual({ ...closed, sku: { family: "A", name: "premium" } });
        expect(inputs("payments-key-hsm")["properties"]).toEqual({
            kty: "RSA-HSM",
            keySize: 4096,
            keyOps: ["wrapKey", "unwrapKey"],
            attributes: { enabled: true, exportable: false },
        });
        expect(inputs("payments-key-signing")["properties"]).toEqual({
            kty: "EC",
            curveName: "P-384",
            keyOps: ["sign"],
            attributes: { enabled: false, expires: 1803859200, exportable: false },
        });
    });

    test("rotate by a policy that tells Event Grid before a version expires", async () => {
        const { inputs } = await vault({
            keys: {
                a: { rotation: { every: "P90D", expiresAfter: "P1Y" } },
                b: { rotation: { every: "P7D", expiresAfter: "P28D", notifyBefore: "P10D" } },
            },
        });
        expect(inputs("payments-key-a")["properties"]).toMatchObject({
            rotationPolicy: {
                attributes: { expiryTime: "P1Y" },
                lifetimeActions: [
                    { action: { type: "rotate" }, trigger: { timeAfterCreate: "P90D" } },
                    { action: { type: "notify" }, trigger: { timeBeforeExpiry: "P30D" } },
                ],
            },
        });
        expect(inputs("payments-key-b")["properties"]).toMatchObject({
            rotationPolicy: { attributes: { expiryTime: "P28D" } },
        });
    });
});

describe("refused, with nothing registered", () => {
    const plain = "hunter2" as unknown as pulumi.Output<string>;

    test.each([
        ["an unknown access model", { accessModel: "roles" as "rbac" }, "vault.accessModel"],
        ["an unknown exposure", { exposure: "public" as "open" }, "vault.exposure"],
        [
            "a firewall without a word on trusted services",
            { exposure: "firewall", trustedServices: undefined as unknown as "allow" },
            "vault.trustedServices",
        ],
        ["rules of a private vault", { allowedAddresses: ["203.0.113.7"] }, "vault.allowedAddresses"],
        ["a private address", { exposure: "firewall", allowedAddresses: ["10.0.0.4"] }, "vault.allowedAddresses[0]"],
        ["an IPv6 address", { exposure: "firewall", allowedAddresses: ["2001:db8::1"] }, "vault.allowedAddresses[0]"],
        [
            "1,001 addresses",
            { exposure: "firewall", allowedAddresses: Array.from({ length: 1001 }, () => "203.0.113.7") },
            "vault.allowedAddresses",
        ],
        [
            "201 subnets",
            { exposure: "firewall", allowedSubnetIds: Array.from({ length: 201 }, () => subnet) },
            "vault.allowedSubnets",
        ],
        ["6 days of retention", { softDeleteRetentionInDays: 6 }, "vault.softDeleteRetentionInDays"],
        ["91 days of retention", { softDeleteRetentionInDays: 91 }, "vault.softDeleteRetentionInDays"],
        ["an unknown SKU", { sku: "gold" }, "vault.sku"],
        ["an unknown switch", { enabledFor: ["templates" as "deployment"] }, "vault.enabledFor[0]"],
        ["a name of 25 characters", { vaultName: "kv-payments-production-eu" }, "vault.vaultName"],
        [
            "what is no profile",
            {
                exposure: "perimeter",
                trustedServices: undefined as unknown as "allow",
                perimeterProfileId: profile.replace("/profiles/vaults", ""),
            },
            "vault.perimeterProfileId",
        ],
        ["a secret in plain text", { secrets: { a: { value: plain } } }, "vault.secrets.a.value"],
        ["a secret's name", { secrets: { db_password: {} } }, "vault.secrets.db_password"],
        [
            "a secret's name that differs from another's in case alone",
            { secrets: { token: {}, Token: {} } },
            "vault.secrets.Token",
        ],
        ["a secret's length", { secrets: { a: { generatedLength: 8 } } }, "vault.secrets.a.generatedLength"],
        [
            "a content type of 256 characters",
            { secrets: { a: { contentType: "x".repeat(256) } } },
            "vault.secrets.a.contentType",
        ],
        ["a secret's date", { secrets: { a: { expires: "2027-02-30" } } }, "vault.secrets.a.expires"],
        ["a key's name", { keys: { "a.b": {} } }, "vault.keys.a.b"],
        [
            "a key's name that differs from another's in case alone",
            { keys: { token: {}, TOKEN: {} } },
            "vault.keys.TOKEN",
        ],
        ["a key's type", { keys: { a: { type: "rsa" } } }, "vault.keys.a.type"],
        ["a key in hardware of a standard vault", { keys: { a: { type: "EC-HSM" } } }, "vault.keys.a.type"],
        ["a key's size", { keys: { a: { size: 1024 } } }, "vault.keys.a.size"],
        ["a key's curve", { keys: { a: { type: "EC", curve: "P-192" } } }, "vault.keys.a.curve"],
        [
            "an operation that a curve cannot do",
            { keys: { a: { type: "EC", operations: ["wrapKey"] } } },
            "vault.keys.a.operations",
        ],
        [
            "a rotation below a week",
            { keys: { a: { rotation: { every: "P6D", expiresAfter: "P1Y" } } } },
            "vault.keys.a.rotation.every",
        ],
        [
            "a rotation less than a week before expiry",
            { keys: { a: { rotation: { every: "P85D", expiresAfter: "P90D" } } } },
            "vault.keys.a.rotation.every",
        ],
        [
            "a lifetime below four weeks",
            { keys: { a: { rotation: { every: "P7D", expiresAfter: "P27D", notifyBefore: "P7D" } } } },
            "vault.keys.a.rotation.expiresAfter",
        ],
        [
            "a notice longer than the lifetime",
            { keys: { a: { rotation: { every: "P7D", expiresAfter: "P28D" } } } },
            "vault.keys.a.rotation.notifyBefore",
        ],
        ["a closed cloud", { placement: { ...placement, cloud: "germany" } }, "azure-native:environment"],
    ] satisfies [string, Partial<VaultArgs>, string][])("%s", async (_, args, what) => {
        const refusal = await refused(args);
        expect(refusal.what).toBe(what);
        expect(JSON.stringify(refusal)).not.toContain("hunter2");
    });

    test("a component's name of which no vault's name can be made", async () => {
        const { refusal } = await refusedProgram(() => new Vault("–", safe));
        expect(refusal).toMatchObject({ what: "name", got: "–" });
    });
});
