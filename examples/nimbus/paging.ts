import { badInput } from './guard.ts';

/** Relay's arguments. */
export interface PageArguments {
  readonly first?: number | null;
  readonly after?: string | null;
  readonly last?: number | null;
  readonly before?: string | null;
}

/**
 * Cuts a page out of a whole list. Cursors are the rows' keys, written so that nobody is tempted to build one.
 *
 * @throws GraphQLError `BAD_USER_INPUT`
 */
export function pageOf<Row>(rows: readonly Row[], args: PageArguments, keyOf: (row: Row) => string) {
  const { first, last } = args;
  if (first != null && last != null) throw badInput('Give "first" or "last", not both.');
  const size = first ?? last ?? 20;
  if (size < 1 || size > 100) throw badInput('"first" and "last" are from 1 to 100.');
  const keys = rows.map((row) => Buffer.from(`nimbus:${keyOf(row)}`).toString('base64url'));
  const start = args.after == null ? 0 : placeOf(keys, args.after, 'after') + 1;
  const end = args.before == null ? rows.length : placeOf(keys, args.before, 'before');
  const from = last == null ? start : Math.max(start, end - size);
  const to = last == null ? Math.min(end, start + size) : end;
  const nodes = rows.slice(from, Math.max(from, to));
  const edges = nodes.map((node, index) => ({ cursor: keys[from + index] ?? '', node }));
  return {
    edges,
    nodes,
    pageInfo: {
      hasNextPage: to < rows.length,
      hasPreviousPage: from > 0,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}

function placeOf(keys: readonly string[], cursor: string, name: string): number {
  const place = keys.indexOf(cursor);
  if (place === -1) throw badInput(`"${name}" is not a cursor of this list.`);
  return place;
}

/** A text with its hits between two control characters, as parts. */
export function snippetParts(text: string): { text: string; match: boolean }[] {
  return text
    .split(/(\u0002[^\u0003]*\u0003)/)
    .filter((part) => part !== '')
    .map((part) => ({ text: part.replace(/[\u0002\u0003]/g, ''), match: part.startsWith('\u0002') }));
}

/** What is searched for. @throws GraphQLError `BAD_USER_INPUT` */
export function searchWords(query: string): string {
  if (query.length > 500) throw badInput('"query" has up to 500 characters.');
  return query.replaceAll('\u0000', ' ');
}
