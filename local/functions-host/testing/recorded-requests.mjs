import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const ownVectors = fileURLToPath(new URL('../../../tests/vectors', import.meta.url));

/**
 * Requests that the real Functions host sent, with the inputs they were made of: those of the repository and, when
 * EXTRA_VECTORS is set, those of its folder.
 * @param {RegExp} kind of the file name
 * @returns {Array<{file: string, input: any, index: any[], recorded: ReturnType<typeof parseRequest>}>}
 */
export function recordedRequests(kind) {
  const folders = [ownVectors, process.env.EXTRA_VECTORS]
    .filter(Boolean)
    .map((root) => path.join(root, 'host-requests'));
  const found = folders.flatMap((folder) => {
    const index = JSON.parse(readFileSync(path.join(folder, 'index.json'), 'utf8'));
    return readdirSync(folder)
      .filter((file) => file.endsWith('.http') && kind.test(file))
      .map((file) => ({
        file: path.join(folder, file),
        input: index.find((entry) => entry.file === file) ?? {},
        index,
        recorded: parseRequest(readFileSync(path.join(folder, file))),
      }));
  });
  if (found.length === 0) throw new Error(`no recorded request of kind ${kind}`);
  return found;
}

/** @param {Buffer} bytes of one request; a chunked body is put together */
export function parseRequest(bytes) {
  const end = bytes.indexOf('\r\n\r\n');
  const [line, ...headerLines] = bytes.subarray(0, end).toString('latin1').split('\r\n');
  const headers = headerLines.map((header) => [
    header.slice(0, header.indexOf(':')),
    header.slice(header.indexOf(':') + 1).trim(),
  ]);
  const isChunked = headers.some(([name, value]) => name === 'Transfer-Encoding' && value === 'chunked');
  const body = isChunked ? joinChunks(bytes.subarray(end + 4)) : bytes.subarray(end + 4).toString('utf8');
  return { line, headers, body, json: body === '' ? null : JSON.parse(body) };
}

function joinChunks(bytes) {
  const parts = [];
  for (let at = 0; ;) {
    const end = bytes.indexOf('\r\n', at);
    const size = parseInt(bytes.subarray(at, end).toString('latin1'), 16);
    if (size === 0) return Buffer.concat(parts).toString('utf8');
    parts.push(bytes.subarray(end + 2, end + 2 + size));
    at = end + 2 + size + 2;
  }
}
