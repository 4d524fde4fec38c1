import type { EventRow } from '../events/event-rules.ts';

/** An event on a stream. */
export interface LiveEventRow {
  readonly cursor: string;
  readonly event: EventRow;
  /** Of the message that the event is of; null for events of none. */
  readonly messageId: string | null;
}

/** Why something is in an inbox. */
export type InboxReason = 'MENTION' | 'REPLY' | 'MESSAGE' | 'INVITATION';

/** Something in an inbox: an event, or an invitation. */
export interface InboxRow {
  readonly cursor: string;
  readonly reason: InboxReason;
  readonly event: EventRow | null;
  readonly messageId: string | null;
  readonly invitationId: string | null;
}
