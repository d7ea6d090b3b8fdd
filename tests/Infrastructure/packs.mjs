// Packs as an agent publishes them.

import { gzipSync } from 'node:zlib';

let sequence = 0;

/**
 * A pack with a heartbeat and, unless told otherwise, one status of a service that no other pack has.
 * @param {{status?: boolean, version?: number, after?: number, others?: object[]}} options `after`: packs that are missing
 *   before it; `others`: events that it holds besides
 */
export function pack({ status = true, version = 1, after = 0, others = [] } = {}) {
  sequence += 1 + after;
  const host = { host_id: 15, name: 'srv-web-01', instance_id: 3 };
  const service = { host_id: 15, service_id: sequence, description: `disk ${sequence}` };
  const serviceStatus = {
    kind: 'service_status',
    bbdo: 3,
    category: 1,
    element: 29,
    host_id: 15,
    service_id: sequence,
    checked: true,
    state: 1,
    state_type: 1,
    last_check: 1_795_294_027,
    output: 'WARNING - 85 % used',
    cache: { host, service, poller: 'central' },
  };
  const events = [...(status ? [serviceStatus] : []), ...others, { kind: 'heartbeat', version: '0.1.0' }];
  const header = {
    pack: version,
    epoch: '0f8a5c3e6a0b4f519a5e0c8f6f0f7a11',
    sequence,
    count: events.length,
    created: '2026-03-02T10:15:30Z',
  };
  return gzipSync([header, ...events].map((line) => `${JSON.stringify(line)}\n`).join(''));
}

/** A planned downtime of a service of its own; `ended`: its end before the time. */
export function downtime(id, { ended = false } = {}) {
  const now = Math.floor(Date.now() / 1_000);
  const host = { host_id: 15, name: 'srv-web-01', instance_id: 3 };
  const service = { host_id: 15, service_id: id, description: `disk ${id}` };
  return {
    kind: 'downtime',
    bbdo: 3,
    id,
    instance_id: 3,
    host_id: 15,
    service_id: id,
    type: 1,
    author: 'bob',
    comment_data: 'disk',
    entry_time: 1_795_294_027,
    start_time: now + 3_600,
    end_time: now + 7_200,
    duration: 3_600,
    fixed: true,
    ...(ended ? { cancelled: true, deletion_time: now } : {}),
    cache: { host, service, poller: 'central' },
  };
}
