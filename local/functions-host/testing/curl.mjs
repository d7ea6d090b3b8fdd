/**
 * The bytes that curl 7.88 sends for the arguments noted beside a recorded request.
 * @param {string} text arguments as typed into a shell
 * @param {{host: string, userAgent: string, key: string, files: Record<string, Buffer>, boundary: string}} context
 */
export function curlBytes(text, { host, userAgent, key, files, boundary }) {
  const words = shellWords(text.replaceAll('<host>', host).replaceAll(/<(key|master)>/g, key));
  const own = [];
  const forms = [];
  let method;
  let body;
  let url;
  let bodyType;
  while (words.length > 0) {
    const word = words.shift();
    if (word === '-X') method = words.shift();
    else if (word === '-H') own.push(words.shift());
    else if (word === '-F') forms.push(words.shift());
    else if (word === '-d' || word === '--data-binary') {
      const data = words.shift();
      body = data.startsWith('@') ? files[data.slice(1)] : Buffer.from(data);
      bodyType = 'application/x-www-form-urlencoded';
    } else url = word;
  }
  if (forms.length > 0) {
    body = multipart(forms, files, boundary);
    bodyType = `multipart/form-data; boundary=${boundary}`;
  }
  const names = own.map((header) => header.split(':')[0].toLowerCase());
  const headers = [`Host: ${host}`, `User-Agent: ${userAgent}`, 'Accept: */*'].filter(
    (header) => !names.includes(header.split(':')[0].toLowerCase()),
  );
  headers.push(...own.filter((header) => !/:\s*$/.test(header)));
  const isChunked = own.some((header) => /^transfer-encoding: chunked$/i.test(header));
  if (body && !isChunked) headers.push(`Content-Length: ${body.length}`);
  if (body && !names.includes('content-type')) headers.push(`Content-Type: ${bodyType}`);
  const head = `${method ?? (body ? 'POST' : 'GET')} ${url.replace(/^http:\/\/[^/]*/, '')} HTTP/1.1\r\n${headers.join('\r\n')}\r\n\r\n`;
  const parts = [Buffer.from(head)];
  if (isChunked) parts.push(Buffer.from(`${body.length.toString(16)}\r\n`), body, Buffer.from('\r\n0\r\n\r\n'));
  else if (body) parts.push(body);
  return Buffer.concat(parts);
}

/** Words of a shell line: quotes, backslashes, and the one substitution that the notes use. */
function shellWords(text) {
  const expanded = text.replace(/\$\(python3 -c 'print\(\\?"([^"\\]+)\\?"\*(\d+)\)'\)/g, (_, part, count) =>
    part.repeat(count),
  );
  return [...expanded.matchAll(/(?:'[^']*'|"(?:[^"\\]|\\.)*"|[^\s'"])+/g)].map(([word]) =>
    word.replace(
      /'([^']*)'|"((?:[^"\\]|\\.)*)"/g,
      (_, single, double) => single ?? double.replace(/\\(["\\$])/g, '$1'),
    ),
  );
}

function multipart(forms, files, boundary) {
  const parts = forms.map((form) => {
    const [, name, file, fileName, value] = /^(\w+)=(?:@([^;]+);filename=(.+)|(.*))$/.exec(form);
    const disposition = `--${boundary}\r\nContent-Disposition: form-data; name="${name}"`;
    return file === undefined
      ? Buffer.from(`${disposition}\r\n\r\n${value}\r\n`)
      : Buffer.concat([
          Buffer.from(`${disposition}; filename="${fileName}"\r\nContent-Type: application/octet-stream\r\n\r\n`),
          files[file],
          Buffer.from('\r\n'),
        ]);
  });
  return Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`)]);
}
