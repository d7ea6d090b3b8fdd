// Reads request bodies with a limit. What exceeds it is read and thrown away, so that the client, which is still
// sending, gets to see its answer; up to a point.

const drainBytes = 64 << 20;

/**
 * @returns {Promise<{chunks: Buffer[], length: number, exceeded: boolean} | null>} null when the client went away
 */
export function readBody(request, limitBytes) {
  return new Promise((resolve) => {
    let chunks = [];
    let length = 0;
    request.on('data', (chunk) => {
      length += chunk.length;
      if (length <= limitBytes) chunks.push(chunk);
      else chunks = [];
      if (length > drainBytes) request.destroy();
    });
    request.on('end', () => resolve({ chunks, length, exceeded: length > limitBytes }));
    // After 'end' this changes nothing: a promise is settled once.
    request.on('close', () => resolve(null));
  });
}
