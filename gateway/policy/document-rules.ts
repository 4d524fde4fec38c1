import type { DocumentPolicy } from '#schema/wire/registry.ts';
import type { ErrorCode } from '../errors.ts';

/** What decides over a document, before it is looked at. */
export interface DocumentAsked {
  /** The hash that it was asked for by. */
  readonly hash: string | undefined;
  /** sha256 of the text that came; null when none did. */
  readonly textHash: string | null;
  readonly policy: DocumentPolicy;
  /** The only hashes that the caller's credential is for; undefined: it is for any. */
  readonly allowed: readonly string[] | undefined;
  /** Whether the company has registered the hash. */
  readonly registered: boolean;
}

/** Why the document is not run; null when it is: the registered one, where there is one, else the text that came. */
export function documentRefusal(asked: DocumentAsked): ErrorCode | null {
  const { hash, textHash, policy, allowed, registered } = asked;
  if (hash !== undefined && textHash !== null && textHash !== hash) return 'PERSISTED_QUERY_HASH_MISMATCH';
  if (allowed && (hash === undefined || !allowed.includes(hash))) return 'DOCUMENT_NOT_ALLOWED';
  if (registered) return null;
  if (textHash === null) return 'PERSISTED_QUERY_NOT_FOUND';
  return policy === 'TRUSTED_ONLY' || allowed ? 'TRUSTED_DOCUMENTS_ONLY' : null;
}
