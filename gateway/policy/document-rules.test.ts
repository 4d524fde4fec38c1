import { describe, expect, it } from '@jest/globals';
import { documentRefusal, type DocumentAsked } from './document-rules.ts';

const HASH = 'a'.repeat(64);
const OTHER = 'b'.repeat(64);
/** By its text, of a caller who may send any. */
const TEXT: DocumentAsked = {
  ...{ hash: undefined, textHash: HASH, policy: 'OPEN', allowed: undefined, registered: false },
};
const BY_HASH: DocumentAsked = { ...TEXT, hash: HASH, textHash: null, registered: true };
const trusted = { policy: 'TRUSTED_ONLY' } as const;

describe('a document', () => {
  it.each<[string, DocumentAsked, string | null]>([
    ['by its text', TEXT, null],
    ['by its text where only registered ones are run', { ...TEXT, ...trusted }, 'TRUSTED_DOCUMENTS_ONLY'],
    ['by its hash', BY_HASH, null],
    ['by its hash where only registered ones are run', { ...BY_HASH, ...trusted }, null],
    ['by a hash that is not registered', { ...BY_HASH, registered: false }, 'PERSISTED_QUERY_NOT_FOUND'],
    ['by hash and text', { ...BY_HASH, textHash: HASH }, null],
    ['by hash and text, not registered', { ...BY_HASH, textHash: HASH, registered: false }, null],
    [
      'by hash and text, not registered, where only registered ones are run',
      { ...BY_HASH, ...trusted, textHash: HASH, registered: false },
      'TRUSTED_DOCUMENTS_ONLY',
    ],
    ["by hash and another's text", { ...BY_HASH, textHash: OTHER }, 'PERSISTED_QUERY_HASH_MISMATCH'],
    ['of a credential for it', { ...BY_HASH, allowed: [OTHER, HASH] }, null],
    ['of a credential for another', { ...BY_HASH, allowed: [OTHER] }, 'DOCUMENT_NOT_ALLOWED'],
    ['of a credential for none', { ...BY_HASH, allowed: [] }, 'DOCUMENT_NOT_ALLOWED'],
    ['by its text, of a credential for it', { ...TEXT, allowed: [HASH] }, 'DOCUMENT_NOT_ALLOWED'],
    [
      'of a credential for it, not registered',
      { ...BY_HASH, allowed: [HASH], registered: false },
      'PERSISTED_QUERY_NOT_FOUND',
    ],
    [
      'by hash and text, of a credential for it, not registered',
      { ...BY_HASH, textHash: HASH, allowed: [HASH], registered: false },
      'TRUSTED_DOCUMENTS_ONLY',
    ],
    [
      "by hash and another's text, of a credential for neither",
      { ...BY_HASH, textHash: OTHER, allowed: [] },
      'PERSISTED_QUERY_HASH_MISMATCH',
    ],
  ])('%s', (_, asked, refusal) => {
    expect(documentRefusal(asked)).toBe(refusal);
  });

  it('is never run for a credential that does not name it, whatever else is so', () => {
    for (const hash of [undefined, HASH])
      for (const textHash of [null, HASH, OTHER])
        for (const policy of ['OPEN', 'TRUSTED_ONLY'] as const)
          for (const registered of [false, true])
            expect(documentRefusal({ hash, textHash, policy, registered, allowed: [OTHER] })).not.toBeNull();
  });
});
