@description('Azure region.')
param location string

@description('Tags.')
param tags object

@description('Log Analytics workspace that the workbook reads.')
param workspaceId string

resource workbook 'Microsoft.Insights/workbooks@2023-06-01' = {
  name: guid(resourceGroup().id, 'event-forwarder')
  location: location
  tags: tags
  kind: 'shared'
  properties: {
    displayName: 'Event forwarder'
    category: 'workbook'
    version: 'Notebook/1.0'
    sourceId: workspaceId
    serializedData: replace(loadTextContent('workbook.json'), '{workspaceId}', workspaceId)
  }
}
