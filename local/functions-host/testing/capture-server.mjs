import net from 'node:net';
import { parseRequest } from './recorded-requests.mjs';

/**
 * A handler's port that keeps the exact bytes of the requests it gets.
 * @param {(count: number) => string} [answer] raw response to the n-th request; `{}` by default
 */
export async function captureServer(answer = () => rawAnswer(200, 'OK', { 'Content-Type': 'application/json' }, '{}')) {
  const requests = [];
  const server = net.createServer((socket) => {
    let received = Buffer.alloc(0);
    socket.on('error', () => {}); // the client may end its connections at any time
    socket.on('data', (bytes) => {
      received = Buffer.concat([received, bytes]);
      const isChunked = received.includes('Transfer-Encoding: chunked');
      if (!received.includes(isChunked ? '\r\n0\r\n\r\n' : '\r\n\r\n')) return;
      requests.push(parseRequest(received));
      received = Buffer.alloc(0);
      socket.write(answer(requests.length));
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: server.address().port, requests, close: () => new Promise((resolve) => server.close(resolve)) };
}

export function rawAnswer(status, reason, headers, body) {
  const lines = Object.entries({ ...headers, 'Content-Length': Buffer.byteLength(body) }).map(
    ([name, value]) => `${name}: ${value}`,
  );
  return `HTTP/1.1 ${status} ${reason}\r\n${lines.join('\r\n')}\r\n\r\n${body}`;
}
