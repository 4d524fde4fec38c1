import type { EventRow } from '../events/event-rules.ts';
import type { MessageRow } from '../messages/message-store.ts';
import type { ParticipantRow } from '../participants/participant-store.ts';

/** An event on a stream. */
export interface LiveEventRow {
  readonly cursor: string;
  readonly event: EventRow;
  /** That the event is of, and its author, as the company could read them with the event; null for events of none. */
  readonly message: MessageRow | null;
  readonly author: ParticipantRow | null;
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
