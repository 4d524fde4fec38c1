import { decodeJwt, type FetchImplementation } from 'jose';
import { LRUCache } from 'lru-cache';
import { callerClaims, callerTokenClaims, GATEWAY_AUDIENCE } from '#schema/wire/credentials.ts';
import type { RegisteredCompany } from '#schema/wire/registry.ts';
import {
  createVerifier,
  KeysUnavailable,
  remoteKeys,
  type Clock,
  type Verify,
} from '#schema/wire/signatures.ts';
import type { z } from 'zod';
import type { Caller, RegistrySnapshot } from '../context.ts';
import { createTokenCache } from './token-cache.ts';

/** What a request's credentials come to. */
export type Authentication =
  | { readonly kind: 'anonymous' }
  | { readonly kind: 'caller'; readonly caller: Caller }
  | { readonly kind: 'refused'; readonly reason: string }
  /** The issuer's keys cannot be had, so that nothing can be said of its tokens. */
  | { readonly kind: 'unknowable'; readonly company: string };

/** Says who asks; at once where the same token has been checked before. */
export type Authenticate = (
  authorization: string | undefined,
  registry: RegistrySnapshot,
) => Authentication | Promise<Authentication>;

type TokenClaims = z.infer<typeof callerTokenClaims>;

/** An issuer's keys are fetched again after this long: with {@link TOKEN_KEPT_MS}, how long a withdrawn key can act. */
export const KEYS_KEPT_MS = 60_000;
const UNKNOWABLE = Symbol('unknowable');
const MOST_ISSUERS = 10_000;
const BEARER = /^Bearer ([A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+)$/i;

/**
 * Authenticates callers by the `authorization` header: a bearer token of an issuer that the registry knows, for
 * this gateway. The issuer decides the company; nothing else in a request does. The reason of a refusal is for the log.
 * An issuer that cannot be reached is told apart from a bad token: its callers are to come again, not to sign in again.
 *
 * A verdict is kept, see {@link createTokenCache}. A token is refused once it has expired, a key within two minutes of
 * its issuer's withdrawing it, a company as soon as the registry says so.
 */
export function createAuthenticator(options: {
  readonly clock: Clock;
  readonly fetchKeys: FetchImplementation;
}): Authenticate {
  const { clock } = options;
  const tokens = createTokenCache(clock);
  const verifiers = new LRUCache<string, { readonly until: number; readonly verify: Verify<TokenClaims> }>({
    max: MOST_ISSUERS,
  });

  /** A verifier lives as long as its keys may: a fresh one fetches them anew and remembers no token. */
  function verifierOf(company: RegisteredCompany): Verify<TokenClaims> {
    const key = `${company.issuer} ${company.jwksUri}`;
    const known = verifiers.get(key);
    if (known && known.until > clock()) return known.verify;
    const verify = createVerifier<TokenClaims>({
      issuer: company.issuer,
      audience: GATEWAY_AUDIENCE,
      keys: remoteKeys(company.jwksUri, options.fetchKeys),
      claims: callerTokenClaims,
      clock,
      tellsOfOutage: true,
    });
    verifiers.set(key, { until: clock() + KEYS_KEPT_MS, verify });
    return verify;
  }

  async function claimsOf(token: string, company: RegisteredCompany) {
    try {
      return await verifierOf(company)(token);
    } catch (error) {
      if (error instanceof KeysUnavailable) return UNKNOWABLE;
      throw error;
    }
  }

  async function check(authorization: string, registry: RegistrySnapshot): Promise<Authentication> {
    const token = BEARER.exec(authorization)?.[1];
    if (token === undefined) return { kind: 'refused', reason: 'no bearer token' };
    const company = registry.byIssuer.get(issuerOf(token) ?? '');
    if (!company) return { kind: 'refused', reason: 'unknown issuer' };
    const claims = await claimsOf(token, company);
    if (claims === UNKNOWABLE) return { kind: 'unknowable', company: company.slug };
    if (!claims) return { kind: 'refused', reason: `not a valid token of ${company.slug}` };
    const { documents } = claims;
    const narrowed = documents === undefined ? {} : { documents };
    const caller = { ...callerClaims.parse(claims), ...narrowed, company: company.slug, token };
    tokens.keep(authorization, { caller, company, registry }, claims.exp);
    return { kind: 'caller', caller };
  }

  return (authorization, registry) => {
    if (authorization === undefined) return { kind: 'anonymous' };
    const caller = tokens.get(authorization, registry);
    return caller ? { kind: 'caller', caller } : check(authorization, registry);
  };
}

/** Whose verifier to ask; believed only once that verifier has checked the signature. */
function issuerOf(token: string): string | undefined {
  try {
    return decodeJwt(token).iss;
  } catch {
    return undefined;
  }
}
