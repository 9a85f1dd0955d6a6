import { describe, expect, test } from "vitest";
import { bastionRules, bastionSkus, exclusiveBastionFeatures } from "../../azure/bastion.ts";
import { clouds, retiredClouds } from "../../azure/clouds.ts";
import { adminPassword, adminUsernameLength, forbiddenAdminUsernames } from "../../azure/compute.ts";
import { controlActionByName, controlActions } from "../../azure/control-plane.ts";
import { dates } from "../../azure/dates.ts";
import { nearExpiryDays, vaultEvents } from "../../azure/events.ts";
import { customerManagedKeys, keyTypes, rotationPolicy } from "../../azure/keys.ts";
import { limits, privateAddressBlocks } from "../../azure/limits.ts";
import { advisedAlerts, logTables, vaultLogs, vaultMetrics } from "../../azure/monitoring.ts";
import { nameRules, obeys } from "../../azure/name-rules.ts";
import { operationByName } from "../../azure/operations.ts";
import { responses } from "../../azure/responses.ts";
import { delegations, reservedAddresses, reservedSubnets, serviceEndpoints } from "../../azure/subnets.ts";
import { neverTrusted, trustedServiceByName, trustedServices } from "../../azure/trusted-services.ts";
import { keyVaultReference, nodeRuntimes, planTiers } from "../../azure/web.ts";
import { allowAzureServices } from "../../azure/sql.ts";
import { nativeDeclaration, nativeInputs, nativeType } from "./native.ts";

describe("clouds", () => {
    test.each([
        ["public", "vault.azure.net", "https://management.azure.com", "privatelink.vaultcore.azure.net"],
        ["china", "vault.azure.cn", "https://management.chinacloudapi.cn", "privatelink.vaultcore.azure.cn"],
        [
            "usgovernment",
            "vault.usgovcloudapi.net",
            "https://management.usgovcloudapi.net",
            "privatelink.vaultcore.usgovcloudapi.net",
        ],
    ] as const)("%s", (name, suffix, management, zone) => {
        expect(clouds[name].vaultSuffix).toBe(suffix);
        expect(clouds[name].managementEndpoint).toBe(management);
        expect(clouds[name].privateZones.vault).toBe(zone);
        expect(clouds[name].tokenResource).toBe(`https://${suffix}`);
        expect(clouds[name].forwarderZones).toEqual([suffix, zone.replace("privatelink.", "")]);
    });

    test("the other zones", () => {
        expect(clouds.public.privateZones).toMatchObject({
            blob: "privatelink.blob.core.windows.net",
            sqlServer: "privatelink.database.windows.net",
            sites: "privatelink.azurewebsites.net",
        });
        expect(clouds.china.privateZones).toMatchObject({
            blob: "privatelink.blob.core.chinacloudapi.cn",
            sqlServer: "privatelink.database.chinacloudapi.cn",
            sites: "privatelink.chinacloudsites.cn",
        });
        expect(clouds.usgovernment.privateZones).toMatchObject({
            blob: "privatelink.blob.core.usgovcloudapi.net",
            sqlServer: "privatelink.database.usgovcloudapi.net",
            sites: "privatelink.azurewebsites.us",
        });
    });

    test("audiences in the two other clouds are not documented, and said so", () => {
        expect(Object.values(clouds).map((cloud) => cloud.tokenResourceCertainty)).toEqual([
            "confirmed",
            "unsettled",
            "unsettled",
        ]);
    });

    test("Germany is gone", () => {
        expect(Object.keys(clouds)).toEqual(["public", "china", "usgovernment"]);
        expect(retiredClouds.germany.vaultSuffix).toBe("vault.microsoftazure.de");
    });
});

