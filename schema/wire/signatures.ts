import { createHash, createPublicKey } from 'node:crypto';
import {
  createRemoteJWKSet,
  customFetch,
  errors,
  importJWK,
  jwtVerify,
  SignJWT,
  type FetchImplementation,
  type JWK,
  type JWTPayload,
  type JWTVerifyGetKey,
} from 'jose';
import { LRUCache } from 'lru-cache';
import type { z } from 'zod';
import { boundedResponse } from './bounded-response.ts';
import { CLOCK_TOLERANCE_SECONDS, SIGNATURE_ALGORITHMS } from './credentials.ts';

/** Milliseconds since the epoch. Passed in, so that tests own the time. */
export type Clock = () => number;

/** What a verifier demands of a JWT. */
export interface VerifierOptions<Claims> {
  readonly issuer: string;
  readonly audience: string;
  readonly keys: JWTVerifyGetKey;
  /** The shape of the claims that the program goes on to use. */
  readonly claims: z.ZodType<Claims>;
  readonly clock: Clock;
  /** The JWT's `typ`; left out for caller tokens, whose header is the issuer's affair. */
  readonly typ?: string;
  /** The longest life accepted, `exp - iat`, in seconds. */
  readonly maxLifeSeconds?: number;
  /** Whether good tokens are remembered; true when left out. False where each is good for one request. */
  readonly remember?: boolean;
  /** Whether {@link KeysUnavailable} is thrown; left out, such a token is refused like any other that cannot be verified. */
  readonly tellsOfOutage?: boolean;
  /** Told why a token was refused. For the log, never for the caller. */
  readonly onRefused?: (reason: string) => void;
}

/** The keys cannot be had now: of a token that they may have signed, nothing can be said. */
export class KeysUnavailable extends Error {
  constructor(cause: unknown) {
    super('the keys cannot be had', { cause });
    this.name = 'KeysUnavailable';
  }
}

/** The claims of a good token; null for every other text, whatever is wrong with it. Throws nothing but what is asked for. */
export type Verify<Claims> = (token: string) => Promise<Claims | null>;

const CACHED_TOKENS = 10_000;
const LONGEST_TOKEN = 8192;

/**
 * Builds a verifier of JWTs. Good tokens are remembered by hash until they expire, so that the
 * signature of one is checked once; a key's removal from the JWKS therefore acts within a token's life.
 */
export function createVerifier<Claims extends { exp: number }>(
  options: VerifierOptions<Claims>,
): Verify<Claims> {
  const known =
    options.remember === false ? null : new LRUCache<string, Claims & object>({ max: CACHED_TOKENS });
  return async (token) => {
    if (token.length > LONGEST_TOKEN) return null;
    const key = createHash('sha256').update(token).digest('base64');
    const cached = known?.get(key);
    if (cached && cached.exp * 1000 > options.clock()) return cached;
    try {
      const claims = await verifyOnce(token, options);
      known?.set(key, claims);
      return claims;
    } catch (error) {
      if (options.tellsOfOutage === true && error instanceof KeysUnavailable) throw error;
      options.onRefused?.(error instanceof Error ? error.message : String(error));
      return null;
    }
  };
}

async function verifyOnce<Claims>(token: string, options: VerifierOptions<Claims>): Promise<Claims> {
  const { payload } = await jwtVerify(token, options.keys, {
    issuer: options.issuer,
    audience: options.audience,
    algorithms: SIGNATURE_ALGORITHMS,
    clockTolerance: CLOCK_TOLERANCE_SECONDS,
    currentDate: new Date(options.clock()),
    requiredClaims: ['exp', 'iat'],
    ...(options.typ === undefined ? {} : { typ: options.typ }),
  });
  checkLife(payload, options);
  return options.claims.parse(payload);
}

/** A life is only as short as `iat` is honest: one in the future would let a token live for as long as it likes. */
function checkLife({ iat = 0, exp = 0 }: JWTPayload, { clock, maxLifeSeconds }: LifeOptions): void {
  if (iat > clock() / 1000 + CLOCK_TOLERANCE_SECONDS) throw new Error('the token is issued in the future');
  if (maxLifeSeconds !== undefined && exp - iat > maxLifeSeconds) throw new Error('the token lives too long');
}

type LifeOptions = Pick<VerifierOptions<unknown>, 'clock' | 'maxLifeSeconds'>;

/** No set of keys is larger, in bytes. */
const LARGEST_KEYS = 262_144;

/**
 * The public keys at a JWKS address: fetched when first needed, again for an unknown `kid`, at most every 30 s. Whoever
 * serves them is another party: a set without end is none. Rejects with {@link KeysUnavailable} where there is none.
 */
export function remoteKeys(jwksUri: string, fetchKeys: FetchImplementation): JWTVerifyGetKey {
  const fetchBounded: FetchImplementation = async (url, options) =>
    boundedResponse(await fetchKeys(url, options), LARGEST_KEYS);
  const keys = createRemoteJWKSet(new URL(jwksUri), { timeoutDuration: 10_000, [customFetch]: fetchBounded });
  return (header, token) =>
    keys(header, token).catch((error: unknown) => {
      throw isOutage(error) ? new KeysUnavailable(error) : error;
    });
}

/** No answer, an answer too late, or one that is no document: unlike a document without the key that is looked for. */
function isOutage(error: unknown): boolean {
  return (
    !(error instanceof errors.JOSEError) ||
    error instanceof errors.JWKSTimeout ||
    error.code === errors.JOSEError.code
  );
}

/** A program's signing key, and what it shows of it to others. */
export interface Signer {
  /** The JWKS document with the public half alone. */
  readonly jwks: { readonly keys: readonly JWK[] };
  /** Signs the claims; `exp` and `iat` are seconds since the epoch. */
  sign(claims: { exp: number; iat: number } & Record<string, unknown>, typ?: string): Promise<string>;
}

/**
 * Makes a signer of a private JWK, as `{ kty, crv, d, x, kid, alg }`.
 *
 * @param others keys that are shown beside it: the one that is signed with next, and those that were signed with before
 * @throws TypeError when the JWK has no `kid`, no `alg`, or no private part
 */
export async function createSigner(jwk: JWK, others: readonly JWK[] = []): Promise<Signer> {
  const { kid, alg } = jwk;
  if (kid === undefined || alg === undefined || jwk.d === undefined) {
    throw new TypeError('A signing key is a private JWK with "kid" and "alg".');
  }
  const key = await importJWK(jwk, alg);
  return {
    jwks: { keys: [jwk, ...others.filter((other) => other.kid !== kid)].map(shownKey) },
    sign: (claims, typ) =>
      new SignJWT(claims).setProtectedHeader({ alg, kid, ...(typ === undefined ? {} : { typ }) }).sign(key),
  };
}

/** The public half alone, whatever there is of the key. */
function shownKey(jwk: JWK): JWK {
  const shown = createPublicKey({ key: jwk, format: 'jwk' }).export({ format: 'jwk' });
  return { ...shown, kid: jwk.kid, alg: jwk.alg, use: 'sig' } as JWK;
}
