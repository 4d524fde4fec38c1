import { LRUCache } from 'lru-cache';
import { Pool } from 'undici';
import { CallerRefused, SubgraphFailure } from '../errors.ts';
import { readEvents, type WireEvent } from './event-reader.ts';
import { connecting, judge, OPEN, readAddress, type WireGuard } from './wire-guard.ts';

/** A stream asked of a program. */
export interface EventCall {
  /** Whose program it is. */
  readonly program: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
  /** How long the program may take to begin, in milliseconds. */
  readonly timeoutMs: number;
  /** The largest event taken, in bytes. */
  readonly maxBytes: number;
  readonly signal: AbortSignal;
}

/** Streams from other programs, each on a connection of its own. */
export interface EventWire {
  /**
   * Opens a stream. Read slowly, it makes its program slow: no more than a connection's buffer waits here.
   *
   * @throws SubgraphFailure when there is none, and while it is read when it breaks off
   */
  open(call: EventCall): Promise<AsyncGenerator<WireEvent, void>>;
  /** Cuts every stream. */
  close(): Promise<void>;
}

/** Programs send a sign of life every 12 s: one that is silent for longer is gone. */
const SILENCE_MS = 30_000;
const PROGRAMS = 500;

/**
 * Streams by undici: as many connections as there are streams, so that none waits for another. A program is judged by its
 * address as every call is.
 */
export function createEventWire(guard: WireGuard = OPEN): EventWire {
  const pools = new LRUCache<string, Pool>({ max: PROGRAMS, dispose: (pool) => void pool.close() });

  /** No two programs share a pool: a connection that one may have is not by that another's. */
  function poolOf(program: string, origin: string): Pool {
    const key = `${program} ${origin}`;
    const known = pools.get(key);
    if (known) return known;
    const pool = new Pool(origin, { connections: null, pipelining: 1, ...connecting(program, guard) });
    pools.set(key, pool);
    return pool;
  }

  return {
    async open({ program, url, headers, body, timeoutMs, maxBytes, signal }) {
      const address = readAddress(url);
      judge(address, program, guard);
      const call = { method: 'POST', path: address.path, headers, body, signal } as const;
      const times = { headersTimeout: timeoutMs, bodyTimeout: SILENCE_MS };
      const reply = await poolOf(program, address.origin)
        .request({ ...call, ...times })
        .catch((error: unknown) => {
          throw asFailure(error);
        });
      const type = String(reply.headers['content-type'] ?? '');
      if (reply.statusCode !== 200 || !type.startsWith('text/event-stream')) {
        reply.body.on('error', () => undefined).destroy();
        throw unopened(reply.statusCode);
      }
      return readWhole(reply.body, maxBytes);
    },
    async close() {
      await Promise.all([...pools.values()].map((pool) => pool.destroy()));
    },
  };
}

async function* readWhole(
  body: AsyncIterable<Uint8Array>,
  maxBytes: number,
): AsyncGenerator<WireEvent, void> {
  try {
    yield* readEvents(body, maxBytes);
  } catch (error) {
    throw asFailure(error);
  }
}

function asFailure(error: unknown): SubgraphFailure {
  if (error instanceof SubgraphFailure) return error;
  const { message, code } = error as { message?: string; code?: string };
  return code === 'UND_ERR_HEADERS_TIMEOUT'
    ? new SubgraphFailure('SUBGRAPH_TIMEOUT', 'it did not begin in time')
    : unavailable(message ?? String(error));
}

function unopened(status: number): SubgraphFailure {
  const detail = `it opened no stream, with status ${status}`;
  return status === 401 ? new CallerRefused(detail) : unavailable(detail);
}

function unavailable(detail: string): SubgraphFailure {
  return new SubgraphFailure('SUBGRAPH_UNAVAILABLE', detail);
}
