import type { VirtualMachineArgs } from "@pulumi/azure-native/compute/virtualMachine.js";
import type { VirtualMachineExtensionArgs } from "@pulumi/azure-native/compute/virtualMachineExtension.js";
import type { VirtualMachineScaleSetArgs } from "@pulumi/azure-native/compute/virtualMachineScaleSet.js";
import type { DatabaseArgs } from "@pulumi/azure-native/sql/database.js";
import type { ExtendedServerBlobAuditingPolicyArgs } from "@pulumi/azure-native/sql/extendedServerBlobAuditingPolicy.js";
import type { FirewallRuleArgs } from "@pulumi/azure-native/sql/firewallRule.js";
import type { ServerArgs } from "@pulumi/azure-native/sql/server.js";
import type { ServerAzureADAdministratorArgs } from "@pulumi/azure-native/sql/serverAzureADAdministrator.js";
import type { ServerAzureADOnlyAuthenticationArgs } from "@pulumi/azure-native/sql/serverAzureADOnlyAuthentication.js";
import type { VirtualNetworkRuleArgs } from "@pulumi/azure-native/sql/virtualNetworkRule.js";
import type { BlobContainerArgs } from "@pulumi/azure-native/storage/blobContainer.js";
import type { BlobContainerImmutabilityPolicyArgs } from "@pulumi/azure-native/storage/blobContainerImmutabilityPolicy.js";
import type { BlobServicePropertiesArgs } from "@pulumi/azure-native/storage/blobServiceProperties.js";
import type { ManagementPolicyArgs } from "@pulumi/azure-native/storage/managementPolicy.js";
import type { StorageAccountArgs } from "@pulumi/azure-native/storage/storageAccount.js";
import type { AppServicePlanArgs } from "@pulumi/azure-native/web/appServicePlan.js";
import type { WebAppArgs } from "@pulumi/azure-native/web/webApp.js";
import type { WebAppApplicationSettingsArgs } from "@pulumi/azure-native/web/webAppApplicationSettings.js";
import type { WebAppDiagnosticLogsConfigurationArgs } from "@pulumi/azure-native/web/webAppDiagnosticLogsConfiguration.js";
import type { WebAppFtpAllowedArgs } from "@pulumi/azure-native/web/webAppFtpAllowed.js";
import { group, hidden, identity, idOf, location, principalId, sample, subnet, tenantId, vault } from "./sample.ts";

const image = { publisher: "Canonical", offer: "ubuntu-24_04-lts", sku: "server", version: "latest" };
const securityProfile = {
    encryptionAtHost: true,
    securityType: "TrustedLaunch",
    uefiSettings: { secureBootEnabled: true, vTpmEnabled: true },
};

