import { groupLoader, type GroupLoader } from './batch-loader.ts';
import type { Key, PageRequest } from './connection.ts';
import { oncePer } from './once-per.ts';

/** Reads a page of the rows that belong to a key, with the same page of all other keys asked for in the same moment. */
export interface PageLoader<Row, K extends Key> {
  load(key: string, page: PageRequest<K>): Promise<readonly Row[]>;
}

/**
 * A loader of pages. Make one per request.
 *
 * @param read up to `page.limit + 1` rows for each of the keys, in the page's direction within a key
 */
export function pageLoader<Row, K extends Key>(
  read: (keys: readonly string[], page: PageRequest<K>) => Promise<readonly Row[]>,
  keyOf: (row: Row) => string,
): PageLoader<Row, K> {
  const loaderOf = oncePer<PageRequest<K>, GroupLoader<Row>>(JSON.stringify, (page) =>
    groupLoader((keys) => read(keys, page), keyOf),
  );
  return { load: (key, page) => loaderOf(page).load(key) };
}
