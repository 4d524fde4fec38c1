import { pageRequest, toConnection, type Connection } from '#subgraphs/kit/connection.ts';
import type { QueryResolvers, SearchHitResolvers } from '../resolver-types.ts';
import { hitKey, readHitKey, searchScope, writeHitKey } from './search-rules.ts';
import { searchMessages, type HitRow } from './search-store.ts';

/** A page of hits. */
export type HitPage = Connection<HitRow>;

export const searchQueries: Pick<QueryResolvers, 'search'> = {
  async search(_, { first, after, ...asked }, context) {
    const page = pageRequest({ first, after }, hitKey);
    const scope = searchScope(asked);
    const start = page.after === null ? null : readHitKey(page.after);
    const rows =
      scope === null
        ? []
        : await context.read((tx) => searchMessages(context.company, tx, scope, page, start));
    return toConnection(rows, page, hitKey, writeHitKey);
  },
};

export const searchHitResolvers: SearchHitResolvers = { message: (hit) => hit };
