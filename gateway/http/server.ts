import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Handler } from 'graphql-http';
import { REQUEST_ID_HEADER } from '#schema/wire/headers.ts';
import { tableError } from '../errors.ts';
import { createBodyReader, type BodyLimits, type ReadBody } from './body.ts';
import { corsHeaders } from './cors.ts';
import type { HttpContext } from './graphql-handler.ts';
import { OFFLINE_POLICY, type Page } from './pages.ts';

/** What the gateway serves. */
export interface HttpOptions extends BodyLimits {
  readonly host: string;
  readonly port: number;
  readonly corsOrigins: ReadonlySet<string>;
  readonly graphql: Handler<undefined, HttpContext>;
  readonly pages: { readonly sandbox: Page; readonly graphiql: Page };
  /** The gateway's public keys, for subgraphs. */
  readonly jwks: unknown;
  readonly isReady: () => boolean;
  readonly newId: () => string;
  readonly onFault: (requestId: string, error: unknown) => void;
}

/** A listening gateway. */
export interface RunningHttp {
  readonly url: string;
  readonly port: number;
  /** Takes no more requests, lets those in flight finish for up to `graceMs`, then cuts them. */
  close(graceMs: number): Promise<void>;
}

type Served = HttpOptions & { readonly readBody: ReadBody };

interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | null;
}

/** Starts the gateway's HTTP server; port 0 takes a free one. Rejects with the listen error, `EADDRINUSE` for one. */
export async function startHttp(given: HttpOptions): Promise<RunningHttp> {
  const options: Served = { ...given, readBody: createBodyReader(given) };
  const server = createServer({ requestTimeout: 30_000, headersTimeout: 10_000 }, (incoming, outgoing) => {
    const requestId = requestIdOf(incoming, options);
    void answer(incoming, requestId, options).then(({ status, headers, body }) => {
      const cors = corsHeaders(incoming.headers.origin, options.corsOrigins);
      outgoing.writeHead(status, {
        ...headers,
        ...cors,
        'x-content-type-options': 'nosniff',
        [REQUEST_ID_HEADER]: requestId,
        // A kept connection would hold up closing until its client lets go of it.
        ...(server.listening ? {} : { connection: 'close' }),
      });
      outgoing.end(body);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://${options.host}:${port}`, port, close: (graceMs) => close(server, graceMs) };
}

function requestIdOf(incoming: IncomingMessage, options: HttpOptions): string {
  const given = incoming.headers[REQUEST_ID_HEADER];
  return typeof given === 'string' && /^[A-Za-z0-9-]{1,64}$/.test(given) ? given : options.newId();
}

async function answer(incoming: IncomingMessage, requestId: string, options: Served): Promise<Reply> {
  try {
    return await route(incoming, requestId, options);
  } catch (error) {
    options.onFault(requestId, error);
    return json(500, { errors: [tableError('INTERNAL_SERVER_ERROR')] });
  }
}

async function route(incoming: IncomingMessage, requestId: string, options: Served): Promise<Reply> {
  if (incoming.method === 'OPTIONS') return { status: 204 };
  const address = incoming.url ?? '/';
  if (!URL.canParse(address, 'http://gateway')) return notFound();
  const { pathname, searchParams } = new URL(address, 'http://gateway');
  switch (pathname) {
    case '/graphql':
      if (wantsPage(incoming) && !searchParams.has('query')) return page(options.pages.sandbox);
      return graphql(incoming, requestId, options);
    case '/graphiql':
      return page(options.pages.graphiql, { 'content-security-policy': OFFLINE_POLICY });
    case '/':
      return { status: 302, headers: { location: '/graphql' } };
    case '/.well-known/jwks.json':
      return json(200, options.jwks);
    case '/health':
      return json(200, { status: 'up' });
    case '/ready':
      return options.isReady() ? json(200, { status: 'ready' }) : json(503, { status: 'starting' });
    default:
      return notFound();
  }
}

function notFound(): Reply {
  return json(404, { errors: [tableError('BAD_REQUEST')] });
}

async function graphql(incoming: IncomingMessage, requestId: string, options: Served): Promise<Reply> {
  const body = await options.readBody(incoming);
  if ('refused' in body)
    return json(body.refused, { errors: [tableError('BAD_REQUEST')] }, { connection: 'close' });
  try {
    const [text, { status, headers }] = await options.graphql({
      method: incoming.method ?? 'GET',
      url: incoming.url ?? '/',
      headers: incoming.headers,
      body: body.text,
      raw: undefined,
      context: { requestId, authorization: incoming.headers.authorization },
    });
    return { status, body: text, ...(headers ? { headers } : {}) };
  } finally {
    body.done();
  }
}

function wantsPage(incoming: IncomingMessage): boolean {
  return incoming.method === 'GET' && (incoming.headers.accept ?? '').includes('text/html');
}

function page({ html }: Page, headers: Record<string, string> = {}): Reply {
  return { status: 200, headers: { 'content-type': 'text/html; charset=utf-8', ...headers }, body: html };
}

function json(status: number, value: unknown, headers: Record<string, string> = {}): Reply {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: JSON.stringify(value),
  };
}

async function close(server: Server, graceMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const cut = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearTimeout(cut);
}
