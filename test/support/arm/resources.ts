/**
 * Where each azure-native resource lives in Azure Resource Manager: its REST path below the resource group, or below
 * another scope, by the API version that azure-native 3.28 uses. Words in braces are the SDK's inputs that fill the path;
 * what stands behind `?` is a query parameter. The sources are the `.d.ts` file of each resource (version and inputs,
 * compared by a test) and the resource's own name in Azure's types.
 */
const byVersion: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    "2018-03-01": {
        "monitor:MetricAlert": "Microsoft.Insights/metricAlerts/{ruleName}",
    },
    "2020-02-02": {
        "applicationinsights:Component": "Microsoft.Insights/components/{resourceName}",
    },
    "2020-05-01": {
        "authorization:ManagementLockByScope": "{scope}/providers/Microsoft.Authorization/locks/{lockName}",
    },
    "2020-10-01": {
        "monitor:ActivityLogAlert": "Microsoft.Insights/activityLogAlerts/{activityLogAlertName}",
        // A resource of the SDK's own, which makes up the request's name (pulumi-azure-native, `custom_pim_eligibility.go`).
        "authorization:PimRoleEligibilitySchedule":
            "{scope}/providers/Microsoft.Authorization/roleEligibilityScheduleRequests",
    },
    "2021-05-01-preview": {
        "monitor:AutoscaleSetting": "Microsoft.Insights/autoscalesettings/{autoscaleSettingName}",
        "monitor:DiagnosticSetting": "{resourceUri}/providers/Microsoft.Insights/diagnosticSettings/{name}",
    },
    "2022-04-01": {
        "authorization:RoleAssignment":
            "{scope}/providers/Microsoft.Authorization/roleAssignments/{roleAssignmentName}",
    },
    "2022-05-01-preview": {
        "authorization:RoleDefinition": "{scope}/providers/Microsoft.Authorization/roleDefinitions/{roleDefinitionId}",
    },
    "2023-01-31": {
        "managedidentity:FederatedIdentityCredential":
            "Microsoft.ManagedIdentity/userAssignedIdentities/{resourceName}/federatedIdentityCredentials/{federatedIdentityCredentialResourceName}",
        "managedidentity:UserAssignedIdentity": "Microsoft.ManagedIdentity/userAssignedIdentities/{resourceName}",
    },
    "2023-08-01": {
        "sql:Database": "Microsoft.Sql/servers/{serverName}/databases/{databaseName}",
        "sql:EncryptionProtector": "Microsoft.Sql/servers/{serverName}/encryptionProtector/{encryptionProtectorName}",
        "sql:ExtendedDatabaseBlobAuditingPolicy":
            "Microsoft.Sql/servers/{serverName}/databases/{databaseName}/extendedAuditingSettings/{blobAuditingPolicyName}",
        "sql:ExtendedServerBlobAuditingPolicy":
            "Microsoft.Sql/servers/{serverName}/extendedAuditingSettings/{blobAuditingPolicyName}",
        "sql:FirewallRule": "Microsoft.Sql/servers/{serverName}/firewallRules/{firewallRuleName}",
        "sql:OutboundFirewallRule": "Microsoft.Sql/servers/{serverName}/outboundFirewallRules/{outboundRuleFqdn}",
        "sql:Server": "Microsoft.Sql/servers/{serverName}",
        "sql:ServerAzureADAdministrator": "Microsoft.Sql/servers/{serverName}/administrators/{administratorName}",
        "sql:ServerAzureADOnlyAuthentication":
            "Microsoft.Sql/servers/{serverName}/azureADOnlyAuthentications/{authenticationName}",
        "sql:ServerKey": "Microsoft.Sql/servers/{serverName}/keys/{keyName}",
        "sql:ServerSecurityAlertPolicy":
            "Microsoft.Sql/servers/{serverName}/securityAlertPolicies/{securityAlertPolicyName}",
        "sql:SqlVulnerabilityAssessmentsSetting":
            "Microsoft.Sql/servers/{serverName}/sqlVulnerabilityAssessments/{vulnerabilityAssessmentName}",
        "sql:TransparentDataEncryption":
            "Microsoft.Sql/servers/{serverName}/databases/{databaseName}/transparentDataEncryption/{tdeName}",
        "sql:VirtualNetworkRule": "Microsoft.Sql/servers/{serverName}/virtualNetworkRules/{virtualNetworkRuleName}",
    },
    "2023-09-01": {
        "operationalinsights:LinkedStorageAccount":
            "Microsoft.OperationalInsights/workspaces/{workspaceName}/linkedStorageAccounts/{dataSourceType}",
        "operationalinsights:SavedSearch":
            "Microsoft.OperationalInsights/workspaces/{workspaceName}/savedSearches/{savedSearchId}",
        "operationalinsights:Table": "Microsoft.OperationalInsights/workspaces/{workspaceName}/tables/{tableName}",
        "operationalinsights:Workspace": "Microsoft.OperationalInsights/workspaces/{workspaceName}",
    },
    "2024-01-01": {
        "storage:BlobContainer":
            "Microsoft.Storage/storageAccounts/{accountName}/blobServices/default/containers/{containerName}",
        "storage:BlobContainerImmutabilityPolicy":
            "Microsoft.Storage/storageAccounts/{accountName}/blobServices/default/containers/{containerName}/immutabilityPolicies/{immutabilityPolicyName}",
        "storage:BlobServiceProperties":
            "Microsoft.Storage/storageAccounts/{accountName}/blobServices/{blobServicesName}",
        "storage:EncryptionScope":
            "Microsoft.Storage/storageAccounts/{accountName}/encryptionScopes/{encryptionScopeName}",
        "storage:FileServiceProperties":
            "Microsoft.Storage/storageAccounts/{accountName}/fileServices/{fileServicesName}",
        "storage:FileShare":
            "Microsoft.Storage/storageAccounts/{accountName}/fileServices/default/shares/{shareName}?{expand}",
        "storage:ManagementPolicy":
            "Microsoft.Storage/storageAccounts/{accountName}/managementPolicies/{managementPolicyName}",
        "storage:Queue": "Microsoft.Storage/storageAccounts/{accountName}/queueServices/default/queues/{queueName}",
        "storage:StorageAccount": "Microsoft.Storage/storageAccounts/{accountName}",
    },
    "2024-03-01": {
        "resources:ResourceGroup": "Microsoft.Resources/resourceGroups/{resourceGroupName}",
    },
    "2024-05-01": {
        "network:ApplicationSecurityGroup":
            "Microsoft.Network/applicationSecurityGroups/{applicationSecurityGroupName}",
        "network:BastionHost": "Microsoft.Network/bastionHosts/{bastionHostName}",
        "network:LoadBalancer": "Microsoft.Network/loadBalancers/{loadBalancerName}",
        "network:LocalNetworkGateway": "Microsoft.Network/localNetworkGateways/{localNetworkGatewayName}",
        "network:NatGateway": "Microsoft.Network/natGateways/{natGatewayName}",
        "network:NetworkInterface": "Microsoft.Network/networkInterfaces/{networkInterfaceName}",
        "network:NetworkSecurityGroup": "Microsoft.Network/networkSecurityGroups/{networkSecurityGroupName}",
        "network:PrivateDnsZoneGroup":
            "Microsoft.Network/privateEndpoints/{privateEndpointName}/privateDnsZoneGroups/{privateDnsZoneGroupName}",
        "network:PrivateEndpoint": "Microsoft.Network/privateEndpoints/{privateEndpointName}",
        "network:PublicIPAddress": "Microsoft.Network/publicIPAddresses/{publicIpAddressName}",
        "network:Route": "Microsoft.Network/routeTables/{routeTableName}/routes/{routeName}",
        "network:RouteTable": "Microsoft.Network/routeTables/{routeTableName}",
        "network:SecurityRule":
            "Microsoft.Network/networkSecurityGroups/{networkSecurityGroupName}/securityRules/{securityRuleName}",
        "network:Subnet": "Microsoft.Network/virtualNetworks/{virtualNetworkName}/subnets/{subnetName}",
        "network:VirtualNetwork": "Microsoft.Network/virtualNetworks/{virtualNetworkName}",
        "network:VirtualNetworkGateway": "Microsoft.Network/virtualNetworkGateways/{virtualNetworkGatewayName}",
        "network:VirtualNetworkGatewayConnection":
            "Microsoft.Network/connections/{virtualNetworkGatewayConnectionName}",
        "network:VirtualNetworkPeering":
            "Microsoft.Network/virtualNetworks/{virtualNetworkName}/virtualNetworkPeerings/{virtualNetworkPeeringName}?{syncRemoteAddressSpace}",
    },
    "2024-06-01": {
        "privatedns:PrivateRecordSet":
            "Microsoft.Network/privateDnsZones/{privateZoneName}/{recordType}/{relativeRecordSetName}",
        "privatedns:PrivateZone": "Microsoft.Network/privateDnsZones/{privateZoneName}",
        "privatedns:VirtualNetworkLink":
            "Microsoft.Network/privateDnsZones/{privateZoneName}/virtualNetworkLinks/{virtualNetworkLinkName}",
    },
    "2024-06-01-preview": {
        "network:NetworkSecurityPerimeter":
            "Microsoft.Network/networkSecurityPerimeters/{networkSecurityPerimeterName}",
        "network:NetworkSecurityPerimeterAccessRule":
            "Microsoft.Network/networkSecurityPerimeters/{networkSecurityPerimeterName}/profiles/{profileName}/accessRules/{accessRuleName}",
        "network:NetworkSecurityPerimeterAssociation":
            "Microsoft.Network/networkSecurityPerimeters/{networkSecurityPerimeterName}/resourceAssociations/{associationName}",
        "network:NetworkSecurityPerimeterLoggingConfiguration":
            "Microsoft.Network/networkSecurityPerimeters/{networkSecurityPerimeterName}/loggingConfigurations/{loggingConfigurationName}",
        "network:NetworkSecurityPerimeterProfile":
            "Microsoft.Network/networkSecurityPerimeters/{networkSecurityPerimeterName}/profiles/{profileName}",
    },
    "2024-10-01-preview": {
        "monitor:ActionGroup": "Microsoft.Insights/actionGroups/{actionGroupName}",
    },
    "2024-11-01": {
        "compute:SshPublicKey": "Microsoft.Compute/sshPublicKeys/{sshPublicKeyName}",
        "compute:VirtualMachine": "Microsoft.Compute/virtualMachines/{vmName}",
        "compute:VirtualMachineExtension": "Microsoft.Compute/virtualMachines/{vmName}/extensions/{vmExtensionName}",
        "compute:VirtualMachineScaleSet": "Microsoft.Compute/virtualMachineScaleSets/{vmScaleSetName}",
        "compute:VirtualMachineScaleSetExtension":
            "Microsoft.Compute/virtualMachineScaleSets/{vmScaleSetName}/extensions/{vmssExtensionName}",
        // A resource of the SDK's own, sent with the kind `replace` (pulumi-azure-native, `custom_keyvault_accesspolicy.go`).
        "keyvault:AccessPolicy": "Microsoft.KeyVault/vaults/{vaultName}/accessPolicies/replace",
        "keyvault:Key": "Microsoft.KeyVault/vaults/{vaultName}/keys/{keyName}",
        "keyvault:Secret": "Microsoft.KeyVault/vaults/{vaultName}/secrets/{secretName}",
        "keyvault:Vault": "Microsoft.KeyVault/vaults/{vaultName}",
    },
    "2025-01-01-preview": {
        "monitor:ScheduledQueryRule": "Microsoft.Insights/scheduledQueryRules/{ruleName}",
    },
    "2025-02-15": {
        "eventgrid:EventSubscription":
            "{scope}/providers/Microsoft.EventGrid/eventSubscriptions/{eventSubscriptionName}",
        "eventgrid:SystemTopic": "Microsoft.EventGrid/systemTopics/{systemTopicName}",
        "eventgrid:SystemTopicEventSubscription":
            "Microsoft.EventGrid/systemTopics/{systemTopicName}/eventSubscriptions/{eventSubscriptionName}",
    },
    "2025-05-01": {
        "web:AppServicePlan": "Microsoft.Web/serverfarms/{name}",
        "web:WebApp": "Microsoft.Web/sites/{name}",
        "web:WebAppApplicationSettings": "Microsoft.Web/sites/{name}/config/appsettings",
        "web:WebAppConnectionStrings": "Microsoft.Web/sites/{name}/config/connectionstrings",
        "web:WebAppDiagnosticLogsConfiguration": "Microsoft.Web/sites/{name}/config/logs",
        "web:WebAppFtpAllowed": "Microsoft.Web/sites/{name}/basicPublishingCredentialsPolicies/ftp",
        "web:WebAppScmAllowed": "Microsoft.Web/sites/{name}/basicPublishingCredentialsPolicies/scm",
        "web:WebAppSlotConfigurationNames": "Microsoft.Web/sites/{name}/config/slotConfigNames",
        "web:WebAppSourceControl": "Microsoft.Web/sites/{name}/sourcecontrols/web",
        "web:WebAppSwiftVirtualNetworkConnection": "Microsoft.Web/sites/{name}/networkConfig/virtualNetwork",
    },
};

