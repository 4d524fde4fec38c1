import type { IncomingMessage } from 'node:http';
import { retryAfterSeconds } from '../limits/bucket-rules.ts';
import { isJsonBody } from './media-rules.ts';
import { createBodyReceiver } from './body.ts';
import { busyPage } from './busy-page.ts';
import type { ClientAddress } from './client-address.ts';
import { jsonReply, refusal, type Reply } from './reply.ts';

/** What signing in answers; see the stage of that name. */
interface Answered {
  readonly status: number;
  readonly location?: string;
  readonly cookies: readonly string[];
  readonly body?: unknown;
  readonly waitMs?: number;
}

/** What signing in is told of a request. */
interface Asking extends Pick<IncomingMessage, 'headers'> {
  readonly client: string;
}

/** Signing in, as the pages of the dashboard ask for it. */
export interface SignInRoutes {
  readonly begin: (search: URLSearchParams, client: string) => Promise<Answered>;
  readonly finish: (asking: Asking, answer: unknown) => Promise<Answered>;
  readonly refresh: (asking: Asking) => Promise<Answered>;
  readonly end: (asking: Asking) => Promise<Answered>;
}

/** Answers what is under `/auth/`; null when whoever asked has gone. */
export type SignInHandler = (incoming: IncomingMessage, url: URL) => Promise<Reply | null>;

const MOST_BYTES = 8192;

/**
 * Signing in over HTTP. Cookies count for nothing but `POST`s of this gateway's own pages, in JSON, which no other site's
 * page can send.
 *
 * @param publicUrl where browsers find the gateway
 */
export function createSignInHandler(
  routes: SignInRoutes,
  publicUrl: string,
  clientOf: ClientAddress,
): SignInHandler {
  const { origin, host } = new URL(publicUrl);
  const receive = createBodyReceiver({ maxBodyBytes: MOST_BYTES, admitLarge: () => Promise.resolve(null) });
  return async (incoming, url) => {
    if (url.pathname === '/auth/sign-in') {
      if (incoming.method !== 'GET') return notAllowed('GET');
      // Its cookies are this address's: whoever came by another name of the machine starts over by this one.
      if (incoming.headers.host !== host) return redirect(`${origin}${url.pathname}${url.search}`, []);
      const begun = await routes.begin(url.searchParams, clientOf(incoming));
      return begun.waitMs === undefined ? toReply(begun) : busyPage(retryAfterSeconds(begun.waitMs));
    }
    const act = POSTS.get(url.pathname);
    if (!act) return refusal('BAD_REQUEST', { status: 404 });
    if (incoming.method !== 'POST') return notAllowed('POST');
    if (!isOwnPage(incoming, origin)) return refusal('BAD_REQUEST', { status: 403 });
    const body = await receive(incoming);
    if (body === 'gone') return null;
    if (typeof body === 'string')
      return refusal('BAD_REQUEST', { status: 413, headers: ['connection', 'close'] });
    const asking = { headers: incoming.headers, client: clientOf(incoming) };
    return toReply(await act(routes, asking, parse(body.bytes)));
  };
}

type Act = (routes: SignInRoutes, asking: Asking, body: unknown) => Promise<Answered>;

const POSTS = new Map<string, Act>([
  ['/auth/session', (routes, asking, body) => routes.finish(asking, body)],
  ['/auth/token', (routes, asking) => routes.refresh(asking)],
  ['/auth/sign-out', (routes, asking) => routes.end(asking)],
]);

/** Whether a page of the gateway itself sent it, as far as a browser tells; programs without one have no cookies. */
function isOwnPage({ headers }: IncomingMessage, origin: string): boolean {
  if (!isJsonBody(headers['content-type'])) return false;
  if (headers['sec-fetch-site'] !== undefined && headers['sec-fetch-site'] !== 'same-origin') return false;
  return headers.origin === undefined || headers.origin === origin;
}

function toReply({ status, location, cookies, body, waitMs }: Answered): Reply {
  if (waitMs !== undefined)
    return refusal('RATE_LIMITED', { headers: ['retry-after', String(retryAfterSeconds(waitMs))] });
  if (location !== undefined) return redirect(location, cookies);
  return jsonReply(status, body, cookieHeaders(cookies));
}

function redirect(location: string, cookies: readonly string[]): Reply {
  const headers = ['location', location, 'referrer-policy', 'no-referrer', ...cookieHeaders(cookies)];
  return { status: 302, headers, body: '' };
}

function cookieHeaders(cookies: readonly string[]): string[] {
  return cookies.flatMap((cookie) => ['set-cookie', cookie]);
}

function notAllowed(allow: string): Reply {
  return refusal('BAD_REQUEST', { status: 405, headers: ['allow', allow] });
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return null;
  }
}
