// Answers of the HTTPS API. Errors are XML with a code and a detail, which ends in an id for the service's own logs.

import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';

/** Thrown by whatever refuses a request; the detail must not contain a token. */
export class HttpRefusal extends Error {
  constructor(status, detail, headers = {}) {
    super(detail);
    this.status = status;
    this.headers = headers;
  }
}

export function sendEmpty(response, status) {
  response.writeHead(status, { 'Content-Length': 0 }).end();
}

export function sendJson(response, status, value) {
  send(response, status, 'application/json; charset=utf-8', JSON.stringify(value));
}

export function sendXml(response, status, xml, headers) {
  send(response, status, 'application/xml; charset=utf-8', xml, headers);
}

export function sendError(response, status, detail, headers) {
  const tracking = `TrackingId:${randomUUID()}, SystemTracker:${hostname()}, Timestamp:${new Date().toISOString()}`;
  const xml = `<Error><Code>${status}</Code><Detail>${escapeXml(detail)} ${escapeXml(tracking)}</Detail></Error>`;
  sendXml(response, status, xml, headers);
}

export function escapeXml(text) {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '\u{fffd}');
}

function send(response, status, type, text, headers = {}) {
  const body = Buffer.from(text);
  response.writeHead(status, { ...headers, 'Content-Type': type, 'Content-Length': body.length }).end(body);
}
