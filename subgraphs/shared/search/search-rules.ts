import { isIdOf } from '#schema/wire/ids.ts';
import type { KeyCodec } from '#subgraphs/kit/connection.ts';
import { searchQuery } from '#subgraphs/kit/search-query.ts';

/** A search as its store is asked for it. */
export interface SearchScope {
  readonly query: string;
  readonly teamId: string | null;
  readonly threadId: string | null;
}

/** The place of a hit in its list. */
export interface HitKey {
  readonly rank: number;
  readonly sequence: number;
  readonly id: string;
}

/** A rank is small, and so written without an exponent above nought: one that is would be no number of a database. */
const KEY = /^(\d+(?:\.\d+)?(?:e-\d{1,3})?) (\d{1,9}) (msg_[0-9A-Z]{26})$/;

/** Hits by rank, sequence and id, written as text: the shortest that reads back as the same number. */
export const hitKey: KeyCodec<string> = { name: 'hit', read: (text) => (KEY.test(text) ? text : null) };

/** See {@link hitKey}. */
export function writeHitKey({ rank, sequence, id }: HitKey): string {
  return `${String(rank)} ${String(sequence)} ${id}`;
}

/** See {@link hitKey}. Null for what it did not write. */
export function readHitKey(text: string): HitKey | null {
  const [, rank, sequence, id] = KEY.exec(text) ?? [];
  if (rank === undefined || sequence === undefined || id === undefined) return null;
  return { rank: Number(rank), sequence: Number(sequence), id };
}

/**
 * What can be searched at all; null when nothing can be found, whatever there is.
 *
 * @throws GraphQLError `BAD_USER_INPUT` for a query of more than 500 characters
 */
export function searchScope(args: {
  readonly query: string;
  readonly teamId?: string | null | undefined;
  readonly threadId?: string | null | undefined;
}): SearchScope | null {
  const { teamId = null, threadId = null } = args;
  const query = searchQuery(args.query);
  const isKnown =
    (teamId === null || isIdOf(teamId, 'tem')) && (threadId === null || isIdOf(threadId, 'thr'));
  return isKnown && query !== null ? { query, teamId, threadId } : null;
}
