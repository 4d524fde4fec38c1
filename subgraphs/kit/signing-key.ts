import { readFileSync } from 'node:fs';
import type { JWK } from 'jose';
import { z } from 'zod';
import { SettingsError } from './settings.ts';

const signingKey = z.looseObject({ kty: z.string(), kid: z.string(), alg: z.string(), d: z.string() });

/**
 * Reads the private JWK in the file that `SIGNING_KEY_FILE` names.
 *
 * @throws SettingsError when it cannot be read or is none; never with a word of what is in it
 */
export function readSigningKey(file: string): JWK {
  try {
    return signingKey.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    // The cause may quote the file, which is a secret.
    const reason = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
    throw new SettingsError([
      `SIGNING_KEY_FILE must name a readable file with a private JWK that has "kid" and "alg"${reason}.`,
    ]);
  }
}
