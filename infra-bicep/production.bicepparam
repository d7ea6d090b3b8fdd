// Example of a production installation: copy it, put in your own names and addresses. The region is that of ./deploy or azd.
using './main.bicep'

param environmentName = 'prod'
param location = readEnvironmentVariable('AZURE_LOCATION')
param tags = {
  owner: 'monitoring-platform'
  'cost-centre': '4711'
}
param operatorGroupId = readEnvironmentVariable('FORWARDER_OPERATOR_GROUP_ID')
param operatorAddresses = [
  '198.51.100.10'
]
param privateNetwork = true
param hubPartitions = 32
param hubThroughputUnits = 2
param hubMaximumThroughputUnits = 10
param maximumInstanceCount = 60
param alwaysReady = [
  {
    name: 'function:ForwardEvents'
    instanceCount: 2
  }
]
param storageSku = 'Standard_ZRS'
param purgeProtection = true
param deleteLocks = true
param logRetentionDays = 90
param alertEmails = [
  'monitoring-oncall@example.com'
]
param lagAlertSeconds = 300
param monthlyBudget = 600
