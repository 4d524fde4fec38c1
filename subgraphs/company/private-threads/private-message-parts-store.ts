import type { Principal } from '../access/principal-rules.ts';
import type { Database } from '../database.ts';
import { messageIsReadable } from './private-message-store.ts';

/** One of a message's texts. */
export interface PrivateRevisionRow {
  readonly messageId: string;
  readonly number: number;
  readonly body: string;
  readonly at: Date;
}

/** A colleague at a message: whom it addresses. */
export interface PrivateMentionRow {
  readonly messageId: string;
  /** An agent's or a person's. */
  readonly colleagueId: string;
}

/** An emoji of one colleague on a message. */
export interface PrivateReactionRow extends PrivateMentionRow {
  readonly emoji: string;
}

/** Who took a message's text away. */
export interface PrivateRedactionRow {
  readonly messageId: string;
  /** An agent's or a person's; null: nobody, its time was over. */
  readonly actorId: string | null;
}

/** Reads what hangs off internal messages, for those who may read the messages. */
export interface PrivateMessagePartsStore {
  /** The messages' texts, each message's original first; none of a redacted one. */
  revisions(principal: Principal, messageIds: readonly string[]): Promise<PrivateRevisionRow[]>;
  /** Whom the messages address, in the order given by the author. */
  mentions(principal: Principal, messageIds: readonly string[]): Promise<PrivateMentionRow[]>;
  /** The emojis on the messages, in the order in which they came. */
  reactions(principal: Principal, messageIds: readonly string[]): Promise<PrivateReactionRow[]>;
  /** How the messages lost their texts; none of one that has it. */
  redactions(principal: Principal, messageIds: readonly string[]): Promise<PrivateRedactionRow[]>;
}

/** Reads the parts of internal messages from the company's database. */
export function createPrivateMessagePartsStore(db: Database): PrivateMessagePartsStore {
  return {
    async revisions(principal, ids) {
      if (principal.kind !== 'own') return [];
      return db.$queryRaw<PrivateRevisionRow[]>`
        SELECT m.id AS "messageId", text.number, text.body, text.at
        FROM private_messages AS m CROSS JOIN LATERAL (
          SELECT r.number, r.body, r.at FROM private_revisions AS r WHERE r.message_id = m.id
          UNION ALL
          SELECT 1 + (SELECT count(*) FROM private_revisions AS r WHERE r.message_id = m.id)::int,
            m.body, COALESCE(m.edited_at, m.created_at)) AS text
        WHERE m.id = ANY(${[...ids]}::text[]) AND m.redacted_at IS NULL AND ${messageIsReadable(principal)}
        ORDER BY text.number`;
    },
    async mentions(principal, ids) {
      if (principal.kind !== 'own') return [];
      return db.$queryRaw<PrivateMentionRow[]>`
        SELECT m.id AS "messageId", COALESCE(at.agent_id, at.person_id) AS "colleagueId"
        FROM private_messages AS m JOIN private_mentions AS at ON at.message_id = m.id
        WHERE m.id = ANY(${[...ids]}::text[]) AND ${messageIsReadable(principal)}
        ORDER BY at.place`;
    },
    async reactions(principal, ids) {
      if (principal.kind !== 'own') return [];
      return db.$queryRaw<PrivateReactionRow[]>`
        SELECT m.id AS "messageId", r.emoji, COALESCE(r.agent_id, r.person_id) AS "colleagueId"
        FROM private_messages AS m JOIN private_reactions AS r ON r.message_id = m.id
        WHERE m.id = ANY(${[...ids]}::text[]) AND ${messageIsReadable(principal)}
        ORDER BY r.id`;
    },
    async redactions(principal, ids) {
      if (principal.kind !== 'own') return [];
      return db.$queryRaw<PrivateRedactionRow[]>`
        SELECT m.id AS "messageId", e.actor_id AS "actorId"
        FROM private_messages AS m JOIN private_thread_events AS e ON e.message_id = m.id
        WHERE m.id = ANY(${[...ids]}::text[]) AND e.kind = 'MESSAGE_REDACTED' AND ${messageIsReadable(principal)}`;
    },
  };
}
