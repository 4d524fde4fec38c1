import { describe, expect, it } from '@jest/globals';
import { credentialIdOf } from './credential-rules.ts';
import { createSecret, fitsHash } from './credential-secret.ts';

const ID = 'crd_acme_01JQ0000000000000000000CRD';

describe('a new secret', () => {
  it('is of its credential, never twice, and its hash says nothing of it', () => {
    const made = Array.from({ length: 100 }, () => createSecret(ID));
    expect(new Set(made.map(({ secret }) => secret)).size).toBe(100);
    for (const { secret, hash } of made) {
      expect(credentialIdOf(secret, 'acme')).toBe(ID);
      expect(hash).toMatch(/^[0-9a-f]{64}$/);
      expect(fitsHash(secret, hash)).toBe(true);
    }
  });

  it('fits no other hash, and none at all', () => {
    const [one, other] = [createSecret(ID), createSecret(ID)];
    expect(fitsHash(one.secret, other.hash)).toBe(false);
    expect(fitsHash(`${one.secret} `, one.hash)).toBe(false);
    expect(fitsHash(one.secret, null)).toBe(false);
  });
});
