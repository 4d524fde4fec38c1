import type { IncomingMessage } from 'node:http';
import type { GraphQLHandler } from './graphql-handler.ts';
import { OFFLINE_POLICY, type Pages } from './pages.ts';
import { jsonReply, pageReply, refusal, type Reply } from './reply.ts';

/** What the gateway serves, by address. */
export interface Routes {
  readonly graphql: GraphQLHandler;
  readonly pages: Pages;
  /** The gateway's public keys, for subgraphs. */
  readonly jwks: unknown;
  readonly isReady: () => boolean;
}

/** Finds who answers a request. Null when whoever asked has gone. */
export async function route(
  incoming: IncomingMessage,
  requestId: string,
  routes: Routes,
): Promise<Reply | null> {
  const { method, url = '/' } = incoming;
  if (url === '/graphql' && method === 'POST') return routes.graphql(incoming, '', requestId);
  if (method === 'OPTIONS') return { status: 204, headers: [], body: '' };
  if (!URL.canParse(url, 'http://gateway')) return notFound();
  const { pathname, search, searchParams } = new URL(url, 'http://gateway');
  if (pathname !== '/graphql') return readOnly(incoming, pathname, routes);
  if (wantsPage(incoming) && !searchParams.has('query')) return pageReply(await routes.pages.read('sandbox'));
  return routes.graphql(incoming, search.slice(1), requestId);
}

function readOnly({ method }: IncomingMessage, pathname: string, routes: Routes): Reply | Promise<Reply> {
  const address = ADDRESSES.get(pathname);
  if (!address) return notFound();
  if (method === 'GET' || method === 'HEAD') return address(routes);
  return refusal('BAD_REQUEST', { status: 405, headers: ['allow', 'GET, HEAD'] });
}

const ADDRESSES = new Map<string, (routes: Routes) => Reply | Promise<Reply>>(
  Object.entries({
    '/': () => ({ status: 302, headers: ['location', '/graphql'], body: '' }),
    '/graphiql': async ({ pages }) =>
      pageReply(await pages.read('graphiql'), ['content-security-policy', OFFLINE_POLICY]),
    '/.well-known/jwks.json': ({ jwks }) => jsonReply(200, jwks),
    '/health': () => jsonReply(200, { status: 'up' }),
    '/ready': ({ isReady }) =>
      isReady() ? jsonReply(200, { status: 'ready' }) : jsonReply(503, { status: 'starting' }),
  } satisfies Record<string, (routes: Routes) => Reply | Promise<Reply>>),
);

function notFound(): Reply {
  return refusal('BAD_REQUEST', { status: 404 });
}

function wantsPage({ method, headers }: IncomingMessage): boolean {
  return method === 'GET' && (headers.accept ?? '').includes('text/html');
}
