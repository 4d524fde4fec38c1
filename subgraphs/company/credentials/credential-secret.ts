import { randomBytes, timingSafeEqual } from 'node:crypto';
import { sha256 } from '#schema/wire/hash.ts';
import { secretOf } from './credential-rules.ts';

/** A new secret, and what is kept of it. */
export interface NewSecret {
  readonly secret: string;
  readonly hash: string;
}

/**
 * Makes a credential's secret. One round of sha256 is enough to keep: a slow hash is for secrets that people choose, of
 * which the likely ones can be tried; of 256 random bits none is likelier than another, and none can be found by trying.
 */
export function createSecret(credentialId: string): NewSecret {
  const secret = secretOf(credentialId, randomBytes(32).toString('base64url'));
  return { secret, hash: sha256(secret) };
}

/** What no secret hashes to: compared with where there is no credential, so that its absence takes as long. */
const NO_HASH = '0'.repeat(64);

/** Whether the secret has that hash, in the same time for every difference; never for a missing hash. */
export function fitsHash(secret: string, hash: string | null): boolean {
  const same = timingSafeEqual(Buffer.from(sha256(secret), 'hex'), Buffer.from(hash ?? NO_HASH, 'hex'));
  return hash !== null && same;
}
