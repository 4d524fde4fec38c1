import type { FetchImplementation } from 'jose';
import {
  attestationClaims,
  callerTokenClaims,
  companyAudience,
  CREDENTIAL_LIFE_SECONDS,
  GATEWAY_AUDIENCE,
  passportClaims,
  SHARED_AUDIENCE,
  TOKEN_TYPE,
  type AttestationClaims,
  type CallerTokenClaims,
  type PassportClaims,
} from '#schema/wire/credentials.ts';
import { ATTESTATION_HEADER, PASSPORT_HEADER } from '#schema/wire/headers.ts';
import { createVerifier, remoteKeys, type Clock, type Verify } from '#schema/wire/signatures.ts';
import type { VerifiedWords } from './principal-rules.ts';

/** Whose word counts for one company's subgraph, and where their public keys are. */
export interface Trust {
  readonly company: string;
  readonly gatewayJwksUrl: string;
  readonly sharedJwksUrl: string;
  readonly issuer: string;
  readonly issuerJwksUrl: string;
}

/** What a verifier needs from outside. `onRefused` is told which artefact was refused and why, never the artefact. */
export interface VerifierTools {
  readonly clock: Clock;
  readonly fetch: FetchImplementation;
  readonly onRefused: (artefact: 'passport' | 'caller' | 'attestation', reason: string) => void;
}

/** Reads a request's credentials; null without a valid passport for this company's subgraph. Never throws. */
export type VerifyRequest = (header: (name: string) => string | undefined) => Promise<VerifiedWords | null>;

/**
 * Builds the verifier of a subgraph's requests. Beside the passport it looks at one artefact only: the caller's token
 * if the passport is of the own company, the attestation if it is of another. A token on a foreign request is not read.
 */
export function createRequestVerifier(trust: Trust, tools: VerifierTools): VerifyRequest {
  const verify = createVerifiers(trust, tools);
  return async (header) => {
    const passport = await verified(verify.passport, header(PASSPORT_HEADER));
    if (passport === null) return null;
    if (passport.company === trust.company) {
      const caller = await verified(verify.caller, bearerToken(header('authorization')));
      return { passport, caller, attestation: null };
    }
    const attestation = await verified(verify.attestation, header(ATTESTATION_HEADER));
    return { passport, caller: null, attestation };
  };
}

interface Verifiers {
  readonly passport: Verify<PassportClaims>;
  readonly caller: Verify<CallerTokenClaims>;
  readonly attestation: Verify<AttestationClaims>;
}

function createVerifiers(trust: Trust, { clock, fetch, onRefused }: VerifierTools): Verifiers {
  const audience = companyAudience(trust.company);
  const shortLived = { audience, clock, maxLifeSeconds: CREDENTIAL_LIFE_SECONDS };
  return {
    passport: createVerifier({
      ...shortLived,
      issuer: GATEWAY_AUDIENCE,
      typ: TOKEN_TYPE.passport,
      keys: remoteKeys(trust.gatewayJwksUrl, fetch),
      claims: passportClaims,
      onRefused: (reason) => onRefused('passport', reason),
    }),
    caller: createVerifier({
      audience,
      clock,
      issuer: trust.issuer,
      keys: remoteKeys(trust.issuerJwksUrl, fetch),
      claims: callerTokenClaims,
      onRefused: (reason) => onRefused('caller', reason),
    }),
    attestation: createVerifier({
      ...shortLived,
      issuer: SHARED_AUDIENCE,
      typ: TOKEN_TYPE.attestation,
      keys: remoteKeys(trust.sharedJwksUrl, fetch),
      claims: attestationClaims,
      onRefused: (reason) => onRefused('attestation', reason),
    }),
  };
}

async function verified<Claims>(verify: Verify<Claims>, token: string | undefined): Promise<Claims | null> {
  return token === undefined ? null : verify(token);
}

function bearerToken(authorization: string | undefined): string | undefined {
  return /^Bearer ([A-Za-z0-9._-]+)$/i.exec(authorization ?? '')?.[1];
}
