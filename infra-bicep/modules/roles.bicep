// Every right that the product needs on data; docs/security.md has the same list with the reasons.

@description('Object id of the app\'s identity.')
param appPrincipalId string

@description('Object id of the operators\' group; empty: no rights for it.')
param operatorGroupId string

@description('Storage account.')
param storageName string

@description('Container with the app\'s packages.')
param deploymentContainerName string

@description('Event Hubs namespace.')
param namespaceName string

@description('Hub.')
param hubName string

@description('Vault with customers\' authkeys.')
param customersVaultName string

@description('Vault with the key that signs publisher tokens.')
param signingVaultName string

@description('Application Insights component.')
param insightsName string

var roleIds = {
  eventHubsDataReceiver: 'a638d3c7-ab3a-418d-83e6-5f17a39d4fde'
  keyVaultSecretsOfficer: 'b86a8fe4-44ce-4948-aee5-eccb2c155cd7'
  keyVaultSecretsUser: '4633458b-17de-408a-b874-0445c86b69e6'
  monitoringMetricsPublisher: '3913510d-42f4-4e42-8a64-420c390055eb'
  storageBlobDataContributor: 'ba92f5b4-2d11-453d-a403-e96b0029c9fe'
  storageBlobDataOwner: 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b'
  storageTableDataContributor: '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3'
}
var withOperators = !empty(operatorGroupId)

resource storage 'Microsoft.Storage/storageAccounts@2025-06-01' existing = {
  name: storageName
}

resource blobs 'Microsoft.Storage/storageAccounts/blobServices@2025-06-01' existing = {
  parent: storage
  name: 'default'
}

resource deployments 'Microsoft.Storage/storageAccounts/blobServices/containers@2025-06-01' existing = {
  parent: blobs
  name: deploymentContainerName
}

resource namespace 'Microsoft.EventHub/namespaces@2024-01-01' existing = {
  name: namespaceName
}

resource hub 'Microsoft.EventHub/namespaces/eventhubs@2024-01-01' existing = {
  parent: namespace
  name: hubName
}

resource customersVault 'Microsoft.KeyVault/vaults@2024-11-01' existing = {
  name: customersVaultName
}

resource signingVault 'Microsoft.KeyVault/vaults@2024-11-01' existing = {
  name: signingVaultName
}

resource insights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: insightsName
}

resource appReadsHub 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: hub
  name: guid(hub.id, appPrincipalId, roleIds.eventHubsDataReceiver)
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roleIds.eventHubsDataReceiver)
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
  }
}

resource appOwnsBlobs 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: storage
  name: guid(storage.id, appPrincipalId, roleIds.storageBlobDataOwner)
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roleIds.storageBlobDataOwner)
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
  }
}

resource appWritesTables 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: storage
  name: guid(storage.id, appPrincipalId, roleIds.storageTableDataContributor)
  properties: {
    roleDefinitionId: subscriptionResourceId(
      'Microsoft.Authorization/roleDefinitions',
      roleIds.storageTableDataContributor
    )
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
  }
}

resource appReadsCustomersKeys 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: customersVault
  name: guid(customersVault.id, appPrincipalId, roleIds.keyVaultSecretsUser)
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roleIds.keyVaultSecretsUser)
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
  }
}

resource appPublishesTelemetry 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: insights
  name: guid(insights.id, appPrincipalId, roleIds.monitoringMetricsPublisher)
  properties: {
    roleDefinitionId: subscriptionResourceId(
      'Microsoft.Authorization/roleDefinitions',
      roleIds.monitoringMetricsPublisher
    )
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
  }
}

resource operatorsWriteTables 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (withOperators) {
  scope: storage
  name: guid(storage.id, operatorGroupId, roleIds.storageTableDataContributor)
  properties: {
    roleDefinitionId: subscriptionResourceId(
      'Microsoft.Authorization/roleDefinitions',
      roleIds.storageTableDataContributor
    )
    principalId: operatorGroupId
    principalType: 'Group'
  }
}

resource operatorsUploadPackages 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (withOperators) {
  scope: deployments
  name: guid(deployments.id, operatorGroupId, roleIds.storageBlobDataContributor)
  properties: {
    roleDefinitionId: subscriptionResourceId(
      'Microsoft.Authorization/roleDefinitions',
      roleIds.storageBlobDataContributor
    )
    principalId: operatorGroupId
    principalType: 'Group'
  }
}

resource operatorsWriteCustomersKeys 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (withOperators) {
  scope: customersVault
  name: guid(customersVault.id, operatorGroupId, roleIds.keyVaultSecretsOfficer)
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roleIds.keyVaultSecretsOfficer)
    principalId: operatorGroupId
    principalType: 'Group'
  }
}

resource operatorsSignTokens 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (withOperators) {
  scope: signingVault
  name: guid(signingVault.id, operatorGroupId, roleIds.keyVaultSecretsUser)
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roleIds.keyVaultSecretsUser)
    principalId: operatorGroupId
    principalType: 'Group'
  }
}
