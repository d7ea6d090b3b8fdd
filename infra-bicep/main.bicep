targetScope = 'subscription'

import { alwaysReadyGroup } from 'modules/app.bicep'

@description('Name of the environment, for example dev or prod. Part of the names of all resources.')
@minLength(1)
@maxLength(12)
param environmentName string

@description('Azure region of all resources.')
param location string

@description('Resource group, created when missing.')
param resourceGroupName string = 'rg-forwarder-${environmentName}'

@description('Tags put on every resource, for example cost centre or owner.')
param tags object = {}

@description('Name of the hub that agents publish to.')
param hubName string = 'events'

@description('Partitions of the hub: the upper bound of instances that read it. Standard tier: cannot be changed after creation.')
@minValue(1)
@maxValue(32)
param hubPartitions int = 8

@description('Hours that the hub keeps events: what an outage of the functions may last without loss. 168 is the most that the Standard tier offers.')
@minValue(1)
@maxValue(168)
param hubRetentionHours int = 168

@description('Throughput units that are always paid for (1 MB/s or 1,000 hub events/s in, each).')
@minValue(1)
@maxValue(20)
param hubThroughputUnits int = 1

@description('Throughput units up to which the namespace inflates by itself; the same as hubThroughputUnits switches that off. It never deflates by itself.')
@minValue(1)
@maxValue(20)
param hubMaximumThroughputUnits int = 4

@description('Public addresses or CIDR ranges of agents. Empty: the hub answers to any address that shows a valid token. Not empty: to these only, and the app reaches the hub through a private endpoint.')
@maxLength(128)
param agentAddresses string[] = []

@description('Puts storage and the customers\' vault behind private endpoints and the app into a virtual network.')
param privateNetwork bool = false

@description('Public addresses or CIDR ranges from which operators use the command line and deploy, when privateNetwork is on.')
param operatorAddresses string[] = []

@description('Address space of the virtual network, if there is one; /24 or larger.')
param networkAddressPrefix string = '10.90.0.0/24'

@description('Object id of the Entra group whose members administer customers and tokens. Empty: nobody is given rights on data.')
param operatorGroupId string = ''

@description('Memory of an instance in MB; processors come in proportion.')
@allowed([
  512
  2048
  4096
])
param instanceMemoryMB int = 2048

@description('Most instances of the app, over all scale groups. More than hubPartitions never read the hub.')
@minValue(1)
@maxValue(1000)
param maximumInstanceCount int = 40

@description('Instances kept warm per scale group; see docs/deploy.md for the choice and its cost.')
param alwaysReady alwaysReadyGroup[] = [
  {
    name: 'function:ForwardEvents'
    instanceCount: 1
  }
]

@description('The only customer of this installation, whose partition keys are believed. Empty: customers are named by their publisher tokens alone.')
param singleCustomer string = ''

@description('Days that dead letters stay after they were settled.')
@minValue(1)
@maxValue(3650)
param deadLetterRetentionDays int = 30

@description('Replication of the storage account, which holds parked packs, dead letters and downtimes.')
@allowed([
  'Standard_LRS'
  'Standard_ZRS'
  'Standard_GRS'
  'Standard_GZRS'
])
param storageSku string = 'Standard_LRS'

@description('Forbids the final deletion of secrets before their retention ends. Cannot be undone.')
param purgeProtection bool = false

@description('Puts a lock against deletion on the storage account and the Event Hubs namespace.')
param deleteLocks bool = false

@description('Days that logs are kept.')
@minValue(30)
@maxValue(730)
param logRetentionDays int = 30

@description('E-mail addresses that alerts and the budget write to.')
param alertEmails string[] = []

@description('An alert is raised when events wait longer than this in the hub.')
@minValue(60)
param lagAlertSeconds int = 600

@description('An alert is raised when more invocations than this fail within 15 minutes. A Canopsis that is down makes none fail: its packs are parked.')
@minValue(0)
param functionFailureAlertCount int = 20

@description('Budget of the resource group per month in the currency of the subscription; 0 makes none.')
@minValue(0)
param monthlyBudget int = 0

@description('First day of the budget: the first of a month, not before the current one.')
param budgetStart string = utcNow('yyyy-MM-01')

var suffix = uniqueString(subscription().id, resourceGroupName, environmentName, location)
var allTags = union(tags, { 'azd-env-name': environmentName })
var useNetwork = privateNetwork || !empty(agentAddresses)

resource group 'Microsoft.Resources/resourceGroups@2024-11-01' = {
  name: resourceGroupName
  location: location
  tags: allTags
}

module identity 'modules/identity.bicep' = {
  scope: group
  name: 'identity'
  params: {
    name: 'id-forwarder-${suffix}'
    location: location
    tags: allTags
  }
}

module monitoring 'modules/monitoring.bicep' = {
  scope: group
  name: 'monitoring'
  params: {
    workspaceName: 'log-forwarder-${suffix}'
    insightsName: 'appi-forwarder-${suffix}'
    location: location
    tags: allTags
    retentionDays: logRetentionDays
  }
}

module customersVault 'modules/key-vault.bicep' = {
  scope: group
  name: 'customers-vault'
  params: {
    name: 'kv-fwd-${suffix}'
    location: location
    tags: allTags
    purgeProtection: purgeProtection
    restricted: privateNetwork
    allowedAddresses: operatorAddresses
    workspaceId: monitoring.outputs.workspaceId
  }
}

// A vault of its own: the app, which reads customers' keys, must not be able to sign publisher tokens.
module signingVault 'modules/key-vault.bicep' = {
  scope: group
  name: 'signing-vault'
  params: {
    name: 'kvs-fwd-${suffix}'
    location: location
    tags: allTags
    purgeProtection: purgeProtection
    restricted: privateNetwork
    allowedAddresses: operatorAddresses
    workspaceId: monitoring.outputs.workspaceId
  }
}

