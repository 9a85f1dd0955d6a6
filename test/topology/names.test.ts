import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { InputError } from "../../input/error.ts";
import {
    checkedName,
    resourceId,
    resourceName,
    roleAssignmentName,
    storageAccountName,
    uniqueName,
    vaultName,
    type UniqueNameParts,
} from "../../topology/names.ts";
import { refused } from "../support/refused.ts";

const placement = {
    subscriptionId: "11111111-2222-4333-8444-555555555555",
    tenantId: "22222222-3333-4444-8555-666666666666",
    resourceGroupName: "rg-payments",
    location: "westeurope",
};
const parts: UniqueNameParts = { placement, stack: "dev", name: "payments" };

/** learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules, read and typed anew. */
const documented = {
    vault: (name: string) =>
        /^[a-zA-Z]([a-zA-Z0-9]|-(?!-))*[a-zA-Z0-9]$/.test(name) && name.length >= 3 && name.length <= 24,
    storageAccount: (name: string) => /^[a-z0-9]{3,24}$/.test(name),
    sqlServer: (name: string) => /^[a-z0-9][a-z0-9-]{0,61}[a-z0-9]$/.test(name),
    webApp: (name: string) => /^[A-Za-z0-9][A-Za-z0-9-]{0,58}[A-Za-z0-9]$/.test(name),
};

/** Any readable part: mostly plausible, sometimes anything. */
const readable = fc.oneof(fc.stringMatching(/^[A-Za-z0-9 _.-]{1,40}$/), fc.string({ unit: "grapheme", maxLength: 60 }));

/** The made name, or nothing where no letter or digit is left to make one of. */
function made(make: () => string, name: string): string | undefined {
    try {
        return make();
    } catch (error) {
        expect(error).toBeInstanceOf(InputError);
        expect(/[a-z0-9]/.test(name.toLowerCase()), name).toBe(false);
        return undefined;
    }
}

describe("globally unique names", () => {
    test.each([
        ["vault", vaultName],
        ["storageAccount", storageAccountName],
        ["sqlServer", (unique: UniqueNameParts) => uniqueName("sql:Server", unique)],
        ["webApp", (unique: UniqueNameParts) => uniqueName("web:WebApp", unique)],
    ] as const)("of a %s obey Azure's rule whatever they are made of", (kind, make) => {
        fc.assert(
            fc.property(readable, fc.string(), (name, stack) => {
                const result = made(() => make({ ...parts, name, stack }), name);
                if (result !== undefined) expect(documented[kind](result), result).toBe(true);
            }),
            { numRuns: 300 },
        );
    });

    test("begin with the type's abbreviation and the readable part", () => {
        expect(vaultName(parts)).toMatch(/^kv-payments-[a-z0-9]{5}$/);
        expect(storageAccountName(parts)).toMatch(/^stpayments[a-z0-9]{5}$/);
        expect(uniqueName("sql:Server", parts)).toMatch(/^sql-payments-[a-z0-9]{5}$/);
        expect(vaultName({ ...parts, name: "Payments of the North-West" })).toMatch(/^kv-payments-of-the-[a-z0-9]{5}$/);
    });

    test("are frozen: another algorithm would replace every vault that exists", () => {
        // python: int.from_bytes(sha256("…\nrg-payments\ndev\npayments\n").digest()[:6]) in base 36, last five digits
        expect(vaultName(parts)).toBe("kv-payments-cr7cg");
    });

    test("are the same for the same settings, in any case of ids", () => {
        fc.assert(
            fc.property(fc.uuid(), fc.stringMatching(/^[a-z]{1,10}$/), (subscriptionId, resourceGroupName) => {
                const here = { ...placement, subscriptionId, resourceGroupName };
                const shouted = {
                    ...here,
                    subscriptionId: subscriptionId.toUpperCase(),
                    resourceGroupName: resourceGroupName.toUpperCase(),
                };
                expect(vaultName({ ...parts, placement: shouted })).toBe(vaultName({ ...parts, placement: here }));
            }),
        );
    });

    test("differ by subscription, resource group, stack, name and salt", () => {
        const others: UniqueNameParts[] = [
            parts,
            { ...parts, placement: { ...placement, subscriptionId: "99999999-2222-4333-8444-555555555555" } },
            { ...parts, placement: { ...placement, resourceGroupName: "rg-payments-2" } },
            { ...parts, stack: "prod" },
            { ...parts, salt: "1" },
            { ...parts, salt: "2" },
            { ...parts, name: "payments!" },
        ];
        for (const make of [vaultName, storageAccountName]) expect(new Set(others.map(make)).size).toBe(others.length);
    });

    test("of long names that begin alike differ all the same", () => {
        const long = "a-very-long-workload-name-indeed";
        expect(vaultName({ ...parts, name: `${long}-a` })).not.toBe(vaultName({ ...parts, name: `${long}-b` }));
    });

    test("are refused where no letter or digit is left", () => {
        expect(refused(() => vaultName({ ...parts, name: "–––" }))).toMatchObject({ what: "name", got: "–––" });
        expect(refused(() => storageAccountName({ ...parts, name: "---" })).what).toBe("name");
    });
});

