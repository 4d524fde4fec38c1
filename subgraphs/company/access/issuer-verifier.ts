import {
  companyAudience,
  CREDENTIAL_LIFE_SECONDS,
  issuerClaims,
  TOKEN_TYPE,
} from '#schema/wire/credentials.ts';
import { createVerifier, remoteKeys, type Verify } from '#schema/wire/signatures.ts';
import type { FetchImplementation } from 'jose';
import type { Clock } from '#schema/wire/signatures.ts';
import type { Trust } from './request-verifier.ts';

/**
 * Builds the verifier of what the company's issuer itself asks. The issuer signs its callers' tokens with the same key:
 * the type of the token and its short life tell the one from the other.
 */
export function createIssuerVerifier(
  { company, issuer, issuerJwksUrl }: Trust,
  tools: {
    readonly clock: Clock;
    readonly fetch: FetchImplementation;
    readonly onRefused: (reason: string) => void;
  },
): Verify<unknown> {
  return createVerifier({
    issuer,
    audience: companyAudience(company),
    typ: TOKEN_TYPE.issuer,
    maxLifeSeconds: CREDENTIAL_LIFE_SECONDS,
    keys: remoteKeys(issuerJwksUrl, tools.fetch),
    claims: issuerClaims,
    clock: tools.clock,
    onRefused: tools.onRefused,
  });
}