module hub 'modules/event-hubs.bicep' = {
  scope: group
  name: 'event-hubs'
  params: {
    namespaceName: 'evhns-forwarder-${suffix}'
    hubName: hubName
    location: location
    tags: allTags
    partitions: hubPartitions
    retentionHours: hubRetentionHours
    throughputUnits: hubThroughputUnits
    maximumThroughputUnits: hubMaximumThroughputUnits
    allowedAddresses: agentAddresses
    signingVaultName: signingVault.outputs.name
    deleteLock: deleteLocks
    workspaceId: monitoring.outputs.workspaceId
  }
}

module storage 'modules/storage.bicep' = {
  scope: group
  name: 'storage'
  params: {
    name: 'stfwd${suffix}'
    location: location
    tags: allTags
    sku: storageSku
    restricted: privateNetwork
    allowedAddresses: operatorAddresses
    deleteLock: deleteLocks
  }
}

module network 'modules/network.bicep' = if (useNetwork) {
  scope: group
  name: 'network'
  params: {
    name: 'vnet-forwarder-${suffix}'
    location: location
    tags: allTags
    addressPrefix: networkAddressPrefix
    endpoints: concat(
      [
        {
          name: 'hub'
          resourceId: hub.outputs.namespaceId
          groupId: 'namespace'
        }
      ],
      privateNetwork
        ? [
            {
              name: 'blob'
              resourceId: storage.outputs.id
              groupId: 'blob'
            }
            {
              name: 'table'
              resourceId: storage.outputs.id
              groupId: 'table'
            }
            {
              name: 'vault'
              resourceId: customersVault.outputs.id
              groupId: 'vault'
            }
          ]
        : []
    )
  }
}

module roles 'modules/roles.bicep' = {
  scope: group
  name: 'roles'
  params: {
    appPrincipalId: identity.outputs.principalId
    operatorGroupId: operatorGroupId
    storageName: storage.outputs.name
    deploymentContainerName: storage.outputs.deploymentContainerName
    namespaceName: hub.outputs.namespaceName
    hubName: hub.outputs.hubName
    customersVaultName: customersVault.outputs.name
    signingVaultName: signingVault.outputs.name
    insightsName: monitoring.outputs.insightsName
  }
}

module app 'modules/app.bicep' = {
  scope: group
  name: 'app'
  // The platform opens the deployment container with the app's identity as soon as the app exists.
  dependsOn: [
    roles
  ]
  params: {
    name: 'func-forwarder-${environmentName}-${suffix}'
    planName: 'plan-forwarder-${suffix}'
    location: location
    tags: allTags
    identityId: identity.outputs.id
    identityClientId: identity.outputs.clientId
    insightsName: monitoring.outputs.insightsName
    storageName: storage.outputs.name
    deploymentContainerName: storage.outputs.deploymentContainerName
    namespaceName: hub.outputs.namespaceName
    hubName: hub.outputs.hubName
    consumerGroupName: hub.outputs.consumerGroupName
    instanceMemoryMB: instanceMemoryMB
    maximumInstanceCount: maximumInstanceCount
    alwaysReady: alwaysReady
    singleCustomer: singleCustomer
    deadLetterRetentionDays: deadLetterRetentionDays
    subnetId: useNetwork ? network!.outputs.appSubnetId : ''
  }
}

module alerts 'modules/alerts.bicep' = {
  scope: group
  name: 'alerts'
  params: {
    location: location
    tags: allTags
    actionGroupName: 'ag-forwarder-${suffix}'
    emails: alertEmails
    workspaceId: monitoring.outputs.workspaceId
    namespaceId: hub.outputs.namespaceId
    lagSeconds: lagAlertSeconds
    functionFailureCount: functionFailureAlertCount
  }
}

module workbook 'modules/workbook.bicep' = {
  scope: group
  name: 'workbook'
  params: {
    location: location
    tags: allTags
    workspaceId: monitoring.outputs.workspaceId
  }
}

module budget 'modules/budget.bicep' = if (monthlyBudget > 0) {
  scope: group
  name: 'budget'
  params: {
    name: 'budget-forwarder-${environmentName}'
    amount: monthlyBudget
    startDate: budgetStart
    emails: alertEmails
    actionGroupId: alerts.outputs.actionGroupId
  }
}

@description('Resource group of everything.')
output resourceGroupName string = group.name

@description('Name of the function app: where the package goes.')
output functionAppName string = app.outputs.name

@description('Storage account with tables, checkpoints and the deployment container.')
output storageAccountName string = storage.outputs.name

@description('Blob container that the app runs its package from.')
output deploymentContainerName string = storage.outputs.deploymentContainerName

@description('Host that agents publish to; TCP 443 must be open to it.')
output hubHost string = hub.outputs.host

@description('Name of the hub, the first part of a publisher\'s address.')
output hubName string = hub.outputs.hubName

@description('Address of the hub, as the command line takes it with --hub.')
output hubAddress string = 'https://${hub.outputs.host}/${hub.outputs.hubName}'

@description('Vault for the authkeys of customers\' Canopsis.')
output customersVaultName string = customersVault.outputs.name

@description('Vault with the key that signs publisher tokens.')
output signingVaultName string = signingVault.outputs.name

@description('Secret in that vault.')
output signingKeySecretName string = hub.outputs.signingKeySecretName

@description('Policy of the hub that publisher tokens are signed for.')
output signingPolicyName string = hub.outputs.signingPolicyName