describe("names", () => {
    test.each(["abc", "kv-demo", "Kv-Demo-1", "a23456789012345678901234"])("%s may be a vault", (name) => {
        expect(obeys(nameRules.vault, name)).toBe(true);
    });
    test.each(["ab", "1kv", "-kv", "kv-", "kv--demo", "kv_demo", "kv.demo", "a234567890123456789012345", "kvä", ""])(
        "%j may not",
        (name) => {
            expect(obeys(nameRules.vault, name)).toBe(false);
        },
    );

    const cases: [keyof typeof nameRules, string[], string[]][] = [
        ["vaultObject", ["a", "db-connection-string", "x".repeat(127)], ["", "a_b", "a.b", "x".repeat(128)]],
        ["resourceGroup", ["KVDemo", "rg_(1).a"], ["rg.", "rg/1", "x".repeat(91)]],
        ["network", ["a", "snet-a_", "a.b"], ["_a", "a-", "a.", "a b", "x".repeat(81)]],
        ["virtualNetwork", ["vnet-demo"], ["v", "x".repeat(65)]],
        ["privateZone", ["privatelink.vaultcore.azure.net"], ["net", "a..b", ".a.b"]],
        ["virtualMachine", ["vm-demo"], ["_vm", "vm-", "vm.", "a b", "a/b"]],
        ["userAssignedIdentity", ["id-1_a"], ["id", "-id"]],
        ["workspace", ["log-1"], ["log", "log-", "a_bc"]],
        ["storageAccount", ["st1"], ["st", "St1", "st-1", "x".repeat(25)]],
        ["blobContainer", ["insights-logs-auditevent"], ["a--b", "-ab", "Ab1"]],
        ["sqlServer", ["sql-1"], ["Sql-1", "-sql", "sql-"]],
        ["sqlDatabase", ["demonstration-db"], ["a?", "a.", "a "]],
        ["appServicePlan", ["asp-1"], ["asp_1", "x".repeat(41)]],
        ["webApp", ["app-1"], ["a", "-app", "app-", "app_1"]],
        ["lock", ["keep(1)"], ["keep.", "a b"]],
        ["guid", ["00482a5a-887f-4fb3-b363-3b7fe8e74483"], ["00482a5a887f4fb3b3633b7fe8e74483"]],
    ];
    test.each(cases)("%s", (rule, good, bad) => {
        for (const name of good) expect(obeys(nameRules[rule], name), name).toBe(true);
        for (const name of bad) expect(obeys(nameRules[rule], name), name).toBe(false);
    });
});

test("limits that Microsoft states", () => {
    expect(limits.softDeleteRetentionDays.value).toEqual({ minimum: 7, maximum: 90 });
    expect(limits.softDeleteRetentionDaysDefault.value).toBe(90);
    expect(limits.virtualNetworkRulesPerVault.value).toBe(200);
    expect(limits.addressRulesPerVault.value).toBe(1000);
    expect(limits.accessPoliciesPerVault.value).toBe(1024);
    expect(limits.secretValueBytes.value).toBe(25600);
    expect(limits.objectTags.value).toEqual({ count: 15, nameLength: 512, valueLength: 512 });
    expect(limits.secretReadsPerTenSeconds.value).toBe(4000);
    expect(limits.securityRulePriority.value).toEqual({ minimum: 100, maximum: 4096 });
    expect(limits.roleAssignmentsPerSubscription).toMatchObject({ value: 4000, certainty: "unsettled" });
    expect(privateAddressBlocks.value).toEqual(["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"]);
});

describe("Bastion", () => {
    test("the eight rules of Microsoft's table", () => {
        const table = bastionRules.map((rule) => [
            rule.name,
            rule.direction,
            rule.sourceAddressPrefix,
            rule.destinationAddressPrefix,
            rule.destinationPortRanges.join(", "),
            rule.protocol,
        ]);
        expect(table).toEqual([
            ["AllowHttpsInbound", "Inbound", "Internet", "*", "443", "Tcp"],
            ["AllowGatewayManagerInbound", "Inbound", "GatewayManager", "*", "443", "Tcp"],
            ["AllowAzureLoadBalancerInbound", "Inbound", "AzureLoadBalancer", "*", "443", "Tcp"],
            ["AllowBastionHostCommunication", "Inbound", "VirtualNetwork", "VirtualNetwork", "8080, 5701", "*"],
            ["AllowSshRdpOutbound", "Outbound", "*", "VirtualNetwork", "22, 3389", "*"],
            ["AllowAzureCloudOutbound", "Outbound", "*", "AzureCloud", "443", "Tcp"],
            ["AllowBastionCommunication", "Outbound", "VirtualNetwork", "VirtualNetwork", "8080, 5701", "*"],
            ["AllowHttpOutbound", "Outbound", "*", "Internet", "80", "*"],
        ]);
    });

    test("priorities are Azure's and differ within a direction", () => {
        for (const direction of ["Inbound", "Outbound"]) {
            const priorities = bastionRules.filter((rule) => rule.direction === direction).map((rule) => rule.priority);
            expect(new Set(priorities).size).toBe(priorities.length);
            for (const priority of priorities) expect(priority >= 100 && priority <= 4096).toBe(true);
        }
    });

    test("features are inputs of the provider, and grow with the SKU", () => {
        const inputs = nativeType("network:BastionHost").inputs;
        for (const sku of Object.values(bastionSkus))
            for (const feature of sku.features) expect(inputs.has(feature), feature).toBe(true);
        const counts = Object.values(bastionSkus).map((sku) => sku.features.length);
        expect(counts).toEqual(counts.toSorted((a, b) => a - b));
        expect(bastionSkus.Basic.features).not.toContain("enableTunneling");
        expect(bastionSkus.Standard.features).toContain("enableTunneling");
        expect(bastionSkus.Standard.features).not.toContain("enableSessionRecording");
        expect(bastionSkus.Premium.features).toContain("enablePrivateOnlyBastion");
        expect(exclusiveBastionFeatures.value).toEqual([["enableSessionRecording", "enableTunneling"]]);
    });

    test("Developer stands in no subnet and has no address", () => {
        expect(bastionSkus.Developer).toMatchObject({
            subnet: "absent",
            publicAddress: "absent",
            peeredNetworks: false,
        });
        expect(bastionSkus.Standard.scaleUnits).toEqual({ minimum: 2, maximum: 50 });
    });
});

