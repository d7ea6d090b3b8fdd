@export()
@description('Instances kept warm for one scale group.')
type alwaysReadyGroup = {
  @description('Scale group: http, or function:<function name>.')
  name: string
  @description('Instances kept warm.')
  instanceCount: int
}

@description('Name of the function app, unique in Azure.')
@maxLength(60)
param name string

@description('Name of the plan.')
param planName string

@description('Azure region.')
param location string

@description('Tags.')
param tags object

@description('Resource id of the app\'s identity.')
param identityId string

@description('Client id of the app\'s identity.')
param identityClientId string

@description('Application Insights component.')
param insightsName string

@description('Storage account: host state, checkpoints, packages, tables.')
param storageName string

@description('Container that the app runs its package from.')
param deploymentContainerName string

@description('Event Hubs namespace.')
param namespaceName string

@description('Hub.')
param hubName string

@description('Consumer group.')
param consumerGroupName string

@description('Memory of an instance in MB.')
param instanceMemoryMB int

@description('Most instances.')
param maximumInstanceCount int

@description('Instances kept warm per scale group.')
param alwaysReady alwaysReadyGroup[]

@description('The only customer of this installation; empty when there may be several.')
param singleCustomer string

@description('Days that dead letters stay after they were settled.')
param deadLetterRetentionDays int

@description('Subnet of the app\'s instances; empty: no virtual network.')
param subnetId string

resource storage 'Microsoft.Storage/storageAccounts@2025-06-01' existing = {
  name: storageName
}

resource namespace 'Microsoft.EventHub/namespaces@2024-01-01' existing = {
  name: namespaceName
}

resource insights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: insightsName
}

resource plan 'Microsoft.Web/serverfarms@2024-11-01' = {
  name: planName
  location: location
  tags: tags
  kind: 'functionapp'
  sku: {
    name: 'FC1'
    tier: 'FlexConsumption'
  }
  properties: {
    reserved: true
  }
}

resource app 'Microsoft.Web/sites@2024-11-01' = {
  name: name
  location: location
  tags: union(tags, { 'azd-service-name': 'forwarder' })
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identityId}': {}
    }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    keyVaultReferenceIdentity: identityId
    virtualNetworkSubnetId: empty(subnetId) ? null : subnetId
    functionAppConfig: {
      runtime: {
        name: 'custom'
        version: '1.0'
      }
      deployment: {
        storage: {
          type: 'blobContainer'
          value: '${storage.properties.primaryEndpoints.blob}${deploymentContainerName}'
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identityId
          }
        }
      }
      scaleAndConcurrency: {
        instanceMemoryMB: instanceMemoryMB
        maximumInstanceCount: maximumInstanceCount
        alwaysReady: alwaysReady
      }
    }
    siteConfig: {
      minTlsVersion: '1.2'
    }
  }
}

// The whole collection: a deployment replaces it.
resource settings 'Microsoft.Web/sites/config@2024-11-01' = {
  parent: app
  name: 'appsettings'
  properties: {
    APPLICATIONINSIGHTS_CONNECTION_STRING: insights.properties.ConnectionString
    APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'Authorization=AAD;ClientId=${identityClientId}'
    AzureWebJobsStorage__accountName: storage.name
    AzureWebJobsStorage__credential: 'managedidentity'
    AzureWebJobsStorage__clientId: identityClientId
    EventHub__fullyQualifiedNamespace: split(split(namespace.properties.serviceBusEndpoint, '/')[2], ':')[0]
    EventHub__credential: 'managedidentity'
    EventHub__clientId: identityClientId
    EVENTHUB_NAME: hubName
    EVENTHUB_CONSUMER_GROUP: consumerGroupName
    SINGLE_CUSTOMER: singleCustomer
    DEAD_LETTERS_RETENTION_DAYS: string(deadLetterRetentionDays)
    DOTNET_EnableWriteXorExecute: '0'
  }
}

// Packages come with the deployer's own identity; these publishing passwords are never used.
resource ftpPassword 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2024-11-01' = {
  parent: app
  name: 'ftp'
  properties: {
    allow: false
  }
}

resource scmPassword 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2024-11-01' = {
  parent: app
  name: 'scm'
  properties: {
    allow: false
  }
}

@description('Name of the function app.')
output name string = app.name
