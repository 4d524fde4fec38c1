import { randomFillSync } from 'node:crypto';
import { readTraceparent, writeTraceparent } from '#telemetry/traceparent.ts';

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

/** Random bytes, drawn and written many at a time: a draw, and a call to write some as text, cost more than the bytes. */
export function createRandomHex(): RandomHex {
  const pool = Buffer.allocUnsafe(POOL_BYTES);
  let text = '';
  let used = 0;
  return (bytes) => {
    if (used + bytes * 2 > text.length) {
      text = randomFillSync(pool).toString('hex');
      used = 0;
    }
    used += bytes * 2;
    return text.slice(used - bytes * 2, used);
  };
}
