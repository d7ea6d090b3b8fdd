@description('Name of the namespace, unique in Azure: the first label of the host that agents publish to.')
@minLength(6)
@maxLength(50)
param namespaceName string

@description('Name of the hub.')
param hubName string

@description('Azure region.')
param location string

@description('Tags.')
param tags object

@description('Partitions of the hub; fixed once it exists.')
param partitions int

@description('Hours that the hub keeps events.')
param retentionHours int

@description('Throughput units that are always there.')
param throughputUnits int

@description('Throughput units up to which the namespace inflates by itself.')
param maximumThroughputUnits int

@description('Public addresses or CIDR ranges of agents; empty: any.')
param allowedAddresses string[]

@description('Vault that receives the key for signing publisher tokens.')
param signingVaultName string

@description('Puts a lock against deletion on the namespace.')
param deleteLock bool

@description('Log Analytics workspace for the diagnostic log.')
param workspaceId string

var inflates = maximumThroughputUnits > throughputUnits

resource namespace 'Microsoft.EventHub/namespaces@2024-01-01' = {
  name: namespaceName
  location: location
  tags: tags
  sku: {
    name: 'Standard'
    tier: 'Standard'
    capacity: throughputUnits
  }
  properties: {
    isAutoInflateEnabled: inflates
    maximumThroughputUnits: inflates ? maximumThroughputUnits : 0
    minimumTlsVersion: '1.2'
    publicNetworkAccess: 'Enabled'
    // Agents outside Azure show publisher tokens, which are a form of local authentication.
    disableLocalAuth: false
  }
}

resource hub 'Microsoft.EventHub/namespaces/eventhubs@2024-01-01' = {
  parent: namespace
  name: hubName
  properties: {
    partitionCount: partitions
    retentionDescription: {
      cleanupPolicy: 'Delete'
      retentionTimeInHours: retentionHours
    }
  }
}

resource consumerGroup 'Microsoft.EventHub/namespaces/eventhubs/consumergroups@2024-01-01' = {
  parent: hub
  name: 'forwarder'
  properties: {
    userMetadata: 'Read by the function ForwardEvents alone.'
  }
}

// Signs publisher tokens. Whoever has its key can publish as any customer: it goes to the signing vault, nowhere else.
resource agentsPolicy 'Microsoft.EventHub/namespaces/eventhubs/authorizationRules@2024-01-01' = {
  parent: hub
  name: 'agents'
  properties: {
    rights: [
      'Send'
    ]
  }
}

resource signingVault 'Microsoft.KeyVault/vaults@2024-11-01' existing = {
  name: signingVaultName
}

resource signingKey 'Microsoft.KeyVault/vaults/secrets@2024-11-01' = {
  parent: signingVault
  name: 'hub-agents-key'
  properties: {
    value: agentsPolicy.listKeys().primaryKey
    contentType: 'key of the policy agents'
  }
}

resource networkRules 'Microsoft.EventHub/namespaces/networkRuleSets@2024-01-01' = {
  parent: namespace
  name: 'default'
  properties: {
    publicNetworkAccess: 'Enabled'
    defaultAction: empty(allowedAddresses) ? 'Allow' : 'Deny'
    trustedServiceAccessEnabled: true
    ipRules: map(allowedAddresses, address => { ipMask: address, action: 'Allow' })
  }
}

resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: namespace
  name: 'operations'
  properties: {
    workspaceId: workspaceId
    logs: [
      {
        categoryGroup: 'allLogs'
        enabled: true
      }
    ]
  }
}

resource lock 'Microsoft.Authorization/locks@2020-05-01' = if (deleteLock) {
  scope: namespace
  name: 'keep-events'
  properties: {
    level: 'CanNotDelete'
    notes: 'Holds events that are not delivered yet.'
  }
}

@description('Resource id of the namespace.')
output namespaceId string = namespace.id

@description('Name of the namespace.')
output namespaceName string = namespace.name

@description('Host that agents publish to.')
output host string = split(split(namespace.properties.serviceBusEndpoint, '/')[2], ':')[0]

@description('Name of the hub.')
output hubName string = hub.name

@description('Consumer group of the forwarder.')
output consumerGroupName string = consumerGroup.name

@description('Policy that publisher tokens are signed for.')
output signingPolicyName string = agentsPolicy.name

@description('Name of the secret that holds its key.')
output signingKeySecretName string = signingKey.name
