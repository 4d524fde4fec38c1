import { hkdfSync } from 'node:crypto';
import { CompactEncrypt, compactDecrypt, type JWK } from 'jose';
import type { z } from 'zod';
import type { Clock } from '#schema/wire/signatures.ts';

/** Seals what a browser keeps for the gateway and may not read: the gateway itself keeps nothing. */
export interface Sealing {
  /** @param ttlSeconds after which nobody opens it */
  seal(value: object, ttlSeconds: number): Promise<string>;
  /** What was sealed; null for every other text, and once its time is over. */
  open<Value>(text: string | undefined, shape: z.ZodType<Value>): Promise<Value | null>;
}

const LONGEST = 4096;

/**
 * Seals with a key made from the gateway's signing key, so that all replicas that sign alike open each other's. What is
 * sealed for one `purpose` opens for no other.
 *
 * @throws TypeError when the signing key has no private part
 */
export function createSealing(signingKey: JWK, purpose: string, clock: Clock): Sealing {
  if (signingKey.d === undefined) throw new TypeError('A signing key is a private JWK.');
  const key = new Uint8Array(hkdfSync('sha256', signingKey.d, '', `agent-network sealing: ${purpose}`, 32));
  return {
    seal(value, ttlSeconds) {
      const text = JSON.stringify({ value, until: clock() + ttlSeconds * 1000 });
      const header = { alg: 'dir', enc: 'A256GCM' };
      return new CompactEncrypt(new TextEncoder().encode(text)).setProtectedHeader(header).encrypt(key);
    },
    async open(text, shape) {
      if (text === undefined || text === '' || text.length > LONGEST) return null;
      try {
        const algorithms = { keyManagementAlgorithms: ['dir'], contentEncryptionAlgorithms: ['A256GCM'] };
        const { plaintext } = await compactDecrypt(text, key, algorithms);
        const sealed = JSON.parse(new TextDecoder().decode(plaintext)) as { value: unknown; until: number };
        return sealed.until > clock() ? shape.parse(sealed.value) : null;
      } catch {
        return null;
      }
    },
  };
}