test("subnets with a name of their own, and what Azure keeps", () => {
    expect(Object.entries(reservedSubnets).map(([name, { smallestPrefix }]) => [name, smallestPrefix])).toEqual([
        ["AzureBastionSubnet", 26],
        ["GatewaySubnet", 27],
        ["AzureFirewallSubnet", 26],
        ["AzureFirewallManagementSubnet", 26],
        ["RouteServerSubnet", 26],
    ]);
    expect(reservedSubnets.GatewaySubnet).toMatchObject({ networkSecurityGroup: "forbidden", natGateway: "forbidden" });
    expect(reservedAddresses.value.first + reservedAddresses.value.last).toBe(5);
    expect(delegations["Microsoft.Web/serverFarms"].smallestPrefix).toBe(28);
    expect(delegations["Microsoft.App/environments"].name.pattern.test("app_1")).toBe(false);
    expect(Object.keys(serviceEndpoints)).toContain("Microsoft.KeyVault");
});

describe("machines", () => {
    /** The API's own description of the machine's login, in the provider's declarations. */
    const disallowed = (first: string): (string | undefined)[] => {
        const list = new RegExp(`Disallowed values:\\*\\* ("${first}".*?)<br>`, "s").exec(nativeInputs)![1]!;
        return [...list.matchAll(/"([^"]+)"/g)].map(([, word]) => word);
    };

    test("the forbidden names are those of the API's own description", () => {
        expect([...forbiddenAdminUsernames.names].toSorted()).toEqual(disallowed("administrator").toSorted());
    });

    test("so are the forbidden passwords and the lengths", () => {
        expect([...adminPassword.value.forbidden].toSorted()).toEqual(disallowed("abc@123").toSorted());
        expect(adminPassword.value.linux).toEqual({ minimum: 6, maximum: 72 });
        expect(adminPassword.value.windows).toEqual({ minimum: 8, maximum: 123 });
        expect(adminUsernameLength.value.linux.maximum).toBe(64);
    });
});

