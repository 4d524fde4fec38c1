import { LRUCache } from 'lru-cache';
import type { Adapter, AdapterPayload } from 'oidc-provider';

/** One model's entries by id; the provider asks for interactions and sessions by `uid` as well. */
export type AdapterOf = (model: string) => Adapter;

const MOST = 10_000;

/** Keeps what a provider has to remember, in memory: whoever starts the network anew signs in anew. */
export function createProviderStore(): AdapterOf {
  const kept = new LRUCache<string, AdapterPayload>({ max: MOST });
  return (model) => {
    const place = (id: string) => `${model} ${id}`;
    const find = (id: string) => Promise.resolve(kept.get(place(id)));
    const forget = (test: (payload: AdapterPayload) => boolean) => {
      for (const [key, payload] of kept.entries()) if (test(payload)) kept.delete(key);
    };
    return {
      upsert(id, payload, expiresIn = 0) {
        kept.set(place(id), payload, expiresIn > 0 ? { ttl: expiresIn * 1000 } : {});
        return Promise.resolve();
      },
      find,
      findByUserCode: () => Promise.resolve(undefined),
      findByUid(uid) {
        for (const [key, payload] of kept.entries())
          if (key.startsWith(`${model} `) && payload.uid === uid) return Promise.resolve(payload);
        return Promise.resolve(undefined);
      },
      async consume(id) {
        const found = await find(id);
        if (found) kept.set(place(id), { ...found, consumed: Math.floor(Date.now() / 1000) });
      },
      destroy: (id) => Promise.resolve(void kept.delete(place(id))),
      revokeByGrantId(grantId) {
        forget((payload) => payload.grantId === grantId);
        return Promise.resolve();
      },
    };
  };
}