describe("names by abbreviation (learn.microsoft.com/azure/cloud-adoption-framework/ready/azure-best-practices/resource-abbreviations)", () => {
    test.each([
        ["network:VirtualNetwork", "vnet-payments"],
        ["network:NetworkSecurityGroup", "nsg-payments"],
        ["network:PublicIPAddress", "pip-payments"],
        ["network:NatGateway", "ng-payments"],
        ["network:NetworkInterface", "nic-payments"],
        ["network:BastionHost", "bas-payments"],
        ["network:PrivateEndpoint", "pep-payments"],
        ["compute:VirtualMachine", "vm-payments"],
        ["compute:Disk", "disk-payments"],
        ["operationalinsights:Workspace", "log-payments"],
        ["managedidentity:UserAssignedIdentity", "id-payments"],
        ["web:AppServicePlan", "asp-payments"],
        ["resources:ResourceGroup", "rg-payments"],
    ] as const)("of a %s", (type, name) => expect(resourceName(type, "payments")).toBe(name));

    test("join their parts and leave empty ones out", () => {
        expect(resourceName("network:NetworkSecurityGroup", "payments", "", "web")).toBe("nsg-payments-web");
    });

    test("that Azure would refuse are refused, with the rule", () => {
        const refusal = refused(() => resourceName("network:VirtualNetwork", "x".repeat(60)));
        expect(refusal).toMatchObject({ what: "virtualNetworkName", got: `vnet-${"x".repeat(60)} (65 characters)` });
        expect(refusal.expected).toContain("2 to 64");
    });
});

describe("a name of one's own", () => {
    test.each([
        ["keyvault:Vault", "kv", "shorter than 3"],
        ["keyvault:Vault", "kv-payments-production-eu", "25 characters"],
        ["keyvault:Vault", "1-vault", "a digit first"],
        ["keyvault:Vault", "kv--payments", "two hyphens in a row"],
        ["keyvault:Vault", "kv-payments-", "a hyphen last"],
        ["keyvault:Vault", "kv_payments", "an underscore"],
        ["keyvault:Secret", "db_password", "an underscore"],
        ["keyvault:Secret", "x".repeat(128), "128 characters"],
        ["storage:StorageAccount", "stPayments", "a capital"],
        ["network:Subnet", "-web", "a hyphen first"],
        ["network:Subnet", "web-", "a hyphen last"],
        ["network:VirtualNetwork", "v".repeat(65), "65 characters"],
        ["operationalinsights:Workspace", "log", "shorter than 4"],
        ["compute:VirtualMachine", "_vm", "an underscore first"],
    ] as const)("%s %j is refused: %s", (type, name, _why) => {
        expect(refused(() => checkedName(type, name, "vault.name"))).toMatchObject({
            what: "vault.name",
            got: `${name} (${name.length} characters)`,
        });
    });

    test.each([
        ["keyvault:Vault", "kv-payments-production-e"],
        ["keyvault:Vault", "abc"],
        ["keyvault:Secret", "1"],
        ["storage:StorageAccount", "stpayments001"],
        ["network:Subnet", "AzureBastionSubnet"],
        ["network:Subnet", "web_"],
        ["network:Subnet", "1"],
    ] as const)("%s %j is taken as it is", (type, name) => expect(checkedName(type, name)).toBe(name));

    test("of a vault is taken exactly when the documentation allows it", () => {
        const plausible = fc.stringMatching(/^[A-Za-z0-9_-]{1,27}$/);
        fc.assert(
            fc.property(plausible, (name) => {
                if (documented.vault(name)) expect(checkedName("keyvault:Vault", name)).toBe(name);
                else expect(() => checkedName("keyvault:Vault", name)).toThrow(InputError);
            }),
            { numRuns: 500 },
        );
    });
});

describe("names of role assignments", () => {
    const scope = "/subscriptions/11111111-2222-4333-8444-555555555555/resourceGroups/rg";
    const role =
        "/subscriptions/11111111-2222-4333-8444-555555555555/providers/Microsoft.Authorization/roleDefinitions/4633458b-17de-408a-b874-0445c86b69e6";

    test("are GUIDs, the same for the same grant in any case", () => {
        const name = roleAssignmentName(scope, role, "33333333-3333-4333-8333-333333333333");
        expect(name).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
        expect(
            roleAssignmentName(scope.toUpperCase(), role.toUpperCase(), "33333333-3333-4333-8333-333333333333"),
        ).toBe(name);
    });

    test("are distinct for distinct grants", () => {
        const grant = fc.tuple(fc.stringMatching(/^\/[a-z/]{1,20}$/), fc.uuid(), fc.uuid());
        fc.assert(
            fc.property(fc.uniqueArray(grant, { selector: String, minLength: 2, maxLength: 20 }), (grants) => {
                expect(new Set(grants.map((one) => roleAssignmentName(...one))).size).toBe(grants.length);
            }),
        );
    });
});

test("ids are those that Azure gives", () => {
    expect(resourceId(placement, "keyvault:Vault", "kv-payments")).toBe(
        "/subscriptions/11111111-2222-4333-8444-555555555555/resourceGroups/rg-payments/providers/Microsoft.KeyVault/vaults/kv-payments",
    );
    expect(resourceId(placement, "network:Subnet", "vnet-payments", "web")).toBe(
        "/subscriptions/11111111-2222-4333-8444-555555555555/resourceGroups/rg-payments/providers/Microsoft.Network/virtualNetworks/vnet-payments/subnets/web",
    );
});
