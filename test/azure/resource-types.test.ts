import { existsSync, readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
    armId,
    isWithin,
    normalId,
    parseArmId,
    resourceTypes,
    sameId,
    type ResourceType,
    type ResourceTypeName,
} from "../../azure/resource-types.ts";
import { nativeType } from "./native.ts";

const rows = Object.entries(resourceTypes) as [ResourceTypeName, ResourceType][];
const place = { subscriptionId: "5ub", resourceGroupName: "rg-demo" };
const group = "/subscriptions/5ub/resourceGroups/rg-demo";

describe("ids are Azure's", () => {
    const cases: [ResourceTypeName, string[], string][] = [
        ["resources:ResourceGroup", ["rg-demo"], group],
        ["keyvault:Vault", ["kv-demo"], `${group}/providers/Microsoft.KeyVault/vaults/kv-demo`],
        ["keyvault:Secret", ["kv-demo", "a"], `${group}/providers/Microsoft.KeyVault/vaults/kv-demo/secrets/a`],
        ["network:Subnet", ["v", "s"], `${group}/providers/Microsoft.Network/virtualNetworks/v/subnets/s`],
        [
            "network:PrivateDnsZoneGroup",
            ["pep", "default"],
            `${group}/providers/Microsoft.Network/privateEndpoints/pep/privateDnsZoneGroups/default`,
        ],
        [
            "privatedns:PrivateRecordSet",
            ["privatelink.vaultcore.azure.net", "A", "kv-demo"],
            `${group}/providers/Microsoft.Network/privateDnsZones/privatelink.vaultcore.azure.net/A/kv-demo`,
        ],
        ["network:VirtualNetworkGatewayConnection", ["con"], `${group}/providers/Microsoft.Network/connections/con`],
        [
            "storage:BlobContainer",
            ["st", "logs"],
            `${group}/providers/Microsoft.Storage/storageAccounts/st/blobServices/default/containers/logs`,
        ],
        ["web:WebAppApplicationSettings", ["app"], `${group}/providers/Microsoft.Web/sites/app/config/appsettings`],
        [
            "web:WebAppSwiftVirtualNetworkConnectionSlot",
            ["app", "staging"],
            `${group}/providers/Microsoft.Web/sites/app/slots/staging/networkConfig/virtualNetwork`,
        ],
        [
            "managedidentity:FederatedIdentityCredential",
            ["id", "github"],
            `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id/federatedIdentityCredentials/github`,
        ],
        ["monitor:MetricAlert", ["saturation"], `${group}/providers/Microsoft.Insights/metricAlerts/saturation`],
        [
            "authorization:PolicyDefinition",
            ["p"],
            "/subscriptions/5ub/providers/Microsoft.Authorization/policyDefinitions/p",
        ],
    ];
    test.each(cases)("%s %j", (type, names, expected) => {
        expect(armId(type, place, names)).toBe(expected);
    });

    test("an extension hangs on what it extends, and on the tenant with /", () => {
        const vault = `${group}/providers/Microsoft.KeyVault/vaults/kv`;
        const guid = "00482a5a-887f-4fb3-b363-3b7fe8e74483";
        expect(armId("authorization:RoleAssignment", { scope: `${vault}/` }, [guid])).toBe(
            `${vault}/providers/Microsoft.Authorization/roleAssignments/${guid}`,
        );
        expect(armId("authorization:RoleAssignment", { scope: "/" }, [guid])).toBe(
            `/providers/Microsoft.Authorization/roleAssignments/${guid}`,
        );
        expect(armId("monitor:DiagnosticSetting", { scope: vault }, ["all"])).toBe(
            `${vault}/providers/Microsoft.Insights/diagnosticSettings/all`,
        );
        expect(armId("management:ManagementGroup", {}, ["mg"])).toBe(
            "/providers/Microsoft.Management/managementGroups/mg",
        );
    });

    test("a missing name or part of the place is a mistake of the calling code", () => {
        expect(() => armId("network:Subnet", place, ["v"])).toThrow(/virtualNetworkName, subnetName/);
        expect(() => armId("network:Subnet", place, ["v", ""])).toThrow(RangeError);
        expect(() => armId("keyvault:Vault", { subscriptionId: "s" }, ["kv"])).toThrow(/resourceGroupName/);
        expect(() => armId("monitor:DiagnosticSetting", place, ["all"])).toThrow(/scope/);
    });
});

