import { readFileSync } from 'node:fs';
import type { JWK } from 'jose';
import { z } from 'zod';
import { namedKeySet } from '#schema/wire/key-set.ts';
import { SettingsError } from './settings.ts';

const publicKeys = z.object({ keys: namedKeySet.shape.keys.min(1) });
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

/**
 * Reads the JWKS in the file that `OTHER_KEYS_FILE` names: keys that are shown beside the one that is signed with.
 *
 * @throws SettingsError when it cannot be read or is none; never with a word of what is in it
 */
export function readOtherKeys(file: string): JWK[] {
  try {
    return namedKeySet.parse(JSON.parse(readFileSync(file, 'utf8'))).keys;
  } catch {
    throw new SettingsError([
      'OTHER_KEYS_FILE must name a readable file with a JWKS, each key with "kid" and "alg".',
    ]);
  }
}

/**
 * Reads the public JWKS in a file.
 *
 * @throws SettingsError naming the setting, when it cannot be read, is none, or holds a private key
 */
export function readPublicKeys(setting: string, file: string): JWK[] {
  try {
    const { keys } = publicKeys.parse(JSON.parse(readFileSync(file, 'utf8')));
    if (keys.every((key) => !('d' in key))) return keys;
  } catch {
    // Told below, as a file of another form is.
  }
  throw new SettingsError([`${setting} must name a readable file with a JWKS of public keys.`]);
}
