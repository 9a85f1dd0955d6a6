import { describe, expect, test } from "vitest";
import { operations, type OperationName } from "../../azure/operations.ts";
import { builtInRoles, roleById, roleByName, type BuiltInRole, type BuiltInRoleName } from "../../azure/roles.ts";

/** Typed in from Microsoft's list of built-in roles. */
const ids: Readonly<Record<string, string>> = {
    "Key Vault Administrator": "00482a5a-887f-4fb3-b363-3b7fe8e74483",
    "Key Vault Reader": "21090545-7ca7-4776-b22c-e363652d74d2",
    "Key Vault Secrets User": "4633458b-17de-408a-b874-0445c86b69e6",
    "Key Vault Secrets Officer": "b86a8fe4-44ce-4948-aee5-eccb2c155cd7",
    "Key Vault Certificates Officer": "a4417e6f-fecd-4de8-b567-7b0420556985",
    "Key Vault Certificate User": "db79e9a7-68ee-4b58-9aeb-b90e7c24fcba",
    "Key Vault Crypto Officer": "14b46e9e-c2b7-41b4-b07b-48a6ebf60603",
    "Key Vault Crypto User": "12338af0-0e69-4776-bea7-57ae8d297424",
    "Key Vault Crypto Service Encryption User": "e147488a-f6f5-4113-8e2d-b22465e65bf6",
    "Key Vault Crypto Service Release User": "08bbd89e-9f13-488c-ac41-acfcb10c90ab",
    "Key Vault Contributor": "f25e0fa2-a7c8-4377-a976-54943a77a395",
    "Key Vault Data Access Administrator": "8b54135c-b56d-4d72-a534-26097cfdc8d8",
    "Key Vault Purge Operator": "a68e7c17-0ab2-4c09-9a58-125dae29748c",
    Owner: "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
    Contributor: "b24988ac-6180-42a0-ab88-20f7382dd24c",
    Reader: "acdd72a7-3385-48ef-bd42-f606fba81ae7",
    "User Access Administrator": "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9",
    "Role Based Access Control Administrator": "f58310d9-a9f6-439a-9e8d-f62e7b41a168",
    "Monitoring Reader": "43d0d8ad-25c7-4714-9337-8ba259a9fe05",
    "Log Analytics Reader": "73c42c96-874c-492b-b04d-ab87d138a893",
    "Storage Blob Data Reader": "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1",
    "Storage Blob Data Contributor": "ba92f5b4-2d11-453d-a403-e96b0029c9fe",
    "Storage Account Key Operator Service Role": "81a9662b-bebf-436f-a333-f67b29880f12",
    "Virtual Machine Contributor": "9980e02c-c2be-4d73-94e8-173b1dc7cf3c",
    "Virtual Machine Administrator Login": "1c0163c0-47e6-4577-8991-ea5c82e286e4",
    "Virtual Machine User Login": "fb879df8-f326-4884-b1cf-06f3ad86be52",
    "Network Contributor": "4d97b98b-1d4f-4787-a291-c67834d212e7",
    "Private DNS Zone Contributor": "b12aa53e-6015-4669-85d0-8515ebb3ae7f",
    "Managed Identity Operator": "f1a07417-d97a-45cb-824c-7a7467783830",
    "EventGrid EventSubscription Contributor": "428e0ff0-5e57-4d9c-a221-2c70d0e0a443",
};

const all = Object.entries(builtInRoles) as [BuiltInRoleName, BuiltInRole][];

function matches(patterns: readonly string[], action: string): boolean {
    return patterns.some((pattern) =>
        new RegExp(
            `^${pattern
                .split("*")
                .map((part) => part.replace(/[.\\/]/g, "\\$&"))
                .join(".*")}$`,
            "i",
        ).test(action),
    );
}

function reads(role: string, dataAction: string): boolean {
    const { dataActions, notDataActions } = roleByName(role)!;
    return matches(dataActions, dataAction) && !matches(notDataActions, dataAction);
}