describe("the table agrees with the provider's own declarations", () => {
    test.each(rows)("%s", (token, row) => {
        const native = nativeType(token);
        expect(row.apiVersion).toBe(native.apiVersion);
        for (const name of row.names) {
            const input = native.inputs.get(name.split(".")[0]!);
            expect(input, `input ${name}`).toBeDefined();
            if (!name.includes(".")) expect(input?.type).toMatch(/^pulumi\.Input<(string|enums\.)/);
        }
        // Every parent is a required input; the resource's own name may be left to the provider.
        for (const parent of row.names.slice(0, -1)) {
            expect(native.inputs.get(parent.split(".")[0]!)?.required, `${parent} is required`).toBe(true);
        }
        // No parent is forgotten: whatever else is required and called a name is no part of the path.
        const elsewhere = new Set(["resourceGroupName", ...row.names, ...namesThatAreNoPath]);
        const forgotten = [...native.inputs].filter(
            ([name, input]) => input.required && /Name$|^name$|^slot$|^instanceId$/.test(name) && !elsewhere.has(name),
        );
        expect(forgotten).toEqual([]);
    });

    /** Required inputs that are called a name and are a property. */
    const namesThatAreNoPath = ["displayName", "groupShortName", "domainName", "category"];

    test.each(rows)("%s lives where its inputs say", (token, row) => {
        const { inputs } = nativeType(token);
        const inGroup = inputs.get("resourceGroupName")?.required === true;
        expect(row.scope === "resource group").toBe(inGroup);
        expect(row.scope === "extension").toBe(row.scopeProperty !== undefined);
        if (row.scopeProperty !== undefined) expect(inputs.get(row.scopeProperty)?.required).toBe(true);
    });

    test("places and names of a path add up", () => {
        for (const [token, row] of rows) {
            const segments = row.armType.split("/").slice(1);
            const placeholders = segments.filter((segment) => segment.startsWith("{")).length;
            const fixed = Object.keys(row.fixed ?? {}).length;
            const names = row.names.length + (row.generatedName ? 1 : 0);
            expect(names - placeholders + fixed, token).toBe(segments.length);
        }
    });
});

const armTypes = new URL("../../../shared/arm-types/", import.meta.url);

describe.skipIf(!existsSync(armTypes))(
    "the table agrees with Azure's published types (needs ../shared/arm-types)",
    () => {
        const known = new Map<string, Set<string>>();
        for (const file of existsSync(armTypes) ? readdirSync(armTypes) : []) {
            const types = JSON.parse(readFileSync(new URL(file, armTypes), "utf8")) as {
                $type: string;
                name?: string;
            }[];
            const names = types.filter((type) => type.$type === "ResourceType").map((type) => type.name!.toLowerCase());
            known.set(file.replace(/\.json$/, "").toLowerCase(), new Set(names));
        }
        /** Web apps are published at a neighbouring version only. */
        const neighbours: Readonly<Record<string, string>> = { "microsoft.web@2025-05-01": "microsoft.web@2025-03-01" };
        /** The provider's version of these is not among the published files of their namespace. */
        const unpublished = /^resources:Deployment/;
        const fileOf = ({ armType, apiVersion }: ResourceType): string => {
            const file = `${armType.split("/")[0]!}@${apiVersion ?? "none"}`.toLowerCase();
            return neighbours[file] ?? file;
        };
        const published = rows.filter(([token, row]) => known.has(fileOf(row)) && !unpublished.test(token));

        test("most of the table can be compared", () => {
            expect(published.length).toBeGreaterThan(130);
        });

        test.each(published)("%s", (_token, row) => {
            const types = [...known.get(fileOf(row))!].map((name) => name.split("@")[0]);
            expect(types).toContain(row.armType.replace("{recordType}", "A").toLowerCase());
        });
    },
);

