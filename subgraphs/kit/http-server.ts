import { isUtf8 } from 'node:buffer';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { streamEvents, type EventSink } from './event-sink.ts';

/** A request whose body has been read. */
export interface HttpRequest {
  readonly method: string;
  readonly url: URL;
  /** One value a header, the last of several; names in lower case. */
  header(name: string): string | undefined;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

/** What a route answers. */
export interface HttpReply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** In place of a body: writes events for as long as it runs. Never rejects. */
  readonly events?: (sink: EventSink) => Promise<void>;
}

/** One address of the program: `GET /ready`. */
export interface Route {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /**
   * How many bytes the body of such a request may have. Asked once, when 1 MiB has come and more is to follow; nothing
   * more is read until it is answered. Left out: 1 MiB.
   */
  readonly largestBody?: (header: HttpRequest['header']) => Promise<number>;
  handle(request: HttpRequest): Promise<HttpReply> | HttpReply;
}

/** A listening server. */
export interface RunningServer {
  readonly url: string;
  readonly port: number;
  /** Takes no more requests, lets those in flight finish for up to `graceMs`, then cuts them. */
  close(graceMs?: number): Promise<void>;
}

const USUAL_BODY = 1_048_576;

/** Answers in JSON. */
export function jsonReply(status: number, value: unknown): HttpReply {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify(value),
  };
}

/**
 * Starts a small HTTP server. Port 0 takes a free one. A fault in a route answers 500 without a word of why.
 *
 * @throws the listen error, `EADDRINUSE` for one
 */
export async function startHttpServer(options: {
  readonly host: string;
  readonly port: number;
  readonly routes: readonly Route[];
  readonly onFault: (error: unknown) => void;
  /** Who answers a request by itself, before the routes; null, or left out: the routes do. */
  readonly direct?: (incoming: IncomingMessage) => RequestListener | null;
}): Promise<RunningServer> {
  const server = createServer((incoming, outgoing) => {
    const direct = options.direct?.(incoming);
    if (direct) {
      direct(incoming, outgoing);
      return;
    }
    void answer(incoming, options).then((reply) => {
      // A kept connection would hold up closing until its client lets go of it.
      const connection = server.listening ? {} : { connection: 'close' };
      outgoing.writeHead(reply.status, { ...reply.headers, ...connection });
      if (reply.events) void streamEvents(outgoing, reply.events);
      else outgoing.end(reply.body);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://${options.host}:${port}`, port, close: (graceMs = 5000) => close(server, graceMs) };
}

async function answer(
  incoming: IncomingMessage,
  options: { readonly routes: readonly Route[]; readonly onFault: (error: unknown) => void },
): Promise<HttpReply> {
  try {
    const address = incoming.url ?? '/';
    if (!URL.canParse(address, 'http://localhost')) return { status: 404 };
    const url = new URL(address, 'http://localhost');
    const here = options.routes.filter((route) => route.path === url.pathname);
    if (here.length === 0) return { status: 404 };
    const route = here.find((candidate) => candidate.method === incoming.method);
    if (!route) return { status: 405, headers: { allow: here.map(({ method }) => method).join(', ') } };
    const head = headOf(incoming);
    const bytes = await readBody(incoming, () => route.largestBody?.(head.header));
    if (bytes === null) return { status: 413, headers: { connection: 'close' } };
    // What is no UTF-8 would be read as other text than was sent.
    if (!isUtf8(bytes)) return { status: 400 };
    return await route.handle({ ...head, url, body: bytes.toString('utf8') });
  } catch (error) {
    options.onFault(error);
    return { status: 500 };
  }
}

async function readBody(
  incoming: IncomingMessage,
  largestBody: () => Promise<number> | undefined,
): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  let largest: number | undefined;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > USUAL_BODY) largest ??= (await largestBody()) ?? USUAL_BODY;
    if (size > (largest ?? USUAL_BODY)) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function headOf(incoming: IncomingMessage): Pick<HttpRequest, 'method' | 'headers' | 'header'> {
  const headers = new Map<string, string>();
  for (const [name, value] of Object.entries(incoming.headers)) {
    const last = Array.isArray(value) ? value.at(-1) : value;
    if (last !== undefined) headers.set(name, last);
  }
  return { method: incoming.method ?? 'GET', headers, header: (name) => headers.get(name) };
}

async function close(server: Server, graceMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  // A stream's connection is kept when it ends: its head went out before anybody knew of the end.
  const idle = setInterval(() => server.closeIdleConnections(), IDLE_LOOK_MS);
  const cut = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearInterval(idle);
  clearTimeout(cut);
}

const IDLE_LOOK_MS = 50;
