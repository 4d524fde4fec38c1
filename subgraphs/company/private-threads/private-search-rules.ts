import { isIdOf } from '#schema/wire/ids.ts';
import type { KeyCodec } from '#subgraphs/kit/connection.ts';
import { searchQuery } from '#subgraphs/kit/search-query.ts';

/** A search of internal messages, as its store is asked for it. */
export interface PrivateSearch {
  readonly query: string;
  readonly threadId: string | null;
}

/** The place of a hit in its list: best first, newest first among equals. */
export interface PrivateHitKey {
  readonly rank: number;
  readonly id: string;
}

/** A rank is small, and so written without an exponent above nought: one that is would be no number of a database. */
const KEY = /^(\d+(?:\.\d+)?(?:e-\d{1,3})?) (pms_[a-z][a-z0-9-]{1,30}_[0-9A-Z]{26})$/;

/** Hits by rank and id, written as text: the shortest that reads back as the same number. */
export const privateHitKey: KeyCodec<string> = {
  name: 'hit',
  read: (text) => (KEY.test(text) ? text : null),
};

/** See {@link privateHitKey}. */
export function writePrivateHitKey({ rank, id }: PrivateHitKey): string {
  return `${String(rank)} ${id}`;
}

/** See {@link privateHitKey}. Null for what it did not write. */
export function readPrivateHitKey(text: string): PrivateHitKey | null {
  const [, rank, id] = KEY.exec(text) ?? [];
  return rank === undefined || id === undefined ? null : { rank: Number(rank), id };
}

/**
 * What can be searched at all; null when nothing can be found, whatever there is.
 *
 * @throws GraphQLError `BAD_USER_INPUT` for a query of more than 500 characters
 */
export function privateSearch(
  args: { readonly query: string; readonly threadId?: string | null | undefined },
  company: string,
): PrivateSearch | null {
  const threadId = args.threadId ?? null;
  const query = searchQuery(args.query);
  const isKnown = threadId === null || isIdOf(threadId, 'pth', company);
  return isKnown && query !== null ? { query, threadId } : null;
}