const name = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,20}$/);
const anyId = fc.constantFrom(...rows.filter(([token]) => token !== "resources:ResourceGroup")).chain(([token, row]) =>
    fc
        .record({
            subscriptionId: fc.uuid(),
            resourceGroupName: name,
            scope: fc.constantFrom("/", "/subscriptions/s", `${group}/providers/Microsoft.KeyVault/vaults/kv`),
        })
        .chain((where) =>
            fc
                .array(name, {
                    minLength: row.names.length + (row.generatedName ? 1 : 0),
                    maxLength: row.names.length + (row.generatedName ? 1 : 0),
                })
                .map((names) => ({ token, row, where, names })),
        ),
);

describe("ids are read as they are written", () => {
    test("whatever the type and the names", () => {
        fc.assert(
            fc.property(anyId, ({ token, row, where, names }) => {
                const id = armId(token, where, names);
                const parsed = parseArmId(id);
                expect(parsed).toBeDefined();
                const [provider, ...types] = row.armType.split("/");
                expect(parsed?.provider).toBe(provider);
                expect(parsed?.types).toHaveLength(types.length);
                if (!row.armType.includes("{")) {
                    expect(parsed?.type).toBe(row.armType);
                    const given = [...names];
                    expect(parsed?.names).toEqual(types.map((_, index) => row.fixed?.[index] ?? given.shift()));
                }
                if (row.scope === "resource group") {
                    expect(parsed?.subscriptionId).toBe(where.subscriptionId);
                    expect(parsed?.resourceGroupName).toBe(where.resourceGroupName);
                    expect(isWithin(id, `/subscriptions/${where.subscriptionId}`)).toBe(true);
                }
                if (row.scope === "extension") expect(sameId(parsed?.scope ?? "-", where.scope)).toBe(true);
            }),
        );
    });

    test("without regard to case and to slashes at the ends", () => {
        fc.assert(
            fc.property(anyId, ({ token, where, names }) => {
                const id = armId(token, where, names);
                expect(sameId(id, id.toUpperCase())).toBe(true);
                expect(sameId(id, `${id}/`)).toBe(true);
                expect(normalId(normalId(id))).toBe(normalId(id));
                expect(isWithin(id, "/")).toBe(true);
                expect(isWithin(id, `${id}x`)).toBe(false);
            }),
        );
    });

    test("a scope does not reach a neighbour whose name begins alike", () => {
        expect(isWithin("/subscriptions/s/resourceGroups/rg-demo-2", "/subscriptions/s/resourceGroups/rg-demo")).toBe(
            false,
        );
        expect(isWithin(`${group}/providers/Microsoft.KeyVault/vaults/kv`, group.toUpperCase())).toBe(true);
    });

    test.each([
        ["/subscriptions/s", { scope: "", subscriptionId: "s", types: [], names: [] }],
        [
            "/subscriptions/s/resourceGroups/g",
            { scope: "/subscriptions/s", subscriptionId: "s", resourceGroupName: "g" },
        ],
        [
            "/providers/Microsoft.Management/managementGroups/mg",
            { scope: "", managementGroup: "mg", type: "Microsoft.Management/managementGroups" },
        ],
        [
            "/providers/Microsoft.Management/managementGroups/mg/providers/Microsoft.Authorization/roleAssignments/x",
            {
                scope: "/providers/Microsoft.Management/managementGroups/mg",
                managementGroup: "mg",
                type: "Microsoft.Authorization/roleAssignments",
            },
        ],
        [
            "/SUBSCRIPTIONS/s/RESOURCEGROUPS/g/PROVIDERS/Microsoft.KeyVault/vaults/kv",
            { subscriptionId: "s", resourceGroupName: "g", names: ["kv"] },
        ],
        [
            "/subscriptions/s/providers/Microsoft.KeyVault/locations/northeurope/deletedVaults/kv",
            { types: ["locations", "deletedVaults"], names: ["northeurope", "kv"] },
        ],
    ])("%s", (id, expected) => {
        expect(parseArmId(id)).toMatchObject(expected);
    });

    test.each([
        "",
        "kv-demo",
        "https://kv-demo.vault.azure.net",
        "/",
        "//",
        "/subscriptions",
        "/subscriptions/s/other/g",
        "/x/y",
        `${group}/providers/Microsoft.KeyVault`,
        `${group}/providers/Microsoft.KeyVault/vaults`,
    ])("%j is no id", (text) => {
        expect(parseArmId(text)).toBeUndefined();
    });
});