function acts(role: string, action: string): boolean {
    const { actions, notActions } = roleByName(role)!;
    return matches(actions, action) && !matches(notActions, action);
}

function granted(role: string): OperationName[] {
    const names = Object.keys(operations) as OperationName[];
    return names.filter((name) => reads(role, operations[name].dataAction)).sort();
}

describe("identity of roles", () => {
    test.each(Object.entries(ids))("%s is %s", (name, id) => {
        expect(roleByName(name)?.id).toBe(id);
        expect(roleById(id)?.name).toBe(name);
    });

    test("ids are GUIDs, each once", () => {
        const guids = all.map(([, { id }]) => id);
        for (const id of guids) expect(id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
        expect(new Set(guids).size).toBe(guids.length);
    });

    test("a full role definition id finds the role, whatever its case", () => {
        const id =
            "/subscriptions/s/providers/Microsoft.Authorization/roleDefinitions/4633458B-17DE-408A-B874-0445C86B69E6";
        expect(roleById(id)?.name).toBe("Key Vault Secrets User");
        expect(roleByName("key vault secrets user")?.name).toBe("Key Vault Secrets User");
        expect(roleById("00000000-0000-0000-0000-000000000000")).toBeUndefined();
        expect(roleByName("Key Vault Crypto Service Encryption (preview)")).toBeUndefined();
    });

    test("patterns name a provider, or are wildcards; nothing is granted twice", () => {
        for (const [name, role] of all) {
            for (const patterns of [role.actions, role.notActions, role.dataActions, role.notDataActions]) {
                expect(new Set(patterns).size, name).toBe(patterns.length);
                for (const pattern of patterns) expect(pattern, name).toMatch(/^(\*|microsoft\.[a-z]+)(\/[\w*.-]+)*$/i);
            }
        }
    });
});

describe("what Key Vault's roles can do with data, as Microsoft describes them", () => {
    const family = (prefix: string): OperationName[] =>
        (Object.keys(operations) as OperationName[]).filter((name) => name.startsWith(`${prefix}/`)).sort();

    test("Administrator: every operation", () => {
        expect(granted("Key Vault Administrator")).toEqual((Object.keys(operations) as OperationName[]).sort());
    });

    test("the officers: every operation of their family, and of no other", () => {
        expect(granted("Key Vault Secrets Officer")).toEqual(family("secrets"));
        expect(granted("Key Vault Crypto Officer")).toEqual(family("keys"));
        expect(granted("Key Vault Certificates Officer")).toEqual(family("certificates"));
    });

    const rows: [string, OperationName[]][] = [
        ["Key Vault Secrets User", ["secrets/get", "secrets/list"]],
        [
            "Key Vault Reader",
            [
                "certificates/get",
                "certificates/getissuers",
                "certificates/list",
                "certificates/listissuers",
                "keys/get",
                "keys/getrotationpolicy",
                "keys/list",
                "secrets/list",
            ],
        ],
        [
            "Key Vault Certificate User",
            ["certificates/get", "certificates/list", "keys/get", "keys/list", "secrets/get", "secrets/list"],
        ],
        [
            "Key Vault Crypto User",
            [
                "keys/backup",
                "keys/decrypt",
                "keys/encrypt",
                "keys/get",
                "keys/list",
                "keys/sign",
                "keys/unwrapKey",
                "keys/update",
                "keys/verify",
                "keys/wrapKey",
            ],
        ],
        ["Key Vault Crypto Service Encryption User", ["keys/get", "keys/list", "keys/unwrapKey", "keys/wrapKey"]],
        ["Key Vault Crypto Service Release User", ["keys/release"]],
    ];
    test.each(rows)("%s", (role, expected) => {
        expect(granted(role)).toEqual(expected);
    });

    test.each([
        "Owner",
        "Contributor",
        "Reader",
        "Key Vault Contributor",
        "Key Vault Data Access Administrator",
        "Key Vault Purge Operator",
        "User Access Administrator",
        "Virtual Machine Contributor",
        "Azure AI Administrator",
    ])("%s: none", (role) => {
        expect(granted(role)).toEqual([]);
    });

    test("no role outside Key Vault's own touches its data", () => {
        for (const [name] of all) if (!name.startsWith("Key Vault ")) expect(granted(name), name).toEqual([]);
    });
});

describe("what leads to data by a detour", () => {
    const policy = "Microsoft.KeyVault/vaults/accessPolicies/write";
    const assign = "Microsoft.Authorization/roleAssignments/write";

    test("Contributor grants himself an access policy and no role; Owner both", () => {
        expect([acts("Contributor", policy), acts("Contributor", assign)]).toEqual([true, false]);
        expect([acts("Key Vault Contributor", policy), acts("Key Vault Contributor", assign)]).toEqual([true, false]);
        expect([acts("Owner", policy), acts("Owner", assign)]).toEqual([true, true]);
    });

    test("Key Vault Contributor may not purge vaults; Purge Operator may", () => {
        const purge = "Microsoft.KeyVault/locations/deletedVaults/purge/action";
        expect(acts("Key Vault Contributor", purge)).toBe(false);
        expect(acts("Key Vault Purge Operator", purge)).toBe(true);
        expect(acts("Key Vault Administrator", purge)).toBe(false);
    });

    test("Data Access Administrator hands out eight roles, under a condition that names the same eight", () => {
        const { mayAssign, condition, conditionVersion } = roleByName("Key Vault Data Access Administrator")!;
        const eight = [
            "Key Vault Administrator",
            "Key Vault Certificates Officer",
            "Key Vault Crypto Officer",
            "Key Vault Crypto Service Encryption User",
            "Key Vault Crypto User",
            "Key Vault Reader",
            "Key Vault Secrets Officer",
            "Key Vault Secrets User",
        ].map((name) => ids[name]);
        expect(mayAssign?.toSorted()).toEqual(eight.toSorted());
        expect(conditionVersion).toBe("2.0");
        for (const [verb, subject] of [
            ["write", "Request"],
            ["delete", "Resource"],
        ]) {
            expect(condition).toContain(
                `(!(ActionMatches{'Microsoft.Authorization/roleAssignments/${verb}'})) OR (@${subject}[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals{${mayAssign!.join(", ")}})`,
            );
        }
    });

    test("condition and version come together, and only where Microsoft has them", () => {
        const conditional = all.filter(([, role]) => role.condition !== undefined).map(([name]) => name);
        expect(conditional.toSorted()).toEqual([
            "Key Vault Data Access Administrator",
            "Privileged Monitoring Data Reader",
            "Virtual Machine Data Access Administrator (preview)",
        ]);
        for (const [, role] of all) expect(role.conditionVersion === undefined).toBe(role.condition === undefined);
    });

    test("who runs code on a machine acts as its identity", () => {
        const command = "Microsoft.Compute/virtualMachines/runCommand/action";
        for (const role of ["Virtual Machine Contributor", "Desktop Virtualization Virtual Machine Contributor"]) {
            expect(acts(role, command), role).toBe(true);
        }
        expect(acts("Log Analytics Contributor", "Microsoft.Compute/virtualMachines/extensions/write")).toBe(true);
        expect(acts("Network Contributor", command)).toBe(false);
        expect(acts("Virtual Machine Contributor", "Microsoft.Storage/storageAccounts/listKeys/action")).toBe(true);
        expect(
            reads("Virtual Machine Administrator Login", "Microsoft.Compute/virtualMachines/loginAsAdmin/action"),
        ).toBe(true);
        expect(reads("Virtual Machine User Login", "Microsoft.Compute/virtualMachines/loginAsAdmin/action")).toBe(
            false,
        );
    });

    test("a role outside Key Vault's carries the deploy permission", () => {
        const holders = all
            .filter(([name]) => acts(name, "Microsoft.KeyVault/vaults/deploy/action"))
            .map(([name]) => name);
        expect(holders.toSorted()).toEqual([
            "Azure AI Administrator",
            "Contributor",
            "Desktop Virtualization Virtual Machine Contributor",
            "Key Vault Contributor",
            "Owner",
        ]);
    });
});
