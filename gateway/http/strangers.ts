import type { IncomingMessage } from 'node:http';
import { RequestRefused } from '../errors.ts';
import { retryAfterSeconds, type BucketRules } from '../limits/bucket-rules.ts';
import { KeyedBuckets } from '../limits/keyed-buckets.ts';
import type { ClientAddress } from './client-address.ts';

/** Counts requests of nobody by the client's address. Whoever has a valid token is never counted, and never refused here. */
export interface Strangers {
  /** Why a request without any token is refused unread; null: it is not, or it has one. */
  refuses(incoming: IncomingMessage): RequestRefused | null;
  /** Counts a refusal for want of a valid token. Gives it back, or the refusal that there are too many. */
  judge(refused: RequestRefused, incoming: IncomingMessage): RequestRefused;
}

/** What strangers need of the other stages. */
export interface StrangerOptions {
  readonly rules: BucketRules;
  readonly addressOf: ClientAddress;
  readonly elapsed: () => number;
}

/**
 * Makes a count of strangers. A token is verified whatever its address has sent before: whoever shares an address with a
 * company's people, as behind a proxy, could else keep them out.
 */
export function createStrangers({ rules, addressOf, elapsed }: StrangerOptions): Strangers {
  const buckets = new KeyedBuckets(rules);
  return {
    refuses: (incoming) => {
      if (incoming.headers.authorization !== undefined) return null;
      const wait = buckets.wait(addressOf(incoming), elapsed());
      return wait === 0 ? null : tooMany(wait);
    },
    judge: (refused, incoming) => {
      if (refused.code !== 'UNAUTHENTICATED') return refused;
      const wait = buckets.take(addressOf(incoming), elapsed());
      return wait === 0 ? refused : tooMany(wait);
    },
  };
}

function tooMany(waitMs: number): RequestRefused {
  return new RequestRefused('RATE_LIMITED', {
    limit: 'anonymousRequestsPerSecond',
    retryAfterSeconds: retryAfterSeconds(waitMs),
  });
}
