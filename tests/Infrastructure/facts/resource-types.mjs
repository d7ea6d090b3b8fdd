// The resource types that the templates may use, each at one version, with the properties that they may set. Names,
// required properties and values are those of the published type definitions (`source`, a folder of the repository
// Azure/bicep-types-az, where `<version>/types.md` lists them). What is not set anywhere is not listed.

import { any, bool, choice, dictionary, int, list, object, only, text } from './shapes.mjs';

const tags = dictionary(text);
const tls12 = only('1.2', 'older versions of TLS are not let in');

/** @type {Record<string, {source: string, parent?: string, extension?: boolean, shape: object}>} */
export const resourceTypes = {
  'Microsoft.Resources/resourceGroups@2024-11-01': {
    source: 'generated/resources/microsoft.resources',
    shape: object({ 'name!': text, 'location!': text, 'tags!': tags }),
  },

  'Microsoft.EventHub/namespaces@2024-01-01': {
    source: 'generated/eventhub/microsoft.eventhub',
    shape: object({
      'name!': text,
      'location!': text,
      'tags!': tags,
      'sku!': object({ 'name!': only('Standard', 'Basic has one consumer group and one day of retention'), tier: text, capacity: int }),
      'properties!': object({
        isAutoInflateEnabled: bool,
        maximumThroughputUnits: int,
        'minimumTlsVersion!': tls12,
        publicNetworkAccess: choice('Enabled', 'Disabled', 'SecuredByPerimeter'),
        'disableLocalAuth!': only(false, 'publisher tokens of the agents are local authentication'),
      }),
    }),
  },
  'Microsoft.EventHub/namespaces/eventhubs@2024-01-01': {
    source: 'generated/eventhub/microsoft.eventhub',
    parent: 'Microsoft.EventHub/namespaces',
    shape: object({
      'name!': text,
      'properties!': object({
        'partitionCount!': int,
        'retentionDescription!': object({
          'cleanupPolicy!': only('Delete', 'compaction would drop events'),
          'retentionTimeInHours!': int,
        }),
      }),
    }),
  },
  'Microsoft.EventHub/namespaces/eventhubs/consumergroups@2024-01-01': {
    source: 'generated/eventhub/microsoft.eventhub',
    parent: 'Microsoft.EventHub/namespaces/eventhubs',
    shape: object({ 'name!': text, properties: object({ userMetadata: text }) }),
  },
  'Microsoft.EventHub/namespaces/eventhubs/authorizationRules@2024-01-01': {
    source: 'generated/eventhub/microsoft.eventhub',
    parent: 'Microsoft.EventHub/namespaces/eventhubs',
    shape: object({
      'name!': text,
      'properties!': object({ 'rights!': list(only('Send', 'an agent may never read or manage')) }),
    }),
  },
  'Microsoft.EventHub/namespaces/networkRuleSets@2024-01-01': {
    source: 'generated/eventhub/microsoft.eventhub',
    parent: 'Microsoft.EventHub/namespaces',
    shape: object({
      'name!': only('default', 'the only name that the service knows'),
      'properties!': object({
        publicNetworkAccess: choice('Enabled', 'Disabled', 'SecuredByPerimeter'),
        'defaultAction!': choice('Allow', 'Deny'),
        trustedServiceAccessEnabled: bool,
        ipRules: list(object({ 'ipMask!': text, 'action!': choice('Allow') })),
      }),
    }),
  },

  'Microsoft.Storage/storageAccounts@2025-06-01': {
    source: 'generated/storage/microsoft.storage',
    shape: object({
      'name!': text,
      'location!': text,
      'tags!': tags,
      'kind!': choice('StorageV2'),
      'sku!': object({ 'name!': choice('Standard_LRS', 'Standard_ZRS', 'Standard_GRS', 'Standard_GZRS') }),
      'properties!': object({
        accessTier: choice('Hot', 'Cool'),
        'allowBlobPublicAccess!': only(false, 'nothing here is public'),
        allowCrossTenantReplication: only(false, 'data stays in the tenant'),
        'allowSharedKeyAccess!': only(false, 'access is by identity alone'),
        defaultToOAuthAuthentication: bool,
        'minimumTlsVersion!': only('TLS1_2', 'older versions of TLS are not let in'),
        'supportsHttpsTrafficOnly!': only(true, 'no clear text'),
        publicNetworkAccess: choice('Enabled', 'Disabled', 'SecuredByPerimeter'),
        networkAcls: object({
          bypass: choice('AzureServices', 'None', 'Logging', 'Metrics'),
          'defaultAction!': choice('Allow', 'Deny'),
          ipRules: list(object({ 'value!': text, action: choice('Allow') })),
        }),
      }),
    }),
  },
  'Microsoft.Storage/storageAccounts/blobServices@2025-06-01': {
    source: 'generated/storage/microsoft.storage',
    parent: 'Microsoft.Storage/storageAccounts',
    shape: object({
      'name!': only('default', 'the only name that the service knows'),
      properties: object({ containerDeleteRetentionPolicy: object({ enabled: bool, days: int }) }),
    }),
  },
  'Microsoft.Storage/storageAccounts/blobServices/containers@2025-06-01': {
    source: 'generated/storage/microsoft.storage',
    parent: 'Microsoft.Storage/storageAccounts/blobServices',
    shape: object({ 'name!': text, properties: object({ publicAccess: only('None', 'nothing here is public') }) }),
  },
  'Microsoft.Storage/storageAccounts/tableServices@2025-06-01': {
    source: 'generated/storage/microsoft.storage',
    parent: 'Microsoft.Storage/storageAccounts',
    shape: object({ 'name!': only('default', 'the only name that the service knows') }),
  },
  'Microsoft.Storage/storageAccounts/tableServices/tables@2025-06-01': {
    source: 'generated/storage/microsoft.storage',
    parent: 'Microsoft.Storage/storageAccounts/tableServices',
    shape: object({ 'name!': text }),
  },
  'Microsoft.Storage/storageAccounts/managementPolicies@2025-06-01': {
    source: 'generated/storage/microsoft.storage',
    parent: 'Microsoft.Storage/storageAccounts',
    shape: object({
      'name!': only('default', 'the only name that the service knows'),
      'properties!': object({
        'policy!': object({
          'rules!': list(
            object({
              'name!': text,
              enabled: bool,
              'type!': choice('Lifecycle'),
              'definition!': object({
                'filters!': object({ 'blobTypes!': list(choice('blockBlob', 'appendBlob')), 'prefixMatch!': list(text) }),
                'actions!': object({ baseBlob: object({ delete: object({ daysAfterModificationGreaterThan: int }) }) }),
              }),
            }),
          ),
        }),
      }),
    }),
  },

  'Microsoft.Web/serverfarms@2024-11-01': {
    source: 'generated/web/microsoft.web',
    shape: object({
      'name!': text,
      'location!': text,
      'tags!': tags,
      'kind!': only('functionapp', 'the plan is Flex Consumption'),
      'sku!': object({
        'name!': only('FC1', 'the plan is Flex Consumption'),
        'tier!': only('FlexConsumption', 'the plan is Flex Consumption'),
      }),
      'properties!': object({ 'reserved!': only(true, 'Flex Consumption runs on Linux') }),
    }),
  },
  'Microsoft.Web/sites@2024-11-01': {
    source: 'generated/web/microsoft.web',
    shape: object({
      'name!': text,
      'location!': text,
      'tags!': tags,
      'kind!': only('functionapp,linux', 'Flex Consumption runs on Linux'),
      'identity!': object({
        'type!': only('UserAssigned', 'its rights exist before the app does'),
        'userAssignedIdentities!': dictionary(object({})),
      }),
      'properties!': object({
        'serverFarmId!': text,
        'httpsOnly!': only(true, 'no clear text'),
        keyVaultReferenceIdentity: text,
        virtualNetworkSubnetId: text,
        'functionAppConfig!': object({
          'runtime!': object({
            'name!': only('custom', 'the app is a custom handler'),
            'version!': only('1.0', 'the version that the platform knows for custom handlers'),
          }),
          'deployment!': object({
            'storage!': object({
              'type!': choice('blobContainer'),
              'value!': text,
              'authentication!': object({
                'type!': only('UserAssignedIdentity', 'access is by identity alone'),
                'userAssignedIdentityResourceId!': text,
              }),
            }),
          }),
          'scaleAndConcurrency!': object({
            'instanceMemoryMB!': int,
            'maximumInstanceCount!': int,
            alwaysReady: list(object({ 'name!': text, 'instanceCount!': int })),
          }),
        }),
        'siteConfig!': object({ 'minTlsVersion!': tls12 }),
      }),
    }),
  },
  'Microsoft.Web/sites/config@2024-11-01': {
    source: 'generated/web/microsoft.web',
    parent: 'Microsoft.Web/sites',
    shape: object({
      'name!': only('appsettings', 'no other collection of settings is used'),
      'properties!': dictionary(text),
    }),
  },
  'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2024-11-01': {
    source: 'generated/web/microsoft.web',
    parent: 'Microsoft.Web/sites',
    shape: object({
      'name!': choice('ftp', 'scm'),
      'properties!': object({ 'allow!': only(false, 'packages come with an identity, not with a password') }),
    }),
  },

  'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30': {
    source: 'generated/msi/microsoft.managedidentity',
    shape: object({ 'name!': text, 'location!': text, 'tags!': tags }),
  },
  'Microsoft.Authorization/roleAssignments@2022-04-01': {
    source: 'generated/authorization/microsoft.authorization',
    extension: true,
    shape: object({
      'name!': text,
      'properties!': object({
        'roleDefinitionId!': text,
        'principalId!': text,
        'principalType!': choice('ServicePrincipal', 'Group', 'User'),
      }),
    }),
  },
  'Microsoft.Authorization/locks@2020-05-01': {
    source: 'generated/resources/microsoft.authorization',
    extension: true,
    shape: object({
      'name!': text,
      'properties!': object({ 'level!': choice('CanNotDelete', 'ReadOnly'), notes: text }),
    }),
  },

  'Microsoft.KeyVault/vaults@2024-11-01': {
    source: 'generated/keyvault/microsoft.keyvault',
    shape: object({
      'name!': text,
      'location!': text,
      'tags!': tags,
      'properties!': object({
        'tenantId!': text,
        'sku!': object({ 'family!': choice('A'), 'name!': choice('standard', 'premium') }),
        'enableRbacAuthorization!': only(true, 'rights are role assignments, not access policies'),
        accessPolicies: list(only(undefined, 'rights are role assignments, not access policies')),
        enableSoftDelete: only(true, 'a deleted secret can be brought back'),
        softDeleteRetentionInDays: int,
        enablePurgeProtection: bool,
        publicNetworkAccess: choice('Enabled', 'Disabled'),
        networkAcls: object({
          bypass: choice('AzureServices', 'None'),
          'defaultAction!': choice('Allow', 'Deny'),
          ipRules: list(object({ 'value!': text })),
        }),
      }),
    }),
  },
  'Microsoft.KeyVault/vaults/secrets@2024-11-01': {
    source: 'generated/keyvault/microsoft.keyvault',
    parent: 'Microsoft.KeyVault/vaults',
    shape: object({ 'name!': text, tags, 'properties!': object({ 'value!': text, contentType: text }) }),
  },

  'Microsoft.OperationalInsights/workspaces@2025-07-01': {
    source: 'generated/operationalinsights/microsoft.operationalinsights',
    shape: object({
      'name!': text,
      'location!': text,
      'tags!': tags,
      'properties!': object({
        'sku!': object({ 'name!': choice('PerGB2018', 'CapacityReservation') }),
        'retentionInDays!': int,
        features: object({ disableLocalAuth: only(true, 'access is by identity alone') }),
      }),
    }),
  },
  'Microsoft.Insights/components@2020-02-02': {
    source: 'generated/applicationinsights/microsoft.insights',
    shape: object({
      'name!': text,
      'location!': text,
      'tags!': tags,
      'kind!': text,
      'properties!': object({
        'Application_Type!': choice('web', 'other'),
        'WorkspaceResourceId!': text,
        IngestionMode: choice('LogAnalytics'),
        'DisableLocalAuth!': only(true, 'access is by identity alone'),
      }),
    }),
  },
  'Microsoft.Insights/diagnosticSettings@2021-05-01-preview': {
    source: 'generated/monitor/microsoft.insights',
    extension: true,
    shape: object({
      'name!': text,
      'properties!': object({
        'workspaceId!': text,
        logs: list(object({ categoryGroup: choice('allLogs', 'audit'), category: text, 'enabled!': bool })),
        metrics: list(object({ 'category!': text, 'enabled!': bool })),
      }),
    }),
  },
  'Microsoft.Insights/actionGroups@2023-01-01': {
    source: 'generated/monitor/microsoft.insights',
    shape: object({
      'name!': text,
      'location!': text,
      'tags!': tags,
      'properties!': object({
        'enabled!': bool,
        'groupShortName!': text,
        emailReceivers: list(object({ 'name!': text, 'emailAddress!': text, useCommonAlertSchema: bool })),
      }),
    }),
  },
  'Microsoft.Insights/scheduledQueryRules@2023-12-01': {
    source: 'generated/monitor/microsoft.insights',
    shape: object({
      'name!': text,
      'location!': text,
      'tags!': tags,
      kind: choice('LogAlert', 'LogToMetric'),
      'properties!': object({
        'displayName!': text,
        'description!': text,
        'severity!': int,
        'enabled!': bool,
        autoMitigate: bool,
        skipQueryValidation: bool,
        'evaluationFrequency!': text,
        'windowSize!': text,
        'scopes!': list(text),
        'criteria!': object({
          'allOf!': list(
            object({
              'query!': text,
              'timeAggregation!': choice('Average', 'Count', 'Maximum', 'Minimum', 'Total'),
              metricMeasureColumn: text,
              'operator!': choice('Equals', 'GreaterThan', 'GreaterThanOrEqual', 'LessThan', 'LessThanOrEqual'),
              'threshold!': int,
              dimensions: list(object({ 'name!': text, 'operator!': choice('Include', 'Exclude'), 'values!': list(text) })),
              failingPeriods: object({ numberOfEvaluationPeriods: int, minFailingPeriodsToAlert: int }),
            }),
          ),
        }),
        'actions!': object({ 'actionGroups!': list(text) }),
      }),
    }),
  },
  'Microsoft.Insights/metricAlerts@2018-03-01': {
    source: 'generated/monitor/microsoft.insights',
    shape: object({
      'name!': text,
      'location!': text,
      'tags!': tags,
      'properties!': object({
        'description!': text,
        'severity!': int,
        'enabled!': bool,
        autoMitigate: bool,
        'evaluationFrequency!': text,
        'windowSize!': text,
        'scopes!': list(text),
        'criteria!': object({
          'odata.type!': choice('Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'),
          'allOf!': list(
            object({
              'name!': text,
              'criterionType!': choice('StaticThresholdCriterion'),
              metricNamespace: text,
              'metricName!': text,
              'operator!': choice('Equals', 'GreaterThan', 'GreaterThanOrEqual', 'LessThan', 'LessThanOrEqual'),
              'threshold!': int,
              'timeAggregation!': choice('Average', 'Count', 'Maximum', 'Minimum', 'Total'),
            }),
          ),
        }),
        'actions!': list(object({ 'actionGroupId!': text })),
      }),
    }),
  },
  'Microsoft.Insights/workbooks@2023-06-01': {
    source: 'generated/applicationinsights/microsoft.insights',
    shape: object({
      'name!': text,
      'location!': text,
      'tags!': tags,
      kind: choice('shared'),
      'properties!': object({
        'displayName!': text,
        'category!': text,
        'serializedData!': text,
        sourceId: text,
        version: text,
      }),
    }),
  },
  'Microsoft.Consumption/budgets@2023-11-01': {
    source: 'generated/consumption/microsoft.consumption',
    shape: object({
      'name!': text,
      'properties!': object({
        'category!': choice('Cost'),
        'amount!': int,
        'timeGrain!': choice('Monthly', 'Quarterly', 'Annually'),
        'timePeriod!': object({ 'startDate!': text, endDate: text }),
        notifications: dictionary(
          object({
            'enabled!': bool,
            'operator!': choice('EqualTo', 'GreaterThan', 'GreaterThanOrEqualTo'),
            'threshold!': int,
            thresholdType: choice('Actual', 'Forecasted'),
            'contactEmails!': list(text),
            contactGroups: list(text),
          }),
        ),
      }),
    }),
  },

  'Microsoft.Network/virtualNetworks@2025-05-01': {
    source: 'generated/network/microsoft.network',
    shape: object({
      'name!': text,
      'location!': text,
      'tags!': tags,
      'properties!': object({
        'addressSpace!': object({ 'addressPrefixes!': list(text) }),
        'subnets!': list(
          object({
            'name!': text,
            'properties!': object({
              'addressPrefix!': text,
              delegations: list(
                object({
                  'name!': text,
                  'properties!': object({
                    'serviceName!': only('Microsoft.App/environments', 'Flex Consumption joins no other subnet'),
                  }),
                }),
              ),
              privateEndpointNetworkPolicies: choice('Disabled', 'Enabled'),
            }),
          }),
        ),
      }),
    }),
  },
  'Microsoft.Network/privateEndpoints@2025-05-01': {
    source: 'generated/network/microsoft.network',
    shape: object({
      'name!': text,
      'location!': text,
      'tags!': tags,
      'properties!': object({
        'subnet!': object({ 'id!': text }),
        'privateLinkServiceConnections!': list(
          object({
            'name!': text,
            'properties!': object({ 'privateLinkServiceId!': text, 'groupIds!': list(text) }),
          }),
        ),
      }),
    }),
  },
  'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2025-05-01': {
    source: 'generated/network/microsoft.network',
    parent: 'Microsoft.Network/privateEndpoints',
    shape: object({
      'name!': text,
      'properties!': object({
        'privateDnsZoneConfigs!': list(
          object({ 'name!': text, 'properties!': object({ 'privateDnsZoneId!': text }) }),
        ),
      }),
    }),
  },
  'Microsoft.Network/privateDnsZones@2024-06-01': {
    source: 'generated/privatedns/microsoft.network',
    shape: object({ 'name!': text, 'location!': only('global', 'private zones belong to no region'), 'tags!': tags }),
  },
  'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01': {
    source: 'generated/privatedns/microsoft.network',
    parent: 'Microsoft.Network/privateDnsZones',
    shape: object({
      'name!': text,
      'location!': only('global', 'private zones belong to no region'),
      'tags!': tags,
      'properties!': object({ 'registrationEnabled!': bool, 'virtualNetwork!': object({ 'id!': text }) }),
    }),
  },
};

/** Properties of a declaration that are Bicep's, not the resource's. */
export const declarationProperties = new Map([
  ['scope', any],
  ['parent', any],
  ['dependsOn', list(any)],
]);
