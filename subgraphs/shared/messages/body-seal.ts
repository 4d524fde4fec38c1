import { randomBytes } from 'node:crypto';
import { sha256 } from '#schema/wire/hash.ts';

/** What binds a text to its event without telling it. */
export interface BodySeal {
  /** Hex of 16 random bytes. Kept with the text, and deleted with it. */
  readonly salt: string;
  readonly hash: string;
}

/**
 * Seals a message's text for its event. The event holds the hash alone: while text and salt are there anyone can check
 * them against it, and once both are deleted the hash is valid still, but nobody can try out what the text may have been.
 */
export function sealBody(body: string): BodySeal {
  const salt = randomBytes(16).toString('hex');
  return { salt, hash: bodyHash(salt, body) };
}

/** `sha256(salt + body)`: the salt as its hex text, both as UTF-8, the hash in lower-case hex. */
export function bodyHash(salt: string, body: string): string {
  return sha256(salt + body);
}
