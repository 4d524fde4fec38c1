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
 * @param keys the signing key, and after it those whose seals are opened too, as far as their private part is there
 * @throws TypeError when the signing key has no private part
 */
export function createSealing(keys: readonly [JWK, ...JWK[]], purpose: string, clock: Clock): Sealing {
  const [own, ...others] = keys.map(({ d }) => (d === undefined ? null : sealingKey(d, purpose)));
  if (!own) throw new TypeError('A signing key is a private JWK.');
  const openers = [own, ...others.filter((key) => key !== null)];
  return {
    seal(value, ttlSeconds) {
      const text = JSON.stringify({ value, until: clock() + ttlSeconds * 1000 });
      const header = { alg: 'dir', enc: 'A256GCM' };
      return new CompactEncrypt(new TextEncoder().encode(text)).setProtectedHeader(header).encrypt(own);
    },
    async open(text, shape) {
      if (text === undefined || text === '' || text.length > LONGEST) return null;
      for (const key of openers) {
        const opened = await openWith(key, text);
        if (opened === null) continue;
        const value = shape.safeParse(opened.value);
        return opened.until > clock() && value.success ? value.data : null;
      }
      return null;
    },
  };
}

function sealingKey(secret: string, purpose: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret, '', `agent-network sealing: ${purpose}`, 32));
}

const ALGORITHMS = { keyManagementAlgorithms: ['dir'], contentEncryptionAlgorithms: ['A256GCM'] };

async function openWith(key: Uint8Array, text: string): Promise<{ value: unknown; until: number } | null> {
  try {
    const { plaintext } = await compactDecrypt(text, key, ALGORITHMS);
    return JSON.parse(new TextDecoder().decode(plaintext)) as { value: unknown; until: number };
  } catch {
    return null;
  }
}
