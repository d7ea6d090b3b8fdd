// A synthetic estate: hosts and services cloned from a recorded configuration dump, and status events about them that are
// copies of the recorded ones with new ids and times. Every event is a function of its index, so that nothing has to be kept
// for sending it again.

import { FULL_PAYLOAD } from './bbdo.mjs';
import {
  LEGACY_SERVICE_STATUS,
  isHost,
  isHostGroupMember,
  isHostStatus,
  isInstanceConfiguration,
  isService,
  isServiceGroupMember,
  isServiceStatus,
  isStatus,
  locate,
} from './messages.mjs';
import { FIRST_HOST_ID, FIRST_SERVICE_ID, MOST_HOSTS, Template } from './template.mjs';

/** Longest stretch of check times, in seconds: Canopsis rewrites what is older than 24 hours. */
export const LONGEST_STRETCH = 6 * 3600;

const HIGHEST_HOST_STATE = 2;
const HIGHEST_SERVICE_STATE = 3;

// Hosts that stand for business activities and meta-services; their statuses have rules of their own.
const isRealHost = (name) => !name.startsWith('_Module_');
const fitsOnePacket = (event) => event.payload.length + 100 < FULL_PAYLOAD;

/** Events of the recorded session up to the end of its first configuration dump, statuses left out. */
export function configurationDump(events) {
  const end = events.findIndex((event) => isInstanceConfiguration(event.id));
  if (end < 0) throw new Error('the recorded session holds no complete configuration dump');
  return events.slice(0, end + 1).filter((event) => !isStatus(event.id));
}

/** Recorded hosts to clone: `{event, services: [{event, id, description, groups}], groups}`. */
function readHosts(dump) {
  const hosts = new Map();
  const decoded = (event) => ({ event, fields: locate(event.id, event.payload) });
  const read = (kind) => dump.filter((event) => kind(event.id)).map(decoded);
  const value = (fields, name) => fields.get(name)?.value ?? 0;
  for (const { event, fields } of read(isHost)) {
    if (!value(fields, 'enabled') || !isRealHost(value(fields, 'name')) || !fitsOnePacket(event)) continue;
    hosts.set(value(fields, 'host_id'), { event, services: [], groups: [] });
  }
  for (const { event, fields } of read(isService)) {
    if (!value(fields, 'enabled') || !fitsOnePacket(event)) continue;
    const service = { event, id: value(fields, 'service_id'), description: value(fields, 'description'), groups: [] };
    hosts.get(value(fields, 'host_id'))?.services.push(service);
  }
  for (const { event, fields } of read(isHostGroupMember)) hosts.get(value(fields, 'host_id'))?.groups.push(event);
  for (const { event, fields } of read(isServiceGroupMember)) {
    const services = hosts.get(value(fields, 'host_id'))?.services ?? [];
    services.find((service) => service.id === value(fields, 'service_id'))?.groups.push(event);
  }
  return hosts;
}

/** Recorded statuses of real hosts, states in turn (0, 1, 2, 3, 0, 1 …), so that every object changes at every turn. */
function readStatuses(events, hosts, kind, highestState) {
  const byState = new Map();
  for (const event of events) {
    if (!kind(event.id) || !fitsOnePacket(event)) continue;
    const fields = locate(event.id, event.payload);
    const state = fields.get('state')?.value ?? 0;
    const isPending = !fields.get('checked')?.value || !(fields.get('last_check')?.value > 0) || state > highestState;
    if (isPending || !hosts.has(fields.get('host_id').value)) continue;
    byState.set(state, [...(byState.get(state) ?? []), event]);
  }
  const groups = [...byState].sort(([a], [b]) => a - b).map(([, group]) => group);
  const turns = Math.max(0, ...groups.map((group) => group.length));
  return Array.from({ length: turns }, (_, turn) => groups.map((group) => group[turn % group.length])).flat();
}

export class Estate {
  /** What announces the estate, as a section of a playlist. */
  announcement;
  /** The status events, as a section of a playlist. */
  statuses;

