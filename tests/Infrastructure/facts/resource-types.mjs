// The resource types that the templates may use, each at one version, with the properties that they may set. Names,
// required properties and values are those of the published type definitions (`source`, a folder of the repository
// Azure/bicep-types-az, where `<version>/types.md` lists them). What is not set anywhere is not listed.

import { eventHubsTypes } from './resource-types/event-hubs.mjs';
import { identityTypes } from './resource-types/identity.mjs';
import { monitoringTypes } from './resource-types/monitoring.mjs';
import { networkTypes } from './resource-types/network.mjs';
import { storageTypes } from './resource-types/storage.mjs';
import { webTypes } from './resource-types/web.mjs';
import { any, list } from './shapes.mjs';

/**
 * By `type@version`; `parent`: the type of the resource that one of this type is a part of; `extension`: it belongs to
 * another resource by its scope.
 * @type {Record<string, {source: string, parent?: string, extension?: boolean, shape: object}>}
 */
export const resourceTypes = {
  ...identityTypes,
  ...eventHubsTypes,
  ...storageTypes,
  ...webTypes,
  ...monitoringTypes,
  ...networkTypes,
};

/** Properties of a declaration that are Bicep's, not the resource's. */
export const declarationProperties = new Map([
  ['scope', any],
  ['parent', any],
  ['dependsOn', list(any)],
]);
