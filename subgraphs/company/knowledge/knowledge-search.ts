import { isIdOf } from '#schema/wire/ids.ts';
import type { PageRequest } from '#subgraphs/kit/connection.ts';
import { searchQuery } from '#subgraphs/kit/search-query.ts';
import type { Context } from '../context.ts';
import type { KnowledgeHit } from './ranker.ts';
import { askedSources, readHitKey, sourcesToSearch } from './search-rules.ts';

/** What the field is asked for beside its page. */
export interface AskedSearch {
  readonly query: string;
  readonly sourceIds?: readonly string[] | null | undefined;
  readonly agentId?: string | null | undefined;
}

/** Up to `limit + 1` hits within what the caller may use. */
export async function searchKnowledge(
  context: Context,
  { query, sourceIds, agentId }: AskedSearch,
  page: PageRequest<string>,
): Promise<KnowledgeHit[]> {
  const { principal, stores, company } = context;
  const words = searchQuery(query);
  const asked = askedSources(sourceIds, company);
  if (words === null) return [];
  const where = sourcesToSearch(asked, agentId == null ? null : await sourcesOf(context, agentId));
  const after = page.after === null ? null : readHitKey(page.after);
  return stores.knowledgeSearch.search(principal, {
    query: words,
    sourceIds: where,
    after,
    limit: page.limit + 1,
  });
}

async function sourcesOf({ principal, stores, company }: Context, agentId: string) {
  return isIdOf(agentId, 'agt', company) ? stores.knowledge.usableBy(principal, agentId) : [];
}
