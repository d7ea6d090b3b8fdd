// Trial installation: environment, region and operators from the environment variables that azd and ./deploy set.
using './main.bicep'

param environmentName = readEnvironmentVariable('AZURE_ENV_NAME')
param location = readEnvironmentVariable('AZURE_LOCATION')
param operatorGroupId = readEnvironmentVariable('FORWARDER_OPERATOR_GROUP_ID', '')