  /**
   * @param events all events of the recorded session
   * @param options.hosts number of synthetic hosts
   * @param options.statuses number of status events
   * @param options.now current time in Unix seconds: the latest check time of any event
   */
  constructor(events, { hosts: hostCount, statuses: statusCount, now }) {
    const dump = configurationDump(events);
    const recorded = readHosts(dump);
    const models = [...recorded.values()].filter((host) => host.services.length > 0);
    if (models.length === 0) throw new Error('the recorded configuration holds no host with services');
    if (!(hostCount >= 1 && hostCount <= MOST_HOSTS)) throw new Error(`the number of hosts must be 1 to ${MOST_HOSTS}`);
    const objects = this.#announce(models, hostCount, dump.at(-1));
    const turns = Math.ceil(statusCount / objects.host.length);
    if (turns > LONGEST_STRETCH) {
      const enough = Math.ceil((statusCount / LONGEST_STRETCH / objects.host.length) * hostCount);
      throw new Error(`${statusCount} events need at least ${enough} hosts: each object has one check per second of 6 hours`);
    }
    this.#prepareStatuses(events, recorded, objects, { statusCount, firstCheck: now - turns + 1 });
  }

  #announce(models, hostCount, end) {
    const templates = new Map();
    const templateOf = (event) => {
      if (!templates.has(event)) templates.set(event, new Template(event));
      return templates.get(event);
    };
    const steps = { host: [], service: [], hostGroup: [], serviceGroup: [] };
    const objects = { host: [], service: [], description: [] };
    const descriptions = new Map();
    let serviceCount = 0;
    for (let host = 0; host < hostCount; host++) {
      const model = models[host % models.length];
      steps.host.push({ template: templateOf(model.event), host, service: 0 });
      for (const event of model.groups) steps.hostGroup.push({ template: templateOf(event), host, service: 0 });
      objects.host.push(host);
      objects.service.push(-1);
      objects.description.push(-1);
      for (const { event, description, groups } of model.services) {
        const service = serviceCount++;
        steps.service.push({ template: templateOf(event), host, service });
        for (const group of groups) steps.serviceGroup.push({ template: templateOf(group), host, service });
        if (!descriptions.has(description)) descriptions.set(description, descriptions.size);
        objects.host.push(host);
        objects.service.push(service);
        objects.description.push(descriptions.get(description));
      }
    }
    const all = [...steps.host, ...steps.service, ...steps.hostGroup, ...steps.serviceGroup];
    // As after a reload, the end of the differences is announced.
    this.announcement = {
      count: all.length + 1,
      sizeOf: (index) => all[index]?.template.size ?? end.bytes.length,
      write(index, buffer, offset) {
        const step = all[index];
        if (step !== undefined) return step.template.write(buffer, offset, step.host, step.service, 0);
        buffer.set(end.bytes, offset);
        return offset + end.bytes.length;
      },
    };
    return { ...objects, descriptions: [...descriptions.keys()] };
  }

  #prepareStatuses(events, recorded, objects, { statusCount, firstCheck }) {
    const hostEvents = readStatuses(events, recorded, isHostStatus, HIGHEST_HOST_STATE);
    const hostTemplates = hostEvents.map((event) => new Template(event));
    const serviceEvents = readStatuses(events, recorded, isServiceStatus, HIGHEST_SERVICE_STATE);
    if (hostTemplates.length === 0 || serviceEvents.length === 0) {
      throw new Error('the recorded session holds no usable status of a host or of a service');
    }
    // A legacy service status carries the name of its service: one template for each recorded status and name.
    const namesMatter = serviceEvents[0].id === LEGACY_SERVICE_STATUS;
    const serviceTemplates = (namesMatter ? objects.descriptions : [undefined]).map((description) =>
      serviceEvents.map((event) => new Template(event, { description })),
    );
    const objectCount = objects.host.length;
    const checkOf = (index) => firstCheck + Math.floor(index / objectCount);
    const templateOf = (index) => {
      const object = index % objectCount;
      const turn = object + Math.floor(index / objectCount);
      if (objects.service[object] < 0) return hostTemplates[turn % hostTemplates.length];
      const templates = serviceTemplates[namesMatter ? objects.description[object] : 0];
      return templates[turn % templates.length];
    };
    this.statuses = {
      count: statusCount,
      sizeOf: (index) => templateOf(index).size,
      write(index, buffer, offset) {
        const object = index % objectCount;
        return templateOf(index).write(buffer, offset, objects.host[object], objects.service[object], checkOf(index));
      },
      /** `host_id service_id last_check`; service 0 is the host itself. */
      identityOf(index) {
        const object = index % objectCount;
        const service = objects.service[object] < 0 ? 0 : FIRST_SERVICE_ID + objects.service[object];
        return `${FIRST_HOST_ID + objects.host[object]} ${service} ${checkOf(index)}`;
      },
    };
  }
}
