import { isIdOf } from '#schema/wire/ids.ts';
import type { Connection, KeyCodec } from '#subgraphs/kit/connection.ts';
import { badInput } from '#subgraphs/kit/errors.ts';
import type { Allowed } from '../access/reach-rules.ts';
import type { HitPlace, KnowledgeHit, SnippetPart } from './ranker.ts';

/** A page of hits. */
export type HitPage = Connection<KnowledgeHit>;

/** A rank is small, and so written without an exponent above nought: one that is would be no number of a database. */
const KEY = /^(\d+(?:\.\d+)?(?:e-\d{1,3})?) (doc_[a-z0-9-]{1,40}_[0-9A-Z]{26})$/;
const MOST_SOURCES = 100;

/** Hits by rank and document, written as text: the shortest that reads back as the same number. */
export const hitKey: KeyCodec<string> = { name: 'found', read: (text) => (KEY.test(text) ? text : null) };

/** See {@link hitKey}. */
export function writeHitKey({ rank, documentId }: HitPlace): string {
  return `${String(rank)} ${documentId}`;
}

/** See {@link hitKey}. Null for what it did not write. */
export function readHitKey(text: string): HitPlace | null {
  const [, rank, documentId] = KEY.exec(text) ?? [];
  return rank === undefined || documentId === undefined ? null : { rank: Number(rank), documentId };
}

/** Where to look: in what all of the lists have; null stands for every source. */
export function sourcesToSearch(...lists: readonly (Allowed | null)[]): Allowed {
  return lists.reduce<Allowed>((found, list) => {
    if (list === null || list === 'all') return found;
    return found === 'all' ? [...new Set(list)] : found.filter((id) => list.includes(id));
  }, 'all');
}

/**
 * The sources that were asked for, as far as they can be the company's; null when none were named.
 *
 * @throws GraphQLError `BAD_USER_INPUT` for more than 100
 */
export function askedSources(
  ids: readonly string[] | null | undefined,
  company: string,
): readonly string[] | null {
  if (ids == null) return null;
  if (ids.length > MOST_SOURCES) throw badInput('"sourceIds" are at most 100.');
  return ids.filter((id) => isIdOf(id, 'kno', company));
}

/** Stand around matches in what PostgreSQL marks; no document has control characters. */
export const MARK = { start: '\u0002', stop: '\u0003' } as const;

/** The parts of a marked text, without empty ones. Marks that do not pair are left out. */
export function snippetParts(marked: string): SnippetPart[] {
  const parts: SnippetPart[] = [];
  let match = false;
  for (const text of marked.split(/([\u0002\u0003])/)) {
    if (text === MARK.start || text === MARK.stop) match = text === MARK.start;
    else if (text !== '') parts.push({ text, match });
  }
  return parts;
}
