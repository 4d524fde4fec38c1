import { decodeJwt, type FetchImplementation } from 'jose';
import { callerClaims, callerTokenClaims, GATEWAY_AUDIENCE } from '#schema/wire/credentials.ts';
import type { RegisteredCompany } from '#schema/wire/registry.ts';
import { createVerifier, remoteKeys, type Clock, type Verify } from '#schema/wire/signatures.ts';
import type { z } from 'zod';
import type { Caller, RegistrySnapshot } from '../context.ts';

/** What a request's credentials come to. */
export type Authentication =
  | { readonly kind: 'anonymous' }
  | { readonly kind: 'caller'; readonly caller: Caller }
  | { readonly kind: 'refused'; readonly reason: string };

type TokenClaims = z.infer<typeof callerTokenClaims>;

/**
 * Authenticates callers by the `authorization` header: a bearer token of an issuer that the registry knows, for
 * this gateway. The issuer decides the company; nothing else in a request does. The reason of a refusal is for the log.
 */
export function createAuthenticator(options: {
  readonly clock: Clock;
  readonly fetchKeys: FetchImplementation;
}) {
  const verifiers = new Map<string, Verify<TokenClaims>>();

  function verifierOf(company: RegisteredCompany): Verify<TokenClaims> {
    const key = `${company.issuer} ${company.jwksUri}`;
    const known = verifiers.get(key);
    if (known) return known;
    const fresh = createVerifier<TokenClaims>({
      issuer: company.issuer,
      audience: GATEWAY_AUDIENCE,
      keys: remoteKeys(company.jwksUri, options.fetchKeys),
      claims: callerTokenClaims,
      clock: options.clock,
    });
    verifiers.set(key, fresh);
    return fresh;
  }

  return async (authorization: string | undefined, registry: RegistrySnapshot): Promise<Authentication> => {
    if (authorization === undefined) return { kind: 'anonymous' };
    const token = /^Bearer ([A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+)$/i.exec(authorization)?.[1];
    if (token === undefined) return { kind: 'refused', reason: 'no bearer token' };
    const company = registry.byIssuer.get(issuerOf(token) ?? '');
    if (!company) return { kind: 'refused', reason: 'unknown issuer' };
    const claims = await verifierOf(company)(token);
    if (!claims) return { kind: 'refused', reason: `not a valid token of ${company.slug}` };
    return { kind: 'caller', caller: { ...callerClaims.parse(claims), company: company.slug, token } };
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
