/**
 * Every kind of change that a team's log tells of, with what its payload says. To add a kind: add it here, and with a
 * description to the SDL's `TeamEventKind`; the compiler compares the two lists.
 *
 * A payload is what any company in the team at that moment may know, for ever: it is hashed, and never changed. So it
 * holds ids and what people decided, but no message's text (its salted hash alone), no name of a person, and no slug
 * under which one company knows the team.
 */
export interface EventPayloads {
  /** A change made before there was a log: the row that took the sequence. */
  IMPORTED: {
    readonly of: 'TEAM' | 'PARTICIPANT' | 'THREAD' | 'MESSAGE';
    readonly id: string;
    readonly bodyHash?: string;
  };
  TEAM_CREATED: {
    readonly name: string;
    readonly purpose: string | null;
    readonly companies: readonly string[];
  };
  COMPANY_JOINED: { readonly company: string };
  COMPANY_LEFT: { readonly company: string };
  /** By consent of all the others. */
  COMPANY_REMOVED: { readonly company: string; readonly proposalId: string };
  /** Tells no name of a participant, here and below. */
  PARTICIPANT_UPDATED: { readonly participantId: string };
  PARTICIPANT_REMOVED: { readonly participantId: string };
  STEWARD_APPOINTED: { readonly participantId: string };
  STEWARD_STEPPED_DOWN: { readonly participantId: string };
  TEAM_RENAMED: { readonly name: string };
  TEAM_ARCHIVED: { readonly reason: string | null };
  TEAM_UNARCHIVED: { readonly reason: string | null };
  TEAM_DELETED: { readonly proposalId: string };
  INVITATION_SENT: { readonly invitationId: string; readonly company: string; readonly expiresAt: string };
  INVITATION_ACCEPTED: { readonly invitationId: string; readonly company: string };
  INVITATION_DECLINED: { readonly invitationId: string; readonly company: string };
  INVITATION_REVOKED: { readonly invitationId: string; readonly company: string };
  PROPOSAL_MADE: {
    readonly proposalId: string;
    readonly of: 'INVITE_COMPANY' | 'GRANT_HISTORY' | 'REMOVE_COMPANY' | 'DELETE_TEAM';
    readonly company: string | null;
    readonly fromSequence: number | null;
    readonly toSequence: number | null;
    readonly notBefore: string;
  };
  PROPOSAL_AGREED: { readonly proposalId: string };
  PROPOSAL_REFUSED: { readonly proposalId: string };
  PROPOSAL_WITHDRAWN: { readonly proposalId: string };
  HISTORY_GRANTED: {
    readonly proposalId: string;
    readonly company: string;
    readonly fromSequence: number;
    readonly toSequence: number;
  };
  PARTICIPANT_ADDED: {
    readonly participantId: string;
    readonly participantKind: 'PERSON' | 'AGENT';
    readonly isSteward: boolean;
  };
  THREAD_CREATED: { readonly threadId: string; readonly slug: string; readonly title: string };
  /** The title is null while the thread is restricted: the log is read by the whole team. */
  THREAD_RENAMED: { readonly threadId: string; readonly title: string | null };
  THREAD_CLOSED: { readonly threadId: string };
  THREAD_REOPENED: { readonly threadId: string };
  /** Who reads on. The whole team may know that some of it meet, and who: not what they say. */
  THREAD_RESTRICTED: { readonly threadId: string; readonly participantIds: readonly string[] };
  THREAD_OPENED: { readonly threadId: string };
  THREAD_PARTICIPANTS_ADDED: { readonly threadId: string; readonly participantIds: readonly string[] };
  THREAD_PARTICIPANTS_REMOVED: { readonly threadId: string; readonly participantIds: readonly string[] };
  /** `bodyHash`: see `sealBody` (messages/body-seal.ts). What is left out is a plain message of nobody else's. */
  MESSAGE_POSTED: {
    readonly messageId: string;
    readonly threadId: string;
    readonly bodyHash: string;
    readonly messageKind?: 'SYSTEM' | 'AGENT_STATUS';
    readonly replyToId?: string;
    readonly mentionIds?: readonly string[];
    readonly onBehalfOfId?: string;
    /** Who said it first: see `sealAttribution` (messages/attribution.ts). */
    readonly attributionHash?: string;
    readonly shareIds?: readonly string[];
  };
  MESSAGE_EDITED: { readonly messageId: string; readonly bodyHash: string };
  MESSAGE_REDACTED: { readonly messageId: string };
  /** Its time was over: nobody's doing, so it has neither actor nor company. */
  MESSAGE_EXPIRED: { readonly messageId: string };
  /** For how long the company's own messages are kept; null: as the companies have agreed. */
  RETENTION_SET: { readonly company: string; readonly days: number | null };
  /** The emoji is null in a restricted thread. */
  REACTION_ADDED: { readonly messageId: string; readonly emoji: string | null };
  REACTION_REMOVED: { readonly messageId: string; readonly emoji: string | null };
  /** Tells nothing of what is shared, nor of what its company says of it: that can be erased. */
  SHARE_CREATED: {
    readonly shareId: string;
    readonly targetKind: 'DOCUMENT' | 'PRIVATE_THREAD' | 'AGENT';
    readonly expiresAt: string | null;
  };
  SHARE_REVOKED: { readonly shareId: string };
}

/** A kind of change. */
export type EventKind = keyof EventPayloads;

/** A kind with its payload: a closed union. */
export type EventContent = {
  readonly [Kind in EventKind]: { readonly kind: Kind; readonly payload: EventPayloads[Kind] };
}[EventKind];
