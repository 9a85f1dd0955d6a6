import { nameRules } from "../name-rules.ts";
import { provider, type ResourceType } from "../resource-type.ts";

const compute = provider("Microsoft.Compute", "2024-11-01");
const disk = provider("Microsoft.Compute", "2024-03-02");
const web = provider("Microsoft.Web", "2025-05-01");
const olderWeb = provider("Microsoft.Web", "2021-02-01");
const sql = provider("Microsoft.Sql", "2023-08-01");
const storage = provider("Microsoft.Storage", "2024-01-01");

/** What calls a vault, or stands behind it: machines, apps, databases, storage. */
export const workloadTypes = {
    "compute:VirtualMachine": compute("virtualMachines", ["vmName"], {
        abbreviation: "vm",
        nameRule: nameRules.virtualMachine,
    }),
    "compute:VirtualMachineExtension": compute("virtualMachines/extensions", ["vmName", "vmExtensionName"]),
    "compute:VirtualMachineRunCommandByVirtualMachine": compute("virtualMachines/runCommands", [
        "vmName",
        "runCommandName",
    ]),
    "compute:VirtualMachineScaleSet": compute("virtualMachineScaleSets", ["vmScaleSetName"], {
        abbreviation: "vmss",
        nameRule: nameRules.virtualMachine,
    }),
    "compute:VirtualMachineScaleSetExtension": compute("virtualMachineScaleSets/extensions", [
        "vmScaleSetName",
        "vmssExtensionName",
    ]),
    "compute:VirtualMachineScaleSetVM": compute("virtualMachineScaleSets/virtualMachines", [
        "vmScaleSetName",
        "instanceId",
    ]),
    "compute:VirtualMachineScaleSetVMExtension": compute("virtualMachineScaleSets/virtualMachines/extensions", [
        "vmScaleSetName",
        "instanceId",
        "vmExtensionName",
    ]),
    "compute:VirtualMachineScaleSetVMRunCommand": compute("virtualMachineScaleSets/virtualMachines/runCommands", [
        "vmScaleSetName",
        "instanceId",
        "runCommandName",
    ]),
    "compute:AvailabilitySet": compute("availabilitySets", ["availabilitySetName"], {
        abbreviation: "avail",
        nameRule: nameRules.computeName,
    }),
    "compute:Image": compute("images", ["imageName"], { nameRule: nameRules.computeName }),
    "compute:SshPublicKey": compute("sshPublicKeys", ["sshPublicKeyName"], { abbreviation: "sshkey" }),
    "compute:Disk": disk("disks", ["diskName"], { abbreviation: "disk", nameRule: nameRules.computeName }),
    "compute:DiskEncryptionSet": disk("diskEncryptionSets", ["diskEncryptionSetName"], {
        abbreviation: "des",
        nameRule: nameRules.computeName,
    }),
    "compute:Snapshot": disk("snapshots", ["snapshotName"], { abbreviation: "snap", nameRule: nameRules.computeName }),
    "web:AppServicePlan": web("serverfarms", ["name"], { abbreviation: "asp", nameRule: nameRules.appServicePlan }),
    "web:AppServiceEnvironment": web("hostingEnvironments", ["name"], { abbreviation: "ase" }),
    "web:WebApp": web("sites", ["name"], { abbreviation: "app", nameRule: nameRules.webApp }),
    "web:WebAppSlot": web("sites/slots", ["name", "slot"], { nameRule: nameRules.webAppSlot }),
    "web:WebAppApplicationSettings": web("sites/config", ["name"], { fixed: { 1: "appsettings" } }),
    "web:WebAppApplicationSettingsSlot": web("sites/slots/config", ["name", "slot"], { fixed: { 2: "appsettings" } }),
    "web:WebAppConnectionStrings": web("sites/config", ["name"], { fixed: { 1: "connectionstrings" } }),
    "web:WebAppConnectionStringsSlot": web("sites/slots/config", ["name", "slot"], {
        fixed: { 2: "connectionstrings" },
    }),
    "web:WebAppAuthSettings": web("sites/config", ["name"], { fixed: { 1: "authsettings" } }),
    "web:WebAppAuthSettingsV2": olderWeb("sites/config", ["name"], { fixed: { 1: "authsettingsV2" } }),
    "web:WebAppAuthSettingsV2Slot": olderWeb("sites/slots/config", ["name", "slot"], {
        fixed: { 2: "authsettingsV2" },
    }),
    "web:WebAppAzureStorageAccounts": web("sites/config", ["name"], { fixed: { 1: "azurestorageaccounts" } }),
    "web:WebAppDiagnosticLogsConfiguration": web("sites/config", ["name"], { fixed: { 1: "logs" } }),
    "web:WebAppMetadata": web("sites/config", ["name"], { fixed: { 1: "metadata" } }),
    "web:WebAppSlotConfigurationNames": web("sites/config", ["name"], { fixed: { 1: "slotConfigNames" } }),
    "web:WebAppFtpAllowed": web("sites/basicPublishingCredentialsPolicies", ["name"], { fixed: { 1: "ftp" } }),
    "web:WebAppFtpAllowedSlot": web("sites/slots/basicPublishingCredentialsPolicies", ["name", "slot"], {
        fixed: { 2: "ftp" },
    }),
    "web:WebAppScmAllowed": web("sites/basicPublishingCredentialsPolicies", ["name"], { fixed: { 1: "scm" } }),
    "web:WebAppScmAllowedSlot": web("sites/slots/basicPublishingCredentialsPolicies", ["name", "slot"], {
        fixed: { 2: "scm" },
    }),
    "web:WebAppFunction": web("sites/functions", ["name", "functionName"]),
    "web:WebAppHostNameBinding": web("sites/hostNameBindings", ["name", "hostName"]),
    "web:WebAppSourceControl": web("sites/sourcecontrols", ["name"], { fixed: { 1: "web" } }),
    "web:WebAppSwiftVirtualNetworkConnection": web("sites/networkConfig", ["name"], { fixed: { 1: "virtualNetwork" } }),
    "web:WebAppSwiftVirtualNetworkConnectionSlot": web("sites/slots/networkConfig", ["name", "slot"], {
        fixed: { 2: "virtualNetwork" },
    }),
    "web:WebAppVnetConnection": web("sites/virtualNetworkConnections", ["name", "vnetName"]),
    "web:WebAppVnetConnectionSlot": web("sites/slots/virtualNetworkConnections", ["name", "slot", "vnetName"]),
    "web:WebAppPrivateEndpointConnection": web("sites/privateEndpointConnections", [
        "name",
        "privateEndpointConnectionName",
    ]),
    "web:WebAppPrivateEndpointConnectionSlot": web("sites/slots/privateEndpointConnections", [
        "name",
        "slot",
        "privateEndpointConnectionName",
    ]),
    "web:WebAppDeployment": web("sites/deployments", ["name", "id"]),
    "web:WebAppSiteExtension": web("sites/siteextensions", ["name", "siteExtensionId"]),
    "web:WebAppSiteContainer": web("sites/sitecontainers", ["name", "containerName"]),
    "web:WebAppPublicCertificate": web("sites/publicCertificates", ["name", "publicCertificateName"]),
    "web:Certificate": web("certificates", ["name"]),
    "web:StaticSite": web("staticSites", ["name"], { abbreviation: "stapp" }),
    "sql:Server": sql("servers", ["serverName"], { abbreviation: "sql", nameRule: nameRules.sqlServer }),
    "sql:Database": sql("servers/databases", ["serverName", "databaseName"], {
        abbreviation: "sqldb",
        nameRule: nameRules.sqlDatabase,
    }),
    "sql:ElasticPool": sql("servers/elasticPools", ["serverName", "elasticPoolName"], {
        abbreviation: "sqlep",
        nameRule: nameRules.sqlDatabase,
    }),
    "sql:FirewallRule": sql("servers/firewallRules", ["serverName", "firewallRuleName"], {
        nameRule: nameRules.sqlRule,
    }),
    "sql:IPv6FirewallRule": sql("servers/ipv6FirewallRules", ["serverName", "firewallRuleName"], {
        nameRule: nameRules.sqlRule,
    }),
    "sql:OutboundFirewallRule": sql("servers/outboundFirewallRules", ["serverName", "outboundRuleFqdn"]),
    "sql:VirtualNetworkRule": sql("servers/virtualNetworkRules", ["serverName", "virtualNetworkRuleName"]),
    "sql:ServerAzureADAdministrator": sql("servers/administrators", ["serverName", "administratorName"]),
    "sql:ServerAzureADOnlyAuthentication": sql("servers/azureADOnlyAuthentications", [
        "serverName",
        "authenticationName",
    ]),
    "sql:ExtendedServerBlobAuditingPolicy": sql("servers/extendedAuditingSettings", [
        "serverName",
        "blobAuditingPolicyName",
    ]),
    "sql:ServerBlobAuditingPolicy": sql("servers/auditingSettings", ["serverName", "blobAuditingPolicyName"]),
    "sql:ServerSecurityAlertPolicy": sql("servers/securityAlertPolicies", ["serverName", "securityAlertPolicyName"]),
    "sql:ServerKey": sql("servers/keys", ["serverName", "keyName"]),
    "sql:EncryptionProtector": sql("servers/encryptionProtector", ["serverName", "encryptionProtectorName"]),
    "sql:TransparentDataEncryption": sql("servers/databases/transparentDataEncryption", [
        "serverName",
        "databaseName",
        "tdeName",
    ]),
    "sql:PrivateEndpointConnection": sql("servers/privateEndpointConnections", [
        "serverName",
        "privateEndpointConnectionName",
    ]),
    "storage:StorageAccount": storage("storageAccounts", ["accountName"], {
        abbreviation: "st",
        nameRule: nameRules.storageAccount,
    }),
    "storage:BlobServiceProperties": storage("storageAccounts/blobServices", ["accountName", "blobServicesName"]),
    "storage:BlobContainer": storage("storageAccounts/blobServices/containers", ["accountName", "containerName"], {
        fixed: { 1: "default" },
        nameRule: nameRules.blobContainer,
    }),
    "storage:BlobContainerImmutabilityPolicy": storage(
        "storageAccounts/blobServices/containers/immutabilityPolicies",
        ["accountName", "containerName", "immutabilityPolicyName"],
        { fixed: { 1: "default" } },
    ),
    "storage:Blob": provider("Microsoft.Storage", undefined)(
        "storageAccounts/blobServices/containers/blobs",
        ["accountName", "containerName", "blobName"],
        {
            fixed: { 1: "default" },
            source: "github.com/pulumi/pulumi-azure-native/provider/pkg/resources/customresources/custom_storage.go",
        },
    ),
    "storage:FileServiceProperties": storage("storageAccounts/fileServices", ["accountName", "fileServicesName"]),
    "storage:FileShare": storage("storageAccounts/fileServices/shares", ["accountName", "shareName"], {
        abbreviation: "share",
        fixed: { 1: "default" },
    }),
    "storage:Queue": storage("storageAccounts/queueServices/queues", ["accountName", "queueName"], {
        fixed: { 1: "default" },
    }),
    "storage:Table": storage("storageAccounts/tableServices/tables", ["accountName", "tableName"], {
        fixed: { 1: "default" },
    }),
    "storage:ManagementPolicy": storage("storageAccounts/managementPolicies", ["accountName", "managementPolicyName"]),
    "storage:EncryptionScope": storage("storageAccounts/encryptionScopes", ["accountName", "encryptionScopeName"]),
    "storage:LocalUser": storage("storageAccounts/localUsers", ["accountName", "username"]),
    "storage:PrivateEndpointConnection": storage("storageAccounts/privateEndpointConnections", [
        "accountName",
        "privateEndpointConnectionName",
    ]),
    "automation:AutomationAccount": provider("Microsoft.Automation", "2024-10-23")(
        "automationAccounts",
        ["automationAccountName"],
        { abbreviation: "aa" },
    ),
    "automation:Runbook": provider("Microsoft.Automation", "2024-10-23")("automationAccounts/runbooks", [
        "automationAccountName",
        "runbookName",
    ]),
    "logic:Workflow": provider("Microsoft.Logic", "2019-05-01")("workflows", ["workflowName"], {
        abbreviation: "logic",
    }),
    "app:ManagedEnvironment": provider("Microsoft.App", "2025-02-02-preview")(
        "managedEnvironments",
        ["environmentName"],
        { abbreviation: "cae" },
    ),
    "app:ContainerApp": provider("Microsoft.App", "2025-02-02-preview")("containerApps", ["containerAppName"], {
        abbreviation: "ca",
    }),
    "app:Job": provider("Microsoft.App", "2025-02-02-preview")("jobs", ["jobName"]),
    "containerservice:ManagedCluster": provider("Microsoft.ContainerService", "2025-09-01")(
        "managedClusters",
        ["resourceName"],
        { abbreviation: "aks" },
    ),
    "containerservice:AgentPool": provider("Microsoft.ContainerService", "2025-09-01")(
        "managedClusters/agentPools",
        ["resourceName", "agentPoolName"],
        { abbreviation: "np" },
    ),
    "containerregistry:Registry": provider("Microsoft.ContainerRegistry", "2023-01-01-preview")(
        "registries",
        ["registryName"],
        { abbreviation: "cr" },
    ),
} as const satisfies Record<string, ResourceType>;
