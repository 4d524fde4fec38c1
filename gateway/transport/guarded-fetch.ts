import { Agent, fetch as undiciFetch, type RequestInit as UndiciInit } from 'undici';
import { faultOfUrl } from '#schema/wire/address-rules.ts';
import { boundedResponse } from '#schema/wire/bounded-response.ts';
import { createPublicLookup, type Resolve } from './public-lookup.ts';

/** Fetches from addresses that companies register. */
export interface GuardedFetch {
  readonly fetch: (url: string, init?: RequestInit) => Promise<Response>;
  close(): Promise<void>;
}

/** No issuer's document is larger, in bytes: neither as it comes nor as it unpacks. */
const LARGEST_DOCUMENT = 1_000_000;

/**
 * A `fetch` that goes to public addresses over https alone, judged at each connection as companies' subgraphs are, and
 * where a name leads by then. It follows no redirect: that would be another address, which nobody registered. Whoever asks
 * by `manual` is shown it.
 *
 * @param guard `allowPrivate` for networks of one's own; `resolve` finds the addresses of names, as `node:dns` does;
 *   `maxBytes` where a document may be larger than an issuer's
 */
export function createGuardedFetch(guard: {
  readonly allowPrivate: boolean;
  readonly resolve?: Resolve;
  readonly maxBytes?: number;
}): GuardedFetch {
  const { allowPrivate, maxBytes = LARGEST_DOCUMENT } = guard;
  const dispatcher = new Agent({
    maxResponseSize: maxBytes,
    connect: { timeout: 5_000, ...(allowPrivate ? {} : { lookup: createPublicLookup(guard.resolve) }) },
  });
  return {
    async fetch(url, init = {}) {
      const fault = faultOfUrl(url, allowPrivate);
      if (fault !== null) throw new Error(`the registered address ${fault}`);
      const redirect = init.redirect === 'manual' ? 'manual' : 'error';
      const answer = await undiciFetch(url, { ...(init as UndiciInit), dispatcher, redirect });
      return boundedResponse(answer as unknown as Response, maxBytes);
    },
    close: () => dispatcher.destroy(),
  };
}
