import { bool, choice, int, list, object, only, tags, text } from '../shapes.mjs';

export const storageTypes = {
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
                'filters!': object({
                  'blobTypes!': list(choice('blockBlob', 'appendBlob')),
                  'prefixMatch!': list(text),
                }),
                'actions!': object({ baseBlob: object({ delete: object({ daysAfterModificationGreaterThan: int }) }) }),
              }),
            }),
          ),
        }),
      }),
    }),
  },
};