/** What cannot be checked, and why. */
export const unchecked: Readonly<Record<string, string>> = {
    "authorization:PimRoleEligibilitySchedule": "no types of eligibility requests",
    "network:NetworkSecurityPerimeter": "no types of network security perimeters",
    "network:NetworkSecurityPerimeterAccessRule": "no types of network security perimeters",
    "network:NetworkSecurityPerimeterAssociation": "no types of network security perimeters",
    "network:NetworkSecurityPerimeterLoggingConfiguration": "no types of network security perimeters",
    "network:NetworkSecurityPerimeterProfile": "no types of network security perimeters",
    "storage:Blob": "written through the data plane of storage",
};

/** Versions whose types are not to be had, and the nearest one that is. */
export const neighbours: Readonly<Record<string, string>> = {
    "Microsoft.Web@2025-05-01": "2025-03-01",
};

export interface Place {
    readonly path: string;
    readonly version: string;
}

/** By the SDK's `module:Type`. */
export const places: ReadonlyMap<string, Place> = new Map(
    Object.entries(byVersion).flatMap(([version, paths]) =>
        Object.entries(paths).map(([token, path]) => [token, { path, version }] as const),
    ),
);

/**
 * Properties that the SDK calls by another name than Azure, as `<object type in Azure's types>.<SDK name>`. The SDK takes
 * them from `x-ms-client-name` in Azure's API descriptions. A test walks all inputs that the SDK offers for the resources
 * above and finds each one that is missing here.
 */
