import { choice, dictionary, int, list, object, only, tags, text, tls12 } from '../shapes.mjs';

export const webTypes = {
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
};
