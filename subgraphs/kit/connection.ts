import { badInput } from './errors.ts';

/** Relay's paging arguments as they come from a field. */
export interface PageArguments {
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
  readonly last?: number | null | undefined;
  readonly before?: string | null | undefined;
}

/** The place of a row in its list: unique there, and what the list is ordered by. */
export type Key = string | number;

/** A page asked for. A store reads `limit + 1` rows between the keys, from the end when `backward`. */
export interface PageRequest<K extends Key> {
  readonly limit: number;
  readonly backward: boolean;
  readonly after: K | null;
  readonly before: K | null;
}

/** A page as Relay wants it. */
export interface Connection<Row> {
  readonly edges: readonly { readonly cursor: string; readonly node: Row }[];
  readonly nodes: readonly Row[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
}

const DEFAULT_PAGE = 20;
const LARGEST_PAGE = 100;
const LARGEST_SEQUENCE = 2 ** 31 - 1;

/** How a list's keys are written into cursors. `read` gives null for what is no key of that list. */
export interface KeyCodec<K extends Key> {
  readonly name: string;
  read(text: string): K | null;
}

/** Keys that are sequences: whole numbers from 0 on. */
export const sequenceKey: KeyCodec<number> = {
  name: 'seq',
  read: (text) => (/^\d{1,10}$/.test(text) && Number(text) <= LARGEST_SEQUENCE ? Number(text) : null),
};

/** Keys that are ids. */
export const idKey: KeyCodec<string> = {
  name: 'id',
  read: (text) => (/^[a-z0-9_-]{1,40}[0-9A-Z]{26}$/.test(text) ? text : null),
};

/**
 * Reads paging arguments.
 *
 * @throws GraphQLError `BAD_USER_INPUT` for sizes outside 1..100, both directions at once, or a strange cursor
 */
export function pageRequest<K extends Key>(args: PageArguments, codec: KeyCodec<K>): PageRequest<K> {
  const { first, last } = args;
  if (first != null && last != null) throw badInput('Give "first" or "last", not both.');
  const limit = first ?? last ?? DEFAULT_PAGE;
  if (limit < 1 || limit > LARGEST_PAGE) throw badInput('"first" and "last" are from 1 to 100.');
  return {
    limit,
    backward: last != null,
    after: readCursor(args.after, codec, 'after'),
    before: readCursor(args.before, codec, 'before'),
  };
}

/**
 * Reads the cursor of a list or a stream; null for none.
 *
 * @param name of the argument, for the error
 * @throws GraphQLError `BAD_USER_INPUT` for a strange one
 */
export function readCursor<K extends Key>(
  cursor: string | null | undefined,
  codec: KeyCodec<K>,
  name: string,
): K | null {
  if (cursor == null) return null;
  const text = cursor.length <= 256 ? Buffer.from(cursor, 'base64url').toString('utf8') : '';
  const prefix = `${codec.name}:`;
  const key = text.startsWith(prefix) ? codec.read(text.slice(prefix.length)) : null;
  if (key === null) throw badInput(`"${name}" is not a cursor of this list.`);
  return key;
}

/**
 * Makes a page of what a store read: up to `limit + 1` rows, ascending, or descending when `backward`.
 */
export function toConnection<Row, K extends Key>(
  rows: readonly Row[],
  page: PageRequest<K>,
  codec: KeyCodec<K>,
  keyOf: (row: Row) => K,
): Connection<Row> {
  const more = rows.length > page.limit;
  const kept = rows.slice(0, page.limit);
  const nodes = page.backward ? kept.reverse() : kept;
  const edges = nodes.map((node) => ({ cursor: writeCursor(codec, keyOf(node)), node }));
  return {
    edges,
    nodes,
    pageInfo: {
      hasNextPage: page.backward ? page.before !== null : more,
      hasPreviousPage: page.backward ? more : page.after !== null,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}

/** Writes the cursor of a row. */
export function writeCursor<K extends Key>(codec: KeyCodec<K>, key: K): string {
  return Buffer.from(`${codec.name}:${String(key)}`).toString('base64url');
}
