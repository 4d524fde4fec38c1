import { z } from 'zod';
import { callerClaims } from './credentials.ts';

/** A company's own word to the shared layer, with each `POST /company-requests`: a JWT, see {@link companyRequestClaims}. */
export const COMPANY_REQUEST_HEADER = 'agent-network-company-request';
/** Its JWT `typ`. */
export const COMPANY_REQUEST_TYPE = 'agent-network-company-request+jwt';

/**
 * Signed by the company's key, `iss` its audience (`companyAudience`), `aud` the shared layer, living at most
 * `CREDENTIAL_LIFE_SECONDS`. Good for one body: the one whose sha256 (hex, of the exact bytes) is `body`.
 */
export const companyRequestClaims = z.object({
  jti: z.string().min(1),
  exp: z.number(),
  /** Who of the company did it. */
  actor: callerClaims.pick({ sub: true, kind: true, name: true }),
  body: z.string().length(64),
});
/** See {@link companyRequestClaims}. */
export type CompanyRequestClaims = z.infer<typeof companyRequestClaims>;

const id = z.string().max(80);

/** Somebody of the company takes part in a team from now on, under the participant id that the company chose. */
const addParticipant = z.object({
  kind: z.literal('addParticipant'),
  participantId: id,
  teamId: id,
  subject: z.string().min(1).max(255),
  participantKind: z.enum(['PERSON', 'AGENT']),
  displayName: z.string(),
  title: z.string().nullable(),
});

/** A participant of the company takes part no longer. */
const removeParticipant = z.object({ kind: z.literal('removeParticipant'), participantId: id });

/** Opens a thread whose first messages are these, in this order, each said by the actor on behalf of who said it first. */
const openThread = z.object({
  kind: z.literal('openThread'),
  threadId: id,
  teamId: id,
  title: z.string(),
  messages: z
    .array(
      z.object({
        messageId: id,
        body: z.string(),
        /** Who said it first, in the company's own words, and when. */
        saidBy: z.object({
          displayName: z.string(),
          kind: z.enum(['PERSON', 'AGENT']),
          at: z.iso.datetime(),
        }),
      }),
    )
    .max(100),
});

/** The stub of a share: that there is one, never what is in it. */
const createShare = z.object({
  kind: z.literal('createShare'),
  shareId: id,
  teamId: id,
  targetKind: z.enum(['DOCUMENT', 'PRIVATE_THREAD', 'AGENT']),
  note: z.string().nullable(),
  expiresAt: z.iso.datetime().nullable(),
});

/** The company took a share back. Its content is gone at the owner already; this ends the stub. */
const revokeShare = z.object({ kind: z.literal('revokeShare'), shareId: id });

/** What a company may ask of the shared layer in its own name: the closed list. */
export const companyCommand = z.discriminatedUnion('kind', [
  addParticipant,
  removeParticipant,
  openThread,
  createShare,
  revokeShare,
]);
/** See {@link companyCommand}. */
export type CompanyCommand = z.infer<typeof companyCommand>;

/** The body. The same `requestId` with the same command is done once and answered alike ever after. */
export const companyRequest = z.object({ requestId: z.ulid(), command: companyCommand });
/** See {@link companyRequest}. */
export type CompanyRequest = z.infer<typeof companyRequest>;

/** The answer with status 200, and with 400 for a signed body that is no request; any other status or none: send it again. */
export const companyRequestReply = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('done') }),
  /** Final: sending it again changes nothing. `code` is one of the SDL's `UserErrorCode`. */
  z.object({ outcome: z.literal('refused'), code: z.string(), message: z.string() }),
]);
/** See {@link companyRequestReply}. */
export type CompanyRequestReply = z.infer<typeof companyRequestReply>;
