import { LRUCache } from 'lru-cache';
import type { Clock } from '#schema/wire/signatures.ts';
import { NotReached, SubgraphFailure } from '../errors.ts';
import { createLane, type Lane, type LaneLimits } from './lane.ts';
import type { Wire, WireAnswer, WireCall } from './wire.ts';

/** A call to another program of the network, on a company's behalf. */
export interface TransportCall extends WireCall {
  /** The company that asks; empty for the gateway itself. Nothing that it does is felt by another. */
  readonly onBehalfOf: string;
  /** Whether it only reads: then it is sent once more when the connection fails before there is an answer. */
  readonly repeatable: boolean;
}

/**
 * Calls other programs.
 *
 * @throws SubgraphFailure `SUBGRAPH_UNAVAILABLE` (not reached, broken off, redirected, a status of 500 and above, or
 *   failing too often just now), `SUBGRAPH_TIMEOUT`, or `SUBGRAPH_INVALID_RESPONSE` for what is too large or no answer
 */
export type Transport = (call: TransportCall) => Promise<WireAnswer>;

const MOST_LANES = 20_000;

/** The gateway's own calls, which keep asking for the registry at a pace of their own, need no breaker. */
function withoutBreaker(limits: LaneLimits): LaneLimits {
  return { ...limits, breaker: { ...limits.breaker, failures: Infinity } };
}

/** Puts lanes, breakers and the one repetition in front of the wire. */
export function createTransport(options: {
  readonly wire: Wire;
  readonly clock: Clock;
  readonly limits: LaneLimits;
}): Transport {
  const { wire, clock, limits } = options;
  const lanes = new LRUCache<string, Lane>({ max: MOST_LANES });

  function laneOf({ program, onBehalfOf }: TransportCall): Lane {
    const key = `${program}<${onBehalfOf}`;
    const known = lanes.get(key);
    if (known) return known;
    const fresh = createLane(onBehalfOf === '' ? withoutBreaker(limits) : limits, clock);
    lanes.set(key, fresh);
    return fresh;
  }

  function once(call: TransportCall, timeoutMs: number): Promise<WireAnswer> {
    return wire.call(timeoutMs === call.timeoutMs ? call : { ...call, timeoutMs });
  }

  function twice(call: TransportCall, timeoutMs: number): Promise<WireAnswer> {
    const until = clock() + timeoutMs;
    return once(call, timeoutMs).then(accept, (error: unknown) => {
      const left = until - clock();
      if (!(error instanceof NotReached) || left < 1) throw error;
      return once(call, left).then(accept);
    });
  }

  return (call) =>
    laneOf(call).run(call.timeoutMs, (left) =>
      call.repeatable ? twice(call, left) : once(call, left).then(accept),
    );
}

function accept(answer: WireAnswer): WireAnswer {
  if (answer.status < 500) return answer;
  throw new SubgraphFailure('SUBGRAPH_UNAVAILABLE', `it answered with status ${answer.status}`);
}