export const workloadSamples = [
    sample<VirtualMachineArgs>("compute:VirtualMachine", {
        resourceGroupName: group,
        vmName: "vm-sample",
        location,
        zones: ["1"],
        identity: { type: "SystemAssigned, UserAssigned", userAssignedIdentities: [identity] },
        hardwareProfile: { vmSize: "Standard_B2s" },
        networkProfile: {
            networkInterfaces: [{ id: idOf("Microsoft.Network/networkInterfaces/nic-sample"), primary: true }],
        },
        osProfile: {
            computerName: "vm-sample",
            adminUsername: "operator",
            adminPassword: hidden,
            linuxConfiguration: {
                disablePasswordAuthentication: true,
                patchSettings: { patchMode: "AutomaticByPlatform", assessmentMode: "AutomaticByPlatform" },
                ssh: { publicKeys: [{ path: "/home/operator/.ssh/authorized_keys", keyData: "ssh-ed25519 AAAA" }] },
            },
            secrets: [
                {
                    sourceVault: { id: vault },
                    vaultCertificates: [{ certificateUrl: "https://kv-sample.vault.azure.net/secrets/tls/1" }],
                },
            ],
        },
        securityProfile,
        storageProfile: {
            imageReference: image,
            osDisk: {
                createOption: "FromImage",
                caching: "ReadWrite",
                managedDisk: { storageAccountType: "Premium_LRS" },
                deleteOption: "Delete",
            },
        },
        diagnosticsProfile: { bootDiagnostics: { enabled: true } },
    }),
    sample<VirtualMachineScaleSetArgs>("compute:VirtualMachineScaleSet", {
        resourceGroupName: group,
        vmScaleSetName: "vmss-sample",
        location,
        sku: { name: "Standard_B2s", tier: "Standard", capacity: 2 },
        orchestrationMode: "Uniform",
        upgradePolicy: { mode: "Automatic" },
        identity: { type: "UserAssigned", userAssignedIdentities: [identity] },
        virtualMachineProfile: {
            osProfile: {
                computerNamePrefix: "app",
                adminUsername: "operator",
                linuxConfiguration: { disablePasswordAuthentication: true },
            },
            securityProfile,
            storageProfile: {
                imageReference: image,
                osDisk: { createOption: "FromImage", managedDisk: { storageAccountType: "Premium_LRS" } },
            },
            networkProfile: {
                networkInterfaceConfigurations: [
                    { name: "nic", primary: true, ipConfigurations: [{ name: "default", subnet: { id: subnet } }] },
                ],
            },
            extensionProfile: {
                extensions: [
                    {
                        name: "KeyVault",
                        publisher: "Microsoft.Azure.KeyVault",
                        type: "KeyVaultForLinux",
                        typeHandlerVersion: "3.0",
                    },
                ],
            },
        },
    }),
    sample<VirtualMachineExtensionArgs>("compute:VirtualMachineExtension", {
        resourceGroupName: group,
        vmName: "vm-sample",
        vmExtensionName: "KeyVaultForLinux",
        location,
        publisher: "Microsoft.Azure.KeyVault",
        type: "KeyVaultForLinux",
        typeHandlerVersion: "3.0",
        autoUpgradeMinorVersion: true,
        enableAutomaticUpgrade: true,
        settings: { secretsManagementSettings: { pollingIntervalInS: "3600", observedCertificates: [] } },
    }),
    sample<StorageAccountArgs>("storage:StorageAccount", {
        resourceGroupName: group,
        accountName: "stsample",
        location,
        kind: "StorageV2",
        sku: { name: "Standard_ZRS" },
        identity: { type: "UserAssigned", userAssignedIdentities: [identity] },
        allowBlobPublicAccess: false,
        allowSharedKeyAccess: false,
        enableHttpsTrafficOnly: true,
        enableNfsV3: false,
        minimumTlsVersion: "TLS1_2",
        publicNetworkAccess: "Disabled",
        networkRuleSet: {
            bypass: "AzureServices",
            defaultAction: "Deny",
            ipRules: [{ iPAddressOrRange: "198.51.100.7", action: "Allow" }],
            virtualNetworkRules: [{ virtualNetworkResourceId: subnet }],
        },
        encryption: {
            keySource: "Microsoft.Keyvault",
            requireInfrastructureEncryption: true,
            encryptionIdentity: { encryptionUserAssignedIdentity: identity },
            keyVaultProperties: { keyName: "storage", keyVaultUri: "https://kv-sample.vault.azure.net" },
            services: { blob: { enabled: true, keyType: "Account" } },
        },
    }),
    sample<BlobServicePropertiesArgs>("storage:BlobServiceProperties", {
        resourceGroupName: group,
        accountName: "stsample",
        blobServicesName: "default",
        isVersioningEnabled: true,
        deleteRetentionPolicy: { enabled: true, days: 30 },
    }),
    sample<BlobContainerArgs>("storage:BlobContainer", {
        resourceGroupName: group,
        accountName: "stsample",
        containerName: "insights-logs-auditevent",
        publicAccess: "None",
    }),
    sample<BlobContainerImmutabilityPolicyArgs>("storage:BlobContainerImmutabilityPolicy", {
        resourceGroupName: group,
        accountName: "stsample",
        containerName: "insights-logs-auditevent",
        immutabilityPolicyName: "default",
        immutabilityPeriodSinceCreationInDays: 365,
        allowProtectedAppendWrites: true,
    }),
    sample<ManagementPolicyArgs>("storage:ManagementPolicy", {
        resourceGroupName: group,
        accountName: "stsample",
        managementPolicyName: "default",
        policy: {
            rules: [
                {
                    name: "expire",
                    type: "Lifecycle",
                    enabled: true,
                    definition: {
                        filters: { blobTypes: ["blockBlob", "appendBlob"] },
                        actions: { baseBlob: { delete: { daysAfterModificationGreaterThan: 365 } } },
                    },
                },
            ],
        },
    }),
    sample<ServerArgs>("sql:Server", {
        resourceGroupName: group,
        serverName: "sql-sample",
        location,
        version: "12.0",
        administratorLogin: "operator",
        administratorLoginPassword: hidden,
        minimalTlsVersion: "1.2",
        publicNetworkAccess: "Disabled",
        restrictOutboundNetworkAccess: "Enabled",
        administrators: {
            administratorType: "ActiveDirectory",
            azureADOnlyAuthentication: true,
            login: "database team",
            principalType: "Group",
            sid: principalId,
            tenantId,
        },
    }),
    sample<DatabaseArgs>("sql:Database", {
        resourceGroupName: group,
        serverName: "sql-sample",
        databaseName: "demonstration-db",
        location,
        sku: { name: "GP_S_Gen5", tier: "GeneralPurpose", family: "Gen5", capacity: 1 },
        minCapacity: 0.5,
        autoPauseDelay: 60,
        requestedBackupStorageRedundancy: "Local",
    }),
    sample<FirewallRuleArgs>("sql:FirewallRule", {
        resourceGroupName: group,
        serverName: "sql-sample",
        firewallRuleName: "AllowAllWindowsAzureIps",
        startIpAddress: "0.0.0.0",
        endIpAddress: "0.0.0.0",
    }),
    sample<VirtualNetworkRuleArgs>("sql:VirtualNetworkRule", {
        resourceGroupName: group,
        serverName: "sql-sample",
        virtualNetworkRuleName: "workload",
        virtualNetworkSubnetId: subnet,
        ignoreMissingVnetServiceEndpoint: false,
    }),
    sample<ServerAzureADAdministratorArgs>("sql:ServerAzureADAdministrator", {
        resourceGroupName: group,
        serverName: "sql-sample",
        administratorName: "ActiveDirectory",
        administratorType: "ActiveDirectory",
        login: "rotation",
        sid: principalId,
        tenantId,
    }),
    sample<ServerAzureADOnlyAuthenticationArgs>("sql:ServerAzureADOnlyAuthentication", {
        resourceGroupName: group,
        serverName: "sql-sample",
        authenticationName: "Default",
        azureADOnlyAuthentication: true,
    }),
    sample<ExtendedServerBlobAuditingPolicyArgs>("sql:ExtendedServerBlobAuditingPolicy", {
        resourceGroupName: group,
        serverName: "sql-sample",
        blobAuditingPolicyName: "default",
        state: "Enabled",
        isAzureMonitorTargetEnabled: true,
    }),
    sample<AppServicePlanArgs>("web:AppServicePlan", {
        resourceGroupName: group,
        name: "asp-sample",
        location,
        kind: "linux",
        reserved: true,
        sku: { name: "B1", tier: "Basic" },
    }),
    sample<WebAppArgs>("web:WebApp", {
        resourceGroupName: group,
        name: "app-sample",
        location,
        kind: "app,linux",
        serverFarmId: idOf("Microsoft.Web/serverfarms/asp-sample"),
        httpsOnly: true,
        publicNetworkAccess: "Enabled",
        virtualNetworkSubnetId: subnet,
        keyVaultReferenceIdentity: identity,
        outboundVnetRouting: { allTraffic: true },
        identity: { type: "SystemAssigned" },
        siteConfig: {
            linuxFxVersion: "NODE|24-lts",
            ftpsState: "Disabled",
            minTlsVersion: "1.2",
            http20Enabled: true,
            alwaysOn: true,
            appSettings: [
                { name: "PORT", value: "80" },
                { name: "PASSWORD", value: hidden },
            ],
        },
        functionAppConfig: {
            deployment: {
                storage: {
                    type: "blobContainer",
                    value: "https://stsample.blob.core.windows.net/packages",
                    authentication: { type: "UserAssignedIdentity", userAssignedIdentityResourceId: identity },
                },
            },
            runtime: { name: "node", version: "22" },
            scaleAndConcurrency: { maximumInstanceCount: 40, instanceMemoryMB: 2048 },
        },
    }),
    sample<WebAppApplicationSettingsArgs>("web:WebAppApplicationSettings", {
        resourceGroupName: group,
        name: "app-sample",
        properties: { PORT: "80", KEY_VAULT_NAME: "kv-sample" },
    }),
    sample<WebAppDiagnosticLogsConfigurationArgs>("web:WebAppDiagnosticLogsConfiguration", {
        resourceGroupName: group,
        name: "app-sample",
        httpLogs: { fileSystem: { enabled: true, retentionInDays: 7, retentionInMb: 35 } },
    }),
    sample<WebAppFtpAllowedArgs>("web:WebAppFtpAllowed", {
        resourceGroupName: group,
        name: "app-sample",
        allow: false,
    }),
];
