import { z } from 'zod';
import { allowedDocuments, callerScope } from './credentials.ts';

/**
 * Where a company's subgraph answers its own issuer, by `POST`: whose credential is this? The request carries a bearer
 * JWT of type `TOKEN_TYPE.issuer` that the issuer's key signed: `iss` the issuer, `aud` the company's audience, living
 * at most `CREDENTIAL_LIFE_SECONDS`. Without a good one the answer is 401.
 */
export const CREDENTIAL_CHECK_PATH = '/agent-credentials/verify';

/** The body. */
export const credentialQuestion = z.object({ secret: z.string().max(200) });

/**
 * The answer with status 200: the agent whose token may be signed. 404 for every other secret: unknown, expired,
 * revoked, or of an agent that is not at work.
 */
export const credentialAnswer = z.object({
  subject: z.string().min(1).max(255),
  name: z.string().min(1).max(200),
  /** Goes into the token as `reach`; left out when the agent is not narrowed. */
  reach: callerScope.optional(),
  /** Goes into the token as `documents`; left out when its credential is for any document. */
  documents: allowedDocuments.exactOptional(),
  /** Goes into the token as `credential`: the credential's id, so that its company knows a revoked one's token. */
  credential: z.string().max(120).exactOptional(),
});
/** See {@link credentialAnswer}. */
export type CredentialAnswer = z.infer<typeof credentialAnswer>;
