import type { IncomingHttpHeaders } from 'node:http';
import { asksForGraphQL, isJsonBody } from './media-rules.ts';

/** A page of another site can send none of these without the browser asking us first. */
const PREFLIGHTED = ['authorization', 'apollo-require-preflight', 'x-apollo-operation-name', 'x-request-id'];
const CROSS_SITE: ReadonlySet<unknown> = new Set(['cross-site', 'same-site']);
const NO_SCRIPT: ReadonlySet<unknown> = new Set(['navigate', 'no-cors', 'websocket']);

/**
 * Whether a GET could be one that another site's page makes a browser send: a link, a picture, a form, a script.
 * A header that needs a preflight rules it out; what the browser says of the request's origin, or an `accept` header
 * that asks for a page or a picture, rules it in. A POST here is JSON, which needs a preflight by itself.
 * (No caller is known by cookies, so such a request would carry nobody's name: this is the second wall.)
 */
export function couldBeForged(headers: IncomingHttpHeaders): boolean {
  if (PREFLIGHTED.some((name) => headers[name] !== undefined)) return false;
  if (isJsonBody(headers['content-type'])) return false;
  if (CROSS_SITE.has(headers['sec-fetch-site']) || NO_SCRIPT.has(headers['sec-fetch-mode'])) return true;
  const { accept } = headers;
  return accept !== undefined && accept !== '*/*' && !asksForGraphQL(accept);
}
