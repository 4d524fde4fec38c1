import { pageRequest, toConnection, type Connection } from '#subgraphs/kit/connection.ts';
import { snippetParts } from '../knowledge/search-rules.ts';
import type { Resolvers } from '../resolver-types.ts';
import { privateHitKey, privateSearch, writePrivateHitKey } from './private-search-rules.ts';
import type { PrivateHitRow } from './private-search-store.ts';

/** A page of hits. */
export type PrivateHitPage = Connection<PrivateHitRow>;

/** The search of internal messages. */
export const privateSearchResolvers = {
  Workspace: {
    searchPrivateMessages: async (_parent, { first, after, ...asked }, { company, stores, principal }) => {
      const page = pageRequest({ first, after }, privateHitKey);
      const search = privateSearch(asked, company);
      const rows = search === null ? [] : await stores.privateSearch.search(principal, search, page);
      return toConnection(rows, page, privateHitKey, writePrivateHitKey);
    },
  },
  PrivateSearchHit: {
    message: (hit) => hit,
    snippet: ({ headline }) => snippetParts(headline),
  },
} satisfies Resolvers;
