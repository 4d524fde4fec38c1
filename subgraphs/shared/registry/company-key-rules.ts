import type { JWK } from 'jose';
import { z } from 'zod';
import { SIGNATURE_ALGORITHMS } from '#schema/wire/credentials.ts';
import { canonicalJson } from '../events/canonical-json.ts';

/** A company's public key as it is kept: what verifying needs, and nothing else of what was handed in. */
const publicJwk = z.object({
  kid: z.string().min(1).max(128),
  alg: z.enum(SIGNATURE_ALGORITHMS),
  kty: z.enum(['OKP', 'EC', 'RSA']),
  crv: z.string().exactOptional(),
  x: z.string().exactOptional(),
  y: z.string().exactOptional(),
  n: z.string().exactOptional(),
  e: z.string().exactOptional(),
});

/** A public JWK that says its id and its algorithm. */
export type CompanyJwk = z.infer<typeof publicJwk>;

/** The public half of a key; never the private one, whatever is handed in. Throws what zod does for anything else. */
export function publicKeyOf(jwk: JWK): CompanyJwk {
  return publicJwk.parse(jwk);
}

/** A key as the registry holds it. */
export interface KnownKey {
  readonly jwk: CompanyJwk;
  readonly retired: boolean;
}

/** What is to be done so that the keys named are the live ones. */
export interface KeyChange {
  readonly added: readonly CompanyJwk[];
  /** By `kid`. */
  readonly retired: readonly string[];
}

/**
 * Compares the keys that are known with those that a company is to have from now on.
 *
 * @throws Error when a `kid` names another key than it did, or one that has been retired: it may have been lost, so a
 *   new key takes its place and never the old one again
 */
export function keyChange(known: readonly KnownKey[], wanted: readonly CompanyJwk[]): KeyChange {
  const byKid = new Map(known.map((key) => [key.jwk.kid, key]));
  for (const jwk of wanted) {
    const there = byKid.get(jwk.kid);
    if (there?.retired === true) throw new Error(`The key "${jwk.kid}" has been retired: make a new one.`);
    if (there !== undefined && !isSameKey(there.jwk, jwk))
      throw new Error(`"${jwk.kid}" names another key already: give the new key an id of its own.`);
  }
  const kept = new Set(wanted.map(({ kid }) => kid));
  return {
    added: wanted.filter(({ kid }) => !byKid.has(kid)),
    retired: known.filter(({ jwk, retired }) => !retired && !kept.has(jwk.kid)).map(({ jwk }) => jwk.kid),
  };
}

function isSameKey(one: CompanyJwk, other: CompanyJwk): boolean {
  return canonicalJson(one) === canonicalJson(other);
}
