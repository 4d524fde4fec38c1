import { z } from 'zod';

/** `aud` of a caller token for a gateway. */
export const GATEWAY_AUDIENCE = 'agent-network:gateway';
/** `aud` of a passport for the shared layer, and `iss` of an attestation. */
export const SHARED_AUDIENCE = 'agent-network:shared';

/** `aud` of a passport, an attestation or a caller token for one company's subgraph. */
export function companyAudience(slug: string): string {
  return `agent-network:company:${slug}`;
}

/** How long a passport or an attestation lives at most, in seconds. */
export const CREDENTIAL_LIFE_SECONDS = 60;
/** How far two programs' clocks may differ, in seconds. */
export const CLOCK_TOLERANCE_SECONDS = 5;

/** JWT `typ` of each artefact, so that none can pass for another even under one key. */
export const TOKEN_TYPE = {
  passport: 'agent-network-passport+jwt',
  attestation: 'agent-network-attestation+jwt',
  gateway: 'agent-network-gateway+jwt',
  issuer: 'agent-network-issuer+jwt',
} as const;

/** Signature algorithms that anybody here accepts; `none` and shared secrets are not among them. */
export const SIGNATURE_ALGORITHMS = ['EdDSA', 'Ed25519', 'ES256', 'PS256', 'RS256'];

const subject = z.string().min(1).max(255);
const kind = z.enum(['person', 'agent']);

/**
 * What a caller may do less than its company's records would let it: an agent's narrow permissions. Ids of teams and
 * threads of the shared layer; a team's id stands for all of its threads. Left out: nothing is narrowed. The claim is
 * called `reach`, since OAuth has taken `scope` for a text of its own.
 */
export const callerScope = z.object({
  read: z.array(z.string().max(80)).max(50),
  post: z.array(z.string().max(80)).max(50),
});
/** See {@link callerScope}. */
export type CallerScope = z.infer<typeof callerScope>;

/** A person or an agent as its company's issuer names it. */
export const callerClaims = z.object({
  sub: subject,
  kind,
  name: z.string().min(1).max(200).optional(),
  act: z.object({ sub: subject }).optional(),
  reach: callerScope.optional(),
});
/** See {@link callerClaims}. */
export type CallerClaims = z.infer<typeof callerClaims>;

/** The hashes that a credential is for. */
export const allowedDocuments = z.array(z.string().regex(/^[0-9a-f]{64}$/)).max(100);

/** What a caller token says beside `iss` and `aud`, which the verifier checks. */
export const callerTokenClaims = callerClaims.extend({
  exp: z.number(),
  /** sha256 (hex) of the only registered documents that it may be used for, at a gateway; left out: any document. */
  documents: allowedDocuments.exactOptional(),
  /** The agent's credential that it was got with: revoked, the token is nobody's at the company. Left out: not told. */
  credential: z.string().max(120).exactOptional(),
});
/** See {@link callerTokenClaims}. */
export type CallerTokenClaims = z.infer<typeof callerTokenClaims>;

/** An issuer's word to its own company's subgraph that it is the one that asks; `iss` and `aud` say the rest. */
export const issuerClaims = z.object({ exp: z.number() });

/**
 * A passport: the caller's company and, but for a foreign company, the caller.
 * Signed by the gateway; `aud` names one subgraph.
 */
export const passportClaims = z.object({
  jti: z.string().min(1),
  exp: z.number(),
  company: z.string(),
  caller: callerClaims.optional(),
});
/** See {@link passportClaims}. */
export type PassportClaims = z.infer<typeof passportClaims>;

/**
 * A membership attestation: "`company` is active in `teams`", naming only teams that the audience is active in too.
 * Signed by the shared layer; `aud` names one foreign company.
 */
export const attestationClaims = z.object({
  exp: z.number(),
  company: z.string(),
  teams: z.array(z.string()),
});
/** See {@link attestationClaims}. */
export type AttestationClaims = z.infer<typeof attestationClaims>;
