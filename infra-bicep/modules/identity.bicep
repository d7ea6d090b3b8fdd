@description('Name of the identity.')
param name string

@description('Azure region.')
param location string

@description('Tags.')
param tags object

// User-assigned, so that its rights exist before the app does, and outlive it.
resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: name
  location: location
  tags: tags
}

@description('Resource id, to attach the identity.')
output id string = identity.id

@description('Object id, to give it roles.')
output principalId string = identity.properties.principalId

@description('Client id, to sign in as it.')
output clientId string = identity.properties.clientId
