import { randomFillSync } from 'node:crypto';
import { readTraceparent, writeTraceparent } from './trace-rules.ts';

/** Gives so many random bytes as hex digits. */
export type RandomHex = (bytes: number) => string;

/** Begins and continues traces. */
export interface Traces {
  /** What a request's programs are told: the caller's trace with a span of ours, or a new one where it has none. */
  readonly continue: (traceparent: string | undefined) => string;
  /** A trace that has nothing to do with any other, unsampled. */
  readonly begin: () => string;
}

export function createTraces(random: RandomHex): Traces {
  const begin = () => writeTraceparent({ traceId: random(16), flags: '00' }, random(8));
  return {
    begin,
    continue: (header) => {
      const origin = readTraceparent(header);
      return origin ? writeTraceparent(origin, random(8)) : begin();
    },
  };
}

const POOL_BYTES = 4096;

/** Random bytes, drawn many at a time: a draw costs more than the bytes. */
export function createRandomHex(): RandomHex {
  const pool = Buffer.allocUnsafe(POOL_BYTES);
  let used = POOL_BYTES;
  return (bytes) => {
    if (used + bytes > POOL_BYTES) {
      randomFillSync(pool);
      used = 0;
    }
    used += bytes;
    return pool.toString('hex', used - bytes, used);
  };
}
