// What the Bicep language offers to the templates. Source: learn.microsoft.com/azure/azure-resource-manager/bicep/bicep-functions.

const names = (text) => new Set(text.trim().split(/\s+/));

export const bicepFunctions = names(`
  any array base64 bool cidrSubnet concat contains dateTimeAdd deployment empty endsWith environment
  extensionResourceId filter first flatten format guid indexOf int intersection items join json last length
  loadJsonContent loadTextContent map max min newGuid padLeft range readEnvironmentVariable reduce replace
  resourceGroup resourceId skip sort split startsWith string subscription subscriptionResourceId substring
  take tenant toLower toObject toUpper trim union uniqueString uri utcNow
`);

export const decorators = names(`
  allowed batchSize description discriminator export maxLength maxValue metadata minLength minValue sealed
  secure
`);
