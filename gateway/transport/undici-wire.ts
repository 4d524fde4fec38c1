import { LRUCache } from 'lru-cache';
import { Pool } from 'undici';
import { AnswerReader } from './answer-reader.ts';
import { Deadlines } from './deadlines.ts';
import { connecting, judge, OPEN, readAddress, type Address, type WireGuard } from './wire-guard.ts';
import type { Wire, WireAnswer, WireCall } from './wire.ts';

/** How many connections are kept. */
export interface WireLimits {
  /** To one program at the most. */
  readonly connections: number;
  /** Programs whose connections are kept; those asked least recently lose theirs first. */
  readonly programs: number;
  /** How long an idle connection is kept, in milliseconds. */
  readonly idleMs: number;
}

export const WIRE_LIMITS: WireLimits = { connections: 128, programs: 500, idleMs: 10_000 };

/**
 * The network by undici: one pool of kept connections per program, so that one which is slow or full holds up no
 * other. A pool that is pushed out, or whose program moved, ends when its last call has.
 */
export function createUndiciWire(limits: WireLimits = WIRE_LIMITS, guard: WireGuard = OPEN): Wire {
  const pools = new LRUCache<string, Connections>({
    max: limits.programs,
    dispose: ({ pool }) => void pool.close(),
  });
  const deadlines = new Deadlines();
  const addresses = new LRUCache<string, Address>({ max: 20_000 });

  function poolOf(program: string, origin: string): Pool {
    const known = pools.get(program);
    if (known?.origin === origin) return known.pool;
    const pool = newPool(origin, limits, connecting(program, guard));
    pools.set(program, { origin, pool });
    return pool;
  }

  function addressOf(url: string): Address {
    const known = addresses.get(url);
    if (known) return known;
    const fresh = readAddress(url);
    addresses.set(url, fresh);
    return fresh;
  }

  return {
    call: (call) =>
      new Promise<WireAnswer>((resolve, reject) => {
        const address = addressOf(call.url);
        judge(address, call.program, guard);
        const pool = poolOf(call.program, address.origin);
        pool.dispatch(requestOf(call, address.path), new AnswerReader(call, resolve, reject, deadlines));
      }),
    async close() {
      await Promise.all([...pools.values()].map(({ pool }) => pool.destroy()));
    },
  };
}

interface Connections {
  readonly origin: string;
  readonly pool: Pool;
}

function newPool(
  origin: string,
  { connections, idleMs }: WireLimits,
  connect: ReturnType<typeof connecting>,
): Pool {
  return new Pool(origin, {
    connections,
    pipelining: 1,
    keepAliveTimeout: idleMs,
    keepAliveMaxTimeout: idleMs,
    // The reader's one timer covers the whole call; connecting alone must end too, for others wait behind it.
    headersTimeout: 0,
    bodyTimeout: 0,
    ...connect,
    maxHeaderSize: 16_384,
  });
}

function requestOf(call: WireCall, path: string): Parameters<Pool['dispatch']>[0] {
  const { headers, body } = call;
  if (body === undefined) return { method: 'GET', path, headers, blocking: false };
  return { method: 'POST', path, headers, body, blocking: false };
}
