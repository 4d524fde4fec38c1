import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { REQUEST_ID_HEADER } from '#schema/wire/headers.ts';
import { callerRequestId } from './caller-request-id.ts';
import type { Compress } from './compression.ts';
import { corsHeaders } from './cors.ts';
import { followConnections, type Draining } from './draining.ts';
import { asksForEvents, type EventHandler } from './event-stream.ts';
import { refusal, type Reply } from './reply.ts';
import { route, type Routes } from './routes.ts';
import type { SocketServer } from './websocket.ts';

/** What the gateway serves, and how. */
export interface HttpOptions extends Routes {
  readonly host: string;
  readonly port: number;
  readonly corsOrigins: ReadonlySet<string>;
  /** Left out: answers are not compressed. */
  readonly compress?: Compress | undefined;
  /** Left out: there are no streams. */
  readonly events?: EventHandler | undefined;
  /** Left out: connections stay what they are. */
  readonly upgrade?: SocketServer['upgrade'] | undefined;
  readonly newId: () => string;
  readonly onFault: (requestId: string, error: unknown) => void;
  readonly patience?: Patience;
}

/** How long a client may take, in milliseconds. */
export interface Patience {
  readonly headersMs: number;
  readonly requestMs: number;
  readonly idleMs: number;
}

/** Slow clients are cut: what they hold open is missing to others. */
const PATIENCE: Patience = { headersMs: 10_000, requestMs: 30_000, idleMs: 65_000 };

/** A listening gateway. */
export interface RunningHttp {
  readonly url: string;
  readonly port: number;
  /** Takes no more requests, lets those in flight finish for up to `graceMs`, then cuts them. */
  close(graceMs: number): Promise<void>;
}

/** Starts the gateway's HTTP server; port 0 takes a free one. Rejects with the listen error, `EADDRINUSE` for one. */
export async function startHttp(options: HttpOptions): Promise<RunningHttp> {
  const server = createServer(limitsOf(options.patience ?? PATIENCE), (incoming, outgoing) => {
    outgoing.on('close', connections.begin(incoming.socket));
    void serve({ incoming, outgoing, requestId: options.newId() }, options, server);
  });
  const connections = followConnections(server);
  if (options.upgrade) server.on('upgrade', upgradeOn(connections, options.upgrade));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://${options.host}:${port}`, port, close: connections.close };
}

/** What a connection becomes is in the hands of whoever takes it over. */
function upgradeOn({ begin }: Draining, upgrade: SocketServer['upgrade']): SocketServer['upgrade'] {
  return (incoming, socket, head) => {
    socket.once('close', begin(socket));
    upgrade(incoming, socket, head);
  };
}

function limitsOf({ headersMs, requestMs, idleMs }: Patience) {
  return {
    headersTimeout: headersMs,
    requestTimeout: requestMs,
    keepAliveTimeout: idleMs,
    connectionsCheckingInterval: Math.min(headersMs, 2000),
  };
}

interface Exchange {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  readonly requestId: string;
}

async function serve(exchange: Exchange, options: HttpOptions, server: Server): Promise<void> {
  let reply: Reply | null;
  try {
    const answering = answer(exchange, options);
    reply = answering instanceof Promise ? await answering : answering;
  } catch (error) {
    options.onFault(exchange.requestId, error);
    reply = refusal('INTERNAL_SERVER_ERROR');
  }
  if (reply) write(reply, exchange, options, !server.listening);
}

/** Answers, or writes a stream: then there is no reply. */
function answer(exchange: Exchange, options: HttpOptions): Reply | Promise<Reply | null> {
  const { incoming, outgoing, requestId } = exchange;
  const search = options.events ? streamSearch(incoming) : null;
  if (options.events && search !== null) {
    const headers = [...ALWAYS, ...NEVER_KEPT, ...commonHeaders(exchange, options)];
    return options.events({ incoming, search, requestId }, outgoing, headers);
  }
  const reply = route(incoming, requestId, options);
  return options.compress ? compressed(reply, incoming, options.compress) : reply;
}

async function compressed(
  replying: Reply | Promise<Reply | null>,
  { headers }: IncomingMessage,
  compress: Compress,
): Promise<Reply | null> {
  const reply = await replying;
  return reply && compress(reply, headers['accept-encoding']);
}

/** On every reply. No other site's page may load them. */
const ALWAYS = [
  'cross-origin-resource-policy',
  'same-origin',
  'x-content-type-options',
  'nosniff',
  'x-frame-options',
  'DENY',
];

/** On all but files that are everybody's: answers are somebody's, and no cache may keep them. */
const NEVER_KEPT = ['cache-control', 'no-store'];

function write(
  { status, headers, body }: Reply,
  exchange: Exchange,
  options: HttpOptions,
  closing: boolean,
): void {
  const { outgoing } = exchange;
  const length = typeof body === 'string' ? Buffer.byteLength(body) : body.byteLength;
  const all = headers.concat(ALWAYS, commonHeaders(exchange, options));
  if (!headers.includes('cache-control')) all.push(...NEVER_KEPT);
  if (status !== 204) all.push('content-length', String(length));
  // A kept connection would hold up closing until its client lets go of it.
  if (closing) all.push('connection', 'close');
  outgoing.writeHead(status, all);
  // Text of as many bytes as letters is ASCII, which is copied as it stands; UTF-8 is made letter by letter.
  outgoing.end(body, length === body.length ? 'latin1' : 'utf8');
}

/** Those that are not the same for all. */
function commonHeaders(
  { incoming, requestId }: Exchange,
  { compress, corsOrigins }: HttpOptions,
): readonly string[] {
  const vary = compress ? 'origin, accept-encoding' : 'origin';
  const known = [REQUEST_ID_HEADER, callerRequestId(incoming) ?? requestId, 'vary', vary];
  const { origin } = incoming.headers;
  return origin === undefined ? known : [...known, ...corsHeaders(origin, corsOrigins)];
}

/** The query string of a request for a stream; null for any other request. */
function streamSearch(incoming: IncomingMessage): string | null {
  const { method, url = '/' } = incoming;
  if ((method !== 'POST' && method !== 'GET') || !asksForEvents(incoming)) return null;
  const [path, search = ''] = url.split('?', 2);
  return path === '/graphql' ? search : null;
}
