import { LRUCache } from 'lru-cache';
import { documentSetHash, documentSetReply } from '#schema/wire/documents.ts';
import { sha256 } from '#schema/wire/hash.ts';
import type { RegisteredCompany } from '#schema/wire/registry.ts';

/** A company's registered documents: texts by hash. */
export type DocumentSet = ReadonlyMap<string, string>;

/** Gives a company's documents as of the registry's row. @throws when the shared layer does not give that very set */
export type DocumentsOf = (
  company: Pick<RegisteredCompany, 'slug' | 'documentsHash'>,
) => DocumentSet | Promise<DocumentSet>;

const NONE: DocumentSet = new Map();

/**
 * Fetches sets when they are first asked for, once for all who wait, and keeps those last used: by company and by the
 * set's own name, so none is another company's or another time's. What was fetched is believed where it hashes to that name.
 */
export function createDocumentSets(
  fetchDocuments: (company: string) => Promise<unknown>,
  capacity: number,
): DocumentsOf {
  const sets = new LRUCache<string, Promise<DocumentSet>>({ max: capacity });
  return ({ slug, documentsHash }) => {
    if (documentsHash === null || documentsHash === undefined) return NONE;
    const key = `${slug} ${documentsHash}`;
    const known = sets.get(key);
    if (known) return known;
    const fresh = fetchDocuments(slug).then((json) => readSet(json, documentsHash));
    sets.set(key, fresh);
    fresh.catch(() => {
      if (sets.peek(key) === fresh) sets.delete(key);
    });
    return fresh;
  };
}

function readSet(json: unknown, name: string): DocumentSet {
  const { documents } = documentSetReply.parse(json);
  const set = new Map(documents.map(({ text }) => [sha256(text), text]));
  if (documentSetHash([...set.keys()]) !== name)
    throw new Error('the documents are not those of the registry');
  return set;
}
