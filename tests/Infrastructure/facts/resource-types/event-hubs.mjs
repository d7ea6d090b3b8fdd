import { bool, choice, int, list, object, only, tags, text, tls12 } from '../shapes.mjs';

export const eventHubsTypes = {
  'Microsoft.EventHub/namespaces@2024-01-01': {
    source: 'generated/eventhub/microsoft.eventhub',
    shape: object({
      'name!': text,
      'location!': text,
      'tags!': tags,
      'sku!': object({
        'name!': only('Standard', 'Basic has one consumer group and one day of retention'),
        tier: text,
        capacity: int,
      }),
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
};
