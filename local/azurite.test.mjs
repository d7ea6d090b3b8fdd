import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Program } from './demo/program.mjs';

const file = fileURLToPath(new URL('azurite.mjs', import.meta.url));
const free = ['--blob-port', '0', '--queue-port', '0', '--table-port', '0', '--exit-with-stdin'];

test('Azurite starts on free ports, keeps its files where it is told, and ends', async () => {
  const location = mkdtempSync(join(tmpdir(), 'azurite-'));
  try {
    const azurite = new Program('azurite', process.execPath, [file, ...free, '--location', location]);
    const { ready, blobPort, queuePort, tablePort } = await azurite.ready;
    assert.equal(ready, 'azurite');
    assert.equal(new Set([blobPort, queuePort, tablePort]).size, 3);
    for (const port of [blobPort, queuePort, tablePort]) {
      const response = await fetch(`http://127.0.0.1:${port}/devstoreaccount1?comp=list`);
      assert.ok(response.headers.get('server').startsWith('Azurite-'), await response.text());
    }
    await azurite.stop();
    assert.equal((await azurite.ended).code, 0);
    assert.ok(readdirSync(location).some((name) => name.startsWith('__azurite_db_table__')));
    assert.ok(!readdirSync(location).includes('AzuriteConfig'), 'what telemetry would leave');
  } finally {
    rmSync(location, { recursive: true });
  }
});
