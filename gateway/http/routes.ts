import type { IncomingMessage } from 'node:http';
import type { Dashboard } from './dashboard.ts';
import type { GraphQLHandler } from './graphql-handler.ts';
import { OFFLINE_POLICY, type Pages } from './pages.ts';
import { jsonReply, pageReply, refusal, type Reply } from './reply.ts';
import type { SignInHandler } from './sign-in-handler.ts';

/** What the gateway serves, by address. */
export interface Routes {
  readonly graphql: GraphQLHandler;
  readonly pages: Pages;
  /** The gateway's public keys, for subgraphs. */
  readonly jwks: unknown;
  readonly isReady: () => boolean;
  /** Left out: there is none, and `/` leads to the graph. */
  readonly dashboard?: Dashboard | undefined;
  /** Left out: nobody signs in here. */
  readonly signIn?: SignInHandler | undefined;
}

/** Finds who answers a request. Null when whoever asked has gone. */
export function route(
  incoming: IncomingMessage,
  requestId: string,
  routes: Routes,
): Reply | Promise<Reply | null> {
  const { method, url = '/' } = incoming;
  if (url === '/graphql' && method === 'POST') return routes.graphql(incoming, '', requestId);
  if (method === 'OPTIONS') return { status: 204, headers: [], body: '' };
  if (!URL.canParse(url, 'http://gateway')) return notFound();
  const asked = new URL(url, 'http://gateway');
  const { pathname, search, searchParams } = asked;
  if (routes.signIn && pathname.startsWith('/auth/')) return routes.signIn(incoming, asked);
  if (pathname !== '/graphql') return readOnly(incoming, pathname, routes);
  if (wantsPage(incoming) && !searchParams.has('query')) return sandbox(routes);
  return routes.graphql(incoming, search.slice(1), requestId);
}

async function sandbox({ pages }: Routes): Promise<Reply> {
  return pageReply(await pages.read('sandbox'));
}

async function readOnly(incoming: IncomingMessage, pathname: string, routes: Routes): Promise<Reply> {
  const address = ADDRESSES.get(pathname);
  const reading = incoming.method === 'GET' || incoming.method === 'HEAD';
  if (!address) return (reading && (await dashboardReply(incoming, pathname, routes))) || notFound();
  if (reading) return address(routes);
  return refusal('BAD_REQUEST', { status: 405, headers: ['allow', 'GET, HEAD'] });
}

/** A file of the dashboard, or its page: for a browser, whatever the path. Null for what is neither. */
async function dashboardReply(
  incoming: IncomingMessage,
  pathname: string,
  { dashboard }: Routes,
): Promise<Reply | null> {
  if (!dashboard) return null;
  const file = await dashboard.file(pathname, incoming.headers['accept-encoding']);
  if (file) return file;
  const isPage = !/\.[a-z0-9]+$/i.test(pathname) && (incoming.headers.accept ?? '').includes('text/html');
  return isPage ? dashboard.page() : null;
}

const ADDRESSES = new Map<string, (routes: Routes) => Reply | Promise<Reply>>(
  Object.entries({
    '/': ({ dashboard }) => dashboard?.page() ?? { status: 302, headers: ['location', '/graphql'], body: '' },
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
