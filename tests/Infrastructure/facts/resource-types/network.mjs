import { bool, choice, list, object, only, tags, text } from '../shapes.mjs';

export const networkTypes = {
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
        'privateDnsZoneConfigs!': list(object({ 'name!': text, 'properties!': object({ 'privateDnsZoneId!': text }) })),
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
