import { badInput } from './errors.ts';
import { isStorable } from './text-rules.ts';

const LONGEST_QUERY = 500;
/** A "not" of a "not" and so on: PostgreSQL stacks them, and fails beyond 32 ("tsquery stack too small"). */
const NEGATIONS = /-(?:[^\p{L}\p{N}"]*-)+/gu;

/**
 * What `websearch_to_tsquery` may be given of a person's words; null when nothing can be found by them.
 *
 * @throws GraphQLError `BAD_USER_INPUT` for a query of more than 500 characters
 */
export function searchQuery(query: string): string | null {
  if (query.length > LONGEST_QUERY) throw badInput('"query" has at most 500 characters.');
  return isStorable(query) ? query.replace(NEGATIONS, ' -') : null;
}
