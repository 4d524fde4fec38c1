import type { IncomingMessage } from 'node:http';
import type { GraphQLHandler } from './graphql-handler.ts';
import { OFFLINE_POLICY, type Page } from './pages.ts';
import { jsonReply, pageReply, refusal, type Reply } from './reply.ts';

/** What the gateway serves, by address. */
export interface Routes {
  readonly graphql: GraphQLHandler;
  readonly pages: { readonly sandbox: Page; readonly graphiql: Page };
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
  if (wantsPage(incoming) && !searchParams.has('query')) return pageReply(routes.pages.sandbox.html);
  return routes.graphql(incoming, search.slice(1), requestId);
}

function readOnly({ method }: IncomingMessage, pathname: string, routes: Routes): Reply {
  const address = ADDRESSES.get(pathname);
  if (!address) return notFound();
  if (method === 'GET' || method === 'HEAD') return address(routes);
  return refusal('BAD_REQUEST', { status: 405, headers: ['allow', 'GET, HEAD'] });
}

const ADDRESSES = new Map<string, (routes: Routes) => Reply>(
  Object.entries({
    '/': () => ({ status: 302, headers: ['location', '/graphql'], body: '' }),
    '/graphiql': ({ pages }) => pageReply(pages.graphiql.html, ['content-security-policy', OFFLINE_POLICY]),
    '/.well-known/jwks.json': ({ jwks }) => jsonReply(200, jwks),
    '/health': () => jsonReply(200, { status: 'up' }),
    '/ready': ({ isReady }) =>
      isReady() ? jsonReply(200, { status: 'ready' }) : jsonReply(503, { status: 'starting' }),
  } satisfies Record<string, (routes: Routes) => Reply>),
);

function notFound(): Reply {
  return refusal('BAD_REQUEST', { status: 404 });
}

function wantsPage({ method, headers }: IncomingMessage): boolean {
  return method === 'GET' && (headers.accept ?? '').includes('text/html');
}
