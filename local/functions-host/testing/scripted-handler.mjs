// A custom handler that decides nothing by itself: at its start and for every request it asks CONTROL_URL what to do.
import http from 'node:http';

const control = process.env.CONTROL_URL;
const port = Number(process.env.FUNCTIONS_CUSTOMHANDLER_PORT);

async function ask(path, question) {
  const response = await fetch(`${control}${path}`, { method: 'POST', body: JSON.stringify(question) });
  return response.json();
}

const act = {
  answer(request, response, { status = 200, headers = { 'Content-Type': 'application/json' }, body = '{}' }) {
    response.writeHead(status, headers);
    response.end(body);
  },
  reset: (request) => request.socket.resetAndDestroy(),
  close: (request) => request.socket.destroy(),
  exit: (request, response, { code }) => process.exit(code),
  never: () => {},
};

const server = http.createServer(async (request, response) => {
  const parts = [];
  for await (const part of request) parts.push(part);
  const body = Buffer.concat(parts).toString('utf8');
  const instruction = await ask('/request', {
    pid: process.pid,
    method: request.method,
    url: request.url,
    headers: request.headers,
    body,
  });
  act[instruction.action ?? 'answer'](request, response, instruction);
});

// When the test is gone, so is this connection to it, and nobody would end this process any more.
http.get(`${control}/alive`).on('error', () => process.exit(1));

process.on('SIGTERM', () => void ask('/signal', { pid: process.pid }));
const start = await ask('/start', {
  pid: process.pid,
  environment: process.env,
  arguments: process.argv.slice(2),
  directory: process.cwd(),
});
if (start.action === 'exit') process.exit(start.code);
if (start.action === 'never') setInterval(() => {}, 1_000);
else server.listen(port, '127.0.0.1');
if (start.line) process.stdout.write(`${start.line}\n`);
