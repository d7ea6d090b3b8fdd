import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { PacketReader, crc16 } from './bbdo.mjs';
import { Estate, LONGEST_STRETCH, configurationDump } from './estate.mjs';
import {
  TIME_FIELDS,
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
import { Playlist } from './playlist.mjs';
import { readSession } from './session-file.mjs';

const captures = join(import.meta.dirname, '../../tests/vectors/captures');
const now = 1_900_000_000;

/** All events of a section, decoded: `{id, fields: {name: value}}`. The reader checks every checksum. */
function decode(section) {
  const playlist = new Playlist([section]);
  const reader = new PacketReader();
  const events = [];
  for (let index = 0; index < playlist.count; ) {
    const { bytes, next } = playlist.batch(index, playlist.count);
    reader.push(bytes);
    index = next;
    for (let packet = reader.next(); packet !== null; packet = reader.next()) {
      const known = isInstanceConfiguration(packet.id) ? new Map() : locate(packet.id, packet.payload);
      events.push({ ...packet, fields: Object.fromEntries([...known].map(([name, { value }]) => [name, value])) });
    }
  }
  return events;
}

for (const name of ['cbd-23.10.16-bbdo3.0.1-full', 'cbd-23.10.16-bbdo2.0.0-full', 'cbd-24.10.8-bbdo3.0.1-full']) {
  const { events } = readSession(readFileSync(join(captures, `${name}.bin`)));
  const senders = readFileSync(join(captures, `${name}.lua-events.jsonl`), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));

  describe(`a synthetic estate from ${name}`, () => {
    it('is made from fields that are where the sender says they are', () => {
      let compared = 0;
      for (const [index, event] of events.entries()) {
        if (!isStatus(event.id) && !isHost(event.id) && !isService(event.id)) continue;
        for (const [field, { value }] of locate(event.id, event.payload)) {
          const expected = senders[index][field];
          if (expected === undefined) continue; // not shown by the sender when zero
          assert.equal(typeof expected === 'boolean' ? Boolean(value) : value, expected, `event ${index} ${field}`);
          compared += 1;
        }
      }
      assert.ok(compared > 4000, `${compared} fields`);
    });

    it('starts with the recorded configuration', () => {
      const dump = configurationDump(events);
      assert.ok(isInstanceConfiguration(dump.at(-1).id));
      assert.ok(dump.length > 200 && !dump.some((event) => isStatus(event.id)));
    });

    it('is announced like a reload: hosts, services, members, end', () => {
      const announced = decode(new Estate(events, { hosts: 30, statuses: 1, now }).announcement);
      const hosts = announced.filter((event) => isHost(event.id));
      const services = announced.filter((event) => isService(event.id));
      const hostIds = new Set(hosts.map((event) => event.fields.host_id));
      const serviceKeys = new Set(services.map((event) => `${event.fields.host_id} ${event.fields.service_id}`));
      assert.equal(hostIds.size, 30);
      assert.equal(new Set(hosts.map((event) => event.fields.name)).size, 30);
      assert.equal(serviceKeys.size, services.length);
      assert.equal(new Set(services.map((event) => event.fields.service_id)).size, services.length);
      assert.ok(services.length >= 60);
      for (const { fields } of services) {
        assert.equal(fields.host_name, hosts.find((host) => host.fields.host_id === fields.host_id).fields.name);
      }
      const members = announced.filter((event) => isHostGroupMember(event.id));
      const serviceMembers = announced.filter((event) => isServiceGroupMember(event.id));
      assert.ok(members.length >= 30 && members.every((event) => hostIds.has(event.fields.host_id)));
      assert.ok(serviceMembers.length > 0);
      assert.ok(serviceMembers.every(({ fields }) => serviceKeys.has(`${fields.host_id} ${fields.service_id}`)));
      assert.ok(isInstanceConfiguration(announced.at(-1).id));
      assert.equal(announced.length, hosts.length + services.length + members.length + serviceMembers.length + 1);
    });

    it('has statuses of announced objects, each with an identity of its own, at recent times', () => {
      const estate = new Estate(events, { hosts: 12, statuses: 20_000, now });
      const announced = decode(estate.announcement);
      const names = new Map();
      for (const { id, fields } of announced) {
        if (isHost(id)) names.set(`${fields.host_id} 0`, fields.name);
        if (isService(id)) names.set(`${fields.host_id} ${fields.service_id}`, fields.description);
      }
      const statuses = decode(estate.statuses);
      assert.equal(statuses.length, 20_000);
      const identities = new Set();
      const latest = new Map();
      for (const [index, { id, fields }] of statuses.entries()) {
        const object = `${fields.host_id} ${fields.service_id ?? 0}`;
        assert.ok(names.has(object), `${object} was not announced`);
        assert.equal(isHostStatus(id), fields.service_id === undefined);
        if (fields.service_description !== undefined) {
          assert.equal(fields.service_description, names.get(object));
          assert.equal(fields.host_name, names.get(`${fields.host_id} 0`));
        }
        assert.ok(fields.last_check <= now && fields.last_check > now - LONGEST_STRETCH);
        assert.ok(fields.last_check > (latest.get(object) ?? 0), 'an object is checked in the order of time');
        latest.set(object, fields.last_check);
        assert.ok(fields.checked);
        assert.equal(estate.statuses.identityOf(index), `${object} ${fields.last_check}`);
        identities.add(`${object} ${fields.last_check}`);
      }
      assert.equal(identities.size, 20_000);
      const states = (kind) => new Set(statuses.filter(({ id }) => kind(id)).map(({ fields }) => fields.state ?? 0));
      assert.deepEqual([...states(isServiceStatus)].sort(), [0, 1, 2, 3]);
      assert.deepEqual([...states(isHostStatus)].sort(), [0, 1]);
      assert.ok(statuses.filter(({ id }) => isServiceStatus(id)).length > 15_000);
    });

    it('moves all times of a status together and keeps its text', () => {
      const recorded = events.filter((event) => isStatus(event.id)).map((event) => locate(event.id, event.payload));
      const shape = (fields) => {
        const times = TIME_FIELDS.filter((field) => fields[field] > 2 ** 28);
        return JSON.stringify([fields.output, fields.state ?? 0, times.map((time) => fields[time] - fields.last_check)]);
      };
      const shapes = new Set(
        recorded.map((fields) => shape(Object.fromEntries([...fields].map(([field, { value }]) => [field, value])))),
      );
      const statuses = decode(new Estate(events, { hosts: 5, statuses: 5_000, now }).statuses);
      for (const { fields } of statuses) assert.ok(shapes.has(shape(fields)), shape(fields));
    });
  });
}

describe('an estate', () => {
  const { events } = readSession(readFileSync(join(captures, 'cbd-23.10.16-bbdo3.0.1-full.bin')));

  it('gives the same bytes for an event whenever it is asked', () => {
    const estate = new Estate(events, { hosts: 3, statuses: 1000, now });
    const playlist = new Playlist([estate.announcement, estate.statuses]);
    const whole = playlist.batch(0, playlist.count).bytes;
    const tail = playlist.batch(700, playlist.count).bytes;
    assert.deepEqual(whole.subarray(whole.length - tail.length), tail);
    assert.equal(tail.readUInt16BE(0), crc16(tail, 2, 16));
  });

  it('refuses more events than its objects have seconds', () => {
    assert.throws(() => new Estate(events, { hosts: 1, statuses: 1_000_000, now }), /need at least \d+ hosts/);
  });

  it('needs a session with a configuration dump', () => {
    assert.throws(() => configurationDump(events.filter((event) => !isInstanceConfiguration(event.id))), /dump/);
  });
});
