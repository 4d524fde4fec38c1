import type { Principal } from '../access/principal-rules.ts';
import { usableKnowledge } from '../access/reach-rules.ts';
import type { KnowledgeHit, KnowledgeQuestion, KnowledgeRanker } from './ranker.ts';
import { sourcesToSearch } from './search-rules.ts';

/** Searches knowledge. People of the own company find all, its agents what they may use, others nothing. */
export interface KnowledgeSearchStore {
  search(principal: Principal, question: KnowledgeQuestion): Promise<KnowledgeHit[]>;
}

/** Searches with a ranker, which is never told to look where the principal may not. */
export function createKnowledgeSearchStore(ranker: KnowledgeRanker): KnowledgeSearchStore {
  return {
    async search(principal, question) {
      if (principal.kind !== 'own') return [];
      const sourceIds = sourcesToSearch(usableKnowledge(principal), question.sourceIds);
      return sourceIds.length === 0 ? [] : ranker.rank({ ...question, sourceIds });
    },
  };
}
