// Revoked publishers: GET, PUT and DELETE /{hub}/revokedpublishers[/{publisher}], for policies that may manage.

import { HttpRefusal, escapeXml, sendEmpty, sendXml } from './http-answers.mjs';
import { sameName } from './resource-uri.mjs';

/** Whether a path below the hub (segments after its name) is about revoked publishers. */
export function isRevocation(path) {
  return (path.length === 1 || path.length === 2) && sameName(path[0], 'revokedpublishers');
}

/** Answers one authorised request. */
export function handleRevocation(request, response, [, publisher], hub) {
  request.resume();
  if (request.method === 'GET' && publisher === undefined) {
    sendXml(response, 200, `<RevokedPublishers>${hub.revokedPublishers.map(describe).join('')}</RevokedPublishers>`);
  } else if (request.method === 'PUT' && publisher !== undefined) {
    if (hub.isRevoked(publisher)) throw new HttpRefusal(409, 'The publisher is already revoked.');
    hub.revoke(publisher);
    sendXml(response, 201, describe(publisher));
  } else if (request.method === 'DELETE' && publisher !== undefined) {
    hub.restore(publisher);
    sendEmpty(response, 200);
  } else {
    throw new HttpRefusal(405, 'The method is not allowed.');
  }
}

function describe(publisher) {
  return `<RevokedPublisherDescription><Name>${escapeXml(publisher)}</Name></RevokedPublisherDescription>`;
}
