import { groupLoader, type GroupLoader } from './batch-loader.ts';
import type { Key, PageRequest } from './connection.ts';

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
  const loaders = new Map<string, GroupLoader<Row>>();
  return {
    load: (key, page) => {
      const name = JSON.stringify(page);
      const loader = loaders.get(name) ?? groupLoader((keys) => read(keys, page), keyOf);
      loaders.set(name, loader);
      return loader.load(key);
    },
  };
}