export const renames: Readonly<Record<string, string>> = {
    "ApplicationInsightsComponentProperties.applicationType": "Application_Type",
    "ApplicationInsightsComponentProperties.disableIpMasking": "DisableIpMasking",
    "ApplicationInsightsComponentProperties.disableLocalAuth": "DisableLocalAuth",
    "ApplicationInsightsComponentProperties.flowType": "Flow_Type",
    "ApplicationInsightsComponentProperties.forceCustomerStorageForProfiler": "ForceCustomerStorageForProfiler",
    "ApplicationInsightsComponentProperties.hockeyAppId": "HockeyAppId",
    "ApplicationInsightsComponentProperties.immediatePurgeDataOn30Days": "ImmediatePurgeDataOn30Days",
    "ApplicationInsightsComponentProperties.ingestionMode": "IngestionMode",
    "ApplicationInsightsComponentProperties.requestSource": "Request_Source",
    "ApplicationInsightsComponentProperties.retentionInDays": "RetentionInDays",
    "ApplicationInsightsComponentProperties.samplingPercentage": "SamplingPercentage",
    "ApplicationInsightsComponentProperties.workspaceResourceId": "WorkspaceResourceId",
    "Encryption.encryptionIdentity": "identity",
    "Encryption.keyVaultProperties": "keyvaultproperties",
    "EncryptionIdentity.encryptionFederatedIdentityClientId": "federatedIdentityClientId",
    "EncryptionIdentity.encryptionUserAssignedIdentity": "userAssignedIdentity",
    "IPRule.iPAddressOrRange": "value",
    "KeyAttributes.expires": "exp",
    "KeyAttributes.notBefore": "nbf",
    "KeyProperties.releasePolicy": "release_policy",
    "KeyVaultProperties.keyName": "keyname",
    "KeyVaultProperties.keyVaultUri": "keyvaulturi",
    "KeyVaultProperties.keyVersion": "keyversion",
    "MetricAlertCriteria.odataType": "odata.type",
    "RoleDefinitionProperties.roleType": "type",
    "ScaleRuleMetricDimension.dimensionName": "DimensionName",
    "ScaleRuleMetricDimension.operator": "Operator",
    "ScaleRuleMetricDimension.values": "Values",
    "SecretAttributes.expires": "exp",
    "SecretAttributes.notBefore": "nbf",
    "StorageAccountPropertiesCreateParametersOrStorageAccountProperties.enableHttpsTrafficOnly":
        "supportsHttpsTrafficOnly",
    "StorageAccountPropertiesCreateParametersOrStorageAccountProperties.enableNfsV3": "isNfsV3Enabled",
    "StorageAccountPropertiesCreateParametersOrStorageAccountProperties.networkRuleSet": "networkAcls",
    "VirtualNetworkRule.virtualNetworkResourceId": "id",
};
