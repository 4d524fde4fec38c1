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
 * where a name leads by then. It follows no redirect: that would be another address, which nobody registered.
 *
 * @param guard `allowPrivate` for networks of one's own; `resolve` finds the addresses of names, as `node:dns` does
 */
export function createGuardedFetch(guard: {
  readonly allowPrivate: boolean;
  readonly resolve?: Resolve;
}): GuardedFetch {
  const { allowPrivate } = guard;
  const dispatcher = new Agent({
    maxResponseSize: LARGEST_DOCUMENT,
    connect: { timeout: 5_000, ...(allowPrivate ? {} : { lookup: createPublicLookup(guard.resolve) }) },
  });
  return {
    async fetch(url, init = {}) {
      const fault = faultOfUrl(url, allowPrivate);
      if (fault !== null) throw new Error(`the registered address ${fault}`);
      const answer = await undiciFetch(url, { ...(init as UndiciInit), dispatcher, redirect: 'error' });
      return boundedResponse(answer as unknown as Response, LARGEST_DOCUMENT);
    },
    close: () => dispatcher.destroy(),
  };
}
