import type { Server } from 'node:http';
import type { Duplex } from 'node:stream';

/** Ends a server's connections. */
export interface Draining {
  /** A request has begun on a connection; call what it gives when its answer has been written, or given up. */
  readonly begin: (connection: Duplex) => () => void;
  /** Takes no more requests, lets those in flight finish for up to `graceMs`, then cuts them. */
  readonly close: (graceMs: number) => Promise<void>;
}

/**
 * How long requests in flight may go on when a gateway stops. The first of a company waits for its view and its plan, then
 * for one program after another: on a busy machine that is more than 10 s. Kubernetes kills after 30.
 */
export const DRAIN_MS = 25_000;

const LOOK_MS = 50;
/** How long a request may be on its way on a connection that has none yet. */
const ARRIVAL_MS = 250;

/**
 * Follows a server's connections, so that closing waits for answers alone: node takes one that has never carried a request
 * for busy, and keeps that of a stream, whose head went out before anybody knew of the end.
 */
export function followConnections(server: Server): Draining {
  const requests = new Map<Duplex, number>();
  const change = (connection: Duplex, by: number) =>
    requests.set(connection, (requests.get(connection) ?? 0) + by);
  server.on('connection', (connection) => {
    change(connection, 0);
    connection.once('close', () => requests.delete(connection));
  });

  function cutIdle(sinceMs: number): void {
    server.closeIdleConnections();
    if (sinceMs < ARRIVAL_MS) return;
    for (const [connection, count] of requests) if (count === 0) connection.destroy();
  }

  return {
    begin(connection) {
      change(connection, 1);
      return () => requests.has(connection) && change(connection, -1);
    },
    async close(graceMs) {
      const started = performance.now();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      const idle = setInterval(() => cutIdle(performance.now() - started), LOOK_MS);
      const cut = setTimeout(() => server.closeAllConnections(), graceMs);
      await closed;
      clearInterval(idle);
      clearTimeout(cut);
    },
  };
}
