import { rowLoader } from '#subgraphs/kit/batch-loader.ts';
import type { PageRequest } from '#subgraphs/kit/connection.ts';
import { pageLoader, type PageLoader } from '#subgraphs/kit/page-loader.ts';
import type { BodyRow, DocumentFilter, DocumentRow } from './document-store.ts';

/** The loader of pages of sources' documents: of those of a name, or of all. */
export type DocumentPageLoader = (name: string | null) => PageLoader<DocumentRow, string>;

/** A loader of pages. Make one per request. */
export function documentPageLoader(
  read: (sourceIds: readonly string[], page: PageRequest<string> & DocumentFilter) => Promise<DocumentRow[]>,
): DocumentPageLoader {
  const loaders = new Map<string | null, PageLoader<DocumentRow, string>>();
  return (name) => {
    const loader =
      loaders.get(name) ??
      pageLoader(
        (ids, page: PageRequest<string>) => read(ids, { ...page, name }),
        ({ sourceId }) => sourceId,
      );
    loaders.set(name, loader);
    return loader;
  };
}

/** Reads documents' texts, up to a number of bytes in one request. */
export interface BodyLoader {
  /** The text of a document that was admitted; null when it is gone. */
  load(document: { readonly id: string; readonly size: number }): Promise<string | null>;
  /** Whether the request may have this text too. Counts it, once. */
  admits(document: { readonly id: string; readonly size: number }): boolean;
}

/** 8 MiB: the largest document, and some smaller ones. They are held in memory, here and at the gateway. */
const MOST_BYTES = 8_388_608;

/** A loader of texts. Make one per request. */
export function bodyLoader(read: (ids: readonly string[]) => Promise<readonly BodyRow[]>): BodyLoader {
  const rows = rowLoader(read, ({ id }) => id);
  const admitted = new Set<string>();
  let left = MOST_BYTES;
  return {
    async load({ id }) {
      return (await rows.load(id))?.body ?? null;
    },
    admits({ id, size }) {
      if (admitted.has(id)) return true;
      if (size > left) return false;
      left -= size;
      admitted.add(id);
      return true;
    },
  };
}
