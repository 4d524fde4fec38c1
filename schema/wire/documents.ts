import { z } from 'zod';
import { sha256 } from './hash.ts';

/** sha256 (hex) of a document's text as `print` of graphql-js writes it. */
export const documentHash = z.string().regex(/^[0-9a-f]{64}$/);

/** The most that one document may be, and how many a company may have registered. */
export const DOCUMENT_LIMITS = { bytes: 65_536, tokens: 4000, each: 200, all: 2000 } as const;

/** Asks to have documents registered: all or none. What is registered already stays as it is. */
export const pushDocumentsRequest = z.object({
  documents: z.array(z.string().min(1)).min(1).max(DOCUMENT_LIMITS.each),
  /** The program that sends them. */
  client: z
    .object({ name: z.string().min(1).max(100), version: z.string().min(1).max(100).nullable() })
    .exactOptional(),
});
/** See {@link pushDocumentsRequest}. */
export type PushDocumentsRequest = z.infer<typeof pushDocumentsRequest>;

/** Its answer: the documents in the order sent, and what is wrong with those that are refused; then none is registered. */
export const pushDocumentsReply = z.object({
  documents: z.array(z.object({ hash: documentHash, name: z.string(), added: z.boolean() })),
  refused: z.array(z.object({ at: z.int(), problem: z.string() })),
});
/** See {@link pushDocumentsReply}. */
export type PushDocumentsReply = z.infer<typeof pushDocumentsReply>;

/** Asks for the company's own documents. */
export const listDocumentsRequest = z.object({});

/** Its answer, by name. */
export const listDocumentsReply = z.object({
  documents: z.array(
    z.object({
      hash: documentHash,
      name: z.string(),
      text: z.string(),
      clientName: z.string().nullable(),
      clientVersion: z.string().nullable(),
      addedAt: z.iso.datetime(),
    }),
  ),
});
/** See {@link listDocumentsReply}. */
export type ListDocumentsReply = z.infer<typeof listDocumentsReply>;

/** `POST /registry/documents` of the shared layer, for a gateway's own token: one company's documents as of a set. */
export const documentSetRequest = z.object({ company: z.string().max(40) });

/** Its answer: the set as it is now. */
export const documentSetReply = z.object({
  documents: z.array(z.object({ hash: documentHash, text: z.string() })),
});

/** Names a set of documents: equal sets have equal names. Null for none. */
export function documentSetHash(hashes: readonly string[]): string | null {
  return hashes.length === 0 ? null : sha256([...hashes].sort().join('\n'));
}