describe("trusted services", () => {
    test("Microsoft's list has 39, each with what it is trusted for", () => {
        expect(Object.keys(trustedServices)).toHaveLength(39);
        for (const row of Object.values(trustedServices)) {
            expect(row.scenario).not.toBe("");
            for (const name of row.operations) expect(operationByName(name), name).toBeDefined();
        }
    });

    test.each([
        "Azure Storage",
        "Azure SQL Database",
        "Azure Disk Storage",
        "Azure Application Gateway",
        "Azure Backup",
        "Azure Resource Manager template deployment service",
        "Azure Virtual Machines deployment service",
        "Azure Disk Encryption volume encryption service",
    ])("%s is on it", (name) => {
        expect(Object.keys(trustedServices)).toContain(name);
    });

    test("App Service only for a certificate", () => {
        expect(trustedServices["Azure App Service"].scenario).toMatch(/certificate; not the app's code/);
    });

    test("storage wraps and unwraps", () => {
        expect(trustedServices["Azure Storage"].operations).toEqual(["keys/get", "keys/wrapKey", "keys/unwrapKey"]);
    });

    test("the deployment switches are inputs of a vault", () => {
        const properties = nativeDeclaration("input", "VaultPropertiesArgs");
        const switches = Object.values(trustedServices).flatMap((row) =>
            "vaultSwitch" in row && row.vaultSwitch ? [row.vaultSwitch] : [],
        );
        expect(switches.toSorted()).toEqual([
            "enabledForDeployment",
            "enabledForDiskEncryption",
            "enabledForTemplateDeployment",
        ]);
        for (const name of switches) expect(properties).toContain(`${name}?:`);
    });

    test("nobody is on both lists; Bastion, machines and functions are on the other", () => {
        const listed = new Set(Object.keys(trustedServices));
        expect(Object.keys(neverTrusted).filter((name) => listed.has(name))).toEqual([]);
        for (const name of [
            "Azure Bastion",
            "Azure Virtual Machines",
            "Azure Functions",
            "Azure DevOps",
            "Azure Kubernetes Service",
        ]) {
            expect(Object.keys(neverTrusted)).toContain(name);
        }
    });

    test("names are found short and in any case", () => {
        expect(trustedServiceByName("storage")?.name).toBe("Azure Storage");
        expect(trustedServiceByName("azure STORAGE")?.name).toBe("Azure Storage");
        expect(trustedServiceByName("Azure Bastion")).toBeUndefined();
    });
});

describe("refusals", () => {
    test.each([
        ["noToken", 401, undefined],
        ["noRuleMatches", 403, "ForbiddenByFirewall"],
        ["publicAccessDisabled", 403, "ForbiddenByConnection"],
        ["publicAccessDisabledWithoutBypass", 403, "ForbiddenByConnection"],
        ["perimeterRefuses", 403, "ForbiddenByNsp"],
        ["noRole", 403, "ForbiddenByRbac"],
        ["noPolicy", 403, "AccessDenied"],
        ["policyLacksPermission", 403, "ForbiddenByPolicy"],
        ["policyNeedsApplication", 403, "ForbiddenByPolicy"],
        ["secretDisabled", 403, "SecretDisabled"],
        ["purgeProtected", 403, undefined],
        ["nameOfDeletedObject", 409, "ObjectIsDeletedButRecoverable"],
        ["throttled", 429, undefined],
    ] as const)("%s: %i %s", (situation, status, code) => {
        const row: { status: number; code?: string } = responses[situation];
        expect([row.status, row.code]).toEqual([status, code]);
    });

    test("the code for an entry that lacks the permission is unsettled", () => {
        expect(responses.policyLacksPermission.certainty).toBe("unsettled");
    });
});

describe("logs, metrics and events", () => {
    test("a vault's categories, groups and tables", () => {
        expect(vaultLogs.categories).toEqual(["AuditEvent", "AzurePolicyEvaluationDetails"]);
        expect([vaultLogs.everything, vaultLogs.metrics]).toEqual(["allLogs", "AllMetrics"]);
        expect(logTables.value.Dedicated.AuditEvent).toBe("AZKVAuditLogs");
        expect(logTables.value.AzureDiagnostics.AuditEvent).toBe("AzureDiagnostics");
    });

    test("advised alerts watch the vault's metrics at Microsoft's thresholds", () => {
        const names = Object.values(vaultMetrics);
        for (const alert of Object.values(advisedAlerts)) expect(names).toContain(alert.metric);
        expect(advisedAlerts.saturation.threshold).toBe(75);
        expect(advisedAlerts.latency.threshold).toBe(1000);
        expect(advisedAlerts.availability).toMatchObject({ operator: "LessThan", threshold: 90 });
    });

    test("ten event types; near expiry is 30 days before", () => {
        const families = ["Certificate", "Key", "Secret"];
        const expected = families.flatMap((family) =>
            ["NewVersionCreated", "NearExpiry", "Expired"].map((what) => `Microsoft.KeyVault.${family}${what}`),
        );
        expect(Object.keys(vaultEvents).toSorted()).toEqual(
            [...expected, "Microsoft.KeyVault.VaultAccessPolicyChanged"].toSorted(),
        );
        expect(nearExpiryDays.value).toBe(30);
    });
});

describe("keys", () => {
    const declared = (name: string): (string | undefined)[] =>
        [...nativeDeclaration("enums/keyvault/index", name).matchAll(/: "([\w-]+)"/g)].map(([, word]) => word);

    test("types, curves and rotation actions are those of the provider; symmetric keys are newer than it", () => {
        expect(
            Object.keys(keyTypes)
                .filter((name) => name !== "oct-HSM")
                .toSorted(),
        ).toEqual(declared("JsonWebKeyType").toSorted());
        expect([...keyTypes.EC.curves].toSorted()).toEqual(declared("JsonWebKeyCurveName").toSorted());
        expect([...rotationPolicy.value.actions].toSorted()).toEqual(
            declared("KeyRotationPolicyActionType").toSorted(),
        );
    });

    test("storage takes RSA keys of three sizes from a vault with purge protection", () => {
        expect(customerManagedKeys.storage).toMatchObject({
            types: ["RSA", "RSA-HSM"],
            sizes: [2048, 3072, 4096],
            purgeProtection: true,
        });
    });
});

describe("apps and databases", () => {
    test("0.0.0.0 is the rule for all of Azure", () => {
        expect([allowAzureServices.startIpAddress, allowAzureServices.endIpAddress]).toEqual(["0.0.0.0", "0.0.0.0"]);
    });

    test("plans that reach into a network", () => {
        const reaching = Object.entries(planTiers)
            .filter(([, tier]) => "integration" in tier)
            .map(([name]) => name);
        expect(reaching).toEqual(["Basic", "Standard", "PremiumV3", "ElasticPremium", "FlexConsumption"]);
        expect(planTiers.FlexConsumption.integration).toBe("Microsoft.App/environments");
    });

    test("Node 18 of the documents is past its end, Node 24 is not", () => {
        const today = "2026-11-22";
        expect(nodeRuntimes.node18.endOfLife < today).toBe(true);
        expect(nodeRuntimes.node24).toMatchObject({ linuxFxVersion: "NODE|24-lts" });
        expect(nodeRuntimes.node24.endOfLife > today).toBe(true);
    });

    test("both forms of a Key Vault reference are read", () => {
        const read = (text: string): Record<string, string | undefined> | undefined =>
            keyVaultReference.pattern.exec(text)?.groups;
        expect(read("@Microsoft.KeyVault(SecretUri=https://kv.vault.azure.net/secrets/a/)")?.uri).toBe(
            "https://kv.vault.azure.net/secrets/a/",
        );
        expect(read("@Microsoft.KeyVault(VaultName=kv;SecretName=a)")).toMatchObject({ vault: "kv", name: "a" });
        expect(read("@Microsoft.KeyVault(VaultName=kv;SecretName=a;SecretVersion=1)")?.version).toBe("1");
        expect(read("Microsoft.KeyVault(VaultName=kv;SecretName=a)")).toBeUndefined();
    });

    test("dates are in order", () => {
        const order = Object.values(dates).map(({ date }) => date);
        expect(order).toEqual(order.toSorted());
        expect(dates.olderKeyVaultApis.date).toBe("2027-02-27");
    });
});

describe("control plane", () => {
    test("what the documents warn of leads to a grant", () => {
        expect(controlActions["Microsoft.KeyVault/vaults/accessPolicies/write"]).toMatchObject({
            leadsTo: ["grant"],
            model: "access policies",
        });
        expect(controlActions["Microsoft.Authorization/roleAssignments/write"].leadsTo).toEqual(["grant"]);
        expect(controlActions["Microsoft.KeyVault/vaults/deploy/action"].leadsTo).toEqual(["read by deployment"]);
    });

    test("actions are found in any case, and need only others that exist", () => {
        expect(controlActionByName("MICROSOFT.KEYVAULT/vaults/Write")?.action).toBe("Microsoft.KeyVault/vaults/write");
        expect(controlActionByName("Microsoft.KeyVault/vaults/secrets/getSecret/action")).toBeUndefined();
        for (const [name, row] of Object.entries(controlActions)) {
            expect(name).toMatch(/^Microsoft\.\w+(\/\w+)+\/(read|write|delete|action)$/);
            for (const other of row.together ?? []) {
                expect(
                    controlActionByName(other) !== undefined ||
                        other === "Microsoft.Automation/automationAccounts/jobs/write",
                    other,
                ).toBe(true);
            }
        }
    });
});
