import { bool, choice, int, list, object, only, tags, text } from '../shapes.mjs';

export const identityTypes = {
  'Microsoft.Resources/resourceGroups@2024-11-01': {
    source: 'generated/resources/microsoft.resources',
    shape: object({ 'name!': text, 'location!': text, 'tags!': tags }),
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
};
